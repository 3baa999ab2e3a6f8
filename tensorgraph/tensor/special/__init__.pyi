"""Special functions by the names that ``scipy.special`` has: ``T.special.betainc``, ``T.special.softmax``."""

# written by stubs/generate.py

from tensorgraph.tensor.elementwise.floats import sinc
from tensorgraph.tensor.reductions.exponentials import log_softmax, logsumexp, softmax
from tensorgraph.tensor.special.entropies import (
    boxcox,
    boxcox1p,
    cosm1,
    entr,
    exp10,
    exprel,
    huber,
    inv_boxcox,
    inv_boxcox1p,
    kl_div,
    log_expit,
    pseudo_huber,
    rel_entr,
)
from tensorgraph.tensor.special.gammafamily import beta, binom, comb, factorial, multigammaln, poch, polygamma, rgamma
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

__all__ = [
    "beta",
    "betainc",
    "betaincinv",
    "betaln",
    "binom",
    "boxcox",
    "boxcox1p",
    "cbrt",
    "comb",
    "cosm1",
    "dawsn",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcinv",
    "erfcx",
    "erfi",
    "erfinv",
    "exp1",
    "exp10",
    "exp2",
    "expi",
    "expit",
    "expm1",
    "exprel",
    "factorial",
    "gamma",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "gammaln",
    "huber",
    "hyp2f1",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "inv_boxcox",
    "inv_boxcox1p",
    "iv",
    "ive",
    "j0",
    "j1",
    "jv",
    "k0",
    "k0e",
    "k1",
    "k1e",
    "kl_div",
    "kv",
    "kve",
    "log1p",
    "log_expit",
    "log_ndtr",
    "log_softmax",
    "loggamma",
    "logit",
    "logsumexp",
    "multigammaln",
    "ndtr",
    "ndtri",
    "ndtri_exp",
    "owens_t",
    "poch",
    "polygamma",
    "pseudo_huber",
    "psi",
    "rel_entr",
    "rgamma",
    "sinc",
    "softmax",
    "spence",
    "xlog1py",
    "xlogy",
    "y0",
    "y1",
    "yv",
    "zeta",
]

def betainc(a: TensorLike, b: TensorLike, x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised incomplete beta function of parameters a and b at x."""

def betaincinv(a: TensorLike, b: TensorLike, x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of betainc of parameters a and b at x."""

def betaln(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the beta function, ``gamma(x) gamma(y) / gamma(x + y)``."""

def cbrt(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Cube root, also of negative numbers."""

def dawsn(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Dawson's integral, ``exp(-x**2)`` times the integral of ``exp(t**2)`` from 0 to x."""

def digamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Digamma function, the derivative of gammaln."""

def erf(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Error function."""

def erfc(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 - erf(x)``, accurate for large x."""

def erfcinv(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of erfc."""

def erfcx(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x**2) * erfc(x)``."""

def erfi(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Imaginary error function, ``erf(i x) / i``."""

def erfinv(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of erf."""

def exp1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Exponential integral E1: the integral of ``exp(-t) / t`` from x."""

def exp2(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``2**x``."""

def expi(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Exponential integral Ei: the integral of ``exp(t) / t`` up to x."""

def expit(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

def expm1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``e**x - 1``, accurate near 0."""

def gamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Gamma function."""

def gammainc(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised lower incomplete gamma function of order x at y."""

def gammaincc(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Regularised upper incomplete gamma function of order x at y."""

def gammainccinv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of gammaincc of order x at y."""

def gammaincinv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of gammainc of order x at y."""

def gammaln(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the gamma function."""

def hyp2f1(
    a: TensorLike, b: TensorLike, c: TensorLike, x: TensorLike, /, *, name: str | None = None
) -> TensorVariable:
    """Gauss' hypergeometric function of parameters a, b and c at x."""

def i0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of order 0."""

def i0e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(x)) * i0(x)``."""

def i1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of order 1."""

def i1e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(x)) * i1(x)``."""

def iv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the first kind of real order x at y."""

def ive(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(-abs(y)) * iv(x, y)``."""

def j0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of order 0."""

def j1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of order 1."""

def jv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the first kind of real order x at y."""

def k0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of order 0."""

def k0e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x) * k0(x)``."""

def k1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of order 1."""

def k1e(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(x) * k1(x)``."""

def kv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Modified Bessel function of the second kind of real order x at y."""

def kve(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``exp(y) * kv(x, y)``."""

def log1p(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + x)``, accurate near 0."""

def log_ndtr(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(ndtr(x))``, without cancellation; its gradient stays finite too."""

def loggamma(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Logarithm of the absolute value of the gamma function."""

def logit(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(x / (1 - x))``, accurate near 0.5."""

def ndtr(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Distribution function of the standard normal distribution."""

def ndtri(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Inverse of ndtr: the quantiles of the standard normal distribution."""

def ndtri_exp(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``ndtri(exp(x))``, where ``exp(x)`` may underflow: the inverse of log_ndtr."""

def owens_t(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Owen's T: the probability that a standard normal number is above x and a second one between 0 and y times it."""

def psi(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Digamma function, the derivative of gammaln."""

def spence(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Spence's function, the dilogarithm of ``1 - x``."""

def xlog1py(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(1 + y)``, 0 where x is."""

def xlogy(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * log(y)``, 0 where x is."""

def y0(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of order 0."""

def y1(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of order 1."""

def yv(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Bessel function of the second kind of real order x at y."""

def zeta(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Hurwitz zeta function: the sum of ``(y + k)**-x`` over all k from 0."""
