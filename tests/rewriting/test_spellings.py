"""Logarithms of what a program spells in its own way: values and gradients at arguments where the parts overflow."""

from collections import Counter

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting.equilibrium import Equilibrium
from tensorgraph.tensor.nnet import sigmoid, softmax, softplus

X = np.array([[800.0, -3.0, 0.5], [-900.0, 40.0, -30.0]])
Y = np.array([0, 2])
HOT = np.eye(3, dtype=bool)[Y]


def check(cost, value, gradient, x=X):
    """The cost, summed, has that value and that gradient."""
    m = T.matrix("m", dtype=x.dtype)
    c = cost(m)
    f = theano.function([m], [c, T.grad(c.sum(), m)])
    rtol = 1e-9 if x.dtype == "float64" else 1e-4
    for got, want in zip(f(x), (value, gradient), strict=True):
        np.testing.assert_allclose(got, want, rtol=rtol, atol=rtol)


def logistic(x):
    return np.exp(-np.logaddexp(0, -x))


SIGMOIDS = {
    "sigmoid": sigmoid,
    "quotient": lambda x: 1 / (1 + T.exp(-x)),
    "other quotient": lambda x: T.exp(x) / (1 + T.exp(x)),
    "inverse": lambda x: T.inv(1.0 + T.exp(-x)),
    "power": lambda x: (1 + T.exp(-x)) ** -1,
    "tanh": lambda x: 0.5 * (1 + T.tanh(x / 2)),
    "shifted tanh": lambda x: 0.5 + 0.5 * T.tanh(0.5 * x),
    "exponential of softplus": lambda x: T.exp(-softplus(-x)),
    "exponential of a difference": lambda x: T.exp(x - softplus(x)),
    "exponential of log1p": lambda x: T.exp(-T.log1p(T.exp(-x))),
    "exponential of a sum": lambda x: T.exp(-(x * 0 + T.log(1 + T.exp(-x)))),
    "choice": lambda x: T.switch(x > 0, 1 / (1 + T.exp(-x)), T.exp(x) / (1 + T.exp(x))),
    "complement": lambda x: 1 - 1 / (1 + T.exp(x)),
    "function": lambda x: theano.OpFromGraph([a := T.matrix(dtype=x.dtype)], [1 / (1 + T.exp(-a))])(x),
}


# log(1 + u**2) of a deviation u whose scale may vanish
TAILS = {
    "logarithm": lambda r, c: T.log(1 + (r / T.exp(c)) ** 2),
    "log1p": lambda r, c: T.log1p(T.sqr(r / T.exp(c))),
    "product": lambda r, c: T.log1p((r * T.exp(-c)) ** 2),
    "quotient of squares": lambda r, c: T.log1p(r**2 / T.exp(2 * c)),
    "product of equals": lambda r, c: (lambda u: T.log(1 + u * u))(r / T.exp(c)),
    "product of factors": lambda r, c: T.log1p(r * r * T.exp(-c) * T.exp(-c)),
    "product of opposites": lambda r, c: (lambda u: T.log1p(-u * -u))(r * T.exp(-c)),
    "half of a double": lambda r, c: (lambda u: T.log(1 + u * 2 * u / 2))(r / T.exp(c)),
    "absolute value": lambda r, c: T.log1p((abs(r) / T.exp(c)) ** 2),
    "root": lambda r, c: 2 * T.log(T.sqrt(1 + (r / T.exp(c)) ** 2)),
    "power": lambda r, c: T.log((1 + (r / T.exp(c)) ** 2) ** -1.5) / -1.5,
    "density": lambda r, c: -T.log(1 / (1 + (r / T.exp(c)) ** 2)),
    "sum of squares": lambda r, c: T.log(T.exp(2 * c) + r**2) - 2 * c,
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", TAILS)
def test_heavy_tails(name, dtype):
    """Densities of Cauchy and Student, also where nothing deviates and where the scale rounds to 0."""
    r, c = T.vectors("r", "c", dtype=dtype)
    cost = TAILS[name](r, c)
    f = theano.function([r, c], [cost, *T.grad(cost.sum(), [r, c])])
    deviation = np.array([1, -2, 1, 0, 0, 0.5, -3, 1e-3], dtype)
    scale = np.array([-100, -400, -1500, 1, -400, 0.5, 30, 2], dtype)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = 2 * np.log(abs(deviation.astype("float64"))) - 2 * scale
        slope = np.where(deviation == 0, 0, 2 / deviation / (1 + np.exp(-log)))
    rtol, atol = (1e-9, 1e-12) if dtype == "float64" else (1e-4, 1e-6)
    for got, want in zip(f(deviation, scale), (np.logaddexp(0, log), slope, -2 / (1 + np.exp(-log)))):
        np.testing.assert_allclose(got, want, rtol=rtol, atol=atol)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SIGMOIDS)
