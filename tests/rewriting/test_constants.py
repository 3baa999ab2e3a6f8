"""Constants of sums and products are folded as far as that keeps their digits."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet import sigmoid, softmax

TINY = {"float32": np.float32(1e-7), "float64": np.float64(1e-14)}

NEARLY_ONE = {
    "difference": lambda x, e: (1 - x) + e,
    "negated": lambda x, e: -((x - 1) - e),
    "moved": lambda x, e: e - (x - 1),
    "behind other terms": lambda x, e: ((1 - x) + (x - x[::-1])) + e,
    "beside another sum": lambda x, e: (1 - x) + ((x - x[::-1]) + e),
    "scaled": lambda x, e: 2 * ((1 - x) + e) / 2,
}


@pytest.mark.parametrize("dtype", TINY)
@pytest.mark.parametrize("name", NEARLY_ONE)
def test_what_is_left_of_a_difference(name, dtype):
    """``(1 - p) + 1e-7`` is 1e-7 where p is 1, and its logarithm is that of 1e-7."""
    x = T.vector("x", dtype=dtype)
    z = T.log(NEARLY_ONE[name](x, TINY[dtype]))
    value = np.ones(3, dtype)
    np.testing.assert_allclose(theano.function([x], z)(value), np.log(TINY[dtype]), rtol=1e-6)
    np.testing.assert_allclose(theano.function([x], T.inv(T.exp(z)))(value), 1 / TINY[dtype], rtol=1e-5)


PROBABILITIES = sigmoid, lambda x: sigmoid(x) ** 2, T.tanh, lambda x: softmax(x.dimshuffle(0, "x"))[:, 0]


@pytest.mark.parametrize("p", PROBABILITIES)
def test_a_guarded_logarithm(p):
    """Of the complement of a probability that has rounded to 1."""
    x = T.fvector("x")
    z = T.log(1 - p(x) + TINY["float32"])
    found = theano.function([x], z)(np.array([40.0, 80.0], "float32"))
    np.testing.assert_allclose(found, np.log(1e-7), rtol=1e-6)


BIG = {"float32": np.float32(1e30), "float64": np.float64(1e250)}
PRODUCTS = {
    "product": (lambda x, c: x * c * c, -1),
    "outer factors": (lambda x, c: c * (x * c), -1),
    "three": (lambda x, c: x * c * c / c * c, -1),
    "vanishing": (lambda x, c: x * (1 / c) * (1 / c), 1),
    "quotient": (lambda x, c: x * c / (1 / c), -1),
    "quotients": (lambda x, c: x / c / c, 1),
    "reciprocal": (lambda x, c: T.inv((1 / x) / c) * c, -1),
    "negated": (lambda x, c: -(x * -c) * c, -1),
}


@pytest.mark.parametrize("dtype", BIG)
@pytest.mark.parametrize("name", PRODUCTS)
def test_constants_whose_product_leaves_the_range(name, dtype):
    """The value is that of the program as it was written."""
    program, exponent = PRODUCTS[name]
    x = T.vector("x", dtype=dtype)
    z = program(x, BIG[dtype])
    value = np.array([1.0, 1.5, -3.0], dtype) * BIG[dtype] ** exponent
    want = theano.function([x], z, mode=theano.Mode(optimizer=None))(value)
    assert np.isfinite(want).all() and want.all()
    np.testing.assert_allclose(theano.function([x], z)(value), want, rtol=1e-6)


def test_a_denormal_divisor():
    """Its reciprocal is infinite."""
    x = T.dvector("x")
    value = np.array([1e-5, -1e-10])
    np.testing.assert_allclose(theano.function([x], x / np.float64(1e-310))(value), value / 1e-310, rtol=1e-12)
