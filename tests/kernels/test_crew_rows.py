"""Blocks of rows that several threads share out: the bits and the errors are those of one thread."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_crew import bits, same_for_any_count
from threads_at_work import in_threads

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = ["float32", "float64"]


def has_rows(f):
    return "rows" in [step.kind for step in f.maker.program.steps]


def embedding(dtype, outputs):
    """A function of a table and of indices, whose steps on rows are joined."""
    E, i = T.matrix("E", dtype=dtype), T.lvector("i")
    taken = E[i]
    f = theano.function([E, i], outputs(taken))
    assert has_rows(f)
    return f


OUTPUTS = {
    "sums": lambda t: [T.exp(t).sum(), T.sqr(t).sum(axis=0), T.tanh(t).sum(axis=1)],
    "rows": lambda t: [t * 2 + 1, T.sqr(t).sum(axis=1)],
    "extrema": lambda t: [t.max(axis=0), t.min(), T.any(t > 3), T.all(t > -9)],
    "wide": lambda t: [t.sum(dtype="float64"), t.mean(axis=0), T.exp(t)[:, ::-1]],
    "table": lambda t: [T.sqr(t).sum(), T.grad(T.sqr(t).sum(), t.owner.inputs[0])],
}


@given(
    st.sampled_from(sorted(OUTPUTS)), st.sampled_from(DTYPES), st.integers(1, 90), st.integers(3, 40),
    st.sampled_from("CF"), st.integers(0, 99),
)
@settings(max_examples=40)
def test_rows_of_tables(which, dtype, width, blocks, order, seed):
    rng = np.random.default_rng(seed)
    table = np.asarray(rng.uniform(-1, 1, (300, width)), dtype, order=order)
    n = max(1, blocks * (1 << 19) // (width * table.itemsize) + int(rng.integers(-20, 20)))
    indices = rng.integers(-300, 300, n)
    f = embedding(dtype, OUTPUTS[which])
    found = same_for_any_count(f, table, indices)
    E, i = T.matrix(dtype="float64"), T.lvector()
    reference = theano.function([E, i], OUTPUTS[which](E[i]), mode="FAST_COMPILE")
    rtol = 1e-4 if dtype == "float32" else 1e-10
    for z, expected in zip(found, reference(table.astype("float64"), indices), strict=True):
        np.testing.assert_allclose(z, expected, rtol=rtol, atol=rtol * (1 + abs(np.asarray(expected)).max()))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("shape", [(9_000, 600), (40_000, 300)])
def test_linear_models(shape, order, dtype):
    rng = np.random.default_rng(0)
    X, w, y = T.matrix(dtype=dtype), T.vector(dtype=dtype), T.vector(dtype=dtype)
    eta = T.dot(X, w)
    cost = T.mean(T.exp(eta) - y * eta)
    f = theano.function([X, w, y], [cost, T.grad(cost, w), T.tanh(eta)])
    assert has_rows(f)
    data = np.asarray(rng.uniform(-1, 1, shape), dtype, order=order)
    weights, target = (rng.uniform(-0.1, 0.1, n).astype(dtype) for n in shape[::-1])
    value, gradient, predicted = same_for_any_count(f, data, weights, target)
    product = data.astype("float64") @ weights
    rtol = 1e-4 if dtype == "float32" else 1e-9
    np.testing.assert_allclose(value, np.mean(np.exp(product) - target * product), rtol=rtol)
    np.testing.assert_allclose(gradient, data.T @ (np.exp(product) - target) / shape[0], rtol=rtol, atol=rtol)
    np.testing.assert_allclose(predicted, np.tanh(product), rtol=rtol, atol=rtol)


@pytest.mark.parametrize("at", [0, 4_000, 11_000, 12_000, 60_000, 99_999])
def test_error_of_a_block(at):
    """The first block that fails says so, whoever ran it, and shared variables are as before."""
    E, s, i = theano.shared(np.ones((50, 60)), name="E"), theano.shared(0.0), T.lvector("i")
    taken = E[i]  # this line
    f = theano.function([i], T.exp(taken).sum(), updates=[(s, s + 1)])
    assert has_rows(f)
    good = np.zeros(100_000, "int64")
    bad = good.copy()
    bad[at] = 50
    bad[99_999] = -77 if at < 99_999 else 50
    with theano.threads(3):
        for _ in range(3):
            with pytest.raises(IndexError, match="index 50 is out of bounds") as caught:
                f(bad)
            assert "# this line" in str(caught.value) and s.get_value() == 0
        assert f(good) == pytest.approx(100_000 * 60 * np.e) and s.get_value() == 1


def test_shapes_change():
    """Inner programs of other threads follow the layouts of each call, and the number of threads."""
    f, rng = embedding("float64", OUTPUTS["sums"]), np.random.default_rng(0)
    for n, width, count in [(90_000, 30, 3), (50_000, 41, 2), (100, 41, 3), (90_000, 30, 1), (90_000, 30, 5)]:
        table, indices = rng.normal(size=(70, width)), rng.integers(0, 70, n)
        with theano.threads(1):
            alone = bits(f(table, indices))
        with theano.threads(count):
            assert bits(f(table, indices)) == alone == bits(f(np.array(table), indices))


def test_many_callers():
    f, rng = embedding("float32", OUTPUTS["sums"]), np.random.default_rng(0)
    table, indices = rng.normal(size=(70, 40)).astype("float32"), rng.integers(0, 70, 60_000)
    alone = bits(f(table, indices))

    def work():
        for _ in range(10):
            assert bits(f(table, indices)) == alone

    with theano.threads(3):
        in_threads(*[work] * 4)
