"""Shares of powers: their values and derivatives where the powers overflow or vanish."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SPELLINGS = {
    "powers": lambda x, k, n: x**n / (k**n + x**n),
    "inverse": lambda x, k, n: 1 / (1 + (k / x) ** n),
    "power of a quotient": lambda x, k, n: (x / k) ** n / (1 + (x / k) ** n),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_share(name):
    x, k, n = T.fvectors("x", "k", "n")
    z = SPELLINGS[name](x, k, n)
    values = np.array([[1e12, 1e-12, 3, 2e3], [1e3, 1e3, 2, 1e3], [20, 20, 2.5, 20]], "float32")
    share, slope, bend = theano.function([x, k, n], [z, *T.grad(z.sum(), [x, n])])(*values)
    x, k, n = values.astype("float64")
    want = 1 / (1 + (k / x) ** n)
    np.testing.assert_allclose(share, want, rtol=3e-6, atol=1e-44)
    np.testing.assert_allclose(slope, n / x * want / (1 + (x / k) ** n), rtol=1e-5, atol=1e-37)
    np.testing.assert_allclose(bend, np.log(x / k) * want / (1 + (x / k) ** n), rtol=1e-5, atol=1e-37)


def test_less_one():
    """A payment that pays off a loan is the interest, and a share of what is paid back."""
    x, n = T.dvectors("x", "n")
    power = (1 + x) ** n
    z = x * power / (power - 1)
    value, slope, bend = theano.function([x, n], [z, *T.grad(z.sum(), [x, n])])([0.1, 0.1, 1e-9], [1e5, 10, 3.0])
    np.testing.assert_allclose(value, [0.1, 0.16274539488251152, 0.33333333400000003], rtol=1e-14)
    np.testing.assert_allclose(slope[:2], [1, 0.699133579078437], rtol=1e-12)
    np.testing.assert_allclose(bend[:2], [0, -0.00973262194922307], rtol=1e-12)


def test_of_numbers_below_0():
    """A root of a number below 0 is no number; other powers are."""
    x, k, n = T.dvectors("x", "k", "n")
    found = theano.function([x, k, n], x**n / (k**n + x**n))([-1, -1], [-2, -2], [0.5, 2])
    np.testing.assert_allclose(found, [np.nan, 0.2])
