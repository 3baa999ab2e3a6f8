"""Logarithms of differences of distribution functions, and of complements, which are lost among numbers."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet import sigmoid

mpmath.mp.dps = 400
STEP = mpmath.mpf(10) ** -60


def logistic(x):
    return 1 / (1 + mpmath.exp(-x))


# of a position and the logarithm of a width: as a program spells it, and truly
INTERVALS = {
    "logistic": (
        lambda x, s: T.log(sigmoid(x + T.exp(s)) - sigmoid(x)),
        lambda x, s: mpmath.log(logistic(x + mpmath.exp(s)) - logistic(x)),
    ),
    "quotients": (
        lambda x, s: T.log(1 / (1 + T.exp(-x - T.exp(s))) - 1 / (1 + T.exp(-x))),
        lambda x, s: mpmath.log(logistic(x + mpmath.exp(s)) - logistic(x)),
    ),
    "erf": (
        lambda x, s: T.log(T.erf(x + T.exp(s)) - T.erf(x)),
        lambda x, s: mpmath.log(mpmath.erf(x + mpmath.exp(s)) - mpmath.erf(x)),
    ),
    "halves": (
        lambda x, s: T.log(0.5 * (1 + T.erf(0.5 * (x + T.exp(s)))) - 0.5 * (1 + T.erf(x / 2))),
        lambda x, s: mpmath.log((mpmath.erf((x + mpmath.exp(s)) / 2) - mpmath.erf(x / 2)) / 2),
    ),
    "erfc": (
        lambda x, s: T.log(T.erfc(x) / 2 - T.erfc(x + T.exp(s)) / 2),
        lambda x, s: mpmath.log((mpmath.erfc(x) - mpmath.erfc(x + mpmath.exp(s))) / 2),
    ),
    "exponentials of exponentials": (
        lambda x, s: T.log((1 - T.exp(-T.exp(x) - T.exp(s))) - (1 - T.exp(-T.exp(x)))),
        lambda x, s: mpmath.log(mpmath.exp(-mpmath.exp(x)) - mpmath.exp(-mpmath.exp(x) - mpmath.exp(s))),
    ),
    "hyperbolic sine": (
        lambda x, s: T.log(T.exp(T.exp(s)) - T.exp(-T.exp(s))) - x,
        lambda x, s: mpmath.log(mpmath.exp(mpmath.exp(s)) - mpmath.exp(-mpmath.exp(s))) - x,
    ),
}
POSITIONS = np.array([[-5.0, -40], [-5, 0.5], [0, -30], [0, 1], [4, -1], [4, 2], [-3, 2], [5, -200], [-5, -6]])


def slopes(f, point):
    """Return the true derivatives at a point."""
    point = [mpmath.mpf(float(v)) for v in point]
    moved = [[v + STEP * (k == i) for k, v in enumerate(point)] for i in range(len(point))]
    return [float((f(*there) - f(*point)) / STEP) for there in moved]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", INTERVALS)
def test_interval(name, dtype):
    """A narrow one keeps its width, and one in the tail its probability."""
    program, truth = INTERVALS[name]
    x, s = T.vectors("x", "s", dtype=dtype)
    z = program(x, s)
    points = POSITIONS.astype(dtype)
    got = theano.function([x, s], [z, *T.grad(z.sum(), [x, s])])(*points.T)
    want = [[float(truth(*map(float, p))), *slopes(truth, p)] for p in points]
    rtol = 1e-9 if dtype == "float64" else 3e-5
    np.testing.assert_allclose(np.transpose(got), want, rtol=rtol, atol=rtol)


def test_ends_of_an_interval():
    """One without an end has the probability of the rest; one without a width, or with a negative one, none."""
    a, b = T.dvectors("a", "b")
    z = T.log(T.erf(b) - T.erf(a))
    with np.errstate(all="ignore"):
        found, *slope = theano.function([a, b], [z, *T.grad(z.sum(), [a, b])])([0, 1e3, 2, 2], [1e300, 1e6, 2, 1])
    np.testing.assert_allclose(found, [0, -1000007.48, -np.inf, np.nan], atol=1e-12)
    np.testing.assert_allclose(np.transpose(slope)[:2], [[-2 / np.sqrt(np.pi), 0], [-2000.001, 0]], rtol=1e-6)


X = np.array([[100.0, 100, 100], [1, 2, 3], [-5, 40, 41], [800, 801, 799], [-50, -51, -49]])
COMPLEMENTS = {
    "mean": (
        lambda m: T.log(1 - sigmoid(m).mean(axis=1)),
        lambda *x: mpmath.log(sum(logistic(-v) for v in x) / 3),
    ),
    "penalty for what is seldom 0": (
        lambda m: T.log(0.5 / (1 - T.mean(1 / (1 + T.exp(-m)), axis=1))),
        lambda *x: mpmath.log(0.5 * 3 / sum(logistic(-v) for v in x)),
    ),
    "product that is spelled out": (
        lambda m: (lambda p: T.log(1 - (1 - p[:, 0]) * (1 - p[:, 1]) * (1 - p[:, 2])))(sigmoid(m)),
        lambda *x: mpmath.log(1 - logistic(-x[0]) * logistic(-x[1]) * logistic(-x[2])),
    ),
    "complementary log-log": (
        lambda m: (lambda p: 0.5 * T.log(p) + T.log(1 - p))(1 - T.exp(-T.exp(m[:, 1] / 150))),
        lambda *x: mpmath.log(1 - mpmath.exp(-mpmath.exp(x[1] / 150))) / 2 - mpmath.exp(x[1] / 150),
    ),
}


@pytest.mark.parametrize("name", COMPLEMENTS)
def test_complement(name):
    program, truth = COMPLEMENTS[name]
    m = T.dmatrix("m")
    z = program(m)
    found, slope = theano.function([m], [z, T.grad(z.sum(), m)])(X)
    np.testing.assert_allclose(found, [float(truth(*map(mpmath.mpf, x))) for x in X], rtol=1e-9)
    np.testing.assert_allclose(slope, [slopes(truth, x) for x in X], rtol=1e-8, atol=1e-12)
