"""Steps that go through the same rows, joined and run block by block, give what they give one after another."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.joined import apart
from tensorgraph.ifelse import ifelse
from tensorgraph.lowering.passes import rowblocks

LENGTHS = [0, 1, 15, 700, 3001]  # none, one, few, one block at most, several blocks and a rest


def kinds(f):
    return [step.kind for step in f.maker.program.steps]


def compare(inputs, outputs, values, joined=True, mode=None, **keywords):
    """The function gives what its operations one by one give, in a program that has or has not joined steps."""
    f = theano.function(inputs, outputs, mode=mode, **keywords)
    g = theano.function(inputs, outputs, mode="FAST_COMPILE", **keywords)
    assert ("rows" in kinds(f)) == joined
    expected = g(*values)
    for _ in range(2):
        for got, want in zip(f(*values), expected, strict=True):
            assert got.dtype == want.dtype and got.shape == want.shape
            rtol = 1e-10 if np.asarray(want).dtype == "float64" else 2e-4
            np.testing.assert_allclose(got, want, rtol=rtol, atol=rtol * (1 + abs(want).max(initial=0)))
    return f


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", LENGTHS)
def test_linear_model(n, dtype):
    """``dot(X, w)`` and ``dot(X.T, r)`` read X once."""
    rng = np.random.RandomState(n)
    X, w, y = T.matrix("X", dtype=dtype), T.vector("w", dtype=dtype), T.vector("y", dtype=dtype)
    cost = T.sum(T.nnet.softplus(T.dot(X, w)) - y * T.dot(X, w)) + 0.5 * T.sum(w**2)
    values = [rng.normal(size=shape).astype(dtype) for shape in [(n, 1500), (1500,), (n,)]]
    f = compare([X, w, y], [cost, T.grad(cost, w)], values)
    assert "gemv" not in kinds(f)


@pytest.mark.parametrize("layout", [lambda a: a[::2], lambda a: a[:, ::-1], lambda a: np.asfortranarray(a)])
def test_layouts(layout):
    rng = np.random.RandomState(0)
    X, w = T.dmatrix("X"), T.dvector("w")
    r = T.tanh(T.dot(X, w))
    compare([X, w], [r, T.dot(X.T, r), r.max()], [layout(rng.normal(size=(6000, 800))), rng.normal(size=800)])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", LENGTHS)
def test_embedding(n, dtype):
    """Rows of a table are used as they are taken, and the gradient is added to its rows, also to one row twice."""
    rng = np.random.RandomState(n)
    E, i = T.matrix("E", dtype=dtype), T.lvector("i")
    taken = E[i]
    cost = T.sum(T.exp(taken) + taken**2)
    values = rng.normal(size=(90, 60)).astype(dtype), rng.randint(-90, 90, n)
    f = compare([E, i], [cost, T.grad(cost, E)], values)
    assert "take" not in kinds(f) and "put" not in kinds(f)


@pytest.mark.parametrize("n", LENGTHS)
def test_outputs(n):
    """Rows that leave, sums over all, over rows and along rows, extrema and truth; a whole operand."""
    rng = np.random.RandomState(n)
    E, i, row, column = T.dmatrix("E"), T.ivector("i"), T.drow("row"), T.dvector("column")
    z = T.tanh(E[i] * row) + column.dimshuffle(0, "x")
    outputs = [z, z.sum(axis=1), z.sum(axis=0), T.any(z > 1), T.all(z > -3), T.sqr(z).mean()]
    if n:
        outputs += [z.max(axis=0), z.min()]
    values = (
        rng.normal(size=(40, 70)),
        rng.randint(0, 40, n).astype("int32"),
        rng.normal(size=(1, 70)),
        rng.normal(size=n),
    )
    compare([E, i, row, column], outputs, values)


def test_updates():
    """Memory is overwritten after its last reader."""
    rng = np.random.RandomState(0)
    start, indices = rng.normal(size=(500, 80)), rng.randint(0, 500, 2000)
    i = T.lvector("i")
    results = []
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        E = theano.shared(start, name="E")
        taken = E[i]
        cost = T.sum(T.sqr(taken))
        f = theano.function([i], cost, updates=[(E, T.inc_subtensor(taken, -0.01 * T.grad(cost, taken)))], mode=mode)
        results.append([f(indices), f(indices), E.get_value()])
        assert ("rows" in kinds(f)) == (mode == "FAST_RUN")
    for got, want in zip(*results, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-10)


def test_wrong_index():
    """The error names the user's line, and nothing has changed."""
    E, s, i = theano.shared(np.ones((50, 60)), name="E"), theano.shared(0.0), T.lvector("i")
    taken = E[i]  # this line
    cost = T.sum(T.exp(taken))
    f = theano.function([i], cost, updates=[(s, s + 1), (E, E - 0.1 * T.grad(cost, E))])
    assert "rows" in kinds(f)
    indices = np.zeros(2000, "int64")
    indices[1900] = 50
    with pytest.raises(IndexError) as caught:
        f(indices)
    text = str(caught.value)
    assert "index 50 is out of bounds for axis 0 with size 50" in text
    assert "AdvancedSubtensor1(E, i)" in text and "[(50, 60), (" in text and "# this line" in text
    assert s.get_value() == 0 and (E.get_value() == 1).all()
    assert f(np.zeros(2000, "int64")) == pytest.approx(2000 * 60 * np.e)


