"""Sorted elements of which few are read."""

from ...graph.traverse import ancestors
from ...tensor.indexing.advanced_subtensor import AdvancedSubtensor1
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import Join
from ...tensor.sorting.partition import PartitionOp
from ...tensor.sorting.sort import SortOp
from ...tensor.types.constant import as_tensor_variable
from ..rule import exact, node_rule, specialize
from ..values import cast, constant_value, made_like
from .subtensor import entries, is_full


@specialize
@exact
@node_rule(SortOp)
def local_places_of_sorted(fgraph, node):
    """``sort(x)[k]`` needs only one element where sorting puts it: medians, quantiles, thresholds."""
    x, axis = node.inputs
    axis = constant_value(axis)
    if axis is None or node.op.kind != "quicksort":
        return None
    axis = int(axis) % x.type.ndim
    places = places_read(fgraph, node.outputs[0], axis)
    # a place may be found by what is sorted
    if not places or node.outputs[0] in ancestors(places):
        return None
    vectors = [cast(v.dimshuffle("x") if v.type.ndim == 0 else v, "int64") for v in places]
    return made_like(PartitionOp(axis)(x, Join()(0, *vectors)), node)


def places_read(fgraph, v, axis):
    """Return the places of an axis that all who read `v` read, or None if somebody reads others."""
    found = []
    for client, _ in fgraph.clients(v):
        op = None if client == "output" else client.op
        if isinstance(op, Subtensor):
            cut = [(k, item) for k, item in enumerate(entries(client)) if not is_full(item)]
            if [k for k, _ in cut] != [axis] or isinstance(cut[0][1], slice):
                return None
            found.append(as_tensor_variable(cut[0][1]))
        elif isinstance(op, AdvancedSubtensor1) and axis == 0:
            found.append(client.inputs[1])
        elif isinstance(op, DimShuffle) and axis in op.new_order:
            more = places_read(fgraph, client.outputs[0], op.new_order.index(axis))
            if more is None:
                return None
            found += more
        else:
            return None
    return found
