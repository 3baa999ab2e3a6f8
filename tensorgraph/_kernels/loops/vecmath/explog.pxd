# cython: language_level=3, cdivision=True
"""Exponentials, logarithms, and the cube root."""

from libc.math cimport INFINITY, NAN

from tensorgraph._kernels.loops.vecmath.arithmetic cimport maximum
from tensorgraph._kernels.loops.vecmath.bits cimport (
    absolute, exponent, mantissa, nearest, power_of_two, real, times_power_of_two, where_above,
    with_sign
)


cdef inline real exp_rest(real r) noexcept nogil:
    """Q of ``2 exp(r) = 2 + 2 r + r**2 Q(r)``, ``abs(r) <= log(2) / 2``; the 2 keeps 2**1024 out of the scaling."""
    cdef real q, p, z
    if real is double:
        # odd and even powers side by side: a recurrence waits for the longest chain
        z = r * r
        q = 5.022920753793126e-08
        p = 5.525281646941284e-07
        q = q * z + 5.511445511922359e-06
        p = p * z + 4.960300854258145e-05
        q = q * z + 0.0003968253980689661
        p = p * z + 0.002777777786498024
        q = q * z + 0.01666666666662882
        p = p * z + 0.08333333333314688
        q = q * z + 0.3333333333333337
        p = p * z + 1.000000000000001
        q = q * r + p
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
    """``exp(r) * 2**(n + c)``, rounded once, for ``abs(r) <= log(2) / 2`` and n + c in [-2000, 1025) ([-250, 129))."""
    return times_power_of_two(r * (r * exp_rest(r) + <real> 2.0) + <real> 2.0, n, c - <real> 1.0)


cdef inline real no_less(real x, real low) noexcept nogil:
    """Return x, or `low` if that is larger; nan if x is."""
    return low if x < low else x


cdef inline real no_more(real x, real high) noexcept nogil:
    """Return x, or `high` if that is smaller; nan if x is."""
    return high if x > high else x


cdef inline real exp_bounded(real x, real c) noexcept nogil:
    """``exp(x) * 2**c`` for x up to 710.7 (89.5); c is 0 or -1."""
    cdef real y, n
    if real is double:
        y = no_less(x, -750.0)
    else:
        y = no_less(x, <float> -104.0)
    n = nearest(y * <real> 1.4426950408889634)
    return power_of_e(less_multiple_of_log2(y, n), n, c)


cdef inline real exp_normal(real x) noexcept nogil:
    """``exp(x)`` where that is a normal number."""
    cdef real n = nearest(x * <real> 1.4426950408889634)
    cdef real r = less_multiple_of_log2(x, n)
    return (r * (r * exp_rest(r) + <real> 2.0) + <real> 2.0) * power_of_two(n, <real> -1.0)


cdef inline real exp(real x) noexcept nogil:
    if real is double:
        return exp_bounded(no_more(x, 710.0), 0.0)
    else:
        return exp_bounded(no_more(x, <float> 89.0), <float> 0.0)


cdef inline real beyond_normal(real x, real beyond) noexcept nogil:
    """Return `beyond`, or 1 if ``exp(x)`` or ``exp(-x)`` may be no normal number."""
    if real is double:
        return beyond if absolute(x) <= 708.0 else 1.0
    else:
        return beyond if absolute(x) <= <float> 87.0 else <float> 1.0


cdef inline real exp2(real x) noexcept nogil:
    cdef real y, n
    if real is double:
        y = no_more(no_less(x, -1080.0), 1024.0)
    else:
        y = no_more(no_less(x, <float> -152.0), <float> 128.0)
    n = nearest(y)
    return power_of_e((y - n) * <real> 0.6931471805599453, n, <real> 0.0)


cdef inline real exp2_normal(real x) noexcept nogil:
    """``2**x`` where :func:`beyond_normal` is 0."""
    cdef real n = nearest(x)
    cdef real r = (x - n) * <real> 0.6931471805599453
    return (r * (r * exp_rest(r) + <real> 2.0) + <real> 2.0) * power_of_two(n, <real> -1.0)


