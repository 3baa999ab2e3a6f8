"""Far from 0 a derivative that vanishes has its digits."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def sech2(x):
    return 1 / np.cosh(x.astype("float64")) ** 2


DERIVATIVES = {
    "tanh": (lambda x: T.grad(T.tanh(x).sum(), x), sech2),
    "tanh of exponentials": (lambda x: T.grad(((1 - T.exp(-2 * x)) / (1 + T.exp(-2 * x))).sum(), x), sech2),
    "written out": (lambda x: 1 - T.tanh(x) ** 2, sech2),
    "written as a product": (lambda x: 1 - T.tanh(x) * T.tanh(x), sech2),
    "square": (lambda x: T.grad((T.tanh(x) ** 2).sum(), x), lambda x: 2 * np.tanh(x) * sech2(x)),
    "second": (lambda x: T.grad(T.grad(T.tanh(x).sum(), x).sum(), x), lambda x: -2 * np.tanh(x) * sech2(x)),
    "pushforward": (lambda x: T.Rop(T.tanh(x), x, T.ones_like(x)), sech2),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivative(name, dtype):
    program, true = DERIVATIVES[name]
    x = T.vector("x", dtype=dtype)
    value = np.array([0, 1e-10, -0.01, 0.5, -2, 5, -9, 18, 30, -40], dtype)
    rtol = 3e-6 if dtype == "float32" else 1e-14
    np.testing.assert_allclose(theano.function([x], program(x))(value), true(value), rtol=rtol)


def test_infinite_arguments_and_nan():
    x = T.dvector("x")
    f = theano.function([x], T.grad(T.tanh(x).sum(), x))
    np.testing.assert_array_equal(f([np.inf, -np.inf, 1e308, np.nan]), [0, 0, 0, np.nan])


def test_third_derivative_at_0():
    x = T.dscalar("x")
    z = T.tanh(x)
    for _ in range(3):
        z = T.grad(z, x)
    assert theano.function([x], z)(0.0) == -2


@pytest.mark.parametrize("slope", [1.5, 1.702, 8])
def test_gradient_of_a_gate_at_the_largest_numbers(slope):
    """A constant times the argument is infinite there, and the factor beside it is 0."""
    x = T.fvector("x")
    z = x * T.nnet.sigmoid(T.constant(np.float32(slope)) * x)
    found = theano.function([x], [z, T.grad(z.sum(), x)])(np.array([3.2e38, -3.2e38, 2e38], "float32"))
    np.testing.assert_allclose(found, [[3.2e38, 0, 2e38], [1, 0, 1]], rtol=1e-6)
