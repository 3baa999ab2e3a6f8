# cython: language_level=3, cdivision=True
"""The error function and its complements."""

from libc.math cimport INFINITY

from tensorgraph._kernels.loops.vecmath.bits cimport absolute, nearest, real, with_sign
from tensorgraph._kernels.loops.vecmath.explog cimport exp_normal, less_multiple_of_log2, power_of_e
from tensorgraph._kernels.loops.vecmath.trig cimport TG_FMA, mul_add


cdef inline real erf_over(real z) noexcept nogil:
    """P of ``erf(x) = x + x P(z)``, ``z = x**2``, ``abs(x) <= 0.65``."""
    cdef real p
    if real is double:
        p = -1.3488757660644484e-07
        p = p * z + 1.6207550164900173e-06
        p = p * z - 1.4912912126520282e-05
        p = p * z + 0.00012054942905950609
        p = p * z - 0.0008548319543078191
        p = p * z + 0.0052239775368002105
        p = p * z - 0.026866170638955307
        p = p * z + 0.11283791670932286
        p = p * z - 0.3761263890318339
        p = p * z + 0.12837916709551256
    else:
        p = -<float> 0.0007139731
        p = p * z + <float> 0.005157656
        p = p * z - <float> 0.026851302
        p = p * z + <float> 0.11283634
        p = p * z - <float> 0.37612632
        p = p * z + <float> 0.12837917
    return p


cdef inline real log_erfc_over(real y) noexcept nogil:
    """Q of ``erfc(y) = exp(y Q(y))``, absolutely, from 0.65 to 5.93 (3.93)."""
    cdef real p, q, z = y * y
    if real is double:
        p = -8.231216511140431e-11
        p = p * z - 2.1187025887791277e-08
        p = p * z - 1.2120151110244363e-06
        p = p * z - 2.2247572636700806e-05
        p = p * z - 0.00010548562409182684
        p = p * z + 0.0005545442252786586
        p = p * z + 0.0001977030443374459
        p = p * z - 0.10277367812127415
        p = p * z - 1.1283791795681424
        q = 1.895247558218339e-12
        q = q * z + 1.6742364021827992e-09
        q = q * z + 1.866880492560367e-07
        q = q * z + 5.9583938489690465e-06
        q = q * z + 6.094704661988457e-05
        q = q * z + 1.7005544237971144e-05
        q = q * z - 0.0016730938495966286
        q = q * z + 0.01913266418766562
        q = q * z - 0.6366196027192268
    else:
        p = <float> 2.3133787e-06
        p = p * z - <float> 0.0031531588
        p = p * z - <float> 0.105192244
        p = p * z - <float> 1.1285158
        q = <float> 0.0001947478
        q = q * z + <float> 0.022794604
        q = q * z - <float> 0.6357359
    return q * y + p


cdef inline real erf(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real near = x * erf_over(x * x) + x
    cdef real top, far
    if real is double:
        top = 5.93 if y > 5.93 else y
    else:
        top = <float> 3.93 if y > <float> 3.93 else y
    far = with_sign(<real> 1.0 - exp_normal(top * log_erfc_over(top)), x)
    return far if y > <real> 0.65 else near


cdef inline real erfcx_rest(real t) noexcept nogil:
    """Q of ``exp(x**2) erfc(x) = Q(t) / (x + 3)``, ``t = (x - 3) / (x + 3)``, ``x >= 0``."""
    cdef real p, q, u = t * t
    if real is double:
        p = -3.24548905805236e-11
        p = (p * u - 3.3469302783226334e-09) * u + 4.9419717985442744e-08
        p = (p * u - 4.109419116683328e-07) * u + 2.7671072746940762e-06
        p = (p * u - 1.7471213273207257e-05) * u + 0.00010756164024017027
        p = (p * u - 0.0005483097124829525) * u - 0.0012124166260606183
        p = (p * u + 0.11952776128732227) * u + 0.5902283571040968
        q = 8.984615731036199e-10
        q = (q * u - 9.192726702294575e-09) * u + 5.2419777077433046e-08
        q = (q * u - 2.356007536387218e-07) * u + 1.0003637740828278e-06
        q = (q * u - 4.74991963139073e-06) * u + 3.039838760296092e-05
        q = (q * u - 0.00027677789516204494) * u + 0.0030340620079887296
        q = (q * u - 0.026827234625021554) * u - 0.3104672619005471
        return ((q * t + p) * t - 0.8833944531698839) * t + 1.0740069070883398
    else:
        p = <float> 6.8199864e-05
        p = (p * u - <float> 0.0005086822) * u - <float> 0.0012317884
        p = (p * u + <float> 0.11953219) * u + <float> 0.59022796
        q = <float> 1.6319225e-05
        q = (q * u - <float> 0.0002560407) * u + <float> 0.003018797
        q = (q * u - <float> 0.026821788) * u - <float> 0.31046808
        return ((q * t + p) * t - <float> 0.8833944) * t + <float> 1.0740069


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


cdef inline real half_exp_square(real y) noexcept nogil:
    """``exp(y**2) / 2``, ``y**2`` up to 710.7 (89.5)."""
    cdef real s = y * y
    cdef real n = nearest(s * <real> 1.4426950408889634)
    return power_of_e(less_multiple_of_log2(s, n) + square_rest(y, s), n, <real> -1.0)


cdef inline real exp_minus_square(real y) noexcept nogil:
    """``exp(-y**2)``."""
    cdef real s = y * y
    cdef real n = nearest(s * <real> -1.4426950408889634)
    return power_of_e(less_multiple_of_log2(-s, n) - square_rest(y, s), n, <real> 0.0)


cdef inline real erfcx_far(real y) noexcept nogil:
    """``exp(y**2) erfc(y)`` from 0.65."""
    cdef real r = <real> 1.0 / (y + <real> 3.0)
    return r * erfcx_rest((y - <real> 3.0) * r)


cdef inline real erfc(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real near = <real> 1.0 - (x * erf_over(x * x) + x)
    cdef real top, far
    if real is double:
        top = 28.0 if y > 28.0 else y
    else:
        top = <float> 10.5 if y > <float> 10.5 else y
    far = exp_minus_square(top) * erfcx_far(top)
    far = <real> 2.0 - far if x < <real> 0.0 else far
    return far if y > <real> 0.65 else near


cdef inline real erfcx(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real top, h, far
    if real is double:
        top = 26.65 if y > 26.65 else y
    else:
        top = <float> 9.45 if y > <float> 9.45 else y
    h = half_exp_square(top)
    far = <real> 0.0 if y == <real> INFINITY else erfcx_far(y)
    far = <real> 4.0 * h - far if x < <real> 0.0 else far
    return far if y > <real> 0.65 else (h + h) * (<real> 1.0 - (x * erf_over(x * x) + x))
