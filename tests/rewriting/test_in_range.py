"""Sums in the log domain are computed as they were written where their exponentials are moderate."""

import numpy as np
import pytest
from plain_mode import PLAIN

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.nanguardmode import NanGuardMode
from tensorgraph.ifelse import IfElse
from tensorgraph.rewriting.logdomain.commonfactor import CommonFactor

DTYPES = ("float32", "float64")
FULL = theano.compile.mode.get_mode("FAST_RUN")
ALWAYS = FULL.excluding("plain_in_range")


def standardised(v):
    return (v - v.mean(axis=0)) / T.sqrt(v.var(axis=0) + 1e-5)


PROGRAMS = {
    "root mean square": lambda x, y: T.sqrt(((T.exp(x) - y) ** 2).mean()),
    "deviation": lambda x, y: T.exp(x).std(axis=1),
    "deviation of expm1": lambda x, y: T.expm1(x * y).std(axis=1),
    "share of variation": lambda x, y: 1 - ((y - T.exp(x)) ** 2).sum() / ((T.exp(x) - T.exp(x).mean()) ** 2).sum(),
    "ratio": lambda x, y: (T.exp(x) - 1).mean() / T.exp(x).std(),
    "standardised": lambda x, y: (standardised(T.exp(x)) * y).sum(axis=1),
    "relative errors": lambda x, y: abs((T.exp(x) - y) / (T.exp(x) + y)).mean(),
    "root": lambda x, y: T.sqrt(1 + (T.exp(x) - y) ** 2).sum(),
    "logarithm": lambda x, y: T.log(abs(T.exp(x) * y - T.exp(y))).sum(),
    "product": lambda x, y: T.sqrt(abs(T.dot(T.exp(x), y.T))).sum(),
    "three terms": lambda x, y: T.log(T.exp(x) + T.exp(y) + T.exp(-x)).sum(),
    "one number": lambda x, y: T.sqrt((T.exp(x[:, 0]).dimshuffle(0, "x") * y).var(axis=1)).sum(),
}


def compiled(name, dtype, mode, gradients):
    x, y = T.matrices("x", "y", dtype=dtype)
    value = PROGRAMS[name](x, y)
    outputs = T.grad(value.sum(), [x, y], disconnected_inputs="ignore") if gradients else [value]
    return theano.function([x, y], outputs, mode=mode, on_unused_input="ignore")


