# cython: language_level=3, cdivision=True
"""Quotients of floats rounded down, and remainders with the sign of the divisor, bit for bit as NumPy's.

A remainder is exact: it is a float. If the quotient is small enough, its integral part t is right, or too large by one
because the quotient was rounded up, and ``x - t y`` is exact: in a double for floats, by one rounding for doubles. The
others, and what is divided by zero or infinity, are left to the C library.
"""

from libc.math cimport INFINITY, fmod, fmodf

from tensorgraph._kernels.loops.vecmath.arithmetic cimport floor, trunc
from tensorgraph._kernels.loops.vecmath.bits cimport absolute, real, with_sign
from tensorgraph._kernels.loops.vecmath.trig cimport TG_FMA, mul_add


cdef inline real is_far(real x, real y, real before) noexcept nogil:
    """Return 1 if :func:`near_rest` may be wrong, or the quotient's integral part be rounded; else `before`."""
    cdef real limit = <real> 1125899906842624.0 if real is double else <real> 2097152.0
    cdef real far = before if absolute(x) < limit * absolute(y) else <real> 1.0
    if real is double and not TG_FMA:
        return 1
    return far if absolute(y) < <real> INFINITY else <real> 1.0


cdef inline real near_rest(real x, real y) noexcept nogil:
    """Return the remainder with the sign of x."""
    cdef real rest
    if real is double:
        rest = mul_add(-trunc(x / y), y, x)
        return rest + with_sign(absolute(y), x) if rest * with_sign(<real> 1.0, x) < 0 else rest
    else:
        return <float> (<double> x - trunc(<double> x / <double> y) * <double> y)


cdef inline real far_rest(real x, real y) noexcept nogil:
    if real is double:
        return fmod(x, y)
    else:
        return fmodf(x, y)


cdef inline real turned(real rest, real y) noexcept nogil:
    """Return the remainder with the sign of y."""
    cdef real other = rest + y if rest * with_sign(<real> 1.0, y) < 0 else rest
    return with_sign(<real> 0.0, y) if rest == 0 else other


cdef inline real near_mod(real x, real y) noexcept nogil:
    return turned(near_rest(x, y), y)


cdef inline real far_mod(real x, real y) noexcept nogil:
    cdef real rest = far_rest(x, y)
    return rest if y == 0 else turned(rest, y)


cdef inline real quotient(real x, real y, real rest) noexcept nogil:
    """Return the quotient rounded down, given the remainder with the sign of x."""
    cdef real z = (x - rest) / y
    cdef real less = z - <real> 1.0 if rest * with_sign(<real> 1.0, y) < 0 else z
    cdef real down = floor(less)
    cdef real whole = down + <real> 1.0 if less - down > <real> 0.5 else down
    return with_sign(<real> 0.0, x / y) if less == 0 else whole


cdef inline real near_div(real x, real y) noexcept nogil:
    return quotient(x, y, near_rest(x, y))


cdef inline real far_div(real x, real y) noexcept nogil:
    return x / y if y == 0 else quotient(x, y, far_rest(x, y))
