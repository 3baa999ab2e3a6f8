"""Powers of any floats, made of those of positive ones: NumPy's loops are slow where a number is negative or 0."""

import math
from functools import lru_cache

from ..arithmetic import abs_, inv, minimum, switch
from ..bitwise import and_
from ..compare import eq, gt, lt, neq
from ..composite import Composite
from ..rounding import floor
from ..type import get_scalar_type
from ..variable import constant

NOT_NEGATIVE = frozenset(("abs_", "sqr"))
"""Operations whose results have no sign."""


@lru_cache(maxsize=8)
def positive_base(dtype):
    """Return the formula of the size of x, or 1 for 0, as a Composite."""
    x = get_scalar_type(dtype)()
    zero, one = [constant(v, dtype=dtype) for v in (0, 1)]
    return Composite([x], [switch(eq(x, zero), one, abs_(x))])


@lru_cache(maxsize=256)
def signed_power(dtype, exponent=None, has_sign=True):
    """Return the formula of ``x**y`` for x, y and the power of the positive base, as a Composite.

    Parameters
    ----------
    dtype : str
        Of the floats.
    exponent : float, optional
        The value of y, if it is known; else y is a whole number.
    has_sign : bool
        False if x is known to be 0 or more.
    """
    x, y, power = inputs = [get_scalar_type(dtype)() for _ in range(3)]
    found = switch(eq(x, constant(0, dtype=dtype)), _of_zero(y, exponent), power)
    return Composite(inputs, [_with_sign(x, y, found, exponent) if has_sign else found])


def _of_zero(y, exponent):
    """Return ``0**y``."""
    zero, one, infinity = [constant(v, dtype=y.type.dtype) for v in (0, 1, math.inf)]
    if exponent is None:
        return switch(gt(y, zero), zero, switch(lt(y, zero), infinity, one))
    if math.isnan(exponent):
        return constant(exponent, dtype=y.type.dtype)
    return zero if exponent > 0 else infinity if exponent < 0 else one


def _with_sign(x, y, power, exponent):
    """Return the power of a number of any sign, given that of its size."""
    zero, half, infinity, nan = [constant(v, dtype=y.type.dtype) for v in (0, 0.5, math.inf, math.nan)]
    # the inverse tells the zeros apart
    is_negative = lt(minimum(x, inv(x)), zero)
    if exponent is None:
        return switch(and_(is_negative, neq(floor(y * half), y * half)), -power, power)
    if math.isinf(exponent) or exponent % 2 == 0:
        return power
    if exponent % 2 == 1:
        return switch(is_negative, -power, power)
    return switch(and_(lt(x, zero), gt(x, -infinity)), nan, power)
