"""Products of exponentials and other numbers that leave the range of numbers, in functions that do not."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

LOGS = {
    "log1p": lambda f, w, x: f.log1p(w * f.exp(x)),
    "log": lambda f, w, x: f.log(1 + w * f.exp(x)),
    "quotient": lambda f, w, x: f.log(1 + w / f.exp(-x)),
    "two factors": lambda f, w, x: f.log(1 + f.exp(x / 2) * w * f.exp(x / 2)),
    "negative": lambda f, w, x: f.log(1 - (-w) * f.exp(x)),
    "less one": lambda f, w, x: f.log(1 + w / 32 * f.expm1(x)),
}
POWERS = {
    "log-logistic": lambda f, t, x, k: f.log(1 + (t / f.exp(x)) ** k),
    "scale": lambda f, t, x, k: f.log1p((t * f.exp(-x)) ** k),
    "Student's density": lambda f, t, x, k: f.log(1 / (1 + (t / f.exp(x)) ** 2 / k) ** ((k + 1) / 2)),
    "quotient": lambda f, t, x, k: f.exp(x) / (f.exp(x) + 1) / (1 + t) ** k,
}

RECIPROCALS = {
    "weighted": lambda f, t, x, k: 1 / (1 + t * f.exp(x)),
    "saturation": lambda f, t, x, k: 1 / (k + t * f.exp(x)),
    "power": lambda f, t, x, k: 1 / (1 + (t * f.exp(x)) ** k),
    "square": lambda f, t, x, k: (1 + (t * f.exp(x)) ** k) ** -2,
    "share": lambda f, t, x, k: f.exp(x) / (1 + (t * f.exp(x)) ** k),
}


def exact(formula, *args):
    """Return the value and the slopes."""
    with mp.workdps(1600):
        args = [mp.mpf(float(v)) for v in args]
        h = mp.mpf(10) ** -400
        moved = [[[v + s * h * (j == k) for j, v in enumerate(args)] for s in (1, -1)] for k in range(len(args))]
        slopes = [(formula(mp, *a) - formula(mp, *b)) / (2 * h) for a, b in moved]
        return [float(formula(mp, *args)), *map(float, slopes)]


def compiled(formula, dtype, count):
    inputs = [T.vector(dtype=dtype) for _ in range(count)]
    z = formula(T, *inputs)
    gradients = T.grad(z.sum(), inputs, disconnected_inputs="ignore")
    return theano.function(inputs, [z, *gradients], on_unused_input="ignore")


FUNCTIONS = {}


def check(formulas, name, dtype, args):
    """Compare value and slopes, of a vector whose other element is moderate."""
    key = name, dtype, len(args)
    if key not in FUNCTIONS:
        FUNCTIONS[key] = compiled(formulas[name], dtype, len(args))
    args = [np.array([v, 0.5], dtype) for v in args]
    found = FUNCTIONS[key](*args)
    info = np.finfo(dtype)
    for got, want in zip(found, exact(formulas[name], *[v[0] for v in args])):
        if abs(want) < float(info.max) / 1e5:
            tolerance = 2e-4 if dtype == "float32" else 1e-9
            np.testing.assert_allclose(got[0], want, rtol=tolerance, atol=100 * float(info.tiny))


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(LOGS)),
    st.sampled_from(["float32", "float64"]),
    st.sampled_from([0.0, 1e-3, 0.7, 1.0, 30.0]),
    st.one_of(st.floats(-5, 5), st.floats(50, 500), st.floats(-500, -50)),
)
def test_logarithm(name, dtype, w, x):
    """``log(1 + w * exp(x))``, with a mask or a dispersion for w."""
    check(LOGS, name, dtype, [w, x])


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(POWERS)),
    st.sampled_from(["float32", "float64"]),
    st.sampled_from([0.01, 0.7, 3.0, 500.0]),
    st.one_of(st.floats(-3, 3), st.floats(-150, -20), st.floats(20, 150)),
    st.sampled_from([0.5, 2.0, 30.0, 700.0]),
)
def test_power(name, dtype, t, x, k):
    """Powers by a variable, of a time and its scale."""
    check(POWERS, name, dtype, [t, x, k])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_masked_sum(dtype):
    """What a mask hides has no part in the sum, however large it is."""
    x, mask = T.matrix("x", dtype=dtype), T.matrix("mask", dtype=dtype)
    z = T.log(1 + (T.exp(x) * mask).sum(axis=1))
    args = np.array([[795, -0.8, 3.9], [0.5, 1, 2]], dtype), np.array([[0, 1, 1], [1, 1, 0]], dtype)
    value, slope = theano.function([x, mask], [z, T.grad(z.sum(), x)])(*args)
    parts = np.where(args[1], np.exp(np.where(args[1], args[0], 0)), 0)
    np.testing.assert_allclose(value, np.log1p(parts.sum(axis=1)), rtol=1e-6)
    np.testing.assert_allclose(slope, parts / (1 + parts.sum(axis=1, keepdims=True)), rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "scale", [lambda x: T.nnet.elu(x) + 1, lambda x: 1 + T.switch(x < 0, T.exp(x) - 1, x), lambda x: T.nnet.elu(x) - -1]
)
def test_positive_scale(scale, dtype):
    x = T.vector("x", dtype=dtype)
    s = scale(x)
    found = theano.function([x], [s, T.grad(T.log(s).sum(), x)])(np.array([-60, -3, 0.5], dtype))
    np.testing.assert_allclose(found, [[np.exp(-60.0), np.exp(-3.0), 1.5], [1, 1, 1 / 1.5]], rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "log",
    [
        lambda x: T.log(1 - T.exp(-x) ** 2),
        lambda x: T.log1p(-(T.exp(-x) * T.exp(-x))),
        lambda x: T.log(1 - T.exp(-x / 2) ** 4),
    ],
)
def test_complement_of_a_power(log, dtype):
    """The variance that a process of Ornstein and Uhlenbeck gains in a short time."""
    x = T.vector("x", dtype=dtype)
    values = np.array([1e-10, 1e-3, 0.7, 30], dtype)
    found = theano.function([x], [log(x), T.grad(log(x).sum(), x)])(values)
    rates = 2 * values.astype("float64")
    want = np.where(rates < 1, np.log(-np.expm1(-rates)), np.log1p(-np.exp(-rates))), 2 / np.expm1(rates)
    np.testing.assert_allclose(found, want, rtol=1e-4 if dtype == "float32" else 1e-10)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_complement_of_a_complement(dtype):
    x = T.vector("x", dtype=dtype)
    z = T.log(1 - (1 - T.exp(-abs(x))) ** 2)
    found = theano.function([x], [z, T.grad(z.sum(), x)])(np.array([60, 2], dtype))
    p = np.exp(-2.0)
    np.testing.assert_allclose(found, [[np.log(2) - 60, np.log(p * (2 - p))], [-1, -2 * (1 - p) / (2 - p)]], rtol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_distance_near_0(dtype):
    """``log(t + sqrt(t**2 - 1))`` of a t that is 1 and a small number."""
    x = T.vector("x", dtype=dtype)
    t = 1 + 2 * x
    z = T.log(t + T.sqrt(t**2 - 1))
    values = np.array([1e-12, 1e-4, 0.5, 20], dtype)
    found = theano.function([x], [z, T.grad(z.sum(), x)])(values)
    exact = values.astype("float64")
    want = 2 * np.arcsinh(np.sqrt(exact)), 1 / np.sqrt(exact * (1 + exact))
    np.testing.assert_allclose(found, want, rtol=1e-5 if dtype == "float32" else 1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "weights",
    [
        lambda x, k: k * T.exp(x) / (k * T.exp(x)).sum(axis=1, keepdims=True),
        lambda x, k: (lambda e: e / e.sum(axis=1).dimshuffle(0, "x"))(T.exp(x) * k),
        lambda x, k: (lambda p: p / p.sum(axis=1, keepdims=True))(T.nnet.softmax(x) * k),
    ],
)
def test_masked_softmax(weights, dtype):
    """What a mask hides may be larger than all that it shows."""
    x, mask = T.matrix("x", dtype=dtype), T.matrix("mask", dtype=dtype)
    p = weights(x, mask)
    args = np.array([[1000, 2, 3], [4, -50, 6]], dtype), np.array([[0, 1, 1], [1, 1, 0]], dtype)
    weight = np.array([[1, 0, 2], [0, 3, 1]], dtype)
    value, slope = theano.function([x, mask], [p, T.grad((p * weight).sum(), x)])(*args)
    shown = np.where(args[1], args[0], -np.inf).astype("float64")
    want = np.exp(shown - shown.max(axis=1, keepdims=True))
    want /= want.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(value, want, rtol=2e-6, atol=1e-30)
    expected = want * (weight - (want * weight).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(slope, expected, rtol=2e-6, atol=1e-7 if dtype == "float32" else 1e-15)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "loss",
    [
        lambda s: -T.log(T.diag(T.exp(s)) / T.exp(s).sum(axis=1)),
        lambda s: -T.log(T.diag(T.nnet.softmax(s))),
        lambda s: T.log(T.exp(s).sum(axis=1)) - T.log(T.diag(T.exp(s))),
        lambda s: -T.log(T.repeat(T.nnet.softmax(s), 2, axis=0)[::2].diagonal()),
    ],
)
def test_diagonal(loss, dtype):
    """A contrast of pairs, which are on a diagonal."""
    s = T.matrix("s", dtype=dtype)
    values = np.array([[-1000, 2, 3], [4, 150, 6], [7, 8, 9]], dtype)
    value, slope = theano.function([s], [loss(s), T.grad(loss(s).sum(), s)])(values)
    exact = values.astype("float64")
    logs = np.logaddexp.reduce(exact, axis=1)
    np.testing.assert_allclose(value, logs - exact.diagonal(), rtol=2e-6, atol=1e-5 if dtype == "float32" else 1e-12)
    np.testing.assert_allclose(slope, np.exp(exact - logs[:, None]) - np.eye(3), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "others",
    [
        lambda s: T.exp(s).sum(axis=1) - T.diag(T.exp(s)),
        lambda s: T.exp(s).sum(axis=1) - T.exp(T.diag(s)),
        lambda s: T.exp(s).sum(axis=1) - T.exp(s)[T.arange(s.shape[0]), T.arange(s.shape[0])],
    ],
)
def test_sum_of_others(others, dtype):
    """The negatives of a contrast, beside a pair that is nearly all of the sum."""
    s = T.matrix("s", dtype=dtype)
    loss = T.log(others(s))
    values = np.array([[1000, 2, 3], [4, 150, 6], [7, 8, 99]], dtype)
    value, slope = theano.function([s], [loss, T.grad(loss.sum(), s)])(values)
    rest = np.where(np.eye(3) == 1, -np.inf, values).astype("float64")
    logs = np.logaddexp.reduce(rest, axis=1)
    np.testing.assert_allclose(value, logs, rtol=2e-6)
    np.testing.assert_allclose(slope, np.exp(rest - logs[:, None]), rtol=2e-6)


def test_element_out_of_bounds():
    s, i = T.dmatrix("s"), T.lscalar("i")
    f = theano.function([s, i], T.log(T.exp(s).sum(axis=1) - T.exp(s)[:, i]))
    np.testing.assert_allclose(f(np.zeros((2, 3)), -1), np.log([2, 2]))
    with pytest.raises(IndexError):
        f(np.zeros((2, 3)), 3)


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(RECIPROCALS)),
    st.sampled_from(["float32", "float64"]),
    st.sampled_from([1e-3, 0.7, 2.0, 1e3]),
    st.one_of(st.floats(-5, 5), st.floats(50, 2000), st.floats(-500, -50)),
    st.sampled_from([0.5, 1.5, 2.0, 3.0]),
)
def test_reciprocal(name, dtype, t, x, k):
    """All gradients are computed together: those of two factors, and one that is a factor of others."""
    check(RECIPROCALS, name, dtype, [t, x, k])
