# cython: language_level=3, cdivision=True
"""The logarithm of the gamma function and its derivatives.

``f_right`` is the function f of positive numbers, and ``f(1 - x)`` of negative ones; ``f_left`` reflects that to f(x).
"""

from libc.math cimport INFINITY, NAN

from tensorgraph._kernels.loops.vecmath.arithmetic cimport rint
from tensorgraph._kernels.loops.vecmath.bits cimport absolute, real
from tensorgraph._kernels.loops.vecmath.explog cimport log


cdef inline real gammaln_near(real t) noexcept nogil:
    """R of ``gammaln(2 + t) = t R(t)``, ``-0.75 <= t <= 0.25``."""
    cdef real p, q, s = t * t
    if real is double:
        p = 2.8535486916367816e-06 * s + 2.835376497131005e-06
        p = (p * s - 2.2397033503374787e-06) * s - 9.49956450553183e-06
        p = (p * s - 4.4917880593060246e-05) * s - 0.00022315520668526558
        p = (p * s - 0.0011927538990903475) * s - 0.0073855510288765094
        p = (p * s - 0.06735230105319637) * s + 0.42278433509846713
        q = 9.485664875765066e-07 * s + 4.535479381495876e-06
        q = (q * s + 2.0230548290865906e-06) * s + 4.0953897117233164e-06
        q = (q * s + 2.0523847137152466e-05) * s + 9.945752894780035e-05
        q = (q * s + 0.0005096694916900513) * s + 0.002890510331870747
        q = (q * s + 0.020580808427771217) * s + 0.32246703342411326
    else:
        p = <float> 0.00047707363
        p = p * s - <float> 0.0011486636
        p = p * s - <float> 0.0073986906
        p = p * s - <float> 0.06735171
        p = p * s + <float> 0.42278433
        q = <float> 0.00054669916
        q = q * s + <float> 0.0009190871
        q = q * s + <float> 0.0028452028
        q = q * s + <float> 0.020581989
        q = q * s + <float> 0.32246703
    return q * t + p


cdef inline real gammaln_far(real s) noexcept nogil:
    """H of ``gammaln(x) = (x - 1/2) (log(x) - 1) + log(2 pi) / 2 - 1/2 + H(s) / x``, ``s = x**-2``, from 4.25."""
    cdef real p
    if real is double:
        p = 0.03977678808604515
        p = p * s - 0.01913675344159651
        p = p * s + 0.005892693176220873
        p = p * s - 0.001900898089404779
        p = p * s + 0.0008414144080890279
        p = p * s - 0.0005952340073648967
        p = p * s + 0.000793650766408907
        p = p * s - 0.0027777777776947614
        p = p * s + 0.08333333333333326
    else:
        p = <float> 0.0007386255
        p = p * s - <float> 0.0027761906
        p = p * s + <float> 0.08333332
    return p


cdef inline real gammaln_right(real x) noexcept nogil:
    """``gammaln(x)`` by the function from 1.25 to 2.25, the recurrence and Stirling's series; if x < 0 at ``1 - x``."""
    cdef real t, w, z, r, far
    x = <real> 1.0 - x if x < <real> 0.0 else x
    t = x if x < <real> 0.25 else (x - <real> 1.0 if x < <real> 1.25 else x - <real> 2.0)
    t = t if x < <real> 2.25 else (x - <real> 3.0 if x < <real> 3.25 else x - <real> 4.0)
    w = x * (x + <real> 1.0) if x < <real> 0.25 else (x if x < <real> 1.25 else <real> 1.0)
    w = w if x < <real> 2.25 else (x - <real> 1.0 if x < <real> 3.25 else (x - <real> 1.0) * (x - <real> 2.0))
    w = x if x >= <real> 4.25 else w
    z = log(w)
    r = <real> 1.0 / x
    far = ((x - <real> 0.5) * (z - <real> 1.0) + <real> 0.41893853320467274) + r * gammaln_far(r * r)
    z = t * gammaln_near(t) + (-z if x < <real> 1.25 else z)
    z = far if x >= <real> 4.25 else z
    return z if x < <real> INFINITY else x


cdef inline real sinpi_rest(real t) noexcept nogil:
    """Q of ``sin(pi r) = pi (r + r**3 Q(r**2))``, ``abs(r) <= 0.5``."""
    cdef real p, q, s = t * t
    if real is double:
        p = -6.972335939795162e-06
        p = p * s - 0.0023460809185777524
        p = p * s - 0.19075182412170388
        p = p * s - 1.6449340668482264
        q = 2.4525371432076627e-07
        q = q * s + 0.0001484279433149565
        q = q * s + 0.02614784780849579
        q = q * s + 0.8117424252833467
    else:
        p = -<float> 0.002227953
        p = p * s - <float> 0.19074652
        p = p * s - <float> 1.644934
        q = <float> 0.026111424
        q = q * s + <float> 0.81174207
    return q * t + p


