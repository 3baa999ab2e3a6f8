"""Loops over small matrices, which run in strips of steps: rows of them are repeated, reduced and turned."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T

AXES = [0, 1, -1, (0, 1), None]
ENDS = [(None, None, 2), (1, None, 2), (None, None, -1), (None, 2), (1, None), (-1, None)]
SLICES = [slice(*ends) for ends in ENDS]


def to_matrix(x, like):
    """A matrix of the shape of another from a number, a row or a column."""
    return x + T.zeros_like(like)


class Step:
    """A random step of matrices of one shape, rows and columns of them, and numbers; elements stay small."""

    def __init__(self, draw, dtype):
        self.draw, self.dtype = draw, dtype
        self.m, self.n = draw(st.sampled_from([(1, 1), (1, 4), (3, 1), (2, 3), (3, 3), (4, 6), (8, 2), (5, 17)]))
        self.steps = draw(st.sampled_from([1, 2, 9, 30]))
        self.seed = draw(st.integers(0, 99))
        self.terms = [
            draw(st.tuples(st.sampled_from(list(TERMS)), st.randoms(use_true_random=False)))
            for _ in range(draw(st.integers(1, 4)))
        ]

    def __call__(self, x, s, row, a):
        known = [x, s, to_matrix(row, s), a]
        for name, random in self.terms:
            p, q = random.choice(known), random.choice(known)
            value = TERMS[name](random, p, q, row)
            known.append(value if value.broadcastable == s.broadcastable else to_matrix(value, s))
        return T.tanh(0.5 * (known[-2] + known[-1])).astype(self.dtype)

    def build(self):
        """Inputs, outputs, values of the inputs."""
        make = [T.TensorType(self.dtype, (False,) * ndim)() for ndim in (3, 2, 1, 2)]
        xs, s, row, a = make
        states, _ = theano.scan(self, sequences=xs, outputs_info=s, non_sequences=[row, a])
        draw = np.random.default_rng(self.seed)
        shapes = (self.steps, self.m, self.n), (self.m, self.n), (self.n,), (self.m, self.n)
        return make, states, [draw.uniform(-2, 2, shape).astype(self.dtype) for shape in shapes]


def placed(random, p, q, row):
    """A matrix with some elements set or added to: numbers, rows or elements of another."""
    index = random.choice(SLICES), random.choice(SLICES)
    value = random.choice([lambda: q[index], lambda: q[index].sum(axis=0), lambda: row[index[1]], lambda: 0.5])()
    return random.choice([T.set_subtensor, T.inc_subtensor])(p[index], value)


def turned(random, p, q, row):
    """Rows and columns in other places: the shape is the same."""
    axis, shift = random.choice([0, 1]), random.choice([-1, 0, 1, 2, 7])
    every_other = slice(None, None, 2)
    return random.choice([
        lambda: T.roll(p, shift, axis), lambda: p[::-1, ::-1], lambda: p.T.reshape(p.shape), lambda: p.T.copy().T * q,
        lambda: p.reshape((-1,))[::-1].reshape(p.shape), lambda: T.concatenate([p[:, 1:], q[:, :1]], axis=1),
        lambda: T.concatenate([p, q], axis=1)[:, every_other], lambda: T.concatenate([p, q], axis=0)[every_other],
    ])()  # fmt: skip


def reduced(how, x, axis):
    return getattr(T, how)(x, axis=axis, keepdims=True)


TERMS = {
    "elements": lambda r, p, q, row: r.choice([lambda: p * q - row, lambda: T.maximum(p, q), lambda: T.exp(-p * p)])(),
    "columns": lambda r, p, q, row: p - q[:, r.choice([0, -1])].dimshuffle(0, "x") * row,
    "outer": lambda r, p, q, row: T.outer(p.sum(axis=1), q.max(axis=0)),
    "reduced": lambda r, p, q, row: reduced(r.choice(["sum", "max", "min", "mean", "prod"]), p * q, r.choice(AXES)),
    "any": lambda r, p, q, row: T.any(p > q, axis=r.choice([0, 1]), keepdims=True) * q,
    "norm": lambda r, p, q, row: p / (1 + T.sqr(q).sum(axis=r.choice([0, 1]), keepdims=True)),
    "softmax": lambda r, p, q, row: r.choice([T.softmax, T.special.log_softmax])(p + q, axis=r.choice([0, 1])),
    "logsumexp": lambda r, p, q, row: p - T.logsumexp(3 * q, axis=r.choice([0, 1]), keepdims=True),
    "places": lambda r, p, q, row: p * T.gt(reduced(r.choice(["argmax", "argmin"]), q, r.choice([0, 1, None])), 0),
    "products": lambda r, p, q, row: T.dot(T.dot(p, q.T) / 4, p),
    "vectors": lambda r, p, q, row: T.dot(p, row).dimshuffle(0, "x") / 3 + T.dot(p[:, 0], q) / 3,
    "three axes": lambda r, p, q, row: (p[:, None] * q[None]).sum(axis=r.choice([0, 1])) / 5,
    "placed": placed,
    "turned": turned,
}  # fmt: skip


@st.composite
def programs(draw, dtypes):
    return Step(draw, draw(st.sampled_from(dtypes)))


@given(programs(["float64", "float64", "float32"]))
@settings(max_examples=30)
def test_values(program):
    # a difference may grow by a half in each step
    if program.dtype == "float32":
        program.steps = min(program.steps, 9)
    inputs, states, values = program.build()
    agree(inputs, [states, states[-1]], values, {"float64": 1e-8, "float32": 1e-4}[program.dtype])


@given(programs(["float64"]))
@settings(max_examples=20)
def test_gradients(program):
    program.steps = min(program.steps, 9)
    inputs, states, values = program.build()
    cost = (states**2).sum() + states[-1].sum()
    agree(inputs, [cost, *T.grad(cost, inputs, disconnected_inputs="ignore")], values, 1e-8)


NEIGHBOURS = {
    "reduced": lambda x, s: s + x.max(axis=0) - (s - x).sum(axis=1, keepdims=True),
    "repeated": lambda x, s: s[:, 0].dimshuffle(0, "x") * x[1] + s[0].dimshuffle(0, "x"),
    "turned": lambda x, s: s.T + x[::-1, ::2].sum(),
    "joined": lambda x, s: T.concatenate([s[:, 1:], x[:, :1]], axis=1),
    "placed": lambda x, s: T.inc_subtensor(s[::2, 1::2], x[0, 0]),
    "log-sum-exp": lambda x, s: T.logsumexp(s + x, axis=0) - s,
    "softmax": lambda x, s: T.softmax(s, axis=0) * T.softmax(x, axis=1),
    "places": lambda x, s: s + T.argmax(s + x, axis=0) - T.argmin(x, axis=1),
    "product": lambda x, s: T.dot(s, x) - T.dot(x.T, s),
}


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_strips(name):
    """Such loops do run in strips, and give what the loop in Python gives."""
    x, s = T.dtensor3("x"), T.dmatrix("s")
    step = NEIGHBOURS[name]
    states, _ = theano.scan(lambda x, s: T.tanh(step(x, s)), sequences=x, outputs_info=s)
    f = theano.function([x, s], states)
    draw = np.random.default_rng(0)
    values = draw.normal(size=(50, 4, 4)), draw.normal(size=(4, 4))
    assert "in strips" in str(f.profile(*values, calls=1))
    agree([x, s], [states], values, 1e-9)


@pytest.mark.parametrize("axis", [0, 1])
def test_infinities(axis):
    """Log-sums of rows that are infinite or not numbers are those of the function itself."""
    x = T.dtensor3("x")
    rows, _ = theano.scan(
        lambda x, s: (T.logsumexp(x, axis=axis), T.softmax(x, axis=axis) + 0 * s.sum()),
        sequences=x,
        outputs_info=[None, T.zeros((3, 3))],
    )
    f = theano.function([x], rows)
    inf, nan = np.inf, np.nan
    rows_of = [[-inf, 1.0, inf], [-inf, -inf, 2.0], [-inf, 3.0, inf]], [[nan, 1.0, 2.0], [0, inf, -inf], [1, 1, 1]]
    value = np.array(rows_of)
    wanted = theano.function([x], [T.logsumexp(x, axis=axis + 1), T.softmax(x, axis=axis + 1)])(value)
    for got, want in zip(f(value), wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-15)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "uint64", "int64"])
def test_places(dtype):
    """The first place of the best element counts, or that of the first one that is not a number."""
    x = T.TensorType(dtype, (False,) * 3)("x")
    found = [lambda x: T.argmax(x, axis=0), lambda x: T.argmin(x, axis=1), lambda x: T.argmax(x, axis=None)]
    found.append(lambda x: T.max_and_argmax(x, axis=1)[0])
    rows, _ = theano.scan(lambda x: [f(x) for f in found], sequences=x)
    value = np.random.default_rng(3).integers(0, 4, (40, 5, 4)).astype(dtype)
    if dtype.startswith("float"):
        value[3, 1, 2] = value[3, 4, 2] = value[9, 2, 1] = np.nan
        value[5, 0], value[6, 2], value[7] = np.inf, -np.inf, -np.inf
    f = theano.function([x], rows)
    wanted = [[v.argmax(0), v.argmin(1), v.argmax(), v.max(1)] for v in value]
    for got, want in zip(f(value), zip(*wanted, strict=True), strict=True):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("shapes", [((0, 2, 3), (0, 3, 4)), ((2, 0, 3), (2, 3, 4)), ((2, 2, 3), (2, 3, 0))])
def test_no_products(shapes):
    """Products of no matrices, and of matrices without rows or columns, have the axes of others."""
    x, y, v = T.dtensor3("x"), T.dtensor3("y"), T.dvector("v")
    found, _ = theano.scan(lambda e, x, y: T.batched_dot(e * x, y).dimshuffle(2, 0, 1), v, non_sequences=[x, y])
    agree([x, y, v], [found], [*[np.ones(shape) for shape in shapes], np.arange(3.0)], 1e-12)
