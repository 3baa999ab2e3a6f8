# cython: language_level=3, cdivision=True
"""Modified Bessel functions of the first kind, of orders 0 and 1.

Up to 8 (7.5) they are power series, beyond ``exp(x) / sqrt(x)`` times a function of ``1 / x``.
"""

from libc.math cimport INFINITY, NAN

from tensorgraph._kernels.loops.vecmath.arithmetic cimport sqrt
from tensorgraph._kernels.loops.vecmath.bits cimport absolute, nearest, power_of_two, real, with_sign
from tensorgraph._kernels.loops.vecmath.explog cimport exp_normal, exp_rest, less_multiple_of_log2


cdef inline real i0_near(real z) noexcept nogil:
    """``i0(sqrt(z))`` up to 8 (7.5)."""
    cdef real p, q, u = z * z
    if real is double:
        p = 8.066492554721966e-37
        p = (p * u + 4.987489198772507e-31) * u + 2.5982634701462884e-25
        p = (p * u + 7.242264839354116e-20) * u + 9.385967014032963e-15
        p = (p * u + 4.709502797088267e-10) * u + 6.781684027777802e-06
        p = (p * u + 0.015625) * u + 1.0
        q = 4.80670585493467e-34 * u + 3.8353595243224073e-28
        q = (q * u + 1.4963142754458095e-22) * u + 2.8969032467818956e-17
        q = (q * u + 2.402807549255296e-12) * u + 6.781684027776824e-08
        q = (q * u + 0.00043402777777777775) * u + 0.25
    else:
        p = <float> 1.3189149e-19 * u + <float> 9.9415215e-15
        p = (p * u + <float> 4.714854e-10) * u + <float> 6.781736e-06
        p = (p * u + <float> 0.015625) * u + <float> 1.0
        q = <float> 2.0988509e-17
        q = (q * u + <float> 2.380408e-12) * u + <float> 6.780951e-08
        q = (q * u + <float> 0.00043402764) * u + <float> 0.25
    return q * z + p


cdef inline real i0_far(real v) noexcept nogil:
    """``exp(-x) sqrt(x) i0(x)`` from 8 (7.5), ``v = 1 / x - 1 / 16``."""
    cdef real p, q, u = v * v
    if real is double:
        p = -3.527259078722329e+18
        p = (p * u + 1.1040626326112942e+17) * u - 1621586527107985.0
        p = (p * u + 15094092531305.81) * u - 101532066036.54082
        p = (p * u + 513397892.1441126) * u - 1481692.5375715313
        p = (p * u - 7467.022391463663) * u + 92.58740531435745
        p = (p * u + 1.488493000987995) * u + 0.09724543912362082
        p = (p * u + 0.034871315043693854) * u + 0.4021765094450081
        q = 2.1120949563705463e+19
        q = (q * u - 6.161196980242894e+17) * u + 8497785359523342.0
        q = (q * u - 77640842081042.27) * u + 585676903322.9581
        q = (q * u - 4406201810.677863) * u + 34669020.33114794
        q = (q * u - 236684.66519599955) * u + 519.7806970324751
        q = (q * u + 10.556144767617068) * u + 0.3118044950641786
        q = (q * u + 0.04564186639703187) * u + 0.053768831738686185
    else:
        p = <float> 3.0664132 * u + <float> 0.08770108
        p = (p * u + <float> 0.03489055) * u + <float> 0.4021765
        q = -<float> 5.3073006 * u + <float> 0.41189942
        q = (q * u + <float> 0.045466304) * u + <float> 0.053768907
    return q * v + p


cdef inline real i1_near(real z) noexcept nogil:
    """``i1(x) / x`` up to 8 (7.5), ``z = x**2``."""
    cdef real p, q, u = z * z
    if real is double:
        p = 2.0296604727105592e-38
        p = (p * u + 1.626458792062668e-32) * u + 9.989290611283439e-27
        p = (p * u + 3.2919280412120634e-21) * u + 5.214426043471915e-16
        p = (p * u + 3.363930569208077e-11) * u + 6.781684027777287e-07
        p = (p * u + 0.0026041666666666665) * u + 0.5
        q = 1.6676067566280018e-35 * u + 1.374448834717038e-29
        q = (q * u + 6.234885784813642e-24) * u + 1.4484519542317472e-18
        q = (q * u + 1.501754719516765e-13) * u + 5.6514033564914545e-09
        q = (q * u + 5.4253472222222355e-05) * u + 0.0625
    else:
        p = <float> 5.9809246e-21 * u + <float> 5.5271494e-16
        p = (p * u + <float> 3.368146e-11) * u + <float> 6.78176e-07
        p = (p * u + <float> 0.0026041667) * u + <float> 0.5
        q = <float> 1.0499841e-18
        q = (q * u + <float> 1.4871362e-13) * u + <float> 5.650661e-09
        q = (q * u + <float> 5.4253433e-05) * u + <float> 0.0625
    return q * z + p


