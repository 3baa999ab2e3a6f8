"""The machine: what a call takes and gives, shared variables, Python steps, failures, threads."""

import gc
import pickle
import threading
import weakref
from types import SimpleNamespace

import numpy as np
import pytest
from programs import Builder, some

from tensorgraph._kernels._vm import Machine
from tensorgraph.compile.program import Program, Slot, Step


def adder(ndim=0, dtype="float64", pack="single", **kw):
    builder = Builder()
    x, y = (builder.slot("input", dtype, ndim, **kw) for _ in range(2))
    code = {"float64": "f64", "float32": "f32", "int64": "i64", "int32": "i32"}[dtype]
    z = builder.loop((x, y), ((f"add_{code}", 2, (0, 1)),), ((2, "store", None, None, None),), [(dtype, ndim)], (dtype,) * 3)
    return builder.machine(z, pack=pack)


def python(builder, perform, inputs, outputs, inplace=None):
    """A Python step from a function of (inputs, output_storage)."""
    op = SimpleNamespace(perform=lambda node, inputs, storage: perform(inputs, storage))
    return builder.step("python", inputs, outputs, inplace, op=op, node=None)


# ---------------------------------------------------------------- arguments and results


def test_numbers():
    f = adder()
    for x in (2.0, 2, np.float64(2), np.array(2.0), np.array(2), np.float32(2)):
        got = f(x, 3.0)
        assert type(got) is np.ndarray and got.shape == () and got.dtype == "float64" and got == 5
    assert np.isnan(f(float("nan"), 1))
    g = adder(dtype="int64")
    assert g(-2, 3) == 1 and g(2**63 - 1, 0) == 2**63 - 1
    h = adder(dtype="int32")
    assert h(2**31 - 1, -1) == 2**31 - 2


@pytest.mark.parametrize("bad", ["2", None, [1.0], 2j, object(), np.zeros(1)])
def test_bad_numbers(bad):
    with pytest.raises((TypeError, ValueError)):
        adder()(bad, 1.0)


@pytest.mark.parametrize("bad", [1.5, 2**63, -2**63 - 1, float("nan")])
def test_bad_integers(bad):
    with pytest.raises((TypeError, OverflowError)):
        adder(dtype="int64")(bad, 1)
    with pytest.raises((TypeError, OverflowError)):
        adder(dtype="int32")(2**31, 1)


def test_unusual_arrays():
    """Byte-swapped, unaligned, subclassed, read-only, long long: all are taken by value."""
    f, x = adder(1), np.arange(3.0)
    swapped = x.astype(x.dtype.newbyteorder())
    raw = np.zeros(25, "u1")
    unaligned = raw[1:].view("f8")
    unaligned[:] = x
    frozen = x.copy()
    frozen.flags.writeable = False
    for a in (swapped, unaligned, frozen, np.ma.array(x), x.astype("f4"), [0, 1, 2], np.broadcast_to(1.0, 3)):
        np.testing.assert_array_equal(f(a, x), np.asarray(a) + x)
    np.testing.assert_array_equal(adder(1, "int64")(np.arange(3, dtype="q"), np.arange(3, dtype="l")), [0, 2, 4])


def test_broadcastable_arguments_are_checked():
    f = adder(1, broadcastable=(True,))
    assert f(np.ones(1), np.ones(1)) == 2
    with pytest.raises(TypeError, match="argument 1 should be an array"):
        f(np.ones(1), np.ones(2))
    assert f(np.ones(1), np.ones(1)) == 2


def test_number_of_arguments():
    f = adder()
    for args, kwargs in [((), {}), ((1.0,), {}), ((1.0, 2.0, 3.0), {}), ((1.0, 2.0), {"x": 1.0})]:
        with pytest.raises(TypeError, match="expected 2 arguments"):
            f(*args, **kwargs)


