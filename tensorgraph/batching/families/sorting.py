"""Batching rules of sorting and searching."""

from ...tensor.elementwise.math import FUNCTIONS
from ...tensor.shape.join import constant_axis
from ...tensor.sorting.counting import SearchsortedOp, _NonNegative
from ...tensor.sorting.sort import ArgSortOp, SortOp
from ...tensor.sorting.topk import TopKOp
from ...tensor.types.constant import as_tensor_variable
from ..rulebook import batches


@batches(SortOp, ArgSortOp)
def batch_sort(batch, node, x, axis):
    """Sort along an axis counted from the first, or from the last."""
    if axis.is_stack:
        return None
    known = constant_axis(as_tensor_variable(axis.v))
    if known is not None:
        return node.op(x.v, known % node.inputs[0].type.ndim + 1)
    return node.op(x.v, FUNCTIONS["switch"](axis.v < 0, axis.v, axis.v + 1))


@batches(TopKOp)
def batch_topk(batch, node, x, k):
    if k.is_stack:
        return None
    op = node.op
    axis = op.axis % node.inputs[0].type.ndim + 1
    made = TopKOp(axis, op.sorted, op.idx_dtype, op.return_values, op.return_indices)
    return made(x.v, k.v, return_list=True)


@batches(SearchsortedOp)
def batch_searchsorted(batch, node, x, *given):
    """Search one vector for the values of all examples, vectors of their own in a loop whose steps are kernels."""
    if not x.is_stack and not any(g.is_stack for g in given[1:]):
        return node.op(x.v, *[g.v for g in given])
    kernels = len(given) == 1 and x.v.type.dtype == given[0].v.type.dtype
    return batch.looped(node, [x, *given]) if kernels else None


@batches(_NonNegative)
def batch_non_negative(batch, node, x):
    return node.op(x.v)
