"""Bad and odd input: a typed error that names the user's line, or the right result; each row of docs/bad_input.rst."""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.errors import MissingInputError, UnusedInputError
from tensorgraph.gradient import DisconnectedInputError
from tensorgraph.tensor.random import MRG_RandomStreams
from tensorgraph.tensor.shared_randomstreams import RandomStreams

PAGE = Path(__file__).parents[1] / "docs" / "bad_input.rst"
HERE = Path(__file__).name


def text_of(info):
    """All that an error says, its notes included."""
    return "\n".join([str(info.value), *getattr(info.value, "__notes__", ())])


def raises(error, pattern):
    return pytest.raises(error, match=re.compile(pattern, re.I | re.S))


@pytest.fixture
def accumulate():
    """A function with an update that has run once, and its state."""
    state = theano.shared(np.zeros(3), "state")
    v = T.dvector("v")
    f = theano.function([v], state.sum(), updates=[(state, state + v)])
    f([1.0, 2.0, 3.0])
    return f, state


def unchanged(state):
    return np.array_equal(state.get_value(), [1.0, 2.0, 3.0])


def test_every_row_has_a_test():
    """The table in the docs and the tests here name each other."""
    rows = set(re.findall(r"^   \* - ``([a-z0-9_]+)``", PAGE.read_text(), re.M))
    tests = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert rows == tests - {"every_row_has_a_test"}


# ---------------------------------------------------------------- inputs of a call


def test_wrong_dtype(accumulate):
    v = T.ivector("v")
    with raises(TypeError, "int32, vector.*float64.*loss of precision"):
        theano.function([v], v * 2)(np.array([0.5, 1.0]))
    f, state = accumulate
    with raises(TypeError, "complex128"):
        f(np.zeros(3, "complex128"))
    assert unchanged(state)


def test_wrong_ndim(accumulate):
    f, state = accumulate
    with raises(TypeError, "Wrong number of dimensions: expected 1, got 2 with shape"):
        f(np.zeros((3, 1)))
    assert unchanged(state)


def test_shape_mismatch(accumulate):
    f, state = accumulate
    with raises(ValueError, "Input dimension mis-match") as info:
        f([1.0, 2.0])
    assert HERE in text_of(info) and "state + v" in text_of(info)
    assert unchanged(state)


def test_size_one_against_n(accumulate):
    f, state = accumulate
    with raises(ValueError, "Input dimension mis-match"):
        f([1.0])
    assert unchanged(state)
    a, b = T.dmatrix("a"), T.drow("b")
    total = theano.function([a, b], a + b)(np.ones((2, 3)), np.ones((1, 3)))
    np.testing.assert_array_equal(total, np.full((2, 3), 2.0))


def test_missing_input(accumulate):
    f, state = accumulate
    with raises(TypeError, "Missing required input: v"):
        f()
    assert unchanged(state)


def test_too_many_inputs(accumulate):
    f, state = accumulate
    with raises(TypeError, "Too many parameter"):
        f([1.0] * 3, [1.0] * 3)
    assert unchanged(state)


def test_unknown_keyword(accumulate):
    f, state = accumulate
    with raises(TypeError, "nosuch"):
        f(nosuch=[1.0] * 3)
    assert unchanged(state)


def test_input_given_twice(accumulate):
    f, state = accumulate
    with raises(TypeError, "v"):
        f([1.0] * 3, v=[1.0] * 3)
    assert unchanged(state)


def test_seed_of_zero():
    for seed in (0, -3, 2**31, [0, 0, 0, 1, 1, 1]):
        with raises(ValueError, "seed should|values of seed should"):
            MRG_RandomStreams(seed)


def test_sample_of_no_elements():
    for size in ((0, 3), (-1,)):
        with raises(ValueError, re.escape(str(size))):
            MRG_RandomStreams(1).uniform(size)


