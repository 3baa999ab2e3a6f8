"""Conditionals: what they give, what they leave out, their derivatives and rewrites."""

import importlib
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.graph.demand import Demand, schedule
from tensorgraph.ifelse import IfElse, ifelse

MODES = ["FAST_RUN", "FAST_COMPILE", theano.Mode("cvm", "fast_run").excluding("inplace"), theano.Mode("cvm", None)]
RAN = []


class Loud(theano.Op):
    """The sum of its inputs, each times its place; says that it ran."""

    __props__ = ("label",)

    def __init__(self, label):
        self.label = label

    def make_node(self, *inputs):
        return theano.Apply(self, list(inputs), [inputs[0].type()])

    def perform(self, node, inputs, output_storage):
        RAN.append(self.label)
        output_storage[0][0] = np.asarray(sum((i + 1) * x for i, x in enumerate(inputs)))

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def L_op(self, inputs, outputs, output_grads):
        # needs its output, so that it runs if anything is propagated back
        return [(i + 1) * output_grads[0] * (1 + 0 * T.exp(outputs[0])) for i in range(len(inputs))]

    def do_constant_folding(self, node):
        return False


def ran(f, *args):
    """The value of a function, and what ran for it."""
    RAN.clear()
    value = f(*args)
    return value, sorted(RAN)


@pytest.fixture
def inputs():
    """A condition, a number and two vectors."""
    return T.iscalar("c"), T.dscalar("a"), T.dvector("x"), T.dvector("y")


def conditionals(f):
    """The conditionals of a function."""
    return [node for node in f.maker.fgraph.toposort() if isinstance(node.op, IfElse)]


# ------------------------------------------------------------------- what it gives


@pytest.mark.parametrize("mode", MODES, ids=str)
class TestValues:
    def test_one(self, inputs, mode):
        """Two branches of different shapes."""
        c, _, x, y = inputs
        f = theano.function([c, x, y], ifelse(c, x, y), mode=mode)
        given = np.array([1.0, 2.0]), np.array([3.0])
        for condition, expected in (1, given[0]), (0, given[1]), (-5, given[0]):
            result = f(condition, *given)
            np.testing.assert_array_equal(result, expected)
            assert not np.shares_memory(result, expected)

    def test_lists(self, inputs, mode):
        c, a, x, _ = inputs
        p, q = ifelse(c, (x * 2, a), (x, -a))
        f = theano.function([c, x, a], [p, q], mode=mode)
        np.testing.assert_array_equal(f(1, [1.0, 2.0], 3.0)[0], [2.0, 4.0])
        np.testing.assert_array_equal(f(0, [1.0, 2.0], 3.0)[0], [1.0, 2.0])
        assert [float(f(k, [1.0], 3.0)[1]) for k in (0, 1)] == [-3.0, 3.0]

    def test_same_value_in_both(self, inputs, mode):
        """The outputs of a function are apart, whatever they are chosen from."""
        c, _, x, y = inputs
        f = theano.function([c, x, y], [ifelse(c, x, y), ifelse(c, x, y + 1), x], mode=mode)
        given = np.array([1.0, 2.0]), np.array([3.0])
        for condition in 0, 1:
            results = f(condition, *given)
            np.testing.assert_array_equal(results[0], given[1 - condition])
            for i, v in enumerate(results):
                assert not any(np.shares_memory(v, w) for w in (*results[:i], *given))

    def test_result_is_kept(self, inputs, mode):
        """The results of a call do not change when the function is called again."""
        c, _, x, _ = inputs
        f = theano.function([c, x], ifelse(c, x * 2, x * 3), mode=mode)
        kept = [f(k % 2, [float(k), 1.0]) for k in range(5)]
        np.testing.assert_array_equal(kept, [[k * (3 - k % 2), 3.0 - k % 2] for k in range(5)])

    def test_objects(self, mode):
        """Values of any type."""
        x, y, c = theano.generic(), theano.generic(), T.iscalar()
        f = theano.function([c, x, y], ifelse(c, x, y), mode=mode)
        assert f(1, ["then"], ["else"]) == ["then"] and f(0, ["then"], ["else"]) == ["else"]

    def test_empty(self, inputs, mode):
        c, _, x, y = inputs
        f = theano.function([c, x, y], ifelse(c, x, y).sum(), mode=mode)
        assert f(1, [], [1.0]) == 0 and f(0, [], [1.0]) == 1


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "uint16", "int32", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
)
def test_condition(dtype):
    """Everything but 0 holds: nan too, and an imaginary part."""
    c = T.scalar("c", dtype=dtype)
    f = theano.function([c], ifelse(c, 1.5, -1.5))
    values = [0, 1] + [-0.0, np.nan, 1e-7] * (dtype[0] in "fc") + [1j] * (dtype[0] == "c")
    for value in values:
        given = np.asarray(value).astype(dtype)
        assert f(given) == (1.5 if given != 0 else -1.5)


