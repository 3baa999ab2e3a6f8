"""The logarithm of a choice takes the logarithm of each branch, of which one may have vanished."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.array([-1000, -90, -2, -0.0, 0.5, 30, 1000])


def laplace(x):
    """Return the logarithm of the distribution function of Laplace, and its derivative."""
    with np.errstate(over="ignore"):
        above = np.exp(-abs(x)) / 2
        return np.where(x < 0, x - np.log(2), np.log1p(-above)), np.where(x < 0, 1, above / (1 - above))


SPELLINGS = {
    "branches": lambda x: T.log(T.switch(x < 0, T.exp(x) / 2, 1 - T.exp(-x) / 2)),
    "the other condition": lambda x: T.log(T.switch(x >= 0, 1 - T.exp(-x) / 2, 0.5 * T.exp(x))),
    "another base": lambda x: T.log2(T.switch(x < 0, T.exp(x) / 2, 1 - T.exp(-x) / 2)) * np.log(2),
    "in a loop": lambda x: theano.scan(lambda u: T.log(T.switch(u < 0, T.exp(u) / 2, 1 - T.exp(-u) / 2)), [x])[0],
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_piecewise_distribution(name):
    x = T.dvector("x")
    z = SPELLINGS[name](x)
    found, slope = theano.function([x], [z, T.grad(z.sum(), x)])(X)
    want, derivative = laplace(X)
    np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(slope, derivative, rtol=1e-12, atol=1e-16)


def test_pole_in_the_other_branch():
    x, y = T.dvectors("x", "y")
    z = T.log(T.switch(x < 0, T.exp(x), y))
    f = theano.function([x, y], [z, *T.grad(z.sum(), [x, y])])
    found = f([-1000, -1, 2], [0, -1, 4])
    np.testing.assert_allclose(found, [[-1000, -1, np.log(4)], [1, 1, 0], [0, 0, 0.25]])


@pytest.mark.parametrize("least", [0.1, -0.1])
def test_logarithm_of_expm1(least):
    """Its form is a choice of two, and stays one."""
    x = T.dvector("x")
    z = theano.scan(lambda u: T.log(T.exp(abs(u) + least) - 1), [x])[0]
    found, slope = theano.function([x], [z, T.grad(z.sum(), x)])([3.0, -1000.0, 0.5])
    u = np.abs([3.0, -1000.0, 0.5]) + least
    np.testing.assert_allclose(found, u + np.log1p(-np.exp(-u)), rtol=1e-12)
    np.testing.assert_allclose(slope, [1, -1, 1] / -np.expm1(-u), rtol=1e-12)