def test_logistic_functions(name, dtype):
    """Logarithms of a chance, of the opposite, of both, and that not all of some happen."""
    p = SIGMOIDS[name]
    x = (X / 10).astype(dtype)
    up, down = np.logaddexp(0, x), np.logaddexp(0, -x)
    check(lambda m: T.log(p(m)), -down, logistic(-x), x)
    check(lambda m: T.log(1 - p(m)), -up, -logistic(x), x)
    check(lambda m: T.log1p(-p(m)), -up, -logistic(x), x)
    check(lambda m: T.log(p(m) / (1 - p(m))), x, np.ones_like(x), x)
    check(lambda m: T.log(p(m) * p(-m)), -up - down, logistic(-x) - logistic(x), x)
    # 1 - p**2 is (1 - p) * (1 + p)
    slope = -logistic(x) + logistic(x) * logistic(-x) / (1 + logistic(x))
    check(lambda m: T.log(1 - p(m) ** 2), -up + np.log1p(logistic(x)), slope, x)


def shares(x):
    z = x - x.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


SOFTMAXES = {
    "softmax": softmax,
    "quotient": lambda m: T.exp(m) / T.exp(m).sum(axis=1, keepdims=True),
    "inverse": lambda m: T.exp(m) * T.inv(T.exp(m).sum(axis=1, keepdims=True)),
    "power": lambda m: T.exp(m) * T.exp(m).sum(axis=1).dimshuffle(0, "x") ** -1,
    "twice": lambda m: (T.exp(m) + T.exp(m)) / (2 * T.exp(m).sum(axis=1, keepdims=True)),
    "difference": lambda m: T.exp(m - T.log(T.exp(m).sum(axis=1, keepdims=True))),
    "shifted": lambda m: shifted(m, m.max(axis=1, keepdims=True)),
    "shifted by a constant": lambda m: shifted(m, theano.gradient.disconnected_grad(m.max(axis=1, keepdims=True))),
    "shifted difference": lambda m: T.exp(m - (m.max(axis=1, keepdims=True) + log_of_shifted(m))),
    "columns": lambda m: softmax_of_columns(m.T).T,
    "stacked": lambda m: T.exp(m) / T.stack([T.exp(m)[:, k] for k in range(3)]).sum(axis=0).dimshuffle(0, "x"),
    "function": lambda m: theano.OpFromGraph([a := T.matrix(dtype=m.dtype)], [softmax(a)])(m),
    "three axes": lambda m: by_three_axes(m),
}


def shifted(m, largest):
    e = T.exp(m - largest)
    return e / e.sum(axis=1, keepdims=True)


def log_of_shifted(m):
    return T.log(T.exp(m - m.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))


def softmax_of_columns(m):
    return T.exp(m) / T.exp(m).sum(axis=0)


def by_three_axes(m):
    z = m.dimshuffle(1, "x", 0)
    return (T.exp(z) / T.exp(z).sum(axis=0, keepdims=True))[:, 0].T


