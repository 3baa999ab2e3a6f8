"""Complements of probabilities times weights of which nothing is known, of their mixtures, sums and means."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

sigmoid, softmax = T.nnet.sigmoid, T.nnet.softmax
WEIGHTED = {
    "log": lambda w, p, q: T.log(1 - w * p),
    "log1p": lambda w, p, q: T.log1p(-(w * p)),
    "minus the weight": lambda w, p, q: T.log1p(-w * p),
    "two factors": lambda w, p, q: T.log(1 - w * 0.5 * p * (w + w)),
    "quotient of logarithms": lambda w, p, q: -T.log(1 / (1 - p * w)),
    "sum": lambda w, p, q: T.log(-w * p + 1),
    "the complement of the weight": lambda w, p, q: T.log(1 - (1 - (1 - w)) * p),
    "mixture": lambda w, p, q: T.log(1 - (w * p + (1 - w) * p)) * w + (1 - w) * T.log(1 - p * w),
    "mean of rows": lambda w, p, q: T.log(1 - (w * p)[None].mean(axis=0, keepdims=True))[0],
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", WEIGHTED)
def test_masked_probability(name, dtype):
    """Where the mask is 1, the logarithm of the complement is that of a probability that rounds to 1."""
    x, w = T.vectors("x", "w", dtype=dtype)
    p = sigmoid(x)
    z = WEIGHTED[name](w, p, 1 - p)
    values = np.array([60, 60, -3, 40, -50, 0.5], dtype), np.array([1, 0, 1, 1, 1, 0], dtype)
    found = theano.function([x, w], [z, T.grad(z.sum(), x)])(*values)
    a, mask = (v.astype("float64") for v in values)
    for got, want in zip(found, (-mask * np.logaddexp(0, a), -mask / (1 + np.exp(-a)))):
        np.testing.assert_allclose(got, want, rtol=1e-5 if dtype == "float32" else 1e-12, atol=1e-25)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-60, 60), min_size=3, max_size=3),
    st.lists(st.sampled_from([0.0, 1.0, 0.5, -3.0, -1e9, 1.0 - 1e-9, 1e-12, 1.5]), min_size=3, max_size=3),
)
def test_any_weight(exponents, weights):
    """Their digits are those of the formula where that has any, also of small and of large products."""
    found = log_of_complement()(exponents, weights)
    with mpmath.workdps(60):
        for got, a, b in zip(found, exponents, weights):
            left = 1 - b / (1 + mpmath.exp(-mpmath.mpf(a)))
            if left > 1e-3 or (b == 1 and left > 0):
                np.testing.assert_allclose(got, float(mpmath.log(left)), rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("program, exact", [
    (lambda p, w: T.log(1 - (p * w).sum(axis=1)), lambda p, w: ((1 - w) * p).sum(axis=1)),
    (lambda p, w: T.log1p(-T.sum(p * w, axis=1)), lambda p, w: ((1 - w) * p).sum(axis=1)),
    (lambda p, w: T.log(1 - T.sqr(p).sum(axis=1)), lambda p, w: np.array([2 * row.min() * row.max() for row in p])),
    (lambda p, w: T.log(1 - (p * p).sum(axis=1)), lambda p, w: np.array([2 * row.min() * row.max() for row in p])),
    (lambda p, w: T.log(1 - (p**3).sum(axis=1)), lambda p, w: np.array([3 * row.min() * row.max() for row in p])),
])  # fmt: skip
def test_rows_of_a_softmax(program, exact):
    """What is picked by targets that are an input, and the chance that two draws differ."""
    x, w = T.dmatrices("x", "w")
    z = program(softmax(x), w)
    a, targets = np.array([[0.0, 80], [-300, 50], [1, 2]]), np.eye(2)[[1, 1, 0]]
    value, slope = theano.function([x, w], [z, T.grad(z.sum(), x)], on_unused_input="ignore")(a, targets)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    np.testing.assert_allclose(value, np.log(exact(e / e.sum(axis=1, keepdims=True), targets)), rtol=1e-12)
    np.testing.assert_allclose(slope[:2], [[1, -1], [1, -1]], rtol=1e-12)


def test_mean_that_keeps_its_axes():
    x = T.dmatrix("x")
    z = T.log(1 - sigmoid(x).mean(axis=1, keepdims=True))
    value, slope = theano.function([x], [z, T.grad(z.sum(), x)])([[50.0, 60]])
    np.testing.assert_allclose(value, [[np.log(np.exp(-50.0) + np.exp(-60.0)) - np.log(2)]], rtol=1e-12)
    np.testing.assert_allclose(slope, -np.exp([[-50.0, -60]]) / (np.exp(-50.0) + np.exp(-60.0)), rtol=1e-12)


@pytest.mark.parametrize("weight", ["int8", "bool", "uint8", "float32", "float64"])
def test_dtypes_of_weights(weight):
    x, w = T.dvector("x"), T.vector("w", dtype=weight)
    z = T.log(1 - w * sigmoid(x))
    found = theano.function([x, w], z)([70.0, 70, -2], np.array([1, 0, 1], weight))
    np.testing.assert_allclose(found, [-70, 0, -np.log1p(np.exp(-2.0))], rtol=1e-12)


def log_of_complement():
    if not hasattr(log_of_complement, "function"):
        x, w = T.dvectors("x", "w")
        log_of_complement.function = theano.function([x, w], T.log(1 - w * sigmoid(x)))
    return log_of_complement.function


SIGNED = {
    "log": lambda y, t: -T.log((1 + y * t) / 2),
    "halves": lambda y, t: -T.log(0.5 + 0.5 * y * t),
    "log1p": lambda y, t: np.log(2) - T.log1p(t * y),
    "difference": lambda y, t: -T.log(0.5 * (1 - (-y) * t)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", SIGNED)
def test_labels_of_two_signs(name, dtype):
    """The likelihood of a label that is 1 or -1, of which ``tanh(x)`` is the mean; other labels keep their values."""
    x, y = T.vectors("x", "y", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        z = SIGNED[name](y, T.tanh(x))
        f = theano.function([x, y], [z, T.grad(z.sum(), x)])
    a, b = np.array([[30, -40, 0.5, -0.1, 45], [-1, 1, 1, -1, 1]], dtype).astype("float64")
    value, slope = f(a.astype(dtype), b.astype(dtype))
    rtol, atol = (1e-5, 2e-7) if dtype == "float32" else (1e-12, 1e-15)
    np.testing.assert_allclose(value, np.logaddexp(0, -2 * a * b), rtol=rtol, atol=atol)
    np.testing.assert_allclose(slope, -2 * b / (1 + np.exp(2 * a * b)), rtol=rtol, atol=1e-30)
    a, b = np.array([1.5, -0.25], dtype), np.array([0.5, -2.0], dtype)
    np.testing.assert_allclose(f(a, b)[0], -np.log((1 + b * np.tanh(a)) / 2), rtol=10 * np.finfo(dtype).eps)


@pytest.mark.parametrize("weight", [0.9, -0.9, 2.0, 1.0, -1.0, np.full(3, 0.9), np.array([1.0, -1.0, 0.5])], ids=str)
@pytest.mark.parametrize("odd", [T.tanh, T.erf], ids=["tanh", "erf"])
def test_weights_that_are_known(odd, weight):
    """Rewrites come to rest where a weight is a number, and the values stay."""
    x = T.dvector("x")
    outputs = [
        T.log(1 - weight * odd(x)), T.log1p(weight * odd(x)), T.exp(x) / (1 - weight * odd(x)),
        T.log(1 - T.sqr(weight * odd(x))), T.exp(-x) * T.sqrt(1 - T.sqr(weight * odd(x))),
    ]  # fmt: skip
    values = [0.3, -0.2, 0.45]
    found = theano.function([x], outputs)(values)
    expected = theano.function([x], outputs, mode="FAST_COMPILE")(values)
    for z, w in zip(found, expected, strict=True):
        np.testing.assert_allclose(z, w, rtol=1e-12)
