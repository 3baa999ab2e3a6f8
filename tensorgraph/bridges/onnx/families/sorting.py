"""Sorting and cumulative sums."""

from ....tensor.reductions.cumulative import CumOp
from ....tensor.shape.join import constant_axis
from ....tensor.sorting.sort import ArgSortOp, SortOp
from ....tensor.sorting.topk import TopKOp
from ..conversion import converts, refusal


def _ranked(model, node, x, n, axis, largest):
    dtype = node.inputs[0].type.dtype
    inside = dtype if dtype in ("float32", "float64", "int32", "int64") else "float32" if "f" in dtype else "int64"
    x = model.cast(x, dtype, inside)
    values, places = model.add("TopK", x, n, axis=axis, largest=int(largest), sorted=1, outputs=2)
    return model.cast(values, inside, dtype), places


@converts(SortOp, ArgSortOp)
def convert_sort(model, node, x, axis):
    known = constant_axis(node.inputs[1])
    if known is None:
        raise refusal(node, "ONNX needs an axis that is constant")
    known %= node.inputs[0].type.ndim
    n = model.add("Shape", x, start=known, end=known + 1)
    values, places = _ranked(model, node, x, n, known, False)
    return values if isinstance(node.op, SortOp) else places


@converts(TopKOp)
def convert_topk(model, node, x, k):
    op, known = node.op, getattr(node.inputs[1], "data", None)
    if known is None:
        raise refusal(node, "ONNX needs a number of elements that is constant")
    values, places = _ranked(model, node, x, model.integers(abs(int(known))), op.axis, known > 0)
    found = [values] if op.return_values else []
    return found + ([model.cast(places, "int64", op.idx_dtype)] if op.return_indices else [])


@converts(CumOp)
def convert_cumulative(model, node, x):
    op, dtype = node.op, node.inputs[0].type.dtype
    if op.mode != "add" or dtype not in ("float32", "float64", "int32", "int64"):
        raise refusal(node, "ONNX has cumulative sums of numbers alone")
    if op.axis is None:
        x = model.add("Reshape", x, model.integers(-1))
    return model.add("CumSum", x, model.constant(op.axis or 0, "int64"))
