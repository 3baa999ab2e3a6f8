"""Rewrites of loops: the loops that are left, and their values."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat.names.scan_opt import ScanMerge
from tensorgraph.rewriting.values import constant_value
from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams
from tensorgraph.scan import Scan, until
from tensorgraph.tensor.products.dot import Dot

FAST_RUN = theano.compile.get_mode("FAST_RUN")
PLAIN = FAST_RUN.excluding("scan")


def count(f):
    """Count the loops of a function."""
    return sum(isinstance(node.op, Scan) for node in f.maker.fgraph.apply_nodes)


def plus_one(x, **options):
    return theano.scan(lambda x_t: x_t + 1, x, **options)[0]


@pytest.mark.parametrize(
    "left, make",
    [
        (2, lambda x, y: [plus_one(x), plus_one(y)]),
        (2, lambda x, y: [plus_one(x, n_steps=2), plus_one(y, n_steps=3)]),
        (1, lambda x, y: [plus_one(x, n_steps=4), plus_one(y, n_steps=4)]),
        (1, lambda x, y: [plus_one(x), plus_one(x)]),
        (2, lambda x, y: [plus_one(x), plus_one(x, truncate_gradient=1)]),
        (2, lambda x, y: [plus_one(2 * y + 2, n_steps=4), plus_one(plus_one(x, n_steps=4), n_steps=4)]),
    ],
)
def test_merged(left, make):
    x, y = T.dvectors("x", "y")
    outs = make(x, y)

    def compiled(mode):
        return theano.function([x, y], outs, mode=mode, on_unused_input="ignore")

    # without what would take such steps out of their loops
    f, plain = compiled(FAST_RUN.excluding("scanOp_pushout_seqs_ops")), compiled(PLAIN)
    assert count(f) == left
    values = np.arange(4.0), np.arange(4.0, 8.0)
    for a, b in zip(f(*values), plain(*values)):
        np.testing.assert_array_equal(a, b)
    assert count(compiled(FAST_RUN)) == 0


def test_merged_where_conditions_are_equal():
    """Loops that stop at the same time are one, others are not."""
    x, limit = T.dvector("x"), T.dscalar("limit")

    def first_above(bound, added):
        return theano.scan(lambda x_t, b: (x_t + added, until(x_t > b)), x, non_sequences=bound)[0]

    def total_above(bound):
        return theano.scan(lambda x_t, s, b: (s + x_t, until(s > b)), x, T.zeros((), "float64"), bound)[0]

    value = np.arange(50.0)
    for left, outs in [
        (1, [first_above(limit, 1), first_above(limit, 2)]),
        (2, [first_above(limit, 1), first_above(limit + 1, 2)]),
        (2, [total_above(limit), first_above(limit, 2)]),
    ]:
        f = theano.function([x, limit], outs, mode=FAST_RUN)
        assert count(f) == left
        for a, b in zip(f(value, 20.0), theano.function([x, limit], outs, mode=PLAIN)(value, 20.0)):
            np.testing.assert_array_equal(a, b)


def test_what_can_be_merged():
    """Programs that know Theano's rewrites ask ``belongs_to_set``."""
    x, y = T.dvectors("x", "y")

    def node_of(x, **options):
        return plus_one(x, **options).owner

    fits = ScanMerge().belongs_to_set
    first = node_of(x, n_steps=3)
    stopped = theano.scan(lambda x_t: (x_t + 1, until(x_t > 3)), x, n_steps=3)[0].owner
    while not isinstance(stopped.op, Scan):
        stopped = stopped.inputs[0].owner
    assert fits(first, [node_of(y, n_steps=3)])
    assert not fits(first, [node_of(y, n_steps=4)])
    assert not fits(first, [node_of(y, n_steps=3), stopped]) and not fits(stopped, [first])
    assert not fits(node_of(first.outputs[0], n_steps=3), [first])


