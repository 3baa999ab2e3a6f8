"""What theano.function takes and gives."""

import pickle
from collections import OrderedDict

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import MissingInputError, UnusedInputError


def equal(got, want):
    np.testing.assert_array_equal(got, want)


# ---------------------------------------------------------------- arguments and outputs


def test_one_output_is_bare():
    x, y = T.dscalars("x", "y")
    got = theano.function([x, y], x + y)(2.0, 3.0)
    assert type(got) is np.ndarray and got.shape == () and got == 5.0


def test_outputs():
    a = T.dscalar("a")
    assert theano.function([a], [a + 1])(1) == [2.0]
    assert theano.function([a], [], on_unused_input="ignore")(1) == []
    assert theano.function([a], None, on_unused_input="ignore")(1) == []
    assert theano.function([a], {"twice": a * 2, "half": a / 2})(4) == {"twice": 8.0, "half": 2.0}


def test_outputs_of_a_function_are_those_that_were_asked_for():
    """Not the nodes that the compiled graph ends in."""
    a = T.dscalar("a")
    x, y = theano.function([a], {"y": T.arange(a)[0], "x": theano.Out(a, borrow=True)}).outputs
    assert x.variable.name == "a" and x.borrow and not y.borrow
    assert isinstance(y.variable.owner.op, theano.tensor.Subtensor)


def test_rewrites_compute_no_test_values():
    """Variables of programs that have them may meet others in a function that have none."""
    x = T.dvector("x")
    with theano.config.change_flags(compute_test_value="off"):
        y = T.exp(x)[0] + x.dimshuffle("x", 0)[0, :].sum()
        gx = theano.grad(y, x)
    with theano.config.change_flags(compute_test_value="raise"):
        assert theano.function([x], [y, gx])([0.0, 1.0])[0] == 2.0


def test_inputs_of_scalar_types():
    x, n = theano.scalar.float32("x"), theano.scalar.int8("n")
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        f = theano.function([x, n], [theano.scalar.exp(n) + x, n * 2], mode=mode)
        for one in (1, np.int8(1), np.array(1, "int8")):
            y, m = f(2.0, one)
            assert (y.dtype, m.dtype, m) == ("float32", "int8", 2) and abs(y - 4.7182818) < 1e-6
        assert theano.function([n, theano.In(x, value=2.0)], n + x, mode=mode)(1) == 3.0


def test_inputs_must_be_a_list():
    x = T.dscalar("x")
    with pytest.raises(Exception, match="contained in a list"):
        theano.function(x, x + 1)


def test_defaults_and_keywords():
    a, b, c = T.dscalars("a", "b", "c")
    f = theano.function([a, theano.In(b, name="beta", value=2.0), c], a * 100 + b * 10 + c)
    assert [f(1, 2, 3), f(1, beta=5, c=3), f(c=7, a=4)] == [123.0, 153.0, 427.0]
    f["beta"] = 9.0
    assert f["beta"] == 9.0 and f(c=0, a=0) == 90.0
    assert f.value["beta"] == 9.0


def test_call_errors():
    x, y = T.dscalars("x", "y")
    f = theano.function([x, y], x + y)
    with pytest.raises(TypeError, match="Missing required input: y"):
        f(1.0)
    with pytest.raises(TypeError, match="Too many parameter passed to theano function"):
        f(1.0, 2.0, 3.0)
    with pytest.raises(TypeError, match="Unknown input or state: z"):
        f(1.0, z=2.0)
    with pytest.raises(TypeError, match="Multiple values for input: x"):
        f(1.0, x=2.0)
    assert f(1.0, y=2.0) == 3.0


def test_bad_argument_names_the_input_and_its_line():
    v = T.ivector("steps")
    f = theano.function([v], v * 2, name="double")
    with pytest.raises(TypeError) as info:
        f(np.array([0.5]))
    text = str(info.value)
    for part in ('"steps"', '"double"', "index 0", "without risking loss of precision", "test_function.py"):
        assert part in text