READERS = {
    "rows": lambda p: p[T.arange(2), Y],
    "one-hot sum": lambda p: (p * T.eq(T.constant(Y)[:, None], T.arange(3))).sum(axis=1),
    "one-hot sum of a part": lambda p: (p[:, :3] * T.constant(HOT)).sum(axis=1),
    "one-hot maximum": lambda p: (T.constant(HOT.astype("int8")) * p).max(axis=1),
    "switch": lambda p: T.switch(T.constant(HOT), p, 0).sum(axis=1),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SOFTMAXES)
def test_elements_of_softmaxes(name, reader, dtype):
    """The logarithm of the probability of a class, and of all others."""
    x = (X / 10).astype(dtype)
    read = READERS[reader]
    p = shares(x.astype("float64"))
    total = np.logaddexp.reduce(x, axis=1)
    others = np.where(HOT, -np.inf, x)
    rest = np.logaddexp.reduce(others, axis=1)
    check(lambda m: T.log(read(SOFTMAXES[name](m))), x[HOT] - total, HOT - p, x)
    # that these are shares of one whole is not seen
    if name not in ("function", "stacked") and reader != "switch":
        check(lambda m: T.log(1 - read(SOFTMAXES[name](m))), rest - total, shares(others) - p, x)


def by_loop(rows):
    """Return the logarithm of the sum of the exponentials of `rows`, one after another."""
    first = rows[0] * 0 - 1e30
    return theano.scan(lambda row, s: T.log(T.exp(s) + T.exp(row)), sequences=[rows], outputs_info=[first])[0][-1]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SOFTMAXES)
def test_results_are_not_taken_for_new_spellings(name, reader, monkeypatch):
    """The rules of the log domain apply as often as there are logarithms, not until the graph may grow no more."""
    applied, apply = Counter(), Equilibrium.apply

    def counted(self, fgraph):
        found = apply(self, fgraph)
        applied.update(found)
        return found

    monkeypatch.setattr(Equilibrium, "apply", counted)
    m = T.dmatrix("m")
    cost = T.log(1 - READERS[reader](SOFTMAXES[name](m))).sum()
    theano.function([m], [cost, T.grad(cost, m)])
    assert applied["local_log1p_domain"] + applied["local_log_domain"] <= 12, applied


SUMS = {
    "sum": lambda m: T.exp(m).sum(axis=1),
    "stack": lambda m: T.stack([T.exp(m[:, k]) for k in range(3)]).sum(axis=0),
    "stack of numbers": lambda m: T.stack([T.stack(list(T.exp(m)[i, k] for k in range(3))).sum() for i in range(2)]),
    "terms": lambda m: T.exp(m)[:, 0] + T.exp(m[:, 1]) + T.exp(m[:, 2]),
    "product with ones": lambda m: T.dot(T.exp(m), T.ones((3,), m.dtype)),
    "product with a matrix of ones": lambda m: T.dot(T.exp(m), T.ones((3, 2), m.dtype))[:, 0],
    "product of rows": lambda m: T.stack([T.dot(T.exp(m[i]), T.ones((3, 2), m.dtype))[1] for i in range(2)]),
    "product of two": lambda m: T.dot(T.exp(m / 2), T.exp(m / 2).T)[T.arange(2), T.arange(2)],
    "inner products": lambda m: T.stack([T.dot(T.exp(m[i] / 2), T.exp(m[i] / 2)) for i in range(2)]),
    "cumulative sum": lambda m: T.cumsum(T.exp(m), axis=1)[:, -1],
    "cumulative sums of vectors": lambda m: T.stack([T.cumsum(T.exp(m[i]))[-1] for i in range(2)]),
    "mean": lambda m: 3 * T.exp(m).mean(axis=1),
    "concatenation": lambda m: T.concatenate([T.exp(m[:, :1]), T.exp(m)[:, 1:]], axis=1).sum(axis=1),
    "two masks": lambda m: (T.exp(m) * HOT).sum(axis=1) + (T.exp(m) * ~HOT).sum(axis=1),
    "loop": lambda m: T.exp(by_loop(m.T)),
    "function": lambda m: theano.OpFromGraph([a := T.matrix(dtype=m.dtype)], [T.exp(a).sum(axis=1)])(m),
    "roots": lambda m: (T.sqrt(T.exp(m)) ** 2).sum(axis=1),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SUMS)
