"""Shared variables: updates, in place and not, failures, recycled memory."""

import numpy as np
import pytest
from programs import Builder, accumulator, python


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("value", [np.array(0), np.zeros(3), np.zeros((300, 2)).T, np.zeros(8)[::2]], ids=str)
def test_accumulator(value, inplace):
    f, storage = accumulator(value, inplace)
    for total in range(5):
        held = storage[0]
        assert (f(np.ones_like(value)) == total).all()
        assert (storage[0] == total + 1).all() and (storage[0] is held) == inplace
        assert (held == total + inplace).all()


def test_borrowed_state_is_not_recycled():
    """The old value of a shared variable does not change for whoever still holds it."""
    f, storage = accumulator(np.zeros(3), False)
    history = []
    for _ in range(6):
        history.append(storage[0])
        f(np.ones(3))
    assert [h[0] for h in history] == [0, 1, 2, 3, 4, 5]


def test_state_is_recycled():
    """Without another reference two arrays take turns."""
    f, storage = accumulator(np.zeros(3), False)
    addresses = set()
    for _ in range(6):
        f(np.ones(3))
        addresses.add(storage[0].ctypes.data)
    assert len(addresses) <= 3


def test_set_value_of_another_shape():
    f, storage = accumulator(np.zeros(3), True)
    storage[0] = np.zeros(7)
    f(np.ones(7))
    np.testing.assert_array_equal(storage[0], np.ones(7))
    with pytest.raises(ValueError, match="Input dimension mis-match"):
        f(np.ones(3))
    np.testing.assert_array_equal(storage[0], np.ones(7))


def test_bad_shared_values():
    f, storage = accumulator(np.zeros(3), True)
    for bad in (None, "x", np.zeros((2, 2)), np.zeros(3, "float32"), 3.0):
        storage[0] = bad
        with pytest.raises((TypeError, ValueError)):
            f(np.ones(3))
    frozen = np.zeros(3)
    frozen.flags.writeable = False
    storage[0] = frozen
    f(np.ones(3))
    np.testing.assert_array_equal(storage[0], np.ones(3))
    np.testing.assert_array_equal(frozen, np.zeros(3))


def test_argument_that_is_the_state():
    """``f(w)`` where f changes w in place sees the old w throughout."""
    builder = Builder()
    s, x = builder.shared(np.arange(4.0)), builder.input(np.zeros(4))
    head = builder.step("subtensor", (x,), [("float64", 1)], index=(("slice", None, None, -1),))
    add = ("ufunc", "numpy", "add", "dd->d")
    new = builder.map((s, head), ((add, 2, (0, 1)),), inplace={0: 0})
    builder.updates.append((s, new))
    f, storage = builder.machine(), builder.containers[s]
    f(storage[0])
    np.testing.assert_array_equal(storage[0], [3, 3, 3, 3])


def test_swap():
    """Two variables change places."""
    builder = Builder()
    a, b = builder.shared(np.zeros(2)), builder.shared(np.ones(2))
    builder.updates.extend([(a, b), (b, a)])
    f = builder.machine()
    f()
    assert builder.containers[a][0][0] == 1 and builder.containers[b][0][0] == 0
    assert not np.shares_memory(builder.containers[a][0], builder.containers[b][0])


def failing_updates(inplace, when):
    """Two variables are updated, and a step before, between or after fails for a negative argument."""
    builder = Builder()
    x, a, b = builder.input(np.float64(0)), builder.shared(np.zeros(3)), builder.shared(np.zeros(3))

    def check():
        def perform(inputs, storage):
            if inputs[0] < 0:
                raise FloatingPointError("negative")
            storage[0][0] = inputs[0]

        return python(builder, perform, (x,), [("float64", 0)])

    def add(s):
        row = builder.step("dimshuffle", (x,), [("float64", 1, (True,))], pattern=("x",))
        new = builder.map((s, row), (("add_f64", 2, (0, 1)),), inplace={0: 0} if inplace else {})
        builder.updates.append((s, new))

    if when == "before":
        check()
    add(a)
    if when == "between":
        check()
    add(b)
    if when == "after":
        check()
    return builder.machine(), builder.containers[a], builder.containers[b]


@pytest.mark.parametrize("when", ["before", "between", "after"])
@pytest.mark.parametrize("inplace", [False, True])
def test_failed_call_changes_nothing(inplace, when):
    f, a, b = failing_updates(inplace, when)
    for total in range(3):
        with pytest.raises(FloatingPointError):
            f(-1.0)
        assert (a[0] == total).all() and (b[0] == total).all()
        f(1.0)
        assert (a[0] == total + 1).all() and (b[0] == total + 1).all()


def test_shape_error_after_an_update_in_place():
    """The second update does not fit: the first is taken back."""
    builder = Builder()
    x, y = builder.input(np.zeros(3)), builder.input(np.zeros(3))
    a, b = builder.shared(np.zeros(3)), builder.shared(np.zeros(3))
    for s, v in ((a, x), (b, y)):
        new = builder.map((s, v), (("add_f64", 2, (0, 1)),), inplace={0: 0})
        builder.updates.append((s, new))
    f = builder.machine()
    for _ in range(2):
        with pytest.raises(ValueError, match="mis-match"):
            f(np.ones(3), np.ones(4))
        np.testing.assert_array_equal(builder.containers[a][0], np.zeros(3))
    f(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match="mis-match"):
        f(np.ones(3), np.ones(4))
    np.testing.assert_array_equal(builder.containers[a][0], np.ones(3))
