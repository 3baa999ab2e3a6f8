"""``log1p`` of a power is finite where the power is not, and keeps the digits of the complement of a power."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

EPS = np.finfo("float64").eps


def derivatives(z, *wrt):
    """Return a variable, its gradients, and the gradient of each of them with respect to the same input."""
    slopes = T.grad(z.sum(), list(wrt))
    return [z, *slopes, *(T.grad(s.sum(), v) for s, v in zip(slopes, wrt))]


@pytest.mark.parametrize("write", [lambda p: T.log1p(p), lambda p: T.log(1 + p), lambda p: -T.log(1 / (1 + p))])
def test_power_that_overflows(write):
    """The survival function of a log-logistic distribution."""
    x, y = T.dvectors("x", "y")
    base, exponent = np.array([1e200, 2, 1.5, 1e-20]), np.array([1.5, 1e4, 2, 5.0])
    size = exponent * np.log(base)
    share = np.exp(size - np.logaddexp(0, size))
    found = theano.function([x, y], derivatives(write(x**y), x, y)[:3])(base, exponent)
    np.testing.assert_allclose(found[0], np.logaddexp(0, size), rtol=1e-12)
    np.testing.assert_allclose(found[1], share * exponent / base, rtol=1e-12)
    np.testing.assert_allclose(found[2], share * np.log(base), rtol=1e-12)


@pytest.mark.parametrize("write", [lambda p: T.log1p(-p), lambda p: T.log(1 - p)])
def test_power_near_1(write):
    """The density of Kumaraswamy's distribution."""
    x, y = T.dvectors("x", "y")
    base, exponent = np.array([1 - EPS, 1 - 3e5 * EPS, 0.5, 1e-200]), np.array([1.5, 0.25, 2, 3])
    size = exponent * np.log(base)
    found = theano.function([x, y], derivatives(write(x**y), x, y)[:3])(base, exponent)
    np.testing.assert_allclose(found[0], np.log(-np.expm1(size)), rtol=1e-12)
    np.testing.assert_allclose(found[1], -np.exp(size) / -np.expm1(size) * exponent / base, rtol=1e-12)
    np.testing.assert_allclose(found[2], -np.exp(size) / -np.expm1(size) * np.log(base), rtol=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_bases_that_are_not_above_0(sign):
    x, y = T.dvectors("x", "y")
    outputs = derivatives(T.log1p(sign * x**y), x, y)
    args = [0, 0, -0.5, -0.5, -0.5, 3.0], [2, 0.5, 2, 3, 2.5, -np.inf]
    found = theano.function([x, y], outputs)(*args)
    literal = theano.function([x, y], outputs, mode=theano.Mode(optimizer=None))(*args)
    for a, b in zip(found, literal):
        np.testing.assert_allclose(a[:-1], b[:-1], rtol=1e-12)
    assert found[0][-1] == 0


def test_second_derivative_of_a_small_power():
    x, y = T.dvectors("x", "y")
    _, _, _, curvature, _ = theano.function([x, y], derivatives(T.log1p(x**y), x, y))([1e-9, 3.0], [1, 1])
    np.testing.assert_allclose(curvature, [-1 / (1 + 1e-9) ** 2, -1 / 16], rtol=1e-12)
