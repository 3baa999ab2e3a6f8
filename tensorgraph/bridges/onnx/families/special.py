"""Special functions, by formulas in double precision.

Where a function is smooth, it is a Chebyshev series whose coefficients are computed of SciPy's when a model is made.
"""

import numpy as np
from numpy.polynomial import chebyshev
from scipy import special

from .... import tensor as T
from ....tensor.types.type import TensorType
from .mathematics import MADE


def formula(*names):
    """Register the decorated function, of variables of float64, as the meaning of operations."""

    def register(function):
        def build(model, dtype, *xs):
            def inside(*vs):
                return function(*[v.astype("float64") for v in vs]).astype(dtype)

            return model.expand(inside, xs, [TensorType(dtype, ())() for _ in xs])

        MADE.update(dict.fromkeys(names, build))
        return function

    return register


class Series:
    """A function on an interval as a Chebyshev series.

    Parameters
    ----------
    function : callable
        Of arrays.
    low, high : float
    degree : int
    """

    def __init__(self, function, low, high, degree=24):
        self.function, self.low, self.high, self.degree = function, low, high, degree
        self._coefficients = None

    def __call__(self, x):
        """Return the value at a variable, that of the nearer end beyond the interval."""
        middle, half = (self.high + self.low) / 2, (self.high - self.low) / 2
        if self._coefficients is None:
            self._coefficients = self._interpolated(middle, half)
        t = (T.clip(x, self.low, self.high) - middle) / half
        after, now = 0.0, 0.0
        for c in self._coefficients[:0:-1]:
            after, now = now, c + 2 * t * now - after
        return self._coefficients[0] + t * now - after


    def _interpolated(self, middle, half):
        """Return the coefficients, by a cosine transform, which is more exact than NumPy's products of polynomials."""
        n = self.degree + 1
        angles = np.pi * (np.arange(n) + 0.5) / n
        with np.errstate(all="ignore"):
            values = self.function(middle + half * np.cos(angles))
        found = np.cos(np.outer(np.arange(n), angles)) @ values * (2 / n)
        found[0] /= 2
        # the rest is rounding
        return chebyshev.chebtrim(found, 1e-17 * np.abs(found).max())


def _bounded(function, k, degree=40):
    """Return a series on the positive numbers in ``(x - k) / (x + k)``."""
    series = Series(lambda t: function(k * (1 + t) / (1 - np.minimum(t, 1 - 1e-15))), -1, 1, degree)
    # infinity is the end
    return lambda x: series(1 - 2 * k / (x + k))


_scaled_erfc = _bounded(lambda x: (1 + 2 * x) * special.erfcx(x), 3.75)
_scaled_dawsn = _bounded(
    lambda x: np.where(x > 0, special.dawsn(x) * (1 + 2 * x**2) / np.where(x > 0, x, 1), 1), 3.0, 90)


def _erfcx_right(x):
    return _scaled_erfc(x) / (1 + 2 * x)


@formula("erfcx")
def erfcx(x):
    size = abs(x)
    right = _erfcx_right(size)
    return T.switch(x < 0, 2 * T.exp(T.sqr(x)) - right, right)


@formula("erfc")
def erfc(x):
    size = abs(x)
    # beyond, the square overflows what is 0
    right = T.switch(size > 27, 0, T.exp(-T.sqr(T.minimum(size, 28))) * _erfcx_right(size))
    return T.switch(T.isnan(x), x, T.switch(x < 0, 2 - right, right))


@formula("dawsn")
def dawsn(x):
    size = abs(x)
    small = size < 1e100
    bounded = T.switch(small, size, 1)
    value = T.switch(small, _scaled_dawsn(bounded) * bounded / (1 + 2 * T.sqr(bounded)), 0.5 / size)
    return T.sgn(x) * value


@formula("erfi")
def erfi(x):
    plain = T.eq(x, 0) | T.isinf(x)
    return T.switch(plain, x, 2 / np.sqrt(np.pi) * T.exp(T.sqr(x)) * dawsn(x))