cdef inline real sinpi_over_pi(real r) noexcept nogil:
    """``sin(pi r) / pi``, ``0 <= r <= 0.5``."""
    cdef real t = r * r
    return r + (r * t) * sinpi_rest(t)


cdef inline real gammaln_left(real x, real z) noexcept nogil:
    """Reflect ``z = gammaln(1 - x)``."""
    cdef real s = sinpi_over_pi(absolute(x - rint(x)))
    z = <real> INFINITY if s == <real> 0.0 else -log(s) - z
    return x if x == -<real> INFINITY else z


cdef inline real psi_near(real v) noexcept nogil:
    """P of ``psi(1.5 + v) = (1.5 + v - root) P(v)``, ``abs(v) <= 0.5``."""
    cdef real p, q, w = v * v
    if real is double:
        p = 0.00015004855202526766 * w + 5.148217954545844e-05
        p = (p * w + 0.00035222059507979874) * w + 0.0006808182417765343
        p = (p * w + 0.0015656400183864168) * w + 0.0035177739491734873
        p = (p * w + 0.007927053749914481) * w + 0.01790724634513762
        p = (p * w + 0.040760834015251435) * w + 0.09498872445132982
        p = (p * w + 0.2405424842408021) * w + 0.9510558760318328
        q = -0.00017805141864925213
        q = (q * w - 0.00014505202366933194) * w - 0.00048579612840109437
        q = (q * w - 0.001036512799090446) * w - 0.002345482961815592
        q = (q * w - 0.0052799388813776936) * w - 0.011908219963352087
        q = (q * w - 0.02697579666747675) * w - 0.06192213327525154
        q = (q * w - 0.1484049230538845) * w - 0.4236274212814606
    else:
        p = <float> 0.010373808
        p = p * w + <float> 0.017502494
        p = p * w + <float> 0.04074613
        p = p * w + <float> 0.094996974
        p = p * w + <float> 0.24054193
        p = p * w + <float> 0.9510559
        q = -<float> 0.0063970056
        q = q * w - <float> 0.012006705
        q = q * w - <float> 0.026868664
        q = q * w - <float> 0.06193916
        q = q * w - <float> 0.14840397
        q = q * w - <float> 0.42362744
    return q * v + p


cdef inline real psi_far(real s) noexcept nogil:
    """H of ``psi(x) = log(x) - 1 / (2 x) - s H(s)``, ``s = x**-2``, from 2."""
    cdef real p, q, t = s * s
    if real is double:
        p = 6764.552750847842
        p = p * t + 5475.723472832833
        p = p * t + 986.6521008269561
        p = p * t + 64.8730933680962
        p = p * t + 2.2735170452372704
        p = p * t + 0.08191327812428481
        p = p * t + 0.007574919573397792
        p = p * t + 0.003968253876260994
        p = p * t + 0.08333333333333291
        q = -2750.979141234782
        q = q * t - 7736.109031744908
        q = q * t - 2696.4322561384406
        q = q * t - 280.94925138041197
        q = q * t - 12.739212253137124
        q = q * t - 0.4059350408180266
        q = q * t - 0.021051968810313765
        q = q * t - 0.004166655263373521
        q = q * t - 0.008333333332973253
    else:
        p = <float> 0.024326462
        p = p * t + <float> 0.007393422
        p = p * t + <float> 0.0039723525
        p = p * t + <float> 0.083333336
        q = -<float> 0.018948054
        q = q * t - <float> 0.01526207
        q = q * t - <float> 0.004198869
        q = q * t - <float> 0.00833351
    return q * s + p


cdef inline real psi_right(real x) noexcept nogil:
    """``psi(x)`` by the function from 1 to 2, the recurrence and the series at infinity; if x < 0 at ``1 - x``."""
    cdef real y = absolute(x)
    cdef real u = <real> 1.0 - x if x < <real> 0.0 else x
    cdef real r = <real> 1.0 / u
    cdef real far = log(u) - r * (<real> 0.5 + r * psi_far(r * r))
    # 1 + y is not rounded before the root is subtracted
    cdef real v = y - <real> 0.5 if x < <real> 1.0 else y - <real> 1.5
    cdef real near
    if real is double:
        near = (y - 0.46163214496836225 if x < 1.0 else y - 1.4616321449683622) - 9.549995429965697e-17
    else:
        near = (y - <float> 0.46163213 if x < <float> 1.0 else y - <float> 1.4616321) - <float> 1.243815e-08
    near = near * psi_near(v)
    near = near - (r if x >= <real> 0.0 else <real> 0.0) if x < <real> 1.0 else near
    return far if u >= <real> 2.0 else near


