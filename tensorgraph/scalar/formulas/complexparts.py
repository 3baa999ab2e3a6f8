"""Operations on complex numbers as operations on their real and imaginary parts.

A formula takes the parts of its operands, ``a + b i`` and ``c + d i``, as scalar variables, and gives those of the
result, or one number. What is infinite or nan, and the sign of a zero, is so in NumPy.
"""

import math
from functools import cache, lru_cache, wraps

import numpy as np

from ..arithmetic import clip, inv, maximum, minimum, sqrt, switch
from ..bitwise import and_, or_
from ..cast import cast
from ..compare import eq, ge, gt, isinf, isnan, lt, neq
from ..composite import Composite
from ..dtypes import is_complex, real_part
from ..explog import exp, log1p
from ..trig import arctan2, cos, sin
from ..type import REGISTRY, get_scalar_type
from ..variable import constant

FORMULAS = {}
"""The formulas by the names of the operations."""

GAIN = {"mul": 2, "sqr": 2, "add": 1, "sub": 1, "neg": 1, "conj": 1, "switch": 4, "abs_": 1}
"""Gains of operations by their formulas, 5 for others; to take numbers apart and join them costs 4."""


_LARGE = {"float32": (80, 32), "float64": (700, 64)}
_SCALES = {"float32": (2.0**-50, 2.0**60, 100, -70), "float64": (2.0**-450, 2.0**500, 600, -600)}
"""From where to where squares keep their digits, and the binary exponents of factors for what is below and above."""

_GRIDS = {"float32": (1.5 * 2.0**12, 1.5 * 2.0**5), "float64": (1.5 * 2.0**27, 1.5 * 2.0**13)}
"""Added to a number below 2 and subtracted again, the first leaves half of its digits, the second half of the rest."""


def formula(function):
    """Register the formula of the operation whose name it has, or has but for an underscore at the end."""
    name = function.__name__
    FORMULAS[name if name in REGISTRY else name.removesuffix("_")] = function
    return function


def in_float64(function):
    """Let a formula compute in float64, whatever the dtype of the parts."""

    @wraps(function)
    def computed(*parts):
        dtype = parts[0].type.dtype
        found = function(*[x if x.type.dtype == "float64" else cast(x, "float64") for x in parts])
        return found if dtype == "float64" else tuple([cast(x, dtype) for x in found])

    return computed


@formula
def add(a, b, c, d):
    return a + c, b + d


@formula
def sub(a, b, c, d):
    return a - c, b - d


@formula
def mul(a, b, c, d):
    return a * c - b * d, a * d + b * c


@formula
def true_div(a, b, c, d):
    """By the ratio of the smaller part of the denominator to the larger one, so that nothing overflows."""
    is_real, is_zero = ge(abs(c), abs(d)), and_(eq(c, 0), eq(d, 0))
    large, small = switch(is_real, c, d), switch(is_real, d, c)
    ratio = small / large
    scale = 1 / (large + small * ratio)
    real = switch(is_real, a, a * ratio) + switch(is_real, b * ratio, b)
    imag = switch(is_real, b, b * ratio) - switch(is_real, a * ratio, a)
    infinity = constant(float("inf"), dtype=a.type.dtype)
    return switch(is_zero, a * infinity, real * scale), switch(is_zero, b * infinity, imag * scale)


@formula
def neg(a, b):
    return -a, -b


@formula
def conj(a, b):
    return a, -b


@formula
def sqr(a, b):
    return a * a - b * b, a * b + b * a


@formula
def exp_(a, b):
    """A real number has a real exponential; that of ``-inf`` is 0 and that of ``inf`` infinite at any angle.

    Where the length may overflow and the parts do not, a factor is left for the end.
    """
    zero, one, largest, shift = [constant(x, dtype=a.type.dtype) for x in (0, 1, *_LARGE[a.type.dtype])]
    is_large, is_real, is_lost = gt(a, largest), eq(b, 0), and_(isinf(a), or_(isinf(b), isnan(b)))
    size, factor = exp(a - switch(is_large, shift, zero)), switch(is_large, exp(shift), one)
    real = size * switch(is_lost, one, cos(b)) * factor
    imag = size * switch(and_(is_lost, lt(a, 0)), zero, sin(b)) * factor
    return switch(is_real, size * factor, real), switch(is_real, b, imag)


