"""Near 0 a gradient has the digits that it has without rewrites."""

import math

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

VANISHING = {
    "log(cosh(x))": (lambda x: T.log(T.cosh(x)), np.tanh),
    "of a sum": (lambda x: T.log((T.exp(x) + T.exp(-x)) / 2), np.tanh),
    "of shifted arguments": (lambda x: T.log(T.cosh(x - 1 + 1)), np.tanh),
    "weighted": (lambda x: 3 * T.log(T.cosh(-x)) / 2, lambda x: 1.5 * np.tanh(x)),
    "1 / cosh(x)": (lambda x: 1 / T.cosh(x), lambda x: -np.tanh(x) / np.cosh(x)),
    "log1p(cosh(x))": (lambda x: T.log1p(T.cosh(x)), lambda x: np.tanh(x / 2)),
    "sqrt(cosh(x))": (lambda x: T.sqrt(T.cosh(x)), lambda x: np.sinh(x) / 2 / np.sqrt(np.cosh(x))),
    "1 - tanh(x)**2": (lambda x: T.log(1 - T.tanh(x) ** 2), lambda x: -2 * np.tanh(x)),
    "square": (lambda x: (1 / T.cosh(x)) ** 2, lambda x: -2 * np.tanh(x) / np.cosh(x) ** 2),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", VANISHING)
def test_gradient_near_0(name, dtype):
    cost, want = VANISHING[name]
    x = T.vector("x", dtype=dtype)
    value = np.array([1e-10, -3e-7, 1e-4, -0.03, 1.0, -2.0, 0.0], dtype)
    rtol = 1e-5 if dtype == "float32" else 1e-13
    np.testing.assert_allclose(theano.function([x], T.grad(cost(x).sum(), x))(value), want(value), rtol=rtol)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_difference_of_opposite_sigmoids(dtype):
    """It is a hyperbolic tangent."""
    x, w = T.vectors("x", "w", dtype=dtype)
    s = T.nnet.sigmoid
    value = np.array([1e-10, -3e-7, 1e-4, 1.0, 800.0, -np.inf, np.nan], dtype)
    differences = [
        (s(x) - s(-x), 1),
        (-(s(-x) - s(x)), 1),
        (-1 * s(-x) + s(x), 1),
        (2 * s(x) - 2 * s(-x), 2),
        (w * s(x) - s(-x) * w, 3),
        (s(x - w) - s(w - x) - (s(-x) - s(x)) - s(x - w) + s(w - x), 1),
        (s(w) * s(x) - s(w) * s(-x), 1 / (1 + np.exp(-3))),
    ]
    for z, factor in differences:
        f = theano.function([x, w], z, on_unused_input="ignore")
        np.testing.assert_allclose(f(value, np.full_like(value, 3)), factor * np.tanh(value / 2), rtol=1e-6)


ODD = {
    "tanh": (T.tanh, np.tanh),
    "negated tanh": (lambda x: -T.tanh(x), lambda x: -np.tanh(x)),
    "erf": (T.erf, np.vectorize(math.erf)),
    "negated erf": (lambda x: -T.erf(x), np.vectorize(lambda x: -math.erf(x))),
    "written out": (lambda x: (T.exp(x) - T.exp(-x)) / (T.exp(x) + T.exp(-x)), np.tanh),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ODD)
def test_log1p_of_an_odd_function(name, dtype):
    """It has all digits near 0, and at the end where the function is nearly -1."""
    spell, function = ODD[name]
    x = T.vector("x", dtype=dtype)
    z = T.log1p(spell(x))
    f = theano.function([x], [z, T.grad(z.sum(), x)])
    value = np.array([1e-10, -3e-7, 1e-4, -0.3, 0.8, 0.0, np.nan], dtype)
    want = np.log1p(function(value.astype("float64")))
    np.testing.assert_allclose(f(value)[0], want, rtol=1e-5 if dtype == "float32" else 1e-13)
    far = np.array([-30.0, 30.0, -900.0, 900.0, np.inf], dtype)
    assert np.isfinite(f(far[:4])[0]).all() and np.isfinite(f(far[:4])[1]).all()
    assert np.isfinite(f(far)[0]).all() or "neg" in name


# the logarithm of what a leaves to 1 in a + b
REST = {
    "rest": lambda a, b: T.log(1 - a / (a + b)),
    "log1p": lambda a, b: T.log1p(-a / (b + a)),
    "share": lambda a, b: T.log(b / (a + b)),
    "weighted": lambda a, b: 3 * T.log(1 - 2 * a / (2 * a + 2 * b)) / 3,
    "inverse": lambda a, b: T.log(1 - 1 / (1 + b / a)),
    "constants": lambda a, b: T.log(3 / (3 + 3 * a / b)),
    "rest of constants": lambda a, b: T.log(1 - 3 / (3 + 3 * b / a)),
    "column": lambda a, b: T.log(1 - a / (a + b.dimshuffle(0, "x")))[T.arange(7), T.arange(7)],
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", REST)
def test_logarithm_of_a_rest(name, dtype):
    """It has all digits where nearly all is left, and where nearly nothing is."""
    a, b = T.vectors("a", "b", dtype=dtype)
    z = REST[name](a, b)
    f = theano.function([a, b], [z, *T.grad(z.sum(), [a, b])])
    x = np.array([1e-10, 3e-5, 1, 2, 1e9, 1e9, 0.5], dtype)
    y = np.array([1, 20, 1, 1e9, 1e-10, 1, 0.25], dtype)
    p, q = x.astype("float64"), y.astype("float64")
    # the share of a is p / (p + q)
    for got, want in zip(f(x, y), (-np.log1p(p / q), -1 / (p + q), p / q / (p + q)), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5 if dtype == "float32" else 1e-13)


LOGITS = {
    "quotient": lambda p: T.log(p / (1 - p)),
    "difference": lambda p: T.log(p) - T.log(1 - p),
    "log1p": lambda p: T.log(p) - T.log1p(-p),
    "inverse": lambda p: -T.log(1 / p - 1),
    "odds of the opposite": lambda p: -T.log((1 - p) / p),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LOGITS)
def test_logit_of_a_sigmoid_is_its_argument(name, dtype):
    x = T.vector("x", dtype=dtype)
    value = np.array([1e-30, -3e-7, 0.5, 20, -1000, 1e30, 0], dtype)
    for p in (T.nnet.sigmoid(x), 1 / (1 + T.exp(-x)), T.exp(x) / (1 + T.exp(x))):
        z = LOGITS[name](p)
        found, slope = theano.function([x], [z, T.grad(z.sum(), x)])(value)
        np.testing.assert_allclose(found, value, rtol=1e-6)
        np.testing.assert_allclose(slope, 1, rtol=1e-6)
