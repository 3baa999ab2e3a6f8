"""Shared variables."""

import copy
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.shared import SharedVariable, shared_constructor


def test_types():
    for value, dtype, ndim in (
        (1, "int64", 0), (2.5, "float64", 0), (np.float32(1.5), "float32", 0), (np.zeros(2), "float64", 1),
        (np.ones((2, 3), "float32"), "float32", 2), (np.arange(3), "int64", 1), (np.zeros((1, 2)), "float64", 2),
    ):  # fmt: skip
        s = theano.shared(value)
        assert (s.dtype, s.ndim, any(s.broadcastable)) == (dtype, ndim, False)
    assert theano.shared(np.ones((1, 3)), broadcastable=(True, False)).broadcastable == (True, False)


def test_scalars_are_0d_arrays():
    s = theano.shared(3)
    assert type(s.get_value()) is np.ndarray and s.get_value().dtype == "int64"
    s.set_value(s.get_value() + 4)
    assert s.get_value() == 7 and str(s) == "<TensorType(int64, scalar)>"
    assert str(theano.shared(1.0, "bias")) == "bias"


def test_values_are_copied_unless_borrowed():
    buf = np.array([1.0, 1.0])
    kept, lent = theano.shared(buf), theano.shared(buf, borrow=True)
    buf[0] = 9.0
    assert kept.get_value()[0] == 1.0 and lent.get_value()[0] == 9.0
    kept.get_value()[0] = 5.0
    assert kept.get_value()[0] == 1.0
    kept.get_value(borrow=True)[0] = 5.0
    assert kept.get_value()[0] == 5.0
    kept.set_value(buf)
    assert kept.get_value(borrow=True) is not buf
    kept.set_value(buf, borrow=True)
    assert kept.get_value(borrow=True, return_internal_type=True) is buf
    assert kept.container.storage[0] is kept.container.value is kept.container.data is buf


def test_set_value_checks():
    s = theano.shared(np.zeros(2))
    s.set_value([5.0, 6.0, 7.0])
    assert s.get_value().shape == (3,)
    with pytest.raises(TypeError, match="Wrong number of dimensions: expected 1, got 2 with shape"):
        s.set_value(np.zeros((2, 2)))
    with pytest.raises(Exception, match="value does not exist anymore"):
        s.value = 1
    with pytest.raises(TypeError, match="not symbolic variables"):
        theano.shared(T.dscalar())


def test_clone_shares_the_value():
    w = theano.shared(np.array([1.0, 2.0]), "w")
    c = w.clone()
    w.set_value(np.array([5.0, 5.0]))
    assert c is not w and np.array_equal(c.get_value(), [5.0, 5.0])


def test_zero():
    w = theano.shared(np.ones(2))
    held = w.get_value(borrow=True)
    w.zero()
    assert not w.get_value().any() and held.all()
    w.set_value(held, borrow=True)
    w.zero(borrow=True)
    assert not held.any()


def test_copies_and_pickles():
    w = theano.shared(np.arange(2.0), "w")
    w.tag.role = "weight"
    for new in (copy.deepcopy(w), pickle.loads(pickle.dumps(w))):
        new.set_value(np.zeros(2))
        assert new.name == "w" and new.type == w.type and new.tag.role == "weight"
        assert np.array_equal(w.get_value(), [0.0, 1.0])


def test_generic():
    s = theano.shared([1, "two"])
    assert isinstance(s, SharedVariable) and not hasattr(s, "dtype") and s.get_value() == [1, "two"]
    nested = theano.shared([[1]])
    theano.function([], nested)()[0].append(2)
    assert nested.get_value() == [[1]]


def test_constructors():
    class Money:
        pass

    @shared_constructor
    def money(value, name=None, strict=False, allow_downcast=None, **kwargs):
        if not isinstance(value, Money):
            raise TypeError
        return theano.shared(1.0, name)

    try:
        assert theano.shared(Money(), "m").get_value() == 1.0
    finally:
        shared_constructor(money, remove=True)


def test_is_no_tensor_variable():
    w = theano.shared(np.zeros((2, 2)))
    assert isinstance(w, theano.Variable) and not isinstance(w, (T.TensorVariable, theano.Constant))
    assert w.owner is None


# ---------------------------------------------------------------- arrays that change places

EXCHANGES = {
    "two": lambda a, b, c: [(a, b), (b, a)],
    "three": lambda a, b, c: [(a, b), (b, c), (c, a)],
    "moved on": lambda a, b, c: [(a, b), (b, c), (c, a + c)],
    "moved and changed": lambda a, b, c: [(a, b), (b, b + 1)],
    "changed and moved": lambda a, b, c: [(b, T.set_subtensor(b[1:], 7)), (a, b)],
    "taken twice": lambda a, b, c: [(a, b), (c, b), (b, a)],
    "a view of itself": lambda a, b, c: [(a, b), (b, b[::-1])],
    "a view of the other": lambda a, b, c: [(a, b[::-1]), (b, a)],
    "kept": lambda a, b, c: [(a, b), (b, b)],
}


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", "DebugMode"])
@pytest.mark.parametrize("name", EXCHANGES)
def test_arrays_change_places(name, mode):
    """All new values come from the old ones, and no two variables share memory."""
    values = [np.arange(4.0) + 10 * i for i in range(3)]
    variables = [theano.shared(value.copy(), name) for value, name in zip(values, "abc")]
    updates = EXCHANGES[name](*variables)
    f = theano.function([], [variables[0], variables[1] * 2], updates=updates, mode=mode)
    following = theano.function([], [new for _, new in updates])
    for _ in range(3):
        wanted = dict(zip([old for old, _ in updates], following()))
        before = [v.get_value() for v in variables]
        first, second = f()
        assert np.array_equal(first, before[0]) and np.array_equal(second, before[1] * 2)
        for v, old in zip(variables, before):
            assert np.array_equal(v.get_value(), wanted.get(v, old))
        held = [first, *(v.get_value(borrow=True) for v in variables)]
        assert not any(np.may_share_memory(x, y) for i, x in enumerate(held) for y in held[:i])


def test_an_exchange_copies_nothing():
    a, b = theano.shared(np.zeros(3), "a"), theano.shared(np.ones(3), "b")
    arrays = [v.get_value(borrow=True) for v in (a, b)]
    theano.function([], [], updates=[(a, b), (b, a)])()
    assert a.get_value(borrow=True) is arrays[1] and b.get_value(borrow=True) is arrays[0]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "bool", "complex128"])
@pytest.mark.parametrize("shape", [(3,), (70_001, 3), (5, 300, 100)])
@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_large_values_begin_at_cache_lines(dtype, shape, order):
    """So do copies that are taken of them; both are the holder's own arrays, as any other."""
    rng = np.random.default_rng(0)
    value = rng.integers(0, 2, shape).astype(dtype, order="F" if order == "F" else "C")
    if order == "strided":
        value = np.repeat(value, 2, axis=0)[::2]
    w = theano.shared(value)
    w.set_value(value)
    for found in (w.get_value(borrow=True), w.get_value()):
        assert type(found) is np.ndarray and found.dtype == dtype and found.flags.c_contiguous and found.flags.owndata
        assert found.nbytes < 2**16 or found.ctypes.data % 64 == 0
        np.testing.assert_array_equal(found, value)
        assert not np.shares_memory(found, value)
    mine = w.get_value()
    mine.resize((2, *shape), refcheck=False)
    np.testing.assert_array_equal(mine[0], value)
    assert not mine[1].any()
