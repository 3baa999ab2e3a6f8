"""Trigonometric and hyperbolic functions of complex numbers as operations on their parts.

They are computed in float64, of complex64 as well: NumPy's are hardly less exact than their dtype.
"""

import math

from ..arithmetic import sqr, switch
from ..bitwise import and_, or_
from ..compare import eq, gt, isinf, isnan, lt
from ..explog import exp, expm1
from ..trig import cos, sin
from ..variable import constant
from .complexparts import formula, in_float64

_LARGE, _SHIFT, _FLAT = 700.0, 64.0, 22.0


def _number(value):
    return constant(value, dtype="float64")


def _hyperbolic(a):
    """Return the hyperbolic sine and cosine, both without a factor, which is not 1 where they overflow."""
    size, zero, one, half = abs(a), _number(0), _number(1), _number(0.5)
    is_large = gt(size, _number(_LARGE))
    grown = expm1(size - switch(is_large, _number(_SHIFT), zero))
    ratio = switch(isinf(grown), one, grown / (grown + one))
    sinh_a, cosh_a = (grown + ratio) * half, grown * ratio * half + one
    sinh_a = switch(eq(a, zero), a, switch(lt(a, zero), -sinh_a, sinh_a))
    return sinh_a, cosh_a, switch(is_large, _number(math.exp(_SHIFT)), one)


@formula
@in_float64
def sinh(a, b):
    """A zero times something infinite or unknown is a zero; something infinite is it at any angle."""
    zero = _number(0)
    sinh_a, cosh_a, factor = _hyperbolic(a)
    real, imag = sinh_a * cos(b) * factor, cosh_a * sin(b) * factor
    of_ends = switch(isinf(a), abs(a), a)
    real = switch(and_(isnan(real), or_(eq(a, zero), isinf(a))), of_ends, real)
    return real, switch(and_(isnan(imag), eq(b, zero)), b, imag)


@formula
@in_float64
def cosh(a, b):
    zero = _number(0)
    sinh_a, cosh_a, factor = _hyperbolic(a)
    real, imag = cosh_a * cos(b) * factor, sinh_a * sin(b) * factor
    of_ends = switch(eq(b, zero), switch(lt(a, zero), -b, b), zero)
    imag = switch(and_(isnan(imag), or_(eq(a, zero), eq(b, zero))), of_ends, imag)
    return switch(and_(isnan(real), isinf(a)), abs(a), real), imag


@formula
@in_float64
def tanh(a, b):
    """Quotients of products: nothing cancels in the sum of squares."""
    zero, one = _number(0), _number(1)
    sinh_a, cosh_a, _ = _hyperbolic(a)
    sin_b, cos_b = sin(b), cos(b)
    below, mixed = sqr(sinh_a) + sqr(cos_b), sin_b * cos_b
    far, is_flat = mixed * _number(4) * exp(abs(a) * _number(-2)), gt(abs(a), _number(_FLAT))
    limit = switch(or_(isinf(a), eq(far, far)), switch(lt(a, zero), -one, one), far)
    real = switch(is_flat, limit, sinh_a * cosh_a / below)
    imag = switch(is_flat, switch(and_(isnan(far), isinf(a)), switch(lt(b, zero), -zero, zero), far), mixed / below)
    return switch(eq(a, zero), a, real), switch(eq(b, zero), b, imag)


@formula
def sin_(a, b):
    imag, real = sinh(b, a)
    return real, imag


@formula
def cos_(a, b):
    return cosh(-b, a)


@formula
def tan(a, b):
    imag, real = tanh(b, a)
    return real, imag
