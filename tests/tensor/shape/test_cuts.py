"""Gradients of joins that are cut at constant places, and of rolls; short arrays are cut in the same way."""

import numpy as np
import pytest
from reference import evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ShapeMismatch
from tensorgraph.graph.traverse import ops
from tensorgraph.tensor.indexing.subtensor import IncSubtensor
from tensorgraph.tensor.shape.cuts import halves, parts_of_join
from tensorgraph.tensor.shape.join import Split

JOINS = {
    "roll": lambda x: T.roll(x, 1, axis=0),
    "roll back": lambda x: T.roll(x, -2, axis=0),
    "turned": lambda x: T.concatenate([x[3:], x[:3]]),
    "turned from the end": lambda x: T.concatenate([x[-3:], x[:-3]]),
    "together again": lambda x: T.concatenate([x[:2], x[2:]]),
    "all and nothing": lambda x: T.concatenate([x[0:], x[:0]]),
    "around": lambda x: T.concatenate([x[-1:], x, x[:1]]),
    "ends repeated": lambda x: T.concatenate([x[:1], x[:1], x, x[-1:]]),
    "constants": lambda x: T.concatenate([np.ones((2, 2)), x, np.zeros((0, 2)), np.ones((1, 2)), np.zeros((0, 2))]),
    "a row": lambda x: T.concatenate([x.sum(axis=0)[None], x * 2]),
    "rows": lambda x: T.concatenate([x, x.sum(axis=0, keepdims=True), x.sum(axis=0)[None]]),
}


@pytest.mark.parametrize("name", JOINS)
@pytest.mark.parametrize("n", range(6))
def test_gradient(name, n):
    """Against differences, which are exact but for rounding: a join is linear."""
    x, w = T.dmatrix("x"), T.dmatrix("w")
    z = JOINS[name](x)
    given = {x: np.random.default_rng(n).normal(size=(n, 2))}
    given[w] = np.random.default_rng(1).normal(size=evaluate(z, given).shape)
    got = T.grad((z * w).sum(), x)
    rows = []
    for k in range(2 * n):
        unit = np.zeros((n, 2))
        unit.flat[k] = 1
        value = evaluate(z, {x: given[x] + unit}) - evaluate(z, given)
        rows.append((value * given[w]).sum())
    np.testing.assert_allclose(evaluate(got, given), np.reshape(rows, (n, 2)), atol=1e-12)
    assert not any(isinstance(op, Split) for op in ops([x, w], [got]))


@pytest.mark.parametrize("shift", [1, -1, 2, -2])
def test_gradient_of_a_roll_is_a_roll(shift):
    x, w = T.dmatrix("x"), T.dmatrix("w")
    f = theano.function([x, w], T.grad((T.roll(x, shift, axis=1) * w).sum(), x))
    assert not any(isinstance(node.op, IncSubtensor) for node in f.maker.fgraph.toposort())
    for n in range(5):
        value = np.random.default_rng(n).normal(size=(3, n))
        np.testing.assert_array_equal(f(np.ones((3, n)), value), np.roll(value, -shift, axis=1))
    with pytest.raises(ShapeMismatch, match=r"is \(3, 4\), w is \(3, 3\): lengths 4 and 3 of axis 1"):
        f(np.ones((3, 4)), np.ones((3, 3)))


def test_places_that_are_not_known():
    x, y, i = T.dvector("x"), T.dvector("y"), T.lscalar("i")
    for parts in ([x[1:], y[:1]], [x[i:], x[:i]], [x[1:], x[:2]], [x, y], [x[::2], x[:1]], [x[-1:], x, y[:1]], [x, x]):
        assert parts_of_join(parts, 0) is None
    for parts in ([x[1:], x[:2]], [x[:1], x[:1]], [x[1:], x[1:]], [x[1:2], x[:1]], [x[1:], x[:1], x[:1]]):
        assert halves(parts, 0) is None