def test_pack():
    assert isinstance(adder(pack=None)(1, 2), list)
    assert adder(pack=("sum",))(1, 2) == {"sum": 3}
    with pytest.raises(ValueError, match="does not fit 1 outputs"):
        adder(pack=("a", "b"))


def test_results_are_fresh():
    """Whoever keeps a result, a view of it or a weak reference keeps its values."""
    f, x = adder(1), np.ones(5)
    kept = [f(x, i * x) for i in range(4)]
    view = f(x, 10 * x)[1:]
    weak = f(x, 20 * x)
    ref = weakref.ref(weak)
    del weak
    f(x, 30 * x)
    assert [k[0] for k in kept] == [1, 2, 3, 4] and view[0] == 11
    assert ref() is None or ref()[0] == 21
    buffer = memoryview(f(x, 40 * x))
    f(x, x)
    assert buffer[0] == 41


def test_results_are_recycled():
    f, x = adder(1), np.ones(1000)
    addresses = {f(x, x).ctypes.data for _ in range(5)}
    assert len(addresses) == 1


def test_varying_shapes():
    f = adder(2)
    for shape in [(2, 3), (0, 3), (100, 100), (2, 3), (1, 1), (3, 0)]:
        x = some(shape, "float64")
        np.testing.assert_array_equal(f(x, x), 2 * x)
        np.testing.assert_array_equal(f(x.T, x.T), 2 * x.T)


def test_inputs_and_constants_as_outputs():
    """What is returned is never memory of the caller, of a constant or of a shared variable."""
    builder = Builder()
    x, c, s = builder.input(np.zeros(3)), builder.const(np.arange(2.0)), builder.shared(np.ones(2))
    view = builder.step("subtensor", (x,), [("float64", 1)], index=(("slice", 1, None, None),))
    f, a = builder.machine(x, c, s, view), np.arange(3.0)
    for _ in range(2):
        got = f(a)
        for value, expected in zip(got, [a, [0, 1], [1, 1], a[1:]], strict=True):
            np.testing.assert_array_equal(value, expected)
            value[...] = 99
    np.testing.assert_array_equal(a, np.arange(3.0))


def test_bad_programs():
    """A program that does not fit together is refused, not run."""
    x, z = Slot("input", "float64", 0, ()), Slot("temp", "float64", 0, ())
    loop = dict(consts=(), code=(("exp_f64", 1, (0,)),), reg_dtypes=("float64",) * 2, outs=((1, "store", None, None, None),))
    good = Step("loop", (0,), (1,), loop)
    Machine(Program((x, z), (good,), (1,)))
    for slots, steps, outputs, updates in [
        ((x, z), (), (1,), ()), ((x, z), (good, good), (1,), ()), ((x, z), (Step("loop", (1,), (1,), loop),), (1,), ()),
        ((x, z), (good._replace(kind="nothing"),), (1,), ()), ((x, z), (good,), (1,), ((0, 1),)),
        ((x._replace(broadcastable=(True,)), z), (good,), (1,), ()), ((x, z._replace(dtype="float32")), (good,), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": (("no_kernel", 1, (0,)),)}),), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": (("exp_f64", 1, (7,)),)}),), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": (("exp_f64", 0, (0,)),)}),), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": ((("ufunc", "numpy", "exp", "f->f"), 1, (0, 0)),)}),), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": ((("ufunc", "numpy", "sum", "d->d"), 1, (0,)),)}),), (1,), ()),
        ((Slot("const", "float64", 0, (), np.array(1.0)), z), (good._replace(inplace={0: 0}),), (1,), ()),
    ]:
        with pytest.raises(ValueError):
            Machine(Program(slots, steps, outputs, updates))


def test_program_is_a_value():
    program = adder().program
    copy = pickle.loads(pickle.dumps(program))
    assert copy == program and copy.digest() == program.digest() and program.inputs == (0, 1)
    assert program.digest() != adder(dtype="float32").program.digest()
    assert Machine(copy)(1.0, 2.0)[0] == 3


# ---------------------------------------------------------------- shared variables


