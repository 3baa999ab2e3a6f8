# cython: language_level=3, cdivision=True
"""The two widths of floats, and their bits."""

from libc.math cimport copysign as c_copysign, copysignf as c_copysignf, fabs as c_fabs, fabsf as c_fabsf
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.string cimport memcpy


ctypedef fused real:
    float
    double

ctypedef fused number:
    int32_t
    int64_t
    float
    double


cdef inline uint64_t bits_f64(double x) noexcept nogil:
    cdef uint64_t i
    memcpy(&i, &x, sizeof(x))
    return i


cdef inline double of_bits_f64(uint64_t i) noexcept nogil:
    cdef double x
    memcpy(&x, &i, sizeof(x))
    return x


cdef inline uint32_t bits_f32(float x) noexcept nogil:
    cdef uint32_t i
    memcpy(&i, &x, sizeof(x))
    return i


cdef inline float of_bits_f32(uint32_t i) noexcept nogil:
    cdef float x
    memcpy(&x, &i, sizeof(x))
    return x


cdef inline number absolute(number x) noexcept nogil:
    if number is double:
        return c_fabs(x)
    elif number is float:
        return c_fabsf(x)
    else:
        return -x if x < 0 else x


cdef inline real with_sign(real x, real sign) noexcept nogil:
    if real is double:
        return c_copysign(x, sign)
    else:
        return c_copysignf(x, sign)


cdef inline real where_above(real x, real edge, real y, real z) noexcept nogil:
    """Return y where ``abs(x)`` is above `edge`, else z, by their bits.

    A compiler that saw the choice of an argument repeated for the result would take the argument as it is everywhere.
    """
    cdef uint64_t i
    cdef uint32_t j
    if real is double:
        i = <uint64_t> 0 - <uint64_t> (absolute(x) > edge)
        return of_bits_f64((bits_f64(y) & i) | (bits_f64(z) & ~i))
    else:
        j = <uint32_t> 0 - <uint32_t> (absolute(x) > edge)
        return of_bits_f32((bits_f32(y) & j) | (bits_f32(z) & ~j))


cdef inline real nearest(real x) noexcept nogil:
    """Return the integer nearest to x, for ``abs(x)`` below 2**51 (2**22)."""
    if real is double:
        return (x + 6755399441055744.0) - 6755399441055744.0
    else:
        return (x + <float> 12582912.0) - <float> 12582912.0


cdef inline real flip_if_odd(real x, real k) noexcept nogil:
    """Return x, or -x if the integer k is odd."""
    if real is double:
        return of_bits_f64(bits_f64(x) ^ (bits_f64(k + 6755399441055744.0) << 63))
    else:
        return of_bits_f32(bits_f32(x) ^ (bits_f32(k + <float> 12582912.0) << 31))


cdef inline real power_of_two(real n, real c) noexcept nogil:
    """``2**(n + c)`` where that is a normal number or, one step above, infinity; c is a literal."""
    if real is double:
        return of_bits_f64(bits_f64(n + (6755399441056767.0 + c)) << 52)              # the shift plus the bias 1023
    else:
        return of_bits_f32(bits_f32(n + (<float> 12583039.0 + c)) << 23)              # the shift plus the bias 127


cdef inline real times_power_of_two(real p, real n, real c) noexcept nogil:
    """``p * 2**(n + c)``, rounded once, for p in [1, 4); c is a literal.

    A denormal number is made as the integer that its bits are: arithmetic with it takes a hundred cycles.
    """
    cdef real q, low
    cdef uint64_t i
    cdef uint32_t j
    if real is double:
        low = -1022.0 - c
        q = p * power_of_two(n if n < low else low, c + 1074.0)
        # from 2**52 on, where the result is normal, q is that integer
        i = bits_f64(q + (4503599627370496.0 if q < 4503599627370496.0 else 0.0))
        i = i - (<uint64_t> 0x4330000000000000 if q < 4503599627370496.0 else <uint64_t> 0x4320000000000000)
        return of_bits_f64(i) if n < low else p * power_of_two(low if n < low else n, c)
    else:
        low = <float> -126.0 - c
        q = p * power_of_two(n if n < low else low, c + <float> 149.0)
        j = bits_f32(q + (<float> 8388608.0 if q < <float> 8388608.0 else <float> 0.0))
        j = j - (<uint32_t> 0x4b000000 if q < <float> 8388608.0 else <uint32_t> 0x4a800000)
        return of_bits_f32(j) if n < low else p * power_of_two(low if n < low else n, c)


# ``x == 2**exponent(x) * mantissa(x)``, the mantissa in [sqrt(1/2), sqrt(2)), x positive and normal.

cdef inline real exponent(real x) noexcept nogil:
    cdef uint64_t i
    cdef uint32_t j
    if real is double:
        i = bits_f64(x) - <uint64_t> 0x3fe6a09e667f3bcd + (<uint64_t> 1024 << 52)
        return of_bits_f64((i >> 52) | <uint64_t> 0x4330000000000000) - 4503599627371520.0
    else:
        j = bits_f32(x) - <uint32_t> 0x3f3504f3 + (<uint32_t> 128 << 23)
        return of_bits_f32((j >> 23) | <uint32_t> 0x4b000000) - <float> 8388736.0


cdef inline real mantissa(real x) noexcept nogil:
    cdef uint64_t i
    cdef uint32_t j
    if real is double:
        i = bits_f64(x) - <uint64_t> 0x3fe6a09e667f3bcd + (<uint64_t> 1024 << 52)     # the sum that exponent makes too
        return of_bits_f64((i & <uint64_t> 0xfffffffffffff) + <uint64_t> 0x3fe6a09e667f3bcd)
    else:
        j = bits_f32(x) - <uint32_t> 0x3f3504f3 + (<uint32_t> 128 << 23)
        return of_bits_f32((j & <uint32_t> 0x7fffff) + <uint32_t> 0x3f3504f3)