def test_conversions():
    v, i, s = T.dvector("v"), T.iscalar("i"), T.fscalar("s")
    f = theano.function([v, i, s], [v * i, s + i])
    for args, want in (
        (([1, 2], 3, 0.5), ([3.0, 6.0], 3.5)),
        (((0.5,), np.int8(2), 4), ([1.0], 6.0)),
        ((range(3), True, np.float32(1.5)), ([0.0, 1.0, 2.0], 2.5)),
    ):
        for a, b in zip(f(*args), want):
            equal(a, b)
    with pytest.raises(TypeError):
        f([1.0], 2.5, 1.0)


def test_downcast():
    v = T.fvector("v")
    equal(theano.function([v], v * 2, allow_input_downcast=True)(np.array([0.1, 2.5])), np.float32([0.2, 5]))
    with pytest.raises(TypeError):
        theano.function([v], v * 2)(np.array([0.1]))
    equal(theano.function([theano.In(v, allow_downcast=True)], v * 2)(np.array([0.5])), [1.0])


def test_strict():
    v = T.dvector("v")
    f = theano.function([theano.In(v, strict=True)], v * 2)
    equal(f(np.array([1.0])), [2.0])
    with pytest.raises(TypeError):
        f([1.0])


def test_unused_and_missing():
    x, y = T.dscalars("x", "y")
    with pytest.raises(UnusedInputError, match="at index 1 is not part of the computational graph.*: y"):
        theano.function([x, y], x + 1)
    with pytest.warns(UserWarning, match="not part of the computational graph") as seen:
        theano.function([x, y], x + 1, on_unused_input="warn")
    assert seen[0].filename == __file__
    assert theano.function([x, y], x + 1, on_unused_input="ignore")(2, 99) == 3.0
    with pytest.raises(MissingInputError, match="Input 1 of the graph .* was not provided and not given a value"):
        theano.function([x], x * y)
    with pytest.raises(UnusedInputError, match="used twice"):
        theano.function([x, x], x)
    with pytest.raises(TypeError, match="Constants not allowed"):
        theano.function([T.constant(1.0)], x)


def test_an_output_may_be_an_input_or_a_constant():
    v = T.dvector("v")
    x = np.array([1.0, 2.0])
    out = theano.function([v], [v, v, v[:1], T.constant([1.0])])(x)
    for z in out:
        z[...] = 9.0
    equal(x, [1.0, 2.0])
    f = theano.function([], T.constant([1.0, 2.0]))
    f()[...] = 3.0
    equal(f(), [1.0, 2.0])


def test_output_subset():
    x = T.dscalar("x")
    f = theano.function([x], [x + 1, x + 2, x + 3])
    assert f(0.0, output_subset=[2, 0]) == [3.0, 1.0]
    g = theano.function([x], {"a": x, "b": -x})
    assert g(1.0, output_subset=["b"]) == {"b": -1.0}


def test_trust_input():
    x = T.dvector("x")
    f = theano.function([x], x + 1)
    f.trust_input = True
    equal(f(np.array([1.0])), [2.0])


def test_old_tuples():
    x, s, i = T.dscalars("x", "s", "i")
    f = theano.function([x, ((s, s + i), 10.0), (i, 1.0)], x + s)
    assert [f(0.0), f(0.0), f(0.0, i=5.0), f(0.0)] == [10.0, 11.0, 12.0, 17.0]


# ---------------------------------------------------------------- updates


def test_updates_are_simultaneous():
    x, y = theano.shared(1.0, "x"), theano.shared(10.0, "y")
    f = theano.function([], [x, y, x + y], updates=[(x, y), (y, x + y)])
    assert [f(), f(), f()] == [[1.0, 10.0, 11.0], [10.0, 11.0, 21.0], [11.0, 21.0, 32.0]]
    assert (x.get_value(), y.get_value()) == (21.0, 32.0)


@pytest.mark.parametrize("form", [list, tuple, dict, OrderedDict, iter])
def test_forms_of_updates(form):
    w = theano.shared(np.zeros(2))
    f = theano.function([], [], updates=form([(w, w + 1)]))
    f()
    equal(w.get_value(), [1.0, 1.0])


def test_swap_of_arrays():
    a, b = theano.shared(np.arange(3.0)), theano.shared(np.ones(3))
    f = theano.function([], [], updates=[(a, b), (b, a)])
    f()
    equal(a.get_value(), np.ones(3))
    equal(b.get_value(), np.arange(3.0))
    assert a.get_value(borrow=True) is not b.get_value(borrow=True)