@pytest.mark.parametrize("gradients", [False, True], ids=["values", "gradients"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", PROGRAMS)
def test_both_copies_agree(name, dtype, gradients):
    """Small numbers, moderate ones, and those for which the factor is needed give what the stable form gives."""
    function, stable = (compiled(name, dtype, mode, gradients) for mode in (FULL, ALWAYS))
    rng = np.random.default_rng(3)
    tolerance = 3e-4 if dtype == "float32" else 1e-9
    for scale in (1e-2, 1, 3, 10, 40, 400):
        x, y = (scale * rng.normal(size=(5, 4))).astype(dtype), rng.normal(size=(5, 4)).astype(dtype)
        for found, expected in zip(function(x, y), stable(x, y)):
            size = np.max(np.abs(expected[np.isfinite(expected)]), initial=0)
            np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * size)


def test_only_what_is_needed_is_computed():
    """The choice is made where exponentials could leave the range, with their factors left in one branch only."""
    for name in PROGRAMS:
        function = compiled(name, "float64", FULL, False)
        nodes = function.maker.fgraph.toposort()
        assert not any(isinstance(node.op, CommonFactor) for node in nodes), name
        choices = [node for node in nodes if isinstance(node.op, IfElse)]
        assert [str(node.op).split("{")[1][:8] for node in choices] == ["in range"], name


@pytest.mark.parametrize("dtype", DTYPES)
def test_numbers_at_the_bounds(dtype):
    """One extreme number among many, nan, infinity, zeros and nothing at all are what the stable form makes of them."""
    for name in ("root mean square", "deviation", "ratio", "root", "logarithm", "product"):
        function, stable = (compiled(name, dtype, mode, False) for mode in (FULL, ALWAYS))
        biggest = 90.0 if dtype == "float32" else 720.0
        for odd in (biggest, -biggest, 2 * biggest, np.nan, np.inf, -np.inf, 0.0):
            for which in range(2):
                args = [np.linspace(-1, 2, 20).reshape(5, 4).astype(dtype) for _ in range(2)]
                args[which][2, 1] = odd
                with np.errstate(all="ignore"):
                    expected = stable(*args)[0]
                np.testing.assert_allclose(function(*args)[0], expected, rtol=1e-3 if dtype == "float32" else 1e-9)
        nothing = np.ones((0, 4), dtype)
        np.testing.assert_array_equal(function(nothing, nothing)[0], stable(nothing, nothing)[0])


def test_large_factors():
    """A factor beyond the range of its square is not computed as written."""
    function = compiled("root mean square", "float32", FULL, False)
    x = np.zeros((2, 2), "float32")
    for y in (1e25, -3e30):
        np.testing.assert_allclose(function(x, np.full((2, 2), y, "float32"))[0], abs(y), rtol=1e-5)


def test_sums_of_several_lengths():
    """The terms of different sums need not have one shape."""
    x, y = T.dvectors("x", "y")
    ratio = T.exp(x).std() / T.exp(y).std()
    function = theano.function([x, y], [ratio, *T.grad(ratio, [x, y])])
    a, b = np.linspace(-1, 1, 5), np.linspace(0, 2, 7)
    np.testing.assert_allclose(function(a, b)[0], np.exp(a).std() / np.exp(b).std())
    np.testing.assert_allclose(np.log(function(a + 500, b)[0]), 500 + np.log(np.exp(a).std() / np.exp(b).std()))


@pytest.mark.parametrize("dtype", DTYPES)
def test_bounds_of_the_program(dtype):
    """A bound that a program sets stays, also where it is that of exponents."""
    x, y = T.matrices("x", "y", dtype=dtype)
    bound = np.asarray(80 if dtype == "float32" else 700, dtype)
    value = T.minimum(T.sqrt(((T.exp(x) - y) ** 2).mean()) - np.asarray(1, dtype), bound)
    function = theano.function([x, y], value)
    assert function(np.full((2, 2), 10, dtype), np.ones((2, 2), dtype)) == bound


@pytest.mark.parametrize("mode", ["DebugMode", "NanGuardMode", "py"])
def test_other_modes(mode):
    """The choice is made in all modes that rewrite, and looks like no fault to those that watch."""
    x, y = T.dmatrices("x", "y")
    value = PROGRAMS["root mean square"](x, y)
    modes = {"NanGuardMode": NanGuardMode(True, True, True), "py": theano.Mode("py", "fast_run")}
    function = theano.function([x, y], [value, T.grad(value, x)], mode=modes.get(mode, mode))
    data = np.linspace(-1, 1, 6).reshape(2, 3)
    np.testing.assert_allclose(function(data, -data)[0], np.sqrt(((np.exp(data) + data) ** 2).mean()))


def test_updates():
    """A shared variable gets the value of the branch that was taken, and keeps it if a call fails."""
    w = theano.shared(np.ones((3, 2)), "w")
    x = T.matrix("x", dtype="float64")
    cost = T.sqrt(((T.exp(T.dot(x, w)) - 1) ** 2).mean())
    step = theano.function([x], cost, updates=[(w, w - 0.1 * T.grad(cost, w))])
    for scale in (1.0, 1000.0):
        before, data = w.get_value(), scale * np.ones((4, 3))
        value = step(data)
        e = np.exp(data @ before, dtype=np.longdouble)
        np.testing.assert_allclose(np.log(value), np.log(np.sqrt(((e - 1) ** 2).mean())).astype(float), rtol=1e-9)
        assert not np.array_equal(w.get_value(), before)
        w.set_value(np.full((3, 2), 0.1))
    with pytest.raises(ValueError):
        step(np.ones((4, 5)))
    np.testing.assert_array_equal(w.get_value(), np.full((3, 2), 0.1))


def test_zeros_of_what_is_not_read():
    """A gradient keeps the zeros of elements without a part in it where it is chosen together with a value."""
    x, y, z = T.dmatrices("x", "y", "z")
    value = T.sqrt(((T.exp(x) - y) ** 2).mean())
    gradient = T.grad(value * T.dot(T.log(z).T, y)[0].sum(), [x, z])
    function = theano.function([x, y, z], [value, *gradient])
    assert any(isinstance(node.op, IfElse) for node in function.maker.fgraph.toposort())
    data = np.array([[1.0, 0.0], [2.0, 0.0]])
    for scale in (1, 340):
        found = function(scale * data, data, data)[2]
        assert np.isfinite(found[:, 0]).all()
        np.testing.assert_array_equal(found[:, 1], [0.0, 0.0])


def test_loops():
    """Inside of a loop factors stay; what a loop gives may be chosen behind it."""
    x = T.vector("x", dtype="float64")
    states, _ = theano.scan(lambda h: T.sqrt(((T.exp(h) - 0.5) ** 2).mean() + h**2), outputs_info=[x], n_steps=3)
    function = theano.function([x], states[-1].sum())
    assert not any(isinstance(node.op, (CommonFactor, IfElse)) for node in function.maker.fgraph.toposort())
    h = np.array([0.1, 0.7])
    expected = h
    for _ in range(3):
        expected = np.sqrt(((np.exp(expected) - 0.5) ** 2).mean() + expected**2)
    np.testing.assert_allclose(function(h), expected.sum(), rtol=1e-12)


@pytest.mark.parametrize("ndim", [0, 1])
def test_copies_of_what_a_scalar_indexes(ndim):
    """Scalar variables have no truth value."""
    x, n = T.dmatrix("x"), T.lscalar("n")
    deviation = T.std(0.5**x, axis=0)
    value = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, 2.0]])
    want = np.std(0.5**value, axis=0)
    f = theano.function([x, n], deviation[n % 2] if ndim == 0 else deviation[n % 2 :])
    np.testing.assert_allclose(f(value, 3), want[1] if ndim == 0 else want[1:])


@pytest.mark.parametrize("dtype", DTYPES)
def test_nothing_is_taken_out_of_infinite_sums(dtype):
    """A factor that is infinite would make nan of a derivative that vanishes."""
    x, y = T.vectors("x", "y", dtype=dtype)
    rows = T.matrix("rows", dtype=dtype)
    costs = [
        T.sqrt(x + T.exp(y)), (x - T.expm1(y)) ** 0.3, (x + T.exp(y)) ** -0.5,
        T.sqrt(T.sum(rows * T.exp(y), axis=1)),
    ]  # fmt: skip
    values = [np.array([np.inf, 2.0, np.inf]), np.array([0.3, 0.5, 3.0]), np.array([[np.inf, 1, 2], [1, 2, 3]])]
    values = [v.astype(dtype) for v in values]
    for cost in costs:
        gradients = T.grad(cost.sum(), [x, y, rows], disconnected_inputs="ignore")
        found = [theano.function([x, y, rows], gradients, mode=mode)(*values) for mode in (PLAIN, FULL, ALWAYS)]
        for want, *others in zip(*found):
            kept = np.isfinite(want)
            assert kept.any()
            for value in others:
                np.testing.assert_allclose(value[kept], want[kept], rtol=1e-4)
