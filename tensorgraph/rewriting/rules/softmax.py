"""Softmax and logsoftmax."""

from ...scalar import REGISTRY
from ...tensor.careduce import CAReduce
from ...tensor.dimshuffle import DimShuffle, spread_order
from ...tensor.maxandargmax import Argmax, MaxAndArgmax
from ...tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias
from ...tensor.rebroadcast import patternbroadcast
from ...tensor.reduce import sum as tensor_sum
from ...tensor.sums import Sum
from ..passes.canonizer import PRODUCT, lists
from ..rule import canonicalize, exact, log_sum_exp, node_rule, rounding, specialize, stabilize
from ..values import is_op, typed_as
from .dimshuffle import row_added, shuffled

mul = REGISTRY["mul"]


@stabilize
@specialize
@rounding
@node_rule("log")
def local_logsoftmax(fgraph, node):
    """``log(softmax(x))`` is -inf where the result is not."""
    (z,) = node.inputs
    inner = z.owner
    if inner is None:
        return None
    if isinstance(inner.op, Softmax):
        result = LogSoftmax()(inner.inputs[0])
    elif isinstance(inner.op, SoftmaxWithBias):
        x, b = inner.inputs
        result = LogSoftmax()(x + b.dimshuffle("x", 0))
    else:
        return None
    return typed_as(node, result)


@canonicalize
@log_sum_exp
@rounding
@node_rule("true_div", "mul")
def local_softmax_by_hand(fgraph, node):
    """``exp(x) / sum(exp(x))`` along the rows, among other factors too: inf / inf where it overflows."""
    form = lists(fgraph, node, PRODUCT)
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
    ndim, order = e.type.ndim, tuple(range(total.type.ndim))
    node = total.owner
    if node is not None and isinstance(node.op, DimShuffle):
        order, node = tuple(node.op.new_order), node.inputs[0].owner
    if node is None or not isinstance(node.op, Sum) or node.inputs[0] is not e:
        return None
    axes = tuple(range(ndim)) if node.op.axis is None else tuple(sorted(node.op.axis))
    # a total of everything is spread by itself where x is a vector
    if not axes or order != spread_order(ndim, axes):
        return None
    z = softmax_along(e.owner.inputs[0], axes)
    return z if z.type == e.type else None


def softmax_along(x, axes):
    """Return the softmax of `x` over `axes`, made of one over the rows of a matrix."""
    ndim = x.type.ndim
    if ndim == 2 and axes == (1,):
        return Softmax()(unshifted(x) or x)
    order = [i for i in range(ndim) if i not in axes] + list(axes)
    moved = shuffled(x, order)
    if ndim == 1:
        return shuffled(Softmax()(shuffled(x, ("x", 0))), (1,))
    if ndim == 2 and len(axes) == 1:
        return shuffled(Softmax()(moved), (1, 0))
    shape = [moved.shape[i] for i in range(ndim)]
    split = ndim - len(axes)
    rows, columns = (mul(*part) if len(part) > 1 else part[0] if part else 1 for part in (shape[:split], shape[split:]))
    z = Softmax()(moved.reshape((rows, columns), ndim=2)).reshape(shape, ndim=ndim)
    z = patternbroadcast(z, moved.type.broadcastable)
    return shuffled(z, [order.index(i) for i in range(ndim)])


@stabilize
@rounding
@node_rule("exp")
def local_exp_logsoftmax(fgraph, node):
    """``exp(logsoftmax(x))`` is a softmax, which other rules know."""
    inner = node.inputs[0].owner
    if inner is None or not isinstance(inner.op, LogSoftmax):
        return None
    return typed_as(node, Softmax()(inner.inputs[0]))


@stabilize
@specialize
@rounding
@node_rule(SoftmaxGrad)
def local_logsoftmax_grad(fgraph, node):
    """The gradient of ``log(softmax(x))``: ``g / softmax`` times softmax cancels."""
    g, s = node.inputs
    inner = s.owner
    if inner is None or not is_op(g, "true_div") or not isinstance(inner.op, Softmax):
        return None
    a, b = g.owner.inputs
    if b is not s or a.type != g.type:
        return None
    return typed_as(node, a - tensor_sum(a, axis=1, keepdims=True) * s)


@stabilize
@specialize
@rounding
@node_rule(Softmax, LogSoftmax)
def local_softmax_shift(fgraph, node):
    """``softmax(x - max(x))`` is ``softmax(x)``, which subtracts the largest of each row itself."""
    x = unshifted(node.inputs[0])
    return None if x is None else typed_as(node, node.op(x))


def unshifted(z):
    """Return x when `z` is ``x - max(x)`` along the rows, else None."""
    if not is_op(z, "sub"):
        return None
    x, column = z.owner.inputs
    spread = column.owner
    if spread is None or not isinstance(spread.op, DimShuffle) or tuple(spread.op.new_order) != (0, "x"):
        return None
    largest = spread.inputs[0].owner
    if largest is None or largest.inputs[0] is not x or not is_maximum(spread.inputs[0]) or largest.op.axis != (1,):
        return None
    return x


def is_maximum(v):
    """Whether `v` holds the largest elements along some axes."""
    op = v.owner.op
    if isinstance(op, MaxAndArgmax):
        return v is v.owner.outputs[0]
    return type(op) is CAReduce and op.scalar_op.record_name == "maximum"


@specialize
@rounding
@node_rule(Softmax)
def local_softmax_with_bias(fgraph, node):
    """``softmax(x + b)`` with a row b in one pass."""
    (z,) = node.inputs
    inputs = row_added(z) if len(fgraph.clients(z)) == 1 else None
    return None if inputs is None else typed_as(node, SoftmaxWithBias()(*inputs))


@canonicalize
@specialize
@exact
@node_rule(MaxAndArgmax, Argmax)
def local_argmax_pushdown(fgraph, node):
    """The place of the largest does not need the softmax."""
    z = node.inputs[0]
    inner = z.owner
    *largest, where = node.outputs
    if inner is None or any(map(fgraph.clients, largest)) or not fgraph.clients(where):
        return None
    axis = node.op.axis
    if axis is None or len(axis) != 1 or axis[0] != z.type.ndim - 1 or z.type.ndim != 2:
        return None
    if isinstance(inner.op, (Softmax, LogSoftmax)):
        x = inner.inputs[0]
    elif isinstance(inner.op, SoftmaxWithBias):
        x = inner.inputs[0] + inner.inputs[1].dimshuffle("x", 0)
    else:
        return None
    found = node.op(x, *node.inputs[1:], return_list=True)[-1]
    return [*[None for _ in largest], found if found.type == where.type else None]
