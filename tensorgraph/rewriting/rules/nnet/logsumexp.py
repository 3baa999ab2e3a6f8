"""Sums of exponentials without overflow."""

from ....scalar import REGISTRY
from ....tensor.nnet.softmax import LogSumExp, softmax_op
from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import DimShuffle, spread_order
from ...logdomain.shifts import unshifted
from ...passes.canonizer import SUM, lists
from ...rule import log_sum_exp, node_rule, rounding
from ...values import is_op, typed_as
from ..dimshuffle import shuffled

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
