"""Loops: the graph that a function shows computes the same as its program, and has no loops of several nodes."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.wellformed import verify_fgraph
from tensorgraph.lowering.lower import lower
from tensorgraph.lowering.mapreduce import MapReduce

x, y = T.dmatrices("x", "y")
v = T.dvector("v")
X, Y = np.arange(12.0).reshape(3, 4) / 12, np.linspace(-1, 1, 12).reshape(3, 4)


def ops(f):
    return [str(node.op) for node in f.maker.fgraph.toposort()]


@pytest.mark.parametrize(
    "output, expected",
    [
        (T.sqr(x).sum(), ["Elemwise{sqr,no_inplace}", "Sum{acc_dtype=float64}"]),
        (T.exp(x).sum(axis=0), ["Elemwise{exp,no_inplace}", "Sum{axis=[0], acc_dtype=float64}"]),
        (T.exp(x * y).max(axis=1), ["Elemwise{Composite{exp((i0 * i1))}}", "Reduce{maximum}{1}"]),
        (T.prod(x + y), ["Elemwise{add,no_inplace}", "Prod{axis=None, dtype='float64', acc_dtype='float64'}"]),
        (T.all(x > y), ["Elemwise{gt,no_inplace}", "All"]),
        (T.exp(x) + 1, ["Elemwise{Composite{(i0 + exp(i1))}}"]),
        (x.sum(axis=1), ["Sum{axis=[1], acc_dtype=float64}"]),
    ],
)
def test_texts(output, expected):
    f = theano.function([x, y], output, on_unused_input="ignore")
    assert ops(f) == expected
    assert f.kinds().count("loop") == 1


PROGRAMS = {
    "one result": [(x**2).sum()],
    "several reductions": [T.exp(x).sum(), T.exp(x).max(axis=0), T.exp(x).mean(axis=1)],
    "stored and reduced": [T.tanh(x * y), T.tanh(x * y).sum(axis=0)],
    "an inner value read twice": [(T.exp(x) * y + 1).sum(), T.exp(x) * 2, T.exp(x) - y],
    "no reduction": [T.exp(x) + y, T.exp(x) * y],
    "constants and casts": [T.cast(x * 3, "float32").sum(), T.switch(x > 0.5, x, 2.0).sum()],
    "rows": [(x + y.sum(axis=0)).sum(axis=1), (x * y).min()],
    "whole numbers": [T.cast(x * 10, "int32").sum(axis=0, dtype="int64"), T.any(x > 0.3)],
    "the same reduction twice": [x.sum(), (x * 1.0).sum(), T.sqr(x).sum(), x],
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_values(name):
    f = theano.function([x, y], PROGRAMS[name], on_unused_input="ignore")
    graph = f.maker.fgraph
    verify_fgraph(graph)
    assert not any(isinstance(node.op, MapReduce) for node in graph.apply_nodes)
    again = theano.function(graph.inputs, graph.outputs, mode=theano.Mode("py", None), on_unused_input="ignore",
                            accept_inplace=True)
    for a, b in zip(f(X, Y), again(X, Y)):
        np.testing.assert_allclose(a, b, rtol=1e-14 if b.dtype == "float64" else 1e-6)


def test_updates_stay_in_place():
    w = theano.shared(np.ones((3, 4)), "w")
    e = T.exp(x) * w
    f = theano.function([x], [e.sum()], updates=[(w, w - 0.1 * e)])
    overwriting = [node for node in f.maker.fgraph.toposort() if node.op.destroy_map]
    assert [node.op.destroy_map for node in overwriting] == [{0: [node.inputs.index(w)]} for node in overwriting]
    assert len(overwriting) == 1 and f.maker.fgraph.outputs[1].owner is overwriting[0]
    verify_fgraph(f.maker.fgraph)
    before = w.get_value()
    total = f(X)
    np.testing.assert_allclose(total, (np.exp(X) * before).sum())
    np.testing.assert_allclose(w.get_value(), before - 0.1 * np.exp(X) * before)


def test_names_and_places():
    z = T.exp(x).sum(axis=0)
    z.name = "named"
    f = theano.function([x], z)
    assert f.maker.fgraph.outputs[0].name == "named"
    assert theano.gof.opt.check_stack_trace(f, "all")


def test_copies_show_the_same():
    f = theano.function([x], T.exp(x).sum())
    for h in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f), f.copy()):
        assert ops(h) == ops(f)


def test_members_of_loops():
    """A loop goes by the last of the nodes that it computes; what lies between two of them has no slot."""
    f = theano.function([x, y], [T.exp(x * y).sum(), T.exp(x * y)])
    maker = f.maker
    assert len(maker.fgraph.apply_nodes) == 2 and maker.members == {1: [0, 1]}
    assert [step.node for step in maker.program.steps] == [1]
    assert maker.reads[0] == (0, 1) and maker.reads[1] == maker.program.outputs[1:]


@pytest.mark.parametrize("mode", ["FAST_COMPILE", theano.Mode().excluding("fusion")], ids=["references", "unfused"])
def test_loops_are_asked_for(mode):
    f = theano.function([x, y], [T.exp(x * y).sum(), T.exp(x * y)], mode=mode)
    assert f.maker.members == {} and len(f.maker.program.steps) == len(f.maker.fgraph.apply_nodes)


def test_the_node_that_does_not_fit_is_named():
    """Not the loop, nor its last node."""
    f = theano.function([x, y], [T.sqr(T.exp(x) + 1).sum(axis=0), T.tanh(x * y) - 1, T.exp(x) * 3])
    with pytest.raises(ValueError) as caught:
        f(X, Y[:2])
    text = str(caught.value)
    assert text.startswith("x * y: x is (3, 4), y is (2, 4): lengths 3 and 2 of axis 0 differ\nInput dim")
    assert "Inputs shapes: [(1, 1), (3, 4), (2, 4)]" in text and "T.tanh(x * y)" in text
    assert len(f.maker.members) == 1


def test_memory_that_a_loop_overwrites_and_reads_otherwise():
    """An update in place is no part of a loop that reads the same memory in another order."""
    w = theano.shared(np.arange(9.0).reshape(3, 3), "w")
    a = T.dmatrix("a")
    before = w.get_value()
    results = [w.T * a, w[::-1] + a, (w[0] + a).sum(), w * a, (w + a).max()]
    f = theano.function([a], results, updates=[(w, w - 0.5 * a)])
    A = np.linspace(0, 2, 9).reshape(3, 3)
    expected = [before.T * A, before[::-1] + A, (before[0] + A).sum(), before * A, (before + A).max()]
    for got, wanted in zip(f(A), expected):
        np.testing.assert_allclose(got, wanted)
    np.testing.assert_allclose(w.get_value(), before - 0.5 * A)


@pytest.mark.parametrize("made", ["input", "shared"])
def test_memory_that_is_overwritten_tells_nothing_of_shapes(made):
    """Loops over parts of an array, and one over all of it that takes its memory."""
    value = np.arange(12.0).reshape(4, 3) ** 2
    v = T.dmatrix("v") if made == "input" else theano.shared(value.copy())
    rows = v[1:] - v[:-1]
    results = [rows.sum(axis=1), rows, v * 2]
    if made == "input":
        outputs = [theano.Out(result, borrow=True) for result in results]
        found = theano.function([theano.In(v, mutable=True, borrow=True)], outputs)(value.copy())
    else:
        found = theano.function([], results[:2], updates=[(v, results[2])])()
        found.append(v.get_value())
    wanted = np.diff(value, axis=0)
    for got, want in zip(found, [wanted.sum(axis=1), wanted, 2 * value], strict=True):
        np.testing.assert_array_equal(got, want)


def test_printing():
    f = theano.function([x], (x**2).sum())
    shown = theano.printing.debugprint(f, file="str")
    assert shown.splitlines() == [
        "Sum{acc_dtype=float64} [id A] ''   1", " |Elemwise{sqr,no_inplace} [id B] ''   0", "   |x [id C]",
    ]
    assert theano.pp(f.maker.fgraph.outputs[0]) == "Sum{acc_dtype=float64}(sqr(x))"


def test_the_program_of_the_shown_graph():
    """It can be compiled as it is, one step for each node."""
    f = theano.function([x, y], PROGRAMS["several reductions"], on_unused_input="ignore")
    program = lower(f.maker.fgraph, set(), 3).program
    assert len(program.steps) >= 4


def test_what_overwrites_memory_may_have_another_length():
    """A node that reads a part of an array comes before one that overwrites it, and has a loop of its own."""
    start = [np.linspace(-1, 1, 12), np.cos(np.arange(12.0))]
    a, c = (theano.shared(value.copy()) for value in start)
    difference = T.tanh(c[1:] - a[:-1])
    added = T.inc_subtensor(T.inc_subtensor(c[1:], difference)[:11], -difference)
    f = theano.function([], [difference.sum()], updates=[(a, T.exp(-abs(a))), (c, added)])
    f()
    want, moved = start[1].copy(), np.tanh(start[1][1:] - start[0][:-1])
    want[1:] += moved
    want[:11] -= moved
    np.testing.assert_allclose(a.get_value(), np.exp(-abs(start[0])))
    np.testing.assert_allclose(c.get_value(), want)


def test_numbers_do_not_keep_loops_apart():
    """A condition on a number is computed early; the loop that reads it joins the one that computes what both need."""
    s, m = T.dscalars("s", "m")
    scale = T.exp(s)
    z = T.sqr((v - m) / scale)
    likelihood = T.sum(T.switch(scale > 0, -0.5 * z - s, -np.inf))
    f = theano.function([v, s, m], [likelihood, v * T.cumsum(z)[-1], T.exp(T.sum(z * v))])
    # of numbers, the squares, what reads them, and of a number
    assert f.kinds().count("loop") == 4
    values = np.array([0.5, -1.0, 2.0])
    squares = (values - 0.3) ** 2 / np.exp(0.4)
    found = f(values, 0.2, 0.3)
    np.testing.assert_allclose(found[0], np.sum(-0.5 * squares - 0.2))
    np.testing.assert_allclose(found[1], values * squares.sum())
    np.testing.assert_allclose(found[2], np.exp(squares @ values))


UNARY = [T.tanh, T.nnet.sigmoid, T.sqr, lambda x: T.log1p(T.sqr(x)), lambda x: T.exp(-T.sqr(x)), lambda x: 1 - x]
BINARY = [lambda x, y: x + y, lambda x, y: x * y, lambda x, y: T.switch(T.gt(x, 0), x, y)]
MEANS = [lambda x: x.mean(), lambda x: x.sum(axis=1).mean(), lambda x: x.mean(axis=0).sum()]


@given(st.lists(st.integers(0, len(UNARY) + len(BINARY) - 1), min_size=2, max_size=9), st.sampled_from(MEANS))
def test_a_mean_and_its_gradient_are_one_loop(operations, mean):
    """The length that both divide by is a number of its own: it may not keep the loop of one from the other's."""
    x, y = T.dmatrices("x", "y")
    z = x
    for k in operations:
        z = UNARY[k](z) if k < len(UNARY) else BINARY[k - len(UNARY)](z, y)
    cost = mean(z)
    f = theano.function([x, y], [cost, T.grad(cost, x)], on_unused_input="ignore")
    reading = [step for step in f.maker.program.steps if step.kind == "loop" and not {0, 1}.isdisjoint(step.inputs)]
    assert len(reading) == 1
