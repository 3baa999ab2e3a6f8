# cython: language_level=3, cdivision=True
"""Inverses of the error functions and of the normal distribution function, in ``w = -log(1 - erf(x)**2)``."""

from libc.math cimport INFINITY, NAN

from tensorgraph._kernels.loops.vecmath.arithmetic cimport sqrt
from tensorgraph._kernels.loops.vecmath.bits cimport real, with_sign
from tensorgraph._kernels.loops.vecmath.explog cimport log


cdef inline real erfinv_near(real v) noexcept nogil:
    """P of ``erfinv(x) = x P(w - 3)``, w up to 6."""
    cdef real p, q, u = v * v
    if real is double:
        p = -9.573148042910151e-21 * u + 2.0083221381377863e-18
        p = (p * u - 1.6181138162301518e-16) * u + 6.329599368453819e-15
        p = (p * u + 6.2661471806185845e-15) * u - 1.732893212705391e-11
        p = (p * u + 1.110798767395566e-09) * u - 2.368872920964912e-08
        p = (p * u - 1.748002092769932e-06) * u + 0.00019506132441081693
        p = (p * u - 0.005738135221004977) * u + 1.6235420064648298
        q = 4.553281237991331e-21 * u - 4.0288599871285565e-19
        q = (q * u + 1.3129272427436386e-17) * u + 2.707734657210147e-16
        q = (q * u - 5.2903111201001104e-14) * u + 2.6988246795143336e-12
        q = (q * u - 3.1425064354577434e-11) * u - 5.467180068481814e-09
        q = (q * u + 4.499854269342039e-07) * u - 1.2716422639841027e-05
        q = (q * u - 0.0008361817769089225) * u + 0.24163040416615825
    else:
        p = <float> 7.6736156e-10 * u - <float> 2.1721815e-08
        p = (p * u - <float> 1.7467411e-06) * u + <float> 0.00019501992
        p = (p * u - <float> 0.0057380344) * u + <float> 1.623542
        q = <float> 5.983188e-11 * u - <float> 6.9218884e-09
        q = (q * u + <float> 4.6110154e-07) * u - <float> 1.2757057e-05
        q = (q * u - <float> 0.0008361184) * u + <float> 0.24163038
    return q * v + p


cdef inline real erfinv_rest(real v) noexcept nogil:
    """R of ``erfinv(x) = s + R(s - 4)``, ``s = sqrt(w)`` from 2.449 to 6.1 (4.2)."""
    cdef real p, q, u = v * v
    if real is double:
        p = 1.6515436515694107e-14
        p = (p * u + 3.0088857046997504e-13) * u - 5.70129604461725e-12
        p = (p * u - 1.4202893436478859e-11) * u + 4.6329891486140405e-10
        p = (p * u + 1.2730555478575335e-09) * u - 2.7094122996337986e-08
        p = (p * u - 1.705668690591009e-07) * u + 5.85796029112936e-07
        p = (p * u + 2.1340589330677787e-05) * u + 0.00029527738657776257
        p = (p * u + 0.0012536038929671495) * u - 0.16021641864382258
        q = -8.276669718061101e-16
        q = (q * u - 1.1601531925447697e-13) * u + 4.871550937063705e-13
        q = (q * u + 1.6940879963885003e-11) * u - 8.538672082190228e-11
        q = (q * u - 1.2112409525465737e-09) * u + 4.198137878904285e-09
        q = (q * u + 8.4084345460918e-08) * u + 1.5695329543901143e-07
        q = (q * u - 4.579292855512094e-06) * u - 8.433749462290699e-05
        q = (q * u - 0.000854043757666345) * u + 0.009494924886731398
    else:
        p = <float> 0.00010050856 * u + <float> 0.0003485226
        p = (p * u + <float> 0.0012510422) * u - <float> 0.16021639
        q = <float> 1.8348883e-05 * u + <float> 1.612008e-05
        q = (q * u - <float> 0.0008472685) * u + <float> 0.009494525
    return q * v + p


cdef inline real erfcinv_rest(real t) noexcept nogil:
    """R of ``erfcinv(q) = s + R(t)``, ``t = (s - 6) / (s + 6)``, s from 6.1 to 27 (2.449 to 10.3)."""
    cdef real p, q, u = t * t
    if real is double:
        p = 0.4969218166445134
        p = (p * u + 7.653435761191318) * u + 14.609810616807524
        p = (p * u + 7.811075248285068) * u + 1.465748062773737
        p = (p * u + 0.14275230198194924) * u + 0.10441220962385596
        p = (p * u + 0.14471449604706768) * u + 0.13592454151909725
        p = (p * u + 0.047172511275955696) * u - 0.14008685605375473
        q = -2.8505180800301324 * u - 12.717577657365341
        q = (q * u - 12.283806919069079) * u - 3.8281911812523757
        q = (q * u - 0.45305912284604755) * u - 0.08848333348707539
        q = (q * u - 0.12648152560580675) * u - 0.14516885581036365
        q = (q * u - 0.09509080549697142) * u + 0.11526146519276587
    else:
        p = -<float> 0.9080599 * u + <float> 0.26448357
        p = (p * u + <float> 0.13338551) * u + <float> 0.13628031
        p = (p * u + <float> 0.047168158) * u - <float> 0.14008684
        q = <float> 3.8866038 * u - <float> 0.91441196
        q = (q * u - <float> 0.05257513) * u - <float> 0.14804418
        q = (q * u - <float> 0.09504529) * u + <float> 0.11526127
    return q * t + p


cdef inline real erfinv(real x) noexcept nogil:
    cdef real w = -log((<real> 1.0 - x) * (<real> 1.0 + x))
    cdef real s = sqrt(w)
    cdef real near = x * erfinv_near(w - <real> 3.0) + <real> 0.0
    cdef real far = s + erfinv_rest(s - <real> 4.0)
    far = <real> INFINITY if w == <real> INFINITY else far
    return with_sign(far, x) if w > <real> 6.0 else near


cdef inline real erfcinv(real x) noexcept nogil:
    cdef real w = -log(x * (<real> 2.0 - x))
    cdef real s = sqrt(w)
    cdef real near = -((x - <real> 1.0) * erfinv_near(w - <real> 3.0))
    cdef real far = s + erfcinv_rest((s - <real> 6.0) / (s + <real> 6.0))
    if real is double:
        far = far if s > 6.1 else s + erfinv_rest(s - 4.0)
    far = <real> INFINITY if w == <real> INFINITY else far
    return with_sign(far, <real> 1.0 - x) if w > <real> 6.0 else near


cdef inline real ndtri(real x) noexcept nogil:
    cdef real z = <real> -1.4142135623730951 * erfcinv(x + x) + <real> 0.0
    # the sign of nan would depend on the order of the negations
    return z if z == z else <real> NAN
