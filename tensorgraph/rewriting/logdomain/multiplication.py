"""Products, which add logs, and powers, which multiply them."""

import numpy as np

from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ..values import cast, constant_value, is_op
from ..values import number as number_of
from .form import DEPTH, Form, base_of, form, in_dtype, is_of_gradients, makes, number, op
from .logcomplement import minus_logsoftmax
from .masks import conjunction, hidden, mask_of
from .shifts import unshifted
from .sigmoid import of_sigmoids
from .signs import is_below_zero


@makes("mul")
def _mul(node, depth):
    found = _of_part(node, depth)
    return multiply([(v, False) for v in node.inputs], node.outputs[0].type.dtype, depth) if found is None else found


@makes("true_div")
def _true_div(node, depth):
    found = _of_part(node, depth)
    if found is not None:
        return found
    return multiply([(node.inputs[0], False), (node.inputs[1], True)], node.outputs[0].type.dtype, depth)


def _of_part(node, depth):
    """Return the form of ``erfc(x) / 2``, which may be near 1: the logarithms of both factors would cancel."""
    return of_sigmoids(node.outputs[0]) if depth and any(is_op(v, "erfc") for v in node.inputs) else None


@makes("inv")
def _inv(node, depth):
    return multiply([(node.inputs[0], True)], node.outputs[0].type.dtype, depth)


@makes("neg")
def _neg(node, depth):
    (x,) = node.inputs
    known = minus_logsoftmax(x)
    if known is not None:
        return known
    if _is_largest_of_negated(x):
        # the smallest
        found = form(x.owner.inputs[0].owner.inputs[0], depth)
        if found is None or not found.is_positive:
            return None
        return Form(op("neg", x.owner.op.make_node(op("neg", found.log)).outputs[0]), found.over, found.under)
    found = form(x, depth)
    if found is None:
        return None
    minus = next((v for v in found.top if number_of(v) == -1), None)
    top = [v for v in found.top if v is not minus] if minus is not None else [number(-1, x), *found.top]
    return Form(found.log, found.over, found.under, top, found.bottom)


def _is_largest_of_negated(x):
    node = x.owner
    return node is not None and isinstance(node.op, MaxAndArgmax) and is_op(node.inputs[0], "neg")


def multiply(factors, dtype, depth=DEPTH):
    """Return the form of a product in `dtype` of ``(variable, divides)`` pairs, or None if no factor has one."""
    logs, masks, top, bottom = [], [], [], []
    over = under = False
    for v, inverted in factors:
        # integers among the factors must not wrap among themselves
        v = in_dtype(v, dtype)
        mask = None if inverted else mask_of(v)
        if mask is not None:
            masks.append(mask)
            continue
        found = None if inverted and is_of_gradients(v) else form(v, depth)
        if found is None:
            (bottom if inverted else top).append(v)
            continue
        if inverted:
            found = found.inverse()
        logs.append(found.log)
        top += found.top
        bottom += found.bottom
        over |= found.over
        under |= found.under
    if not logs:
        return None
    logs = unshifted(logs)
    log = op("add", *logs) if len(logs) > 1 else logs[0]
    return Form(hidden(conjunction(masks), log) if masks else log, over, under, top, bottom)


@makes("sqr")
def _sqr(node, depth):
    return _power(node.inputs[0], number(2, node.outputs[0]), node, depth)


@makes("sqrt")
def _sqrt(node, depth):
    return _power(node.inputs[0], number(0.5, node.outputs[0]), node, depth)


@makes("pow")
def _pow(node, depth):
    base, exponent = node.inputs
    value = base_of(node)
    if value is not None:
        x = cast(exponent, node.outputs[0].type.dtype)
        return Form(op("mul", number(np.log(value), x), x), True, True)
    return _power(base, exponent, node, depth)


def _power(base, exponent, node, depth):
    """Return the form of ``(rest * exp(log)) ** c``: ``rest ** c * exp(c * log)``."""
    found = form(base, depth)
    if found is None:
        return None
    value = constant_value(exponent)
    if value == 0:
        return None
    rest = found.rest()
    power = in_dtype(exponent, node.outputs[0].type.dtype)
    if value is None:
        over = under = found.is_extreme
    else:
        over, under = (found.over, found.under) if value > 0 else (found.under, found.over)
    if value is None and rest is not None:
        size, sign = separated_power(rest, power)
        return Form(op("mul", power, op("add", size, found.log)), over, under, [sign])
    top = [] if rest is None else [op("sqr", rest) if value == 2 else op("pow", rest, power)]
    return Form(op("mul", power, found.log), over, under, top)


def separated_power(x, n):
    """Return the logarithm of the size of `x`, and the sign of ``x**n``, which may overflow; of a 0 it is the power."""
    zero = number(0, x)
    is_zero = op("eq", x, zero)
    sign = number(1, n)
    if not is_below_zero(x, -1):
        sign = op("switch", op("lt", x, zero), parity(n), sign)
    size = op("log", op("abs_", op("switch", is_zero, number(1, x), x)))
    return size, op("switch", is_zero, op("pow", op("switch", is_zero, x, number(1, x)), n), sign)


def parity(n):
    """Return 1 where `n` is even, -1 where it is odd, and nan elsewhere."""
    remainder = op("mod", n, number(2, n))
    is_odd = op("eq", remainder, number(1, n))
    odd = op("switch", is_odd, number(-1, n), number(float("nan"), n))
    return op("switch", op("eq", remainder, number(0, n)), number(1, n), odd)


@makes("abs_")
def _abs(node, depth):
    found = form(node.inputs[0], depth)
    if found is None:
        return None
    top, bottom = ([op("abs_", v) for v in factors] for factors in (found.top, found.bottom))
    return Form(found.log, found.over, found.under, top, bottom)
