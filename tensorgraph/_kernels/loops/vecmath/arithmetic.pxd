# cython: language_level=3, cdivision=True
"""Order, rounding and division of numbers."""

from libc.math cimport (
    ceil as c_ceil, ceilf as c_ceilf, floor as c_floor, floorf as c_floorf, rint as c_rint, rintf as c_rintf,
    sqrt as c_sqrt, sqrtf as c_sqrtf, trunc as c_trunc, truncf as c_truncf,
)
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from tensorgraph._kernels.loops.vecmath.bits cimport (
    absolute, bits_f64, number, of_bits_f64, real, with_sign
)


cdef inline real sqrt(real x) noexcept nogil:
    if real is double:
        return c_sqrt(x)
    else:
        return c_sqrtf(x)


cdef inline real floor(real x) noexcept nogil:
    if real is double:
        return c_floor(x)
    else:
        return c_floorf(x)


cdef inline real ceil(real x) noexcept nogil:
    if real is double:
        return c_ceil(x)
    else:
        return c_ceilf(x)


cdef inline real trunc(real x) noexcept nogil:
    if real is double:
        return c_trunc(x)
    else:
        return c_truncf(x)


cdef inline real rint(real x) noexcept nogil:
    if real is double:
        return c_rint(x)
    else:
        return c_rintf(x)


cdef inline real round_half_away(real x) noexcept nogil:
    """Round to the nearest integer, ties away from zero."""
    cdef real y = absolute(x)
    cdef real z = floor(y)
    return with_sign(z + <real> 1.0 if y - z >= <real> 0.5 else z, x)


cdef inline number maximum(number x, number y) noexcept nogil:
    """Return the larger number; nan if one is nan."""
    cdef number z = y if y > x else x
    return y if y != y else z


cdef inline number minimum(number x, number y) noexcept nogil:
    """Return the smaller number; nan if one is nan."""
    cdef number z = y if y < x else x
    return y if y != y else z


cdef inline number sgn(number x) noexcept nogil:
    """Return -1, 0 or 1; nan for nan."""
    return <number> 1 if x > 0 else (<number> -1 if x < 0 else x + <number> 0)


# No instruction set divides vectors of integers. If the dividend has at most 53 bits, the quotient of two doubles is
# rounded by less than its distance from the next integer: its floor is exact.

cdef inline int32_t low_bits(double q) noexcept nogil:
    """The integer q modulo ``2**32``, for ``abs(q)`` up to ``2**51``."""
    return <int32_t> <uint32_t> bits_f64(q + 6755399441055744.0)


cdef inline double of_narrow(int64_t x) noexcept nogil:
    """Return x as a double, for ``abs(x)`` below ``2**51``."""
    return of_bits_f64(<uint64_t> x + <uint64_t> 0x4338000000000000) - 6755399441055744.0


cdef inline int64_t to_narrow(double x) noexcept nogil:
    """Return the integer x, for ``abs(x)`` below ``2**51``."""
    return <int64_t> (bits_f64(x + 6755399441055744.0) - <uint64_t> 0x4338000000000000)


cdef inline int64_t narrow_div(int64_t x, int64_t y) noexcept nogil:
    """``floor_div(x, y)`` for numbers below ``2**51``."""
    cdef int64_t q = to_narrow(c_floor(of_narrow(x) / of_narrow(y)))
    return 0 if y == 0 else q


cdef inline int64_t narrow_mod(int64_t x, int64_t y) noexcept nogil:
    """``floor_mod(x, y)`` for numbers below ``2**51``."""
    cdef double a = of_narrow(x), b = of_narrow(y)
    cdef int64_t r = to_narrow(a - c_floor(a / b) * b)
    return 0 if y == 0 else r


ctypedef fused whole:
    int8_t
    uint8_t
    int16_t
    uint16_t
    int32_t
    uint32_t
    int64_t
    uint64_t


