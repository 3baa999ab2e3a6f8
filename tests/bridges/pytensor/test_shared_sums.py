"""Sums of PyTensor's graphs that others read too: what cancels in them is gone, as in PyTensor's rewrites."""

from unittest.mock import patch

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
import pytest
from mpmath import log, loggamma, mp, mpf

import tensorgraph.bridges.pytensor  # noqa: F401

MODE = "TENSORGRAPH"
x, y, s = pt.vector("x"), pt.vector("y"), pt.scalar("s")
X, Y, S = np.array([1e10, 1.0, 3e5]), np.array([1e-9, 2e-17, 1e-12]), np.array(1e-13)


def compiled(*outputs):
    return pytensor.function([x, y, s], outputs, mode=MODE, on_unused_input="ignore")


@pytest.mark.parametrize(
    "make",
    [
        lambda n: [n - x, pt.exp(n)],
        lambda n: [x - n, -n],
        lambda n: [pt.sqr(n) - (n - x), n],
        lambda n: [n - x, n - 2 * y, n - y],
        lambda n: [(n + y) - (n - x), n, n + y, n - x],
    ],
)
def test_terms_cancel(make):
    """With x an integer, the sums are exact in rational arithmetic."""
    n = x + y
    f = compiled(*make(n))
    exact = make_exact(make)
    for found, expected in zip(f(X, Y, S), exact):
        np.testing.assert_allclose(found, expected, rtol=1e-14)


def make_exact(make):
    """Return the results of a program in arithmetic of many digits."""
    def elementwise(function):
        return lambda v: np.array([function(e) for e in v], dtype=object)

    with mp.workdps(60), patch.multiple(pt, exp=elementwise(mp.exp), sqr=elementwise(lambda e: e * e)):
        many = [np.array([mpf(float(e)) for e in v], dtype=object) for v in (X, Y)]
        with patch.dict(make.__globals__, x=many[0], y=many[1]):
            results = make(many[0] + many[1])
        return [np.array([float(e) if abs(e) < mpf(10) ** 300 else np.inf for e in v]) for v in results]


def test_constants_cancel():
    n = x + s - 1
    f = compiled(n, n + 1 - x, pt.log(n + 1))
    _, rest, _ = f(np.ones(3), Y, S)
    np.testing.assert_array_equal(rest, np.full(3, S))
    assert f(np.zeros(3), Y, S)[2] == pytest.approx(np.log(S))


def test_others_stay():
    """What does not cancel is computed as it is written: of a sum that is read twice, once."""
    n = x * 3 + y
    f = compiled(n + s, n * 2)
    assert len([step for step in f.vm.function.maker.fgraph.toposort() if "DimShuffle" not in str(step.op)]) < 4
    for found, expected in zip(f(X, Y, S), (X * 3 + Y + S, (X * 3 + Y) * 2)):
        np.testing.assert_allclose(found, expected)


def test_lengths_are_compared():
    n = x + y
    f = compiled(n - x, n)
    with pytest.raises(ValueError):
        f(X, Y[1:], S)


@pytest.mark.parametrize("alpha", [1e-3, 1e-8, 1e-12, 1e-15, 1e-20, 1e-300])
@pytest.mark.parametrize("mu", [1e-5, 0.5, 1e3])
def test_negative_binomial_of_large_dispersion(mu, alpha):
    values, m, a = np.array([0, 1, 2, 5, 100]), pt.dscalar("m"), pt.dscalar("a")
    f = pytensor.function([m, a], pm.logp(pm.NegativeBinomial.dist(mu=m, alpha=a), values), mode=MODE)
    with mp.workdps(400):
        p, q = mpf(mu), mpf(alpha)
        exact = [
            loggamma(k + q) - loggamma(q) - loggamma(k + 1) + q * log(q / (p + q)) + k * log(p / (p + q))
            for k in map(int, values)
        ]
    np.testing.assert_allclose(f(mu, alpha), [float(e) for e in exact], rtol=1e-12)
