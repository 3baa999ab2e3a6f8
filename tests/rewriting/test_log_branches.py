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
    "the complement of the other side": lambda x: T.log(1 - T.switch(x < 0, 1 - T.exp(x) / 2, T.exp(-x) / 2)),
    "log1p of the other side": lambda x: T.log1p(-T.switch(-x < 0, 0.5 * T.exp(-x), 1 - 0.5 * T.exp(x))),
    "in a loop": lambda x: theano.scan(lambda u: T.log(T.switch(u < 0, T.exp(u) / 2, 1 - T.exp(-u) / 2)), [x])[0],
}


# whose slope at 0 is that of a sign, 0
SIGNS = {
    "sign": lambda x: T.log(0.5 - 0.5 * T.sgn(x) * T.expm1(-abs(x))),
    "sign of exponentials": lambda x: T.log(0.5 + T.sgn(x) * (1 - T.exp(-abs(x))) / 2),
    "sign of the opposite": lambda x: T.log(0.5 + 0.5 * T.sgn(-x) * T.expm1(-abs(-x))),
    "complement of a sign": lambda x: T.log(1 - (0.5 + 0.5 * T.sgn(x) * T.expm1(-abs(x)))),
    "sign of a scale": lambda x: T.log(0.5 - 0.5 * T.sgn(x / 7) * T.expm1(-7 * abs(x / 7))),
}


@pytest.mark.parametrize("name", [*SPELLINGS, *SIGNS])
def test_laplace(name):
    x = T.dvector("x")
    z = (SPELLINGS | SIGNS)[name](x)
    found, slope = theano.function([x], [z, T.grad(z.sum(), x)])(X)
    want, derivative = laplace(X)
    np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-16)
    at_zero = 0 if name in SIGNS else derivative
    np.testing.assert_allclose(slope, np.where(X == 0, at_zero, derivative), rtol=1e-12, atol=1e-16)


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


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_distribution_of_laplace(dtype):
    """Itself too has its digits, spelled with signs, and is a half at 0."""
    x = T.vector("x", dtype=dtype)
    f = theano.function([x], [0.5 - 0.5 * T.sgn(x) * T.expm1(-abs(x)), 1 + T.sgn(x) * T.expm1(-abs(x))])
    values = np.array([-80, -20, -0.5, 0, 0.5, 40, np.inf, -np.inf, np.nan], dtype)
    below = np.exp(-abs(values.astype("float64"))) / 2
    value, tail = (np.where(sign * values < 0, below, 1 - below) for sign in (1, -1))
    for got, want in zip(f(values), (value, 2 * tail)):
        np.testing.assert_allclose(got, want, rtol=1e-5 if dtype == "float32" else 1e-12)


def test_logit_of_a_mean():
    """The mean of some chances is far from 1 by the mean of what they are far from it."""
    x, y = T.dvectors("x", "y")
    p = (T.nnet.sigmoid(x) + T.nnet.sigmoid(y)) / 2
    z = T.log(p) - T.log(1 - p)
    f = theano.function([x, y], [z, T.log(p / (1 - p)), *T.grad(z.sum(), [x, y])])
    a, b = np.array([60, 120, -3, 0.5, -90]), np.array([61, 3, 1, -0.25, -95])
    above, below = np.logaddexp(-np.logaddexp(0, -a), -np.logaddexp(0, -b)), -np.logaddexp(0, a)
    below = np.logaddexp(below, -np.logaddexp(0, b))
    slopes = [np.exp(-np.logaddexp(0, u) - np.logaddexp(0, -u)) * (np.exp(-above) + np.exp(-below)) for u in (a, b)]
    for got, want in zip(f(a, b), [above - below, above - below, *slopes]):
        np.testing.assert_allclose(got, want, rtol=1e-9)
