"""Rows that are taken, changed and joined again: one loop, and the same values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T

WORK = {
    "sum": lambda a, b: a + 0.5 * b, "product": lambda a, b: a * b, "tanh": lambda a, b: T.tanh(a - b),
    "itself": lambda a, b: a, "constant": lambda a, b: T.zeros_like(a),
    "choice": lambda a, b: T.switch(a > b, a, 2 * b),
}


def entry(x, axis, i):
    """Entry i of an axis, perhaps counted from the end."""
    return x[(slice(None),) * axis + (i,)]


def moved(x, axis, count, names, shift=0):
    """Entries of `x`, computed from neighbours, and joined as they were."""
    rows = [entry(x, axis, i - shift) for i in range(count)]
    return T.stack([WORK[name](rows[i], rows[i - 1]) for i, name in enumerate(names)], axis=axis)


@settings(max_examples=60)
@given(
    data=st.data(), axis=st.integers(0, 1), count=st.integers(2, 4), length=st.integers(1, 5),
    dtype=st.sampled_from(["float32", "float64"]))
def test_random(data, axis, count, length, dtype):
    x, steps = T.matrix(dtype=dtype), []
    z = x
    for _ in range(data.draw(st.integers(1, 3))):
        names = data.draw(st.lists(st.sampled_from(sorted(WORK)), min_size=count, max_size=count))
        steps.append(moved(z, axis, count, names, data.draw(st.sampled_from([0, count]))))
        after = [lambda y: x + 0.1 * y, lambda y: y, lambda y: T.exp(-y * y) + x[0, 0]]
        z = data.draw(st.sampled_from(after))(steps[-1])
    outputs = [z + sum(steps), *(entry(z, axis, i) for i in range(count - 1))]
    outputs = data.draw(st.sampled_from([outputs, outputs[:1], outputs[1:]]))
    value = np.random.default_rng(0).normal(size=(count, length) if axis == 0 else (length, count)).astype(dtype)
    cost = sum((y**2).sum() for y in outputs)
    outputs.append(T.grad(cost, x, disconnected_inputs="ignore"))
    agree([x], outputs, [value], 1e-11 if dtype == "float64" else 1e-3)


@pytest.mark.parametrize("axis", [0, 1])
def test_one_loop(axis):
    """A step of Runge and Kutta for rows of a state is one loop, one join and a sum with the state."""
    x = T.dmatrix()

    def slope(x):
        a, b = entry(x, axis, 0), entry(x, axis, 1)
        return T.stack([a * (1 - b), b * (a - 1)], axis=axis)

    first = slope(x)
    second = slope(x + 0.05 * first)
    third = slope(x + 0.05 * second)
    f = theano.function([x], x + 0.1 / 6 * (first + 2 * second + 2 * third + slope(x + 0.1 * third)))
    assert sum(isinstance(node.op, T.Join) for node in f.maker.fgraph.toposort()) == 1
    assert str(f.explain()).count(" loop ") == 2