def accumulator(value, inplace):
    """Returns the old state and adds the argument to it."""
    builder = Builder()
    x, s = builder.input(value), builder.shared(value)
    dtype, ndim = str(value.dtype), value.ndim
    old = builder.step("copy", (s,), [(dtype, ndim)])
    add = ("ufunc", "numpy", "add", f"{value.dtype.char * 2}->{value.dtype.char}")
    new = builder.loop((s, x), ((add, 2, (0, 1)),), ((2, "store", None, None, None),), [(dtype, ndim)], (dtype,) * 3,
                       inplace={0: 0} if inplace else {})
    builder.updates.append((s, new))
    return builder.machine(old, pack="single"), builder.containers[s]


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
    """What a shared variable held stays as it is for whoever still holds it."""
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
    new = builder.loop((s, head), ((add, 2, (0, 1)),), ((2, "store", None, None, None),), [("float64", 1)], ("float64",) * 3, inplace={0: 0})
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
        new = builder.loop((s, row), (("add_f64", 2, (0, 1)),), ((2, "store", None, None, None),), [("float64", 1)],
                           ("float64",) * 3, inplace={0: 0} if inplace else {})
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
        new = builder.loop((s, v), (("add_f64", 2, (0, 1)),), ((2, "store", None, None, None),), [("float64", 1)], ("float64",) * 3,
                           inplace={0: 0})
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


# ---------------------------------------------------------------- Python steps


def test_python_step():
    builder = Builder()
    x = builder.input(np.zeros(3))
    y = builder.loop((x,), (("neg_f64", 1, (0,)),), ((1, "store", None, None, None),), [("float64", 1)], ("float64",) * 2)

    def perform(inputs, storage):
        storage[0][0] = np.sort(inputs[0])
        storage[1][0] = inputs[0].argmin()

    z, i = python(builder, perform, (y,), [("float64", 1), ("int64", 0)])
    twice = builder.loop((z,), (("add_f64", 1, (0, 0)),), ((1, "store", None, None, None),), [("float64", 1)], ("float64",) * 2)
    f = builder.machine(twice, i)
    for n in (3, 5, 0 + 1):
        a = some(n, "float64", n)
        got = f(a)
        np.testing.assert_array_equal(got[0], 2 * np.sort(-a))
        assert got[1] == (-a).argmin() and got[1].dtype == "int64"


def test_python_step_keeps_its_inputs():
    """An op may keep an array it was given, or give a view of it: later steps and calls do not write over it."""
    builder = Builder()
    x = builder.input(np.zeros(3))
    seen = []

    def negated(slot):
        return builder.loop((slot,), (("neg_f64", 1, (0,)),), ((1, "store", None, None, None),), [("float64", 1)], ("float64",) * 2)

    def perform(inputs, storage):
        seen.append(inputs[0])
        storage[0][0] = inputs[0][1:]

    y = negated(x)
    tail = python(builder, perform, (y,), [("float64", 1)])
    more = negated(negated(negated(x)))
    f = builder.machine(tail, more)
    tails = [f(np.full(3, float(i)))[0] for i in range(5)]
    assert [s[0] for s in seen] == [0, -1, -2, -3, -4] and [t[0] for t in tails] == [0, -1, -2, -3, -4]


@pytest.mark.parametrize("result, error", [
    (None, ValueError), ("text", TypeError), (np.zeros((2, 2)), TypeError), (np.zeros(3, "complex128"), TypeError), (np.zeros(2), ValueError),
])
def test_wrong_results_of_python_steps(result, error):
    builder = Builder()

    def perform(inputs, storage):
        storage[0][0] = result

    z = python(builder, perform, (), [("float64", 1, (True,))])
    with pytest.raises(error):
        builder.machine(z)()


