"""Maps over rows, of which Jacobians are made: by operations on many rows at once, where batching rules know how."""

from ...batching.examples import Examples
from ...batching.rulebook import NotBatched
from ...gradient.maprows import MapBlocks, MapRows, map_rows
from ...tensor.types.type import TensorType
from ..rule import node_rule, rounding, specialize


@specialize
@rounding
@node_rule(MapRows)
def local_map_rows_in_blocks(fgraph, node):
    """Compute the rows of a map in blocks, each by operations on all of its rows."""
    op = node.op
    if isinstance(op, MapBlocks):
        return None
    places = TensorType("int64", (False,))("i")
    batch = Examples(places.shape[0])
    index = op.inputs[0]

    def blocks(_):
        found = batch.of(op.rows(index, node.inputs), {index: places})
        return [batch.stacked(rows) for rows in found]

    try:
        return map_rows(blocks, node.inputs[0], lambda: node.inputs[1 : 1 + len(op.outputs)], MapBlocks, places)
    except NotBatched:
        # the loop stays
        return None
