"""Arguments and results of theano.function."""

import contextlib
import copy
import pickle
import warnings

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import MissingInputError, UnusedInputError

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
    assert f.value["beta"] == 2.0 and f(c=0, a=0) == 20.0


def test_an_assigned_argument_lasts_for_one_call():
    """As in Theano: whether the next call passes it or not."""
    x, y = T.dscalars("x", "y")
    f = theano.function([x, theano.In(y, value=2.0)], x + y)
    f["y"] = 7.0
    f["y"] = 8.0
    assert [f(1.0), f(1.0)] == [9.0, 3.0]
    f["y"] = 7.0
    assert [f(1.0, 5.0), f(1.0), f["y"]] == [6.0, 3.0, 2.0]
    g = theano.function([theano.In(x, value=1.0, update=x + y), theano.In(y, value=2.0)], x)
    g["x"] = 10.0
    assert [g(), g(), g["x"]] == [10.0, 12.0, 14.0]  # what is kept between calls is kept


def test_an_argument_without_a_default_must_be_passed_after_it_was_assigned():
    """As in Theano; the assigned value can be read until the next call."""
    x, y = T.dscalars("x", "y")
    f = theano.function([x, theano.In(y, value=2.0)], x + y)
    kept = theano.function([theano.In(x, update=x + 1.0)], x)
    for g in (f, pickle.loads(pickle.dumps(f)), copy.copy(f), kept):
        g["x"] = 4.0
        assert g["x"] == 4.0
        with pytest.raises(TypeError, match="Missing required input: x"):
            g()
    assert [f(1.0), kept(3.0), kept["x"]] == [3.0, 3.0, 4.0]
    with pytest.raises(TypeError, match="Missing required input: x"):
        kept()


def test_a_failed_call_restores_defaults():
    x, y = T.dscalars("x", "y")
    f = theano.function([x, theano.In(y, value=2.0)], x + y)
    for bad in ([], ["text"], [1.0, 2.0, 3.0]):
        f["y"] = 7.0
        with pytest.raises((TypeError, ValueError)):
            f(*bad)
        assert [f["y"], f(1.0)] == [2.0, 3.0]


def test_the_maker_knows_which_inputs_are_required_and_which_get_their_defaults_again():
    x, y, z = T.dscalars("x", "y", "z")
    w = theano.shared(3.0)
    f = theano.function([x, theano.In(y, value=1.0), theano.In(z, value=2.0, update=x + z)], x + y + z * w)
    assert f.maker.required == [True, False, False, False] and f.maker.refeed == [False, True, False, False]
    assert f.defaults == [(True, False, None), (False, True, 1.0), (False, False, 2.0), (False, False, None)]
    assert [f.maker.accept_inplace, theano.function([x], x, accept_inplace=True).maker.accept_inplace] == [False, True]


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
            np.testing.assert_array_equal(a, b)
    with pytest.raises(TypeError):
        f([1.0], 2.5, 1.0)


def test_downcast():
    v = T.fvector("v")
    f = theano.function([v], v * 2, allow_input_downcast=True)
    np.testing.assert_array_equal(f(np.array([0.1, 2.5])), np.float32([0.2, 5]))
    with pytest.raises(TypeError):
        theano.function([v], v * 2)(np.array([0.1]))
    np.testing.assert_array_equal(theano.function([theano.In(v, allow_downcast=True)], v * 2)(np.array([0.5])), [1.0])


def test_strict():
    v = T.dvector("v")
    f = theano.function([theano.In(v, strict=True)], v * 2)
    np.testing.assert_array_equal(f(np.array([1.0])), [2.0])
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


def test_inputs_in_lists_of_their_own():
    x, y = T.dscalars("x", "y")
    assert theano.function([[x], (y,)], x - y)(3, 2) == 1.0
    with pytest.raises(TypeError, match="flat list"):
        theano.function([[x, y]], x - y)
    with pytest.raises(TypeError, match="Constants not allowed"):
        theano.function([[T.constant(1.0)]], x)


