"""Gradients are taken of the stable form of their cost: finite where the cost is, in any spelling."""

import pickle
from copy import deepcopy

import numpy as np
import pytest
from proof import proofs

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.traverse import clone_replace, io_toposort
from tensorgraph.rewriting.passes import stable_gradients
from tensorgraph.rewriting.query import RULES
from tensorgraph.rewriting.rule import Term
from tensorgraph.rewriting.rules import load

FAR = np.array([[1000.0, 0.0, -1.0], [0.0, 1.0, 2.0]])
WEIGHTS = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
SOFTMAX = np.exp(FAR - FAR.max(1, keepdims=True))
SOFTMAX /= SOFTMAX.sum(1, keepdims=True)


def hand_softmax(m):
    return T.exp(m) / T.exp(m).sum(axis=1, keepdims=True)


# all of them are the sum of w * log(softmax(m)), with gradient w - softmax * sum(w)
LOSSES = {
    "log": lambda m, w: (w * T.log(T.nnet.softmax(m))).sum(),
    "crossentropy": lambda m, w: -T.nnet.categorical_crossentropy(T.nnet.softmax(m), w).sum(),
    "negative twice": lambda m, w: -(-w * T.log(T.nnet.softmax(m))).sum(axis=1).sum(),
    "by hand": lambda m, w: (w * T.log(hand_softmax(m))).sum(),
    "difference": lambda m, w: (w * (m - T.log(T.exp(m).sum(axis=1, keepdims=True)))).sum(),
    "shifted": lambda m, w: (w * T.log(hand_softmax(m - m.max(axis=1, keepdims=True)))).sum(),
    "columns": lambda m, w: sum((w[:, k] * T.log(T.nnet.softmax(m)[:, k])).sum() for k in range(3)),
    "logsoftmax": lambda m, w: (w * T.nnet.logsoftmax(m)).sum(),
    "function": lambda m, w: theano.OpFromGraph([m, w], [(w * T.log(T.nnet.softmax(m))).sum()])(m, w),
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses_of_a_softmax(name):
    m, w = T.dmatrix("m"), T.dmatrix("w")
    g = theano.function([m, w], T.grad(LOSSES[name](m, w), m))(FAR, WEIGHTS)
    np.testing.assert_allclose(g, WEIGHTS - SOFTMAX * WEIGHTS.sum(1, keepdims=True), rtol=1e-12, atol=1e-300)


# what is left to 1 of logistic functions of m, of which the largest of a row rounds to 1
LEFT = {
    "largest": lambda m: 1 - T.nnet.sigmoid(m).max(axis=1),
    "picked": lambda m: 1 - (T.constant(np.eye(3)[:2]) * T.nnet.sigmoid(m)).sum(axis=1),
    "hidden": lambda m: (1 - T.switch(m > 3, T.nnet.sigmoid(m), 0.0))[[0, 1], [0, 1]],
    "joined": lambda m: (1 - T.concatenate([T.nnet.sigmoid(m), T.nnet.sigmoid(m) / 2]))[[0, 1], [0, 1]],
    "power of a softmax": lambda m: 1 - T.exp(2 * T.nnet.logsoftmax(m))[[0, 1], [0, 1]],
    "square": lambda m: 1 - T.sqr(T.nnet.softmax(m))[[0, 1], [0, 1]],
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_to_1(name):
    m = T.dmatrix("m")
    log = T.log(LEFT[name](m))
    value = np.array([[500.0, 0.0, 0.0], [1.0, 600.0, 1.0]])
    logs, g = theano.function([m], [log, T.grad(log.sum(), m)])(value)
    np.testing.assert_allclose(logs, [-500, -600], atol=3)
    np.testing.assert_allclose(g[[0, 1], [0, 1]], [-1, -1])
    assert np.isfinite(g).all()


def test_little_that_is_taken_from_1():
    """``log1p(-p)`` is ``-p`` for a small p, as it is where it is computed as written."""
    x = T.dvector("x")
    value = np.array([-60.0, -5.0, 0.0, 3.0, 5.0, 6.0])
    small = value > 0
    log = theano.function([x], T.log1p(-T.exp(-T.exp(x))))(value)
    np.testing.assert_allclose(log[small], np.log1p(-np.exp(-np.exp(value[small]))), rtol=1e-12)
    np.testing.assert_allclose(log[~small], np.log(-np.expm1(-np.exp(value[~small]))), rtol=1e-12)


def test_smallest():
    m = T.dmatrix("m")
    log = T.log(T.nnet.softmax(m).min(axis=1))
    logs, g = theano.function([m], [log, T.grad(log.sum(), m)])(FAR)
    np.testing.assert_allclose(logs, [-1001.0, np.log(SOFTMAX[1, 0])])
    assert np.isfinite(g).all()


def test_known_gradient_of_the_cost():
    """A gradient that is given for the cost itself takes the place of the 1."""
    m, w, a = T.dmatrix("m"), T.dmatrix("w"), T.dscalar("a")
    cost = LOSSES["log"](m, w)
    g = theano.function([m, w, a], T.grad(cost, m, known_grads={cost: a * m.sum()}))(FAR, WEIGHTS, 0.5)
    expected = 0.5 * FAR.sum() * (WEIGHTS - SOFTMAX * WEIGHTS.sum(1, keepdims=True))
    np.testing.assert_allclose(g, expected, rtol=1e-12, atol=1e-300)


TANHS = {
    "quotient": lambda x: (T.exp(x) - T.exp(-x)) / (T.exp(x) + T.exp(-x)),
    "of sinh and cosh": lambda x: T.sinh(x) / T.cosh(x),
    "doubled": lambda x: (T.exp(2 * x) - 1) / (T.exp(2 * x) + 1),
    "downwards": lambda x: (1 - T.exp(-2 * x)) / (1 + T.exp(-2 * x)),
    "expm1": lambda x: T.expm1(2 * x) / (T.exp(2 * x) + 1),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", TANHS)
def test_hyperbolic_tangents_by_hand(name, dtype):
    """The gradient is that of a tanh too: finite everywhere, and of few operations."""
    x = T.vector("x", dtype)
    y = TANHS[name](x)
    f = theano.function([x], T.grad(y.sum(), x))
    huge = np.finfo(dtype).max / 4
    points = np.array([-np.inf, -huge, -1000, -1, 0, 0.5, 1000, huge, np.inf], dtype)
    np.testing.assert_allclose(f(points), 1 - np.tanh(points) ** 2, rtol=1e-5)
    assert len(f.maker.fgraph.apply_nodes) == 1
    ops = [n.op for n in theano.function([x], [y, T.grad(y.sum(), x)]).maker.fgraph.apply_nodes]
    assert "exp" not in str(ops)


def test_literal_gradients_print_as_they_were_written():
    """The graph of a gradient is its author's until a function is compiled."""
    x = T.dvector("x")
    assert " / sigmoid(x)" in theano.printing.pp(T.grad(T.log(T.nnet.sigmoid(x)).sum(), x))


def log_of_sum(x):
    """A cost whose literal gradient is nan for large x."""
    return T.log(T.exp(x).sum())


def test_copies_of_gradients():
    x, y = T.dvectors("x", "y")
    g = T.grad(log_of_sum(x), x)
    far = np.array([1000.0, 0.0])
    for copy in (
        theano.clone(g),
        theano.clone(g, replace={x: y * 2}),
        theano.clone(theano.clone(g, replace={x: y * 2}), replace={y: y + 0}),
    ):
        free = [v for v in (x, y) if v in theano.gof.graph.inputs([copy])]
        np.testing.assert_array_equal(theano.function(free, copy)(far), [1.0, 0.0])
    np.testing.assert_array_equal(theano.function([y], g, givens={x: y * 2})(far), [1.0, 0.0])


def reloaded(path, graph):
    theano.saving.save(path, graph)
    return theano.saving.load(path)


def left(m):
    """A cost whose literal derivatives are nan for large m."""
    return T.log(1 - T.nnet.sigmoid(m)).sum() - T.log(T.nnet.softmax(m.reshape((1, -1)))[0, -1])


DERIVATIVES = {
    "gradient": lambda m, w: T.grad(left(m), m),
    "known gradient": lambda m, w: T.grad(None, m, known_grads={left(m): w.sum()}),
    "second": lambda m, w: T.grad((T.grad(left(m), m) * w).sum(), m),
    "pushforward": lambda m, w: T.Rop(left(m), m, w),
    "Jacobian": lambda m, w: theano.gradient.jacobian(T.log(1 - T.nnet.sigmoid(m.flatten())), m),
    "step of a loop": lambda m, w: theano.scan(lambda r: T.grad(left(r), r), m)[0],
    "loop": lambda m, w: T.grad(theano.scan(left, m)[0].sum(), m),
    "graph inside": lambda m, w: theano.OpFromGraph([m], [T.grad(left(m), m)])(m),
    "with something replaced": lambda m, w: theano.clone(T.grad(left(m), m), replace={m: 2 * m}),
    "literal": lambda m, w: (lambda h: theano.clone(T.grad(left(h), m), replace={h: h + 0}))(m * 3),
}


@pytest.mark.parametrize("derivative", DERIVATIVES)
def test_pickled_copied_and_saved_gradients(derivative, tmp_path):
    """What was differentiated goes along with a graph that is still to be compiled."""
    m, w = T.dmatrix("m"), T.dmatrix("w")
    graph = [m, w], DERIVATIVES[derivative](m, w)
    made = [
        pickle.loads(pickle.dumps(graph)), pickle.loads(pickle.dumps(graph, protocol=0)), deepcopy(graph),
        pickle.loads(pickle.dumps(deepcopy(graph))), reloaded(tmp_path / "graph", graph),
        reloaded(tmp_path / "again", reloaded(tmp_path / "graph", graph)),
    ]  # fmt: skip
    want = theano.function(*graph, on_unused_input="ignore")(FAR, WEIGHTS)
    assert np.isfinite(want).all() or derivative == "literal"
    for inputs, output in made:
        np.testing.assert_array_equal(theano.function(inputs, output, on_unused_input="ignore")(FAR, WEIGHTS), want)


def test_replaced_between_cost_and_variable():
    """The chain rule says nothing of a replaced variable of the chain: the literal graph counts."""
    x = T.dvector("x")
    h = x * 3
    g = T.grad(log_of_sum(h), x)
    value = np.array([0.5, 1.0])
    want = 3 * np.exp(value) / np.exp(value).sum()
    np.testing.assert_allclose(theano.function([x], g, givens={h: x * 1})(value), want)
    np.testing.assert_allclose(theano.clone(g, replace={h: x * 1}).eval({x: value}), want)
    given = theano.function([x, h], g, on_unused_input="ignore")
    np.testing.assert_allclose(given(value, value), want)


def test_several_variables_one_of_which_is_made_of_another():
    x = T.dvector("x")
    h = x * 3
    cost = T.log(T.exp(h).sum()) + x.sum()
    gx, gh = theano.function([x], T.grad(cost, [x, h]))([1000.0, 0.0])
    np.testing.assert_array_equal(gh, [1.0, 0.0])
    np.testing.assert_array_equal(gx, [4.0, 1.0])


def test_barriers_keep_their_place():
    x = T.dvector("x")
    far = [1000.0, 0.0]
    g = T.grad(log_of_sum(theano.gradient.grad_scale(x, 5)), x)
    np.testing.assert_array_equal(theano.function([x], g)(far), [5.0, 0.0])
    g = T.grad(log_of_sum(x) * theano.gradient.zero_grad(x.sum()), x)
    np.testing.assert_array_equal(theano.function([x], g)(far), [1000.0, 0.0])
    y = x * 1
    g = T.grad(log_of_sum(y) + log_of_sum(x), x, consider_constant=[y])
    np.testing.assert_array_equal(theano.function([x], g)(far), [1.0, 0.0])


def test_known_gradients():
    x, u = T.dvectors("x", "u")
    h = T.log(T.nnet.softmax(x))[0]
    g = T.grad(None, x, known_grads={h: u})
    np.testing.assert_array_equal(theano.function([x, u], g)([1000.0, 0.0], [1.0, 2.0]), [-2.0, 2.0])
    np.testing.assert_array_equal(
        theano.function([x, u], theano.gradient.Lop(h, x, u))([1000.0, 0.0], [1.0, 2.0]), [-2.0, 2.0]
    )


def test_second_derivatives():
    x = T.dvector("x")
    for cost in (log_of_sum(x), -T.log(T.nnet.softmax(x))[0, 1]):
        H = theano.function([x], theano.gradient.hessian(cost, x))
        np.testing.assert_array_equal(H([1000.0, 0.0]), np.zeros((2, 2)))
        np.testing.assert_allclose(H([0.0, 0.0]), [[0.25, -0.25], [-0.25, 0.25]])
        gg = T.grad(T.grad(cost, x)[0], x)
        np.testing.assert_array_equal(theano.function([x], gg)([1000.0, 0.0]), [0.0, 0.0])


def test_the_cost_is_computed_once():
    """The gradient shares the stable form with the cost."""
    x = T.dmatrix("x")
    cost = T.log(T.exp(x).sum(axis=1)).sum()
    f = theano.function([x], [cost, T.grad(cost, x)])
    names = [str(node.op) for node in f.maker.fgraph.toposort()]
    assert sum(name.startswith("LogSumExp") for name in names) == 1


def test_modes_without_the_pass(monkeypatch):
    x = T.dvector("x")
    g = T.grad((T.log(T.nnet.softmax(x)) * T.constant([1.0, 2.0])).sum(), x)
    mode = theano.compile.get_default_mode()
    np.testing.assert_array_equal(theano.function([x], g, mode=mode)([1000.0, 0.0]), [-2.0, 2.0])
    monkeypatch.setattr(stable_gradients, "_take", lambda *args: pytest.fail("taken again"))
    theano.function([x], g, mode=mode.excluding("stable_gradients"))
    with np.errstate(all="ignore"):
        assert np.isnan(theano.function([x], g, mode="FAST_COMPILE")([1000.0, 0.0])).any()


def test_directional_derivatives():
    x, v = T.dvectors("x", "v")
    rows = T.log(T.nnet.softmax(x))[0]
    f = theano.function([x, v], theano.gradient.Rop([rows, log_of_sum(x)], x, v))
    moves, total = f([1000.0, 0.0], [1.0, 3.0])
    np.testing.assert_array_equal(moves, [0.0, 2.0])
    assert total == 1.0
    J = theano.function([x], theano.gradient.jacobian(rows, x))
    np.testing.assert_array_equal(J([1000.0, 0.0]), [[0.0, 0.0], [-1.0, 1.0]])


@pytest.mark.parametrize("size", [3, 800])
def test_gradients_of_loops(size):
    """The step is differentiated in its stable form, whatever the loop hands on."""
    x = T.dmatrix("x")
    value = np.array([[size, 0.0, -size], [0.0, 1.0, 2.0]])
    p = np.exp(value - value.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)

    def losses(row, total):
        e = T.exp(row)
        return total - T.log(e / e.sum())[1], T.log(T.exp(row).sum())

    (totals, logs), _ = theano.scan(losses, sequences=[x], outputs_info=[T.zeros(()), None])
    gradient = theano.function([x], T.grad(totals[-1] + 2 * logs.sum(), x))(value)
    np.testing.assert_allclose(gradient, 3 * p - np.array([0, 1, 0]), rtol=1e-12, atol=1e-300)


def test_gradients_inside_loops():
    """A step that takes a gradient takes that of the stable form."""
    x = T.dmatrix("x")
    slopes, _ = theano.scan(lambda row: T.grad(T.log(T.exp(row).sum()), row), sequences=[x])
    np.testing.assert_array_equal(theano.function([x], slopes)([[1000.0, 0.0], [0.0, -1000.0]]), [[1, 0], [1, 0]])


# these make other forms of sums and differences, no other accuracy
REARRANGING = {"local_neg_sub", "local_add_twice"}


def stabilising_rules():
    load()
    return [name for name in RULES if stable_gradients.is_stabilising(name) and name not in REARRANGING]


def scalar_ops(pattern):
    """All scalar operations of the left side of a rewrite."""
    if not isinstance(pattern, Term):
        return set()
    return {pattern.op}.union(*(scalar_ops(a) for a in pattern.args))


def test_no_stabilising_rule_applies_to_plain_graphs():
    """A cost of plain and tame operations is not looked at; no program that proves a rule may be of them alone."""
    proved = {name: proof for family in proofs().values() for name, proof in family.PROOFS.items()}
    # what undoes its inverse in a plain graph leaves nothing that a gradient could divide by
    for name in set(stabilising_rules()) - stable_gradients.CANCELLING:
        rule = RULES[name]
        assert rule.rewrites or name in proved
        for rewrite in rule.rewrites:
            assert not all(op.record_name in stable_gradients.ARITHMETIC for op in scalar_ops(rewrite.left)), name
        for program in proved[name].fires if name in proved else ():
            made = program()
            outputs = made if isinstance(made, list) else [made]
            assert not stable_gradients.is_stable(io_toposort([], outputs)), name


@pytest.fixture
def no_search(monkeypatch):
    monkeypatch.setattr(stable_gradients, "stabilise", lambda fgraph, query: pytest.fail("looked for a stable form"))


def test_plain_costs_are_not_copied(no_search):
    x, w = T.dmatrix("x"), T.dvector("w")
    cost = T.sqr(T.dot(x, w) - x[:, 0]).mean() + 0.1 * abs(w).sum()
    f = theano.function([x, w], T.grad(cost, w))
    X, W = np.arange(6.0).reshape(3, 2), np.array([0.5, -1.0])
    np.testing.assert_allclose(f(X, W), 2 * X.T @ (X @ W - X[:, 0]) / 3 + 0.1 * np.sign(W), rtol=1e-13)


def test_costs_of_tame_functions_are_not_copied(no_search):
    x, w = T.dmatrix("x"), T.dvector("w")
    states, _ = theano.scan(lambda row, h: T.tanh(h + row), sequences=[x], outputs_info=[w])
    cost = ((T.nnet.sigmoid(states) - x) ** 2).mean()
    f = theano.function([x, w], T.grad(cost, w))
    X, W = np.array([[0.3, -1000.0], [0.1, 5.0]]), np.array([0.5, 2.0])
    h0 = np.tanh(W + X[0])
    h1 = np.tanh(h0 + X[1])
    s0, s1 = (1 / (1 + np.exp(-h)) for h in (h0, h1))
    slopes = [2 * (s - row) / 4 * s * (1 - s) for s, row in ((s0, X[0]), (s1, X[1]))]
    expected = (slopes[0] + slopes[1] * (1 - h1**2)) * (1 - h0**2)
    np.testing.assert_allclose(f(X, W), expected, rtol=1e-12)


def test_roots_and_quotients_far_from_zero_are_not_copied(no_search):
    x = T.dvector("x")
    y = T.tanh(x)
    cost = (T.sqrt(1 + y * y) + y / (0.5 + T.nnet.sigmoid(x) + abs(y)) + 1 / T.sqrt(2 + T.sqr(y))).sum()
    theano.function([x], T.grad(cost, x))


@pytest.mark.parametrize(
    "cost",
    [
        lambda x: T.sqrt(T.sqr(T.tanh(x))),
        lambda x: T.sqrt(1 + T.tanh(x)),
        lambda x: T.sqrt(T.sqr(T.tanh(x)) - 1),
        lambda x: x / (0 + T.sqr(T.tanh(x))),
        lambda x: x / (1 - T.nnet.sigmoid(x)),
        lambda x: T.nnet.sigmoid(x) / T.nnet.sigmoid(x - 1),
        lambda x: 1 / T.tanh(x - 1),
        lambda x: T.tanh(x) ** -2,
        lambda x: T.exp(x) * T.exp(-x),
        lambda x: T.log(T.nnet.sigmoid(x)),
        lambda x: theano.scan(lambda v: T.nnet.sigmoid(v) / T.nnet.sigmoid(v - 1), sequences=[x])[0],
        lambda x: x / T.stack([T.nnet.sigmoid(x).sum(), x[0]])[0],
    ],
)
def test_functions_that_divide_are_looked_at(cost):
    x = T.dvector("x")
    assert not stable_gradients.is_stable(io_toposort([], [cost(x)]))


def test_gradients_of_copies():
    """A copy of a gradient is that of a cost made of the copy of `wrt`, though the cost itself is in no graph."""
    x, y = T.dvectors("x", "y")
    h = T.tanh(x) * 2
    u = T.log(T.nnet.softmax(h))
    g = T.grad(None, h, known_grads={u: T.ones_like(h) * h.dimshuffle("x", 0)})
    (copied,) = clone_replace([g], {x: y})
    want = theano.function([x], g)([0.0, 1.0])
    np.testing.assert_array_equal(theano.function([y], copied)([0.0, 1.0]), want)
    assert want.any()


def test_starts_that_nothing_computes():
    """Among what is differentiated may be a variable that does not depend on what moves."""
    m, w, u = T.dmatrices("m", "w", "u")
    logits = T.log(T.nnet.softmax(m))
    given = {w: u, logits: w}
    outputs = [T.grad(None, m, known_grads=given), *T.Rop([w, logits], m, u, disconnected_outputs="ignore")]
    found = theano.function([m, w, u], outputs)(FAR, WEIGHTS, WEIGHTS)
    np.testing.assert_allclose(found[0], WEIGHTS - SOFTMAX * WEIGHTS.sum(1, keepdims=True))
    np.testing.assert_array_equal(found[1], 0 * WEIGHTS)
    np.testing.assert_allclose(found[2], WEIGHTS - (SOFTMAX * WEIGHTS).sum(1, keepdims=True))


SQUASHED = {
    "logistic by hand": lambda m: 1 / (1 + T.exp(-1.5 * m)),
    "softmax": lambda m: T.nnet.softmax(1.5 * m),
    "logarithm": lambda m: T.log(T.nnet.softmax(1.5 * m)),
    "exponentials": lambda m: T.exp(m) / T.exp(m).sum(axis=1, keepdims=True),
}


@pytest.mark.parametrize("name", SQUASHED)
@pytest.mark.parametrize("outer", [T.log, T.sqr, lambda p: T.log(1 - p), lambda p: T.log(p.sum(axis=0))])
def test_gradients_that_meet(name, outer):
    """A gradient ends at what another one begins with, which gets a more stable form."""
    m = T.dmatrix("m")
    p = SQUASHED[name](m)
    cost = outer(T.exp(p) if name == "logarithm" else p).sum()
    stages = T.grad(None, m, known_grads={p: T.grad(cost, p)})
    through = T.Lop(p, m, T.grad(cost * 2, p, consider_constant=[T.exp(p)]))
    both = [T.grad(p[:, 0].sum(), m), T.grad(cost, p), p]
    values = np.array([[0.3, -1.0, 0.5], [2.0, 0.1, -0.4]])
    outputs = [stages, through, *both, T.grad(cost, m)]
    found = theano.function([m], outputs)(values)
    written = theano.function([m], outputs, mode=theano.Mode("py", None))(values)
    for got, want in zip(found, written):
        np.testing.assert_allclose(got, want, rtol=1e-10)
    np.testing.assert_allclose(found[0], found[-1], rtol=1e-10)


def test_given_between_variables():
    """A variable with a gradient of its own stays between another one and the cost, also where it is replaced."""
    m = T.dmatrix("m")
    hidden = T.exp(m)
    cost = T.log(T.nnet.softmax(hidden))[:, 0].sum()
    gradients = T.grad(cost, [hidden, m])
    values = np.array([[0.3, -1.0, 0.5], [2.0, 0.1, -0.4]])
    found, want = (
        theano.function([m], gradients, givens={hidden: T.tanh(hidden)}, mode=mode)(values)
        for mode in ("FAST_RUN", theano.Mode("py", None))
    )
    for a, b in zip(found, want):
        np.testing.assert_allclose(a, b, rtol=1e-10)
