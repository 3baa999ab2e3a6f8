"""Merging: equal constants become one, equal nodes become one."""

from ...graph.variable import Constant


def merge(fgraph):
    """One sweep in the order of the graph: when a node comes by, its inputs are merged already."""
    merge_constants(fgraph)
    known = {}
    for node in fgraph.toposort():
        key = node.op, *map(id, node.inputs)
        twin = known.setdefault(key, node)
        if twin is node or any(a.type != b.type for a, b in zip(node.outputs, twin.outputs)):
            continue
        for old, new in zip(node.outputs, twin.outputs):
            if new.name is None:
                new.name = old.name
            fgraph.replace(old, new, "merge")


def merge_constants(fgraph):
    """Let equal constants be one variable."""
    known = {}
    # in the order of the graph, which is the same in each run
    read = dict.fromkeys([*[v for node in fgraph.toposort() for v in node.inputs], *fgraph.outputs])
    for v in [v for v in read if isinstance(v, Constant)]:
        try:
            twin = known.setdefault(v.signature(), v)
        except TypeError:
            # a value without a hash stands for itself
            continue
        if twin is not v and twin.type == v.type:
            if twin.name is None:
                twin.name = v.name
            fgraph.replace(v, twin, "merge")