def test_wrong_length():
    X, w, y = T.dmatrix("X"), T.dvector("w"), T.dvector("y")
    r = T.tanh(T.dot(X, w)) - y
    f = theano.function([X, w, y], T.dot(X.T, r))
    assert "rows" in kinds(f)
    with pytest.raises(ValueError, match="mis-match"):
        f(np.ones((4, 3)), np.ones(3), np.ones(5))
    with pytest.raises(ValueError, match="mis"):
        f(np.ones((4, 3)), np.ones(2), np.ones(4))
    np.testing.assert_allclose(f(np.ones((4, 3)), np.zeros(3), np.ones(4)), [-4, -4, -4])


@pytest.mark.parametrize(
    "graph",
    [
        lambda E, i: [E[i] + 1],  # used at once
        lambda E, i: [T.exp(E[i]).sum(), E[i][::-1]],  # rows leave in another order
        lambda E, i: [(E[i] - E[i].mean(axis=0)).sum(axis=1)],  # needs all rows before the first is ready
        lambda E, i: [T.dot(E[i], E[0]) * 2, T.dot(E[i], E.T)],
        lambda E, i: [T.nnet.softmax(T.dot(T.tanh(E[i]), E.T))],
    ],
)
def test_other_readers(graph):
    """Steps that may not join run before or after."""
    rng = np.random.RandomState(1)
    E, i = T.dmatrix("E"), T.lvector("i")
    compare([E, i], graph(E, i), [rng.normal(size=(60, 80)), rng.randint(0, 60, 1500)])


def test_product_alone():
    """A product whose matrix is read once is left to BLAS."""
    X, w = T.dmatrix("X"), T.dvector("w")
    compare([X, w], [T.tanh(T.dot(X, w))], [np.ones((9, 4)), np.ones(4)], joined=False)


def test_pickle():
    E, i = T.dmatrix("E"), T.lvector("i")
    f = theano.function([E, i], T.exp(E[i]).sum())
    values = np.arange(6.0).reshape(3, 2), np.array([2, 2, 0])
    assert pickle.loads(pickle.dumps(f))(*values) == f(*values)


def test_apart():
    """The steps one by one name the slots of the program."""
    E, i = T.dmatrix("E"), T.lvector("i")
    program = theano.function([E, i], T.exp(E[i]).sum()).maker.program
    take = next(step for step in apart(program) if step.kind == "take")
    assert take.inputs == (0, 1)


@pytest.mark.parametrize("condition", [1, -1])
def test_branches(condition):
    """Steps that are skipped together with others are joined without them."""
    rng = np.random.RandomState(0)
    E, i, w, c = T.dmatrix("E"), T.lvector("i"), T.dvector("w"), T.dscalar("c")
    cost = ifelse(c > 0, T.sum(E[i] ** 2), T.sum(E))
    values = [rng.normal(size=(300, 50)), rng.randint(0, 300, 2000)]
    compare([E, i, c], [cost, T.grad(cost, E)], [*values, condition])
    cost = ifelse(c > 0, T.sum(T.tanh(T.dot(E, w))), T.sum(E) * T.sum(w))
    values = [rng.normal(size=(3001, 750)), rng.normal(size=750)]
    compare([E, w, c], [cost, *T.grad(cost, [E, w])], [*values, condition])


