"""The gradient of a log-sum-exp is a softmax, however the program writes it: large terms, terms that are left out."""

import numpy as np
import pytest
import scipy.special

import tensorgraph as theano
import tensorgraph.tensor as T

# log(sum(exp(x))) of rows
LOG_SUMS = {
    "plain": lambda x: T.log(T.exp(x).sum(axis=1)),
    "shifted": lambda x: T.log(T.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1)) + x.max(axis=1),
    "mean": lambda x: T.log(T.exp(x).mean(axis=1)),
    "inverse": lambda x: -T.log(1 / T.exp(x).sum(axis=1)),
    "columns": lambda x: T.log(T.exp(x.T).sum(axis=0)),
    "reshaped": lambda x: T.log(T.exp(x.reshape((x.shape[0], 1, x.shape[1]))).sum(axis=(1, 2))),
}


@pytest.mark.parametrize("name", LOG_SUMS)
def test_weights_of_large_terms(name):
    """They add up to 1, though the logarithm of their sum has no digits left for their differences."""
    x = T.fmatrix("x")
    log = LOG_SUMS[name](x)
    f = theano.function([x], [log, T.grad(log.sum(), x)])
    value = np.array([[1e6, 1e6, 1e6], [-1e4, -1e4, -1e4 - 1]], "float32")
    want = np.array([[1, 1, 1], [np.e, np.e, 1]]) / [[3], [2 * np.e + 1]]
    np.testing.assert_allclose(f(value)[1], want, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("axis", [0, 1, 2, (0, 2), (1, 2), None])
def test_weights_beside_terms_that_are_left_out(axis, dtype):
    """A mask of -inf gives the weight 0, and some rows have a single term."""
    x = T.TensorType(dtype, (False,) * 3)("x")
    total = T.log(T.exp(x - x.max(axis, keepdims=True)).sum(axis, keepdims=True)) + x.max(axis, keepdims=True)
    value = (3 * np.random.default_rng(0).normal(size=(3, 4, 5))).astype(dtype)
    value[0, :2, 1:] = value[1, 1:, 3] = -np.inf
    want = scipy.special.softmax(value.astype("float64"), axis)
    for log in T.log(T.exp(x).sum(axis)), total:
        got = theano.function([x], T.grad(log.sum(), x))(value)
        np.testing.assert_allclose(got, want, rtol=2e-6 if dtype == "float32" else 1e-14)
