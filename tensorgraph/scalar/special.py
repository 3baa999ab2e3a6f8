"""The error function, gamma and Bessel families; SciPy gives their meaning, and computes those without a formula."""

import math

import numpy as np

from .arithmetic import sgn, sqr, switch
from .compare import eq
from .derivative import Undefined
from .domain import Domain, between, positive
from .explog import exp, log, log1p
from .lazy import Deferred
from .outputdtypes import upgrade_to_float, upgrade_to_float64, upgrade_to_float_no_complex
from .record import binary, quaternary, ternary, unary
from .variable import constant

_order = Undefined("with respect to the order there is no formula")
_parameter = Undefined("with respect to the parameters there is no formula")
ORDER = Domain(0.0, 4.0)
SEVERAL = "rare, and made of several SciPy functions"


def _times(gz, value):
    return gz * constant(value, dtype=gz.type.dtype)


# ----------------------------------------------------------------- error function

@unary("erf", inverse="erfinv", domain=between(-2.5, 2.5), c="erf(x)")
def erf(x, z, gz):
    """Error function."""
    return _times(gz, 2 / math.sqrt(math.pi)) * exp(-x * x)


@unary("erfc", inverse="erfcinv", domain=between(-2.5, 5.0), c="erfc(x)")
def erfc(x, z, gz):
    """``1 - erf(x)``, accurate for large x."""
    return -_times(gz, 2 / math.sqrt(math.pi)) * exp(-x * x)


@unary("erfcx", upgrade_to_float_no_complex, c="erfcx(x)")
def erfcx(x, z, gz):
    """``exp(x**2) * erfc(x)``."""
    return gz * (2 * x * erfcx(x)) - _times(gz, 2 / math.sqrt(math.pi))


@unary("erfinv", upgrade_to_float_no_complex, inverse="erf", domain=between(-1.0, 1.0), c="erfinv(x)")
def erfinv(x, z, gz):
    """Inverse of erf."""
    return _times(gz, math.sqrt(math.pi) / 2) * exp(sqr(erfinv(x)))


@unary("erfcinv", upgrade_to_float_no_complex, inverse="erfc", domain=between(0.0, 2.0), c="erfcinv(x)")
def erfcinv(x, z, gz):
    """Inverse of erfc."""
    return -_times(gz, math.sqrt(math.pi) / 2) * exp(sqr(erfcinv(x)))


@unary("erfi", upgrade_to_float_no_complex, domain=between(-2.0, 2.0))
def erfi(x, z, gz):
    """Imaginary error function, ``erf(i x) / i``."""
    return _times(gz, 2 / math.sqrt(math.pi)) * exp(x * x)


@unary("dawsn", upgrade_to_float_no_complex)
def dawsn(x, z, gz):
    """Dawson's integral, ``exp(-x**2)`` times the integral of ``exp(t**2)`` from 0 to x."""
    return gz * (1 - 2 * x * dawsn(x))


# ----------------------------------------------------------------- exponential integrals
@unary("expi", upgrade_to_float_no_complex, domain=positive)
def expi(x, z, gz):
    """Exponential integral Ei: the integral of ``exp(t) / t`` up to x."""
    return gz * exp(x) / x


@unary("exp1", upgrade_to_float_no_complex, domain=positive)
def exp1(x, z, gz):
    """Exponential integral E1: the integral of ``exp(-t) / t`` from x."""
    return -gz * exp(-x) / x


@unary("spence", upgrade_to_float_no_complex, domain=positive)
def spence(x, z, gz):
    """Spence's function, the dilogarithm of ``1 - x``."""
    one = eq(x, 1)
    return gz * switch(one, -1, log(x) / (1 - switch(one, 0, x)))


# ----------------------------------------------------------------- normal distribution

@unary("ndtr", upgrade_to_float_no_complex, inverse="ndtri", domain=between(-3.0, 3.0), c="ndtr(x)")
def ndtr(x, z, gz):
    """Distribution function of the standard normal distribution."""
    return _times(gz, 1 / math.sqrt(2 * math.pi)) * exp(-0.5 * sqr(x))


