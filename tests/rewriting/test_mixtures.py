"""Complements of mixtures, of which all parts may be nearly 1."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

sigmoid = T.nnet.sigmoid
# log(1 - p - (1 - p) * q) for p = sigmoid(x) and q = exp(-exp(y)), and of a share of p
MIXTURES = {
    "logistic": lambda x, y: sigmoid(x) + (1 - sigmoid(x)) * T.exp(-T.exp(y)),
    "quotient": lambda x, y: (1 - 1 / (1 + T.exp(x))) + T.exp(-T.exp(y)) / (1 + T.exp(x)),
    "exponential": lambda x, y: T.exp(-T.nnet.softplus(-x)) * 1 + T.exp(-T.exp(y)) * (1 - T.exp(-T.nnet.softplus(-x))),
    "other order": lambda x, y: T.exp(-T.exp(y)) * sigmoid(-x) + sigmoid(x),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", MIXTURES)
@pytest.mark.parametrize("log", ["log", "log1p"])
def test_complement_of_a_mixture(log, name, dtype):
    x, y = T.vectors("x", "y", dtype=dtype)
    mixture = MIXTURES[name](x, y)
    z = T.log(1 - mixture) if log == "log" else T.log1p(-mixture)
    values = np.array([[-3, 30, 0, -40, 60], [-2, 1, -45, -60, -50]], dtype)
    a, b = values.astype("float64")
    found = theano.function([x, y], [z, *T.grad(z.sum(), [x, y])])(*values)
    miss = -np.expm1(-np.exp(b))
    wanted = -np.logaddexp(0, a) + np.log(miss), -1 / (1 + np.exp(-a)), np.exp(b - np.exp(b)) / miss
    for got, want in zip(found, wanted):
        np.testing.assert_allclose(got, want, rtol=1e-5 if dtype == "float32" else 1e-12, atol=1e-16)


def test_complement_of_a_mixture_of_shares():
    """Both parts are probabilities that are nearly 1."""
    x, y, w = T.dvectors("x", "y", "w")
    p = sigmoid(w)
    z = T.log(1 - (p * sigmoid(x) + (1 - p) * T.exp(-T.exp(y))))
    a, b, c = np.array([[50.0, 40], [-50, 3], [1, -45]])
    share = 1 / (1 + np.exp(-c))
    want = np.log(share / (1 + np.exp(a)) + -np.expm1(-np.exp(b)) / (1 + np.exp(c)))
    np.testing.assert_allclose(theano.function([x, y, w], z)(a, b, c), want, rtol=1e-12, atol=1e-15)
