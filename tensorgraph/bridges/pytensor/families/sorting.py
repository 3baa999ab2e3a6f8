"""Sorting, and what is found by sorting."""

from .... import tensor as T
from ..conversion import converts


@converts("tensor.SortOp")
def convert_sort(op, node, x, *axis):
    return T.sort(x, _axis(op, axis), kind=op.kind)


@converts("tensor.ArgSortOp")
def convert_argsort(op, node, x, *axis):
    if node.outputs[0].type.ndim == 0:
        # NumPy makes a vector of it, which is not what the node says
        return T.zeros_like(x, dtype="int64")
    return T.argsort(x, _axis(op, axis), kind=op.kind)


def _axis(op, inputs):
    """Return the axis, a parameter or, in older versions, an input; None means that the array is flattened."""
    if not inputs:
        return op.axis
    data = getattr(inputs[0], "data", None)
    return inputs[0] if data is None else int(data)


@converts("tensor.Unique")
def convert_unique(op, node, x):
    wanted = {name: getattr(op, name) for name in ("return_index", "return_inverse", "return_counts", "axis")}
    found = T.unique(x, **wanted)
    found = list(found) if isinstance(found, (list, tuple)) else [found]
    if op.return_inverse:
        place = 1 + op.return_index
        found[place] = T.flatten(found[place])
    return found


@converts("tensor.UnravelIndex")
def convert_unravel(op, node, indices, shape):
    ndim = len(node.outputs)
    return list(T.unravel_index(indices, [shape[i] for i in range(ndim)], order=op.order))


@converts("tensor.RavelMultiIndex")
def convert_ravel(op, node, *inputs):
    *indices, shape = inputs
    return T.ravel_multi_index(indices, [shape[i] for i in range(len(indices))], mode=op.mode, order=op.order)