@unary("log_ndtr", upgrade_to_float_no_complex, c="log_ndtr(x)")
def log_ndtr(x, z, gz):
    """``log(ndtr(x))``, without cancellation; its gradient stays finite too."""
    return _times(gz, math.sqrt(2 / math.pi)) / erfcx(_times(x, -math.sqrt(0.5)))


@unary("ndtri", upgrade_to_float_no_complex, inverse="ndtr", domain=between(0.0, 1.0), c="ndtri(x)")
def ndtri(x, z, gz):
    """Inverse of ndtr: the quantiles of the standard normal distribution."""
    return _times(gz, math.sqrt(2 * math.pi)) * exp(0.5 * sqr(ndtri(x)))


@unary("ndtri_exp", upgrade_to_float_no_complex, domain=between(-5.0, 0.0))
def ndtri_exp(x, z, gz):
    """``ndtri(exp(x))``, where ``exp(x)`` may underflow: the inverse of log_ndtr."""
    return _times(gz, math.sqrt(2 * math.pi)) * exp(x + 0.5 * sqr(z))


@binary("owens_t", upgrade_to_float_no_complex, domain=between(-3.0, 3.0))
def owens_t(x, y, z, gz):
    """Owen's T: the probability that a standard normal number is above x and a second one between 0 and y times it."""
    along = _times(gz, -1 / math.sqrt(8 * math.pi)) * exp(-0.5 * sqr(x)) * erf(_times(x, math.sqrt(0.5)) * y)
    return along, _times(gz, 0.5 / math.pi) * exp(-0.5 * sqr(x) * (1 + sqr(y))) / (1 + sqr(y))


# ----------------------------------------------------------------- gamma

@unary("gamma", domain=positive)
def gamma(x, z, gz):
    """Gamma function."""
    return gz * gamma(x) * psi(x)


@unary("gammaln", upgrade_to_float_no_complex, domain=positive, class_name="GammaLn", c="gammaln(x)")
def gammaln(x, z, gz):
    """Logarithm of the absolute value of the gamma function."""
    return gz * psi(x)


@unary("psi", domain=positive, c="psi(x)")
def psi(x, z, gz):
    """Digamma function, the derivative of gammaln."""
    return gz * tri_gamma(x)


_hurwitz = Deferred("scipy.special.zeta")


def _tri_gamma(x):
    return _hurwitz(x.dtype.type(2), x)


@unary(_tri_gamma, upgrade_to_float_no_complex, domain=positive, c="tri_gamma(x)")
def tri_gamma(x, z, gz):
    """Trigamma function, the derivative of psi."""
    return -2 * gz * zeta(3, x)


@binary(_hurwitz, upgrade_to_float_no_complex, domain=(Domain(1.5, 4.0), positive))
def zeta(x, y, z, gz):
    """Hurwitz zeta function: the sum of ``(y + k)**-x`` over all k from 0."""
    return _order, -x * zeta(x + 1, y) * gz


def _gamma_density(k, x):
    """Return ``x**(k - 1) exp(-x) / gamma(k)``, without overflow."""
    return exp((k - 1) * log(x) - x - gammaln(k))


@binary("gammainc", upgrade_to_float_no_complex, domain=positive, class_name="GammaInc")
def gammainc(x, y, z, gz):
    """Regularised lower incomplete gamma function of order x at y."""
    return _order, gz * _gamma_density(x, y)


@binary("gammaincc", upgrade_to_float_no_complex, domain=positive, class_name="GammaIncC")
def gammaincc(x, y, z, gz):
    """Regularised upper incomplete gamma function of order x at y."""
    return _order, -gz * _gamma_density(x, y)


@binary("betaln", upgrade_to_float_no_complex, domain=positive, commutative=True)
def betaln(x, y, z, gz):
    """Logarithm of the absolute value of the beta function, ``gamma(x) gamma(y) / gamma(x + y)``."""
    both = psi(x + y)
    return gz * (psi(x) - both), gz * (psi(y) - both)


