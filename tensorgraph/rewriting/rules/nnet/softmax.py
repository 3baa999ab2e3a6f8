"""Softmax and logsoftmax."""

from ....tensor.creation.alloc import Alloc
from ....tensor.elementwise.math import neq
from ....tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias
from ....tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from ....tensor.reductions.reduce import sum as tensor_sum
from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import DimShuffle
from ....tensor.shape.reshape import Reshape
from ...passes.canonizer import PRODUCT, family_op, joined, lists
from ...passes.shape import as_length, same_length
from ...rule import canonicalize, finite_only, node_rule, rounding, specialize, stabilize
from ...values import cast, is_op, make_constant, typed_as
from ..dimshuffle import row_added, shuffled
from ..reduce import axes_of
from .softmax_by_hand import taken_out, unshifted


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
@specialize
@finite_only
@node_rule(Sum)
def local_sum_of_softmax(fgraph, node):
    """``sum(a * softmax(x), axis)`` is a if that has length 1 along the axis of the softmax.

    Gradients of ``log(sum(exp(x - max(x)))) + max(x)`` subtract it from a, and multiply what is left of it. Whatever
    the elements are rounded to, their sum is 1 for programs that compare it.
    """
    x, out = node.inputs[0], node.outputs[0]
    shapes, axes = fgraph.shapes, axes_of(node)
    if shapes is None or len(axes) != 1 or x.type.dtype != out.type.dtype:
        return None
    (axis,) = axes
    form = lists(fgraph, x.owner, PRODUCT) if family_op(x, PRODUCT) else None
    factors, divisors = ([x], []) if form is None else (form.top, form.bottom)
    shares = [v for v in factors if _axis_of_shares(shapes, v) == axis]
    others = [v for v in factors if v not in shares]
    if len(shares) != 1 or not all(v.type.broadcastable[axis] for v in others + divisors):
        return None
    # an empty row adds up to 0
    is_some = cast(neq(as_length(shapes.dim(x, axis)), 0), out.type.dtype)
    ones = make_constant(1 if form is None else form.constant, out.type.dtype, x.type.ndim)
    a = joined("mul", ones, shuffled(is_some, ("x",) * x.type.ndim), *others)
    a = joined("true_div", a, joined("mul", *divisors)) if divisors else a
    kept = [i for i in range(x.type.ndim) if i != axis]
    return typed_as(node, Alloc()(shuffled(a, kept), *[shapes.dim(x, i) for i in kept]))


def _axis_of_shares(shapes, v):
    """Return the axis along which a variable is a softmax, also of other axes than it had, or None."""
    op = None if v.owner is None else v.owner.op
    if isinstance(op, Softmax):
        return 1
    if not isinstance(op, (DimShuffle, Reshape)):
        return None
    inner, last = v.owner.inputs[0], v.type.ndim - 1
    axis = _axis_of_shares(shapes, inner)
    if isinstance(op, DimShuffle):
        return op.new_order.index(axis) if axis in op.new_order else None
    if axis != inner.type.ndim - 1 or last < 0 or not same_length(shapes.dim(v, last), shapes.dim(inner, axis)):
        return None
    return last


@stabilize
@rounding
@node_rule("exp")
def local_exp_logsoftmax(fgraph, node):
    """``exp(logsoftmax(x))`` is a softmax, which other rules recognize; also with the axes in another order."""
    inner, moves = node.inputs[0].owner, []
    while inner is not None and isinstance(inner.op, (DimShuffle, Reshape)):
        moves.append(inner)
        inner = inner.inputs[0].owner
    if inner is None or not isinstance(inner.op, LogSoftmax):
        return None
    return typed_as(node, taken_out(Softmax()(inner.inputs[0]), reversed(moves)))


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
    x = unshifted(node.inputs[0], (1,))
    return None if x is node.inputs[0] else typed_as(node, node.op(x))


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
@finite_only
@node_rule(MaxAndArgmax, Argmax)
def local_argmax_pushdown(fgraph, node):
    """The argmax does not need the softmax, which may round other elements to the maximum."""
    z = node.inputs[0]
    inner = z.owner
    *largest, _ = node.outputs
    if inner is None or node.op.axis != (1,) or any(map(fgraph.clients, largest)):
        return None
    if isinstance(inner.op, (Softmax, LogSoftmax)):
        x = inner.inputs[0]
    elif isinstance(inner.op, SoftmaxWithBias):
        x = inner.inputs[0] + inner.inputs[1].dimshuffle("x", 0)
    else:
        return None
    found = node.op(x, *node.inputs[1:], return_list=True)[-1]
    return [*[None for _ in largest], found]