def test_parts_of_arrays(inputs):
    """Views of arguments and of what was computed, and what is overwritten later."""
    c, _, x, y = inputs
    z = T.exp(x)
    chosen = ifelse(c, z[::-1], y[1:])
    f = theano.function([c, x, y], [chosen, T.sqr(chosen), z])
    given = np.arange(3.0), np.arange(5.0)
    for condition, expected in (1, np.exp(given[0])[::-1]), (0, given[1][1:]):
        results = f(condition, *given)
        np.testing.assert_allclose(results[0], expected)
        np.testing.assert_allclose(results[1], expected**2)
        np.testing.assert_allclose(results[2], np.exp(given[0]))
    np.testing.assert_array_equal(given[1], np.arange(5.0))


def test_overwritten_result():
    """An operation in place writes over the result only, not over the values that it is chosen from."""
    c, x = T.iscalar(), T.dmatrix()
    w = theano.shared(np.ones((2, 2)))
    kept = T.exp(x)
    chosen = ifelse(c, kept, w)
    f = theano.function([c, x], [T.tanh(chosen) * 2, kept])
    given = np.ones((2, 2))
    for condition in 0, 1, 0:
        result, exponential = f(condition, given)
        np.testing.assert_allclose(result, 2 * np.tanh(np.e if condition else 1.0) * given)
        np.testing.assert_allclose(exponential, np.exp(given))
    np.testing.assert_array_equal(w.get_value(), np.ones((2, 2)))
    np.testing.assert_array_equal(given, np.ones((2, 2)))


@pytest.mark.parametrize("mode", MODES[:2])
def test_updates(mode):
    """A shared variable that is not to change stays where it is."""
    c, x = T.iscalar(), T.dvector()
    w, n = theano.shared(np.ones(3), "w"), theano.shared(0)
    f = theano.function([c, x], w.sum(), updates=[(w, ifelse(c, w + x, w)), (n, n + 1)], mode=mode)
    before = w.get_value(borrow=True)
    assert f(0, [1.0, 2.0, 3.0]) == 3 and w.get_value(borrow=True) is before
    assert f(1, [1.0, 2.0, 3.0]) == 3 and f(0, [1.0, 2.0, 3.0]) == 9
    np.testing.assert_array_equal(w.get_value(), [2.0, 3.0, 4.0])
    assert n.get_value() == 3
    for k in range(3):
        f(1, np.full(3, float(k)))
    np.testing.assert_array_equal(w.get_value(), [5.0, 6.0, 7.0])


def test_updates_that_swap():
    """Every update reads the old values."""
    c = T.iscalar()
    u, v = theano.shared(np.zeros(2)), theano.shared(np.ones(2))
    f = theano.function([c], [], updates=[(u, ifelse(c, v, u)), (v, ifelse(c, u, v))])
    f(0)
    np.testing.assert_array_equal([u.get_value(), v.get_value()], [[0, 0], [1, 1]])
    f(1)
    np.testing.assert_array_equal([u.get_value(), v.get_value()], [[1, 1], [0, 0]])
    assert not np.shares_memory(u.get_value(borrow=True), v.get_value(borrow=True))


def test_pickled_function(inputs):
    c, _, x, y = inputs
    f = pickle.loads(pickle.dumps(theano.function([c, x, y], ifelse(c, Loud("then")(x), Loud("else")(y), name="pick"))))
    assert ran(f, 1, [1.0], [2.0])[1] == ["then"] and ran(f, 0, [1.0], [2.0])[1] == ["else"]
    assert str(conditionals(f)[0].op) == "if{pick,inplace}"


# ------------------------------------------------------------------- what it leaves out