def test_too_many_samples():
    n = T.lscalar("n")
    u = MRG_RandomStreams(1).uniform((n, 2))
    f = theano.function([n], u)
    before = u.rstate.get_value()
    for bad in (2**31, 2**62, -1):
        with raises(ValueError, "samples|negative"):
            f(bad)
        assert np.array_equal(u.rstate.get_value(), before)


def test_dense_for_sparse():
    with raises(TypeError, "sparse operand.*matrix"):
        sparse.dot(T.dmatrix(), T.dmatrix())
    with raises(TypeError, "SparseType"):
        sparse.transpose(T.dmatrix())


def test_object_array(accumulate):
    f, state = accumulate
    with raises(TypeError, "object"):
        f(np.array([object(), None, 1], dtype=object))
    assert unchanged(state)


def test_unequal_lists(accumulate):
    m = T.dmatrix("m")
    with pytest.raises((TypeError, ValueError)):
        theano.function([m], m + 1)([[1.0, 2.0], [3.0]])


def test_masked_array(accumulate):
    f, state = accumulate
    masked = np.ma.array([1.0, 2.0, 3.0], mask=[False, True, False])
    for refused in (lambda: f(masked), lambda: state.set_value(masked)):
        with raises(TypeError, "masked.*filled"):
            refused()
    assert unchanged(state)
    assert f(np.ma.array([1.0, 1.0, 1.0])) == 6.0


def test_text(accumulate):
    f, state = accumulate
    with pytest.raises((TypeError, ValueError)):
        f("abc")
    with raises(TypeError, "Cannot convert"):
        T.exp("abc")
    assert unchanged(state)


def test_none(accumulate):
    f, state = accumulate
    with pytest.raises((TypeError, ValueError)):
        f(None)
    assert unchanged(state)


# ---------------------------------------------------------------- layouts that must work


def check_layout(value):
    m = T.dmatrix("m")
    out = theano.function([m], [T.exp(m) * 2, m.sum(axis=0), T.dot(m, m.T), m[::-1, 1:]])(value)
    plain = np.array(value, dtype="float64", order="C")
    for got, want in zip(out, [np.exp(plain) * 2, plain.sum(0), plain @ plain.T, plain[::-1, 1:]], strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12)


def test_non_contiguous():
    base = np.arange(48.0).reshape(6, 8) / 10
    for value in (base.T, base[::2, ::3], base[::-1, ::-1], np.asfortranarray(base), base[:, 2:5]):
        check_layout(value)


def test_misaligned():
    raw = np.zeros(6 * 8 * 8 + 1, dtype="uint8")
    value = raw[1:].view("float64").reshape(6, 8)
    value[...] = np.arange(48.0).reshape(6, 8) / 10
    assert not value.flags.aligned
    check_layout(value)


def test_byte_swapped():
    check_layout((np.arange(48.0).reshape(6, 8) / 10).astype(">f8"))


def test_read_only():
    value = np.arange(48.0).reshape(6, 8) / 10
    value.flags.writeable = False
    check_layout(value)
    s = theano.shared(value, borrow=True)
    f = theano.function([], [], updates=[(s, s + 1.0)])
    f()
    np.testing.assert_array_equal(s.get_value(), value + 1)
    np.testing.assert_array_equal(value, np.arange(48.0).reshape(6, 8) / 10)


def test_zero_size():
    check_layout(np.zeros((3, 4))[:0, :])
    m = T.dmatrix("m")
    f = theano.function([m], [m.sum(), m.prod(), T.nnet.softmax(m), m.mean(axis=1)])
    total, product, softmax, mean = f(np.zeros((0, 5)))
    assert (total, product, softmax.shape, mean.shape) == (0.0, 1.0, (0, 5), (0,))
    with raises(ValueError, "zero-size|empty"):
        theano.function([m], m.max())(np.zeros((0, 5)))