@pytest.mark.parametrize("index", [np.s_[2:, [0, 2, 0]], np.s_[[1, 0], :1], np.s_[::2, [1]]], ids=str)
@pytest.mark.parametrize("put", [T.inc_subtensor, T.set_subtensor])
@pytest.mark.parametrize("mode", ["FAST_RUN", "without in place"])
def test_what_is_read_after_it_was_put(put, index, mode):
    """A table that waits for the joined rows is read after they were put into a view of it."""
    if mode != "FAST_RUN":
        mode = theano.compile.get_mode("FAST_RUN").excluding("inplace", "fusion")
    X, w, table = T.dmatrix("X"), T.dvector("w"), T.dmatrix("table")
    r = T.exp(-T.sqr(T.dot(X, w)))
    zeros = T.zeros_like(table)
    filled = put(zeros[index], T.dot(X.T, r).sum() + 0.5)
    graph = [filled + 1, T.dot(X.T, r), filled[::-1].sum(axis=0)]
    compare([X, w, table], graph, [np.eye(4, 3), np.arange(3.0), np.ones((5, 3))], mode=mode)


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
@pytest.mark.parametrize("n", [1, 3, 5000])
def test_sums_of_rows_in_another_order_of_memory(n, dtype):
    """Rows of a table whose axes lie in another order give sums that do so too."""
    E, i = T.tensor3("E", dtype=dtype), T.lvector("i")
    taken = E[i]
    table = np.arange(7 * 40 * 6).reshape(6, 40, 7).T.astype(dtype)
    graph = [taken.sum(axis=0), taken.sum(axis=0, dtype="float64"), taken + 1, taken.max(axis=0)]
    compare([E, i], graph, [table, np.arange(n) * 5 % 7])


def test_memory_is_traced_once_for_each_product(monkeypatch):
    """Overwritten memory is not looked up in the whole program for each step."""
    traced = []
    kept = rowblocks.owners_of
    monkeypatch.setattr(rowblocks, "owners_of", lambda program: (traced.append(1), kept(program))[1])
    x, P = T.dmatrix("x"), T.dmatrix("P")
    a = T.exp(x[0])
    for i in range(1, 20):
        a = T.dot(P, a) * T.exp(x[i])
    f = theano.function([x, P], T.grad(-T.log(a.sum()), P))
    products = sum(step.kind in ("dot", "gemv", "take") for step in f.maker.program.steps)
    assert 0 < len(traced) <= products


ROWS = [
    lambda m, v, i, w: (m[i], v), lambda m, v, i, w: (m, v[i]), lambda m, v, i, w: (m * v[:, None], v),
    lambda m, v, i, w: (m, T.dot(m, w)), lambda m, v, i, w: (T.tanh(m), T.dot(m[i], w)),
    lambda m, v, i, w: (m + m[i], v), lambda m, v, i, w: (m, T.sqr(m).sum(1)), lambda m, v, i, w: (m - w, v + v[i]),
    lambda m, v, i, w: (m[:, ::-1], T.tanh(v)), lambda m, v, i, w: (m[i][i], v),
]
WHOLE = [
    lambda m, v, i, w: T.dot(m.T, v), lambda m, v, i, w: m.sum(0), lambda m, v, i, w: T.dot(v, m) + w,
    lambda m, v, i, w: T.inc_subtensor(T.zeros_like(m)[i], m)[0], lambda m, v, i, w: (m * v[:, None]).max(0),
    lambda m, v, i, w: w * v.sum(),
]


@given(
    st.lists(st.tuples(st.sampled_from(ROWS), st.integers(0, 9)), min_size=2, max_size=6), st.sampled_from(WHOLE),
    st.sampled_from([1, 3, 40, 700]), st.sampled_from([3, 200]), st.booleans(), st.sampled_from([1, 2]),
)
@settings(max_examples=80)
def test_random_programs(steps, last, n, width, twice, threads):
    """What is read by rows in one place and as a whole in another, such as a table mixed with rows of itself."""
    m, v, i, w = T.dmatrix("m"), T.dvector("v"), T.lvector("i"), T.dvector("w")
    pairs = [(m, v)]
    for step, which in steps:
        x, y = pairs[-1 - which % len(pairs)][0], pairs[which % len(pairs)][1]
        pairs.append(step(x, y, i, w))
    result = last(*pairs[-1], i, w)
    if twice:
        # the result of all rows is read by each
        result = last(pairs[-1][0] + result, pairs[-1][1], i, result)
    outputs = [result, *pairs[-1], *theano.grad(result.sum(), [m, v, w], disconnected_inputs="ignore")]
    rng = np.random.default_rng(n)
    values = [rng.normal(size=(n, width)), rng.normal(size=n), rng.integers(-n, n, n), rng.normal(size=width)]
    plain = theano.function([m, v, i, w], outputs, mode="FAST_COMPILE", on_unused_input="ignore")
    f = theano.function([m, v, i, w], outputs, on_unused_input="ignore")
    with theano.threads(threads):
        for got, want in zip(f(*values), plain(*values), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-9 * (1 + abs(want).max(initial=0)))