@pytest.mark.parametrize("mode", MODES[:3], ids=str)
class TestLaziness:
    def test_one(self, inputs, mode):
        c, _, x, y = inputs
        f = theano.function([c, x, y], ifelse(c, Loud("then")(x) + 1, Loud("else")(T.exp(y))), mode=mode)
        for condition in 0, 1, 1, 0:
            assert ran(f, condition, [1.0, 2.0], [0.0])[1] == [("else", "then")[condition]]

    def test_shared_by_branches(self, inputs, mode):
        """Nodes that both branches need are computed once; those of one of two conditionals, only if needed."""
        c, _, x, y = inputs
        d, common = T.iscalar("d"), Loud("common")(x)
        f = theano.function([c, x], ifelse(c, Loud("then")(common), Loud("else")(common)), mode=mode)
        assert ran(f, 1, [1.0])[1] == ["common", "then"] and ran(f, 0, [1.0])[1] == ["common", "else"]
        f = theano.function([c, d, x, y], [ifelse(c, common + 1, y), ifelse(d, common * 2, y)], mode=mode)
        for flags in (0, 0), (0, 1), (1, 0), (1, 1):
            assert ran(f, *flags, [1.0], [2.0])[1] == ["common"] * any(flags)

    def test_nested(self, inputs, mode):
        c, _, x, y = inputs
        d = Loud("condition")(T.dscalar("d"))
        inner = ifelse(d > 0, Loud("inner then")(x), Loud("inner else")(y))
        f = theano.function([c, d.owner.inputs[0], x, y], ifelse(c, inner, Loud("else")(y)), mode=mode)
        assert ran(f, 0, 1.0, [1.0], [2.0])[1] == ["else"]
        assert ran(f, 1, 1.0, [1.0], [2.0])[1] == ["condition", "inner then"]
        assert ran(f, 1, -1.0, [1.0], [2.0])[1] == ["condition", "inner else"]

    def test_updates(self, inputs, mode):
        c, _, x, _ = inputs
        w = theano.shared(np.zeros(2))
        f = theano.function([c, x], [], updates=[(w, ifelse(c, w + Loud("step")(x), w))], mode=mode)
        assert ran(f, 0, [1.0, 2.0])[1] == [] and ran(f, 1, [1.0, 2.0])[1] == ["step"]
        np.testing.assert_array_equal(w.get_value(), [1.0, 2.0])

    def test_gradient(self, inputs, mode):
        """Nothing is propagated back through a branch that was not taken."""
        c, _, x, y = inputs
        z = ifelse(c, Loud("then")(x**2), Loud("else")(T.exp(y)))
        f = theano.function([c, x, y], T.grad((z**2).sum(), [x, y]), mode=mode)
        given = np.array([1.0, 2.0]), np.array([0.0, 1.0, -1.0])
        (gx, gy), labels = ran(f, 1, *given)
        assert labels == ["then"]
        np.testing.assert_allclose(gx, 4 * given[0] ** 3)
        np.testing.assert_array_equal(gy, np.zeros(3))
        (gx, gy), labels = ran(f, 0, *given)
        assert labels == ["else"]
        np.testing.assert_array_equal(gx, np.zeros(2))
        np.testing.assert_allclose(gy, 2 * np.exp(given[1]) ** 2)

    def test_error_in_the_other_branch(self, inputs, mode):
        c, _, x, y = inputs
        checked = T.opt.Assert("no")(x, x.sum() < 0)
        f = theano.function([c, x, y], ifelse(c, checked, y), mode=mode)
        np.testing.assert_array_equal(f(0, [1.0], [2.0]), [2.0])
        with pytest.raises(AssertionError, match="no"):
            f(1, [1.0], [2.0])
        np.testing.assert_array_equal(f(0, [1.0], [2.0]), [2.0])

    def test_in_graph_op(self, inputs, mode):
        c, _, x, y = inputs
        op = theano.OpFromGraph([c, x, y], [ifelse(c, Loud("then")(x), Loud("else")(y)) + 1])
        f = theano.function([c, x, y], op(c, x, y) * 2, mode=mode)
        value, labels = ran(f, 1, [1.0], [2.0])
        assert labels == ["then"] and value == [4.0]
        value, labels = ran(f, 0, [1.0], [2.0])
        assert labels == ["else"] and value == [6.0]


