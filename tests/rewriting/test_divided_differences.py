"""Divided differences of exponentials and logarithms have their digits where the two variables are nearly equal."""

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

# of the functions of `f`, which are those of `T` or of mpmath
FORMULAS = {
    "mean of exponentials": lambda f, x, y: (f.exp(x) - f.exp(y)) / (x - y),
    "decay of a chain": lambda f, x, y: x / (y - x) * (f.exp(-x) - f.exp(-y)),
    "logarithmic mean": lambda f, x, y: (x - y) / f.log(x / y),
    "its inverse": lambda f, x, y: (f.log(y) - f.log(x)) / (y - x),
}
POINTS = [(a, a * (1 + d)) for a in (0.25, 1, 3) for d in (1e-7, 1e-4, 0.03, 0.5)] + [(2.0, 30.0), (1e-8, 1.1e-8)]


def derivatives(formula, x, y):
    """Return the true value, and its first and second derivatives by x, and by both variables."""
    with mp.workdps(300):
        h, x, y = mp.mpf(10) ** -60, mp.mpf(float(x)), mp.mpf(float(y))
        f = [[formula(mp, x + j * h, y + k * h) for k in (-1, 0, 1)] for j in (-1, 0, 1)]
        mixed = (f[2][2] - f[2][0] - f[0][2] + f[0][0]) / (4 * h**2)
        found = f[1][1], (f[2][1] - f[0][1]) / (2 * h), (f[2][1] - 2 * f[1][1] + f[0][1]) / h**2, mixed
        return [float(v) for v in found]


@pytest.mark.parametrize("name, dtype", list(zip(FORMULAS, ["float32", "float64"] * 2)))
def test_derivatives(name, dtype):
    x, y = T.vectors("x", "y", dtype=dtype)
    z = FORMULAS[name](T, x, y)
    slope = T.grad(z.sum(), x)
    f = theano.function([x, y], [z, slope, *T.grad(slope.sum(), [x, y])])
    points = np.array(POINTS, dtype).T
    want = np.array([derivatives(FORMULAS[name], *p) for p in points.T]).T
    eps = np.finfo(dtype).eps
    for got, true in zip(f(*points), want, strict=True):
        np.testing.assert_allclose(got, true, rtol=1e4 * eps, atol=eps if "decay" in name else 0)


def test_equal_variables():
    x, y = T.dvectors("x", "y")
    means = (T.exp(x) - T.exp(y)) / (x - y), (x - y) / T.log(x / y)
    f = theano.function([x, y], [*means, T.grad(means[0].sum(), x), T.grad(means[1].sum(), y)])
    found = f([1.0, 3.0], [1.0, 3.0])
    np.testing.assert_allclose(found, [np.exp([1, 3]), [1, 3], np.exp([1, 3]) / 2, [0.5, 0.5]], rtol=1e-14)
