"""Products that are only added to rows of a table are never stored: same values, one step less."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.joined import apart

ROWS = [2, 0, 5, 2, -1]


def scales(f):
    """By what each step that puts multiplies."""
    return [step.params.get("scale", 1) for step in apart(f.maker.program) if step.kind.startswith("put")]


def compare(inputs, outputs, values, expected, **keywords):
    """The function gives what it gives without kernels, and its steps that put have these scales."""
    f = theano.function(inputs, outputs, **keywords)
    g = theano.function(inputs, outputs, mode="FAST_COMPILE", **keywords)
    for _ in range(2):
        for got, want in zip(f(*values), g(*values), strict=True):
            assert got.dtype == want.dtype
            np.testing.assert_allclose(got, want, rtol=1e-5 if want.dtype == "float32" else 1e-12)
    assert scales(f) == expected


def table(dtype="float64", seed=0):
    return np.random.RandomState(seed).normal(size=(6, 7)).astype(dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradient_of_taken_rows(dtype):
    E, i = T.matrix("E", dtype=dtype), T.lvector("i")
    cost = T.sum(E[i] ** 2)
    compare([E, i], [cost, T.grad(cost, E)], [table(dtype), ROWS], [2.0])
    compare([E, i], [T.grad(cost, E)], [table(dtype), ROWS], [2.0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_update_of_taken_rows(dtype):
    i = T.lvector("i")
    results = []
    for mode in [None, "FAST_COMPILE"]:
        E = theano.shared(table(dtype))
        taken = E[i]
        step = T.cast(0.25, dtype) * T.grad(T.sum(taken**2), taken)
        f = theano.function([i], T.sum(taken), updates=[(E, T.inc_subtensor(taken, -step))], mode=mode)
        for _ in range(3):
            cost = f(ROWS)
        results.append((cost, E.get_value()))
        assert mode or scales(f) == [-0.5]
    for got, want in zip(*results):
        np.testing.assert_allclose(got, want, rtol=1e-5 if dtype == "float32" else 1e-12)


def test_negative_and_pairs():
    E, y, i, j = T.dmatrix("E"), T.dmatrix("y"), T.lvector("i"), T.lvector("j")
    values = [table(), table(seed=1)[:5], ROWS]
    compare([E, y, i], [T.inc_subtensor(E[i], -y)], values, [-1.0])
    v = T.dvector("v")
    values = [table(), np.arange(5.0), ROWS, [1, 0, 3, 1, 6]]
    compare([E, v, i, j], [T.inc_subtensor(E[i, j], 3 * v)], values, [3.0])


@pytest.mark.parametrize("layout", [lambda a: np.asfortranarray(a), lambda a: a[::2], lambda a: a[:, ::-1]])
def test_layouts(layout):
    E, y, i = T.dmatrix("E"), T.dmatrix("y"), T.lvector("i")
    values = [layout(np.tile(table(), (2, 1))), layout(table(seed=1)), ROWS[: len(layout(table()))]]
    values[2] = (ROWS + [1])[: len(values[1])]
    compare([E, y, i], [T.inc_subtensor(E[i], 2 * y)], values, [2.0])


def test_rows_of_the_table_itself():
    """The added rows alias the table."""
    E = T.dmatrix("E")
    values = [table()]
    compare([E], [T.inc_subtensor(E[np.array([3, 2, 1, 0, 5, 4])], 2 * E)], values, [2.0])
    E = theano.shared(table())
    f = theano.function([], [], updates=[(E, T.inc_subtensor(E[np.array([3, 2, 1, 0, 5, 4])], 2 * E))])
    f()
    np.testing.assert_allclose(E.get_value(), table() + 2 * table()[[3, 2, 1, 0, 5, 4]])


def test_products_that_somebody_else_reads():
    E, y, i = T.dmatrix("E"), T.dmatrix("y"), T.lvector("i")
    values = [table(), table(seed=1)[:5], ROWS]
    product = 2 * y
    compare([E, y, i], [product, T.inc_subtensor(E[i], product)], values, [1])
    compare([E, y, i], [T.exp(product) + 1, T.inc_subtensor(E[i], product)], values, [1])
    compare([E, y, i], [T.set_subtensor(E[i], product)], [*values[:2], [3, 1, 0, 4, 2]], [1])
    row = T.drow("row")
    compare([E, row, i], [T.inc_subtensor(E[i], 2 * T.zeros((5, 7)) + 2 * row)], [table(), table()[:1], ROWS], [1])


def test_integers():
    E, y, i = T.lmatrix("E"), T.lmatrix("y"), T.lvector("i")
    values = [np.arange(42).reshape(6, 7), np.arange(35).reshape(5, 7), ROWS]
    compare([E, y, i], [T.inc_subtensor(E[i], 2 * y)], values, [1])


def test_source_that_is_written_over():
    """The scaled value is still there when it is added."""
    E, y, i = T.dmatrix("E"), T.dmatrix("y"), T.lvector("i")
    values = [table(), table(seed=1)[:5], ROWS]
    z = T.exp(y)
    outputs = [T.inc_subtensor(E[i], 2 * z), T.tanh(z), T.sum(z, axis=0)]
    f, g = theano.function([E, y, i], outputs), theano.function([E, y, i], outputs, mode="FAST_COMPILE")
    for got, want in zip(f(*values), g(*values), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12)
