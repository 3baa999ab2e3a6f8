"""Loops over single numbers are joined, whatever axes the numbers have; the results stay the same."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import tensorgraph
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.storage import UNKNOWN, owners_of
from tensorgraph.lowering.passes.numbers import join_numbers
from tensorgraph.lowering.program import Program, Slot, Step
from tensorgraph.lowering.usercode import predecessors

PATTERNS = [(), ("x",), ("x", "x")]
UNARY = [(T.exp, np.exp), (T.tanh, np.tanh), (T.neg, np.negative), (T.sqr, np.square), (T.abs_, np.abs)]
BINARY = [
    (T.add, np.add), (T.sub, np.subtract), (T.mul, np.multiply), (T.maximum, np.maximum),
    (lambda a, b: T.switch(a > b, a, b * 2), lambda a, b: np.where(a > b, a, b * 2)),
]  # fmt: skip


def kinds(f):
    return [step.kind for step in f.program.steps]


def fit(a, b):
    """Return True if arrays of these shapes broadcast."""
    return all(m == n or 1 in (m, n) for m, n in zip(a[::-1], b[::-1]))


@settings(max_examples=60)
@given(st.data())
@np.errstate(over="ignore", invalid="ignore")
def test_random_programs(data):
    """Numbers of every rank among vectors, views and sums, with updates, against NumPy."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    v, m, a, b = T.dvector("v"), T.dmatrix("m"), T.dscalar("a"), T.drow("b")
    s = tensorgraph.shared(rng.standard_normal(1), "s", broadcastable=(True,))
    given = [rng.standard_normal(4), rng.standard_normal((3, 4)), np.float64(rng.standard_normal()), np.ones((1, 4))]
    pool = [(v, given[0]), (m, given[1]), (a, np.asarray(given[2])), (b, given[3]), (s, s.get_value())]
    for _ in range(data.draw(st.integers(4, 25))):
        what = data.draw(st.integers(0, 5))
        x, p = pool[data.draw(st.integers(0, len(pool) - 1))]
        y, q = pool[data.draw(st.integers(0, len(pool) - 1))]
        if what == 0:
            f, g = UNARY[data.draw(st.integers(0, len(UNARY) - 1))]
            made = f(x), g(p)
        elif what <= 2 and fit(p.shape, q.shape):
            f, g = BINARY[data.draw(st.integers(0, len(BINARY) - 1))]
            made = f(x, y), g(p, q)
        elif what == 3 and p.ndim:
            keep = data.draw(st.booleans())
            made = x.sum(axis=-1, keepdims=keep), p.sum(axis=-1, keepdims=keep)
        elif what == 4 and p.size == 1:
            order = data.draw(st.sampled_from(PATTERNS))
            made = x.flatten()[0].dimshuffle(*order), p.reshape((1,) * len(order))
        elif p.ndim and p.shape[0]:
            made = T.addbroadcast(x[:1], 0), p[:1]
        else:
            continue
        if made[1].ndim <= 3 and np.isfinite(made[1]).all() and np.abs(made[1]).max(initial=0) < 1e100:
            pool.append(made)
    outs = pool[-data.draw(st.integers(1, 4)):]
    new = next((x for x, p in reversed(pool) if p.shape == (1,) and x.type == s.type and x is not s), s * 2)
    f = tensorgraph.function([v, m, a, b], [x for x, _ in outs], updates=[(s, new)], on_unused_input="ignore")
    for _ in range(2):
        s.set_value(pool[4][1])
        for got, (_, wanted) in zip(f(*given), outs):
            assert got.shape == wanted.shape
            np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-12)


def test_numbers_of_any_rank_take_one_step():
    a, b = T.dscalar("a"), T.dvector("b")
    row = T.exp(a).dimshuffle("x", "x") * T.sqr(a).dimshuffle("x", "x")
    f = tensorgraph.function([a, b], [b * row.sum(), T.exp(a) > 0, (row + 1).sum()])
    assert kinds(f).count("loop") == 2
    got = f(2.0, np.arange(3.0))
    np.testing.assert_allclose(got[0], np.arange(3) * np.exp(2.0) * 4)
    assert got[1] and np.isclose(got[2], np.exp(2.0) * 4 + 1)


def test_loops_read_numbers_without_views():
    a, v = T.dscalar("a"), T.dvector("v")
    f = tensorgraph.function([a, v], T.concatenate([v * T.exp(a), T.tanh(a).dimshuffle("x"), v]))
    assert "dimshuffle" not in kinds(f)
    np.testing.assert_allclose(f(1.0, [1.0, 2.0]), [np.e, 2 * np.e, np.tanh(1), 1, 2])


def test_many_numbers_take_few_steps():
    """500 independent numbers, of which only their vectors know."""
    v = T.dvector("v")
    total = v.sum()
    for i in range(500):
        total = total + T.exp(-T.sqr(v[i])) * (i % 7)
    f = tensorgraph.function([v], T.grad(total, v))
    assert kinds(f).count("loop") < 40
    x = np.linspace(-1, 1, 500)
    np.testing.assert_allclose(f(x), 1 - 2 * x * np.exp(-(x**2)) * (np.arange(500) % 7))


@pytest.mark.parametrize("pattern", [(), ("x",)])
def test_errors_show_the_shapes_of_the_graph(pattern):
    a, v, w = T.dscalar("a"), T.dvector("v"), T.dvector("w")
    f = tensorgraph.function([a, v, w], (T.exp(a).dimshuffle(*pattern) * v + w) * 2)
    with pytest.raises(ValueError) as caught:
        f(1.0, [1.0, 2.0], [1.0, 2.0, 3.0])
    assert "v" in str(caught.value) and "(2,)" in str(caught.value) and "(3,)" in str(caught.value)


def chain(n):
    """The program of n products and as many loops, each of which needs the one before."""
    x = T.dmatrix("x")
    y = x
    for i in range(n):
        y = T.dot(y, x) * (1 + 0.1 * i)
    return tensorgraph.function([x], y).program


def test_what_is_known_of_memory_is_linear_in_the_steps():
    sizes = []
    for n in (100, 200):
        program = chain(n)
        memory = owners_of(program, of_python=(UNKNOWN,))
        sizes.append(sum(map(len, memory)) + sum(map(len, predecessors(program, memory))))
    assert sizes[1] < 2.1 * sizes[0]


def test_loops_come_before_what_overwrites_a_view_that_python_made():
    """A step in Python may give a view of what it was given, and a later step overwrite that."""
    number = Slot("temp", "float64", 0, ())
    vector = Slot("temp", "float64", 1, (False,))
    slots = (Slot("input", "float64", 1, (False,)), vector, number, number, vector, vector)
    code = {"consts": (), "code": (("neg_f64", 1, (0,)),), "reg_dtypes": ("float64",) * 2}
    loop = {**code, "outs": ((1, "store", None, None, None),)}
    steps = [
        Step("loop", (0,), (1,), loop),
        Step("python", (1,), (2,), {"op": None, "node": None}),
        Step("loop", (2,), (3,), loop),
        Step("loop", (1,), (4,), loop, {0: 0}),
        Step("loop", (4,), (5,), loop),
    ]
    found = join_numbers(Program(slots, tuple(steps), (3, 5))).steps
    assert found.index(steps[2]) < found.index(steps[3])
