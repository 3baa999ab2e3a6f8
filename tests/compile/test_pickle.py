"""Functions, shared variables and graphs that are pickled and copied."""

import copy
import pickle
import pickletools

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def roundtrip(x, protocol=pickle.HIGHEST_PROTOCOL):
    return pickle.loads(pickle.dumps(x, protocol=protocol))


@pytest.mark.parametrize("protocol", range(6))
def test_function_has_its_own_state(protocol):
    x, s = T.dvector("x"), theano.shared(2.0, "s")
    f = theano.function([x], (x * s).sum(), updates=[(s, s + 1)], name="f")
    f([1.0, 1.0])
    g = roundtrip(f, protocol)
    assert [g([1.0, 2.0]), g([1.0, 2.0]), s.get_value()] == [9.0, 12.0, 3.0]
    assert g.name == "f" and g.get_shared()[0].get_value() == 5.0


def test_function_and_shared_variable_stay_together():
    s, x = theano.shared(np.zeros(2), "s"), T.dvector("x")
    f = theano.function([x], [], updates=[(s, s + x)])
    g, t = roundtrip((f, s))
    g([1.0, 2.0])
    assert np.array_equal(t.get_value(), [1.0, 2.0]) and not s.get_value().any()


def test_an_old_protocol_takes_functions_of_every_mode():
    x = T.dvector("x")
    for mode in ("FAST_RUN", "FAST_COMPILE", "DebugMode", "NanGuardMode", theano.Mode().excluding("fusion")):
        f = theano.function([x], T.exp(x).sum(), mode=mode)
        g = roundtrip(f, 0)
        assert g([0.0, 0.0]) == 2.0 and g.maker.fgraph.name == f.maker.fgraph.name == f.name


def test_test_values_stay_behind_where_the_flag_says_so():
    x = T.dvector("x")
    x.tag.test_value, x.tag.note = np.ones(2), "kept"
    assert roundtrip(x).tag.test_value.sum() == 2
    with theano.config.change_flags(pickle_test_value=False):
        y = roundtrip(x)
    assert not hasattr(y.tag, "test_value") and y.tag.note == "kept"


def test_deepcopy():
    x, s = T.dvector("x"), theano.shared(np.zeros(2))
    k = theano.In(T.dscalar("k"), value=2.0)
    f = theano.function([x, k], s.sum(), updates=[(s, s + x)], on_unused_input="ignore")
    g = copy.deepcopy(f)
    g([1.0, 1.0])
    assert not s.get_value().any() and g([0.0, 0.0]) == 2.0
    h = copy.copy(f)
    h([1.0, 1.0])
    assert s.get_value().all()


def test_everything_works_after_loading():
    a, b, s = T.dscalar("a"), T.dscalar("b"), theano.shared(0.0, "s")
    f = theano.function([a, theano.In(b, value=3.0)], {"sum": a + b}, updates=[(s, s + a)])
    g = roundtrip(f)
    assert g(1.0) == {"sum": 4.0} and g(1.0, b=1.0) == {"sum": 2.0}
    with pytest.raises(TypeError, match="Missing required input: a"):
        g()
    assert [str(n.op) for n in g.maker.fgraph.toposort()] == [str(n.op) for n in f.maker.fgraph.toposort()]
    assert g.copy(delete_updates=True)(5.0) == {"sum": 8.0} and g.get_shared()[0].get_value() == 2.0
    v = T.dvector("v")
    bad = roundtrip(theano.function([v, v.clone()], v * 2, on_unused_input="ignore"))
    assert bad.maker.mode is not None


def test_errors_after_loading_name_the_line():
    p, q = T.dvectors("p", "q")
    f = roundtrip(theano.function([p, q], p * q))
    with pytest.raises(ValueError, match="test_pickle.py"):
        f([1.0, 2.0], [1.0])


def test_a_deep_graph_pickles_flat():
    x = y = T.dscalar("x")
    for i in range(5000):
        y = T.sin(y) if i % 2 else T.exp(y) - 1.0
    f = theano.function([x], y, mode=theano.Mode("cvm", None))
    data = pickle.dumps(f)
    assert sum(1 for _ in pickletools.genops(data)) < 1_000_000
    assert pickle.loads(data)(0.0) == f(0.0)


def test_graph_and_types():
    a, w = T.fmatrix("a"), theano.shared(np.ones(2, "float32"), "w")
    a2, y2, w2 = roundtrip((a, T.dot(a, w), w))
    assert (a2.name, a2.type == a.type) == ("a", True) and roundtrip(T.dcol) == T.dcol
    assert np.array_equal(theano.function([a2], y2)(np.ones((3, 2), "float32")), [2.0, 2.0, 2.0])
    assert w2.get_value().all()


def test_programs_are_equal_where_functions_are():
    x = T.dscalar("x")
    f, g = theano.function([x], x * 2 + 1), theano.function([x], x * 2 + 1)
    assert f.program.digest() == g.program.digest() == roundtrip(f).program.digest()
    assert theano.function([x], x * 2 + 2).program.digest() != f.program.digest()


def test_a_function_that_is_not_loaded():
    x = T.dscalar("x")
    data = pickle.dumps([theano.function([x], x * 2), 3])
    with theano.config.change_flags(unpickle_function=False):
        assert pickle.loads(data) == [None, 3]
    with theano.config.change_flags(reoptimize_unpickled_function=True):
        assert pickle.loads(data)[0](2.0) == 4.0


class Model:
    """A network as Lasagne's users keep it: layers that know each other, parameters, functions."""

    def __init__(self):
        rng = np.random.default_rng(0)
        self.x = T.dmatrix("x")
        self.params = [theano.shared(rng.normal(size=(3, 3)), f"W{i}") for i in range(3)]
        self.layers = [self.x]
        for w in self.params:
            self.layers.append(T.tanh(T.dot(self.layers[-1], w)))
        self.cost = (self.layers[-1] ** 2).mean()
        updates = [(w, w - 0.1 * g) for w, g in zip(self.params, T.grad(self.cost, self.params))]
        self.train = theano.function([self.x], self.cost, updates=updates)
        self.predict = theano.function([self.x], self.layers[-1])


@pytest.mark.parametrize("again", [roundtrip, copy.deepcopy])
def test_a_model(again):
    model, value = Model(), np.eye(3)
    model.train(value)
    other = again(model)
    assert [w.name for w in other.params] == ["W0", "W1", "W2"]
    before = other.predict(value)
    np.testing.assert_array_equal(before, model.predict(value))
    other.train(value)
    # one set of parameters in each model
    assert not np.array_equal(other.predict(value), before)
    np.testing.assert_array_equal(model.predict(value), before)
    model.train(value)
    np.testing.assert_array_equal(model.predict(value), other.predict(value))
    np.testing.assert_array_equal(model.params[0].get_value(), other.params[0].get_value())
    np.testing.assert_array_equal(other.cost.eval({other.x: value}), model.cost.eval({model.x: value}))
