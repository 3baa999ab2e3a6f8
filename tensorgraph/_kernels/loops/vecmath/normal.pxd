# cython: language_level=3, cdivision=True
"""The distribution function of the normal distribution, and its logarithm."""

from tensorgraph._kernels.loops.vecmath.bits cimport absolute, exponent, mantissa, nearest, real
from tensorgraph._kernels.loops.vecmath.erf cimport erf_over, erfcx_rest, square_rest
from tensorgraph._kernels.loops.vecmath.explog cimport less_multiple_of_log2, log1p_reduced, power_of_e
from tensorgraph._kernels.loops.vecmath.trig cimport mul_add


cdef inline real scaled_tail(real y) noexcept nogil:
    """``2 exp(y**2 / 2) ndtr(-y)`` from 0.92; products are rounded with their sums on purpose."""
    cdef real r = <real> 1.0 / mul_add(y, <real> 0.7071067811865476, <real> 3.0)
    return r * erfcx_rest(mul_add(y, <real> 0.7071067811865476, <real> -3.0) * r)


cdef inline real normal_tail(real y) noexcept nogil:
    """``ndtr(-y)`` from 0.92, which vanishes at 39 (14.8)."""
    cdef real s, n
    if real is double:
        y = 39.0 if y > 39.0 else y
    else:
        y = <float> 14.8 if y > <float> 14.8 else y
    s = y * y
    n = nearest(s * <real> -0.7213475204444817)
    s = less_multiple_of_log2(<real> -0.5 * s, n) - <real> 0.5 * square_rest(y, s)
    return power_of_e(s, n, <real> -1.0) * scaled_tail(y)


cdef inline real normal_middle(real x) noexcept nogil:
    """``ndtr(x)``, ``abs(x) <= 0.92``."""
    x = x * <real> 0.7071067811865476
    return <real> 0.5 + <real> 0.5 * (x * erf_over(x * x) + x)


cdef inline real ndtr(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real middle = normal_middle(x)
    cdef real tail = normal_tail(y)
    tail = tail if x < <real> 0.0 else <real> 1.0 - tail
    return tail if y > <real> 0.919 else middle


cdef inline real log_ndtr(real x) noexcept nogil:
    """By erfcx and the exponent far below 0, and by the complement above."""
    cdef real y = absolute(x)
    cdef real tail = normal_tail(y)
    cdef real middle = normal_middle(-y)
    cdef real far
    cdef real a, f, k, z
    if real is double:
        far = 1e15 if y > 1e15 else y
    else:
        far = <float> 1e9 if y > <float> 1e9 else y
    # absolute: a product that is subtracted in one rounding only where a select becomes a branch
    tail = absolute(tail) if y > <real> 0.919 else middle
    a = <real> 1.0 - tail if x > <real> 0.0 else tail
    a = <real> 0.5 * scaled_tail(far) if x < <real> -0.919 else a
    # 1 - tail lies between sqrt(1/2) and 1 from 0.55
    f = -tail if x > <real> 0.55 else mantissa(a) - <real> 1.0
    k = exponent(a)
    z = log1p_reduced(f, k)
    far = x if x < <real> -0.919 else <real> 0.0
    z = -absolute(mul_add(<real> -0.5 * far, far, z))
    return z if x == x else x
