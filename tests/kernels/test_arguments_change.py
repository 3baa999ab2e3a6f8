"""Arguments and shared values that change while a call converts or uses them: an error or old values, never a crash."""

import gc
import threading
import time
import warnings

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


class Converted:
    """Becomes an array, and does something on the way."""

    def __init__(self, action, value):
        self.action, self.value = action, value

    def __array__(self, dtype=None, copy=None):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # setting a shape is deprecated
            self.action()
        return self.value


class Acting(theano.Op):
    """``x + 1``, and something else."""

    __props__ = ("action",)

    def __init__(self, action):
        self.action = action

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0] + 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.action(inputs[0])


def churn():
    """Let freed memory be used by somebody else."""
    return [np.full(n, np.nan) for n in range(0, 3000, 7)]


def resized(n):
    def change(array):
        array.resize(n, refcheck=False)
        churn()

    return change


def reshaped(array):
    array.shape = (-1, 1)


def restated(array):
    array.__setstate__((1, (2,), np.dtype("float64"), False, bytes(16)))
    churn()


def recast(array):
    array.dtype = "int64"


CHANGES = {
    "grown": resized(10**6), "shrunk": resized(0), "reshaped": reshaped, "restated": restated, "recast": recast,
}


@pytest.mark.parametrize("n", [3, 30000])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_argument_changes_another(change, n):
    """A conversion that changes an argument before or after it: the call sees what is there when all is converted."""
    x, y, s = T.dvector("x"), T.dvector("y"), theano.shared(np.zeros(n), "s")
    f = theano.function([x, y], [x + y, (x * y).sum()], updates=[(s, s + x)])
    for turned in (False, True):
        array = np.ones(n)
        args = array, Converted(lambda array=array: change(array), np.ones(n))
        s.set_value(np.zeros(n))
        try:
            total, product = f(*(reversed(args) if turned else args))
        except (TypeError, ValueError):
            assert (s.get_value() == 0).all() and len(s.get_value()) == n
        else:
            assert total.shape == (n,) and np.isfinite(total).all() and np.isfinite(product)
        np.testing.assert_array_equal(f(np.ones(n), np.ones(n))[0], np.full(n, 2.0))


def test_an_argument_calls_the_function():
    x, y, s = T.dvector("x"), T.dvector("y"), theano.shared(np.zeros(3), "s")
    f = theano.function([x, y], x + y, updates=[(s, s + x)])
    inner = Converted(lambda: f(np.full(3, 5.0), np.ones(3)), np.ones(3))
    np.testing.assert_array_equal(f(np.ones(3), inner), [2, 2, 2])
    np.testing.assert_array_equal(s.get_value(), [6, 6, 6])


def test_an_argument_assigns_to_a_shared_variable():
    x, y, s = T.dvector("x"), T.dvector("y"), theano.shared(np.zeros(3), "s")
    f = theano.function([x, y], x + y + s, updates=[(s, s + x)])
    seven = Converted(lambda: s.set_value(np.ones(7)), np.ones(3))
    with pytest.raises(ValueError):
        f(np.ones(3), seven)
    np.testing.assert_array_equal(s.get_value(), np.ones(7))


def test_a_bad_argument_after_one_that_is_kept():
    """An argument whose value lives between calls keeps the old one if a later argument does not convert."""
    x, y = T.dvector("x"), T.dvector("y")
    state = theano.In(x, value=np.zeros(3), update=x + 1, mutable=True)
    f = theano.function([state, y], x + y)
    with pytest.raises((TypeError, ValueError)):
        f(np.ones(3), "no array")
    with pytest.raises((TypeError, ValueError)):
        f(x=np.ones(3), y=np.ones((2, 2)))
    np.testing.assert_array_equal(f(y=np.zeros(3)), np.zeros(3))


WHAT = ["argument", "view of an argument", "shared", "constant", "temporary", "an earlier temporary"]


