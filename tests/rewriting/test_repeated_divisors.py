"""A division that is repeated stays one: the square of the divisor may leave the range of numbers."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

QUOTIENTS = {
    "twice": (lambda x, d: x / d / d, lambda x, d: x / d / d),
    "with a factor": (lambda x, d: 3 * (x / d) * (1 / d), lambda x, d: 3 * (x / d) / d),
    "three times": (lambda x, d: x / d / d / d, lambda x, d: x / d / d / d),
    "beside another one": (lambda x, d: x / d / (x + 1) / d, lambda x, d: x / d / d / (x + 1)),
    "a product": (lambda x, d: -x / (d * d), lambda x, d: -x / d / d),
    "the gradient of a quotient": (lambda x, d: T.grad((x / d).sum(), d), lambda x, d: -x / d / d),
    "the gradient of an inverse": (lambda x, d: T.grad((x * T.inv(d)).sum(), d), lambda x, d: -x / d / d),
    "the gradient of a share": (lambda x, d: T.grad(T.log(x / (x + d)).sum(), x), lambda x, d: d / x / (x + d)),
}


@pytest.mark.parametrize("name", QUOTIENTS)
def test_quotient_by_large_and_small_numbers(name):
    program, true = QUOTIENTS[name]
    x, d = T.fvectors("x", "d")
    values = [np.array(v, "float32") for v in ([1e30, 1e-25, 2e-22], [1e22, 1e-23, 3.0])]
    want = true(*(v.astype("float64") for v in values))
    kept = (np.finfo("float32").tiny < abs(want)) & (abs(want) < np.finfo("float32").max)
    assert kept.sum() > 1
    np.testing.assert_allclose(theano.function([x, d], program(x, d))(*values)[kept], want[kept], rtol=1e-6)


def test_second_derivatives():
    """The square of the divisor is one variable in both, and in the gradients of two quotients."""
    x, d = T.fvectors("x", "d")
    slope = T.grad((x / d + 3 * x / d).sum(), d)
    f = theano.function([x, d], [slope, T.grad(slope.sum(), d)])
    slopes, curvatures = f(*(np.array(v, "float32") for v in ([1e-20, 1e10], [1e-13, 1e12])))
    np.testing.assert_allclose(slopes, [-4e6, -4e-14], rtol=1e-6)
    np.testing.assert_allclose(curvatures, [8e19, 8e-26], rtol=1e-6)
