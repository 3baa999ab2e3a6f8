"""Loops over short rows, which run in strips of steps: as the loop in Python that says what they mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.subprograms.strips.fission import components

LENGTHS = [0, 1, 2, 9, 70, 700]         # none, one, two steps, less than a strip, more, many


class Body:
    """A random step of scalars and rows of one width, with two states, sequences and arguments."""

    def __init__(self, draw, dtype):
        self.draw, self.dtype = draw, dtype
        self.width = draw(st.sampled_from([1, 2, 3, 8, 13, 37]))
        self.n = draw(st.sampled_from(LENGTHS))
        self.rng = np.random.default_rng(draw(st.integers(0, 99)))
        self.ndims = [draw(st.sampled_from([0, 1])) for _ in range(2)]
        self.taps = [draw(st.sampled_from([[-1], [-1], [-2], [-1, -2], [-3, -1]])) for _ in range(2)]
        self.as_while = draw(st.integers(0, 3)) == 0

    def variable(self, ndim):
        return T.TensorType(self.dtype, (False,) * ndim)()

    def array(self, *shape):
        if self.dtype == "int64":
            return self.rng.integers(-3, 4, shape)
        return self.rng.uniform(-0.6, 0.6, shape).astype(self.dtype)

    def layout(self, x):
        """The same sequence, with another order or distance of its elements."""
        how = self.draw(st.sampled_from(["dense", "reversed", "spread", "turned"]))
        if how == "reversed":
            return x[::-1].copy()[::-1]
        if how == "spread":
            return np.repeat(x, 2, axis=0)[::2]
        return np.asfortranarray(x) if how == "turned" else x

    def term(self, parts):
        """A value made of some of the parts, of which some are numbers and the others rows."""
        a, b, c = [self.draw(st.sampled_from(parts)) for _ in range(3)]
        rows = [part for part in parts if part.ndim]
        if self.dtype != "int64" and self.draw(st.integers(0, 4)) == 0:
            p, q = [self.draw(st.sampled_from(rows)) for _ in range(2)]
            kind = self.draw(st.sampled_from(["left", "right", "turned", "added", "two", "matrix"]))
            return self.product(kind, p, q, self.matrix)
        if self.draw(st.integers(0, 2)) == 0:
            return self.selection(rows, [part for part in parts if not part.ndim])
        kind = self.draw(st.sampled_from(["linear", "max", "switch", "sum", "last", "tanh", "clip"]))
        if kind == "linear":
            return a * b + c
        if kind == "max":
            return T.maximum(a, b) - c
        if kind == "switch":
            return T.switch(T.gt(a, b), b + c, a * c)
        if kind == "sum":
            return a.sum() + b
        if kind == "last":
            return b
        if kind == "clip":
            return T.clip(a + b, -1, 1)
        return T.tanh(a) * b if self.dtype != "int64" else a - b

    def product(self, kind, p, q, matrix):
        """A product of rows, or of a row and a matrix."""
        if kind == "left":
            return T.dot(matrix, p)
        if kind == "right":
            return T.dot(p, matrix)
        if kind == "turned":
            return T.dot(matrix.T, p) * q
        if kind == "added":
            return q - 0.5 * T.dot(p, matrix)
        return T.dot(p, q) if kind == "two" else T.dot(p.dimshuffle("x", 0), matrix)[0]

    def selection(self, rows, numbers):
        """Parts of rows, and rows made of parts."""
        a, b = [self.draw(st.sampled_from(rows)) for _ in range(2)]
        k = self.draw(st.integers(-self.width, self.width - 1))
        number = self.draw(st.sampled_from([*numbers, b[k]]))
        kind = self.draw(st.sampled_from(["element", "turn", "set", "inc", "incs", "stack", "ends"]))
        if kind == "element":
            return a[k]
        if kind == "turn":
            return T.concatenate([a[k:], a[:k]])
        if kind == "set":
            return T.set_subtensor(a[k], number)
        if kind == "inc":
            return T.inc_subtensor(a[k:], number)
        if kind == "incs":
            return T.inc_subtensor(a[:k], (a * b)[:k])
        if kind == "stack":
            made = [self.draw(st.sampled_from([*numbers, b[k], a[-1] - b[0]])) for _ in range(self.width)]
            return T.stack(made) if self.width <= 3 else a
        return a[k:].sum() - a[:k].sum()

    def of_rank(self, x, ndim):
        """A number or a row of bounded elements."""
        if x.ndim > ndim:
            x = x.max() if self.draw(st.booleans()) else x.sum()
        elif x.ndim < ndim:
            x = x + T.zeros((self.width,), self.dtype)
        return x % 5 if self.dtype == "int64" else T.clip(x, -2, 2).astype(self.dtype)

    def step(self, *inner):
        *parts, self.matrix = inner
        for _ in range(self.draw(st.integers(1, 4))):
            parts.append(self.term(parts))
        states = [self.of_rank(self.draw(st.sampled_from(parts)), ndim) for ndim in self.ndims]
        results = [*states, self.of_rank(parts[-1], self.draw(st.sampled_from([0, 1])))]
        if self.as_while:
            return results, theano.scan_module.until(T.ge(self.of_rank(parts[-1], 0), 3 if self.width < 8 else 1.9))
        return results

    def build(self):
        """The inputs, the outputs and the values of the inputs."""
        seqs = [self.variable(1), self.variable(2)]
        starts = [self.variable(ndim + 1) for ndim in self.ndims]
        given = [self.variable(0), self.variable(1), self.variable(2)]
        infos = [
            dict(initial=start if min(taps) < -1 else start[0], taps=taps) for start, taps in zip(starts, self.taps)]
        outs, _ = theano.scan(self.step, sequences=seqs, outputs_info=[*infos, None], non_sequences=given)
        width = self.width
        values = [self.layout(self.array(self.n)), self.layout(self.array(self.n, width))]
        values += [self.array(-min(taps), *(width,) * ndim) for ndim, taps in zip(self.ndims, self.taps)]
        # a matrix that makes no row longer: what two orders of additions differ by does not grow
        matrix = self.array(width, width)
        values += [self.array(), self.array(width), (matrix / width).astype(self.dtype)]
        return [*seqs, *starts, *given], outs, values


@st.composite
def bodies(draw, dtypes):
    return Body(draw, draw(st.sampled_from(dtypes)))


@given(bodies(["float64", "float32", "int64"]))
@settings(max_examples=60)
def test_values(body):
    """All results, and the last rows alone, which need no more memory than a strip."""
    inputs, outs, values = body.build()
    if body.n == 0:
        agree(inputs, outs, values, 0)
        return
    tolerance = {"float64": 1e-9, "float32": 1e-3, "int64": 0}[body.dtype]
    agree(inputs, outs, values, tolerance)
    agree(inputs, [out[-1] for out in outs], values, tolerance)


@given(bodies(["float64"]))
@settings(max_examples=30)
def test_gradients(body):
    inputs, outs, values = body.build()
    if body.n > 100:
        body.n = 9
        values[0], values[1] = values[0][:9], values[1][:9]
    cost = sum((out**2).sum() for out in outs)
    agree(inputs, [cost, *T.grad(cost, inputs, disconnected_inputs="ignore")], values, 1e-7)


@pytest.mark.parametrize("rows", [1, 2, 3, 40])
def test_rings(rows):
    """Of a long loop a few rows are kept, wherever in the ring the last one lies."""
    x, a = T.dmatrix("x"), T.dscalar("a")
    states, _ = theano.scan(
        lambda x, p, q, a: a * p + x * q, sequences=x, outputs_info=dict(initial=T.ones((2, 5)), taps=[-1, -2]),
        non_sequences=a)
    f = theano.function([x, a], states[-rows:])
    value = np.random.default_rng(0).uniform(-1, 1, (997, 5))
    kept = [np.ones(5), np.ones(5)]
    for row in value:
        kept.append(0.5 * kept[-1] + row * kept[-2])
    np.testing.assert_allclose(f(value, 0.5), kept[-rows:], rtol=1e-12)


@pytest.mark.parametrize("n", [1, 70, 700])
def test_rows_made_of_parts(n):
    """Parts are written where the row that they make belongs, in every strip."""
    x, s = T.dmatrix("x"), T.dvector("s")

    def step(x, s):
        turned = T.concatenate([0.5 * s[1:] + x[:-1], 0.25 * s[:1] - x[-1:]])
        return turned, T.stack([s[0] * x[1], s[2] - x[0]]), T.concatenate([x[1:] ** 2, T.tanh(x[:1])])

    outs, _ = theano.scan(step, sequences=x, outputs_info=[s, None, None])
    values = np.random.default_rng(1).uniform(-1, 1, (n, 3)), np.ones(3)
    agree([x, s], outs, values, 1e-12)
    agree([x, s], [outs[0][-1], T.grad((outs[0] ** 2).sum() + outs[1].sum(), s)], values, 1e-9)


def test_shapes_change():
    """Rows short and long, of shapes that fit and that do not, in calls of one function."""
    x, s = T.dmatrix("x"), T.dvector("s")
    out, _ = theano.scan(lambda x, s: 0.5 * s + x, sequences=x, outputs_info=s)
    f = theano.function([x, s], out)
    for n, width in [(5, 3), (5, 300), (7, 3), (0, 3), (3, 0), (2, 1), (5, 300), (300, 8)]:
        state, expected = np.ones(width), []
        for _ in range(n):
            state = 0.5 * state + 2
            expected.append(state)
        np.testing.assert_allclose(f(np.full((n, width), 2.0), np.ones(width)), np.reshape(expected, (n, width)))
    with pytest.raises(ValueError, match="mis-match"):
        f(np.ones((4, 3)), np.ones(2))
    np.testing.assert_allclose(f(np.ones((1, 2)), np.ones(2)), [[1.5, 1.5]])


@pytest.mark.parametrize("n", [0, 1, 3, 700])
@pytest.mark.parametrize("stop", [T.all, T.any, lambda v: v.sum() > 1])
def test_loops_that_ask_empty_rows_if_they_end(n, stop):
    """What is folded of an empty row is no formula of the instruction before, if there is one."""
    x, s = T.dmatrix("x"), T.dvector("s")

    def step(x, s):
        grown = 0.5 * s * s + 1
        return [grown, x * x, (x * x).sum() + (s * s).sum()], theano.scan_module.until(stop(x * x > 5))

    outs, _ = theano.scan(step, sequences=x, outputs_info=[s, None, None])
    agree([x, s], outs, (np.zeros((n, 0)), np.ones(3)), 1e-12)
    alone, _ = theano.scan(lambda x: (x * x, theano.scan_module.until(stop(x > 5))), sequences=x)
    agree([x], [alone, T.grad(alone.sum(), x)], (np.zeros((n, 0)),), 1e-12)


def test_components():
    """The parts of a graph in the order of its edges: a chain, a cycle of three, and what reads it."""
    before = [set(), {0, 3}, {1}, {2}, {3}, {5}]
    found = components(before)
    assert sorted(map(tuple, found)) == [(0,), (1, 2, 3), (4,), (5,)]
    assert found.index([0]) < found.index([1, 2, 3]) < found.index([4])


def test_a_factor_that_a_step_computes():
    """Products whose factor is a value of the step have no strip, and run as they did."""
    W, xs, scales, start = T.dmatrix("W"), T.dmatrix("xs"), T.dvector("scales"), T.dvector("start")
    hs, _ = theano.scan(lambda x, a, h: a * T.dot(W, h) + x, sequences=[xs, scales], outputs_info=[start])
    f = theano.function([W, xs, scales, start], [hs, *theano.grad(hs.sum(), [W, scales])])
    rng = np.random.default_rng(0)
    w, x, a, h = rng.normal(size=(3, 3)), rng.normal(size=(9, 3)), rng.normal(size=9), np.zeros(3)
    rows = f(w, x, a, h)[0]
    for k in range(9):
        h = a[k] * (w @ h) + x[k]
        np.testing.assert_allclose(rows[k], h, rtol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 5, 300, 700])
@pytest.mark.parametrize("width", [None, 1, 3, 37])
def test_states_that_are_handed_on(n, width):
    """What a filter keeps of earlier steps: rows of all steps are copied at once where they lie side by side."""

    def filtered(x, y1, y2, x1, x2):
        return 0.2 * x + 0.3 * x1 + 0.1 * x2 + 0.5 * y1 - 0.3 * y2, y1, x, x1

    x, start = T.TensorType("float64", (False,) * (1 if width is None else 2))("x"), T.dscalar("start")
    initial = start + 0 * x[0]
    outputs, _ = theano.scan(filtered, sequences=[x], outputs_info=[initial, 2 * initial, 3 * initial, 4 * initial])
    f = theano.function([x, start], outputs)
    values = np.random.default_rng(n).normal(size=n if width is None else (n, width))
    states = [np.full(values.shape[1:], k * 1.5) for k in (1, 2, 3, 4)]
    for step, found in enumerate(zip(*f(values, 1.5), strict=True)):
        states = filtered(values[step], *states)
        for state, one in zip(states, found, strict=True):
            np.testing.assert_allclose(one, state, rtol=1e-10, atol=1e-12)
