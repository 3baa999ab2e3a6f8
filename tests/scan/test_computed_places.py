"""Loops whose steps read and write at places that they compute."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T

STEPS = {
    # i and j are places from a sequence, k is a state that moves, s a state of three rows of four
    "number": lambda s, i, j, k, table: T.set_subtensor(s[0], s[1] + table[i, j]),
    "row": lambda s, i, j, k, table: 0.5 * s + table[i],
    "column": lambda s, i, j, k, table: 0.5 * s + table[:, j].dimshuffle(0, "x"),
    "reversed row": lambda s, i, j, k, table: 0.5 * s + table[i, ::-1],
    "of the state": lambda s, i, j, k, table: T.sqrt(1 + s[k] ** 2) - 0.5 * s,
    "set": lambda s, i, j, k, table: T.set_subtensor(s[i], table[k]),
    "set a number": lambda s, i, j, k, table: T.set_subtensor(s[i, j], s[k, j] - 1),
    "set a column": lambda s, i, j, k, table: T.set_subtensor(s[:, j], s[:, 0] * 0.5),
    "add": lambda s, i, j, k, table: T.inc_subtensor(s[i, :2], table[k, 2:] * s[0, j]),
    "add to every other": lambda s, i, j, k, table: T.inc_subtensor(s[::2, j], table[::2, 1]),
}


def build(names, dtype):
    """Inputs and outputs of a loop that takes some steps one after another."""
    ij, s, table, k = (
        T.imatrix("ij"),
        T.TensorType(dtype, (False, False))("s"),
        T.TensorType(dtype, (False, False))("table"),
        T.lscalar("k"),
    )

    def step(ij, s, k, table):
        for name in names:
            s = STEPS[name](s, ij[0], ij[1], k, table)
        return T.tanh(s).astype(dtype), (k + ij[0]) % 3

    (states, places), _ = theano.scan(step, sequences=ij, outputs_info=[s, k], non_sequences=table)
    return [ij, s, table, k], states, places


def arguments(n, seed, dtype):
    draw = np.random.default_rng(seed)
    ij = np.stack([draw.integers(-3, 3, n), draw.integers(-4, 4, n)], axis=1).astype("int32")
    return [ij, draw.normal(size=(3, 4)).astype(dtype), draw.normal(size=(3, 4)).astype(dtype), 1]


names = st.lists(st.sampled_from(list(STEPS)), min_size=1, max_size=3)


@given(names, st.sampled_from(["float64", "float32", "float64"]), st.sampled_from([1, 2, 9, 60]), st.integers(0, 99))
@settings(max_examples=30)
def test_values(names, dtype, n, seed):
    inputs, states, places = build(names, dtype)
    agree(inputs, [states, states[-1], places], arguments(n, seed, dtype), 1e-4 if dtype == "float32" else 1e-10)


@given(names, st.sampled_from([1, 2, 9]), st.integers(0, 99))
@settings(max_examples=15)
def test_gradients(names, n, seed):
    inputs, states, _ = build(names, "float64")
    cost = (states**2).sum() + states[-1].sum()
    gradients = T.grad(cost, inputs[1:3], disconnected_inputs="ignore")
    agree(inputs, [cost, *gradients], arguments(n, seed, "float64"), 1e-8)


@pytest.mark.parametrize("name", STEPS)
def test_strips(name):
    """Such loops run in strips."""
    inputs, states, _ = build([name], "float64")
    f, values = theano.function(inputs, states), arguments(40, 0, "float64")
    assert "in strips" in str(f.profile(*values, calls=1))


@pytest.mark.parametrize("at", [0, 7, 8, 63, 399])
@pytest.mark.parametrize("bad", [3, -4, 2**31 - 1])
def test_outside(at, bad):
    """A place that lies outside is an error of the step that computes it; calls before and after it are right."""
    inputs, states, _ = build(["set"], "float64")
    kept = theano.shared(np.zeros((3, 4)))
    f = theano.function(inputs, states, updates=[(kept, states[-1])])
    values = arguments(400, 1, "float64")
    right = f(*values)
    wrong = [values[0].copy(), *values[1:]]
    wrong[0][at, 0] = bad
    kept.set_value(right[-1])
    with pytest.raises(IndexError, match=rf"(?s)out of bounds.*[Ii]n step {at} of"):
        f(*wrong)
    np.testing.assert_array_equal(kept.get_value(), right[-1])
    np.testing.assert_array_equal(f(*values), right)


@pytest.mark.parametrize("stop", [1, 5, 30])
def test_outside_behind_the_end(stop):
    """Steps that a strip computes after the loop has ended may look anywhere."""
    i, x = T.lvector("i"), T.dvector("x")
    rows, _ = theano.scan(
        lambda i, s, x: (s + x[i], theano.scan_module.until(T.ge(i, stop))), sequences=i,
        outputs_info=T.zeros(()), non_sequences=x)  # fmt: skip
    f = theano.function([i, x], rows)
    x = np.arange(1.0, stop + 2)
    np.testing.assert_array_equal(f(np.arange(400), x), np.cumsum(x))
    with pytest.raises(IndexError, match=rf"(?s)out of bounds.*[Ii]n step {stop} of"):
        f(np.arange(400), x[:-1])


def test_dtypes_of_places():
    """All integers are places; of uint64 no number is negative."""
    for dtype in ("int8", "uint8", "int16", "uint32", "int64", "uint64"):
        i, x = T.TensorType(dtype, (False,))("i"), T.dvector("x")
        f = theano.function([i, x], theano.scan(lambda i, x: x[i] + 1, sequences=i, non_sequences=x)[0])
        places, x = np.array([0, 2, 1], dtype), np.arange(3.0)
        np.testing.assert_array_equal(f(places, x), x[places] + 1)
        top = np.array([0, np.iinfo(dtype).max], dtype)
        with pytest.raises(IndexError):
            f(top, x)
