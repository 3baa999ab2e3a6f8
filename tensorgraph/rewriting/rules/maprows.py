"""Maps over rows, of which Jacobians are made: by operations on many rows at once, where batching rules know how."""

from ...batching.examples import Examples
from ...batching.rulebook import NotBatched
from ...gradient.maprows import MapBlocks, MapRows, map_rows
from ...graph.traverse import clone_replace
from ...graph.variable import Constant
from ...tensor.creation.filled import arange
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.types.type import TensorType
from ..rule import canonicalize, exact, node_rule, rounding, specialize
from ..values import typed_as
from .subtensor import entries, is_full, take


@specialize
@exact
@node_rule(MapRows, MapBlocks)
def local_map_rows_inputs(fgraph, node):
    """Read each variable once, and know constants inside."""
    op = node.op
    kept, known = {}, {}
    for v, outer in zip(op.inputs[1:], op.outer(node.inputs)):
        if isinstance(outer, Constant):
            known[v] = v.type.filter_variable(outer)
        elif outer in kept:
            known[v] = kept[outer]
        else:
            kept[outer] = v
    if not known:
        return None
    new = type(op)([op.inputs[0], *kept.values()], clone_replace(op.outputs, known))
    return new(*node.inputs[: 1 + len(op.outputs)], *kept, return_list=True)


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


@canonicalize
@rounding
@node_rule(Subtensor)
def local_subtensor_of_map_rows(fgraph, node):
    """Compute the rows of a map that are read, and no others: ``jacobian(y, x)[0]`` is one gradient."""
    x, first = node.inputs[0], entries(node)[0]
    inner = x.owner
    if inner is None or type(inner.op) is not MapRows or len(fgraph.clients(x)) != 1 or is_full(first):
        return None
    k = inner.outputs.index(x)
    # an index out of bounds is an error of this one
    place = take(arange(inner.inputs[0]), [first])
    if isinstance(first, slice):
        read = map_rows(
            lambda i: [inner.op.rows(place[i], inner.inputs)[k]], place.shape[0], lambda: [inner.inputs[1 + k]]
        )[0]
        return typed_as(node, take(read, [slice(None), *entries(node)[1:]]))
    return typed_as(node, take(inner.op.rows(place, inner.inputs)[k], entries(node)[1:]))