_gamma, _gammainc, _gammaincc = (Deferred(f"scipy.special.{name}") for name in ("gamma", "gammainc", "gammaincc"))


@binary("gammaincinv", upgrade_to_float_no_complex, domain=(positive, between(0.0, 1.0)), class_name="GammaIncInv")
def gammaincinv(x, y, z, gz):
    """Inverse of gammainc of order x at y."""
    return _order, gz / _gamma_density(x, z)


@binary("gammainccinv", upgrade_to_float_no_complex, domain=(positive, between(0.0, 1.0)), class_name="GammaIncCInv")
def gammainccinv(x, y, z, gz):
    """Inverse of gammaincc of order x at y."""
    return _order, -gz / _gamma_density(x, z)


def _beta_density(a, b, x, log_rest):
    """Return ``x**(a - 1) (1 - x)**(b - 1) / beta(a, b)`` of x and the logarithm of 1 - x, without overflow."""
    return exp((a - 1) * log(x) + (b - 1) * log_rest - betaln(a, b))


_BETA = (positive, positive, between(0.0, 1.0))


@ternary("betainc", upgrade_to_float_no_complex, domain=_BETA, class_name="BetaInc")
def betainc(a, b, x, z, gz):
    """Regularised incomplete beta function of parameters a and b at x."""
    return _order, _order, gz * _beta_density(a, b, x, log1p(-x))


@ternary("betaincinv", upgrade_to_float_no_complex, domain=_BETA, class_name="BetaIncInv")
def betaincinv(a, b, x, z, gz):
    """Inverse of betainc of parameters a and b at x."""
    # 1 - z has lost its digits where z is near 1
    return _order, _order, gz / _beta_density(a, b, z, log(betaincinv(b, a, 1 - x)))


def _lower_gamma(x, y):
    return _gammainc(x, y) * _gamma(x)


def _upper_gamma(x, y):
    return _gammaincc(x, y) * _gamma(x)


def _chi2sf(x, k):
    return _gammaincc(k / 2, x / 2)


@binary(_lower_gamma, upgrade_to_float_no_complex, domain=positive, class_name="GammaL", no_kernel=SEVERAL)
def gammal(x, y, z, gz):
    """Lower incomplete gamma function of order x at y."""
    return _order, gz * exp((x - 1) * log(y) - y)


@binary(_upper_gamma, upgrade_to_float_no_complex, domain=positive, class_name="GammaU", no_kernel=SEVERAL)
def gammau(x, y, z, gz):
    """Upper incomplete gamma function of order x at y."""
    return _order, -gz * exp((x - 1) * log(y) - y)


@binary(_chi2sf, upgrade_to_float64, domain=positive, class_name="Chi2SF", no_kernel=SEVERAL)
def chi2sf(x, y, z, gz):
    """Survival function of the chi-squared distribution with y degrees of freedom."""
    return -0.5 * gz * _gamma_density(y * 0.5, x * 0.5), _order


# ----------------------------------------------------------------- hypergeometric

_unsafe_hyp2f1 = Deferred("scipy.special.hyp2f1")


def _hyp2f1(a, b, c, x):
    """Return SciPy's function, which for some a, b and c overflows the stack at nan."""
    missing = np.isnan(x)
    return np.where(missing, x, _unsafe_hyp2f1.function(a, b, c, np.where(missing, x.dtype.type(0), x)))


@quaternary(
    _hyp2f1, upgrade_to_float_no_complex, domain=(positive, positive, positive, between(-1.0, 0.5)),
    class_name="Hyp2F1", ufunc="hyp2f1", nan_is_unsafe=True,
)
def hyp2f1(a, b, c, x, z, gz):
    """Gauss' hypergeometric function of parameters a, b and c at x."""
    return _parameter, _parameter, _parameter, gz * (a * b / c) * hyp2f1(a + 1, b + 1, c + 1, x)


# ----------------------------------------------------------------- Bessel

@unary("j0")
def j0(x, z, gz):
    """Bessel function of the first kind of order 0."""
    return -gz * j1(x)


