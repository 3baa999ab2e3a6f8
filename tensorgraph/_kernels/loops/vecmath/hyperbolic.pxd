# cython: language_level=3, cdivision=True
"""The hyperbolic functions."""

from libc.math cimport INFINITY

from tensorgraph._kernels.loops.vecmath.bits cimport absolute, nearest, power_of_two, real, with_sign
from tensorgraph._kernels.loops.vecmath.explog cimport exp_bounded, expm1_doubled, less_multiple_of_log2


cdef inline real tanh(real x) noexcept nogil:
    cdef real y, n, r, s, e
    y = <real> -2.0 * absolute(x)
    y = <real> -50.0 if y < <real> -50.0 else y
    n = nearest(y * <real> 1.4426950408889634)
    r = less_multiple_of_log2(y, n)
    s = power_of_two(n, <real> 0.0)
    e = expm1_doubled(r) * s + (s * <real> 2.0 - <real> 2.0)                          # 2 expm1(-2 abs(x))
    return with_sign(e / (e + <real> 4.0), x)


cdef inline real cosh(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real h = exp_bounded(y, <real> -1.0)
    h = h + <real> 0.25 / h
    if real is double:
        return <double> INFINITY if y > 710.4758600739439 else h
    else:
        return <float> INFINITY if y > <float> 89.415985 else h


cdef inline real sinh(real x) noexcept nogil:
    cdef real y, n, r, s, h
    y = absolute(x)
    n = nearest(y * <real> 1.4426950408889634)
    r = less_multiple_of_log2(y, n)
    s = power_of_two(n, <real> -3.0)
    h = (expm1_doubled(r) * s + (s * <real> 2.0 - <real> 0.25)) * <real> 2.0          # expm1(y) / 2
    h = h + h / (h + h + <real> 1.0)
    if real is double:
        h = <double> INFINITY if y > 710.4758600739439 else h
    else:
        h = <float> INFINITY if y > <float> 89.415985 else h
    return with_sign(h, x)