def _numbers(a, *values):
    """Return constants of the dtype of `a`."""
    return [constant(value, dtype=a.type.dtype) for value in values]


def _squares(a, b):
    """Return the sum of the squares of two sizes, scaled so that it neither overflows nor loses digits.

    Returns
    -------
    total : ScalarVariable
        Infinite if one of the sizes is, whatever the other is.
    a, b : ScalarVariable
        The scaled sizes.
    by_scale : callable
        From a function of the binary exponent of the scale to its value.
    """
    least, most, up, down = _SCALES[a.type.dtype]
    low, high, infinity = _numbers(a, least, most, float("inf"))
    size = maximum(a, b)
    is_small, is_large, is_infinite = lt(size, low), gt(size, high), or_(isinf(a), isinf(b))

    def by_scale(function):
        below, above, between = _numbers(a, function(up), function(down), function(0))
        return switch(is_large, above, switch(is_small, below, between))

    scale = by_scale(lambda exponent: 2.0**exponent)
    a, b = a * scale, b * scale
    return switch(is_infinite, infinity, a * a + b * b), a, b, by_scale


@formula
def abs_(a, b):
    """The larger size times the length that is left of the ratio, as NumPy's loops on vectors have it."""
    size, other = abs(a), abs(b)
    large, info = maximum(size, other), np.finfo(a.type.dtype)
    one, infinity, least, most = _numbers(a, 1, float("inf"), info.smallest_subnormal, info.max)
    ratio = minimum(size, other) / clip(large, least, most)
    return switch(or_(isinf(a), isinf(b)), infinity, large * sqrt(one + ratio * ratio))


def squared_length(a, b):
    """Return the square of the length as a formula of its own, which takes no root."""
    (infinity,) = _numbers(a, float("inf"))
    return switch(or_(isinf(a), isinf(b)), infinity, a * a + b * b)


FORMULAS["squared_length"] = squared_length