def test_sums_of_exponentials(name, dtype):
    x = X.astype(dtype)
    check(lambda m: T.log(SUMS[name](m)), np.logaddexp.reduce(x, axis=1), shares(x), x)


TANHS = {
    "tanh": T.tanh,
    "quotient": lambda x: (T.exp(x) - T.exp(-x)) / (T.exp(x) + T.exp(-x)),
    "hyperbolic": lambda x: T.sinh(x) / T.cosh(x),
    "squares": lambda x: (T.exp(2 * x) - 1) / (T.exp(2 * x) + 1),
    "inverse squares": lambda x: (1 - T.exp(-2 * x)) / (1 + T.exp(-2 * x)),
    "difference": lambda x: 1 - 2 / (T.exp(2 * x) + 1),
    "sigmoid": lambda x: 2 * sigmoid(2 * x) - 1,
}


@pytest.mark.parametrize("name", TANHS)
def test_hyperbolic_tangents(name):
    """The density of a squashed number."""
    x = X / 2
    size = abs(x)
    log = 2 * (np.log(2) - size - np.log1p(np.exp(-2 * size)))
    check(lambda m: T.log(1 - T.sqr(TANHS[name](m))), log, -2 * np.tanh(x), x)
    check(lambda m: T.log(1 - TANHS[name](m) ** 2), log, -2 * np.tanh(x), x)


SOFTPLUSES = {
    "halves": lambda x: T.maximum(x, 0) + T.log1p(T.exp(-abs(x))),
    "the other half": lambda x: -T.minimum(x, 0) + x + T.log1p(T.exp(-abs(x))),
    "opposite": lambda x: x + T.log(1 + T.exp(-x)),
    "half a sum": lambda x: 0.5 * (x + abs(x)) + T.log1p(T.exp(-abs(x))),
    "rectifier": lambda x: T.nnet.relu(x) + T.log1p(T.exp(-abs(x))),
    "quotient of a sum": lambda x: T.log1p(T.exp(-abs(x))) + (abs(x) + x) / 2,
    "two halves": lambda x: x / 2 + 0.5 * abs(x) + T.log1p(T.exp(-abs(x))),
    "half a difference": lambda x: T.log1p(T.exp(-abs(x))) - 0.5 * (-x - abs(x)),
    "the other half of a difference": lambda x: T.log1p(T.exp(-abs(x))) - (x - abs(x)) / 2 + x,
}


@pytest.mark.parametrize("name", SOFTPLUSES)
def test_softpluses(name):
    """Also where a half has a kink, and where the result vanishes and is taken the logarithm of."""
    x = np.array([[0.0, -700.0, 700.0], [1e-3, -40.0, 3.0]])
    small = np.where(x < -37, x, np.log(np.logaddexp(0, x)))
    check(SOFTPLUSES[name], np.logaddexp(0, x), logistic(x), x)
    slope = np.where(x < -37, 1.0, logistic(x) / np.maximum(np.logaddexp(0, x), 1e-300))
    check(lambda m: T.log(SOFTPLUSES[name](m)), small, slope, x)


def test_classes_that_may_not_be():
    """Logits of minus infinity, and what is made of their probabilities behind a mask."""
    p = shares(np.where(HOT, -np.inf, X))
    far = T.constant(-np.inf)
    for spell in SOFTMAXES.values():
        check(
            lambda m, spell=spell: T.switch(HOT, 0, T.log(spell(T.switch(HOT, far, m)))),
            np.where(HOT, 0, X - np.logaddexp.reduce(np.where(HOT, -np.inf, X), axis=1)[:, None]),
            ~HOT - 2 * p,
        )


