"""Differences of terms that have a factor in common: what is left keeps the digits of a complement."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.array([-900.0, -40, -1, 0, 3, 40, 900])
Y = np.array([0.0, 1, 0, 1, 1, 1, 1])
DIFFERENCES = {
    "weighted": lambda m, x, w: m.log(w - w * m.sigmoid(x)),
    "weighted on the other side": lambda m, x, w: m.log(w - m.sigmoid(x) * w),
    "two weights": lambda m, x, w: m.log(w * m.exp(w) - w * m.sigmoid(x) * m.exp(w)),
    "powers": lambda m, x, w: m.log(w * m.exp(x) - w * m.exp(x) * m.sigmoid(x) ** 3),
    "an exponential": lambda m, x, w: m.log(m.exp(x) - m.exp(x) * m.sigmoid(x)),
    "determinant": lambda m, x, w: m.log(m.exp(x) * m.exp(w) - (m.tanh(x) * m.exp((x + w) / 2)) ** 2),
    "determinant of products": lambda m, x, w: m.log(m.exp(x + w) - m.sigmoid(x) * m.exp(x) * m.exp(w)),
}


class Exact:
    """Functions of arrays of mpmath numbers."""

    def __getattr__(self, name):
        return np.frompyfunc(getattr(mpmath, name), 1, 1)

    def sigmoid(self, x):
        return 1 / (1 + self.exp(-x))


class Graphs:
    sigmoid = staticmethod(T.nnet.sigmoid)

    def __getattr__(self, name):
        return getattr(T, name)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_difference(name):
    write = DIFFERENCES[name]
    x, w = T.dvectors("x", "w")
    log = write(Graphs(), x, w)
    value, slope = theano.function([x, w], [log, T.grad(log.sum(), x)], on_unused_input="ignore")(X, np.full(7, 0.3))
    with mpmath.workdps(2000):
        exact, weight = (np.array([mpmath.mpf(v) for v in values]) for values in (X, [0.3] * 7))
        want, step = write(Exact(), exact, weight), mpmath.mpf(10) ** -50
        slopes = (write(Exact(), exact + step, weight) - write(Exact(), exact - step, weight)) / (2 * step)
    np.testing.assert_allclose(value, want.astype("float64"), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(slope, slopes.astype("float64"), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("known", [True, False])
def test_distance_of_labels(known):
    """``log(abs(y - p))`` is the logarithm of p, or of its complement."""
    x, y = T.dvectors("x", "y")
    labels = T.constant(Y) if known else y
    p = T.nnet.sigmoid(x)
    distances = [abs(labels - p), abs(p - labels), T.sqrt(T.sqr(labels - p)), abs(1 - labels - (1 - p))]
    logs = [T.log(v) for v in distances]
    f = theano.function([x, y], [*logs, *[T.grad(v.sum(), x) for v in logs]], on_unused_input="ignore")
    found = f(X, Y)
    want = -np.logaddexp(0, np.where(Y == 1, X, -X))
    slope = np.where(Y == 1, -1, 1) * np.exp(-np.logaddexp(0, np.where(Y == 1, -X, X)))
    for value, g in zip(found, found[len(logs) :]):
        np.testing.assert_allclose(value, want, rtol=1e-13)
        np.testing.assert_allclose(g, slope, rtol=1e-9, atol=1e-300)
    if not known:
        value = f(np.array([0.3, 40]), np.array([0.25, 2.0]))[0]
        np.testing.assert_allclose(value, np.log(abs([0.25, 2.0] - 1 / (1 + np.exp([-0.3, -40.0])))))
