"""Softmaxes that a program writes out, along any axes.

These rules come first: where a part of a softmax is read, the index would otherwise move into the exponentials, and
hide that they and their sum belong together.
"""

from ....scalar import REGISTRY
from ....tensor.nnet.softmax import LogSoftmax, Softmax
from ....tensor.reductions.careduce import CAReduce
from ....tensor.reductions.maxandargmax import MaxAndArgmax
from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import DimShuffle, spread_order
from ....tensor.shape.rebroadcast import patternbroadcast
from ...logdomain.shifts import reduction_of
from ...passes.canonizer import PRODUCT, SUM, holds, lists
from ...rule import canonicalize, log_sum_exp, node_rule, rounding, useless
from ...values import cast, is_op
from ..dimshuffle import shuffled

mul = REGISTRY["mul"]


@useless
@canonicalize
@log_sum_exp
@rounding
@node_rule("true_div", "mul")
def local_softmax_by_hand(fgraph, node):
    """``exp(x) / sum(exp(x))`` along the rows, also among other factors, is inf / inf where it overflows."""
    divides = is_op(node.outputs[0], "true_div") or holds(fgraph, node, PRODUCT, "true_div", "inv")
    form = lists(fgraph, node, PRODUCT) if divides else None
    if form is None:
        return None
    for total in form.bottom:
        for e in form.top:
            named = softmax_of(e, total)
            if named is not None:
                form.top[form.top.index(e)] = named
                form.bottom.remove(total)
                return form.build()
    return None


def softmax_of(e, total):
    """Return the softmax of x for an exponential `e` of x and its `total` along some axes, else None."""
    if not is_op(e, "exp") or e.type.dtype not in ("float32", "float64"):
        return None
    axes = summed_axes(e, total)
    return None if axes is None else along(Softmax(), cast(e.owner.inputs[0], e.type.dtype), axes)


def summed_axes(e, total):
    """Return the axes over which `total` is the sum of `e`, broadcast back to them, or None if it is not."""
    node, order = total.owner, tuple(range(total.type.ndim))
    if node is not None and isinstance(node.op, DimShuffle):
        order, node = tuple(node.op.new_order), node.inputs[0].owner
    if node is None or not isinstance(node.op, Sum) or node.inputs[0] is not e:
        return None
    ndim = e.type.ndim
    axes = tuple(range(ndim)) if node.op.axis is None else tuple(sorted(node.op.axis))
    return axes if axes and order == spread_order(ndim, axes) else None


@useless
@canonicalize
@log_sum_exp
@rounding
@node_rule("add", "sub", "neg")
def local_logsoftmax_by_hand(fgraph, node):
    """``x - log(sum(exp(x)))``, also among other terms, is a logsoftmax, which other rules recognize."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "log") else None
    if form is None:
        return None
    for log in form.bottom:
        z, axes = summed_exponent(log)
        if z is not None and form.take(fgraph, z):
            form.bottom.remove(log)
            form.top.append(along(LogSoftmax(), z, axes))
            return form.build()
    return None


def summed_exponent(log):
    """Return z and the axes for ``log(sum(exp(z)))`` broadcast back to them, else None twice."""
    order = None
    if log.owner is not None and isinstance(log.owner.op, DimShuffle):
        order, log = log.owner.op.new_order, log.owner.inputs[0]
    if not is_op(log, "log") or log.type.dtype not in ("float32", "float64"):
        return None, None
    total = log.owner.inputs[0]
    if order is not None:
        total = shuffled(total, order)
    e = total.owner.inputs[0] if total.owner is not None else None
    while e is not None and e.owner is not None and isinstance(e.owner.op, Sum):
        e = e.owner.inputs[0]
    if e is None or not is_op(e, "exp"):
        return None, None
    axes = summed_axes(e, total)
    z = e.owner.inputs[0]
    return (None, None) if axes is None or z.type != e.type else (z, axes)


def along(op, x, axes):
    """Return the softmax, or its logarithm, of `x` over `axes`, made of one over the rows of a matrix."""
    x, ndim = unshifted(x, axes), x.type.ndim
    if ndim == 2 and axes == (1,):
        return op(x)
    order = [i for i in range(ndim) if i not in axes] + list(axes)
    moved = shuffled(x, order)
    if ndim == 1:
        return shuffled(op(shuffled(x, ("x", 0))), (1,))
    if ndim == 2 and len(axes) == 1:
        return shuffled(op(moved), (1, 0))
    shape = [moved.shape[i] for i in range(ndim)]
    split = ndim - len(axes)
    rows, columns = (mul(*part) if len(part) > 1 else part[0] if part else 1 for part in (shape[:split], shape[split:]))
    z = op(moved.reshape((rows, columns), ndim=2)).reshape(shape, ndim=ndim)
    z = patternbroadcast(z, moved.type.broadcastable)
    return shuffled(z, [order.index(i) for i in range(ndim)])


def unshifted(z, axes):
    """Return x if `z` is x minus its maximum along `axes`, or along these and others, else `z`."""
    if not is_op(z, "sub"):
        return z
    x, shift = z.owner.inputs
    found = reduction_of(shift, x)
    if found is None or not is_maximum(found[0]) or not set(axes) <= set(found[1]):
        return z
    return x


def is_maximum(v):
    """Return True if `v` is the maximum along some axes."""
    op = v.owner.op
    if isinstance(op, MaxAndArgmax):
        return v is v.owner.outputs[0]
    return type(op) is CAReduce and op.scalar_op.record_name == "maximum"