def test_python_step_result_in_place():
    """A step may write over what a Python step gave, but not into read-only memory."""
    builder = Builder()
    frozen = np.arange(3.0)
    frozen.flags.writeable = False

    def perform(inputs, storage):
        storage[0][0] = frozen

    y = python(builder, perform, (), [("float64", 1)])
    z = builder.loop((y,), (("neg_f64", 1, (0,)),), ((1, "store", None, None, None),), [("float64", 1)], ("float64",) * 2, inplace={0: 0})
    np.testing.assert_array_equal(builder.machine(z)()[0], [0, -1, -2])
    np.testing.assert_array_equal(frozen, [0, 1, 2])


def test_objects():
    """Values that are no tensors go from Python step to Python step."""
    builder = Builder()
    state = builder.slot("shared", "object", 0)
    builder.containers[state] = [{"n": 0}]
    given = builder.slot("input", "object", 0)

    def perform(inputs, storage):
        storage[0][0] = {"n": inputs[0]["n"] + inputs[1]}
        storage[1][0] = str(inputs[0]["n"])

    new, text = python(builder, perform, (state, given), [("object", 0), ("object", 0)])
    builder.updates.append((state, new))
    f = builder.machine(text)
    assert [f(10)[0] for _ in range(3)] == ["0", "10", "20"] and builder.containers[state][0] == {"n": 30}


def test_machine_within_itself():
    """A Python step may call the function that it is a step of."""
    builder = Builder()
    n = builder.slot("input", "int64", 0)

    def perform(inputs, storage):
        k = int(inputs[0])
        storage[0][0] = np.array(1 if k == 0 else k * int(f(k - 1)[0]))

    f = builder.machine(python(builder, perform, (n,), [("int64", 0)]))
    assert f(10)[0] == 3628800


def test_on_error():
    """The hook gets the node, the exception and the inputs, as they stay."""
    seen = []

    class Explaining(Machine):
        def on_error(self, node, exception, inputs):
            seen.append((node, exception, [np.array(i) for i in inputs]))
            return RuntimeError("explained")

    program = adder(1).program
    f = Explaining(program)
    with pytest.raises(RuntimeError, match="explained") as info:
        f(np.zeros(2), np.zeros(3))
    node, exception, inputs = seen[0]
    assert node == 0 and isinstance(exception, ValueError) and info.value.__cause__ is exception
    assert [i.shape for i in inputs] == [(2,), (3,)]


# ---------------------------------------------------------------- threads


def in_threads(n, work):
    errors = []

    def guarded(k):
        try:
            work(k)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(k,)) for k in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


@pytest.mark.parametrize("n", [10, 100_000])
def test_sixteen_threads(n):
    """The bits of a serial run, with and without the GIL."""
    builder = Builder()
    x = builder.input(np.zeros(n))
    y = builder.loop((x,), (("exp_f64", 1, (0,)), ("mul_f64", 2, (1, 0))), ((2, "store", None, None, None),), [("float64", 1)], ("float64",) * 3)
    total = builder.loop((y,), (), ((0, "sum", None, "float64", "float64"),), [("float64", 0)], ("float64",))
    dot = builder.step("dot", (x, y), [("float64", 0)])
    f = builder.machine(y, total, dot)
    args = [some(n + k, "float64", k) for k in range(16)]
    expected = [f(a) for a in args]

    def work(k):
        for _ in range(20):
            for got, want in zip(f(args[k]), expected[k], strict=True):
                assert got.tobytes() == want.tobytes()

    in_threads(16, work)


@pytest.mark.parametrize("n", [1, 50_000])
@pytest.mark.parametrize("inplace", [False, True])
def test_updates_take_turns(n, inplace):
    f, storage = accumulator(np.zeros(n), inplace)
    one = np.ones(n)
    seen = []

    def work(k):
        for _ in range(25):
            seen.append(f(one)[0])

    in_threads(8, work)
    assert (storage[0] == 200).all() and sorted(seen) == list(range(200))


def test_machine_is_collected():
    ref = weakref.ref(adder(1)(np.zeros(3), np.zeros(3)))
    gc.collect()
    assert ref() is None