cdef inline real expm1_doubled(real r) noexcept nogil:
    """``2 expm1(r)`` for ``abs(r) <= log(2) / 2``."""
    return r * r * exp_rest(r) + (r + r)


cdef inline real edge_of_1(real x) noexcept nogil:
    """Return a number which 1 added to, or half of its square subtracted from it, rounds away."""
    if real is double:
        return 2.7755575615628914e-17
    else:
        return <float> 1.4901161e-08


cdef inline real without_tiny(real x) noexcept nogil:
    """Return x, or 0 if its square may be denormal: ``log(1 + x)`` and ``exp(x) - 1`` are x there."""
    return where_above(x, edge_of_1(x), x, <real> 0.0)


cdef inline real expm1(real x) noexcept nogil:
    cdef real n, r, s, z
    z = without_tiny(<real> -50.0 if x < <real> -50.0 else x)
    n = nearest(z * <real> 1.4426950408889634)
    r = less_multiple_of_log2(z, n)
    s = power_of_two(n, <real> -2.0)
    z = (expm1_doubled(r) * s + (s * <real> 2.0 - <real> 0.5)) * <real> 2.0
    # below half an ulp of 1 the result is x itself, which keeps denormals and the sign of zero
    if real is double:
        z = where_above(x, 1.1102230246251565e-16, z, x)
        return <double> INFINITY if x > 710.0 else z
    else:
        z = where_above(x, <float> 5.9604645e-08, z, x)
        return <float> INFINITY if x > <float> 89.0 else z


cdef inline real sigmoid_of(real x, real e) noexcept nogil:
    """``sigmoid(x)``, e being ``exp(-abs(x))``."""
    return (e if x < <real> 0.0 else <real> 1.0) / (<real> 1.0 + e)


cdef inline real sigmoid(real x) noexcept nogil:
    cdef real e = exp_bounded(-absolute(x), <real> 0.0)
    cdef real z = sigmoid_of(x, no_less(e, edge_of_1(x)))
    # no quotient of a denormal number
    e = e if e < edge_of_1(x) else z
    return e if x < <real> 0.0 else z


cdef inline real sigmoid_normal(real x) noexcept nogil:
    """``sigmoid(x)`` where ``exp(-abs(x))`` is a normal number."""
    return sigmoid_of(x, exp_normal(-absolute(x)))


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
    """Return x, scaled up if it is denormal."""
    if real is double:
        return x * 18014398509481984.0 if x < 2.2250738585072014e-308 else x
    else:
        return x * <float> 33554432.0 if x < <float> 1.1754944e-38 else x


cdef inline real normal_exponent(real x) noexcept nogil:
    """Return the exponent of x, denormal or not."""
    cdef real k = exponent(normal(x))
    if real is double:
        return k - 54.0 if x < 2.2250738585072014e-308 else k
    else:
        return k - <float> 25.0 if x < <float> 1.1754944e-38 else k


cdef inline real log_limits(real x, real z) noexcept nogil:
    """Return z, or the logarithm of an x that is 0, negative, infinite or nan."""
    z = z if x < <real> INFINITY else x
    z = -<real> INFINITY if x == <real> 0.0 else z
    return <real> NAN if x < <real> 0.0 else z


cdef inline real log(real x) noexcept nogil:
    return log_limits(x, log1p_reduced(mantissa(normal(x)) - <real> 1.0, normal_exponent(x)))


cdef inline real log_normal(real x) noexcept nogil:
    """``log(x)`` of a positive normal number."""
    return log1p_reduced(mantissa(x) - <real> 1.0, exponent(x))


cdef inline real beyond_positive(real x, real beyond) noexcept nogil:
    """Return `beyond`, or 1 if x is no positive normal number."""
    cdef real y
    if real is double:
        y = x if x >= 2.2250738585072014e-308 else <double> INFINITY
    else:
        y = x if x >= <float> 1.1754944e-38 else <float> INFINITY
    return beyond if y < <real> INFINITY else <real> 1.0


