"""The batching rule of maps over rows, the loops of Jacobians."""

from ...gradient.maprows import MapRows, map_rows
from ...graph.traverse import clone_replace
from ..rulebook import batches


@batches(MapRows)
def batch_map_rows(batch, node, n, *given):
    """Compute each row for all examples."""
    if n.is_stack:
        return None
    op = node.op
    like, outer = given[: len(op.outputs)], given[len(op.outputs) :]
    index, *inner = op.inputs
    stacks = {v: g.v for v, g in zip(inner, outer) if g.is_stack}
    shared = {v: g.v for v, g in zip(inner, outer) if not g.is_stack}

    def rows(i):
        outputs = clone_replace(op.outputs, {index: i, **shared})
        return [batch.stacked(g) for g in batch.of(outputs, stacks)]

    found = map_rows(rows, n.v, lambda: [batch.stacked(g) for g in like])
    return [z.dimshuffle(1, 0, *range(2, z.type.ndim)) for z in found]
