# cython: language_level=3, cdivision=True
"""The error function and its complement."""

from tensorgraph._kernels.loops.vecmath.bits cimport absolute, real, with_sign
from tensorgraph._kernels.loops.vecmath.explog cimport exp_bounded
from tensorgraph._kernels.loops.vecmath.trig cimport TG_FMA, mul_add


cdef inline real erf_over(real z) noexcept nogil:
    """P of ``erf(x) = x P(z)``, ``z = x**2``, ``abs(x) <= 0.5``."""
    cdef real p
    if real is double:
        p = 1.4723211367348984e-06
        p = p * z - 1.4845583332550355e-05
        p = p * z + 0.00012053324297247248
        p = p * z - 0.000854829752406722
        p = p * z + 0.005223977370323226
        p = p * z - 0.02686617063271572
        p = p * z + 0.11283791670924814
        p = p * z - 0.37612638903183465
        p = p * z + 1.1283791670955126
    else:
        p = <float> 0.004718004
        p = p * z - <float> 0.026757192
        p = p * z + <float> 0.11282823
        p = p * z - <float> 0.37612608
        p = p * z + <float> 1.1283791
    return p


cdef inline real erfc_rest(real t) noexcept nogil:
    """Q of ``erfc(x) = exp(-x**2) Q(t) / (1 + 2 x)``, ``t = (x - 3) / (x + 3)``, from 0.5 to 28 (10.5)."""
    cdef real q
    if real is double:
        q = 7.185138053763446e-09
        q = q * t + 7.267047220429298e-08
        q = q * t - 8.071165774257978e-08
        q = q * t - 5.876231365650968e-07
        q = q * t + 2.994072744356835e-07
        q = q * t + 3.4562393058702067e-06
        q = q * t - 6.991516193661377e-07
        q = q * t - 2.0095119793729132e-05
        q = q * t + 4.9380757641939595e-06
        q = q * t + 0.00012509822166679272
        q = q * t - 0.0001051572609878668
        q = q * t - 0.000779832130103511
        q = q * t + 0.0018886900108444295
        q = q * t + 0.0025293918058604103
        q = q * t - 0.02377051489094163
        q = q * t + 0.06830802734435439
        q = q * t - 0.11927366341643475
        q = q * t + 0.1296451587027549
        q = q * t - 0.047562294353432934
        q = q * t - 0.13562110612458114
        q = q * t + 1.2530080582697296
    else:
        q = -<float> 0.00053673703
        q = q * t + <float> 0.0018262761
        q = q * t + <float> 0.002393379
        q = q * t - <float> 0.02375846
        q = q * t + <float> 0.06833819
        q = q * t - <float> 0.119274534
        q = q * t + <float> 0.12964255
        q = q * t - <float> 0.04756227
        q = q * t - <float> 0.13562104
        q = q * t + <float> 1.253008
    return q


cdef inline real square_rest(real y, real s) noexcept nogil:
    """``y**2 - s``, exactly, for the rounded square s."""
    cdef real high, low
    if TG_FMA:
        return mul_add(y, y, -s)
    elif real is double:
        high = y * 134217729.0
        high = high - (high - y)
    else:
        high = y * <float> 4097.0
        high = high - (high - y)
    low = y - high
    return ((high * high - s) + (high + high) * low) + low * low


cdef inline real erfc_far(real y) noexcept nogil:
    """``erfc(y)`` from 0.5."""
    cdef real s
    if real is double:
        y = 28.0 if y > 28.0 else y
    else:
        y = <float> 10.5 if y > <float> 10.5 else y
    s = y * y
    # 1 - r is exp(-r) for the rest of the square
    return exp_bounded(-s, <real> 0.0) * (
        (<real> 1.0 - square_rest(y, s)) * (erfc_rest((y - <real> 3.0) / (y + <real> 3.0)) / (<real> 1.0 + (y + y))))


cdef inline real erf(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real near = x * erf_over(x * x)
    cdef real far = with_sign(<real> 1.0 - erfc_far(y), x)
    return far if y > <real> 0.5 else near


cdef inline real erfc(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real near = <real> 1.0 - x * erf_over(x * x)
    cdef real far = erfc_far(y)
    far = <real> 2.0 - far if x < <real> 0.0 else far
    return far if y > <real> 0.5 else near
