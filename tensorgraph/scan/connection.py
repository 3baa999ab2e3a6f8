"""Connection patterns of loops: which outputs depend on which inputs."""

from ..gradient.connection import connection_pattern
from ..graph.traverse import io_toposort
from ..graph.variable import Constant
from ..tensor.indexing.subtensor import Subtensor, get_idx_list


def step_connections(inputs, outputs):
    """Return, for each output, the positions of the inputs that it depends on differentiably."""
    # one bit for each input
    depends = {v: 1 << i for i, v in enumerate(inputs)}
    for node in io_toposort(inputs, outputs):
        pattern = connection_pattern(node)
        given = [depends.get(v, 0) for v in node.inputs]
        for k, v in enumerate(node.outputs):
            bits = 0
            for i, g in enumerate(given):
                if pattern is None or pattern[i][k]:
                    bits |= g
            depends.setdefault(v, bits)
    return [{i for i in range(len(inputs)) if depends.get(v, 0) >> i & 1} for v in outputs]


def loop_connections(op):
    """Return ``pattern[input][output]`` of a loop: dependence within a step, or through states across several.

    A state depends on its initial rows whatever a step does, since it begins with them (:func:`beginnings`).
    """
    reached, state_of = reached_inputs(op)
    for i, k in state_of.items():
        reached[k].add(i)
    return [[i in reached[k] for k in range(len(reached))] for i in range(len(op.groups))]


def beginnings(op):
    """Return ``{input: output}`` for states that no step makes of their initial rows: they only begin with them."""
    reached, state_of = reached_inputs(op)
    return {i: k for i, k in state_of.items() if i not in reached[k]}


def reads_behind(node, v, rows):
    """Return True if a node reads no more of `v` than what is behind its first rows."""
    if not isinstance(node.op, Subtensor) or node.inputs[0] is not v:
        return False
    first = get_idx_list(node.inputs, node.op.idx_list)[0]
    if not isinstance(first, slice) or first.step is not None or not isinstance(first.start, Constant):
        return False
    return int(first.start.data) >= rows


def reached_inputs(op):
    """Return, by output, the inputs that it depends on through steps, and ``{input: output}`` of states."""
    inside = step_connections(op.inputs, op.outputs)
    groups = [group for group in op.groups if group.outer_out >= 0]
    outer = op.var_mappings["outer_inp_from_inner_inp"]
    reached = {}
    for group in groups:
        reached[group.outer_out] = {outer[i] for o in group.inner_out for i in inside[o]}
    state_of = {group.outer_in: group.outer_out for group in groups if group.inner_in}
    changed = True
    while changed:
        changed = False
        for found in reached.values():
            before = len(found)
            for i in list(found):
                if i in state_of:
                    found |= reached[state_of[i]]
            changed = changed or len(found) > before
    return reached, state_of