_middle_erfinv = Series(
    lambda s: special.erfinv(np.sqrt(np.maximum(s, 1e-20))) / np.sqrt(np.maximum(s, 1e-20)), 0, 0.3, 24)
_tail_erfcinv = Series(lambda r: special.erfcinv(np.exp(-(r**2))) / r, 0.8, 27.0, 60)


def _erfcinv_of_log(log_p):
    """Return the x whose ``erfc`` has a logarithm, at most -0.69: of the series, and a step by Newton."""
    r = T.sqrt(-log_p)
    # far out, the leading terms of the expansion
    far = T.sqrt(T.maximum(-log_p - T.log(T.maximum(r, 1) * np.sqrt(np.pi)), 0.1))
    x = T.switch(r < 26.5, _tail_erfcinv(r) * r, far)
    for _ in range(3):
        scaled = _erfcx_right(x)
        x = x + (T.log(scaled) - T.sqr(x) - log_p) * scaled * (np.sqrt(np.pi) / 2)
    return x


def _erfinv_middle(y):
    return y * _middle_erfinv(T.sqr(y))


@formula("erfcinv")
def erfcinv(p):
    small = T.minimum(p, 2 - p)
    tail = _erfcinv_of_log(T.log(T.minimum(small, 0.5)))
    tail = T.switch(T.eq(small, 0), np.inf, T.switch(small < 0, np.nan, tail))
    return T.switch(abs(1 - p) < 0.5, _erfinv_middle(1 - p), T.switch(p > 1, -tail, tail))


@formula("erfinv")
def erfinv(y):
    size = abs(y)
    tail = _erfcinv_of_log(T.log(T.minimum(1 - size, 0.5)))
    tail = T.switch(T.eq(size, 1), np.inf, T.switch(size > 1, np.nan, tail))
    return T.switch(size < 0.5, _erfinv_middle(y), T.sgn(y) * tail)


@formula("ndtr")
def ndtr(x):
    return erfc(x * -np.sqrt(0.5)) / 2


@formula("log_ndtr")
def log_ndtr(x):
    size = abs(x) * np.sqrt(0.5)
    left = T.log(_erfcx_right(size) / 2) - T.sqr(size)
    return T.switch(x < 0, left, T.log1p(-erfc(T.maximum(x, 0) * np.sqrt(0.5)) / 2))


@formula("ndtri")
def ndtri(p):
    return -np.sqrt(2) * erfcinv(2 * p)


@formula("ndtri_exp")
def ndtri_exp(y):
    left = -np.sqrt(2) * _erfcinv_of_log(T.minimum(y + np.log(2), np.log(0.5)))
    right = np.sqrt(2) * erfcinv(-2 * T.expm1(y))
    return T.switch(T.eq(y, -np.inf), y, T.switch(y > 0, np.nan, T.switch(y < -2, left, right)))


# B[2 k] of Bernoulli
BERNOULLI = [float(b) for b in special.bernoulli(20)[2::2]]


def _shifted(x):
    """Return a positive number with 8 added where it is less, and whether that was so."""
    low = x < 8
    return T.switch(low, x + 8, x), low


def _gammaln_right(x):
    far, low = _shifted(x)
    series = sum(b / (2 * k * (2 * k - 1)) / far ** (2 * k - 1) for k, b in enumerate(BERNOULLI[:8], 1))
    value = (far - 0.5) * T.log(far) - far + 0.5 * np.log(2 * np.pi) + series
    product = x
    for k in range(1, 8):
        product = product * (x + k)
    value = value - T.switch(low, T.log(T.switch(low, product, 1)), 0)
    return T.switch(T.isinf(x), np.inf, value)


def _sine(x):
    """Return ``sin(pi x)``, exact at integers, and the cosine."""
    whole = T.round(x, mode="half_to_even")
    rest, sign = x - whole, 1 - 2 * (whole - 2 * T.floor(whole / 2))
    return sign * T.sin(np.pi * rest), sign * T.cos(np.pi * rest)