def test_logits_of_minus_infinity_in_entropies():
    x, m = np.where(HOT, -np.inf, X / 20), T.dmatrix("m")
    p = softmax(T.switch(HOT, -np.inf, m))
    g = theano.function([m], T.grad(T.switch(T.gt(p, 0), p * T.log(p), 0).sum(), m))(X / 20)
    q = shares(x)
    log = np.log(np.where(HOT, 1, q))
    np.testing.assert_allclose(g, q * (log - (q * log).sum(axis=1, keepdims=True)), atol=1e-12)


@pytest.mark.parametrize("scale", [lambda c: c, lambda c: c * 2 / 3, lambda c: -c / 3])
@pytest.mark.parametrize(
    "function, slope, curvature",
    [
        (lambda x: T.switch(T.neq(x, 0), T.sin(x) / x, 1), np.cos(1) - np.sin(1), np.sin(1) - 2 * np.cos(1)),
        (lambda x: T.switch(abs(x) > 0, T.exp(-1 / x), 0), np.exp(-1), -np.exp(-1)),
        (lambda x: T.switch(x > 0, x * T.log(x), 0), 1.0, 1.0),
        (lambda x: T.switch(x > 0, T.log(x) / x, 0), 1.0, -3.0),
    ],
)
def test_masks_before_poles(function, slope, curvature, scale):
    """Derivatives of any order are 0 where a mask hides a pole."""
    x = T.dvector("x")
    g = T.grad(scale(function(x)).sum(), x)
    f = theano.function([x], [g, T.grad((g * T.constant([1.0, 1.0])).sum(), x)])
    factor = float(scale(np.array(1.0)))
    for got, want in zip(f([0.0, 1.0]), (slope, curvature), strict=True):
        np.testing.assert_allclose(got, [0, factor * want], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("scale", [lambda c: c, lambda c: c * 2 / 3, lambda c: -c / 3])
@pytest.mark.parametrize(
    "choose, hidden, shown",
    [
        (lambda x: T.minimum(0, T.exp(x) - 1), 800.0, -1.0),
        (lambda x: T.minimum(T.expm1(x), 0), 800.0, -1.0),
        (lambda x: T.maximum(1 - T.exp(x), 0), 800.0, -1.0),
        (lambda x: T.maximum(0, x) ** 0.5, -1.0, 2.0),
        (lambda x: T.sqrt(T.maximum(x, 0)), -1.0, 2.0),
        (lambda x: T.log(T.maximum(x, 1e-10)), 0.0, 2.0),
        (lambda x: T.clip(T.exp(x), 0.1, 2), 800.0, 0.5),
        (lambda x: T.clip(1 / x, 0.1, 2), 0.0, 1.0),
        (lambda x: T.minimum(T.exp(x), 2) + T.clip(T.exp(x), 0.1, 2), 800.0, 0.5),
        (lambda x: T.minimum((e := T.exp(x)) * 3, T.clip(e, 0.8, 1.2) * 3), 800.0, 0.5),
        (lambda x: T.minimum((e := T.exp(x)) * 3, T.clip(e, 0.8, 1.2) * 3).mean() - T.clip(e, 0.1, 0.7), 800.0, 0.5),
        (lambda x: T.nnet.hard_sigmoid(T.exp(x)), 800.0, 0.5),
        (lambda x: T.min(T.exp(x)), 800.0, 0.5),
        (lambda x: -T.max_and_argmax(1 - T.exp(x))[0], 800.0, 0.5),
    ],
)
def test_choices_before_poles(choose, hidden, shown, scale):
    """What was not chosen has no part in a derivative, also where its own derivative is infinite."""
    x = T.fvector("x")
    narrow = theano.function([x], T.grad(scale(choose(x)).sum(), x))(np.array([hidden, shown], "float32"))
    x = T.dvector("x")
    f = theano.function([x], [c := scale(choose(x)), T.grad(c.sum(), x)])
    step = 1e-6
    value, slope = f(np.array([hidden, shown]))
    right, left = (f(np.array([hidden, shown + d]))[0].sum() for d in (step, -step))
    assert np.isfinite(value).all()
    np.testing.assert_allclose(slope, [0, (right - left) / (2 * step)], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(narrow, slope, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("scale", [lambda c: c, lambda c: c * 2 / 3, lambda c: -c / 3])
@pytest.mark.parametrize(
    "read",
    [
        lambda v: v[1:], lambda v: v[1:].sum() + v[1], lambda v: v[-1:0:-1], lambda v: v[[1, 2, 1]],
        lambda v: T.take(v, [2, 1]), lambda v: v[np.array([False, True, True])],
        lambda v: v[T.nonzero(T.constant([0, 1, 1]))], lambda v: T.set_subtensor(v[:1], 0.0),
        lambda v: T.set_subtensor(v[[0]], 0.0)[[0, 1, 1, 2]], lambda v: T.inc_subtensor(v[1:], 2.0)[1:],
    ],
)
@pytest.mark.parametrize(
    "function, pole",
    [
        (T.log, 0.0), (T.sqrt, 0.0), (T.inv, 0.0), (lambda x: x * T.log(x), 0.0), (T.sqrt, -1.0),
        (T.exp, 800.0), (lambda x: 1 / (x - 1) ** 2, 1.0),
    ],
)  # fmt: skip
def test_parts_without_poles(function, pole, read, scale):
    """What was not read, or overwritten, has no part in a derivative: that of a part is that of the function of it."""
    x = T.dvector("x")
    slope = theano.function([x], T.grad(scale(read(function(x))).sum(), x))
    got = slope([pole, 1.5, 2.5])
    assert got[0] == 0
    np.testing.assert_allclose(got[1:], slope([1.25, 1.5, 2.5])[1:], rtol=1e-10)


COTHS = {
    "quotient": lambda x: T.cosh(x) / T.sinh(x),
    "exponentials": lambda x: (T.exp(x) + T.exp(-x)) / (T.exp(x) - T.exp(-x)),
    "doubled": lambda x: (T.exp(2 * x) + 1) / (T.exp(2 * x) - 1),
    "doubled, negated": lambda x: (1 + T.exp(-2 * x)) / (1 - T.exp(-2 * x)),
    "expm1": lambda x: (2 + T.expm1(2 * x)) / T.expm1(2 * x),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", COTHS)
def test_hyperbolic_cotangents(name, dtype):
    """Far out a logarithm has no digits left behind the point."""
    x = np.array([[-1e12, 1e5, 3e7], [-0.5, 1e-3, -800.0]], dtype)
    check(COTHS[name], 1 / np.tanh(x), 1 - 1 / np.tanh(x.astype("float64")) ** 2, x)


# 1 - tanh(x)**2, the derivative of a change of variables
COMPLEMENTS = {
    "square": lambda t: 1 - t**2,
    "product": lambda t: 1 - t * t,
    "sqr": lambda t: 1 - T.sqr(t),
    "absolute value": lambda t: 1 - abs(t) ** 2,
    "sqr of an absolute value": lambda t: 1 - T.sqr(abs(t)),
    "product of absolute values": lambda t: 1 - abs(t) * abs(t),
    "negated product": lambda t: -(t * t) + 1,
    "negated twice": lambda t: -(t * t) - -1,
    "negated factor": lambda t: 1 + -t * t,
    "negated constant": lambda t: 1 + -1 * (t * t),
    "factors": lambda t: (1 - t) * (1 + t),
}


@pytest.mark.parametrize("name", COMPLEMENTS)
def test_complements_of_squares(name):
    x = np.array([[20.0, -40.0, 300.0], [-0.5, 1e-3, -800.0]])
    spell = COMPLEMENTS[name]
    log = -2 * (np.logaddexp(x, -x) - np.log(2))
    check(lambda m: T.log(spell(T.tanh(m))), log, -2 * np.tanh(x), x)
    check(lambda m: T.log1p(spell(T.tanh(m)) - 1), log, -2 * np.tanh(x), x)
