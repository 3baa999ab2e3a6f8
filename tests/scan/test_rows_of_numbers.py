"""Loops whose steps make rows of a few numbers and reduce them: the numbers may keep registers of their own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.types.scalars import MakeVector

ROWS = {
    "itself": lambda v, w, a: v,
    "negative": lambda v, w, a: -v,
    "scaled": lambda v, w, a: a * v + 1,
    "product": lambda v, w, a: v * w,
    "exponentials": lambda v, w, a: T.exp(-v * v),
    "turned": lambda v, w, a: v[::-1],
    "softmax": lambda v, w, a: T.softmax(v),
    "log-softmax": lambda v, w, a: T.special.log_softmax(v),
    "row": lambda v, w, a: (v.dimshuffle("x", 0) - w.dimshuffle("x", 0)).dimshuffle(1),
    "set": lambda v, w, a: T.set_subtensor(v[0], a),
    "added": lambda v, w, a: T.inc_subtensor(v[-1], a * w[0]),
    "subtracted": lambda v, w, a: T.inc_subtensor(v[1], -(a * v)[0]),
    "between zeros": lambda v, w, a: T.set_subtensor(T.inc_subtensor(T.zeros_like(v)[0], a)[-1], w[0]),
    "between ones": lambda v, w, a: v * T.inc_subtensor(T.ones_like(v)[1], a),
    "part set": lambda v, w, a: T.set_subtensor(v[1:], a),
    "place": lambda v, w, a: T.inc_subtensor(v[T.cast(a > 0, "int64")], 1),
    "chosen": lambda v, w, a: T.switch(v > w, v, a),
}
NUMBERS = {
    "sum": lambda v, w: v.sum(), "mean": lambda v, w: v.mean(), "max": lambda v, w: v.max(),
    "min": lambda v, w: v.min(),
    "prod": lambda v, w: v.prod(), "log-sum": lambda v, w: T.logsumexp(v), "any": lambda v, w: T.any(v > w) * 0.5,
    "first": lambda v, w: v[0], "last": lambda v, w: v[-1], "part": lambda v, w: v[1:].sum(),
    "dot": lambda v, w: T.dot(v, w),
    "best": lambda v, w: T.argmax(v) * 0.1, "place": lambda v, w: v[T.argmin(w)],
}  # fmt: skip


def build(length, rows, numbers, dtype):
    """Inputs and outputs of a loop over two states that are numbers."""
    x, a, p, q = T.TensorType(dtype, (False,))("x"), *[T.TensorType(dtype, ())() for _ in range(3)]

    def step(x, p, q, a):
        v, w = T.stack([p, q, x, p * q][:length]), T.stack([x, p - q, a, q][:length])
        for name in rows:
            v, w = w, ROWS[name](v, w, a)
        first, second = [NUMBERS[name](v, w) for name in numbers]
        return T.tanh(first).astype(dtype), T.sin(second - p).astype(dtype), v + w

    (states, others, made), _ = theano.scan(step, sequences=x, outputs_info=[p, q, None], non_sequences=a)
    return [x, a, p, q], [states, others, made]


programs = st.tuples(
    st.integers(2, 4), st.lists(st.sampled_from(list(ROWS)), max_size=3),
    st.lists(st.sampled_from(list(NUMBERS)), min_size=2, max_size=2),
)  # fmt: skip


@given(programs, st.sampled_from(["float64", "float32"]), st.sampled_from([1, 2, 9, 20]), st.integers(0, 99))
@settings(max_examples=60)
def test_values(program, dtype, n, seed):
    inputs, outputs = build(*program, dtype)
    draw = np.random.default_rng(seed)
    # roundings grow from step to step
    n = n if dtype == "float64" else min(n, 9)
    values = [draw.normal(size=n).astype(dtype), *draw.normal(size=3).astype(dtype)]
    agree(inputs, outputs, values, 1e-10 if dtype == "float64" else 1e-4)


@given(programs, st.sampled_from([1, 2, 9]), st.integers(0, 99))
@settings(max_examples=20)
def test_gradients(program, n, seed):
    inputs, (states, others, made) = build(*program, "float64")
    cost = (states**2).sum() + others[-1] + (made**2).sum()
    draw = np.random.default_rng(seed)
    gradients = T.grad(cost, inputs, disconnected_inputs="ignore")
    agree(inputs, [cost, *gradients], [draw.normal(size=n), *draw.normal(size=3)], 1e-8)


@pytest.mark.parametrize("length", [2, 3, 4])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_infinities(dtype, length):
    """Of numbers that are infinite, missing or far apart."""
    v = [T.TensorType(dtype, (False,))() for _ in range(length)]
    row = lambda *numbers: T.stack(numbers)  # noqa: E731
    found = [lambda *v: T.logsumexp(row(*v)), lambda *v: T.softmax(row(*v)), lambda *v: T.special.log_softmax(row(*v))]
    rows, _ = theano.scan(lambda *v: [f(*v) for f in found], sequences=v)
    inf, nan = np.inf, np.nan
    table = [[-inf, 1, 2, 3], [-inf] * 4, [inf, 1, 2, 3], [nan, 0, 0, 0], [1e30, -1e30, 0, 1], [-700, -710, -720, -730]]
    values = [np.array(column, dtype) for column in zip(*table, strict=True)][:length]
    whole = T.TensorType(dtype, (False, False))()
    whole_rows = [T.logsumexp(whole, axis=1), T.softmax(whole, axis=1), T.special.log_softmax(whole, axis=1)]
    wanted = theano.function([whole], whole_rows)(np.stack(values, axis=1))
    for got, want in zip(theano.function(v, rows)(*values), wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=4 * np.finfo(dtype).eps, atol=4 * np.finfo(dtype).eps)


def test_rows_of_no_numbers():
    """A row that holds nothing, and what is reduced of it, where no rewrite has seen it."""
    x = T.dvector("x")
    nothing = MakeVector("float64")()
    rows, _ = theano.scan(lambda x, s: s + T.prod(nothing) * x, x, T.zeros(()))
    f = theano.function([x], rows, mode=theano.compile.Mode(optimizer=None))
    np.testing.assert_array_equal(f([1.0, 2.0]), [1, 3])
