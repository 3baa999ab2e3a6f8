"""Bessel functions of orders 0 and 1, exponential integrals and the dilogarithm, by formulas in double precision."""

import numpy as np
from scipy import special

from .... import tensor as T
from .special import Series, formula, i0, i1


def _powers(order, sign, scale):
    """Return what is left of a function of the second kind without its logarithm, as a function of ``x ** 2``.

    References
    ----------
    NIST Digital Library of Mathematical Functions, 10.8 and 10.31.
    """
    k = np.arange(40.0)
    weights = special.psi(k + 1) + special.psi(k + 1 + order)
    coefficients = weights / special.factorial(k) / special.factorial(k + order) * sign**k / 2 ** (order + 1)
    polynomial = np.polynomial.Polynomial(coefficients * scale)
    return lambda s: polynomial(s / 4)


_k0_near, _k1_near = [Series(_powers(n, 1, (-1) ** n), 0, 4, 14) for n in (0, 1)]
_k0_far = Series(lambda t: special.k0e(2 / np.maximum(t, 1e-8)) * np.sqrt(2 / np.maximum(t, 1e-8)), 0, 1, 40)
_k1_far = Series(lambda t: special.k1e(2 / np.maximum(t, 1e-8)) * np.sqrt(2 / np.maximum(t, 1e-8)), 0, 1, 40)


def _near_far(x, near, far, scaled):
    """Return a function of positive numbers, infinite at 0 and nan before."""
    big = T.maximum(x, 2)
    value = far(2 / big) / T.sqrt(big) * (1 if scaled else T.exp(-big))
    small = T.clip(x, 1e-300, 2)
    value = T.switch(x <= 2, near(small) * (T.exp(small) if scaled else 1), value)
    return T.switch(T.eq(x, 0), np.inf, T.switch(x < 0, np.nan, value))


def _k0_small(x):
    return -T.log(x / 2) * i0(x) + _k0_near(T.sqr(x))


def _k1_small(x):
    return T.log(x / 2) * i1(x) + 1 / x + x * _k1_near(T.sqr(x))


@formula("k0")
def k0(x):
    return _near_far(x, _k0_small, _k0_far, False)


@formula("k0e")
def k0e(x):
    return _near_far(x, _k0_small, _k0_far, True)


@formula("k1")
def k1(x):
    return _near_far(x, _k1_small, _k1_far, False)


@formula("k1e")
def k1e(x):
    return _near_far(x, _k1_small, _k1_far, True)


K = 8.0


class _Wave:
    """Bessel functions of the first and the second kind of one order, even or odd by the order.

    Up to 8 they are series; beyond, waves whose amplitudes are series in ``(8 / x) ** 2``.
    """

    def __init__(self, order):
        self.order = order
        j = special.j0 if order == 0 else special.j1
        self.near_j = Series(lambda s: j(_at(s)) / _at(s) ** order, 0, K**2, 28)

        self.near_y = Series(_powers(order, -1, -2 / np.pi), 0, K**2, 30)
        self.phase = np.pi / 4 + order * np.pi / 2

        def amplitude(t):
            x = K / np.sqrt(np.maximum(t, 1e-12))
            return special.hankel1e(order, x) * np.sqrt(np.pi * x / 2) * np.exp(1j * self.phase), x

        self.even = Series(lambda t: amplitude(t)[0].real, 0, 1, 24)
        self.odd = Series(lambda t: np.multiply(amplitude(t)[0].imag, amplitude(t)[1]), 0, 1, 24)

    def far(self, x):
        """Return both functions at numbers beyond 8."""
        t = T.sqr(K / x)
        p, q = self.even(t), self.odd(t) / x
        # the phase is subtracted by the addition theorem, for it is small beside x
        c, s = np.cos(self.phase), np.sin(self.phase)
        cosine, sine = c * T.cos(x) + s * T.sin(x), c * T.sin(x) - s * T.cos(x)
        size = T.sqrt(2 / np.pi / x)
        return size * (p * cosine - q * sine), size * (p * sine + q * cosine)

    def first(self, x):
        size = abs(x)
        far = T.switch(T.isinf(x), 0, self.far(T.clip(size, K, 1e300))[0])
        near = self.near_j(T.sqr(T.minimum(size, K))) * T.minimum(size, K) ** self.order
        return T.switch(size < K, near, far) * (T.sgn(x) if self.order else 1)

    def second(self, x):
        small = T.clip(x, 1e-300, K)
        near = 2 / np.pi * (T.log(small / 2) * self.first(small) - self.order / small)
        near = near + self.near_y(T.sqr(small)) * small**self.order
        far = T.switch(T.isinf(x), 0, self.far(T.clip(x, K, 1e300))[1])
        value = T.switch(x < K, near, far)
        return T.switch(T.eq(x, 0), -np.inf, T.switch(x < 0, np.nan, value))


def _at(s):
    return np.sqrt(np.maximum(s, 1e-12))


for _order, (_j, _y) in enumerate([("j0", "y0"), ("j1", "y1")]):
    _wave = _Wave(_order)
    formula(_j)(_wave.first)
    formula(_y)(_wave.second)


def _scaled_e1(t):
    """Return ``x exp(x) E1(x)`` at ``x = 1 / t``."""
    x = 1 / np.maximum(t, 1 / 600)
    return np.where(t > 1 / 600, x * np.exp(x) * special.exp1(x), 1 - t + 2 * t**2 - 6 * t**3 + 24 * t**4 - 120 * t**5)


_e1_near = Series(lambda x: special.exp1(np.maximum(x, 1e-12)) + np.log(np.maximum(x, 1e-12)), 0, 1, 18)
_e1_far = Series(_scaled_e1, 0, 1, 70)
_ei_near = Series(lambda x: special.expi(np.maximum(x, 1e-12)) - np.log(np.maximum(x, 1e-12)), 0, 8, 34)
_ei_far = Series(lambda t: _scaled_expi(8 / t), 8 / 705, 1, 60)


def _scaled_expi(x):
    return x * np.exp(-x) * special.expi(x)


@formula("exp1")
def exp1(x):
    right = T.maximum(x, 1e-300)
    near = _e1_near(T.minimum(right, 1)) - T.log(right)
    far = T.exp(-right) * _e1_far(1 / T.maximum(right, 1)) / right
    value = T.switch(x < 1, near, far)
    return T.switch(T.eq(x, 0), np.inf, T.switch(x < 0, np.nan, value))


@formula("expi")
def expi(x):
    right = T.clip(x, 1e-300, 700)
    near = T.log(right) + _ei_near(T.minimum(right, 8))
    far = T.exp(right) * _ei_far(8 / T.maximum(right, 8)) / right
    positive = T.switch(x > 700, np.inf, T.switch(x < 8, near, far))
    left = -exp1(T.maximum(-x, 0))
    return T.switch(T.isnan(x), x, T.switch(x > 0, positive, left))


_spence_middle = Series(special.spence, 0.5, 1.5, 30)


def _spence_inside(z):
    """Return the dilogarithm from 0 to 1.5."""
    low = T.maximum(z, 1e-300)
    small = np.pi**2 / 6 - T.log(low) * T.log1p(-T.minimum(low, 0.5)) - _spence_middle(1 - z)
    return T.switch(z < 0.5, T.switch(T.eq(z, 0), np.pi**2 / 6, small), _spence_middle(z))


@formula("spence")
def spence(z):
    big = T.maximum(z, 1.5)
    outside = -0.5 * T.sqr(T.log(big)) - _spence_inside(1 / big)
    return T.switch(z < 0, np.nan, T.switch(z > 1.5, outside, _spence_inside(z)))
