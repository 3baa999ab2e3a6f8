"""Batching rules of reductions, cumulative operations and recurrences: the same over other axes."""

from ...tensor.nnet.logcumsumexp import LogCumsumExp
from ...tensor.nnet.softmax import LogSumExp
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.cumulative import CumOp
from ...tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from ...tensor.reductions.product_of_others import ProductOfOthers
from ...tensor.reductions.recurrence import LinearRecurrence
from ..rulebook import batches
from .shape import flat


def shifted(axis, ndim):
    """Return the axes of a stack that are `axis` of an example's array; None stands for all."""
    axes = range(ndim) if axis is None else axis
    return tuple([a % ndim + 1 for a in axes])


@batches(CAReduce)
def batch_reduce(batch, node, x):
    return node.op.clone_with_axis(tuple(sorted(shifted(node.op.axis, node.inputs[0].type.ndim))))(x.v)


@batches(MaxAndArgmax, Argmax)
def batch_argmax(batch, node, x):
    return type(node.op)(shifted(node.op.axis, node.inputs[0].type.ndim))(x.v, return_list=True)


@batches(LogSumExp)
def batch_logsumexp(batch, node, x):
    return LogSumExp(shifted(node.op.axis, node.inputs[0].type.ndim))(x.v)


@batches(CumOp)
def batch_cumulate(batch, node, x):
    op = node.op
    if op.axis is None:
        return type(op)(1, op.mode)(flat(batch, x.v))
    return type(op)(op.axis % node.inputs[0].type.ndim + 1, op.mode)(x.v)


@batches(LogCumsumExp)
def batch_logcumsumexp(batch, node, x):
    return LogCumsumExp(node.op.axis % node.inputs[0].type.ndim + 1, node.op.reverse)(x.v)


@batches(LinearRecurrence)
def batch_recurrence(batch, node, *given):
    return LinearRecurrence(node.op.axis + 1)(*[batch.stacked(g) for g in given])


@batches(ProductOfOthers)
def batch_product_of_others(batch, node, *given):
    axes = tuple(sorted(shifted(node.op.product.axis, node.inputs[0].type.ndim)))
    return ProductOfOthers(node.op.product.clone_with_axis(axes))(*[batch.stacked(g) for g in given])
