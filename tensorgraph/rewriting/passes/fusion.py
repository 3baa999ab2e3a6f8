"""Fusion: trees of elementwise nodes become one node each, ``Elemwise{Composite{...}}``, as in Theano.

A loop of several results and reductions is no node: lowering makes loops of the groups that these trees come from.
"""

from ...graph.recent import Recent
from ...graph.trace import Places, copy_stack_trace
from ...scalar import Composite, get_scalar_type
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.reductions.careduce import CAReduce
from .grouping import groups_of

_known = Recent(512)  # operations by the structure of their trees: layers, and functions, have many in common


def fuse(fgraph):
    """Replace each tree of at least two nodes of a group by one node."""
    for group in groups_of(fgraph):
        if len(group.nodes) > 1 and not any(node.op.destroy_map for node in group.nodes):
            for root, nodes in trees(fgraph, group.nodes):
                if len(nodes) > 1:
                    replace_tree(fgraph, root, nodes)


def trees(fgraph, nodes):
    """Return each root among the elementwise nodes with the nodes of its tree: those that nothing else needs."""
    root_of, found = {}, {}
    for node in reversed(nodes):
        if isinstance(node.op, CAReduce):
            continue
        readers = {root_of.get(client) for client, _ in fgraph.clients(node.outputs[0])}
        root = root_of[node] = readers.pop() if len(readers) == 1 and None not in readers else node
        found.setdefault(root, []).append(node)
    return [(root, members[::-1]) for root, members in found.items()]


def replace_tree(fgraph, root, nodes):
    """Replace the root of a tree by one Elemwise that does the work of all of it."""
    order = inputs_in_order([root], set(nodes))
    key = structure(order, nodes)
    op = _known.get(key)
    if op is None:
        scalars = scalars_of(nodes, order)
        if scalars is None:
            return
        op = _known[key] = Elemwise(Composite([scalars[v] for v in order], [scalars[root.outputs[0]]]))
    new = op.make_node(*order)
    old = root.outputs[0]
    if new.outputs[0].type != old.type:
        return
    copy_stack_trace([old], list(new.outputs))
    if new.trace is not None:
        new.trace = Places(new.trace, [node.trace for node in nodes], key[1])
    new.outputs[0].name = old.name
    fgraph.replace_all([(old, new.outputs[0])], "elemwise_fusion")


def structure(inputs, nodes):
    """Return what the operation for a tree of `nodes` depends on."""
    number = {v: i for i, v in enumerate(inputs)}
    code = []
    for node in nodes:
        (z,) = node.outputs
        code.append((node.op.scalar_op, z.type.dtype, *[number[v] for v in node.inputs]))
        number[z] = len(number)
    return tuple([v.type.dtype for v in inputs]), tuple(code)


def scalars_of(nodes, inputs):
    """Return scalars for `inputs` and for the results of the nodes; None if a dtype would differ."""
    scalars = {v: get_scalar_type(v.type.dtype)() for v in inputs}
    for node in nodes:
        if not isinstance(node.op, CAReduce):
            z = node.op.scalar_op.make_node(*[scalars[v] for v in node.inputs]).outputs[0]
            if z.type.dtype != node.outputs[0].type.dtype:
                return None
            scalars[node.outputs[0]] = z
    return scalars


def inputs_in_order(results, members):
    """Return the outer variables that a group reads, in the order in which its text names them."""
    found = {}
    seen = set()
    stack = [("node", node) for node in reversed(results)]
    while stack:
        kind, item = stack.pop()
        if kind == "node":
            if item in seen:
                continue
            seen.add(item)
            stack.extend(("variable", v) for v in reversed(item.inputs))
        elif item.owner is not None and item.owner in members and not isinstance(item.owner.op, CAReduce):
            stack.append(("node", item.owner))
        else:
            found.setdefault(item)
    return list(found)
