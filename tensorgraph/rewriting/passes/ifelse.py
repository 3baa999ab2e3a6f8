"""Nested conditionals, and conditionals that need not copy their values."""

from ...graph.demand import Demand, common, is_lazy
from ...graph.trace import copy_stack_trace
from ...ifelse import IfElse

# number of enclosing conditions to compare a conditional with
DEPTH = 64


def merge_nested(fgraph):
    """Replace nested conditionals on a condition that is known where they are needed."""
    order = fgraph.toposort()
    if not any(map(is_lazy, order)):
        return
    demand = Demand(fgraph, order)
    for node in order:
        if not isinstance(node.op, IfElse):
            continue
        pairs = node.op.pairs(node)
        for result, pair in zip(node.outputs, pairs):
            for client, i in list(fgraph.clients(result)):
                index = known_side(demand, client, i, node.inputs[0])
                if index is not None:
                    fgraph.change_input(client, i, pair[index], "cond_merge_ifs")


def known_side(demand, client, i, condition):
    """Return 0 or 1 if input `i` of a node is needed only if a condition holds, or only if not, else None."""
    if client == "output" or client not in demand.guard:
        return None
    side = common(demand.guard[client])
    if is_lazy(client) and i:
        index = next(k for k, positions in enumerate(client.op.branches(client)) if i in positions)
        side = demand.decision[client].sides[index]
    for _ in range(DEPTH):
        if side is None or side.decision.condition is condition:
            return None if side is None else side.index
        side = side.parent
    return None


def make_inplace(fgraph):
    """Let conditionals return a view of their value where that cannot be told from a copy.

    As in Theano, large graphs are left alone where only copies of scalars would be saved.
    """
    is_large = len(fgraph.apply_nodes) >= 500
    for node in fgraph.toposort():
        op = node.op
        if not isinstance(op, IfElse) or op.as_view:
            continue
        if is_large and all(getattr(v.type, "ndim", -1) == 0 for v in node.outputs):
            continue
        new = IfElse(op.n_outs, True, op.gpu, op.name).make_node(*node.inputs).outputs
        copy_stack_trace(node.outputs, new)
        for a, b in zip(node.outputs, new):
            b.name = a.name
        fgraph.replace_all(list(zip(node.outputs, new)), "cond_make_inplace")
