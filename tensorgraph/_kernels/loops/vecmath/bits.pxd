# cython: language_level=3, cdivision=True
"""The two widths of floats, and their bits."""

from libc.math cimport copysign as c_copysign, copysignf as c_copysignf, fabs as c_fabs, fabsf as c_fabsf
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.string cimport memcpy


ctypedef fused real:
    float
    double

ctypedef fused integer:
    int32_t
    int64_t
    uint64_t

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
    """``p * 2**(n + c)``, rounded once, also where the power is no normal number; c is a literal.

    Half of n is applied first, which rounds nothing.
    """
    cdef real u
    if real is double:
        u = n * 0.5 + 6755399441056767.0
        return p * of_bits_f64(bits_f64(u) << 52) * power_of_two(n - (u - 6755399441056767.0), c)
    else:
        u = n * <float> 0.5 + <float> 12583039.0
        return p * of_bits_f32(bits_f32(u) << 23) * power_of_two(n - (u - <float> 12583039.0), c)


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
