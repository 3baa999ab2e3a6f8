"""Views and copies against NumPy, on every layout."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import Builder, any_layout, layouts, run, some

import tensorgraph as theano
import tensorgraph.tensor as T

SHAPES = [(), (1,), (7,), (3, 5), (0, 4), (2, 3, 4)]


def viewed(kind, args, outputs, **params):
    """The output of a view step, through a copy."""
    builder = Builder()
    inputs = [builder.input(arg) for arg in args]
    view = builder.step(kind, inputs, outputs, **params)
    views = view if isinstance(view, tuple) else (view,)
    copies = [builder.step("copy", (slot,), [output[:2]]) for slot, output in zip(views, outputs, strict=True)]
    got = builder.machine(*copies)(*args)
    direct = builder.machine(*views)(*args)
    for a, b in zip(got, direct, strict=True):
        np.testing.assert_array_equal(a, b)
        assert not any(np.shares_memory(b, arg) for arg in args)
    return got[0] if len(got) == 1 else got


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", ["bool", "int16", "float32", "float64", "complex128"])
def test_copy(shape, dtype):
    x = some(shape, dtype)
    for _, a in layouts(x):
        got = run("copy", (a,), [(dtype, x.ndim)])
        np.testing.assert_array_equal(got, x)
        assert got.flags.c_contiguous


@pytest.mark.parametrize("dtype", ["int8", "int16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("shape", [(40, 70), (5, 33, 40), (100, 3), (3, 100)], ids=str)
def test_copy_of_transposed(shape, dtype):
    """Also of what is backwards along some axes."""
    x = some(shape, dtype)
    for axes in itertools.permutations(range(x.ndim)):
        for steps in itertools.product((1, -1), repeat=x.ndim):
            turned = x.transpose(axes)[tuple([slice(None, None, step) for step in steps])]
            np.testing.assert_array_equal(run("copy", (turned,), [(dtype, x.ndim)]), turned)


@pytest.mark.parametrize("dtype", ["int8", "int16", "float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("n", [1, 4, 5, 31, 512, 513, 2000])
@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 8])
def test_columns_side_by_side_are_parted(columns, n, dtype):
    """Rows of a few elements, one after another, with gaps, and of complex numbers that begin between two."""
    x = some((n, columns), dtype)
    wide = some((n, columns + 1), dtype)
    flat = some((2 * n * columns + 1,), "float32")[1:]
    odd = flat.view("complex64").reshape(n, columns) if dtype == "complex64" else x[::-1]
    for matrix in x, wide[:, :columns], wide[:, 1:], odd:
        np.testing.assert_array_equal(run("copy", (matrix.T,), [(dtype, 2)]), matrix.T)


@pytest.mark.parametrize("pattern", [(0, 1, 2), (2, 0, 1), ("x", 1, 0, "x", 2), (1, "x", 2, 0), (0, 2)], ids=str)
def test_dimshuffle(pattern):
    x = some((2, 1, 4) if 1 not in pattern else (2, 3, 4), "float64")
    for _, a in layouts(x):
        axes = [axis for axis in pattern if axis != "x"]
        expected = (a if 1 in pattern else a[:, 0]).transpose(np.argsort(np.argsort(axes)) if 1 in pattern else (0, 1))
        expected = x.transpose([*axes, *(k for k in range(3) if k not in axes)]).reshape(
            [x.shape[k] if k != "x" else 1 for k in pattern]
        )
        np.testing.assert_array_equal(
            viewed("dimshuffle", (a,), [("float64", len(pattern))], pattern=pattern), expected
        )


def test_dimshuffle_drops_only_length_1():
    with pytest.raises(ValueError, match="axis 0 has length 2"):
        run("dimshuffle", (np.zeros((2, 3)),), [("float64", 1)], pattern=(1,))


def test_rebroadcast():
    """The identity pattern checks what the type of the output promises."""
    out = [("float64", 2, (True, False))]
    np.testing.assert_array_equal(run("dimshuffle", (np.ones((1, 3)),), out, pattern=(0, 1)), np.ones((1, 3)))
    with pytest.raises(ValueError, match="axis 0 should have length 1"):
        run("dimshuffle", (np.ones((2, 3)),), out, pattern=(0, 1))


INTS = [-7, -5, -3, -1, 0, 1, 2, 4, 5, 9]


def test_slices():
    """Slices mean what they mean in Python, given as constants or at run time."""
    x = some(5, "float64")
    builder = Builder()
    slots = [builder.input(x)] + [builder.input(np.int64(0)) for _ in range(3)]
    z = builder.step("subtensor", slots, [("float64", 1)], index=(("slice", ("in", 1), ("in", 2), ("in", 3)),))
    machine = builder.machine(z)
    for start, stop, step in itertools.product(INTS, INTS, [-3, -2, -1, 1, 2, 3, 2**63 - 1, -(2**63) + 1, -(2**63)]):
        np.testing.assert_array_equal(machine(x, start, stop, step)[0], x[start:stop:step])
    for huge in (2**63 - 1, -(2**63)):
        np.testing.assert_array_equal(machine(x, huge, 5, 1)[0], x[huge:5])
        np.testing.assert_array_equal(machine(x, 0, huge, 1)[0], x[:huge])
    with pytest.raises(ValueError, match="slice step cannot be zero"):
        machine(x, 0, 1, 0)
    for start, stop, step in itertools.product([None, 1, -2], [None, 4, -1], [None, -1, 2]):
        got = viewed("subtensor", (x,), [("float64", 1)], index=(("slice", start, stop, step),))
        np.testing.assert_array_equal(got, x[start:stop:step])


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint64"])
def test_integers(dtype):
    x = some((4, 5, 6), "float32")
    i = np.array(2, dtype)
    for _, a in layouts(x):
        got = viewed("subtensor", (a, i), [("float32", 1)], index=(("in", 1), ("slice", None, None, -2), -1))
        np.testing.assert_array_equal(got, x[2, ::-2, -1])


def test_integer_out_of_bounds():
    x = some(3, "float64")
    builder = Builder()
    z = builder.step("subtensor", (builder.input(x), builder.input(np.int64(0))), [("float64", 0)], index=(("in", 1),))
    machine = builder.machine(z)
    for i in (3, -4, 2**62):
        with pytest.raises(IndexError, match=f"index {i} is out of bounds for axis 0 with size 3"):
            machine(x, i)
    assert machine(x, -3)[0] == x[0]


@pytest.mark.parametrize(
    "old, new",
    [
        ((6,), (2, 3)),
        ((2, 3), (6,)),
        ((2, 3, 4), (6, 4)),
        ((2, 3, 4), (2, 12)),
        ((2, 3, 4), (4, 3, 2)),
        ((), (1, 1)),
        ((1,), ()),
        ((0, 3), (3, 0)),
        ((4, 1, 3), (2, 2, 3, 1)),
        ((8, 8), (2, 4, 4, 2)),
    ],
    ids=str,
)
def test_reshape(old, new):
    x = some(old, "float64")
    for _, a in layouts(x):
        np.testing.assert_array_equal(viewed("reshape", (a,), [("float64", len(new))], shape=new), x.reshape(new))
        vector = np.array(new, "int64")
        got = viewed("reshape", (a, vector), [("float64", len(new))], shape=("vector", 1))
        np.testing.assert_array_equal(got, x.reshape(new))
        if x.size:
            for k in range(len(new)):
                wild = (*new[:k], -1, *new[k + 1 :])
                np.testing.assert_array_equal(
                    viewed("reshape", (a,), [("float64", len(new))], shape=wild), x.reshape(new)
                )
        if x.ndim > 1:
            got = viewed("reshape", (a.T,), [("float64", len(new))], shape=new)
            np.testing.assert_array_equal(got, x.T.reshape(new))


def test_reshape_that_is_a_view_in_some_calls():
    """Results are whole whether a call copies or not, in any order of layouts."""
    x = T.dmatrix("x")
    value = np.arange(21.0).reshape(3, 7) / 8
    f = theano.function([x], [T.reshape(-x.T, (3, 7)), -x.T])
    arranged = {"C": value, "F": np.asfortranarray(value), "strided": np.repeat(value, 2, axis=1)[:, ::2]}
    for order in itertools.product(arranged, repeat=4):
        for layout in order:
            a, b = f(arranged[layout])
            np.testing.assert_array_equal(b, -value.T)
            np.testing.assert_array_equal(a, b.reshape(3, 7))


def test_reshape_errors():
    """A shape that does not fit is an error, and the next call goes on."""
    x = some(6, "float64")
    builder = Builder()
    z = builder.step(
        "reshape",
        (builder.input(x), builder.input(np.int64(0)), builder.input(np.int64(0))),
        [("float64", 2)],
        shape=(("in", 1), ("in", 2)),
    )
    machine = builder.machine(z)
    for bad in [(2, 2), (-1, -1), (4, -1), (0, -1), (-2, 3), (2**40, 2**40), (-3, -2)]:
        with pytest.raises(ValueError, match="reshape|unknown|negative"):
            machine(x, *bad)
        with pytest.raises(ValueError, match="reshape|unknown|negative"):
            machine(x, *bad)
        np.testing.assert_array_equal(machine(x, 3, -1)[0], x.reshape(3, 2))


def test_diagonal():
    for shape, offset, axes in [
        ((3, 4), 0, (0, 1)),
        ((3, 4), 2, (0, 1)),
        ((3, 4), -2, (1, 0)),
        ((2, 3, 4), 1, (0, 2)),
        ((2, 3), 9, (0, 1)),
    ]:
        x = some(shape, "float64")
        for _, a in layouts(x):
            got = viewed("diagonal", (a,), [("float64", x.ndim - 1)], offset=offset, axis1=axes[0], axis2=axes[1])
            np.testing.assert_array_equal(got, np.diagonal(x, offset, *axes))


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_pairs(dtype):
    real = np.dtype(dtype).type(0).real.dtype.name
    for shape in (), (5,), (3, 4), (2, 0, 3):
        for _, a in layouts((some(shape, "float64") + 1j * some(shape, "float64")).astype(dtype)):
            got = viewed("pairs", (a,), [(real, a.ndim + 1)])
            np.testing.assert_array_equal(got, np.stack([a.real, a.imag], axis=-1))
    with pytest.raises(ValueError, match="pairs takes complex numbers"):
        run("pairs", (np.zeros(3),), [("float32", 2)])


def test_split():
    x = some((5, 6), "float64")
    builder = Builder()
    parts = builder.step("split", (builder.input(x), builder.input(np.zeros(2, "int64"))), [("float64", 2)] * 2, axis=1)
    machine = builder.machine(*parts)
    for sizes in [(2, 4), (0, 6), (5, 1)]:
        for _, a in layouts(x):
            for got, expected in zip(machine(a, np.array(sizes)), np.split(x, [sizes[0]], 1), strict=True):
                np.testing.assert_array_equal(got, expected)
    for bad in [(1, 1), (-1, 7), (2**62, 2**62)]:
        with pytest.raises(ValueError, match="[Ss]plit"):
            machine(x, np.array(bad))
    with pytest.raises(ValueError, match="n_splits"):
        machine(x, np.array([1, 2, 3]))


def test_specify_shape():
    x = some((2, 3), "float64")
    np.testing.assert_array_equal(run("specify_shape", (x, np.int64(3)), [("float64", 2)], shape=(None, ("in", 1))), x)
    with pytest.raises(AssertionError, match="SpecifyShape: dim 1 of input has shape 3, expected 2."):
        run("specify_shape", (x, np.int64(2)), [("float64", 2)], shape=(2, ("in", 1)))


@pytest.mark.parametrize("dtype", ["bool", "int16", "int32", "float32", "float64", "complex128"])
@pytest.mark.parametrize("n", [60, 1025, 9000])
def test_fill(n, dtype):
    """One value over many elements, zeros and others."""
    for value in [0, 1, 3 + 2j if dtype == "complex128" else 3.5 if "float" in dtype else 1]:
        got = run("alloc", (np.array(value, dtype), np.int64(n)), [(dtype, 1)], shape=(("in", 1),))
        np.testing.assert_array_equal(got, np.full(n, value, dtype))


def test_alloc():
    for value in [np.float64(2), some(3, "float64"), some((2, 1), "float64"), some((1, 3), "float64")]:
        got = run("alloc", (value, np.int64(2)), [("float64", 2)], shape=(("in", 1), 3))
        np.testing.assert_array_equal(got, np.broadcast_to(value, (2, 3)))
    builder = Builder()
    z = builder.step(
        "alloc", (builder.const(np.float32(7)), builder.input(np.int64(0))), [("float32", 1)], shape=(("in", 1),)
    )
    machine = builder.machine(z)
    for n in [3, 0, 5000, 3]:
        np.testing.assert_array_equal(machine(n)[0], np.full(n, 7, "float32"))
    with pytest.raises(ValueError, match="negative dimensions"):
        machine(-1)
    with pytest.raises(MemoryError):
        machine(2**62)
    with pytest.raises(ValueError, match="could not broadcast"):
        run("alloc", (some(3, "float64"),), [("float64", 2)], shape=(2, 4))


def test_shapes():
    x = some((2, 3), "float32")
    assert run("shape_i", (x,), [("int64", 0)], axis=1) == 3
    np.testing.assert_array_equal(run("shape", (x,), [("int64", 1)]), [2, 3])
    got = run("make_vector", (np.int64(3), np.float32(2.5), np.bool_(True)), [("float64", 1)])
    np.testing.assert_array_equal(got, [3, 2.5, 1])
    assert run("make_vector", (), [("int64", 1)]).shape == (0,)


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "float32", "float64"])
def test_arange(dtype):
    builder = Builder()
    integers = dtype.startswith("int")
    slots = [builder.slot("input", "int64" if integers else "float64", 0) for _ in range(3)]
    machine = builder.machine(builder.step("arange", slots, [(dtype, 1)]))
    for start, stop, step in itertools.product([-3, 0, 2], [-5, 0, 7, 100], [-2, -1, 1, 3]):
        np.testing.assert_array_equal(machine(start, stop, step)[0], np.arange(start, stop, step, dtype))
    if not integers:
        np.testing.assert_array_equal(machine(0.1, 5.3, 0.1)[0], np.arange(0.1, 5.3, 0.1, dtype))
    with pytest.raises(ZeroDivisionError):
        machine(0, 1, 0)
    for bad in (2**62, -(2**62)) if integers else (1e300, -1e300):
        with pytest.raises((MemoryError, ValueError)):
            machine(0, bad, 1 if bad > 0 else -1)
    if not integers:
        with pytest.raises(ValueError, match="size"):
            machine(np.nan, 3.0, 1.0)


def test_eye():
    for n, m, k in itertools.product([0, 1, 3], [0, 2, 4], [-5, -1, 0, 1, 3]):
        np.testing.assert_array_equal(
            run("eye", (np.int64(k),), [("float32", 2)], n=n, m=m, k=("in", 0)), np.eye(n, m, k)
        )
    np.testing.assert_array_equal(run("eye", (), [("int64", 2)], n=3, m=3, k=0), np.eye(3))


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_join(axis):
    parts = [some((2, 3), "float64", k) for k in range(3)] + [np.zeros((0, 3) if axis == 0 else (2, 0))]
    for laid in zip(*(layouts(part) for part in parts), strict=True):
        got = run("join", [a for _, a in laid], [("float64", 2)], axis=axis)
        np.testing.assert_array_equal(got, np.concatenate(parts, axis))
    with pytest.raises(ValueError, match="must match exactly"):
        run("join", (np.zeros((2, 3)), np.zeros((3, 2))), [("float64", 2)], axis=axis)


@pytest.mark.parametrize("dtype", ["int8", "float32", "complex128"])
@pytest.mark.parametrize("shape", [(1, 4000), (3000, 3), (400, 17), (700, 3, 5), (5, 2000, 3), (3, 3000)], ids=str)
def test_join_of_many_rows(shape, dtype):
    """More than are written at once, of arrays that are contiguous and of parts of others."""
    for axis in range(len(shape)):
        parts = [
            some(shape, dtype), some((*shape[:-1], 2 * shape[-1]), dtype)[..., ::-2], some(shape[::-1], dtype).T,
            some(shape, dtype)[(slice(None),) * axis + (slice(0, 2),)],
        ]
        got = run("join", parts, [(dtype, len(shape))], axis=axis)
        np.testing.assert_array_equal(got, np.concatenate(parts, axis))


@settings(max_examples=300)
@given(st.data())
def test_copies_of_any_layout(data):
    """Alone, and side by side with others in one array."""
    x = data.draw(any_layout(st.sampled_from(["bool", "int16", "float32", "float64", "complex128"])))
    np.testing.assert_array_equal(run("copy", (x,), [(x.dtype.name, x.ndim)]), x)
    axis = data.draw(st.integers(0, x.ndim - 1))
    parts = [x, x[(slice(None),) * axis + (slice(0, 1),)], x]
    got = run("join", parts, [(x.dtype.name, x.ndim)], axis=axis)
    np.testing.assert_array_equal(got, np.concatenate(parts, axis))


@pytest.mark.parametrize("dtype", ["int8", "int16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("shape", [(0,), (1,), (5,), (255,), (256,), (1000,), (3, 200), (2, 3, 4)], ids=str)
def test_joined_columns(shape, count, dtype):
    """Arrays of one element along the last axis: contiguous, from one memory, one array twice, and with gaps."""
    base = some((count + 1, *shape, 2), dtype)
    contiguous = [np.ascontiguousarray(part[..., :1]) for part in base[:count]]
    for parts in contiguous, [contiguous[0]] * count, [part[..., 1:] for part in base[:count]], contiguous[::-1]:
        got = run("join", parts, [(dtype, len(shape) + 1)], axis=len(shape))
        np.testing.assert_array_equal(got, np.concatenate(parts, axis=-1))
    flat = some((2000,), dtype)
    parts = [flat[k : k + 900].reshape(900, 1) for k in range(count)]
    np.testing.assert_array_equal(run("join", parts, [(dtype, 2)], axis=1), np.concatenate(parts, axis=1))
