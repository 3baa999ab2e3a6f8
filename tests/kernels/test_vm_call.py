"""Arguments and results of a machine's calls."""

import gc
import pickle
import weakref

import numpy as np
import pytest
from programs import STORE, Builder, adder, some

from tensorgraph._kernels.machine.call._vm import Machine
from tensorgraph.lowering.program import Program, Slot, Step


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


@pytest.mark.parametrize("bad", [1.5, 2**63, -(2**63) - 1, float("nan")])
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
    """Results are never memory of the caller, of a constant or of a shared variable."""
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
    loop = dict(consts=(), code=(("exp_f64", 1, (0,)),), reg_dtypes=("float64",) * 2, outs=((1, *STORE),))
    good = Step("loop", (0,), (1,), loop)
    Machine(Program((x, z), (good,), (1,)))
    for slots, steps, outputs, updates in [
        ((x, z), (), (1,), ()),
        ((x, z), (good, good), (1,), ()),
        ((x, z), (Step("loop", (1,), (1,), loop),), (1,), ()),
        ((x, z), (good._replace(kind="nothing"),), (1,), ()),
        ((x, z), (good,), (1,), ((0, 1),)),
        ((x._replace(broadcastable=(True,)), z), (good,), (1,), ()),
        ((x, z._replace(dtype="float32")), (good,), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": (("no_kernel", 1, (0,)),)}),), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": (("exp_f64", 1, (7,)),)}),), (1,), ()),
        ((x, z), (good._replace(params={**loop, "code": (("exp_f64", 0, (0,)),)}),), (1,), ()),
        (
            (x, z),
            (good._replace(params={**loop, "code": ((("ufunc", "numpy", "exp", "f->f"), 1, (0, 0)),)}),),
            (1,),
            (),
        ),
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


def test_machine_is_collected():
    ref = weakref.ref(adder(1)(np.zeros(3), np.zeros(3)))
    gc.collect()
    assert ref() is None
