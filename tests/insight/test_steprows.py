"""``f.explain()``: formulas, names, places, and steps inside of loops, checked by evaluating what it says."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.insight.formula import Text, applied
from tensorgraph.scalar import REGISTRY

HERE = __file__


class Names(dict):
    """The values of a formula's names, and what its operations compute."""

    def __missing__(self, name):
        return REGISTRY[name if name in REGISTRY else name + "_"].ref


def evaluated(f, values):
    """Compute a function from the formulas of its explanation alone, in Python."""
    names, rows = Names(values, inf=np.inf, sum=np.sum), f.explain().rows
    assume(all(row.kind == "loop" for row in rows))  # what cancels leaves lengths, and checks of them
    for row in rows:
        parts = row.formula.split("; ")
        for part in parts[: -len(row.writes)]:
            name, _, text = part.partition(" = ")
            names[name] = eval(text, {}, names)
        names.update(zip(row.writes, [eval(part, {}, names) for part in parts[-len(row.writes) :]], strict=True))
    return names[row.writes[-1]]


@given(st.data())
@settings(max_examples=60)
def test_formulas_are_what_is_computed(data):
    x, y = T.dvectors("x", "y")
    made = [x, y]
    unary = [T.exp, T.tanh, T.sqr, T.log1p, lambda v: T.log(1 + T.exp(v)), lambda v: -v, abs, lambda v: 1 - v]
    binary = [lambda v, w: v + w, lambda v, w: v - w, lambda v, w: v * w, lambda v, w: v / (1 + w * w), T.maximum]
    for _ in range(data.draw(st.integers(1, 8))):
        v, w = data.draw(st.sampled_from(made)), data.draw(st.sampled_from(made))
        op = data.draw(st.sampled_from(unary + binary))
        made.append(op(T.tanh(v)) if op in unary else op(T.tanh(v), w))
    f = theano.function([x, y], made[-1].sum(), on_unused_input="ignore", mode="FAST_RUN")
    values = {"x": np.linspace(-1, 1, 5), "y": np.linspace(0.5, 2, 5)}
    with np.errstate(all="ignore"):
        found = evaluated(f, values)
    # numbers are shown to six digits
    np.testing.assert_allclose(found, f(**values), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name, args, text", [
    ("sub", (Text("a"), Text("b - c", 5)), "a - (b - c)"),
    ("sub", (Text("b - c", 5), Text("a")), "b - c - a"),
    ("mul", (Text("b - c", 5), Text("a")), "(b - c) * a"),
    ("true_div", (Text("a"), Text("b * c", 6)), "a / (b * c)"),
    ("neg", (Text("b * c", 6),), "-(b * c)"),
    ("and_", (Text("a < b", 0), Text("c")), "(a < b) & c"),
    ("cast_i32", (Text("b"),), "b"),
    ("switch", (Text("a < b", 0), Text("b"), Text("c")), "switch(a < b, b, c)"),
])
def test_parentheses(name, args, text):
    assert applied(name, list(args)).text == text


def test_names_places_and_what_is_overwritten():
    X, W = T.dmatrix("X"), theano.shared(np.ones((3, 2)), name="W")
    product = T.dot(X, W)
    cost = T.sqr(product).sum()
    f = theano.function([X], cost, updates=[(W, W - 0.1 * T.grad(cost, W))], name="step")
    rows = f.explain().rows
    first = next(row for row in rows if row.kind == "dot")
    assert first.formula == "dot(X, W)" and first.reads == ["X", "W"]
    last = next(row for row in rows if row.kind == "gemm")
    assert last.in_place == ["W"] and last.formula.startswith("-") and last.formula.endswith(" + W")
    line = test_names_places_and_what_is_overwritten.__code__.co_firstlineno + 2
    assert [(place.filename, place.line) for place in first.lines] == [(HERE, line)]
    text = str(f.explain())
    assert text.startswith("step(X) -> TensorType(float64, scalar): ") and "product = T.dot(X, W)" in text
    assert "<table>" in f.explain()._repr_html_() and "step(X)" in f._repr_html_()
    assert repr(f) == "<function step(X) -> TensorType(float64, scalar)>"


