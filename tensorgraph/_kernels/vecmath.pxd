# cython: language_level=3, cdivision=True
"""Inline mathematics for kernels: branch-free, in float and double, vectorised by the C compiler.

Each function is a straight line of arithmetic and selects, so that a loop over it becomes SIMD code on every
instruction set; ``real`` is the fused type of the two widths.  bench/minimax.py fits the polynomials, docs/ulp.rst
lists the errors.

(a) A select is a chained conditional expression whose sides and test have one width; an integer flag or an ``or`` would
    keep the loop scalar.
(b) A float constant carries a cast: without it C computes in double.
(c) Rounding adds and subtracts 1.5 * 2**52 (1.5 * 2**23): the low bits of the sum are then the integer itself.
(d) A denormal result is computed 2**128 (2**64) times too large and scaled down last, so that it is rounded once.
(e) Nan goes through every select on the side "comparison is false".
(f) A multiple of pi is subtracted in parts.  With FMA a part can use all its bits, for the product is not rounded;
    without, a part times an integer below 2**20 (2**12) must fit in 53 (24) bits.
"""

from libc.math cimport (
    INFINITY, NAN, ceil as c_ceil, ceilf as c_ceilf, copysign as c_copysign, copysignf as c_copysignf,
    fabs as c_fabs, fabsf as c_fabsf, floor as c_floor, floorf as c_floorf, rint as c_rint, rintf as c_rintf,
    sqrt as c_sqrt, sqrtf as c_sqrtf, trunc as c_trunc, truncf as c_truncf,
)
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.string cimport memcpy


cdef extern from *:
    """
    #ifdef __FMA__
    #define TG_FMA 1
    #else
    #define TG_FMA 0
    #endif
    """
    const bint TG_FMA

ctypedef fused real:
    float
    double

ctypedef fused integer:
    int32_t
    int64_t

ctypedef fused number:
    int32_t
    int64_t
    float
    double


# Bits

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
    """The integer nearest to x, for ``abs(x)`` below 2**51 (2**22)."""
    if real is double:
        return (x + 6755399441055744.0) - 6755399441055744.0
    else:
        return (x + <float> 12582912.0) - <float> 12582912.0


cdef inline real flip_if_odd(real x, real k) noexcept nogil:
    """x, or -x when the integer k is odd."""
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


# Exponentials

cdef inline real exp_rest(real r) noexcept nogil:
    """Q of ``2 exp(r) = 2 + 2 r + r**2 Q(r)``, ``abs(r) <= log(2) / 2``; the 2 keeps 2**1024 out of the scaling."""
    cdef real q
    if real is double:
        q = 5.022920753793126e-08
        q = q * r + 5.525281646941284e-07
        q = q * r + 5.511445511922359e-06
        q = q * r + 4.960300854258145e-05
        q = q * r + 0.0003968253980689661
        q = q * r + 0.002777777786498024
        q = q * r + 0.01666666666662882
        q = q * r + 0.08333333333314688
        q = q * r + 0.3333333333333337
        q = q * r + 1.000000000000001
    else:
        q = <float> 0.0027893
        q = q * r + <float> 0.016733266
        q = q * r + <float> 0.08333256
        q = q * r + <float> 0.33333084
        q = q * r + <float> 1.0
    return q


