"""Logarithms of densities that are written as their definition, and their gradients, in single precision."""

import numpy as np
import pytest
from scipy.special import digamma, gammaln

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.array([1e-3, 0.2, 0.5, 0.9, 0.999], "float32")
A = np.array([1.0, 30.0, 400.0, 2e4, 1e6], "float32")
# by the density, its logarithm, and the derivatives of that
DENSITIES = {
    "gamma": (
        lambda x, a: x ** (a - 1) * T.exp(-x) / T.gamma(a),
        lambda x, a: ((a - 1) * np.log(x) - x - gammaln(a), (a - 1) / x - 1, np.log(x) - digamma(a)),
    ),
    "beta": (
        lambda x, a: x**a * (1 - x) ** a,
        lambda x, a: (a * np.log(x) + a * np.log1p(-x), a / x - a / (1 - x), np.log(x) + np.log1p(-x)),
    ),
    "power": (lambda x, a: (3 * x) ** -a, lambda x, a: (-a * np.log(3 * x), -a / x, -np.log(3 * x))),
    "squared": (
        lambda x, a: ((x + a) ** 12) ** 2 * x,
        lambda x, a: (24 * np.log(x + a) + np.log(x), 24 / (x + a) + 1 / x, 24 / (x + a)),
    ),
}


@pytest.mark.parametrize("name", DENSITIES)
def test_density(name):
    density, wanted = DENSITIES[name]
    x, a = T.fvectors("x", "a")
    log = T.log(density(x, a))
    found = theano.function([x, a], [log, *T.grad(log.sum(), [x, a])])(X, A)
    for got, want in zip(found, wanted(X.astype("float64"), A.astype("float64"))):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5 * abs(want).max())


def test_counts_of_zero():
    m, k = T.dvector("m"), T.lvector("k")
    log = T.log(m**k * T.exp(-m) / T.gamma(k + 1))
    value, g = theano.function([m, k], [log, T.grad(log.sum(), m)])([0, 0, 2, 3], [0, 2, 0, 1])
    np.testing.assert_allclose(value, [0, -np.inf, -2, np.log(3) - 3])
    known = np.isfinite(value)
    np.testing.assert_allclose(g[known], np.array([-1, np.nan, -1, 1 / 3 - 1])[known])


def test_negative_bases():
    x, k = T.dvectors("x", "k")
    values = np.array([-2, -2, -2, -2.0]), np.array([2, 3, 0.5, -4])
    for power in (x**k, x * x**k, -(x**3) * k, T.gamma(x + 0.5 - k) * k):
        mine, literal = (
            theano.function([x, k], T.log(power), mode=mode) for mode in (None, theano.Mode(optimizer=None))
        )
        np.testing.assert_allclose(mine(*values), literal(*values), rtol=1e-12)


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_product_over_axes(axis):
    m = T.fmatrix("m")
    value = np.random.default_rng(0).uniform(-1e-5, 1e-5, (30, 40)).astype("float32")
    log = T.log(abs(T.prod(m, axis=axis)))
    got, g = theano.function([m], [log, T.grad(log.sum(), m)])(value)
    np.testing.assert_allclose(got, np.log(abs(value)).sum(axis=axis), rtol=1e-5)
    np.testing.assert_allclose(g, 1 / value.astype("float64"), rtol=1e-5)