def test_values_that_are_used_again_are_written_once():
    x = T.dvector("x")
    z = x
    for k in range(60):
        z = T.tanh(z * k) + T.sqr(z) * z
    rows = theano.function([x], z).explain().rows
    assert all(len(part) < 600 for row in rows for part in row.formula.split("; "))
    assert sum(len(row.formula) for row in rows) < 60 * 200


def test_steps_inside_of_loops():
    xs = T.dvector("xs")
    states, _ = theano.scan(lambda x, s: T.tanh(x + s), sequences=xs, outputs_info=T.constant(np.float64(0)))
    rows = theano.function([xs], states[-1]).explain().rows
    number = next(row.number for row in rows if row.kind == "scan")
    inner = [row for row in rows if row.number.startswith(number + ".")]
    assert len(inner) == 1 and inner[0].formula.startswith("tanh(") and inner[0].lines[0].filename == HERE


def test_operations_in_python_and_constants():
    class Twice(theano.Op):
        __props__ = ()

        def make_node(self, x):
            return theano.Apply(self, [x], [x.type()])

        def perform(self, node, inputs, outputs):
            outputs[0][0] = 2 * inputs[0]

    x = T.dvector("x")
    f = theano.function([x], Twice()(x)[1:] + np.arange(3.0))
    rows = f.explain().rows
    assert [row.kind for row in rows] == ["python", "subtensor", "loop"]
    assert rows[0].formula == "Twice(x)" and rows[1].formula.endswith("[1:]") and "constant[3]" in rows[2].formula
    assert "1 in Python" in str(f.explain())
    xs = T.dmatrix("xs")
    f = theano.function([x, xs], [Twice()(x), theano.scan(lambda row: Twice()(row) + 1, sequences=xs)[0]])
    assert "2 in Python (1 inside of loops)" in str(f.explain())


@pytest.mark.parametrize("other", [copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f)), lambda f: f.copy(name="f")])
def test_of_copies_and_loaded_functions(other, tmp_path):
    x = T.dvector("x")
    f = theano.function([x], [T.exp(x)], name="f")
    assert repr(other(f)) == "<function f(x) -> TensorType(float64, vector)>"
    assert [row.formula for row in other(f).explain().rows] == ["exp(x)"]
    theano.save(tmp_path / "f.graph", f)
    assert [row.formula for row in theano.load(tmp_path / "f.graph").explain().rows] == ["exp(x)"]


def test_functions_without_outputs():
    w = theano.shared(np.zeros(2), name="w")
    assert repr(theano.function([], [], updates=[(w, w + 1)], name="f")) == "<function f() -> nothing>"
    assert "-> a, b>" in repr(theano.function([], {"a": w, "b": 2 * w}))


def test_what_lies_in_the_memory_of_what():
    x, w = T.dmatrix("x"), theano.shared(np.ones((3, 4)), "w")
    h = T.dot(x, w)
    h.name = "h"
    f = theano.function([x], [T.tanh(h + 1).sum(axis=0), x.T], updates=[(w, 2 * w)])
    rows = f.explain().rows
    (product,) = (row for row in rows if row.kind == "dot")
    assert product.memory == [] and product.reads == ["x", "w"]
    assert ("x.T", "x") in [pair for row in rows for pair in row.memory]
    over = {old for row in rows for _, old in row.memory if old in row.in_place}
    assert "w" in over
    for row in rows:
        assert set(row.in_place) <= {old for _, old in row.memory} <= set(row.reads)
        assert {new for new, _ in row.memory} <= set(row.writes)
        assert "1" not in row.reads and "2" not in row.reads
