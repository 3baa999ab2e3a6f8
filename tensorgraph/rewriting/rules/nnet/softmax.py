"""Softmax and logsoftmax."""

from ....tensor.elementwise.math import fill
from ....tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias
from ....tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from ....tensor.reductions.reduce import sum as tensor_sum
from ....tensor.reductions.sums import Sum
from ...passes.canonizer import PRODUCT, family_op, joined, lists
from ...rule import canonicalize, finite_only, node_rule, rounding, specialize, stabilize
from ...values import constant_value, is_op, make_constant, typed_as
from ..dimshuffle import row_added, shuffled
from ..reduce import axes_of
from .softmax_by_hand import unshifted


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
    """``sum(a * softmax(x), axis=1)`` is a if that has one column.

    Gradients of ``log(sum(exp(x - max(x)))) + max(x)`` subtract it from a, and multiply what is left of it.
    """
    x, out = node.inputs[0], node.outputs[0]
    if fgraph.shapes is None or axes_of(node) != (1,) or x.type.dtype != out.type.dtype:
        return None
    form = lists(fgraph, x.owner, PRODUCT) if family_op(x, PRODUCT) else None
    factors, divisors = ([x], []) if form is None else (form.top, form.bottom)
    shares = [v for v in factors if v.owner is not None and isinstance(v.owner.op, Softmax)]
    others = [v for v in factors if v is not shares[0]] if len(shares) == 1 else [x]
    if not all(v.type.broadcastable[1] for v in others + divisors):
        return None
    # an empty row adds up to 0
    if not constant_value(fgraph.shapes.dim(x, 1)):
        return None
    a = joined("mul", make_constant(1 if form is None else form.constant, out.type.dtype, 2), *others)
    a = joined("true_div", a, joined("mul", *divisors)) if divisors else a
    # fills meet what else they are added to
    return typed_as(node, fill(shares[0][:, 0], shuffled(a, (0,))))


@stabilize
@rounding
@node_rule("exp")
def local_exp_logsoftmax(fgraph, node):
    """``exp(logsoftmax(x))`` is a softmax, which other rules recognize."""
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