def test_a_sum_that_cannot_be_made_after_the_loop():
    """Variables that were tried for one sum, in vain, are not taken as known by the next one."""
    x = T.dtensor3("x")
    h0, a0, b0 = T.dmatrices("h0", "a0", "b0")

    def step(x_t, h, a, b):
        u = T.tanh(h + x_t).T
        return T.sin(0.9 * h + x_t), a + T.dot(u, x_t) + T.exp(T.sin(h * x_t)), b + T.dot(u, x_t)

    (_, a, b), _ = theano.scan(step, x, [h0, a0, b0])
    rng = np.random.default_rng(0)
    values = [rng.normal(size=(4, 3, 3)), *rng.normal(size=(3, 3, 3))]
    found = [theano.function([x, h0, a0, b0], [a[-1], b[-1]], mode=mode)(*values) for mode in (FAST_RUN, PLAIN)]
    np.testing.assert_allclose(*found, rtol=1e-12)


NUMBERS = [
    lambda x, h, a, b: a * h + b * x,
    lambda x, h, a, b: T.tanh(a * h) * b + T.cos(x),
    lambda x, h, a, b: T.switch(T.gt(h, a), b * h, a + x),
    lambda x, h, a, b: T.exp(-T.sqr(a * h)) * x + b,
    lambda x, h, a, b: T.sqrt(1 + T.sqr(a * h + b)) / (2 + T.sqr(x)),
    lambda x, h, a, b: T.maximum(a * h, b) - x / 9,
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("options", [{}, {"go_backwards": True}, {"truncate_gradient": 3}, {"n_steps": 0}])
@pytest.mark.parametrize("step", NUMBERS)
def test_numbers_are_added_up_after_the_loop(step, options, dtype):
    """The derivatives with respect to numbers, and sums that the program writes, are sums of arrays."""
    x, (h0, a, b) = T.vector("x", dtype=dtype), T.scalars("h0", "a", "b", dtype=dtype)
    zero = T.zeros((), dtype=dtype)

    def steps(x_t, h, c, a, b):
        new = step(x_t, h, a, b)
        return new, c + T.sqr(new) * x_t

    rows, _ = theano.scan(steps, x, [h0, zero], [a, b], **options)
    cost = rows[1][-1] if "n_steps" not in options else rows[0].sum()
    outs = [cost, *T.grad(cost, [h0, a, b, x])]
    f, slow = (theano.function([x, h0, a, b], outs, mode=mode) for mode in (FAST_RUN, PLAIN))
    for loop in nodes_of(f, Scan):
        # none but those of the program, or their gradients
        assert loop.op.n_sit_sot + loop.op.n_mit_mot <= 2
    for n in 1, 4, 300:
        values = [v.astype(dtype) for v in (np.random.default_rng(n).normal(size=n), *np.array([0.5, 0.7, -0.3]))]
        for found, wanted in zip(f(*values), slow(*values)):
            np.testing.assert_allclose(found, wanted, rtol=2e-3 if dtype == "float32" else 1e-10, atol=1e-6)


def test_conditions_that_share_conditions_are_looked_at_once():
    """There are 2**60 ways from what is added to the first of them."""

    def step(x_t, h, total):
        condition = T.gt(h, 0)
        for k in range(60):
            condition = T.or_(T.and_(condition, T.lt(h, k)), T.invert(condition))
        return T.cos(h) + x_t, total + T.switch(condition, x_t, T.sqr(x_t))

    x, zero = T.dvector("x"), T.zeros((), "float64")
    (_, total), _ = theano.scan(step, x, [zero, zero])
    values = np.random.default_rng(0).normal(size=20)
    found = [theano.function([x], total[-1], mode=mode)(values) for mode in (FAST_RUN, PLAIN)]
    np.testing.assert_allclose(*found, rtol=1e-12)


def test_numbers_are_added_up_in_loops_that_keep_nothing():
    """A walk of any length takes the memory of one step: its sum stays in the loop."""
    n = T.lscalar("n")
    start = [T.ones((), dtype="float64"), T.zeros((), dtype="float64")]
    (_, total), _ = theano.scan(lambda h, c: (T.cos(3 * h), c + h * h), outputs_info=start, n_steps=n)
    f = theano.function([n], total[-1])
    (loop,) = nodes_of(f, Scan)
    assert loop.op.n_sit_sot == 2 and not loop.op.n_nit_sot
    h, c = 1.0, 0.0
    for _ in range(50):
        h, c = np.cos(3 * h), c + h * h
    np.testing.assert_allclose(f(50), c, rtol=1e-9)


def nodes_of(f, kind):
    return [node for node in f.maker.fgraph.apply_nodes if isinstance(node.op, kind)]


@pytest.mark.parametrize("options", [{}, {"go_backwards": True}, {"n_steps": 5}])
def test_products_of_a_sequence_are_made_once(options):
    """The gradient of a loop reads its sequences from their end, but makes nothing of them that the loop made."""
    x, h0, w, u = T.dtensor3("x"), T.dmatrix("h0"), T.dmatrix("w"), T.dmatrix("u")
    hs, _ = theano.scan(lambda x_t, h, w, u: T.tanh(T.dot(x_t, w) + T.dot(h, u)), x, h0, [w, u], **options)
    cost = (hs**2).sum()
    outs = [cost, *T.grad(cost, [w, u, h0])]
    f = theano.function([x, h0, w, u], outs, mode=FAST_RUN.excluding("BlasOpt"))
    # of x and w, of x and the gradients, of the states and the gradients
    assert len(nodes_of(f, Dot)) == 3
    rng = np.random.default_rng(0)
    values = [rng.normal(size=shape) for shape in [(5, 2, 3), (2, 4), (3, 4), (4, 4)]]
    for a, b in zip(f(*values), theano.function([x, h0, w, u], outs, mode=PLAIN)(*values)):
        np.testing.assert_allclose(a, b, rtol=1e-10)
    if "n_steps" in options:
        with pytest.raises(ValueError, match="shorter"):
            f(values[0][:4], *values[1:])


@pytest.mark.parametrize("ndim", [1, 2])
@pytest.mark.parametrize("options", [{}, {"go_backwards": True}, {"truncate_gradient": 2}])
def test_gradients_of_rows_of_a_table_are_added_at_once(options, ndim):
    """In each step one row, or several of which some are the same; no step goes over the whole table."""
    x, table, u = T.TensorType("int64", [False] * ndim)("x"), T.dmatrix("table"), T.dmatrix("u")
    h0 = T.TensorType("float64", [False] * ndim)("h0")
    hs, _ = theano.scan(lambda i, h, table, u: T.tanh(T.dot(h, u) + table[i] * h), x, h0, [table, u], **options)
    outs = T.grad((hs[-1] ** 2).sum(), [table, u, h0])
    f = theano.function([x, h0, table, u], outs, mode=FAST_RUN)
    (loop,) = [node for node in nodes_of(f, Scan) if node.op.name and node.op.name.startswith("grad")]
    assert not any("Inc" in str(node.op) for node in loop.op.fn.maker.fgraph.apply_nodes)
    rng = np.random.default_rng(0)
    indices = rng.integers(-4, 4, (6, 3)[:ndim])
    values = [indices, rng.normal(size=(*indices.shape[1:], 5)), *rng.normal(size=(2, 5, 5))]
    slow = theano.function([x, h0, table, u], outs, mode=PLAIN)
    for a, b in zip(f(*values), slow(*values)):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13)
    values[0] = values[0] + 9
    with pytest.raises(IndexError):
        f(*values)


