"""Small values as differences of large ones: they have the digits that their arguments determine."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.array([1e-6, 1e-4, 3e-3, 0.3, 2, 30])


def pseudo_huber(x):
    return x * (x / (1 + np.sqrt(1 + x * x)))


def log_cosh(x):
    far = x + np.log1p(np.exp(-2 * x)) - np.log(2)
    return np.where(x < 1, np.log1p(2 * np.sinh(np.minimum(x, 1) / 2) ** 2), far)


# as a program spells it, and as it should be computed
SPELLINGS = {
    "pseudo-Huber": (lambda x: T.sqrt(1 + x**2) - 1, pseudo_huber),
    "pseudo-Huber of a scale": (lambda x: 4 * (T.sqrt(1 + (x / 2) ** 2) - 1), lambda x: 4 * pseudo_huber(x / 2)),
    "pseudo-Huber as a power": (lambda x: (1 + x**2) ** 0.5 - 1, pseudo_huber),
    "minus a root": (lambda x: 1 - T.sqrt(1 + x * x), lambda x: -pseudo_huber(x)),
    "logarithm of cosh": (lambda x: T.log(T.cosh(x)), log_cosh),
    "logarithm of exponentials": (lambda x: T.log((T.exp(x) + T.exp(-x)) / 2), log_cosh),
    "logarithm of an inverse": (lambda x: T.log(1 / T.cosh(x)), lambda x: -log_cosh(x)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_value(name, dtype):
    program, exact = SPELLINGS[name]
    x = T.vector("x", dtype=dtype)
    values = X.astype(dtype)
    found = theano.function([x], program(x))(values)
    np.testing.assert_allclose(found, exact(values.astype("float64")), rtol=1e-6 if dtype == "float32" else 1e-14)


@pytest.mark.parametrize("name", SPELLINGS)
def test_ends(name):
    x = T.dvector("x")
    found = theano.function([x], abs(SPELLINGS[name][0](x)))([0, np.inf, -np.inf, np.nan])
    np.testing.assert_array_equal(found, [0, np.inf, np.inf, np.nan])


@pytest.mark.parametrize("epsilon", [1e-6, 1e-8])
def test_complement_beside_a_small_number(epsilon):
    """What a squashed Gaussian policy, and a discriminator, add to a complement is not lost beside its errors."""
    x = T.fvector("x")
    z = T.log(1 - T.tanh(x) ** 2 + epsilon)
    values = np.array([0.5, 6, 9, -12], "float32")
    found, slope = theano.function([x], [z, T.grad(z.sum(), x)])(values)
    square = np.cosh(values.astype("float64")) ** -2
    epsilon = float(np.float32(epsilon))
    np.testing.assert_allclose(found, np.log(square + epsilon), rtol=1e-6)
    np.testing.assert_allclose(slope, -2 * np.tanh(values) * square / (square + epsilon), rtol=1e-5)
    m = T.fmatrix("m")
    z = T.log(1 - T.nnet.softmax(m)[:, 0] + epsilon)
    found = theano.function([m], z)(np.array([[20, 0], [17, 0], [3, 2]], "float32"))
    np.testing.assert_allclose(found, np.log(1 / (1 + np.exp([20, 17, 1])) + epsilon), rtol=1e-6)
