"""Sums of terms, and over axes."""

from ...gradient.barriers import disconnected_grad_
from ...scalar import REGISTRY
from ...tensor.careduce import CAReduce
from ...tensor.dimshuffle import dim_shuffle, spread_order
from ...tensor.nnet.softmax import LogSumExp
from ...tensor.sums import Prod, Sum
from ..values import cast, constant_value, is_op
from .form import BIGGEST, Form, form, in_dtype, makes, number, op
from .sources import log_complement


@makes("add")
def _add(node, depth):
    return _sum_of([(v, False) for v in node.inputs], node, depth)


@makes("sub")
def _sub(node, depth):
    return _sum_of([(node.inputs[0], False), (node.inputs[1], True)], node, depth)


def _sum_of(terms, node, depth):
    """Return the form of a sum of ``(variable, whether it is subtracted)``."""
    is_difference = terms[-1][1]
    if is_difference and constant_value(terms[0][0]) == 1:
        log = log_complement(terms[1][0])
        if log is not None and log.type == node.outputs[0].type:
            return Form(log, False, True)
    if is_difference and all(is_op(v, "sigmoid") for v, _ in terms):
        # sigmoid(a) - sigmoid(b) is sigmoid(a) * sigmoid(-b) * (1 - exp(b - a))
        a, b = (cast(v.owner.inputs[0], v.type.dtype) for v, _ in terms)
        log = op("neg", op("add", op("softplus", op("neg", a)), op("softplus", b)))
        return Form(log, False, True, [op("neg", op("expm1", op("sub", b, a)))])
    dtype = node.outputs[0].type.dtype
    terms = [(in_dtype(v, dtype), minus) for v, minus in terms]
    forms = [form(v, depth) for v, _ in terms]
    known = [f for f in forms if f is not None]
    if not is_difference and len(known) == len(forms) and all(f.is_positive for f in forms):
        over, under = any(f.over for f in forms), all(f.under for f in forms)
        return Form(log_of_sum([f.log for f in forms]), over, under) if over or under else None
    if not any(f.over for f in known):
        # below 0 nothing can be told from the size of what is added
        return None
    parts = []
    for (v, minus), found in zip(terms, forms):
        if found is None:
            found = Form(number(0, v), top=[v])
        rest = found.rest()
        if rest is None:
            rest = number(1, v)
        parts.append((op("neg", rest) if minus else rest, found.log))
    sizes = [op("add", log, op("log", op("abs_", rest))) for rest, log in parts]
    largest = _finite(_largest(sizes))
    scaled = [_scaled(rest, log, largest) for rest, log in parts]
    return Form(largest, True, False, [op("add", *scaled)])


def log_of_sum(logs):
    """Return the logarithm of the sum of the exponentials of `logs`."""
    ones = [v for v in logs if constant_value(v) == 0]
    others = [v for v in logs if constant_value(v) != 0]
    if len(ones) > 1:
        others, ones = logs, []
    total = others[0]
    for v in others[1:]:
        total = op("logaddexp", total, v)
    return op("softplus", total) if ones else total


def _largest(sizes):
    total = sizes[0]
    for v in sizes[1:]:
        total = op("maximum", total, v)
    return total


def _finite(largest):
    """Return the logarithm to take out of a sum: no variable of its derivatives, and 0 where all terms are 0."""
    largest = disconnected_grad_(largest)
    return op("switch", op("isinf", largest), number(0, largest), largest)


def _scaled(rest, log, largest):
    """Return ``rest * exp(log - largest)``; a `rest` of 0 makes 0 of any exponential."""
    bound = number(BIGGEST[log.type.dtype], log)
    return op("mul", rest, op("exp", op("minimum", op("sub", log, largest), bound)))


@makes(Sum)
def _sum(node, depth):
    (x,) = node.inputs
    found = form(x, depth)
    if found is None or not found.is_extreme or node.outputs[0].type.dtype != x.type.dtype:
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    if not axes:
        return None
    rest = found.rest()
    if rest is None:
        return Form(LogSumExp(axes)(found.log), found.over, found.under)
    size = op("add", found.log, op("log", op("abs_", rest)))
    largest = _finite(CAReduce(REGISTRY["maximum"], axes)(size))
    spread = dim_shuffle(largest.type.broadcastable, spread_order(x.type.ndim, axes))(largest)
    total = Sum(axes)(_scaled(rest, found.log, spread))
    return Form(largest, found.over, found.under, [total])


@makes(Prod)
def _prod(node, depth):
    (x,) = node.inputs
    found = form(x, depth)
    if found is None or not found.is_positive or node.outputs[0].type.dtype != x.type.dtype:
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    return Form(Sum(axes)(found.log), found.over, found.under)


@makes(CAReduce)
def _reduce(node, depth):
    """The largest and the smallest of positive numbers have the largest and the smallest logarithm."""
    if node.op.scalar_op.record_name not in ("maximum", "minimum"):
        return None
    found = form(node.inputs[0], depth)
    if found is None or not found.is_positive:
        return None
    return Form(node.op(found.log), found.over, found.under)
