# cython: language_level=3, cdivision=True
"""Trigonometry, for arguments up to trig_limit.

Where the instruction set multiplies and adds with one rounding, this is said, not left to the compiler: the constants
of the reduction rely on it, and the bits of an element then depend on nothing but the element.
"""

from libc.math cimport fma, fmaf

from tensorgraph._kernels.loops.vecmath.bits cimport flip_if_odd, nearest, real


cdef extern from *:
    """
    #ifdef __FMA__
    #define TG_FMA 1
    #else
    #define TG_FMA 0
    #endif
    """
    const bint TG_FMA


cdef inline real fused(real x, real y, real z) noexcept nogil:
    """``x y + z``, with one rounding."""
    if real is double:
        return fma(x, y, z)
    else:
        return fmaf(x, y, z)


cdef inline real mul_add(real x, real y, real z) noexcept nogil:
    """``x y + z``, with one rounding where that is one instruction."""
    return fused(x, y, z) if TG_FMA else x * y + z


cdef inline real trig_limit(real x) noexcept nogil:
    """Return the largest argument of sin and cos; beyond it a kernel calls the C library's function."""
    if real is double:
        return 1e9 if TG_FMA else 3e6
    else:
        return <float> 30000.0 if TG_FMA else <float> 10000.0


cdef inline real less_multiple_of_pi(real x, real k) noexcept nogil:
    """``x - k pi``."""
    if real is double:
        if TG_FMA:
            x = mul_add(k, -3.141592653589793, x)
            x = mul_add(k, -1.2246467991473532e-16, x)
            return mul_add(k, 2.9947698097183397e-33, x)
        else:
            return (((x - k * 3.1415926534682512) - k * 1.2154201012607932e-10) - k * 4.044532497422333e-21
                    ) - k * 1.69568553207378e-31
    else:
        if TG_FMA:
            x = mul_add(k, -<float> 3.1415927, x)
            x = mul_add(k, <float> 8.742278e-08, x)
            return mul_add(k, <float> 3.430249e-15, x)
        else:
            return (((x - k * <float> 3.140625) - k * <float> 0.0009675026) - k * <float> 1.5099067e-07
                    ) - k * <float> 5.126688e-12


cdef inline real sin_reduced(real r) noexcept nogil:
    """``sin(r)`` for ``abs(r) <= pi / 2``."""
    cdef real z = r * r
    cdef real p
    if real is double:
        p = 2.7222777728374496e-15
        p = mul_add(p, z, -7.643100110156106e-13)
        p = mul_add(p, z, 1.6058944043857183e-10)
        p = mul_add(p, z, -2.505210696271654e-08)
        p = mul_add(p, z, 2.7557319212163494e-06)
        p = mul_add(p, z, -0.000198412698412155)
        p = mul_add(p, z, 0.008333333333333212)
        p = mul_add(p, z, -0.16666666666666666)
    else:
        p = <float> -2.3909688e-08
        p = mul_add(p, z, <float> 2.7526648e-06)
        p = mul_add(p, z, -<float> 0.00019840895)
        p = mul_add(p, z, <float> 0.008333331)
        p = mul_add(p, z, -<float> 0.16666667)
    return mul_add(r * z, p, r)


cdef inline real sin(real x) noexcept nogil:
    cdef real k = nearest(x * <real> 0.3183098861837907)
    cdef real z = flip_if_odd(sin_reduced(less_multiple_of_pi(x, k)), k)
    return x if x == <real> 0.0 else z


cdef inline real cos(real x) noexcept nogil:
    cdef real k = nearest(x * <real> 0.3183098861837907 - <real> 0.5)
    return flip_if_odd(sin_reduced(less_multiple_of_pi(x, k + <real> 0.5)), k + <real> 1.0)