def test_zero_d_against_one_element(accumulate):
    x = T.dscalar("x")
    f = theano.function([x], x + 1)
    assert f(np.array(1.0)) == 2.0
    with raises(TypeError, "Wrong number of dimensions: expected 0, got 1"):
        f(np.array([1.0]))


def test_nan_inf_denormal():
    values = np.array([np.nan, np.inf, -np.inf, 5e-324, -5e-324, 1e-310, -0.0, 1e308])
    v = T.dvector("v")
    outputs = {
        T.exp: np.exp, T.log: np.log, T.tanh: np.tanh, T.log1p: np.log1p, T.expm1: np.expm1, T.sqrt: np.sqrt,
        T.sqr: np.square, T.abs_: np.abs, T.sgn: np.sign, T.floor: np.floor, T.isnan: np.isnan,
    }  # fmt: skip
    got = theano.function([v], [op(v) for op in outputs])(values)
    with np.errstate(all="ignore"):
        for value, reference in zip(got, outputs.values(), strict=True):
            np.testing.assert_allclose(value, reference(values), rtol=1e-14, atol=0)


def test_aliased_input(accumulate):
    f, state = accumulate
    storage = state.get_value(borrow=True, return_internal_type=True)
    f(storage)
    np.testing.assert_array_equal(state.get_value(), [2.0, 4.0, 6.0])
    w = theano.shared(np.arange(4.0))
    v = T.dvector("v")
    g = theano.function([v], [], updates=[(w, 2.0 * v - w[::-1])])
    g(w.get_value(borrow=True))
    np.testing.assert_array_equal(w.get_value(), 2 * np.arange(4.0) - np.arange(4.0)[::-1])


def test_output_is_never_an_alias():
    v = T.dvector("v")
    s = theano.shared(np.ones(3))
    x = np.ones(3)
    for out in theano.function([v], [v, s, v[:2], s[::-1]])(x):
        out[...] = 7.0
    np.testing.assert_array_equal(x, np.ones(3))
    np.testing.assert_array_equal(s.get_value(), np.ones(3))


# ---------------------------------------------------------------- building a function


def test_missing_variable():
    x, y = T.dscalars("x", "y")
    with raises(MissingInputError, "was not provided and not given a value") as info:
        theano.function([x], x * y)
    assert HERE in text_of(info)


def test_unused_input():
    x, y = T.dscalars("x", "y")
    with raises(UnusedInputError, "index 1 is not part of the computational graph"):
        theano.function([x, y], x + 1)
    with pytest.warns(UserWarning, match="not part of the computational graph"):
        theano.function([x, y], x + 1, on_unused_input="warn")
    assert theano.function([x, y], x + 1, on_unused_input="ignore")(1.0, 5.0) == 2.0


def test_duplicate_input():
    x = T.dscalar("x")
    with pytest.raises((UnusedInputError, ValueError, TypeError)):
        theano.function([x, x], x + 1)


def test_update_of_another_type():
    s = theano.shared(np.zeros(2, "float32"), "s")
    v = T.dvector("v")
    with raises(TypeError, "An update must have the same type as the original shared variable"):
        theano.function([v], [], updates=[(s, s + v)])


def test_update_of_no_shared():
    x = T.dscalar("x")
    with raises(TypeError, "update target must be a SharedVariable"):
        theano.function([x], x, updates=[(x, x + 1)])


def test_set_value_of_another_type():
    s = theano.shared(np.zeros(2))
    with raises(TypeError, "Wrong number of dimensions"):
        s.set_value(np.zeros((2, 2)))
    np.testing.assert_array_equal(s.get_value(), np.zeros(2))


# ---------------------------------------------------------------- gradients


def test_nonscalar_cost():
    v = T.dvector("v")
    with raises(TypeError, "cost must be a scalar"):
        T.grad(v**2, v)


