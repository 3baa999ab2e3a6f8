"""Merging of independent loops with equally many steps.

Loops that a condition may stop make equally many steps if they have the same condition, which is visible if it reads
sequences and other arguments only.
"""

from ...graph.demand import Demand, is_lazy
from ...graph.traverse import clone_get_equiv, io_toposort
from ...graph.variable import Constant
from ..op import Scan
from .outside import is_same_number
from .parts import Loop, loops


def merge_loops(fgraph):
    """Merge loops of one level.

    The level of a loop is the length of the longest chain of loops before it. Loops of one level are independent, and
    merging them changes no level, so that no cycle can arise.
    """
    nodes = loops(fgraph)
    if len(nodes) < 2:
        return
    order = fgraph.toposort()
    guards = Demand(fgraph, order).guard if any(map(is_lazy, order)) else {}
    levels, groups, numbers = {}, [], {}
    for node in order:
        level = max((levels.get(v.owner, 0) for v in node.inputs if v.owner is not None), default=0)
        levels[node] = level
        if not isinstance(node.op, Scan):
            continue
        levels[node] += 1
        key = level, guards.get(node), *kind(node, numbers)
        for other, members in groups:
            if other == key and is_same_number(members[0].inputs[0], node.inputs[0]):
                members.append(node)
                break
        else:
            groups.append((key, [node]))
    for _, members in groups:
        if len(members) > 1:
            merge(fgraph, members)


def kind(node, numbers):
    """Return the key that loops must share to be merged; see :func:`condition_number` for `numbers`."""
    op = node.op
    return op.mode, op.profile, op.truncate_gradient, condition_number(node, numbers)


def condition_number(node, numbers):
    """Return a number for the condition of a loop, equal for equivalent conditions, or None without one.

    Parameters
    ----------
    node : Apply
    numbers : dict
        Of what conditions were made of so far.
    """
    op = node.op
    if not op.as_while:
        return None

    def number(key):
        return numbers.setdefault(key, len(numbers))

    ids = {}
    for group in op.groups[1:]:
        is_state = bool(group.inner_out)
        for i in group.inner_in:
            # values computed by steps differ from loop to loop
            source = (node, i) if is_state else (group.outer_in <= op.n_seqs, node.inputs[group.outer_in])
            ids[op.inputs[i]] = number(source)
    condition = op.outputs[-1]
    for inner in io_toposort(op.inputs, [condition]):
        for v in inner.inputs:
            if v not in ids:
                ids[v] = number(v.signature())
        made = inner.op, tuple([ids[v] for v in inner.inputs])
        for v in inner.outputs:
            ids[v] = number((made, v.index))
    return number(condition.signature()) if isinstance(condition, Constant) else ids[condition]


def merge(fgraph, nodes):
    """Merge several loops into one."""
    loop = Loop(nodes[0])
    for node in nodes[1:]:
        other = Loop(node)
        copies = clone_get_equiv(node.op.inputs, node.op.outputs)
        for part in [*other.seqs, *other.others, *other.shared]:
            part.inside = copies[part.inside]
        for part in [*other.results, *other.shared]:
            part.made = copies[part.made]
        for state in other.states:
            state.inside = [copies[v] for v in state.inside]
            state.made = [copies[v] for v in state.made]
        loop.seqs += other.seqs
        loop.states += other.states
        loop.results += other.results
        loop.shared += other.shared
        loop.others += other.others
    loop.name = "&".join([node.op.name for node in nodes])
    loop.put_into(fgraph, "scanOp_merge")