cdef inline real log2_of(real m, real k) noexcept nogil:
    """``log2(m 2**k)``, m in [sqrt(1/2), sqrt(2))."""
    cdef real z = log1p_reduced(m - <real> 1.0, <real> 0.0)
    if real is double:
        return z * 1.4426950408889634 + k
    else:
        return z * <float> 1.442695 + k


cdef inline real log2(real x) noexcept nogil:
    return log_limits(x, log2_of(mantissa(normal(x)), normal_exponent(x)))


cdef inline real log2_normal(real x) noexcept nogil:
    """``log2(x)`` of a positive normal number."""
    return log2_of(mantissa(x), exponent(x))


cdef inline real log10(real x) noexcept nogil:
    cdef real k = normal_exponent(x)
    cdef real z = log1p_reduced(mantissa(normal(x)) - <real> 1.0, <real> 0.0)
    if real is double:
        z = (z * 0.4342944819032518 + k * 1.1451100898021838e-10) + k * 0.3010299955494702
    else:
        z = (z * <float> 0.4342945 + k * <float> 4.605039e-06) + k * <float> 0.301025390625
    return log_limits(x, z)


cdef inline real log1p(real x) noexcept nogil:
    cdef real y = without_tiny(x)
    cdef real u = <real> 1.0 + y
    cdef real k = exponent(u)
    cdef real s = power_of_two(-k, <real> 0.0)
    cdef real f, z
    if real is double:
        f = y * s + (s - 1.0) if k < 60.0 else mantissa(u) - 1.0              # s is no power of two for the largest x
    else:
        f = y * s + (s - <float> 1.0) if k < <float> 30.0 else mantissa(u) - <float> 1.0
    z = log_limits(u, log1p_reduced(f, k))
    return where_above(x, edge_of_1(x), z, x)


cdef inline real log1p_normal(real x) noexcept nogil:
    """``log(1 + x)`` where :func:`beyond_log1p` is 0."""
    cdef real y = without_tiny(x)
    cdef real k = exponent(<real> 1.0 + y)
    cdef real s = power_of_two(-k, <real> 0.0)
    cdef real z = log1p_reduced(y * s + (s - <real> 1.0), k)
    return where_above(x, edge_of_1(x), z, x)


cdef inline real beyond_log1p(real x, real beyond) noexcept nogil:
    """Return `beyond`, or 1 if x is large or near -1, or below it."""
    cdef real y = x if x > <real> -0.99 else <real> INFINITY
    return beyond if y < <real> 1e8 else <real> 1.0


cdef inline real softplus_of(real x, real e) noexcept nogil:
    """``log(1 + exp(x))``, e being ``exp(-abs(x))``."""
    cdef real f = (e - <real> 1.0) * <real> 0.5 if e > <real> 0.41421356 else without_tiny(e)
    cdef real k = <real> 1.0 if e > <real> 0.41421356 else <real> 0.0
    cdef real z = log1p_reduced(f, k)
    return (x if x > <real> 0.0 else <real> 0.0) + where_above(e, edge_of_1(e), z, e)


cdef inline real softplus(real x) noexcept nogil:
    """``log(1 + exp(x))``."""
    return softplus_of(x, exp_bounded(-absolute(x), <real> 0.0))


cdef inline real softplus_normal(real x) noexcept nogil:
    """``log(1 + exp(x))`` where ``exp(-abs(x))`` is a normal number."""
    return softplus_of(x, exp_normal(-absolute(x)))


cdef inline real logaddexp(real x, real y) noexcept nogil:
    """``log(exp(x) + exp(y))``."""
    cdef real big = maximum(x, y)
    cdef real z = big + softplus(-absolute(x - y))
    # correct for two equal infinities too
    return big + <real> 0.6931471805599453 if x == y else z