cdef inline real psi_left(real x, real z) noexcept nogil:
    """Reflect ``z = psi(1 - x)``."""
    cdef real r = x - rint(x)
    cdef real c = sinpi_over_pi(<real> 0.5 - absolute(r)) / sinpi_over_pi(absolute(r))
    z = z - <real> 3.141592653589793 * (-c if r < <real> 0.0 else c)
    return <real> NAN if r == <real> 0.0 else z


cdef inline real tri_gamma_near(real v) noexcept nogil:
    """``tri_gamma(1.5 + v)``, ``abs(v) <= 0.5``."""
    cdef real p, q, w = v * v
    if real is double:
        p = 0.001599517274280028
        p = (p * w + 0.000503639551402698) * w + 0.0032413201469452964
        p = (p * w + 0.005574554558961944) * w + 0.01153443349008433
        p = (p * w + 0.02283844409302913) * w + 0.04456704599184259
        p = (p * w + 0.08496875792435558) * w + 0.1570532035749788
        p = (p * w + 0.2780808132765142) * w + 0.4630645251024317
        p = (p * w + 0.7045455170012107) * w + 0.9348022005446793
        q = -0.002089471136131391 * w - 0.0010629861017651939
        q = (q * w - 0.004391969830157842) * w - 0.008018682619843662
        q = (q * w - 0.016259895326909468) * w - 0.03198424708251704
        q = (q * w - 0.06174052649539673) * w - 0.1160407177053452
        q = (q * w - 0.2103098733020652) * w - 0.36214936502010053
        q = (q * w - 0.5790416377779156) * w - 0.8287966442343199
    else:
        p = <float> 0.03317991
        p = p * w + <float> 0.105683
        p = p * w + <float> 0.14932196
        p = p * w + <float> 0.27932936
        p = p * w + <float> 0.46297047
        p = p * w + <float> 0.7045485
        p = p * w + <float> 0.9348022
        q = -<float> 0.09518078
        q = q * w - <float> 0.104997806
        q = q * w - <float> 0.21196331
        q = q * w - <float> 0.3620343
        q = q * w - <float> 0.5790448
        q = q * w - <float> 0.8287966
    return q * v + p


cdef inline real tri_gamma_far(real s) noexcept nogil:
    """H of ``tri_gamma(x) = 1 / x + s / 2 + s H(s) / x``, ``s = x**-2``, from 2."""
    cdef real p, q, t = s * s
    if real is double:
        p = 3428979.335508394 * t + 3355790.7293510637
        p = (p * t + 737181.2881097293) * t + 57421.82729507517
        p = (p * t + 2031.2344749014667) * t + 44.86345681422133
        p = (p * t + 1.154731106357188) * t + 0.07575301702892268
        p = (p * t + 0.023809523487517668) * t + 0.1666666666666658
        q = -1276298.0172567286 * t - 4303591.711335098
        q = (q * t - 1824954.9150534724) * t - 230368.00850265706
        q = (q * t - 11738.458229771175) * t - 310.7642584915706
        q = (q * t - 6.702202823769138) * t - 0.25283752602841736
        q = (q * t - 0.033333283464457124) * t - 0.033333333332338226
    else:
        p = <float> 4.255627
        p = p * t + <float> 0.9921232
        p = p * t + <float> 0.08228189
        p = p * t + <float> 0.023836037
        p = p * t + <float> 0.16666667
        q = -<float> 3.0783486
        q = q * t - <float> 2.6262772
        q = q * t - <float> 0.28378335
        q = q * t - <float> 0.033907328
        q = q * t - <float> 0.033333935
    return q * s + p


cdef inline real tri_gamma_right(real x) noexcept nogil:
    """The derivative of psi; at ``1 - x`` if x < 0."""
    cdef real u = <real> 1.0 - x if x < <real> 0.0 else x
    cdef real r = <real> 1.0 / u
    cdef real s = r * r
    cdef real far = r + s * (<real> 0.5 + r * tri_gamma_far(s))
    cdef real near = tri_gamma_near(u - <real> 0.5 if u < <real> 1.0 else u - <real> 1.5)
    near = near + s if u < <real> 1.0 else near
    return far if u >= <real> 2.0 else near


cdef inline real tri_gamma_left(real x, real z) noexcept nogil:
    """Reflect ``z = tri_gamma(1 - x)``."""
    cdef real s = sinpi_over_pi(absolute(x - rint(x)))
    z = <real> 1.0 / (s * s) - z
    return <real> INFINITY if x == -<real> INFINITY else z