cdef inline real less_multiple_of_log2(real x, real n) noexcept nogil:
    """``x - n log(2)``."""
    if real is double:
        return (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10
    else:
        return (x - n * <float> 0.693145751953125) - n * <float> 1.4286068e-06


cdef inline real power_of_e(real r, real n, real c) noexcept nogil:
    """``exp(r) * 2**(n + c)``, rounded once, for ``abs(r) <= log(2) / 2`` and n + c below 1025 (129); c is 0 or -1."""
    cdef real p = r * (r * exp_rest(r) + <real> 2.0) + <real> 2.0
    if real is double:
        p = p * (power_of_two(n, c + 127.0) if n < -1020.0 else power_of_two(n, c - 1.0))
        p = p * 2.938735877055719e-39 if n < -1020.0 else p                           # 2**-128
        return 0.0 if n < -1080.0 else p
    else:
        p = p * (power_of_two(n, c + <float> 63.0) if n < <float> -124.0 else power_of_two(n, c - <float> 1.0))
        p = p * <float> 5.421011e-20 if n < <float> -124.0 else p                     # 2**-64
        return <float> 0.0 if n < <float> -155.0 else p


cdef inline real exp_bounded(real x, real c) noexcept nogil:
    """``exp(x) * 2**c`` for x up to 710.7 (89.5); c is 0 or -1."""
    cdef real n = nearest(x * <real> 1.4426950408889634)
    return power_of_e(less_multiple_of_log2(x, n), n, c)


cdef inline real exp(real x) noexcept nogil:
    if real is double:
        return <double> INFINITY if x > 710.0 else exp_bounded(x, 0.0)
    else:
        return <float> INFINITY if x > <float> 89.0 else exp_bounded(x, <float> 0.0)


cdef inline real exp2(real x) noexcept nogil:
    cdef real n = nearest(x)
    cdef real z = power_of_e((x - n) * <real> 0.6931471805599453, n, <real> 0.0)
    if real is double:
        return <double> INFINITY if x >= 1024.0 else z
    else:
        return <float> INFINITY if x >= <float> 128.0 else z


cdef inline real expm1_doubled(real r) noexcept nogil:
    """``2 expm1(r)`` for ``abs(r) <= log(2) / 2``."""
    return r * r * exp_rest(r) + (r + r)


cdef inline real expm1(real x) noexcept nogil:
    cdef real n, r, s, z
    z = <real> -50.0 if x < <real> -50.0 else x
    n = nearest(z * <real> 1.4426950408889634)
    r = less_multiple_of_log2(z, n)
    s = power_of_two(n, <real> -2.0)
    z = (expm1_doubled(r) * s + (s * <real> 2.0 - <real> 0.5)) * <real> 2.0
    z = x if x == <real> 0.0 else z
    if real is double:
        return <double> INFINITY if x > 710.0 else z
    else:
        return <float> INFINITY if x > <float> 89.0 else z


cdef inline real sigmoid(real x) noexcept nogil:
    cdef real e = exp_bounded(-absolute(x), <real> 0.0)
    return (e if x < <real> 0.0 else <real> 1.0) / (<real> 1.0 + e)


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


# Logarithms

cdef inline real log_rest(real z) noexcept nogil:
    """R of ``log((1 + s) / (1 - s)) = 2 s + s z R(z)``, ``z = s**2``."""
    cdef real p
    if real is double:
        p = 0.14793511945448765
        p = p * z + 0.15314331563206424
        p = p * z + 0.18183551574224327
        p = p * z + 0.22222198861372555
        p = p * z + 0.2857142873902431
        p = p * z + 0.39999999999433405
        p = p * z + 0.6666666666666731
    else:
        p = <float> 0.23580602
        p = p * z + <float> 0.2853742
        p = p * z + <float> 0.4000033
        p = p * z + <float> 0.6666666
    return p


cdef inline real log1p_reduced(real f, real k) noexcept nogil:
    """``log(1 + f) + k log(2)`` for ``1 + f`` in [sqrt(1/2), sqrt(2))."""
    cdef real s = f / (<real> 2.0 + f)
    cdef real z = s * s
    cdef real h = <real> 0.5 * f * f
    cdef real t = s * (h + z * log_rest(z))
    if real is double:
        return k * 0.6931471803691238 - ((h - (t + k * 1.9082149292705877e-10)) - f)
    else:
        return k * <float> 0.693145751953125 - ((h - (t + k * <float> 1.4286068e-06)) - f)


cdef inline real normal(real x) noexcept nogil:
    """x, scaled up when it is denormal."""
    if real is double:
        return x * 18014398509481984.0 if x < 2.2250738585072014e-308 else x
    else:
        return x * <float> 33554432.0 if x < <float> 1.1754944e-38 else x


cdef inline real normal_exponent(real x) noexcept nogil:
    """The exponent of x, denormal or not."""
    cdef real k = exponent(normal(x))
    if real is double:
        return k - 54.0 if x < 2.2250738585072014e-308 else k
    else:
        return k - <float> 25.0 if x < <float> 1.1754944e-38 else k


cdef inline real log_limits(real x, real z) noexcept nogil:
    """z, or the logarithm of an x that is 0, negative, infinite or nan."""
    z = z if x < <real> INFINITY else x
    z = -<real> INFINITY if x == <real> 0.0 else z
    return <real> NAN if x < <real> 0.0 else z


cdef inline real log(real x) noexcept nogil:
    return log_limits(x, log1p_reduced(mantissa(normal(x)) - <real> 1.0, normal_exponent(x)))


cdef inline real log2(real x) noexcept nogil:
    cdef real z = log1p_reduced(mantissa(normal(x)) - <real> 1.0, <real> 0.0)
    if real is double:
        z = z * 1.4426950408889634 + normal_exponent(x)
    else:
        z = z * <float> 1.442695 + normal_exponent(x)
    return log_limits(x, z)


cdef inline real log10(real x) noexcept nogil:
    cdef real k = normal_exponent(x)
    cdef real z = log1p_reduced(mantissa(normal(x)) - <real> 1.0, <real> 0.0)
    if real is double:
        z = (z * 0.4342944819032518 + k * 1.1451100898021838e-10) + k * 0.3010299955494702
    else:
        z = (z * <float> 0.4342945 + k * <float> 4.605039e-06) + k * <float> 0.301025390625
    return log_limits(x, z)


cdef inline real log1p(real x) noexcept nogil:
    cdef real u = <real> 1.0 + x
    cdef real k = exponent(u)
    cdef real s = power_of_two(-k, <real> 0.0)
    cdef real f, z
    if real is double:
        f = x * s + (s - 1.0) if k < 60.0 else mantissa(u) - 1.0              # s is no power of two for the largest x
    else:
        f = x * s + (s - <float> 1.0) if k < <float> 30.0 else mantissa(u) - <float> 1.0
    z = log_limits(u, log1p_reduced(f, k))
    return x if x == <real> 0.0 else z


cdef inline real softplus(real x) noexcept nogil:
    """``log(1 + exp(x))``."""
    cdef real e = exp_bounded(-absolute(x), <real> 0.0)
    cdef real f = (e - <real> 1.0) * <real> 0.5 if e > <real> 0.41421356 else e
    cdef real k = <real> 1.0 if e > <real> 0.41421356 else <real> 0.0
    return (x if x > <real> 0.0 else <real> 0.0) + log1p_reduced(f, k)


cdef inline real xlogy0(real x, real y) noexcept nogil:
    """``x * log(y)``; 0 when both are 0."""
    cdef real z = x * log(y)
    cdef real at_zero = <real> 0.0 if y == <real> 0.0 else z
    return at_zero if x == <real> 0.0 else z


# Trigonometry, for arguments up to trig_limit.

cdef inline real trig_limit(real x) noexcept nogil:
    """Largest argument of sin and cos: beyond it, and at infinity, a kernel takes the C library's function."""
    if real is double:
        return 1e9 if TG_FMA else 3e6
    else:
        return <float> 30000.0 if TG_FMA else <float> 10000.0


cdef inline real less_multiple_of_pi(real x, real k) noexcept nogil:
    """``x - k pi``."""
    if real is double:
        if TG_FMA:
            return ((x - k * 3.141592653589793) - k * 1.2246467991473532e-16) + k * 2.9947698097183397e-33
        else:
            return (((x - k * 3.1415926534682512) - k * 1.2154201012607932e-10) - k * 4.044532497422333e-21
                    ) - k * 1.69568553207378e-31
    else:
        if TG_FMA:
            return ((x - k * <float> 3.1415927) + k * <float> 8.742278e-08) + k * <float> 3.430249e-15
        else:
            return (((x - k * <float> 3.140625) - k * <float> 0.0009675026) - k * <float> 1.5099067e-07
                    ) - k * <float> 5.126688e-12


cdef inline real sin_reduced(real r) noexcept nogil:
    """``sin(r)`` for ``abs(r) <= pi / 2``."""
    cdef real z = r * r
    cdef real p
    if real is double:
        p = 2.7222777728374496e-15
        p = p * z - 7.643100110156106e-13
        p = p * z + 1.6058944043857183e-10
        p = p * z - 2.505210696271654e-08
        p = p * z + 2.7557319212163494e-06
        p = p * z - 0.000198412698412155
        p = p * z + 0.008333333333333212
        p = p * z - 0.16666666666666666
    else:
        p = <float> -2.3909688e-08
        p = p * z + <float> 2.7526648e-06
        p = p * z - <float> 0.00019840895
        p = p * z + <float> 0.008333331
        p = p * z - <float> 0.16666667
    return r * z * p + r


cdef inline real sin(real x) noexcept nogil:
    cdef real k = nearest(x * <real> 0.3183098861837907)
    cdef real z = flip_if_odd(sin_reduced(less_multiple_of_pi(x, k)), k)
    return x if x == <real> 0.0 else z


cdef inline real cos(real x) noexcept nogil:
    cdef real k = nearest(x * <real> 0.3183098861837907 - <real> 0.5)
    return flip_if_odd(sin_reduced(less_multiple_of_pi(x, k + <real> 0.5)), k + <real> 1.0)


# Small things that formulas share

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
    """The nearest integer, away from zero in the middle between two."""
    cdef real y = absolute(x)
    cdef real z = floor(y)
    return with_sign(z + <real> 1.0 if y - z >= <real> 0.5 else z, x)


cdef inline number maximum(number x, number y) noexcept nogil:
    """The larger one; nan when one is nan."""
    cdef number z = y if y > x else x
    return y if y != y else z


cdef inline number minimum(number x, number y) noexcept nogil:
    """The smaller one; nan when one is nan."""
    cdef number z = y if y < x else x
    return y if y != y else z


cdef inline number sgn(number x) noexcept nogil:
    """-1, 0 or 1; nan of nan."""
    return <number> 1 if x > 0 else (<number> -1 if x < 0 else x + <number> 0)


cdef inline integer floor_div(integer x, integer y) noexcept nogil:
    """Quotient rounded down; 0 when y is 0."""
    cdef integer q
    if y == 0:
        return 0
    if y == -1:
        return <integer> (0 - <uint64_t> x)              # the smallest integer has no opposite: a division would trap
    q = x // y
    return q - 1 if (x % y != 0) and ((x < 0) != (y < 0)) else q


cdef inline integer floor_mod(integer x, integer y) noexcept nogil:
    """Remainder with the sign of y; 0 when y is 0."""
    cdef integer r
    if y == 0 or y == -1:
        return 0
    r = x % y
    return r + y if r != 0 and ((r < 0) != (y < 0)) else r