@pytest.mark.parametrize("n", [3, 30000])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("in_loop", [False, True])
def test_an_op_changes_what_the_call_uses(what, change, n, in_loop):
    """Steps in Python may change any array that they can reach; those after them see the old values, or none run."""
    state, constant = theano.shared(np.zeros(n), "state"), T.constant(np.full(n, 3.0))
    held = {}

    def act(given):
        held["given"] = given
        targets = {
            "argument": lambda: held["argument"], "view of an argument": lambda: held["base"],
            "shared": lambda: state.get_value(borrow=True), "constant": lambda: constant.data,
            "temporary": lambda: given, "an earlier temporary": lambda: held.setdefault("first", given),
        }
        try:
            change(targets[what]())
        except (ValueError, TypeError):
            pass  # NumPy would not

    x = T.dvector("x")
    op = Acting(act)
    first = op(T.exp(x))
    if in_loop:
        first = theano.scan(lambda i, v: op(v) + i, T.arange(3), T.exp(x), n_steps=3)[0][-1]
    f = theano.function([x], [first * 2, x + constant, state * 1], updates=[(state, state + x + first * 0)])
    for _ in range(4):
        base = np.zeros(n + 1)
        held["base"], held["argument"] = base, base[:n] if what.startswith("view") else np.zeros(n)
        before = state.get_value(borrow=True)
        value = before.copy()
        try:
            results = f(held["argument"])
        except (RuntimeError, ValueError, TypeError, IndexError):
            pass
        else:
            assert (results[0] == (4 if not in_loop else 14)).all() or "temporary" in what
            if value.shape == (n,) and what != "constant":
                np.testing.assert_array_equal(results[1], np.full(n, 3.0))
        if what in ("shared", "constant"):
            break
        assert state.get_value().shape == (n,)
    gc.collect()


def changing(array, values, stop):
    while not stop.is_set():
        for value in values:
            array[:] = value


@pytest.mark.parametrize("kind", ["label", "take", "pick", "put", "add", "split", "mask", "slice", "argument", "state"])
def test_another_thread_changes_indices(kind):
    """The checked values are used, even if another thread writes while the call runs without the GIL."""
    x, i, n = T.dmatrix("x"), T.lvector("i"), 20000
    z = {
        "label": lambda: T.nnet.categorical_crossentropy(T.nnet.softmax(x), i).sum(),
        "take": lambda: x[i].sum(), "pick": lambda: x[T.arange(i.shape[0]), i].sum(),
        "put": lambda: T.set_subtensor(x[i], 1.0), "add": lambda: T.inc_subtensor(x[i], 1.0),
        "split": lambda: T.split(x, i[:2], 2)[0] + 1, "mask": lambda: x[T.gt(i, 3)], "slice": lambda: T.exp(x[: i[0]]),
        "argument": lambda: T.exp(x), "state": lambda: T.exp(x),
    }[kind]()
    f = theano.function([x, i], z, on_unused_input="ignore")
    values, indices, stop = np.ones((n, 8)), np.zeros(n, "int64"), threading.Event()
    thread = threading.Thread(target=changing, args=(indices, (2**40, 0, -1, 5), stop))
    thread.start()
    try:
        end = time.monotonic() + 0.7
        while time.monotonic() < end:
            try:
                f(values, indices)
            except (IndexError, ValueError):
                pass
    finally:
        stop.set()
        thread.join()


def test_another_thread_resizes_an_argument():
    """NumPy refuses to move memory that a call without the GIL reads."""
    x, array, stop = T.dvector("x"), np.zeros(200000), threading.Event()
    f = theano.function([x], T.exp(x).sum())
    f(array)

    def resize():
        n = 0
        while not stop.is_set():
            n = 1 - n
            try:
                array.resize(200000 + 4096 * n, refcheck=False)
            except ValueError:
                pass

    thread = threading.Thread(target=resize)
    thread.start()
    try:
        for _ in range(200):
            assert f(array) in (200000, 204096)
    finally:
        stop.set()
        thread.join()
