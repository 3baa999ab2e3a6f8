"""Operations on complex numbers as operations on their real and imaginary parts.

A formula takes the parts of its operands, ``a + b i`` and ``c + d i``, as scalar variables, and gives those of the
result, or one number. What is infinite or nan, and the sign of a zero, is so in NumPy.
"""

from functools import cache

from .arithmetic import switch
from .bitwise import and_, or_
from .compare import eq, ge, gt, isinf, isnan, lt, neq
from .composite import Composite
from .dtypes import is_complex, real_part
from .explog import exp
from .trig import arctan2, cos, sin
from .type import get_scalar_type
from .variable import constant

FORMULAS = {}
"""The formulas by the names of the operations."""

GAIN = {"mul": 2, "sqr": 2, "add": 1, "sub": 1, "neg": 1, "conj": 1, "switch": 1}
"""Gains of operations by their formulas, 5 for others; to take numbers apart and join them costs 4."""


_LARGE = {"float32": (80, 32), "float64": (700, 64)}


def formula(function):
    """Register the formula of the operation whose name it has, but for an underscore at the end."""
    FORMULAS[function.__name__.removesuffix("_")] = function
    return function


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