def test_conditions_made_of_each_others_branches(inputs):
    """If p but not q, e depends on d, and vice versa otherwise: no fixed order serves both."""
    p, q, x = T.iscalar("p"), T.iscalar("q"), T.dvector("x")
    e1, e2 = Loud("e1")(x), Loud("e2")(x)
    first, second = ifelse(e2.sum() > 0, e1 + 1, x), ifelse(e1.sum() > 0, e2 + 2, x)
    f = theano.function([p, q, x], [ifelse(p, first, x), ifelse(q, second, x)])
    for flags in (0, 0), (0, 1), (1, 0), (1, 1):
        for sign in 1.0, -1.0:
            (a, b), labels = ran(f, *flags, [sign])
            assert a == (sign + (sign > 0) if flags[0] else sign) and b == (sign + 2 * (sign > 0) if flags[1] else sign)
            assert any(flags) or labels in (["e1"], ["e2"])


def test_many_conditionals_share(inputs):
    """A guard that would be long is given up for one that says less."""
    _, _, x, y = inputs
    conditions = [T.iscalar(f"c{k}") for k in range(20)]
    common = Loud("common")(x)
    f = theano.function([*conditions, x, y], [ifelse(c, common * (k + 1), y) for k, c in enumerate(conditions)])
    flags = [k % 2 for k in range(20)]
    results = f(*flags, [1.0], [-1.0])
    np.testing.assert_array_equal(np.ravel(results), [k + 1 if k % 2 else -1 for k in range(20)])


def test_longest_chain():
    """A thousand conditionals in conditionals: no recursion, no growth beyond the steps that are needed."""
    s, x = T.dscalar("s"), T.dvector("x")
    out = Loud("last")(x)
    for k in range(1000):
        out = ifelse(T.eq(s, k), Loud(k)(x), out)
    f = theano.function([s, x], out)
    assert ran(f, 999.0, [1.0])[1] == [999]
    assert ran(f, 3.0, [1.0])[1] == [3]
    assert ran(f, -1.0, [1.0])[1] == ["last"]
    assert len(f.maker.program.steps) < 10_000


def test_sequence_of_conditionals():
    """One after the other, each on the result of the one before, with the gradient through all."""
    x = T.dscalar("x")
    out = x
    for k in range(200):
        out = ifelse(out > k / 10, out * 0.99, out + 0.1)
    f = theano.function([x], [out, theano.grad(out, x)])
    value, slope = 3.0, 1.0
    for k in range(200):
        value, slope = (value * 0.99, slope * 0.99) if value > k / 10 else (value + 0.1, slope)
    np.testing.assert_allclose(f(3.0), [value, slope])


@st.composite
def lazy_graphs(draw):
    """Recipes: for each node its kind and what it is made of."""
    recipes = []
    for k in range(draw(st.integers(2, 12))):
        earlier = st.integers(0, k)
        kind = draw(st.sampled_from(["loud", "kernel", "if", "if", "if made"]))
        recipes.append((kind, draw(earlier), draw(earlier), draw(earlier), draw(st.integers(0, 2))))
    return recipes, draw(st.integers(1, min(3, len(recipes))))


def built(recipes):
    """The inputs and variables of a recipe."""
    x, conditions = T.dvector("x"), [T.iscalar(f"c{k}") for k in range(3)]
    made = [x]
    for k, (kind, i, j, m, c) in enumerate(recipes):
        if kind == "loud":
            made.append(Loud(k)(made[i], made[j]))
        elif kind == "kernel":
            made.append(T.tanh(made[i] * 2) - made[j])
        else:
            condition = conditions[c] if kind == "if" else Loud(("condition", k))(made[m]).sum() > 0
            made.append(ifelse(condition, made[i], made[j]))
    return [*conditions, x], made


def reference(recipes, wanted, flags, x):
    """The values of the nodes in `wanted`, computed on demand, and the labels of what ran."""
    known, labels = {0: x}, []

    def value(k):
        if k not in known:
            kind, i, j, m, c = recipes[k - 1]
            if kind == "loud":
                known[k] = value(i) + 2 * value(j)
                labels.append(k - 1)
            elif kind == "kernel":
                known[k] = np.tanh(value(i) * 2) - value(j)
            elif kind == "if":
                known[k] = value(i if flags[c] else j)
            else:
                condition = value(m).sum() > 0
                labels.append(("condition", k - 1))
                known[k] = value(i if condition else j)
        return known[k]

    return [value(k) for k in wanted], labels