@formula
def sqrt_(a, b):
    """One part is the root of half the sum of the length and the size of the real part, the other one a quotient."""
    zero, half, infinity = _numbers(a, 0, 0.5, float("inf"))
    total, scaled, _, by_scale = _squares(abs(a), abs(b))
    length, is_negative = sqrt(total), or_(lt(b, zero), lt(inv(b), zero))
    large = sqrt((switch(eq(length, infinity), infinity, scaled) + length) * half)
    large = large * by_scale(lambda exponent: 2.0 ** (-exponent // 2))
    small = switch(isinf(b), infinity, switch(eq(large, zero), zero, abs(b) / (large + large)))
    real, imag = switch(lt(a, zero), small, large), switch(lt(a, zero), large, small)
    return real, switch(is_negative, -imag, imag)


@formula
def log_(a, b):
    """Half the logarithm of the sum of squares, which is taken from 1 exactly where it is near, and the angle."""
    total, size, other, by_scale = _squares(abs(a), abs(b))
    one, half, low, high = _numbers(a, 1, 0.5, 0.5, 3)
    is_low = lt(total, low)
    excess = switch(gt(total, high), total - one, _excess(size, other))
    excess = log1p(switch(is_low, inv(total) - one, excess)) * half
    shift = by_scale(lambda exponent: -exponent * math.log(2))
    # the angle of float32 would be less exact than NumPy's
    angle = cast(arctan2(cast(b, "float64"), cast(a, "float64")), a.type.dtype)
    return switch(is_low, -excess, excess) + shift, angle


def _excess(x, y):
    """Return ``x**2 + y**2 - 1`` with all digits: products of numbers of half as many are exact."""
    grid, finer, one = _numbers(x, *_GRIDS[x.type.dtype], 1)
    large, other = (x + grid) - grid, (y + grid) - grid
    small, rest = x - large, y - other
    mixed, lost = _two_sum((large + large) * small, (other + other) * rest)
    total, more = _two_sum((large * large - one) + other * other, mixed)
    large, other = (small + finer) - finer, (rest + finer) - finer
    small, rest = small - large, rest - other
    least = (large + large + small) * small + (other + other + rest) * rest
    return (total + (large * large + other * other)) + ((lost + more) + least)


def _two_sum(x, y):
    """Return a sum and what it lost."""
    total = x + y
    added = total - x
    return total, (x - (total - added)) + (y - added)


@formula
@in_float64
def pow(a, b, c, d):
    """The exponential of a multiple of the logarithm; there is none of 0, whose powers are 0 or nan.

    Small errors of logarithms are large ones of exponentials, so float32 would not do.
    """
    zero, one, missing = _numbers(a, 0, 1, float("nan"))
    real, imag = exp_(*mul(*log_(a, b), c, d))
    is_zero, is_one = and_(eq(a, zero), eq(b, zero)), and_(eq(c, zero), eq(d, zero))
    of_zero = switch(gt(c, zero), zero, missing)
    real, imag = switch(is_zero, of_zero, real), switch(is_zero, of_zero, imag)
    return switch(is_one, one, real), switch(is_one, zero, imag)


def _product_of_powers(a, b, n):
    """Return a power by an integer as NumPy has it: a product of squares of squares."""
    if 1 <= n <= 3:
        return [(a, b), mul(a, b, a, b), mul(a, b, *mul(a, b, a, b))][n - 1]
    zero, one = _numbers(a, 0, 1)
    found, square = (one, zero), (a, b)
    for bit in reversed(f"{abs(n):b}"):
        if bit == "1":
            found = mul(*found, *square)
        square = mul(*square, *square)
    return true_div(one, zero, *found) if n < 0 else found


@lru_cache(maxsize=256)
def power(exponent, dtype):
    """Return the formula of powers by one number as a Composite; integers below 100 are products, as in NumPy."""
    part = real_part(dtype)
    a, b = inputs = [get_scalar_type(part)() for _ in range(2)]
    is_integer = exponent.imag == 0 and abs(exponent.real) < 100 and exponent.real == int(exponent.real)
    if not is_integer:
        found = pow(a, b, *[constant(x, dtype="float64") for x in (exponent.real, exponent.imag)])
    elif exponent.real == 0:
        found = _numbers(a, 1, 0)
    else:
        of_zero, is_zero = 0 if exponent.real > 0 else float("nan"), and_(eq(a, 0), eq(b, 0))
        found = [switch(is_zero, *_numbers(a, of_zero), x) for x in _product_of_powers(a, b, int(exponent.real))]
    return Composite(inputs, list(found))


@formula
def real(a, b):
    return a


@formula
def imag(a, b):
    return b


@formula
def angle(a, b):
    return arctan2(b, a)


@formula
def complex_from_polar(r, theta):
    return r * cos(theta), r * sin(theta)


@formula
def eq_(a, b, c, d):
    return and_(eq(a, c), eq(b, d))


@formula
def neq_(a, b, c, d):
    return or_(neq(a, c), neq(b, d))


@formula
def isnan_(a, b):
    return or_(isnan(a), isnan(b))


@formula
def isinf_(a, b):
    return or_(isinf(a), isinf(b))


@formula
def switch_(condition, a, b, c, d):
    return switch(condition, a, c), switch(condition, b, d)


@cache
def by_parts(name, dtypes):
    """Return the formula of an operation as a Composite.

    Parameters
    ----------
    name : str
        Of the operation.
    dtypes : tuple of str
        Of its operands; a complex one has two parts.
    """
    inputs = [get_scalar_type(real_part(dtype))() for dtype in dtypes for _ in range(1 + is_complex(dtype))]
    found = FORMULAS[name](*inputs)
    return Composite(inputs, list(found) if isinstance(found, tuple) else [found])


def takes_complex(op):
    """Return True if loops compute an operation of complex numbers: by its formula, or by the loops of a ufunc."""
    if op.record_name in FORMULAS or op.record_name in ("Cast", "complex", "identity", "second"):
        return True
    return "c" in op.ufunc_kinds and op.ufunc is not None and any("D" in types for types in op.ufunc.types)


def gains(ops):
    """Return True if it pays to take the complex numbers of a loop of these operations apart."""
    return sum(GAIN.get(op.record_name, 5) for op in ops if op.record_name in FORMULAS) > 4