cdef inline whole floor_div(whole x, whole y) noexcept nogil:
    """Return the quotient rounded down; 0 if y is 0."""
    cdef whole q
    if whole is int32_t or whole is uint32_t:
        q = <whole> low_bits(c_floor(<double> x / <double> y))
        return 0 if y == 0 else q
    elif whole is int64_t:
        if y == 0:
            return 0
        if y == -1:
            return <int64_t> (0 - <uint64_t> x)          # the smallest integer has no opposite: a division would trap
        q = x // y
        return q - 1 if (x % y != 0) and ((x < 0) != (y < 0)) else q
    elif whole is uint64_t:
        return 0 if y == 0 else x // y
    else:
        # as many digits as these need; nothing else is converted to an integer
        q = <whole> <int32_t> c_floorf(<float> x / <float> (y if y != 0 else 1))
        return <whole> 0 if y == 0 else q


cdef inline whole floor_mod(whole x, whole y) noexcept nogil:
    """Return the remainder with the sign of y; 0 if y is 0."""
    cdef whole r
    if whole is int64_t:
        if y == 0 or y == -1:
            return 0
        r = x % y
        return r + y if r != 0 and ((r < 0) != (y < 0)) else r
    elif whole is uint64_t:
        return 0 if y == 0 else x % y
    else:
        r = <whole> (<uint32_t> x - <uint32_t> floor_div(x, y) * <uint32_t> y)
        return <whole> 0 if y == 0 else r


# By one divisor, x // y is the floor of (x + 1/2) * (1 / y) if y is positive: a half is further from integers than both
# roundings lead, for numbers of 16 bits in float32 and below 2**51 in float64. A half is subtracted if y is negative.

ctypedef fused short_whole:
    int8_t
    uint8_t
    int16_t
    uint16_t

ctypedef fused long_whole:
    int32_t
    uint32_t


cdef inline short_whole short_quotient(short_whole x, float half, float inverse) noexcept nogil:
    """``x // y`` by ``1 / y`` and the half of its sign."""
    return <short_whole> <int32_t> c_floorf((<float> x + half) * inverse)


cdef inline long_whole long_quotient(long_whole x, double half, double inverse) noexcept nogil:
    """``x // y`` by ``1 / y`` and the half of its sign."""
    return <long_whole> low_bits(c_floor((<double> x + half) * inverse))


cdef inline int64_t narrow_quotient(int64_t x, double half, double inverse) noexcept nogil:
    """``x // y`` by ``1 / y`` and the half of its sign, for numbers below ``2**51``."""
    return to_narrow(c_floor((of_narrow(x) + half) * inverse))


# Few instruction sets shift bytes by different numbers of bits: they are shifted by 1, 2 and 4, or not.

ctypedef fused shifted:
    int8_t
    uint8_t
    int32_t
    int64_t


cdef inline shifted shifted_left(shifted x, shifted y) noexcept nogil:
    """``x * 2**y``; 0 if y is negative, or more than there are bits."""
    cdef shifted z
    if shifted is int32_t:
        return <int32_t> (<uint32_t> x << (y & 31)) if 0 <= y <= 31 else 0
    elif shifted is int64_t:
        return <int64_t> (<uint64_t> x << (y & 63)) if 0 <= y <= 63 else 0
    else:
        z = <shifted> (x << 1) if y & 1 else x
        z = <shifted> (z << 2) if y & 2 else z
        z = <shifted> (z << 4) if y & 4 else z
        return z if <uint8_t> y < 8 else <shifted> 0


cdef inline shifted shifted_right(shifted x, shifted y) noexcept nogil:
    """``floor(x / 2**y)``, y being large if it is negative."""
    cdef shifted n, z, last = 31 if shifted is int32_t else 63
    if shifted is int32_t or shifted is int64_t:
        return x >> (y if 0 <= y <= last else last)
    else:
        n = y if <uint8_t> y < 8 else <shifted> 7
        z = <shifted> (x >> 1) if n & 1 else x
        z = <shifted> (z >> 2) if n & 2 else z
        z = <shifted> (z >> 4) if n & 4 else z
        if shifted is uint8_t:
            return z if y < 8 else <shifted> 0
        else:
            return z
