"""Roots of sums of squares, and what divides by them, beyond the roots of the largest and smallest numbers."""

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SIZES = {"float32": [1e-30, 1e-25, 1e-8, 1, 1e10, 1e20, 1e30], "float64": [1e-200, 1e-150, 1e-8, 1, 1e20, 1e160, 1e250]}
# of the functions of `f`, which are those of `T` or of mpmath
FORMULAS = {
    "distance": lambda f, x, y: f.sqrt(x**2 + y**2),
    "as powers": lambda f, x, y: (x * x + y * y) ** 0.5,
    "cosine": lambda f, x, y: x / f.sqrt(x * x + y * y),
    "distance from a number": lambda f, x, y: f.sqrt((x - y) ** 2 + 4) + y,
    "energy of motion": lambda f, x, y: f.sqrt(x**2 + y**2) - y,
    "difference from a size": lambda f, x, y: f.sqrt(x**2 + y**2) - abs(x),
    "larger root": lambda f, x, y: (x + f.sqrt(x**2 + 4 * x)) / 2 + y,
}


@pytest.mark.parametrize("dtype", SIZES)
@pytest.mark.parametrize("name", FORMULAS)
def test_value(name, dtype):
    x, y = T.vectors("x", "y", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        f = theano.function([x, y], FORMULAS[name](T, x, y))
    size = np.array(SIZES[dtype], dtype)
    points = np.array([[3 * a, b] for a in size for b in (a, 4 * a, a / 1024)], dtype).T
    with mp.workdps(60):
        want = [float(FORMULAS[name](mp, *map(mp.mpf, map(float, p)))) for p in points.T]
    np.testing.assert_allclose(f(*points), want, rtol=20 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", SIZES)
def test_gradient(dtype):
    x, y = T.vectors("x", "y", dtype=dtype)
    f = theano.function([x, y], T.grad(T.sqrt(x**2 + y**2).sum(), [x, y]))
    size = np.array(SIZES[dtype], dtype)
    np.testing.assert_allclose(f(3 * size, 4 * size), np.outer([0.6, 0.8], np.ones(len(size))), rtol=1e-5)


def test_quotient():
    x, y = T.fvectors("x", "y")
    found = theano.function([x, y], y / (x**2 + y**2))(*np.array([[1e20, 1e25, 3], [1e15, 1e25, 4]], "float32"))
    np.testing.assert_allclose(found, [1e-25, 5e-26, 0.16], rtol=1e-5)


@pytest.mark.parametrize("dtype", SIZES)
def test_share(dtype):
    x, y = T.vectors("x", "y", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        outputs = [x**2 / (x**2 + 2), y * x**2 / (x**2 + 1), x**2 / (x**2 + y**2), 3 * y**2 / (x**2 + y**2)]
        f = theano.function([x, y], outputs)
    size = SIZES[dtype][-1]
    found = f(np.array([size, 2, 0], dtype), np.array([size / 2, 1, 1], dtype))
    want = [[1, 2 / 3, 0], [size / 2, 0.8, 0], [0.8, 0.8, 0], [0.6, 0.6, 3]]
    np.testing.assert_allclose(found, want, rtol=1e-6)


def test_ends():
    x = T.dvector("x")
    values = np.array([np.inf, -np.inf, np.nan, 0.0])
    found = theano.function([x], [T.sqrt(x**2 + 1), T.sqrt(x**2 + (2 * x) ** 2)])(values)
    np.testing.assert_array_equal(found, [[np.inf, np.inf, np.nan, 1], [np.inf, np.inf, np.nan, 0]])