@pytest.mark.parametrize("trusted", [False, True])
def test_none_for_an_unused_input(trusted):
    """As in Theano, None is no value, which is enough where nothing reads it."""
    x, *unused = T.dscalar("x"), T.lmatrix("m"), T.fcol("c"), T.scalar("s"), theano.sparse.csr_matrix("a")
    f = theano.function([x, *unused], x + 1, on_unused_input="ignore")
    f.trust_input = trusted
    one = np.array(1.0)
    assert f(one, None, None, None, None) == 2.0 and f(one, m=None, c=None, s=None, a=None) == 2.0
    with pytest.raises(TypeError):
        f(None, None, None, None, None)
    counter = theano.shared(0)
    g = theano.function(unused, [], updates=[(counter, counter + 1)], on_unused_input="ignore")
    assert g(None, None, None, None) == [] and counter.get_value() == 1


def test_an_output_may_be_an_input_or_a_constant():
    v = T.dvector("v")
    x = np.array([1.0, 2.0])
    out = theano.function([v], [v, v, v[:1], T.constant([1.0])])(x)
    for z in out:
        z[...] = 9.0
    np.testing.assert_array_equal(x, [1.0, 2.0])
    f = theano.function([], T.constant([1.0, 2.0]))
    f()[...] = 3.0
    np.testing.assert_array_equal(f(), [1.0, 2.0])


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
    np.testing.assert_array_equal(f(np.array([1.0])), [2.0])


def test_old_tuples():
    x, s, i = T.dscalars("x", "s", "i")
    f = theano.function([x, ((s, s + i), 10.0), (i, 1.0)], x + s)
    assert [f(0.0), f(0.0), f(0.0, i=5.0), f(0.0)] == [10.0, 11.0, 12.0, 17.0]


# ---------------------------------------------------------------- givens


def test_givens():
    x, y, i = T.dmatrix("x"), T.dvector("y"), T.lscalar("i")
    data, target = theano.shared(np.arange(12.0).reshape(6, 2)), theano.shared(np.arange(6.0) * 10)
    rows = slice(i * 2, (i + 1) * 2)
    f = theano.function([i], [x.sum(axis=1) + y, x.shape], givens={x: data[rows], y: target[rows]})
    for got, want in zip(f(2), ([57.0, 71.0], [2, 2])):
        np.testing.assert_array_equal(got, want)


def test_givens_of_expressions_and_shared():
    a, b = T.dscalars("a", "b")
    mid = a * 2
    assert theano.function([b], mid + b, givens=[(mid, b**2)])(3.0) == 12.0
    s = theano.shared(2.0)
    assert theano.function([a], s * 3, givens={s: a})(5.0) == 15.0
    assert theano.function([], s * a, givens={a: np.float64(4.0)})() == 8.0


@pytest.mark.parametrize("text, hint", [
    ("theano.function([a], a * 2, givens={b: 3.0})", "the outputs were made from"),
    ("theano.function([a], a * s, givens={s * 2: a})", "the outputs were made from"),
    ("theano.function([b], a * 2, givens={s * 2: b})", "the outputs need a, a T"),
    ("theano.function([b], a * 2, givens={s * 2: a})", "a is, and must be the key"),
    ("theano.function([b], [], updates=[(s, a * 2)], givens={b * 2: b})", "the outputs need a, a T"),
])  # fmt: skip
def test_givens_without_effect_warn(text, hint):
    names = {"a": T.dscalar("a"), "b": T.dscalar("b"), "s": theano.shared(2.0, "s"), "theano": theano}
    with warnings.catch_warnings(record=True) as caught, contextlib.suppress(theano.errors.UnusedInputError):
        warnings.simplefilter("always")
        eval(text, names)
    (found,) = caught
    assert "which is not part of the graph: it has no effect.\nhint: " in str(found.message)
    assert hint in str(found.message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with contextlib.suppress(theano.errors.MissingInputError):
            eval(text[:-1] + ", on_unused_input='ignore')", names)


def test_givens_of_updates_and_draws_are_part_of_the_graph():
    a, b, s = T.dscalar("a"), T.dscalar("b"), theano.shared(2.0, "s")
    s.default_update = s + b
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theano.function([a], s * 2, givens={b: a})
        s.default_update = None
        theano.function([a], [], updates={s: s + b}, givens={b: a})
        theano.function([theano.In(a, value=s.container, update=b * 2)], a, givens={b: np.float64(3.0)})


def test_givens_of_an_input_are_refused():
    a, b = T.dscalars("a", "b")
    with pytest.raises(RuntimeError, match="through the `givens` parameter"):
        theano.function([a, b], a + b, givens={a: b})
