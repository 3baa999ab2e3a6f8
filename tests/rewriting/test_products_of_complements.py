"""What is left to a product of probabilities that are all nearly 1 is the sum of what is left to each."""

from functools import cache

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

# of an exponent above 0
SHARES = {
    "exponential": (lambda x: 1 - T.exp(-x), lambda x: 1 - mpmath.exp(-x)),
    "of a size": (lambda x: 1 - T.exp(-abs(x)), lambda x: 1 - mpmath.exp(-x)),
    "expm1": (lambda x: -T.expm1(-x), lambda x: 1 - mpmath.exp(-x)),
    "logistic": (T.nnet.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x))),
    "hazard": (lambda x: 1 - T.exp(-T.exp(x / 20)), lambda x: 1 - mpmath.exp(-mpmath.exp(x / 20))),
}
NAMES = st.lists(st.sampled_from(sorted(SHARES)), min_size=2, max_size=4)
EXPONENTS = st.sampled_from([1e-9, 1e-3, 0.5, 1.0, 5.0, 38.0, 60.0, 120.0, 400.0])


@cache
def compiled(names):
    x = T.dvectors(len(names))
    written = 1
    for name, v in zip(names, x):
        written = written * SHARES[name][0](v)
    logs = [T.log(1 - written), T.log1p(-written)]
    return theano.function(list(x), [*logs, *T.grad(logs[0].sum(), list(x))])


@settings(max_examples=60, deadline=None)
@given(NAMES, st.lists(EXPONENTS, min_size=4, max_size=4))
def test_products(names, exponents):
    f = compiled(tuple(names))
    exponents = exponents[: len(names)]
    first, second, *slopes = f(*[np.array([v]) for v in exponents])
    with mpmath.workdps(700):

        def true(values):
            return mpmath.log(1 - mpmath.fprod(SHARES[name][1](v) for name, v in zip(names, values)))

        values = [mpmath.mpf(v) for v in exponents]
        want, step = true(values), mpmath.mpf(10) ** -150
        for got in (first, second):
            np.testing.assert_allclose(got, float(want), rtol=1e-9)
        for k, slope in enumerate(slopes):
            moved = [*values[:k], values[k] + step, *values[k + 1 :]]
            np.testing.assert_allclose(slope, float((true(moved) - want) / step), rtol=1e-7, atol=1e-14)


@pytest.mark.parametrize("sign", [1, -1])
def test_factors_of_either_sign(sign):
    """An exponent below 0 makes a factor that is no probability."""
    a, b = T.dvectors("a", "b")
    z = T.log(1 - (1 - T.exp(-a)) * (1 - T.exp(-b)))
    values = np.array([-0.5, 0.3, -3, -700, 2]), np.array([0.7, -1e-3, 40, 500, -0.1]) * sign
    found = theano.function([a, b], z)(*values)
    with mpmath.workdps(700):
        left = [1 - mpmath.expm1(-mpmath.mpf(u)) * mpmath.expm1(-mpmath.mpf(v)) for u, v in zip(*values)]
        want = [float(mpmath.log(v)) if v > 0 else np.nan for v in left]
    np.testing.assert_allclose(found, want, rtol=1e-9)
