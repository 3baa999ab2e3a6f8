"""Opposites that are only added to slices are never stored: same values, one array less."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.joined import apart


def puts(f):
    """How each step puts."""
    return [step.params["how"] for step in apart(f.maker.program) if step.kind == "put_slice"]


def compare(inputs, outputs, values, rtol=1e-9):
    """The function gives what it gives without rewrites; return it."""
    f, g = theano.function(inputs, outputs), theano.function(inputs, outputs, mode=theano.compile.Mode(optimizer=None))
    for _ in range(2):
        for got, want in zip(f(*values), g(*values), strict=True):
            np.testing.assert_allclose(got, want, rtol=rtol, atol=rtol)
    return f


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(40,), (1,), (30, 20), (5, 1, 7), (3, 300, 4), (4, 3, 500)])
def test_gradients_of_differences(shape, dtype):
    """Smoothness along each axis."""
    x = T.TensorType(dtype, [False] * len(shape))()
    cost = 0
    for axis in range(len(shape)):
        before, behind = ([slice(None)] * axis + [part] for part in (slice(None, -1), slice(1, None)))
        cost += T.sum((x[tuple(behind)] - x[tuple(before)]) ** 2)
    value = np.random.default_rng(0).normal(size=shape).astype(dtype)
    f = compare([x], [cost, T.grad(cost, x)], [value], 1e-4 if dtype == "float32" else 1e-10)
    assert puts(f).count("dec") == len(shape)


def test_puts_that_stay():
    """The opposite is a result, or is read by others, or nothing stores what it is the opposite of."""
    x, y = T.dvectors("xy")
    values = [np.arange(5.0), np.arange(4.0)]
    opposite = -T.exp(y)
    assert "dec" not in puts(compare([x, y], [T.inc_subtensor(x[1:], opposite), opposite, T.exp(y)], values))
    assert "dec" not in puts(compare([x, y], [T.inc_subtensor(x[1:], opposite), T.sum(opposite**2)], values))
    assert "dec" not in puts(compare([x, y], [T.inc_subtensor(x[1:], opposite)], values))
    assert "dec" not in puts(compare([x, y], [T.set_subtensor(x[1:], opposite), T.exp(y)], values))


def test_shared_memory():
    """The value that is subtracted lies in the array that it is subtracted from, or is overwritten by an update."""
    x = theano.shared(np.arange(6.0))
    y = T.exp(x[:3] / 9)
    f = theano.function([], [y], updates=[(x, T.inc_subtensor(x[2:5], -y))])
    want = np.arange(6.0)
    for _ in range(3):
        taken = np.exp(want[:3] / 9)
        np.testing.assert_allclose(f()[0], taken)
        want[2:5] -= taken
        np.testing.assert_allclose(x.get_value(), want)


STEP = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 3))


@given(st.lists(STEP, min_size=1, max_size=8), st.booleans())
@settings(max_examples=60)
def test_random_programs(steps, shared):
    """Slices of several arrays to which values and their opposites are added, and what else happens to them."""
    arrays = [np.random.default_rng(k).normal(size=12) for k in range(3)]

    def build(optimizer):
        inputs = [] if shared else list(T.dvectors("abc"))
        values = [theano.shared(a.copy()) for a in arrays] if shared else list(inputs)
        before = list(values)
        for kind, k, j in steps:
            difference = T.tanh(values[k][1:] - values[(k + 1) % 3][:-1])
            target = values[(k + j) % 3]
            values[(k + j) % 3] = T.inc_subtensor(target[1:], difference)
            if kind:
                values[k] = T.inc_subtensor(values[k][: 12 - 1], -difference)
            if kind == 2:
                values[k] = T.set_subtensor(values[k][:5], difference[2:7] * 2)
            if kind == 3:
                values[j % 3] = T.exp(-abs(values[j % 3]))
        mode = theano.compile.Mode(optimizer=optimizer)
        updates = list(zip(before, values, strict=True)) if shared else []
        f = theano.function(inputs, [v.sum() for v in values] + values, updates=updates, mode=mode)
        return [f(*([] if shared else arrays)) for _ in range(2)]

    for found, wanted in zip(build("fast_run"), build(None), strict=True):
        for got, want in zip(found, wanted, strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-9)