def test_update_errors():
    s, v, x = theano.shared(np.zeros(2, "float32"), "s"), T.dvector("v"), T.dscalar("x")
    with pytest.raises(TypeError) as info:
        theano.function([v], [], updates=[(s, s + v)])
    assert "An update must have the same type as the original shared variable (shared_var=s" in str(info.value)
    assert "tensor.unbroadcast" in str(info.value)
    with pytest.raises(TypeError, match="update target must be a SharedVariable"):
        theano.function([x], x, updates=[(x, x + 1)])
    with pytest.raises(ValueError, match="already has an update"):
        theano.function([], [], updates=[(s, s), (s, s * 2)])


def test_default_update():
    n = theano.shared(0)
    n.default_update = n + 1
    f, g = theano.function([], n), theano.function([], n, no_default_updates=True)
    assert [f(), f(), g(), g()] == [0, 1, 2, 2]
    h = theano.function([], n, no_default_updates=[n])
    k = theano.function([], n, updates=[(n, n + 10)])
    assert [h(), k(), h()] == [2, 2, 12]


def test_default_update_of_an_update():
    a, b = theano.shared(0.0), theano.shared(0.0)
    b.default_update = b + 1
    f = theano.function([], [], updates=[(a, a + b)])
    f(), f(), f()
    assert (a.get_value(), b.get_value()) == (3.0, 3.0)


def test_In_update():
    st, inc = T.dscalars("st", "inc")
    f = theano.function([inc, theano.In(st, value=10.0, update=st + inc)], st * 1)
    assert [f(1.0), f(5.0), f(0.0)] == [10.0, 11.0, 16.0]
    assert f(1.0, 100.0) == 100.0 and f(0.0) == 101.0
    g = theano.function([theano.In(st, value=1.0, update=st * 2), inc], st + inc)
    assert [g(inc=1.0), g(inc=1.0)] == [2.0, 3.0]
    with pytest.raises(TypeError, match="Missing required input: inc"):
        g(5.0)


def test_nothing_changes_when_a_call_fails():
    a, b, x = theano.shared(np.zeros((2, 2))), theano.shared(np.zeros((3, 3))), T.dmatrix("x")
    f = theano.function([x], [], updates=[(a, a + x), (b, b + T.dot(x, x))])
    with pytest.raises(ValueError):
        f(np.ones((2, 2)))
    equal(a.get_value(), np.zeros((2, 2)))
    equal(b.get_value(), np.zeros((3, 3)))


def test_ordered_updates():
    from tensorgraph.compile.updates import OrderedUpdates

    a, b = theano.shared(0.0), theano.shared(0.0)
    u = OrderedUpdates([(a, a + 1)]) + OrderedUpdates([(b, b + 2)])
    theano.function([], [], updates=u)()
    assert (a.get_value(), b.get_value()) == (1.0, 2.0)
    with pytest.raises(TypeError):
        u[T.dscalar()] = a


# ---------------------------------------------------------------- givens


def test_givens():
    x, y, i = T.dmatrix("x"), T.dvector("y"), T.lscalar("i")
    data, target = theano.shared(np.arange(12.0).reshape(6, 2)), theano.shared(np.arange(6.0) * 10)
    rows = slice(i * 2, (i + 1) * 2)
    f = theano.function([i], [x.sum(axis=1) + y, x.shape], givens={x: data[rows], y: target[rows]})
    for got, want in zip(f(2), ([57.0, 71.0], [2, 2])):
        equal(got, want)


def test_givens_of_expressions_and_shared():
    a, b = T.dscalars("a", "b")
    mid = a * 2
    assert theano.function([b], mid + b, givens=[(mid, b**2)])(3.0) == 12.0
    s = theano.shared(2.0)
    assert theano.function([a], s * 3, givens={s: a})(5.0) == 15.0
    assert theano.function([], s * a, givens={a: np.float64(4.0)})() == 8.0


def test_givens_of_an_input_are_refused():
    a, b = T.dscalars("a", "b")
    with pytest.raises(RuntimeError, match="through the `givens` parameter"):
        theano.function([a, b], a + b, givens={a: b})


# ---------------------------------------------------------------- the function object


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
    equal(w.get_value(), np.zeros(1000))


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
                equal(got[0], expected[0])
                equal(got[1], expected[1])


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
