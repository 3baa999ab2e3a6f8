"""States that a step stacks from few rows: computed row by row, with the same values, derivatives and errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scan.op import Scan
from tensorgraph.scan.stackedstate import by_rows
from tensorgraph.tensor.elementwise.elemwise import Elemwise

STACKS = {
    "stack": T.stack, "as_tensor": T.as_tensor_variable,
    "concatenate": lambda rows: T.concatenate([row.dimshuffle("x", *range(row.ndim)) for row in rows]),
}


def step_of(made):
    """Return the graph of a step of the loop that made something."""
    node = next(v.owner for v in theano.graph.traverse.ancestors([made]) if v.owner and isinstance(v.owner.op, Scan))
    return node.op


def joins_read_elementwise(op):
    """Return the elementwise operations that read or make arrays of several rows in a step."""
    order = theano.graph.traverse.io_toposort(op.inputs, op.outputs)
    return [node for node in order if isinstance(node.op, Elemwise) and not node.outputs[0].type.broadcastable[:1]]


@st.composite
def steps(draw):
    """Draw a step of a state of a few rows: the number of rows, and a function of a number and the state."""
    n, stacked = draw(st.integers(2, 4)), STACKS[draw(st.sampled_from([*STACKS]))]
    picks = draw(st.lists(st.tuples(st.integers(-n, n - 1), st.integers(-n, n - 1)), min_size=2 * n, max_size=2 * n))
    kinds = draw(st.lists(st.sampled_from(["sum", "product", "sine", "row"]), min_size=2 * n, max_size=2 * n))
    stages, last = draw(st.integers(1, 3)), draw(st.sampled_from(["euler", "stacked", "scaled", "tanh"]))

    def slope(x, first):
        rows = []
        for kind, (i, j) in zip(kinds[first : first + n], picks[first : first + n]):
            a, b = x[i], x[j]
            rows.append({"sum": a - 0.5 * b, "product": a * b, "sine": T.sin(a) - b, "row": b}[kind])
        return stacked(rows)

    def step(h, x):
        k = slope(x, 0)
        for stage in range(1, stages):
            k = slope(x + h / 2 * k, n * (stage % 2))
        if last == "stacked":
            return T.cast(stacked([x[i] + h * k[i] for i in range(n)]), x.dtype)
        made = {"euler": x + h * k, "scaled": 0.9 * x + k * 0.1 / (1 + h), "tanh": T.tanh(x + h * k - x * h)}[last]
        return T.cast(made, x.dtype)

    return n, step


@settings(max_examples=25)
@given(steps(), st.booleans(), st.sampled_from(["float64", "float32"]), st.integers(0, 4))
def test_as_python_computes_it(drawn, is_matrix, dtype, length):
    n, step = drawn
    shape = (n, 3) if is_matrix else (n,)
    start = T.TensorType(dtype, (False,) * len(shape))("start")
    h = T.vector("h", dtype=dtype)
    rows, _ = theano.scan(step, sequences=h, outputs_info=start)
    cost = (rows**2).sum()
    slope = T.grad(cost, start)
    curvature = T.grad((slope * slope).sum(), [start, h])
    rng = np.random.default_rng(length)
    values = rng.normal(size=length).astype(dtype) * 0.1, rng.normal(size=shape).astype(dtype)
    outputs = [rows, slope, *curvature]
    fast = theano.function([h, start], outputs, mode="FAST_RUN")(*values)
    plain = theano.function([h, start], outputs, mode="FAST_COMPILE")(*values)
    tolerance = 1e-9 if dtype == "float64" else 1e-3
    for found, expected in zip(fast, plain):
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)
    x = values[1]
    for k, number in enumerate(values[0]):
        x = step(number, theano.shared(x)).eval()
        np.testing.assert_allclose(fast[0][k], x, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("stacked", STACKS)
def test_steps_of_numbers(stacked):
    start, h = T.dvector("start"), T.dvector("h")

    def slope(x):
        return STACKS[stacked]([x[1], -T.sin(x[0])])

    rows, _ = theano.scan(lambda h, x: x + h * slope(x + h / 2 * slope(x)), sequences=h, outputs_info=start)
    assert joins_read_elementwise(step_of(rows))
    op = by_rows(step_of(rows))
    assert not [node for node in joins_read_elementwise(op) if node.outputs[0].ndim]
    f = theano.function([start, h], rows)
    inside = [row for row in f.explain().rows if "." in str(row.number)]
    assert [row.kind for row in inside if row.kind not in ("subtensor", "dimshuffle")] == ["loop", "make_vector"]


def test_what_stays_as_it_is():
    start, h, w = T.dvector("start"), T.dvector("h"), T.dmatrix("w")
    steps = {
        "many rows": lambda h, x, w: x + h * T.stack([x[i] for i in range(5)]),
        "no rows": lambda h, x, w: x + h * T.dot(w, x),
        "another length": lambda h, x, w: T.stack([x[0], x[1]]) * h + T.stack([x[0], x[1], x[2]]),
        "stacked already": lambda h, x, w: T.stack([x[1], h * x[0]]),
        "the state itself": lambda h, x, w: x,
    }
    for name, step in steps.items():
        rows, _ = theano.scan(step, sequences=h, outputs_info=start, non_sequences=w)
        op = step_of(rows)
        assert by_rows(op) is op, name


def test_states_of_other_lengths_fail_as_before():
    start, h = T.dvector("start"), T.dvector("h")
    rows, _ = theano.scan(lambda h, x: x + h * T.stack([x[1], x[0]]), sequences=h, outputs_info=start)
    slope = T.grad(rows.sum(), start)
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        f = theano.function([start, h], [rows, slope], mode=mode)
        for n in (0, 1, 3, 4):
            with pytest.raises((ValueError, IndexError)):
                f(np.ones(n), np.ones(2))
        # no step compares lengths
        assert f(np.ones(3), np.ones(0))[0].shape == (0, 3)
        np.testing.assert_array_equal(f(np.ones(2), np.ones(1))[0], [[2, 2]])


def test_states_of_two_lengths():
    """Two states whose steps read each other, one of which has another length than it is computed with."""
    a, b, h = T.dvector("a"), T.dvector("b"), T.dvector("h")

    def step(h, x, y):
        return x + h * T.stack([y[0], x[1]]), y - h * T.stack([x[0], y[1], y[2]])

    (xs, ys), _ = theano.scan(step, sequences=h, outputs_info=[a, b])
    outputs = [xs, ys, *T.grad((xs**2).sum() + (ys**3).sum(), [a, b])]
    f, g = (theano.function([a, b, h], outputs, mode=mode) for mode in ("FAST_RUN", "FAST_COMPILE"))
    values = np.array([1.0, 2.0]), np.array([0.5, 1.0, 3.0]), np.full(4, 0.1)
    for found, expected in zip(f(*values), g(*values)):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    (xs, ys), _ = theano.scan(lambda h, x, y: (x + y * T.stack([x[0], x[1]]), y), sequences=h, outputs_info=[a, b])
    op = step_of(xs)
    # y is no stack: that it has as many rows as x is compared where they are multiplied
    assert by_rows(op) is op
