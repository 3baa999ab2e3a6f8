"""Complements of powers: ``1 - u**c`` for a u that may round to 1, made of u and of the form of ``1 - u``."""

import numpy as np

from .form import SMALLEST, Form, in_dtype, number, op
from .signs import is_below_zero


def of_power(u, power, exponent, found):
    """Return the form of ``1 - u**c`` for a number c above 0, the variable `exponent`, and the form of ``1 - u``.

    A u that has rounded to 1 leaves c times what it leaves itself, and ``u**c`` is the exponential of ``c * log(u)``.
    Of a u below 0, odd powers are below 0 too, even ones may be more than 1, and others than of integers are nan.
    """
    log, zero, one, c = found.log, number(0, u), number(1, u), in_dtype(exponent, u.type.dtype)
    is_below, is_positive = op("lt", u, zero), is_below_zero(u, -1)
    half, smallest = number(np.log(0.5), u), number(SMALLEST[u.type.dtype], u)
    # the bounds matter for derivatives only
    tiny = number(np.finfo(u.type.dtype).tiny, u)
    near_one = op("log1p", op("neg", op("exp", op("clip", log, smallest, half))))
    shown = op("maximum", u, tiny)
    if not is_positive and power != int(power):
        shown = op("switch", is_below, u, shown)
    of_u = op("switch", op("lt", log, half), near_one, op("log", shown))
    result = op("log", op("neg", op("expm1", op("mul", c, of_u))))
    result = op("switch", op("lt", log, smallest), op("add", log, number(np.log(power), u)), result)
    if is_positive or power != int(power):
        return Form(result, False, True)
    far = op("maximum", log, one)
    far = op("add", far, op("log1p", op("neg", op("exp", op("neg", far)))))
    of_minus_u = op("switch", op("gt", log, one), far, op("log", op("maximum", op("neg", u), tiny)))
    size = op("mul", c, of_minus_u)
    if power % 2:
        return Form(op("switch", is_below, op("softplus", size), result), found.over, True)
    small = op("log1p", op("neg", op("exp", op("minimum", size, half))))
    is_far = op("and_", is_below, op("gt", size, half))
    rest = op("switch", is_far, op("expm1", op("neg", op("maximum", size, half))), one)
    return Form(op("switch", is_far, size, op("switch", is_below, small, result)), found.over, True, [rest])