cdef inline real xlogy0(real x, real y) noexcept nogil:
    """``x * log(y)``; 0 when both are 0."""
    cdef real z = x * log(y)
    cdef real at_zero = <real> 0.0 if y == <real> 0.0 else z
    return at_zero if x == <real> 0.0 else z


cdef inline real xlogy(real x, real y) noexcept nogil:
    """``x * log(y)``; 0 when x is."""
    cdef real z = x * log(y)
    cdef real at_zero = <real> 0.0 if y == y else y
    return at_zero if x == <real> 0.0 else z


cdef inline real xlog1py(real x, real y) noexcept nogil:
    """``x * log(1 + y)``; 0 when x is."""
    cdef real z = x * log1p(y)
    cdef real at_zero = <real> 0.0 if y == y else y
    return at_zero if x == <real> 0.0 else z


cdef inline real log1mexp(real x) noexcept nogil:
    """``log(1 - exp(x))``: of expm1 near 0."""
    cdef real e = exp(x)
    cdef real a = -expm1(x)
    cdef real near = log_limits(a, log1p_reduced(mantissa(normal(a)) - <real> 1.0, normal_exponent(a)))
    cdef real f = <real> 1.0 - (e + e) if e > <real> 0.29 else -without_tiny(e)
    cdef real far = -absolute(log1p_reduced(f, <real> -1.0 if e > <real> 0.29 else <real> 0.0))
    far = where_above(e, edge_of_1(e), far, -e)
    return far if x < <real> -0.69 else near


cdef inline real logit(real x) noexcept nogil:
    """``log(x / (1 - x))``: from 1/4 the logarithm of ``1 + (2 x - 1) / (1 - x)``."""
    cdef real v = (x if x < <real> 0.25 else (x - <real> 0.5) + (x - <real> 0.5)) / (<real> 1.0 - x)
    cdef real u = v if x < <real> 0.25 else <real> 1.0 + v
    cdef real k = normal_exponent(u)
    cdef real s = power_of_two(-k, <real> 0.0)
    cdef real f = mantissa(normal(u)) - <real> 1.0
    if real is double:
        f = f if x < 0.25 else (v * s + (s - 1.0) if k < 60.0 else f)
    else:
        f = f if x < <float> 0.25 else (v * s + (s - <float> 1.0) if k < <float> 30.0 else f)
    return log_limits(u, log1p_reduced(f, k))


cdef inline real cbrt_near_1(real m) noexcept nogil:
    """The cube root of a mantissa, to 5 (3) digits."""
    cdef real p
    if real is double:
        p = 0.02651150752823997
        p = p * m - 0.1772958904982978
        p = p * m + 0.5064312830171231
        p = p * m - 0.8316025249767354
        p = p * m + 1.0538551100628168
        p = p * m + 0.4220995780081265
    else:
        p = <float> 0.05751244
        p = p * m - <float> 0.28836218
        p = p * m + <float> 0.7378965
        p = p * m + <float> 0.4930257
    return p


cdef inline real cbrt(real x) noexcept nogil:
    """The cube root, by one of Halley's steps."""
    cdef real y = absolute(x)
    cdef real k = normal_exponent(y)
    cdef real m = mantissa(normal(y))
    cdef real n = nearest(k * <real> 0.3333333333333333)
    cdef real r = cbrt_near_1(m)
    cdef real c
    k = k - <real> 3.0 * n
    m = m + m if k > <real> 0.0 else (m * <real> 0.5 if k < <real> 0.0 else m)
    c = <real> 0.7937005259840998 if k < <real> 0.0 else <real> 1.0
    r = r * (<real> 1.2599210498948732 if k > <real> 0.0 else c)
    c = r * r * r
    r = with_sign((r - r * ((c - m) / (c + c + m))) * power_of_two(n, <real> 0.0), x)
    r = x if x == <real> 0.0 else r
    return r if y < <real> INFINITY else x
