"""Loops as programs inside a step, against the loop in Python that says what they mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.machine.call._vm import Machine
from tensorgraph.compile.mode import Mode
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.lowering.lower import lower
from tensorgraph.scan import Scan
from tensorgraph.scan.rewriting.firstrows import FirstRows

PLAIN = Mode("py", None)


class Loop:
    """A loop with random taps, and arrays to run it on.

    All rows have one shape, so that a step may combine any of them.
    """

    def __init__(self, draw):
        self.draw = draw
        self.dtype = draw(st.sampled_from(["float64", "float32"]))
        ndim = draw(st.sampled_from([0, 0, 1, 2]))
        self.shape = (draw(st.sampled_from([0, 1, 3])),) * ndim
        one = 1 in self.shape and draw(st.booleans())
        self.n = draw(st.sampled_from([0, 1, 2, 3, 7]))
        self.rng = np.random.default_rng(draw(st.integers(0, 99)))
        self.row = T.TensorType(self.dtype, (one,) * ndim)
        self.rows = T.TensorType(self.dtype, (False, *(one,) * ndim))
        self.inner, self.outer, self.values, self.outs = [], [], [], []
        self.taps, self.places, self.destroys = [], [], {}
        self.node = self.build()

    def __repr__(self):
        shapes = [value.shape if value.ndim else value for value in self.values]
        return f"Loop({self.op.info}, {self.op.outputs}, {shapes})"

    def count(self, most):
        return self.draw(st.integers(0, most))

    def array(self, *shape):
        return self.rng.uniform(-1, 1, (*shape, *self.shape)).astype(self.dtype)

    def given(self, variable, value):
        self.outer.append(variable)
        self.values.append(value)

    def step(self):
        """A result of one step: what some of its inputs add up to, one of them, or a number."""
        parts = [self.draw(st.sampled_from(self.inner)) for _ in range(self.draw(st.integers(0, 3)))]
        if not parts:
            return T.fill(self.inner[0], np.asarray(0.5, self.dtype))
        if len(parts) == 1:
            return parts[0] if not self.shape else parts[0].T
        sign = np.asarray(0.5, self.dtype)
        return T.tanh(parts[0] * sign) + sum(part * sign for part in parts[1:])

    def state(self, taps, places=None):
        depth = -min(taps)
        longest = self.n + max(max(taps + (places or (0,))), 0) + depth
        k = len(self.taps)
        if places is None:
            length = self.draw(st.sampled_from(sorted({max(depth, 1), depth + 1, longest, longest + 2})))
        else:
            length = max(longest, 1)
        if self.draw(st.booleans()):
            self.destroys[k] = [len(self.outer)]
        self.taps.append(taps)
        self.given(self.rows(), self.array(length))
        self.inner.extend(self.row() for _ in taps)

    def build(self):
        draw = self.draw
        counts = {
            "n_seqs": self.count(2),
            "n_mit_mot": self.count(1),
            "n_mit_sot": self.count(2),
            "n_sit_sot": self.count(2),
            "n_nit_sot": self.count(2),
            "n_shared_outs": self.count(1),
        }
        self.given(T.lscalar("n"), np.asarray(self.n))
        for _ in range(counts["n_seqs"]):
            self.given(self.rows(), self.array(self.n + self.count(1)))
            self.inner.append(self.row())
        for _ in range(counts["n_mit_mot"]):
            self.places.append(draw(st.sampled_from([(1,), (0,), (0, 2), (1, 0)])))
            self.state(draw(st.sampled_from([(0, 1), (0,), (1, 0, 2), (-1, 1)])), self.places[-1])
        for _ in range(counts["n_mit_sot"]):
            self.state(draw(st.sampled_from([(-1, -2), (-3, -1), (-2,), (-4, -2)])))
        for _ in range(counts["n_sit_sot"]):
            self.state((-1,))
        for _ in range(counts["n_shared_outs"]):
            self.given(self.row(), self.array())
            self.inner.append(self.row())
        for _ in range(counts["n_nit_sot"]):
            self.given(T.lscalar(), np.asarray(draw(st.sampled_from([self.n, self.n + 2, 2, 0]))))
        for _ in range(self.count(1)):
            self.given(self.row(), self.array())
            self.inner.append(self.row())
        if not self.inner:
            self.given(self.row(), self.array())
            self.inner.append(self.row())
        singles = sum(counts[key] for key in ("n_mit_sot", "n_sit_sot", "n_nit_sot", "n_shared_outs"))
        outs = [self.step() for _ in range(sum(map(len, self.places)) + singles)]
        as_while = draw(st.booleans())
        if as_while:
            outs.append(T.gt(self.inner[0].sum(), 0.9 * self.inner[0].size))
        info = {
            **counts,
            "n_mit_mot_outs": sum(map(len, self.places)),
            "mit_mot_out_slices": self.places,
            "tap_array": self.taps,
            "as_while": as_while,
            "destroy_map": self.destroys,
            "mode": draw(st.sampled_from([PLAIN, None])),
        }
        self.op = Scan(self.inner, outs, info)
        return self.op.make_node(*self.outer)


def machine_of(node):
    program = lower(FunctionGraph(list(node.inputs), list(node.outputs), clone=False), set(), len(node.outputs)).program
    return Machine(program)


def copies(values):
    return [np.array(value) for value in values]


@st.composite
def loops(draw):
    return Loop(draw)


@given(loops())
@settings(max_examples=150)
def test_any_layout(loop):
    """Taps, lengths of buffers, places of results, conditions, in place or not: as the reference."""
    f = machine_of(loop.node)
    storage = [[None] for _ in loop.node.outputs]
    loop.op.perform(loop.node, copies(loop.values), storage)
    tolerance = 1e-12 if loop.dtype == "float64" else 1e-5
    for _ in range(2):
        values = copies(loop.values)
        results = f(*values)
        for k, (result, (expected,)) in enumerate(zip(results, storage)):
            assert result.shape == expected.shape and result.dtype == expected.dtype, k
            np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance, err_msg=str(k))
        for i, (value, before) in enumerate(zip(values, loop.values)):
            if [i] not in loop.destroys.values():
                np.testing.assert_array_equal(value, before)


class Doubled(theano.Op):
    """Twice a matrix, without a kernel; `kept` holds on to what it saw."""

    __props__ = ()
    kept = None

    def make_node(self, x):
        return theano.Apply(self, [T.as_tensor_variable(x)], [x.type()])

    def perform(self, node, inputs, storage):
        storage[0][0] = 2 * inputs[0]
        if self.kept is not None:
            self.kept.extend(inputs)


def inner_kinds(f):
    (step,) = [step for step in f.program.steps if step.kind == "scan"]
    return [step.kind for step in step.params["program"].steps]


def rnn(op=lambda h: h):
    x, w, h = T.dtensor3("x"), T.dmatrix("w"), T.dmatrix("h")
    hs, _ = theano.scan(lambda x, h, w: op(T.tanh(T.dot(h, w) + x)), sequences=x, outputs_info=h, non_sequences=w)
    return [x, w, h], hs


def rnn_values(x, w, h, op=lambda h: h):
    hs = []
    for row in x:
        h = op(np.tanh(h @ w + row))
        hs.append(h)
    return np.array(hs)


def arguments(steps, batch, n, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((steps, batch, n)), rng.standard_normal((n, n)) / n, rng.standard_normal((batch, n))


def test_no_python_between_steps():
    inputs, hs = rnn()
    f = theano.function(inputs, hs)
    assert "python" not in f.kinds() and "python" not in inner_kinds(f)
    for steps, batch, n in [(5, 2, 3), (5, 2, 3), (7, 1, 3), (2, 4, 2), (1, 2, 3), (0, 2, 3), (5, 2, 3)]:
        args = arguments(steps, batch, n)
        np.testing.assert_allclose(f(*args), rnn_values(*args).reshape(steps, batch, n), rtol=1e-12)


@pytest.mark.parametrize("keeps", [False, True])
def test_steps_in_python(keeps):
    """A Python step inside sees arrays; what it keeps of them stays alive, and stays as it was where rows are kept."""
    op = Doubled()
    op.kept = [] if keeps else None
    inputs, hs = rnn(op)
    f = theano.function(inputs, hs)
    assert "python" in inner_kinds(f)
    for seed in range(3):
        args = arguments(4, 2, 3, seed)
        first = f(*args)
        np.testing.assert_allclose(first, rnn_values(*args, lambda h: 2 * h), rtol=1e-12)
    if keeps:
        assert len(op.kept) == 12 and all(array.shape == (2, 3) for array in op.kept)
        np.testing.assert_allclose(2 * op.kept[-1], first[-1])


def test_nested():
    """The inner loop is a step of the program of the outer one."""
    x, y = T.dmatrix("x"), T.dvector("y")

    def total(row, y):
        inner, _ = theano.scan(lambda a, b, s: s * 0.5 + a * b, sequences=[row, y], outputs_info=T.zeros((), "float64"))
        return inner[-1]

    out, _ = theano.scan(total, sequences=x, non_sequences=y)
    f = theano.function([x, y], out)
    assert "scan" in inner_kinds(f)
    rng = np.random.default_rng(0)
    for shape in [(3, 4), (3, 4), (2, 6), (1, 1)]:
        a, b = rng.standard_normal(shape), rng.standard_normal(shape[1])
        expected = []
        for row in a:
            s = 0.0
            for p, q in zip(row, b):
                s = s * 0.5 + p * q
            expected.append(s)
        np.testing.assert_allclose(f(a, b), expected, rtol=1e-12)


def test_states_that_change_places():
    """With as many rows as the taps reach back, a step reads what it writes over."""
    n, a, b = T.lscalar("n"), T.dmatrix("a"), T.dmatrix("b")
    row = T.dvector
    info = {"n_sit_sot": 2, "tap_array": [[-1], [-1]]}
    p, q = row(), row()
    f = machine_of(Scan([p, q], [q, p], info).make_node(n, a, b))
    first, second = f(np.asarray(3), np.ones((1, 2)), np.zeros((1, 2)))
    np.testing.assert_array_equal(first, [[0, 0]])
    np.testing.assert_array_equal(second, [[1, 1]])


@pytest.mark.parametrize("ndim", [0, 1])
def test_errors(ndim):
    x, n = T.TensorType("float64", (False,) * (ndim + 1))("x"), T.lscalar("n")
    out, _ = theano.scan(lambda row, s: row - s / 2, sequences=x, outputs_info=T.zeros_like(x[0]), n_steps=n)
    f = theano.function([x, n], out)
    value = np.ones((3,) * (ndim + 1))
    with pytest.raises(ValueError, match="its sequence 0 is shorter than the required number of steps"):
        f(value, 4)
    with pytest.raises(ValueError, match="negative"):
        f(value, -2)
    np.testing.assert_array_equal(f(value, 2), [value[0], value[0] / 2])


def test_first_rows():
    """The rows that a loop reads outside of it: the kernel's views and errors are the reference's."""
    x, n = T.dmatrix("x"), T.iscalar("n")
    op = FirstRows("it", 2)
    value = np.arange(12.0).reshape(4, 3)
    for mode in (None, PLAIN):
        f = theano.function([x, n], op(x, n) * 1, mode=mode)
        assert ("first_rows" in f.kinds()) == (mode is None)
        for rows in (4, 1, 0):
            np.testing.assert_array_equal(f(value[::-1], rows), value[::-1][:rows])
        with pytest.raises(ValueError, match=r"loop it was asked for 5 steps, but its sequence 2 .* shape \(4, 3\)"):
            f(value, 5)
        with pytest.raises(IndexError, match="the loop it was asked to run for a negative number of steps: -1"):
            f(value, -1)


def test_rows_of_other_shapes():
    """Rows of an output, and of a state, that do not have the shape of the others."""
    lengths = T.lvector("lengths")
    out, _ = theano.scan(lambda n: T.zeros((n,)), sequences=lengths)
    f = theano.function([lengths], out)
    assert f([2, 2]).shape == (2, 2) and f([3]).shape == (1, 3)
    with pytest.raises(ValueError, match=r"output 0 of the loop scan_fn has rows of shape \(2,\), but step 1 made one"):
        f([2, 3])
    state, _ = theano.scan(lambda n, s: T.zeros((n,)), sequences=lengths, outputs_info=T.zeros((2,)))
    with pytest.raises(ValueError, match=r"state 0 of the loop scan_fn has rows of shape \(2,\), but step 2 made one"):
        theano.function([lengths], state)([2, 2, 3])


def test_error_inside():
    """The message names the inner node, the step and the loop, from the inside out; the type stays."""
    links, starts = T.lvector("links"), T.lvector("starts")

    def follow(start, links):
        visited, _ = theano.scan(
            lambda at, links: links[at], outputs_info=start, non_sequences=links, n_steps=3, name="inner"
        )
        return visited

    out, _ = theano.scan(follow, sequences=starts, non_sequences=links, name="outer")
    f = theano.function([starts, links], out)
    np.testing.assert_array_equal(f([0, 2], [1, 2, 0]), [[1, 2, 0], [0, 1, 2]])
    with pytest.raises(IndexError) as info:
        f([0, 3], [0, 5, 2, 1])
    text = str(info.value)
    parts = ["In step 2 of the loop inner", "Subtensor{int64}(", "In step 1 of the loop outer", "for{cpu,outer}"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "Inputs values: [array([0, 5, 2, 1]), array(5)]" in text
    np.testing.assert_array_equal(f([0], [0]), [[0, 0, 0]])


def test_objects_as_states():
    """The state of a random generator goes from step to step, by Python steps."""
    from tensorgraph.tensor.shared_randomstreams import RandomStreams

    stream = RandomStreams(7)
    n = T.iscalar("n")
    out, updates = theano.scan(lambda: stream.uniform((2,)), n_steps=n)
    f = theano.function([n], out, updates=updates)
    reference = RandomStreams(7)
    g = theano.function([], reference.uniform((2,)))
    np.testing.assert_array_equal(f(3), [g() for _ in range(3)])
    np.testing.assert_array_equal(f(2), [g() for _ in range(2)])
    assert f(0).shape == (0, 2)
    np.testing.assert_array_equal(f(1), [g()])


def test_threads():
    """Calls that overlap have nothing in common."""
    from concurrent.futures import ThreadPoolExecutor

    inputs, hs = rnn()
    f = theano.function(inputs, hs)
    cases = [arguments(60, 3, 8 + seed % 3, seed) for seed in range(12)]
    expected = [f(*case) for case in cases]
    with ThreadPoolExecutor(4) as pool:
        for result, value in zip(pool.map(lambda case: f(*case), cases * 3), expected * 3):
            np.testing.assert_array_equal(result, value)


def test_pickle():
    import pickle

    inputs, hs = rnn()
    f = theano.function(inputs, hs)
    g = pickle.loads(pickle.dumps(f))
    assert g.program.digest() == f.program.digest()
    args = arguments(4, 2, 3)
    np.testing.assert_array_equal(g(*args), f(*args))
    with pytest.raises(ValueError, match="In step 0 of the loop"):
        g(args[0], args[1], np.ones((2, 4)))


@pytest.mark.parametrize("mode", ["FAST_RUN", "without in place"])
def test_steps_in_python_between_kernels(mode):
    """Memory that an op in Python keeps of one step is not overwritten by a later one."""
    mode = theano.compile.get_mode("FAST_RUN").excluding(*[] if mode == "FAST_RUN" else ["inplace", "fusion"])
    v, i = T.dvector("v"), T.lvector("i")

    def step(a):
        picked = T.specify_shape(T.alloc(a * 2, v.shape[0])[i], i.shape)
        return T.inc_subtensor(T.zeros_like(v)[i], picked)

    f = theano.function([v, i], theano.scan(step, sequences=[v])[0], mode=mode)
    for _ in range(3):
        np.testing.assert_array_equal(f([1.0, 2.0, 3.0], [0, 2]), [[2, 0, 2], [4, 0, 4], [6, 0, 6]])
