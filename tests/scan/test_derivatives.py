"""Derivatives of loops, to any order, are those of the same steps without a loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unrolled import unrolled

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.mode import Mode
from tensorgraph.scan import Scan
from tensorgraph.tensor.signal.pool import pool_2d

WIDTH = 2
TAPS = st.lists(st.integers(-3, -1), min_size=1, max_size=2, unique=True)


class Case:
    """A loop with random taps and a step that mixes what it is given, and the same without a loop."""

    def __init__(self, draw):
        self.rng = np.random.default_rng(draw(st.integers(0, 99)))
        self.variables, self.values = [], []
        n = draw(st.integers(1, 4))
        steps = T.iscalar("steps")
        sequences = []
        for _ in range(draw(st.integers(0, 2))):
            taps = draw(st.lists(st.integers(-2, 2), min_size=1, max_size=2, unique=True))
            sequences.append((self.variable(n + max([0, *taps]) - min([0, *taps]), WIDTH), taps))
        states = []
        for taps in draw(st.lists(st.one_of(st.none(), TAPS), min_size=1, max_size=3)):
            shape = (WIDTH,) if taps == [-1] else (-min(taps or [0]), WIDTH)
            states.append(None if taps is None else (self.variable(*shape), taps))
        others = [self.variable(WIDTH) for _ in range(draw(st.integers(0 if self.variables else 1, 2)))]
        n_args = sum(len(taps) for _, taps in [*sequences, *filter(None, states)]) + len(others)
        recipes = [draw(st.lists(st.integers(0, n_args - 1), min_size=1, max_size=3)) for _ in states]
        kinds = [draw(st.integers(0, 3)) for _ in states]

        def step(*args):
            made = []
            for recipe, kind in zip(recipes, kinds):
                total = sum([args[i] for i in recipe[1:]], args[recipe[0]] * 0.7)
                last = args[recipe[-1]]
                made.append([T.tanh(total), total * last + 0.3, T.sin(total) * total.sum(), total][kind])
            return made

        backwards = draw(st.booleans())
        self.looped, _ = theano.scan(
            step,
            [dict(input=x, taps=taps) for x, taps in sequences],
            [None if state is None else dict(initial=state[0], taps=state[1]) for state in states],
            others,
            n_steps=None if sequences and draw(st.booleans()) else steps,
            go_backwards=backwards,
            return_list=True,
        )
        self.plain = unrolled(step, sequences, states, others, n, backwards)
        self.inputs, self.arguments = [*self.variables, steps], [*self.values, n]
        self.text = f"n={n} {sequences} {states} {recipes} {kinds} {backwards}"

    def __repr__(self):
        return self.text

    def variable(self, *shape):
        self.variables.append(T.TensorType("float64", (False,) * len(shape))(f"v{len(self.variables)}"))
        self.values.append(self.rng.uniform(-1, 1, shape))
        return self.variables[-1]

    def gradients(self, outputs):
        """Of a sum that weighs outputs differently and reads their last rows once more."""
        cost = sum((v**2 * (i + 1)).sum() + v[-1].sum() for i, v in enumerate(outputs))
        return T.grad(cost, self.variables, disconnected_inputs="ignore")

    def pushed(self, outputs):
        """Return the tangents as every variable moves along its sine."""
        return T.Rop(outputs, self.variables, [T.sin(v) for v in self.variables], disconnected_outputs="ignore")

    def check(self, looped, plain, mode=None):
        """Both lists of expressions have the same values."""
        results = theano.function(self.inputs, [*looped, *plain], on_unused_input="ignore", mode=mode)(*self.arguments)
        for got, want in zip(results[: len(looped)], results[len(looped) :]):
            np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)


cases = st.composite(Case)()


@settings(max_examples=20)
@given(cases)
def test_values_and_gradients(case):
    looped, plain = case.gradients(case.looped), case.gradients(case.plain)
    case.check(case.looped + looped, case.plain + plain)


@settings(max_examples=10)
@given(cases)
def test_reference(case):
    """Without rewrites and kernels."""
    looped, plain = case.gradients(case.looped), case.gradients(case.plain)
    case.check(case.looped + looped, case.plain + plain, Mode("py", None))


@settings(max_examples=12)
@given(cases)
def test_second_order(case):
    looped, plain = ([(g**2).sum() for g in case.gradients(outs)] for outs in (case.looped, case.plain))
    looped, plain = (T.grad(sum(c), case.variables, disconnected_inputs="ignore") for c in (looped, plain))
    case.check(looped, plain)


@settings(max_examples=12)
@given(cases)
def test_pushforwards(case):
    case.check(case.pushed(case.looped), case.pushed(case.plain))
    case.check(case.pushed(case.gradients(case.looped)), case.pushed(case.gradients(case.plain)))


X = np.array([0.5, -1.0, 0.25, 2.0, -0.3])


def rnn(x, h0, w, **options):
    """All states of a recurrence of two steps back."""
    return theano.scan(
        lambda x, a, b, w: T.tanh(T.dot(w, b) + x * a), x, dict(initial=h0, taps=[-2, -1]), w, **options
    )[0]


@pytest.mark.parametrize("options", [{}, {"go_backwards": True}, {"n_steps": 3}], ids=str)
def test_against_finite_differences(options):
    rng = np.random.default_rng(1)
    x, h0, w = rng.uniform(-1, 1, (5, 2)), rng.uniform(-1, 1, (2, 2)), rng.uniform(-1, 1, (2, 2))
    theano.gradient.verify_grad(lambda *v: rnn(*v, **options), [x, h0, w], rng=np.random.RandomState(0), rel_tol=1e-6)


@pytest.mark.parametrize("back", [1, 2, 5, 9])
def test_truncated(back):
    """Gradients go back so many steps; what was before is constant."""
    x, h0, w = T.dvector("x"), T.dvector("h0"), T.dscalar("w")

    def step(x, a, b, w):
        return T.tanh(w * b + x * a)

    looped, _ = theano.scan(step, x, dict(initial=h0, taps=[-2, -1]), w, truncate_gradient=back)
    constant = max(0, 5 - back)
    zero = theano.gradient.zero_grad
    rows = [h0[0], h0[1]]
    for i in range(5):
        if i < constant:
            rows.append(step(x[i], rows[-2], rows[-1], w))
        if i == constant and back < 5:
            rows = [zero(row) for row in rows]
        if i >= constant:
            rows.append(step(x[i], rows[-2], rows[-1], w))
    plain = T.stack(rows[2:])
    f = theano.function([x, h0, w], [*T.grad((looped**2).sum(), [x, h0, w]), *T.grad((plain**2).sum(), [x, h0, w])])
    results = f(X, [0.3, 0.2], 0.8)
    for got, want in zip(results[:3], results[3:]):
        np.testing.assert_allclose(got, want, rtol=1e-10)
    # and once more
    g = T.grad((looped**2).sum(), w)
    assert np.isfinite(theano.function([x, h0, w], T.grad(g, x))(X, [0.3, 0.2], 0.8)).all()


@pytest.mark.parametrize("limit", [-10.0, 0.3, 1.0, 10.0])
def test_stopped(limit):
    """Steps that were not made have no gradient."""
    x, k, stop = T.dvector("x"), T.dscalar("k"), T.dscalar("stop")
    looped, _ = theano.scan(
        lambda x, p, q, k: ([T.tanh(x * p + k), q * x + p], theano.scan_module.until(x > stop)),
        x,
        [T.ones((), "float64"), dict(initial=T.stack([k, k * 2, k]), taps=[-3])],
        k,
    )
    made = int(np.argmax(limit < X)) if (limit < X).any() else 4
    plain = unrolled(
        lambda x, p, q, k: [T.tanh(x * p + k), q * x + p],
        [(x, [0])],
        [(T.ones((), "float64"), [-1]), (T.stack([k, k * 2, k]), [-3])],
        [k],
        5,
        until=made,
    )

    def everything(outs):
        first = T.grad((outs[0] ** 2).sum() + outs[1].sum() * outs[0][-1], [x, k])
        return [*outs, *first, *T.grad(first[1] + (first[0] ** 2).sum(), [x, k])]

    f = theano.function([x, k, stop], everything(looped) + everything(plain), on_unused_input="ignore")
    results = f(X, 0.7, limit)
    assert len(results[0]) == made + 1
    for got, want in zip(results[:6], results[6:]):
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


def test_nested():
    """A loop in a loop, to the second order."""
    m, k = T.dmatrix("m"), T.dscalar("k")

    def inner(x, p, k):
        return [T.tanh(x * k + p)]

    looped, _ = theano.scan(
        lambda row, p, k: theano.scan(lambda *a: inner(*a)[0], row, p, k)[0][-1], m, T.zeros((), "float64"), k
    )
    plain = unrolled(
        lambda row, p, k: [unrolled(inner, [(row, [0])], [(p, [-1])], [k], 3)[0][-1]],
        [(m, [0])],
        [(T.zeros((), "float64"), [-1])],
        [k],
        4,
    )[0]

    def everything(out):
        first = T.grad((out**2).sum(), [m, k])
        pushed = T.Rop(out, [m, k], [T.sin(m), T.cos(k)])
        return [out, *first, pushed, *T.grad((first[0] ** 2).sum() + first[1], [m, k])]

    results = theano.function([m, k], everything(looped) + everything(plain))(np.arange(12.0).reshape(4, 3) / 10, 0.7)
    for got, want in zip(results[:6], results[6:]):
        np.testing.assert_allclose(got, want, rtol=1e-9)


@pytest.mark.parametrize("taps", [[-1], [-2], [-3, -1]], ids=str)
def test_second_order_of_a_state_that_its_step_does_not_read(taps):
    """The rows that a state begins with are rows of it: the gradient of what reads them depends on them."""
    x, h0 = T.dvector("x"), T.dscalar("h") if taps == [-1] else T.dvector("h")
    (_, read), _ = theano.scan(lambda x, *h: [T.tanh(x), sum(h) ** 3], x, [dict(initial=h0, taps=taps), None])
    rows = T.concatenate([T.stack([h0]) if taps == [-1] else h0, T.tanh(x)])
    plain = sum(rows[k - min(taps) : k - min(taps) + x.shape[0]] for k in taps) ** 3
    found, want = [], []
    for out, results in ((read, found), (plain, want)):
        total = sum((g**2).sum() for g in T.grad((out * X).sum(), [x, h0]))
        results += T.grad(total, [x, h0])
    initial = 0.7 if taps == [-1] else X[: -min(taps)]
    values = theano.function([x, h0], found + want)(X, initial)
    for a, b in zip(values[:2], values[2:]):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_initial_rows_that_nothing_reads():
    """As in Theano, there is no gradient for them, but there is one where the whole buffer is read."""
    x, h0, k0 = T.dvectors("x", "h", "k")
    (h, k), _ = theano.scan(lambda x, h, k: (h * x, x), x[:, None] * T.ones((1, 3)), [h0, k0])
    T.grad((h * k).sum(), h0)
    for cost, v in ((h + k).sum(), k0), (h.sum(), k0), ((h * k)[-1].sum(), k0):
        with pytest.raises(theano.gradient.DisconnectedInputError):
            T.grad(cost, v)
    buffer = k.owner.inputs[0]
    np.testing.assert_array_equal(T.grad(buffer.sum(), k0).eval({x: X, h0: X[:3], k0: X[:3]}), np.ones(3))


def test_jacobian_and_hessian():
    x, w = T.dvector("x"), T.dscalar("w")
    h, _ = theano.scan(lambda x, p, w: T.tanh(x * w + p), x, T.zeros((), "float64"), w)
    p = unrolled(lambda x, p, w: [T.tanh(x * w + p)], [(x, [0])], [(T.zeros((), "float64"), [-1])], [w], 5)[0]
    made = [[theano.gradient.jacobian(v, x), theano.gradient.hessian((v**2).sum(), x)] for v in (h, p)]
    results = theano.function([x, w], made[0] + made[1])(X, 0.7)
    np.testing.assert_allclose(results[0], results[2], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(results[1], results[3], rtol=1e-9, atol=1e-12)


def test_integers():
    """Counters have no gradient, what they weigh has; a gradient with respect to an integer is as outside of loops."""
    x, i0 = T.dvector("x"), T.lscalar("i0")
    (h, _), _ = theano.scan(lambda x, p, i: [p * x * i, i + 1], x, [T.ones((), "float64"), i0])
    rows, i = [], i0
    for j in range(5):
        rows.append((rows[-1] if rows else 1.0) * x[j] * i)
        i = i + 1
    p = T.stack(rows)
    results = theano.function([x, i0], [*T.grad(h.sum(), [x, i0]), *T.grad(p.sum(), [x, i0])])(X, 2)
    np.testing.assert_allclose(results[0], results[2])
    assert results[1].dtype == "float64"


def test_single_precision():
    x, w = T.fvector("x"), T.fscalar("w")
    h, _ = theano.scan(lambda x, p, w: T.tanh(x * w + p), x, T.zeros((), "float32"), w)
    assert [g.dtype for g in T.grad(h.sum(), [x, w])] == ["float32", "float32"]


def test_disconnected():
    x, a, b = T.dvector("x"), T.dscalar("a"), T.dscalar("b")
    (h, q), _ = theano.scan(lambda x, p, q, b: [p * x, q + b * x], x, [a, T.zeros((), "float64")], b)
    with pytest.raises(theano.gradient.DisconnectedInputError):
        T.grad(h.sum(), b)
    assert T.grad(h.sum(), [a, b], disconnected_inputs="ignore", return_disconnected="None")[1] is None
    # nothing but what h depends on is in the loop
    g = T.grad(h.sum(), x)
    ops = {v.owner.op for v in theano.gof.graph.ancestors([g]) if v.owner is not None}
    (backward,) = [op for op in ops if isinstance(op, Scan) and op.name.startswith("grad_of")]
    assert backward.n_mit_mot == 1 and backward.n_sit_sot == 0
    pattern = h.owner.inputs[0].owner.op.connection_pattern()
    assert [row[:2] for row in pattern] == [
        [False, False], [True, True], [True, False], [False, True], [False, True],
    ]  # fmt: skip


def test_undefined():
    """A gradient that needs values of a random state that are gone says so."""
    x = T.dvector("x")
    random = T.shared_randomstreams.RandomStreams(1)
    noise, _ = theano.scan(lambda x: x * random.uniform(()), x)
    with pytest.raises(theano.gradient.NullTypeGradError, match="Depends on a shared variable"):
        T.grad(noise.sum(), x)
    added, updates = theano.scan(lambda x: x + random.uniform(()), x)
    np.testing.assert_array_equal(theano.function([x], T.grad(added.sum(), x), updates=updates)(X), np.ones(5))
    free, _ = theano.scan(lambda x, p: theano.gradient.undefined_grad(p) + x, x, T.zeros((), "float64"))
    with pytest.raises(theano.gradient.NullTypeGradError):
        T.grad(free[-1], x)


def test_noise_that_is_returned():
    """The gradient reads it where the loop gives it: nothing is drawn anew."""
    x = T.dvector("x")
    random = T.shared_randomstreams.RandomStreams(1)

    def step(x):
        noise = random.uniform((), dtype="float64")
        return T.exp(x * noise), noise

    (out, noise), updates = theano.scan(step, x)
    f = theano.function([x], [T.grad(out.sum(), x), out, noise], updates=updates)
    for _ in range(2):
        g, out, noise = f(X)
        np.testing.assert_allclose(out, np.exp(X * noise))
        np.testing.assert_allclose(g, out * noise)


def test_updates_have_gradients():
    """The last value of a shared variable that the loop updates."""
    x, s = T.dvector("x"), theano.shared(2.0, "s")
    _, updates = theano.scan(lambda x: {s: s * x}, x)
    g = theano.function([x], T.grad(updates[s], [x, s]))(X)
    np.testing.assert_allclose(g[0], 2 * X.prod() / X)
    np.testing.assert_allclose(g[1], X.prod())


def test_sparse_arguments():
    """Gradients pass through products with a sparse matrix; one of its own it has not."""
    from scipy.sparse import random

    from tensorgraph import sparse

    a, x = sparse.csr_matrix("a"), T.dmatrix("x")
    h, _ = theano.scan(lambda row, h, a: T.tanh(sparse.dot(a, row) + h), x, T.zeros((3,)), a)
    d = T.dmatrix("d")
    p, _ = theano.scan(lambda row, h, d: T.tanh(T.dot(d, row) + h), x, T.zeros((3,)), d)
    matrix, rows = random(3, 3, density=0.6, format="csr", random_state=1), np.linspace(-1, 1, 12).reshape(4, 3)
    got = theano.function([a, x], T.grad(h.sum(), x))(matrix, rows)
    want = theano.function([d, x], T.grad(p.sum(), x))(matrix.toarray(), rows)
    np.testing.assert_allclose(got, want)
    with pytest.raises(theano.gradient.NullTypeGradError, match="dense"):
        T.grad(h.sum(), a)


def test_branches():
    x = T.dvector("x")
    lazy, _ = theano.scan(lambda x, p: theano.ifelse.ifelse(x > 0, p * x + 1, p), x, T.ones((), "float64"))
    eager, _ = theano.scan(lambda x, p: T.switch(x > 0, p * x + 1, p), x, T.ones((), "float64"))
    results = theano.function([x], [lazy, T.grad(lazy[-1], x), eager, T.grad(eager[-1], x)])(X)
    np.testing.assert_allclose(results[:2], results[2:])


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", Mode("py", None)], ids=str)
@pytest.mark.parametrize(
    "choose",
    [
        lambda m, h, w: T.max(1.3 * T.dot(m, w) + 0.7 * h.dimshuffle(0, "x"), axis=1),
        lambda m, h, w: T.maximum(1.1 * T.dot(w, h) + 0.3 * m[0], m[1]),
        lambda m, h, w: T.minimum(m[1], 1.1 * T.dot(w, h) + 0.3 * m[0]),
        lambda m, h, w: T.max_and_argmax(1.7 * T.dot(m, w) + 0.3 * h, axis=1)[0],
        lambda m, h, w: pool_2d((1.3 * T.dot(m, w) + h).dimshuffle("x", 0, 1), (1, 4), ignore_border=True)[0, :, 0],
    ],
)
def test_what_is_chosen(choose, mode):
    """A gradient finds what a step chose, whichever way the step and its gradient compute and round."""
    x, h0, w = T.dtensor3("x"), T.dvector("h0"), T.dmatrix("w")
    cost = T.sin(theano.scan(choose, x, h0, w)[0]).sum()
    rng = np.random.default_rng(0)
    values = [rng.normal(size=(6, 4, 4)), rng.normal(size=4), 0.6 * rng.normal(size=(4, 4))]
    found = theano.function([x, h0, w], T.grad(cost, w), mode=mode)(*values)
    f, expected = theano.function([x, h0, w], cost), np.zeros((4, 4))
    for i in np.ndindex(4, 4):
        for d in 1e-6, -1e-6:
            values[2][i] += d
            expected[i] += f(*values) / (2 * d)
            values[2][i] -= d
    np.testing.assert_allclose(found, expected, atol=1e-7)