@pytest.mark.parametrize("write", [T.set_subtensor, T.inc_subtensor])
def test_rows_that_steps_write_into_zeros(write):
    """One row, a part of it, one value for all of it; duplicates, of which the last one counts."""
    x, v, i = T.dtensor3("x"), T.dmatrix("v"), T.lmatrix("i")

    def step(x_t, v_t, i_t, *sums):
        zeros = T.zeros((5, 4))
        added = [
            write(zeros[i_t[0]], T.exp(v_t)), write(zeros[i_t[0], 1:], v_t[1:] * 2), write(zeros[i_t[0]], v_t.sum()),
            write(zeros[i_t], T.exp(x_t)), write(zeros[:, i_t[0]], T.ones(5)), write(zeros[i_t], x_t[:1]),
        ]
        return [total + new for total, new in zip(sums, added, strict=True)]

    totals, _ = theano.scan(step, [x, v, i], [T.zeros((5, 4))] * 6)
    outs = [total[-1] for total in totals]
    rng = np.random.default_rng(0)
    values = rng.normal(size=(7, 3, 4)), rng.normal(size=(7, 4)), rng.integers(0, 4, (7, 3))
    found = [theano.function([x, v, i], outs, mode=mode)(*values) for mode in (FAST_RUN, PLAIN)]
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_zeros_are_known_in_steps():
    """Gradients of slices are written into one array, which no step gets from outside."""
    x, h0, u = T.dtensor3("x"), T.dmatrix("h0"), T.dmatrix("u")

    def step(x_t, h, u):
        gates = x_t + T.dot(h, u)
        return T.tanh(gates[:, :2]) * T.nnet.sigmoid(gates[:, 2:])

    hs, _ = theano.scan(step, x, h0, u)
    outs = T.grad((hs**2).sum(), [x, h0, u])
    f = theano.function([x, h0, u], outs, mode=FAST_RUN)
    (node,) = [node for node in nodes_of(f, Scan) if node.op.name.startswith("grad_of")]
    (step,) = [step for step in f.program.steps if step.params.get("name") == node.op.name]
    assert [inner.kind for inner in step.params["program"].steps].count("alloc") == 1
    assert all(constant_value(v) != 0 for v in node.inputs[1 : 1 + node.op.n_seqs])
    rng = np.random.default_rng(0)
    values = [rng.normal(size=shape) for shape in [(5, 3, 4), (3, 2), (2, 4)]]
    for a, b in zip(f(*values), theano.function([x, h0, u], outs, mode=PLAIN)(*values)):
        np.testing.assert_allclose(a, b, rtol=1e-10)


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
def test_lengths_keep_no_loop(mode):
    """A loop that was replaced does not come back for the length of what is drawn in it."""
    streams = MRG_RandomStreams(1)
    w, b = theano.shared(np.ones((3, 4)), name="w"), theano.shared(np.ones(3), name="b")

    def sample(p):
        return streams.binomial(size=p.shape, p=p, dtype="float64")

    def gibbs(h):
        v = sample(T.nnet.sigmoid(T.dot(h, w.T) + b))
        return v, sample(T.nnet.sigmoid(T.dot(v, w)))

    (v, _), updates = theano.scan(gibbs, outputs_info=[None, T.ones((2, 4))], n_steps=5)
    end = theano.gradient.disconnected_grad(v[-1])
    cost = -T.dot(end, b).mean() - T.nnet.softplus(T.dot(end, w)).sum(axis=1).mean()
    f = theano.function([], T.grad(cost, [w, b]), updates=updates, mode=mode)
    assert count(f) == 1
    assert [g.shape for g in f()] == [(3, 4), (3,)]


def test_results_whose_shape_alone_was_read_are_dropped_late():
    x = T.dtensor3()
    exponentials, _ = theano.scan(T.slinalg.expm, x)
    factors, _ = theano.scan(lambda a: T.linalg.qr(a)[1], x)
    exponentials = T.reshape(exponentials, x.shape)
    f = theano.function([x], T.ones_like(exponentials) * factors)
    assert "Expm" not in str(f.explain())
    value = np.random.default_rng(0).normal(size=(4, 3, 3))
    np.testing.assert_allclose(f(value), np.linalg.qr(value)[1], 1e-12)
