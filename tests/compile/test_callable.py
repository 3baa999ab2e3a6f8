"""Functions as objects: copies, containers, threads, memory that arguments share."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def accumulator():
    a, s = T.dscalar("a"), theano.shared(0.0, "s")
    return theano.function([a], s, updates=[(s, s + a)], name="adder"), s


def test_copy_swap():
    f, s = accumulator()
    t = theano.shared(100.0, "t")
    g = f.copy(swap={s: t})
    f(1.0)
    assert g(7.0) == [100.0]  # a list, as in Theano 1.0.5
    assert (s.get_value(), t.get_value()) == (1.0, 107.0)
    with pytest.raises(TypeError):
        f.copy(swap={s: theano.shared(np.zeros(2))})
    with pytest.raises(AssertionError, match="Key of swap should be SharedVariable, given: a"):
        f.copy(swap={f.maker.inputs[0].variable: t})


def test_what_functions_say_of_themselves():
    """Facts of Theano 1.0.5."""
    f, s = accumulator()
    assert (f.n_returned_outputs, f.output_keys, f.copy().name) == (1, None, "adder copy")
    x = T.dscalar()
    g = theano.function([x], {"a": x, "b": x + 1})
    assert (g.n_returned_outputs, g.output_keys) == (2, ["a", "b"])


def test_copy_without_updates():
    f, s = accumulator()
    g = f.copy(delete_updates=True, name="reader")
    f(5.0)
    assert (f.name, g.name) == ("adder", "reader")
    assert g(1.0) == [5.0] and s.get_value() == 5.0


def test_copy_without_updates_of_arrays():
    w, v = theano.shared(np.zeros(1000)), T.dvector("v")
    f = theano.function([v], w.sum(), updates=[(w, w + v)])
    g = f.copy(delete_updates=True)
    g(np.ones(1000))
    np.testing.assert_array_equal(w.get_value(), np.zeros(1000))


def test_maker():
    a, s = T.dscalar("a"), theano.shared(0.0, "s")
    f = theano.function([a], s * 2, updates=[(s, s + a)], mode="FAST_RUN")
    assert [v.name for v in f.maker.fgraph.inputs] == ["a", "s"]
    assert len(f.maker.fgraph.outputs) == 2 and f.maker.fgraph.toposort()
    assert f.maker.mode is theano.compile.get_mode("FAST_RUN")
    assert f.get_shared() == [s] and f[s] == 0.0 and "a" in f and f.fn is not None
    f.free()


def test_eval():
    a, b = T.dscalars("a", "b")
    y = (a + b) ** 2
    assert y.eval({a: 1, b: 2}) == 9.0 and y.eval({b: 0, a: 3}) == 9.0
    assert T.constant(4).eval() == 4 and (theano.shared(2.0) * 3).eval() == 6.0


def test_clone():
    a, b, w = T.dscalar("a"), T.dscalar("b"), theano.shared(3.0)
    y = a * w + b
    assert theano.function([b], theano.clone(y, replace={a: b**2}))(2.0) == 14.0
    assert theano.function([a, b], theano.clone(y, replace={w: T.constant(100.0, dtype="float64")}))(1.0, 0.5) == 100.5
    assert theano.function([a, b], y)(1.0, 1.0) == 4.0


def test_an_update_overwrites_an_array_whose_old_value_is_given_out():
    w, v = theano.shared(np.zeros(1000)), T.dvector("v")
    held = w.get_value(borrow=True)
    f = theano.function([v], [w, w, w.sum()], updates=[(w, w + v)])
    first, second, total = f(np.ones(1000))
    assert not first.any() and not second.any() and total == 0.0 and not np.shares_memory(first, second)
    assert w.get_value(borrow=True) is held and held.all()


def test_many_threads():
    from concurrent.futures import ThreadPoolExecutor

    x = T.dvector("x")
    f = theano.function([x], [T.exp(x).sum(), x * 2])
    inputs = [np.random.RandomState(i).rand(10 + i * 50) for i in range(32)]
    want = [f(v) for v in inputs]
    with ThreadPoolExecutor(16) as pool:
        for _ in range(5):
            for got, expected in zip(pool.map(f, inputs), want):
                np.testing.assert_array_equal(got[0], expected[0])
                np.testing.assert_array_equal(got[1], expected[1])


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_arguments_that_are_overwritten_may_share_memory(mode):
    """One array twice, or parts that overlap: the results are those of arrays apart."""
    x, y = T.dvectors("x", "y")
    kept = T.dmatrix("kept")
    inputs = [theano.In(x, mutable=True), theano.In(y, mutable=True), kept]
    f = theano.function(inputs, T.dot(x * 2, kept) + T.dot(y * 3, kept) + kept[0], mode=mode)
    assert f._check_for_aliased_inputs and not theano.function([x], x)._check_for_aliased_inputs

    def memory():
        return np.arange(12.0)

    for cut in (
        lambda a: (a[:3], a[:3], a[:9].reshape(3, 3)),
        lambda a: (a[1:4], a[2:5], a[:9].reshape(3, 3)),
        lambda a: (a[3:0:-1], a[1:4], a[3:].reshape(3, 3)),
        lambda a: (a[:3], a[3:6], a[:9].reshape(3, 3)),
    ):
        want = f(*[v.copy() for v in cut(memory())])
        np.testing.assert_array_equal(f(*cut(memory())), want)


def test_an_argument_may_be_the_memory_of_a_shared_variable():
    s = theano.shared(np.arange(3.0))
    x = T.dvector()
    f = theano.function([theano.In(x, mutable=True)], T.dot(T.exp(x), s))
    value = np.arange(3.0)
    want = np.dot(np.exp(value), value)
    assert f(s.get_value(borrow=True)) == want and f(value) == want


def test_storage_map():
    """Shared variables, constants, and cells for what is known only during a call; copies share the cells."""
    x, s = T.dscalar("x"), theano.shared(2.0, "s")
    f = theano.function([x], T.exp(x * s) + 3.0, name="f")
    cells = f.fn.storage_map
    assert set(cells) == f.maker.fgraph.variables and f.maker.fgraph.name == "f"
    named = {v.name: cell for v, cell in cells.items() if v.name}
    assert named["s"] is s.container.storage and named["x"] == [None]
    constants = [v for v in cells if isinstance(v, theano.Constant)]
    assert [cells[v][0] for v in constants] == [v.data for v in constants] != []
    g = f.copy(share_memory=True)
    assert all(g.storage_map[v] is cells[v] for v in constants)
    pickle.loads(pickle.dumps(f))


def test_a_function_without_arguments():
    x, y, s = T.dvector("x"), T.dscalar("y"), theano.shared(0)
    f = theano.function([x, theano.In(y, value=3.0)], [x * y, x.sum()], updates=[(s, s + 1)])
    f.input_storage[0].value = np.ones(2)
    assert f.fn() is None and [c.value.tolist() for c in f.output_storage] == [[3.0, 3.0], 2.0]
    f.fn(n_calls=4)
    assert s.get_value() == 5 and f.fn.storage_map.keys() == f.storage_map.keys()
    f.free()
    assert f.output_storage[0].value is None
    for outputs in (x * 2, {"a": x * 2}):
        g = theano.function([x], outputs)
        g.input_storage[0].value = np.ones(1)
        g.fn()
        assert g.output_storage[0].value == 2.0
    assert pickle.loads(pickle.dumps(f))([1.0])[1] == 1.0


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", "DebugMode"])
def test_a_borrowed_output_is_no_part_of_an_argument_that_was_not_lent(mode):
    x = T.dmatrix("x")
    value = np.ones((3, 3))
    for output in (x[0], x, x.T, x.reshape((9,))):
        f = theano.function([theano.In(x, borrow=False)], theano.Out(output, borrow=True), mode=mode)
        assert not np.may_share_memory(f(value), value)
        f = theano.function([theano.In(x, borrow=True)], theano.Out(output, borrow=True), mode=mode)
        assert f(value).sum() in (3, 9)


def test_name_of_maker_is_text():
    """Also where the function has none of its own."""
    x = T.dscalar("x")
    f = theano.function([x], x)
    assert f.maker.name == f.name and f.name.startswith(f"{__file__}:")
    assert theano.function([x], x, name="identity").maker.name == "identity"
