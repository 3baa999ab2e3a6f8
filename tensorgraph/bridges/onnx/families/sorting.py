"""Sorting and cumulative sums and products."""

import functools

from .... import scan
from .... import tensor as T
from ....tensor.reductions.cumulative import CumOp
from ....tensor.shape.join import constant_axis
from ....tensor.sorting.partition import PartitionOp
from ....tensor.sorting.sort import ArgSortOp, SortOp
from ....tensor.sorting.topk import TopKOp
from ..builder import WIDE
from ..conversion import converts, ordered, refusal


def _ranked(model, node, x, n, axis, largest):
    dtype = ordered(node, node.inputs[0])
    inside = WIDE.get(dtype, dtype)
    x = model.cast(x, dtype, inside)
    values, places = model.add("TopK", x, n, axis=axis, largest=int(largest), sorted=1, outputs=2)
    return model.cast(values, inside, dtype), places


def _sorted(model, node, x, axis):
    n = model.add("Shape", x, start=axis, end=axis + 1)
    return _ranked(model, node, x, n, axis, False)


@converts(SortOp, ArgSortOp)
def convert_sort(model, node, x, axis):
    known = constant_axis(node.inputs[1])
    if known is None:
        raise refusal(node, "ONNX needs an axis that is constant")
    values, places = _sorted(model, node, x, known % node.inputs[0].type.ndim)
    return values if isinstance(node.op, SortOp) else places


@converts(PartitionOp)
def convert_partition(model, node, x, places):
    return _sorted(model, node, x, node.op.axis)[0]


@converts(TopKOp)
def convert_topk(model, node, x, k):
    op, known = node.op, getattr(node.inputs[1], "data", None)
    if known is None:
        raise refusal(node, "ONNX needs a number of elements that is constant")
    values, places = _ranked(model, node, x, model.integers(abs(int(known))), op.axis, known > 0)
    found = [values] if op.return_values else []
    return found + ([model.cast(places, "int64", op.idx_dtype)] if op.return_indices else [])


def _cumulative_product(x, axis):
    """Return the products by a loop, since ONNX has sums alone."""
    x = x.flatten() if axis is None else x
    order = [(axis or 0) % x.ndim]
    order += [i for i in range(x.ndim) if i not in order]
    rows = x.dimshuffle(order)
    products, _ = scan(lambda row, product: product * row, rows, T.ones(rows.shape[1:], rows.dtype))
    return products.dimshuffle([order.index(i) for i in range(x.ndim)])


@converts(CumOp)
def convert_cumulative(model, node, x):
    op, dtype = node.op, node.inputs[0].type.dtype
    if op.mode == "mul":
        return model.expand(functools.partial(_cumulative_product, axis=op.axis), [x], node.inputs)
    if op.axis is None:
        x = model.add("Reshape", x, model.integers(-1))
    return model.wide("CumSum", dtype, x, model.constant(op.axis or 0, "int64"))