cdef inline real i1_far(real v) noexcept nogil:
    """``exp(-x) sqrt(x) i1(x)`` from 8 (7.5), ``v = 1 / x - 1 / 16``."""
    cdef real p, q, u = v * v
    if real is double:
        p = 5.284340197727108e+18
        p = (p * u - 1.5436721040229814e+17) * u + 2113624069985470.2
        p = (p * u - 18399979897862.51) * u + 117081100371.92383
        p = (p * u - 573559764.3730849) * u + 1690974.4268093978
        p = (p * u + 7393.27448987432) * u - 100.38123101513429
        p = (p * u - 1.677942178079625) * u - 0.12025266923455834
        p = (p * u - 0.0561243555416317) * u + 0.38939845902587233
        q = -2.0738838884313444e+19
        q = (q * u + 5.982849296037572e+17) * u - 8155555158906126.0
        q = (q * u + 73874926301266.22) * u - 559373276061.3306
        q = (q * u + 4308376218.444857) * u - 35063295.85638595
        q = (q * u + 247673.7522695011) * u - 579.7693638499567
        q = (q * u - 11.57709813685748) * u - 0.3653088367494549
        q = (q * u - 0.06159788932295306) * u - 0.15599323509177218
    else:
        p = -<float> 1.6000434 * u - <float> 0.12292542
        p = (p * u - <float> 0.056118) * u + <float> 0.38939846
        q = -<float> 12.498936 * u - <float> 0.35695115
        q = (q * u - <float> 0.061619338) * u - <float> 0.15599322
    return q * v + p


cdef inline real exp_reduced(real y) noexcept nogil:
    """``exp(y) / 512`` from 0 to 715 (92.5)."""
    cdef real n = nearest(y * <real> 1.4426950408889634)
    cdef real r = less_multiple_of_log2(y, n)
    return (r * (r * exp_rest(r) + <real> 2.0) + <real> 2.0) * power_of_two(n, <real> -10.0)


cdef inline real bessel_edge(real y) noexcept nogil:
    """Return where the functions of ``1 / x`` begin."""
    return 8.0 if real is double else <float> 7.5


cdef inline real bessel_top(real y) noexcept nogil:
    """Return y, or a number where the functions are infinite."""
    if real is double:
        return 715.0 if y > 715.0 else y
    else:
        return <float> 92.5 if y > <float> 92.5 else y


cdef inline real i0e(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real w = <real> 1.0 / sqrt(y)
    cdef real near = exp_normal(<real> -8.0 if y > bessel_edge(y) else -y) * i0_near(y * y)
    return w * i0_far(w * w - <real> 0.0625) if y > bessel_edge(y) else near


cdef inline real i0(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real top = bessel_top(y)
    cdef real w = <real> 1.0 / sqrt(top)
    cdef real far = exp_reduced(top) * (w * i0_far(w * w - <real> 0.0625)) * <real> 512.0
    far = far if y > bessel_edge(y) else i0_near(top * top)
    # as SciPy: a product of infinity and 0
    return <real> NAN if y == <real> INFINITY else far


cdef inline real i1e(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real w = <real> 1.0 / sqrt(y)
    cdef real near = exp_normal(<real> -8.0 if y > bessel_edge(y) else -y) * (x * i1_near(y * y)) + <real> 0.0
    return with_sign(w * i1_far(w * w - <real> 0.0625), x) if y > bessel_edge(y) else near


cdef inline real i1(real x) noexcept nogil:
    cdef real y = absolute(x)
    cdef real top = bessel_top(y)
    cdef real w = <real> 1.0 / sqrt(top)
    cdef real far = with_sign(exp_reduced(top) * (w * i1_far(w * w - <real> 0.0625)) * <real> 512.0, x)
    far = far if y > bessel_edge(y) else x * i1_near(top * top) + <real> 0.0
    return <real> NAN if y == <real> INFINITY else far
