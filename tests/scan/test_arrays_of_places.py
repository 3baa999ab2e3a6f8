"""Loops over short rows whose steps index with arrays, add up along axes, take parts, and have rows that are empty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T

STEPS = {
    # s is a state of three rows of four, p a sequence of three places up to 3, q one of four, table an argument like s
    "rows": lambda s, p, q, table: 0.5 * s[p] + table,
    "columns": lambda s, p, q, table: 0.5 * s + s[:, q],
    "pairs": lambda s, p, q, table: s * s[p, p].dimshuffle(0, "x"),
    "a grid of pairs": lambda s, p, q, table: s[p.dimshuffle(0, "x"), q] - table,
    "labels": lambda s, p, q, table: s - s[T.arange(s.shape[0]), p].dimshuffle(0, "x"),
    "turned pairs": lambda s, p, q, table: s + table.T[p, p].dimshuffle(0, "x"),
    "set": lambda s, p, q, table: T.set_subtensor(s[p], table * 0.5),
    "set one row": lambda s, p, q, table: T.set_subtensor(s[p], table[0]),
    "set columns": lambda s, p, q, table: T.set_subtensor(s[:, q], table),
    "set columns of some rows": lambda s, p, q, table: T.set_subtensor(s[1:, q], table[1:]),
    "add to columns of some rows": lambda s, p, q, table: T.inc_subtensor(s[:2, p], 0.25 * table[:2, :3]),
    "add to parts of rows": lambda s, p, q, table: s + T.inc_subtensor((0.5 * table)[p, 1:3], s[:, :2]),
    "a written diagonal": lambda s, p, q, table: T.fill_diagonal(s, table[0, 1]) * 0.5,
    "add": lambda s, p, q, table: T.inc_subtensor(s[p], 0.25 * table),
    "add pairs": lambda s, p, q, table: T.inc_subtensor(s[p, p], table[:, 0]),
    "add a number": lambda s, p, q, table: T.inc_subtensor(s[p, p], 0.5),
    "sums": lambda s, p, q, table: T.cumsum(s, axis=1) * 0.25,
    "sums of columns": lambda s, p, q, table: T.cumsum(s, axis=0) * 0.25,
    "sums of all": lambda s, p, q, table: T.cumsum(s).reshape((3, 4)) * 0.1,
    "products": lambda s, p, q, table: T.cumprod(s, axis=1) + table,
    "log-sums": lambda s, p, q, table: T.log(T.cumsum(T.exp(s), axis=1)) * 0.25,
    "parts": lambda s, p, q, table: T.concatenate(T.split(s, [1, 3], 2, axis=1)[::-1], axis=1),
    "no rows": lambda s, p, q, table: T.concatenate([s[3:], table[:0] * 2, T.exp(s[s.shape[0] - 1:0:-1]), s[:1]]),
    "no columns": lambda s, p, q, table: T.concatenate([s[:, 4:] + 1, s[:, 2:], s[:, :2]], axis=1),
    "nothing is set": lambda s, p, q, table: T.set_subtensor(s[1:1], 7.0) + T.inc_subtensor(table[:, :0], 1.0),
    "the sum of nothing": lambda s, p, q, table: s + s[:0].sum(axis=0),
    "a diagonal": lambda s, p, q, table: s + T.diagonal(s, 1).dimshuffle(0, "x"),
    "a range": lambda s, p, q, table: s * T.arange(s.shape[1]) * 0.3,
    "stacks": lambda s, p, q, table: T.batched_dot(T.stack([s, table]), T.stack([s.T, s.T]))[:, :, p].sum(0)[:, q],
}  # fmt: skip


def build(names, dtype):
    """Inputs and outputs of a loop that takes some steps one after another."""
    p, q = T.imatrix("p"), T.lmatrix("q")
    s, table = [T.TensorType(dtype, (False, False))(name) for name in ("s", "table")]

    def step(p, q, s, table):
        for name in names:
            s = STEPS[name](s, p, q, table)
        return T.patternbroadcast(T.tanh(s).astype(dtype), (False, False))

    states, _ = theano.scan(step, sequences=[p, q], outputs_info=s, non_sequences=table)
    return [p, q, s, table], states


def arguments(n, seed, dtype):
    draw = np.random.default_rng(seed)
    p, q = draw.integers(-3, 3, (n, 3)).astype("int32"), draw.integers(-3, 3, (n, 4))
    return [p, q, draw.normal(size=(3, 4)).astype(dtype), draw.normal(size=(3, 4)).astype(dtype)]


# views are written through, and read as what they are views of: rows of strips are written once
STEP_BY_STEP = (
    "the sum of nothing", "set columns of some rows", "add to columns of some rows", "add to parts of rows",
    "a written diagonal",
)
names = st.lists(st.sampled_from(list(STEPS)), min_size=1, max_size=3)


@given(names, st.sampled_from(["float64", "float32", "float64"]), st.sampled_from([1, 2, 9, 60]), st.integers(0, 99))
@settings(max_examples=30)
def test_values(names, dtype, n, seed):
    inputs, states = build(names, dtype)
    agree(inputs, [states, states[-1]], arguments(n, seed, dtype), 1e-4 if dtype == "float32" else 1e-10)


@given(names, st.sampled_from([1, 2, 9]), st.integers(0, 99))
@settings(max_examples=15)
def test_gradients(names, n, seed):
    inputs, states = build(names, "float64")
    cost = (states**2).sum() + states[-1].sum()
    gradients = T.grad(cost, inputs[2:], disconnected_inputs="ignore")
    agree(inputs, [cost, *gradients], arguments(n, seed, "float64"), 1e-8)


@pytest.mark.parametrize("name", STEP_BY_STEP)
@pytest.mark.parametrize("n", [1, 60])
def test_written_views(name, n):
    """What is written through a view is read in the whole array."""
    inputs, states = build([name], "float64")
    agree(inputs, [states], arguments(n, 3, "float64"), 1e-12)


@pytest.mark.parametrize("name", STEPS)
def test_strips(name):
    """Such loops run in strips, but for sums of nothing and what is written through views."""
    inputs, states = build([name], "float64")
    f = theano.function(inputs, states, on_unused_input="ignore")
    values = arguments(40, 0, "float64")
    assert ("in strips" in str(f.profile(*values, calls=1))) == (name not in STEP_BY_STEP)


@pytest.mark.parametrize("name", ["rows", "pairs", "set", "add pairs"])
@pytest.mark.parametrize("at", [0, 8, 63, 399])
@pytest.mark.parametrize("bad", [3, -4, 2**31 - 1])
def test_outside(name, at, bad):
    """A place that lies outside is an error of its step; calls before and after it are right."""
    inputs, states = build([name], "float64")
    kept = theano.shared(np.zeros((3, 4)))
    f = theano.function(inputs, states, updates=[(kept, states[-1])], on_unused_input="ignore")
    values = arguments(400, 1, "float64")
    right = f(*values)
    wrong = [values[0].copy(), *values[1:]]
    wrong[0][at, 2] = bad
    with pytest.raises(IndexError, match=rf"(?s)out of bounds.*[Ii]n step {at} of"):
        f(*wrong)
    np.testing.assert_array_equal(kept.get_value(), right[-1])
    np.testing.assert_array_equal(f(*values), right)


def test_values_that_do_not_fit():
    """Lengths that differ are errors of the step, as without strips."""
    p, s, y = T.lmatrix("p"), T.dvector("s"), T.dvector("y")
    rows, _ = theano.scan(lambda p, s, y: T.set_subtensor(s[p], y), sequences=p, outputs_info=s, non_sequences=y)
    f = theano.function([p, s, y], rows)
    places = np.zeros((5, 2), "int64")
    np.testing.assert_array_equal(f(places, np.ones(3), np.array([4.0, 5.0]))[-1], [5, 1, 1])
    with pytest.raises(ValueError, match=r"(?s)shape.*[Ii]n step 0 of"):
        f(places, np.ones(3), np.ones(3))


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "float16", "complex128"])
def test_dtypes(dtype):
    """What is copied may be of any dtype."""
    p, s = T.lmatrix("p"), T.TensorType(dtype, (False,))("s")
    rows, _ = theano.scan(lambda p, s: T.set_subtensor(s[p], s[p[::-1]]), sequences=p, outputs_info=s)
    places, start = np.array([[0, 2], [1, 0], [-1, 1]]), np.array([1, 0, 3]).astype(dtype)
    expected, state = [], start
    for row in places:
        state = state.copy()
        state[row] = state[row[::-1]]
        expected.append(state)
    np.testing.assert_array_equal(theano.function([p, s], rows)(places, start), expected)
