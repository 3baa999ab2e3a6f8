"""Rows of what is computed elementwise: computed alone where nothing else is read, with the same values and errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.shape.shape import SpecifyShape


@settings(max_examples=60)
@given(st.data(), st.sampled_from(["float32", "float64"]))
def test_random(data, dtype):
    """Pairs of points and of intervals, with results that are read in full too, or from both ends."""
    draw = data.draw
    n, m, k = draw(st.integers(0, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    a, b = (T.matrix(name, dtype=dtype) for name in "ab")
    values = [np.random.default_rng(k).normal(size=(rows, 2 * k)).astype(dtype) for rows in (n, m)]
    axis = draw(st.integers(0, 2))
    order = np.insert([0, 1], axis, 2)
    near, far = ([x[:, :, part].transpose(*order) for x in (a[:, None], b[None])] for part in (np.s_[:k], np.s_[k:]))
    made = [T.minimum(*far) - T.maximum(*near)]
    for _ in range(draw(st.integers(0, 3))):
        last = made[-1]
        more = [T.maximum(last, 0), T.exp(-last * last), last * near[0] + 1, last - made[0]]
        made.append(draw(st.sampled_from(more)))
    places = draw(st.lists(st.integers(-k, k - 1), min_size=1, max_size=3))
    rows = [made[-1][(slice(None),) * axis + (place,)] for place in places]
    outputs = [T.mul(*rows, 0.5), T.add(*rows, 1).sum(axis=0)]
    outputs = draw(st.sampled_from([outputs, outputs[:1], [*outputs, made[-1]], [*outputs, rows[0]]]))
    cost = sum((y**2).sum() for y in outputs)
    agree([a, b], [*outputs, *T.grad(cost, [a, b])], values, 1e-10 if dtype == "float64" else 1e-3)


def overlap(a, b):
    """The areas in which boxes overlap: each is a lower and an upper corner."""
    sides = T.maximum(T.minimum(a[:, None, 2:], b[None, :, 2:]) - T.maximum(a[:, None, :2], b[None, :, :2]), 0)
    return sides[:, :, 0] * sides[:, :, 1]


def test_one_loop():
    a, b = T.dmatrices("a", "b")
    f = theano.function([a, b], overlap(a, b))
    assert [row.kind for row in f.explain().rows].count("loop") == 1
    assert any(isinstance(node.op, SpecifyShape) for node in f.maker.fgraph.apply_nodes)
    boxes = np.random.default_rng(0).random((5, 4))
    boxes[:, 2:] += boxes[:, :2]
    np.testing.assert_allclose(f(boxes, boxes).diagonal(), (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))


@pytest.mark.parametrize("columns", [(4, 5), (5, 5), (3, 3), (5, 4)])
def test_lengths_that_differ(columns):
    a, b = T.dmatrices("a", "b")
    f = theano.function([a, b], overlap(a, b))
    with pytest.raises((ValueError, IndexError)) as caught:
        f(*[np.ones((2, n)) for n in columns])
    assert "test_rows_read_alone.py" in str(caught.value)
