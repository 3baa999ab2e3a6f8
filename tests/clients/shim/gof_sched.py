"""``theano.gof.sched``: orders of nodes from a partial order and comparisons."""

import functools

from tensorgraph.graph.traverse import ancestors, io_toposort

__all__ = ["make_depends", "make_dependence_cmp", "posort", "reverse_dict", "sort_apply_nodes", "sort_schedule_fn"]


def make_depends():
    """Return a predicate of pairs of nodes: True if the first depends on the second."""
    known = {}

    def depends(pair):
        a, b = pair
        if a not in known:
            known[a] = {v.owner for v in ancestors(list(a.inputs)) if v.owner is not None}
        return b in known[a]

    return depends


def make_dependence_cmp():
    """Return a comparison of nodes by dependence: 1 if the first depends on the second, -1 if vice versa, else 0."""
    depends = make_depends()

    def dependence(a, b):
        return 1 if depends((a, b)) else -1 if depends((b, a)) else 0

    return dependence


def reverse_dict(d):
    """Return the inverse of a dict of tuples: from each value to the tuple of its keys."""
    reversed_ = {}
    for key, values in d.items():
        for value in values:
            reversed_[value] = (*reversed_.get(value, ()), key)
    return reversed_


def _toposort(edges):
    """Return the nodes of ``{node: its successors}`` in topological order."""
    incoming = {node: set(before) for node, before in reverse_dict(edges).items()}
    ready = [node for node in edges if node not in incoming]
    order = []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for after in edges.get(node, ()):
            incoming[after].discard(node)
            if not incoming[after]:
                ready.append(after)
                del incoming[after]
    if incoming:
        raise ValueError("the graph has a cycle: " + ", ".join(map(str, incoming)))
    return order


def posort(l, *cmps):  # noqa: E741
    """Sort `l` by several comparisons, the first of which counts most.

    A comparison may be partial: 0 means that it does not order the two.
    """
    comes_after = {x: set() for x in l}
    comes_before = {x: set() for x in l}

    def add(a, b):
        # a goes before b: so does all that goes before a, before all that goes after b
        for x in {a} | comes_before[a]:
            for y in {b} | comes_after[b]:
                comes_after[x].add(y)
                comes_before[y].add(x)

    for compare in cmps:
        for a in l:
            for b in l:
                if a in comes_after[b] or b in comes_after[a]:
                    continue
                sign = compare(a, b)
                if sign < 0:
                    add(a, b)
                elif sign > 0:
                    add(b, a)
    # equals stay as they stood
    place = {x: i for i, x in enumerate(l)}
    order, left = [], list(l)
    while left:
        chosen = min((x for x in left if not comes_before[x] - set(order)), key=place.get)
        order.append(chosen)
        left.remove(chosen)
    return order


def sort_apply_nodes(inputs, outputs, cmps):
    """Return the nodes between `inputs` and `outputs` in a topological order, sorted by `cmps`."""
    return posort(io_toposort(inputs, outputs), make_dependence_cmp(), *cmps)


def sort_schedule_fn(*cmps):
    """Return a schedule for linkers: a function from a graph to its nodes sorted by `cmps`."""
    dependence = make_dependence_cmp()
    cmps = (dependence, *cmps)

    @functools.wraps(sort_apply_nodes)
    def schedule(fgraph):
        return posort(fgraph.toposort(), *cmps)

    return schedule


