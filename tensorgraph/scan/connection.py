"""Connection patterns of loops: which outputs depend on which inputs."""

from ..gradient.connection import connection_pattern
from ..graph.traverse import io_toposort


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

    A state depends on its initial rows whatever a step does, since it begins with them.
    """
    inside = step_connections(op.inputs, op.outputs)
    groups = [group for group in op.groups if group.outer_out >= 0]
    outer = op.var_mappings["outer_inp_from_inner_inp"]
    reached = {}
    for group in groups:
        reached[group.outer_out] = {outer[i] for o in group.inner_out for i in inside[o]}
    state_of = {group.outer_in: group.outer_out for group in groups if group.inner_in}
    for i, k in state_of.items():
        reached[k].add(i)
    changed = True
    while changed:
        changed = False
        for found in reached.values():
            before = len(found)
            for i in list(found):
                if i in state_of:
                    found |= reached[state_of[i]]
            changed = changed or len(found) > before
    return [[i in reached[k] for k in range(len(reached))] for i in range(len(op.groups))]