@settings(max_examples=60)
@given(lazy_graphs(), st.sampled_from(MODES))
def test_random_graphs(graph, mode):
    """Values as on demand; nothing runs that need not, but for what decides itself whether it is needed."""
    recipes, n = graph
    variables, made = built(recipes)
    wanted = list(range(len(made) - n, len(made)))
    f = theano.function(variables, [made[k] for k in wanted], mode=mode, on_unused_input="ignore")
    order = f.maker.fgraph.toposort()
    demands = schedule(f.maker.fgraph, order)[1], Demand(f.maker.fgraph, order)
    is_lazy = all(bool(demands[0].guard[node]) == bool(demands[1].guard[node]) for node in order)
    for bits in range(8):
        flags, x = [bits >> k & 1 for k in range(3)], np.array([0.3, -0.4])
        expected, labels = reference(recipes, wanted, flags, x)
        RAN.clear()
        results = f(*flags, x)
        np.testing.assert_allclose(results, expected)
        assert len(set(RAN)) == len(RAN)
        # rewriting finds conditions that do not matter
        assert mode is not MODES[3] or set(labels) <= set(RAN)
        assert not is_lazy or set(RAN) <= set(labels)


# ------------------------------------------------------------------- how it is asked for


def test_returns_what_it_is_given(inputs):
    c, a, *_ = inputs
    assert isinstance(ifelse(c, a, a), theano.Variable)
    assert isinstance(ifelse(c, [a], [a]), list) and type(ifelse(c, (a, a), [a, a])) is tuple
    assert isinstance(ifelse(c, [a], a), list)
    assert ifelse(c, [], []) == []


def test_types_of_the_branches(inputs):
    """Broadcastable flags that differ, and plain numbers and arrays, are made to fit."""
    c, a, x, _ = inputs
    one = T.TensorType("float64", (True,))("one")
    for then, other in (x, one), (one, x):
        assert ifelse(c, then, other).type == x.type
    assert ifelse(c, one, one).type == one.type
    assert ifelse(c, 0, a).type == a.type and ifelse(c, a, 1.5).type == a.type
    assert ifelse(c, x, np.zeros(3, "float32")).type == x.type
    assert ifelse(c, theano.shared(np.zeros(2)), x).type == x.type
    assert ifelse(c, 1, 2).type.dtype == "int8"
    assert ifelse(True, a, 2).eval({a: 1.0}) == 1


@pytest.mark.parametrize(
    "then, other",
    [
        (T.dvector(), T.drow()),
        (T.dscalar(), T.fscalar()),
        (T.lscalar(), 0.5),
        (theano.shared(np.zeros(5)), T.bvector()),
        (T.dscalar(), theano.generic()),
        (T.dscalar(), "text"),
    ],
    ids=str,
)
def test_types_that_do_not_fit(then, other):
    for pair in (then, other), (other, then):
        with pytest.raises(TypeError):
            ifelse(T.iscalar(), *pair)
    if isinstance(other, theano.Variable) and hasattr(other.type, "dtype"):
        with pytest.raises(TypeError, match="The two branches should have identical types, but they are"):
            ifelse(T.iscalar(), then, other)


def test_mistakes(inputs):
    c, a, x, _ = inputs
    with pytest.raises(ValueError, match=r"variables on `then` 2, variables on `else` 1"):
        ifelse(c, [a, a], [a])
    with pytest.raises(TypeError, match="has to be a scalar with 0 standing for False"):
        ifelse(x, a, a)
    with pytest.raises(AssertionError, match="expected 4, got 1"):
        IfElse(2)(c, a)
    with pytest.raises(TypeError, match="same types for true and false return values"):
        IfElse(1)(c, a, x)


def test_texts(inputs):
    c, a, *_ = inputs
    assert str(IfElse(1)) == "if{}" and str(IfElse(1, True, name="f")) == "if{f,inplace}"
    assert str(IfElse(1, gpu=True)) == "if{gpu}"
    assert theano.pp(ifelse(c, a, -a, name="foo")) == "if{foo}(c, a, (-a))"
    assert IfElse(2, name="a") == IfElse(2, name="b") != IfElse(2, True) != IfElse(1)
    assert hash(IfElse(2, name="a")) == hash(IfElse(2))


