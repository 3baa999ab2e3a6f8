"""Merging of equal constants and equal nodes."""

from ...graph.variable import Constant


def merge(fgraph):
    """Merge equal nodes in one sweep in topological order, so that a node's inputs are merged before it."""
    merge_constants(fgraph)
    known = {}
    for node in fgraph.toposort():
        key = node.op, node.op.kept_apart, *map(id, node.inputs)
        twin = known.setdefault(key, node)
        if twin is node or any(a.type != b.type for a, b in zip(node.outputs, twin.outputs)):
            continue
        for old, new in zip(node.outputs, twin.outputs):
            if new.name is None:
                new.name = old.name
            fgraph.replace(old, new, "merge")


def merge_constants(fgraph):
    """Merge equal constants."""
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