@formula("gammaln")
def gammaln(x):
    right = _gammaln_right(T.switch(x > 0, x, 1 - x))
    sine, _ = _sine(x)
    left = T.switch(T.eq(sine, 0), np.inf, np.log(np.pi) - T.log(abs(sine)) - right)
    return T.switch(x > 0, right, T.switch(T.isinf(x), x, left))


@formula("gamma")
def gamma(x):
    right = T.exp(_gammaln_right(T.switch(x > 0, x, 1 - x)))
    # a factorial is an integer
    right = T.switch((abs(x) < 23) & T.eq(x, T.floor(x)), T.floor(right + 0.5), right)
    sine, _ = _sine(x)
    left = T.switch(T.eq(sine, 0), T.switch(T.eq(x, 0), 1 / x, np.nan), np.pi / sine / right)
    return T.switch(x > 0, right, left)


@formula("betaln")
def betaln(x, y):
    pole = T.eq(x, 0) | T.eq(y, 0)
    return T.switch(pole, np.inf, gammaln(x) + gammaln(y) - gammaln(x + y))


@formula("psi")
def psi(x):
    size = T.switch(x > 0, x, 1 - x)
    far, low = _shifted(size)
    value = T.log(far) - 0.5 / far - sum(b / (2 * k) / far ** (2 * k) for k, b in enumerate(BERNOULLI[:8], 1))
    value = value - T.switch(low, sum(1 / (size + k) for k in range(8)), 0)
    sine, cosine = _sine(x)
    return T.switch(x > 0, value, T.switch(T.eq(x, 0), -1 / x, T.switch(
        T.eq(sine, 0), np.nan, value - np.pi * cosine / sine)))


@formula("tri_gamma")
def tri_gamma(x):
    size = T.switch(x > 0, x, 1 - x)
    far, low = _shifted(size)
    value = 1 / far + 0.5 / T.sqr(far) + sum(b / far ** (2 * k + 1) for k, b in enumerate(BERNOULLI[:8], 1))
    value = value + T.switch(low, sum(1 / T.sqr(size + k) for k in range(8)), 0)
    sine, _ = _sine(x)
    return T.switch(x > 0, value, T.sqr(np.pi / sine) - value)


@formula("zeta")
def zeta(x, q):
    """Add twelve terms, and the rest by Euler and Maclaurin."""
    n = 12
    total = sum((q + k) ** -x for k in range(n))
    end = q + n
    total = total + end ** (1 - x) / (x - 1) + 0.5 * end**-x
    factor, power = x, end ** (-x - 1)
    for k, b in enumerate(BERNOULLI[:9], 1):
        total = total + b / float(special.factorial(2 * k)) * factor * power
        factor, power = factor * (x + 2 * k - 1) * (x + 2 * k), power / T.sqr(end)
    return T.switch(x > 1, total, T.switch(T.eq(x, 1), np.inf, np.nan))


def _by_two_series(function, order, k=8):
    """Return a function of positive numbers: up to k a power of them times a series, beyond a series in ``k / x``."""
    near = Series(lambda x: function(np.maximum(x, 1e-12)) / np.maximum(x, 1e-12) ** order, 0, k, 36)
    far = Series(lambda t: function(k / np.maximum(t, 1e-8)) * np.sqrt(k / np.maximum(t, 1e-8)), 0, 1, 30)
    return lambda x: T.switch(x < k, near(x) * x**order, far(k / T.maximum(x, k)) / T.sqrt(T.maximum(x, k)))


_i0e, _i1e = _by_two_series(special.i0e, 0), _by_two_series(special.i1e, 1)


@formula("i0e")
def i0e(x):
    return T.switch(T.isinf(x), 0, _i0e(abs(x)))


@formula("i1e")
def i1e(x):
    return T.sgn(x) * T.switch(T.isinf(x), 0, _i1e(abs(x)))


@formula("i0")
def i0(x):
    return T.switch(T.isinf(x), np.inf, T.exp(abs(x)) * _i0e(abs(x)))


@formula("i1")
def i1(x):
    return T.sgn(x) * T.switch(T.isinf(x), np.inf, T.exp(abs(x)) * _i1e(abs(x)))