def test_test_values():
    with theano.config.change_flags(compute_test_value="raise"):
        x, y = T.dvector("x"), T.dvector("y")
        x.tag.test_value, y.tag.test_value = np.ones(2), np.zeros(3)
        np.testing.assert_array_equal(ifelse(1, x, y).tag.test_value, np.ones(2))
        np.testing.assert_array_equal(ifelse(0, x, y).tag.test_value, np.zeros(3))
        a = T.dscalar()
        a.tag.test_value = 1.0
        assert T.grad(ifelse(0, a * 2, a), a).tag.test_value == 1


def test_under_theanos_name():
    install_as_theano()
    try:
        module = importlib.import_module("theano.ifelse")
        assert module.IfElse is IfElse and module.ifelse is ifelse
    finally:
        uninstall()


# ------------------------------------------------------------------- derivatives and shapes


@pytest.mark.parametrize("condition", [0, 1])
def test_gradient(condition):
    """Also the second, and along a direction."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0.5, 2, (2, 3)), rng.uniform(0.5, 2, (2, 3))

    def f(x, y):
        p, q = ifelse(T.constant(condition), [x**3 * y, x], [T.sin(x) + y, T.log(y)])
        return p * T.exp(q)

    for g in f, lambda x, y: T.grad(f(x, y).sum(), x), lambda x, y: T.Rop(f(x, y), [x, y], [y, x * x]):
        theano.gradient.verify_grad(g, [x, y], rng=np.random.RandomState(0), rel_tol=1e-6)


@pytest.mark.parametrize("mode", MODES[:2])
def test_pushforward(inputs, mode):
    """Of a branch that does not move, and of one that does."""
    c, a, x, _ = inputs
    v = T.dvector("v")
    z = ifelse(c, [x**2, a], [theano.shared(np.ones(2)), a], name="f")
    moved = T.Rop(z[0], x, v)
    f = theano.function([c, x, v], moved, mode=mode)
    np.testing.assert_allclose(f(1, [1.0, 2.0], [1.0, -1.0]), [2.0, -4.0])
    np.testing.assert_allclose(f(0, [1.0, 2.0], [1.0, -1.0]), [0.0, 0.0])
    assert T.Rop(z[1], x, v).eval({a: 3.0, c: 1, x: [1.0, 2.0]}) == 0.0


def test_gradient_of_one_of_two(inputs):
    """An output that the cost does not need is no obstacle, and leads nowhere."""
    c, a, *_ = inputs
    b = T.dscalar("b")
    p, q = ifelse(c, [a**2, b], [a**3, -b])
    f = theano.function([c, a, b], T.grad(p, a))
    assert [float(f(k, 3.0, 0.0)) for k in (1, 0)] == [6.0, 27.0]
    with pytest.raises(theano.gradient.DisconnectedInputError):
        T.grad(p, b)
    assert T.grad(p, b, disconnected_inputs="ignore").eval({b: 1.0}) == 0


def test_gradient_by_the_condition(inputs):
    """The condition jumps: its gradient is zero, not undefined."""
    _, a, *_ = inputs
    cost = ifelse(a > 0, a * 2, a * 3)
    f = theano.function([a], [T.grad(cost, a), T.grad(ifelse(a, T.constant(1.0), T.constant(2.0)), a)])
    assert [float(g) for g in f(1.0)] == [2.0, 0.0] and [float(g) for g in f(-1.0)] == [3.0, 0.0]


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_gradient_of_whole_numbers(inputs):
    _, a, x, _ = inputs
    loss = ifelse(a > 0, 0, 1)
    assert theano.function([a], T.grad(loss, a))(1.0) == 0


def test_shape(inputs):
    """Read off the branch that is chosen, and nothing is computed for it."""
    c, _, x, y = inputs
    z = ifelse(c, Loud("then")(x), Loud("else")(y))
    f = theano.function([c, x, y], [z.shape, ifelse(c, x, x * 2).shape[0]])
    results, labels = ran(f, 1, [1.0, 2.0], [3.0])
    assert labels == [] and results[0].tolist() == [2] and results[1] == 2
    assert f(0, [1.0, 2.0], [3.0])[0].tolist() == [1]
    assert len(conditionals(f)) == 1


# ------------------------------------------------------------------- rewrites


def test_known_condition(inputs):
    c, _, x, y = inputs
    f = theano.function([x], ifelse(T.constant(1) + 0, x, Loud("else")(x)))
    assert not conditionals(f) and ran(f, [2.0]) == (2.0, [])
    f = theano.function([c, x], ifelse(c, x * 2, x * 2))
    assert not conditionals(f)


def test_condition_known_inside(inputs):
    """In a branch its own condition is known."""
    c, _, x, y = inputs
    values = [T.dvector(n) for n in "xyuvwz"]
    x, y, u, v, w, z = values
    out = ifelse(c, ifelse(c, x, y) + ifelse(c, u, v) + w, ifelse(c, x, y) + ifelse(c, u, v) + z)
    f = theano.function([c, *values], out)
    assert len(conditionals(f)) == 1
    given = [np.array([float(2**k)]) for k in range(6)]
    assert f(1, *given) == 1 + 4 + 16 and f(0, *given) == 2 + 8 + 32
    for mode in MODES[:2]:
        f = theano.function([c, x, y, u], ifelse(c, ifelse(c, x, y) * 2, u), mode=mode)
        assert len(conditionals(f)) == 1 and f(1, *given[:3]) == 2 and f(0, *given[:3]) == 4


def test_operations_on_conditionals(inputs):
    """An operation on two conditionals of one condition goes into the branches."""
    c, _, x, y = inputs
    f = theano.function([c, x, y], ifelse(c, x + 1, y + 1) * ifelse(c, x + 2, y + 2))
    assert len(conditionals(f)) == 1
    assert f(1, [1.0], [5.0]) == 6 and f(0, [1.0], [5.0]) == 42


def test_equal_pairs(inputs):
    c, _, x, y = inputs
    u, v = T.dvector("u"), T.dvector("v")
    f = theano.function([c, x, y, u, v], ifelse(c, [x, x, x, u, u], [y, y, v, v, v]))
    (node,) = conditionals(f)
    assert len(node.outputs) == 3
    assert [float(r[0]) for r in f(1, [1.0], [2.0], [3.0], [4.0])] == [1, 1, 1, 3, 3]
    assert [float(r[0]) for r in f(0, [1.0], [2.0], [3.0], [4.0])] == [2, 2, 4, 4, 4]


def test_zeros_of_a_gradient(inputs):
    """The update of the weights of a branch that was not taken costs no product."""
    c, _, x, y = inputs
    w, v = theano.shared(np.ones((3, 2))), theano.shared(np.ones((3, 2)))
    m = T.dmatrix()
    cost = T.sqr(ifelse(c, T.tanh(T.dot(m, w)), T.exp(T.dot(m, v)))).sum()
    f = theano.function([c, m], T.grad(cost, [w, v]))
    rewritten = [node for node in f.maker.fgraph.toposort() if "Dot22" in str(node.op)]
    guards = Demand(f.maker.fgraph, f.maker.fgraph.toposort()).guard
    assert len(rewritten) == 4 and all(guards[node] for node in rewritten)


def test_rewrites_can_be_left_out(inputs):
    c, _, x, y = inputs
    mode = theano.compile.get_mode("FAST_RUN")
    f = theano.function([c, x, y], ifelse(c, x, y), mode=mode.excluding("cond_make_inplace"))
    assert not conditionals(f)[0].op.as_view
    f = theano.function([c, x, y], ifelse(c, x, y), mode=mode)
    assert conditionals(f)[0].op.as_view
    f = theano.function([c, x, y], ifelse(c, ifelse(c, x, y), y), mode=mode.excluding("cond_merge_ifs"))
    assert len(conditionals(f)) == 2


@settings(max_examples=40)
@given(lazy_graphs())
def test_random_gradients(graph):
    """Rewritten or not, a gradient is the same."""
    recipes, n = graph
    variables, made = built(recipes)
    cost = sum(T.sqr(v).sum() for v in made[-n:])
    g = T.grad(cost, variables[-1])
    fs = [theano.function(variables, [cost, g], mode=mode, on_unused_input="ignore") for mode in (MODES[0], MODES[3])]
    for bits in range(8):
        flags = [bits >> k & 1 for k in range(3)]
        for a, b in zip(*[f(*flags, np.array([0.3, -0.4])) for f in fs]):
            np.testing.assert_allclose(a, b, rtol=1e-9)
