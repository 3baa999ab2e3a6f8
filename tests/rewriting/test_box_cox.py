"""Powers less one divided by their exponents keep the digits of their derivatives where these are small."""

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = [0.25, 0.875, 1.5, 8.0]
EXPONENTS = [-1.5, -0.25, -1e-3, 1e-5, 1e-3, 0.125, 1.0, 2.0]
# of a sum over x
FORMULAS = {
    "Box and Cox": lambda x, y: (x**y - 1) / y,
    "risk aversion": lambda x, y: (x ** (1 - (1 - y)) - 1) / (1 - (1 - y)),
    "Tsallis": lambda x, y: x * (1 - x ** (y - 0)) / (0 - y),
    "squares": lambda x, y: ((x**y - 1) / y) ** 2,
    "logarithm of a sum": lambda x, y: ((1 + x) ** y - 1) / y,
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("is_mean", [False, True])
@pytest.mark.parametrize("name", FORMULAS)
def test_derivatives(name, is_mean, dtype):
    x, y = T.vector("x", dtype=dtype), T.scalar("y", dtype=dtype)
    total = FORMULAS[name](x, y)
    total = total.mean() * len(X) if is_mean else total.sum()
    first = T.grad(total, y)
    f = theano.function([x, y], [total, first, T.grad(first, y)])
    for exponent in np.array(EXPONENTS, dtype):
        with mp.workdps(50):
            exact = lambda y: sum(FORMULAS[name](mp.mpf(v), y) for v in X)  # noqa: E731, B023
            want = [float(mp.diff(exact, mp.mpf(float(exponent)), n)) for n in range(3)]
        np.testing.assert_allclose(f(X, exponent), want, rtol=200 * np.finfo(dtype).eps)


def test_ends():
    x, y = T.dvectors("x", "y")
    total = (x**y - 1) / y
    f = theano.function([x, y], [total, *T.grad(total.sum(), [x, y])])
    found = f([0, 0, -2, np.inf, np.nan, 1, 2], [2, -1, 3, -1, 1, 0, 0])
    np.testing.assert_allclose(found[0][:5], [-0.5, -np.inf, -3, 1, np.nan])
    np.testing.assert_allclose(found[1], [0, np.inf, 4, 0, 1, 1, 0.5])
    np.testing.assert_allclose(found[2][[0, 1, 5, 6]], [0.25, -np.inf, 0, np.log(2) ** 2 / 2])
