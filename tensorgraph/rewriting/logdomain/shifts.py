"""Maxima that were factored out of a sum of exponentials: ``exp(m) * sum(exp(x - m))``."""

from ...tensor.indexing.subtensor import Subtensor
from ...tensor.nnet.softmax import LogSumExp
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle, dim_shuffle
from ..values import is_op


def unshifted(logs):
    """Return logarithms of the same sum without shifts: ``logsumexp(x)`` for ``m + logsumexp(x - m)``.

    The complement of a softmax is known in terms of the sum over all classes.
    """
    for k, log in enumerate(logs):
        total, order = unshuffled(log)
        if total.owner is None or not isinstance(total.owner.op, LogSumExp):
            continue
        (difference,) = total.owner.inputs
        if not is_op(difference, "sub") or difference.owner.inputs[0].type != difference.type:
            continue
        x, shift = difference.owner.inputs
        shift, places = unshuffled(shift)
        axes = reduced_axes(total.owner)
        kept = [place for i, place in enumerate(places) if i not in axes]
        wanted = tuple("x" if i == "x" else kept[i] for i in order)
        for at, other in enumerate(logs):
            v, found = unshuffled(other)
            if v is shift and found == wanted:
                whole = dim_shuffle(total.type.broadcastable, order)(LogSumExp(axes)(x))
                return [whole if i == k else w for i, w in enumerate(logs) if i != at]
    return logs


def reduction_of(v, x):
    """Return the reduction that `v` broadcasts over the axes it reduced, and these axes; else None.

    It is a reduction of `x`, or of an array that `x` is a slice of along these axes.
    """
    total, order = unshuffled(v)
    node = total.owner
    if node is None or not isinstance(node.op, (MaxAndArgmax, LogSumExp, CAReduce)):
        return None
    whole, axes = node.inputs[0], reduced_axes(node)
    if whole is not x and not is_part(x, whole, axes):
        return None
    kept = [i for i in range(x.type.ndim) if i not in axes]
    wanted = ["x" if i in axes or one else kept.index(i) for i, one in enumerate(whole.type.broadcastable)]
    return (total, axes) if order == tuple(wanted) else None


def is_part(x, whole, axes):
    """Return True if `x` is made of slices of `whole` along some of the axes."""
    node = x.owner
    if node is None or not isinstance(node.op, Subtensor) or node.inputs[0] is not whole:
        return False
    if x.type.ndim != whole.type.ndim:
        # an index takes an axis away
        return False
    return all(i in axes or entry == slice(None) for i, entry in enumerate(node.op.idx_list))


def reduced_axes(node):
    """Return the axes of a reduction."""
    ndim = node.inputs[0].type.ndim
    return tuple(range(ndim)) if node.op.axis is None else tuple(i % ndim for i in node.op.axis)


def unshuffled(v):
    """Return the variable under the DimShuffles of `v`, and the source of each axis: "x" for length 1."""
    order = tuple("x" if one else i for i, one in enumerate(v.type.broadcastable))
    while v.owner is not None and isinstance(v.owner.op, DimShuffle):
        order = tuple("x" if i == "x" else v.owner.op.new_order[i] for i in order)
        v = v.owner.inputs[0]
    return v, order


def summed_exponent(log):
    """Return z, the axes and their order in ``log(sum(exp(z)))`` broadcast along them, else None three times."""
    nothing = None, None, None
    if log.type.dtype not in ("float32", "float64"):
        return nothing
    log, order = unshuffled(log)
    if log.owner is not None and isinstance(log.owner.op, LogSumExp):
        return log.owner.inputs[0], reduced_axes(log.owner), order
    if not is_op(log, "log"):
        return nothing
    total, places = unshuffled(log.owner.inputs[0])
    if total.owner is None or not isinstance(total.owner.op, Sum):
        return nothing
    e, axes = total.owner.inputs[0], reduced_axes(total.owner)
    if not axes or not is_op(e, "exp") or e.owner.inputs[0].type != e.type:
        return nothing
    return e.owner.inputs[0], axes, tuple("x" if i == "x" else places[i] for i in order)