def test_disconnected_gradient():
    x, y = T.dscalars("x", "y")
    with pytest.raises(DisconnectedInputError):
        T.grad(x**2, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert T.grad(x**2, y, disconnected_inputs="ignore").eval({y: 1.0}) == 0.0


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_integer_cost():
    n = T.iscalar("n")
    with raises(TypeError, "int32.* n of dtype int32 .*cast"):
        T.grad(n * 2, n)
    x = T.dscalar("x")
    assert theano.function([x], T.grad((x > 0).sum(), x), on_unused_input="ignore")(3.0) == 0.0


def test_integer_gradient():
    n, x = T.iscalar("n"), T.dscalar("x")
    assert theano.function([n, x], T.grad(n * x, n), on_unused_input="ignore")(3, 2.0) == 2.0


# ---------------------------------------------------------------- variables as Python objects


def test_bool_of_variable():
    x = T.dscalar("x")
    with raises(TypeError, "Variables do not support boolean operations"):
        bool(x > 0)


def test_len_of_variable():
    with raises(TypeError, r"has no len\(\)"):
        len(T.dvector("v"))


def test_item_assignment():
    v = T.dvector("v")
    with raises(TypeError, "does not support item assignment"):
        v[0] = 1.0


def test_iteration():
    with raises(TypeError, "does not support iteration"):
        list(T.dmatrix("m"))


def test_float_of_variable():
    with raises(TypeError, "needs a number"):
        float(T.dscalar("x"))


# ---------------------------------------------------------------- indices and shapes


def test_float_index():
    v = T.dvector("v")
    with raises(TypeError, "Expected an integer"):
        v[T.dscalar("i")]
    with pytest.raises((TypeError, IndexError)):
        v[1.5]


def test_too_many_indices():
    with raises(IndexError, "too many indices"):
        T.dmatrix("m")[0, 1, 2]


def test_index_out_of_bounds(accumulate):
    v, i = T.dvector("v"), T.lscalar("i")
    f = theano.function([v, i], v[i])
    assert f([1.0, 2.0], -1) == 2.0
    for bad in (2, -3, 10**12):
        with raises(IndexError, "out of bounds") as info:
            f([1.0, 2.0], bad)
        assert HERE in text_of(info)
    idx = T.lvector("idx")
    with raises(IndexError, "out of bounds"):
        theano.function([v, idx], v[idx])([1.0, 2.0], [0, 2])
    s = theano.shared(np.zeros(3))
    g = theano.function([idx], [], updates=[(s, T.inc_subtensor(s[idx], 1.0))])
    with raises(IndexError, "out of bounds"):
        g([0, 1, 7])
    np.testing.assert_array_equal(s.get_value(), np.zeros(3))


def test_negative_size():
    n = T.lscalar("n")
    f = theano.function([n], T.zeros((n, 2)))
    with raises(ValueError, "negative"):
        f(-1)
    v = T.dvector("v")
    with raises(ValueError, "."):
        theano.function([v, n], v.reshape((n, 2)))(np.ones(3), 2)


def test_huge_shape():
    n = T.lscalar("n")
    f = theano.function([n], T.zeros((n, n)) + 1.0)
    for size in (2**31, 2**40, 2**62):
        with pytest.raises((MemoryError, ValueError)):
            f(size)
    assert f(2).sum() == 4.0


# ---------------------------------------------------------------- errors inside a call


class Fails(theano.Op):
    """An op of a user that goes wrong when its input is negative."""

    __props__ = ()
    itypes = [T.dvector]
    otypes = [T.dvector]

    def perform(self, node, inputs, output_storage):
        if (inputs[0] < 0).any():
            raise KeyError("negative")
        output_storage[0][0] = inputs[0] * 2


def test_user_op_of_another_dtype(accumulate):
    class Half(theano.Op):
        __props__ = ()
        itypes = [T.dvector]
        otypes = [T.dvector]

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = (inputs[0] / 2).astype("float32")

    _, state = accumulate
    v = T.dvector("v")
    f = theano.function([v], [], updates=[(state, Half()(v))])
    with raises(TypeError, "float64.*float32") as info:
        f([1.0, 2.0, 3.0])
    assert "Half()(v)" in str(info.value) and HERE in str(info.value) and unchanged(state)


def test_parameter_out_of_domain():
    for make in (
        lambda: MRG_RandomStreams(1).binomial((2,), p=2.0),
        lambda: MRG_RandomStreams(1).normal((2,), std=-1.0),
        lambda: RandomStreams(1).binomial((2,), p=-0.5),
        lambda: RandomStreams(1).poisson((2,), lam=-1.0),
        lambda: RandomStreams(1).normal((2,), std=np.nan),
    ):
        with raises(ValueError, "must be (from 0 to 1|0 or more), and is"):
            make()
    p = T.dscalar("p")
    with raises(ValueError, "RandomStreams.*binomial.*p is 2.0: p"):
        theano.function([p], RandomStreams(1).binomial((2,), p=p))(2.0)


def test_exception_in_user_op():
    s, w = theano.shared(np.zeros(2), "s"), theano.shared(np.ones((2, 2)), "w")
    v = T.dvector("v")
    f = theano.function(
        [v], [], updates=[(w, w + 0.1 * T.outer(v, v)), (s, s + Fails()(v)), ]
    )  # fmt: skip
    f([1.0, 2.0])
    before = s.get_value(), w.get_value()
    with pytest.raises(KeyError) as info:
        f([-1.0, 2.0])
    assert HERE in text_of(info) and "Fails" in text_of(info)
    np.testing.assert_array_equal(s.get_value(), before[0])
    np.testing.assert_array_equal(w.get_value(), before[1])
    f([1.0, 2.0])


def test_late_failure_keeps_state():
    """The second of two in-place updates fails for its shape: the first is taken back."""
    a, b = theano.shared(np.zeros((2, 2)), "a"), theano.shared(np.zeros((3, 3)), "b")
    x = T.dmatrix("x")
    f = theano.function([x], [], updates=[(a, a - 0.5 * T.dot(x.T, x)), (b, b - 0.5 * T.dot(x.T, x))])
    with pytest.raises(ValueError):
        f(np.ones((4, 2)))
    np.testing.assert_array_equal(a.get_value(), np.zeros((2, 2)))
    np.testing.assert_array_equal(b.get_value(), np.zeros((3, 3)))


def test_join_mismatch():
    a, b = T.dmatrices("a", "b")
    with raises(ValueError, "."):
        theano.function([a, b], T.concatenate([a, b]))(np.ones((2, 2)), np.ones((2, 3)))


def test_dot_mismatch():
    a, b = T.dmatrices("a", "b")
    with raises(ValueError, "shape mismatch") as info:
        theano.function([a, b], T.dot(a, b))(np.ones((2, 3)), np.ones((2, 3)))
    assert HERE in text_of(info)


def test_set_all_of_another_shape():
    v, w = T.dvectors("v", "w")
    f = theano.function([v, w], T.set_subtensor(v[:], w))
    np.testing.assert_array_equal(f([1.0, 2.0], [3.0, 4.0]), [3.0, 4.0])
    with pytest.raises(ValueError):
        f([1.0, 2.0], [3.0, 4.0, 5.0])


# ---------------------------------------------------------------- loops


def running_total(x, steps=None, initial=None):
    initial = T.zeros([x.shape[i] for i in range(1, x.ndim)]) if initial is None else initial
    return theano.scan(lambda x, t: t + x, x, initial, n_steps=steps)[0]


def test_loop_sequence_too_short():
    x, n = T.dvector("x"), T.iscalar("n")
    f = theano.function([x, n], running_total(x, n))
    with raises(ValueError, "3 steps.*shorter than the required number of steps.*2") as info:
        f([1.0, 2.0], 3)
    assert HERE in text_of(info)


def test_loop_initial_state_too_short():
    h, n = T.dvector("h"), T.iscalar("n")
    out, _ = theano.scan(lambda a, b: a + b, outputs_info=dict(initial=h, taps=[-3, -1]), n_steps=n)
    without_rewrites = theano.Mode("cvm", None), theano.Mode("py", None), theano.Mode("cvm", "merge")
    without_loops = theano.compile.get_mode("FAST_RUN").excluding("scan")
    for v in (out, out[-1]):
        for mode in ("FAST_RUN", "FAST_COMPILE", without_loops, *without_rewrites):
            f = theano.function([h, n], v, mode=mode)
            for many in (3, 4):
                f(np.ones(many), 3)
            words = "2 initial rows.*3 steps" if mode in without_rewrites else r"\(2,\).*\(3,\)|\(3,\).*\(2,\)"
            for steps in (1, 3):
                with raises(ValueError, words) as info:
                    f([1.0, 2.0], steps)
                assert HERE in text_of(info)


def test_loop_of_negative_steps():
    n = T.iscalar("n")
    powers, _ = theano.scan(lambda p: 2 * p, outputs_info=T.ones((), "float64"), n_steps=n)
    counts, _ = theano.scan(lambda: T.ones(()), n_steps=n)
    for out in (powers, powers[-1], counts):
        with pytest.raises((IndexError, ValueError)):
            theano.function([n], out)(-3)


def test_loop_of_no_steps():
    x, n = T.dmatrix("x"), T.iscalar("n")
    total = running_total(x)
    squares, _ = theano.scan(lambda row: (row**2).sum(), x)
    f = theano.function([x], [total, squares, squares.sum(), T.grad(total.sum() + squares.sum(), x)])
    for got, shape in zip(f(np.zeros((0, 3))), [(0, 3), (0,), (), (0, 3)]):
        assert got.shape == shape
    assert theano.function([x, n], running_total(x, n))(np.ones((2, 3)), 0).shape == (0, 3)


def test_loop_state_of_another_dtype():
    with raises(ValueError, "dtype float32.*dtype float64.*cast") as info:
        running_total(T.dvector("x"), initial=T.constant(0.0))
    assert "outputs_info" in text_of(info)
    with raises(ValueError, "dtype int8.*dtype float64.*cast"):
        running_total(T.dvector("x"), initial=0)


def test_loop_state_of_another_rank():
    with raises(ValueError, "1 dimension.*1 dimension"):
        running_total(T.dmatrix("x"), initial=T.zeros(()))
    with raises(ValueError, "1 dimension.*0 dimension"):
        theano.scan(lambda x, t: t.sum() + x, T.dvector("x"), T.zeros((2,)))


def test_loop_row_of_another_shape():
    x, a = T.dmatrix("x"), T.dvector("a")
    f = theano.function([x, a], theano.scan(lambda row, a: row[: a.shape[0]], x, a)[0])
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        g = theano.function([x, a], theano.scan(lambda row, a: row, x, a)[0], mode=mode)
        with raises(ValueError, "shape"):
            g(np.ones((2, 3)), [0.0])
    assert f(np.ones((2, 3)), [0.0]).shape == (2, 1)


def test_loop_fails_inside():
    s, w = theano.shared(0.0, "s"), theano.shared(np.ones((2, 3)), "w")
    x = T.dmatrix("x")

    def step(row, h):
        return T.tanh(T.dot(w, row[: T.cast(row[0], "int64")]) * h)

    f = theano.function([x], theano.scan(step, x, T.ones((2,)), name="rows")[0], updates=[(s, s + 1)])
    f(np.full((3, 3), 3.0))
    with raises(ValueError, "step 1 of the loop rows") as info:
        f(np.array([[3.0, 0.0, 0.0], [2.0, 0.0, 0.0]]))
    assert "T.dot(w, row" in text_of(info) and "theano.scan(step" in text_of(info)
    assert s.get_value() == 1
