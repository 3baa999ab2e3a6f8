"""Sums of exponentials without overflow."""

from ....scalar import REGISTRY
from ....tensor.nnet.softmax import LogSumExp, Softmax, softmax_op
from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import DimShuffle, spread_order
from ....tensor.shape.reshape import Reshape
from ...logdomain.shifts import reduced_axes, unshifted, unshuffled
from ...passes.canonizer import SUM, lists
from ...rule import finite_only, log_sum_exp, node_rule, rounding, specialize
from ...values import is_op, typed_as
from ..dimshuffle import shuffled
from .softmax_by_hand import along

exp, sub = REGISTRY["exp"], REGISTRY["sub"]


def summed_exp(v):
    """Return ``(node of the sum, node of the exp, order or None)`` if `v` is sum(exp(x)), perhaps with axes moved."""
    node, order = v.owner, None
    if node is not None and isinstance(node.op, DimShuffle):
        order = node.op.new_order
        node = node.inputs[0].owner
    if node is None or not isinstance(node.op, Sum):
        return None
    e = node.inputs[0]
    if not is_op(e, "exp"):
        return None
    if not e.owner.inputs[0].type.dtype == e.type.dtype == v.type.dtype or e.type.dtype not in ("float32", "float64"):
        return None
    return node, e.owner, order


@log_sum_exp
@rounding
@node_rule("log")
def local_log_sum_exp(fgraph, node):
    """``log(sum(exp(x)))`` overflows where the result does not."""
    found = summed_exp(node.inputs[0])
    if found is None:
        return None
    total, e, order = found
    result = LogSumExp(total.op.axis)(e.inputs[0])
    if order is not None:
        result = shuffled(result, order)
    return typed_as(node, result)


@log_sum_exp
@rounding
@node_rule("true_div")
def local_exp_over_sum_exp(fgraph, node):
    """``exp(x) / sum(exp(x))`` is a softmax: inf / inf where it overflows."""
    top, bottom = node.inputs
    found = summed_exp(bottom)
    if found is None:
        return None
    total, e, order = found
    if top.owner is not e:
        return None
    x = e.inputs[0]
    axes = tuple(range(x.type.ndim)) if total.op.axis is None else tuple(total.op.axis)
    spread = spread_order(x.type.ndim, axes)
    if spread != (tuple(range(x.type.ndim)) if order is None else tuple(order)):
        return None
    if x.type.ndim == 2 and axes == (1,):
        return softmax_op(x)
    return exp(sub(x, shuffled(LogSumExp(total.op.axis)(x), spread)))


@log_sum_exp
@rounding
@node_rule("add", "sub")
def local_unshifted_log_sum_exp(fgraph, node):
    """``m + logsumexp(x - m)``, which is stable by hand, is ``logsumexp(x)``."""
    form = lists(fgraph, node, SUM)
    if form is None:
        return None
    top, bottom = unshifted(form.top), unshifted(form.bottom)
    if top is form.top and bottom is form.bottom:
        return None
    form.top, form.bottom = top, bottom
    return [form.build()]


@specialize
@finite_only
@node_rule("exp")
def local_exp_minus_log_sum_exp(fgraph, node):
    """``exp(x - logsumexp(x))``, the gradient of ``logsumexp(x)``, loses the digits that ``logsumexp(x)`` has lost.

    Of float32 elements near 1e6 it may be 6 % too large. A softmax subtracts the largest element, which loses nothing.
    A row with an element inf is nan.
    """
    (z,) = node.inputs
    moves = []
    while z.owner is not None and isinstance(z.owner.op, (DimShuffle, Reshape)):
        moves.append(z.owner)
        z = z.owner.inputs[0]
    if not is_op(z, "sub"):
        return None
    x, shift = z.owner.inputs
    axes = summed_axes_under(shift, x)
    if not axes:
        return None
    result = along(Softmax(), x, axes)
    for move in reversed(moves):
        result = move.clone_with_new_inputs([result, *move.inputs[1:]]).outputs[0]
    return typed_as(node, result)


def summed_axes_under(shift, x):
    """Return the axes of `x` over which `shift` is its LogSumExp, spread over them, or None if it is not.

    Both may see the axes of one array in other orders.
    """
    total, order = unshuffled(shift)
    if total.owner is None or not isinstance(total.owner.op, LogSumExp):
        return None
    whole, places = unshuffled(total.owner.inputs[0])
    same, sources = unshuffled(x)
    if same is not whole:
        return None
    axes = reduced_axes(total.owner)
    kept = [place for i, place in enumerate(places) if i not in axes]
    summed = {places[i] for i in axes}
    if ["x" if i == "x" else kept[i] for i in order] != ["x" if place in summed else place for place in sources]:
        return None
    return tuple(i for i, place in enumerate(sources) if place in summed - {"x"})