def _over(value, x):
    """Return a function of order 1 over x, half at 0."""
    return switch(eq(x, 0), 0.5, value / switch(eq(x, 0), 1, x))


@unary("j1")
def j1(x, z, gz):
    """Bessel function of the first kind of order 1."""
    return gz * (j0(x) - _over(j1(x), x))


@binary("jv", upgrade_to_float, domain=(ORDER, positive))
def jv(x, y, z, gz):
    """Bessel function of the first kind of real order x at y."""
    return _order, gz * (jv(x - 1, y) - jv(x + 1, y)) * 0.5


@unary("i0", upgrade_to_float_no_complex, c="i0(x)")
def i0(x, z, gz):
    """Modified Bessel function of the first kind of order 0."""
    return gz * i1(x)


@unary("i1", upgrade_to_float_no_complex, c="i1(x)")
def i1(x, z, gz):
    """Modified Bessel function of the first kind of order 1."""
    return gz * (i0(x) - _over(i1(x), x))


@unary("i0e", upgrade_to_float_no_complex, c="i0e(x)")
def i0e(x, z, gz):
    """``exp(-abs(x)) * i0(x)``."""
    return gz * (i1e(x) - sgn(x) * i0e(x))


@unary("i1e", upgrade_to_float_no_complex, c="i1e(x)")
def i1e(x, z, gz):
    """``exp(-abs(x)) * i1(x)``."""
    return gz * (i0e(x) - sgn(x) * i1e(x) - _over(i1e(x), x))


@binary("iv", upgrade_to_float, domain=(ORDER, positive))
def iv(x, y, z, gz):
    """Modified Bessel function of the first kind of real order x at y."""
    return _order, gz * (iv(x - 1, y) + iv(x + 1, y)) * 0.5


@binary("ive", upgrade_to_float_no_complex, domain=(ORDER, positive))
def ive(x, y, z, gz):
    """``exp(-abs(y)) * iv(x, y)``."""
    return _order, gz * ((ive(x - 1, y) + ive(x + 1, y)) * 0.5 - sgn(y) * ive(x, y))


@unary("y0", upgrade_to_float_no_complex, domain=positive)
def y0(x, z, gz):
    """Bessel function of the second kind of order 0."""
    return -gz * y1(x)


@unary("y1", upgrade_to_float_no_complex, domain=positive)
def y1(x, z, gz):
    """Bessel function of the second kind of order 1."""
    return gz * (y0(x) - y1(x) / x)


@binary("yv", upgrade_to_float_no_complex, domain=(ORDER, positive))
def yv(x, y, z, gz):
    """Bessel function of the second kind of real order x at y."""
    return _order, gz * (yv(x - 1, y) - yv(x + 1, y)) * 0.5


@unary("k0", upgrade_to_float_no_complex, domain=positive)
def k0(x, z, gz):
    """Modified Bessel function of the second kind of order 0."""
    return -gz * k1(x)


@unary("k1", upgrade_to_float_no_complex, domain=positive)
def k1(x, z, gz):
    """Modified Bessel function of the second kind of order 1."""
    return -gz * (k0(x) + k1(x) / x)


@unary("k0e", upgrade_to_float_no_complex, domain=positive)
def k0e(x, z, gz):
    """``exp(x) * k0(x)``."""
    return gz * (k0e(x) - k1e(x))


@unary("k1e", upgrade_to_float_no_complex, domain=positive)
def k1e(x, z, gz):
    """``exp(x) * k1(x)``."""
    return gz * (k1e(x) - k0e(x) - k1e(x) / x)


@binary("kv", upgrade_to_float_no_complex, domain=(ORDER, positive))
def kv(x, y, z, gz):
    """Modified Bessel function of the second kind of real order x at y."""
    return _order, -gz * (kv(x - 1, y) + kv(x + 1, y)) * 0.5


@binary("kve", upgrade_to_float_no_complex, domain=(ORDER, positive))
def kve(x, y, z, gz):
    """``exp(y) * kv(x, y)``."""
    return _order, gz * (kve(x, y) - (kve(x - 1, y) + kve(x + 1, y)) * 0.5)
