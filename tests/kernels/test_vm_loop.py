"""Loop steps against NumPy: every layout, broadcasts, several outputs, in place, reductions."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import as_strided
from programs import STORE, Builder, layouts, some

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]
SHAPES = [
    (),
    (0,),
    (1,),
    (7,),
    (256,),
    (257,),
    (1000,),
    (3, 5),
    (0, 4),
    (4, 0),
    (300, 3),
    (3, 300),
    (17, 33),
    (2, 3, 4),
    (5, 1, 70),
]


def ufunc(name, dtype, result=None, nin=2):
    char = np.dtype(dtype).char
    return ("ufunc", "numpy", name, char * nin + "->" + np.dtype(result or dtype).char)


def add_loop(builder, x, y, dtype, ndim, **kw):
    return builder.loop(
        (x, y), ((ufunc("add", dtype), 2, (0, 1)),), ((2, *STORE),), [(dtype, ndim)], (dtype,) * 3, **kw
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype):
    """Any dtype runs on a ufunc's loop."""
    x, y = some((5, 70), dtype), some((5, 70), dtype, 1)
    builder = Builder()
    z = add_loop(builder, builder.input(x), builder.input(y), dtype, 2)
    got = builder.machine(z)(x, y)[0]
    np.testing.assert_array_equal(got, x + y)
    assert got.dtype == x.dtype


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_layouts(shape):
    """One machine takes every pair of layouts, in any order of calls."""
    x, y = some(shape, "float64"), some(shape, "float64", 1)
    builder = Builder()
    z = add_loop(builder, builder.input(x), builder.input(y), "float64", len(shape))
    machine = builder.machine(z)
    for (_, a), (_, b) in itertools.product(layouts(x), layouts(y)):
        np.testing.assert_array_equal(machine(a, b)[0], x + y)


@pytest.mark.parametrize(
    "shape", [(1,), (4,), (3, 5), (300, 3), (3, 300), (40, 2000), (2, 3, 4), (9, 130, 3), (0, 3), (3, 0)], ids=str
)
def test_broadcast(shape):
    """Axes that the type says have length 1 are repeated, and all other lengths must agree."""
    full = some(shape, "float64")
    for flags in itertools.product([False, True], repeat=len(shape)):
        small = some(tuple(1 if flag else n for flag, n in zip(flags, shape, strict=True)), "float64", 1)
        builder = Builder()
        z = add_loop(builder, builder.input(full), builder.input(small, flags), "float64", len(shape))
        machine = builder.machine(z)
        for (_, a), (_, b) in itertools.product(layouts(full), layouts(small)):
            np.testing.assert_array_equal(machine(a, b)[0], full + small)


def test_both_broadcast():
    """A column and a row make a matrix."""
    x, y = some((130, 1), "float32"), some((1, 77), "float32", 1)
    builder = Builder()
    z = add_loop(builder, builder.input(x, (False, True)), builder.input(y, (True, False)), "float32", 2)
    np.testing.assert_array_equal(builder.machine(z)(x, y)[0], x + y)


def test_mismatch():
    """Lengths that differ are an error, and the machine goes on working."""
    x = some((3, 4), "float64")
    builder = Builder()
    z = add_loop(builder, builder.input(x), builder.input(x), "float64", 2)
    machine = builder.machine(z)
    for bad in [(2, 4), (1, 4), (3, 1), (0, 4)]:
        with pytest.raises(
            ValueError, match=r"Input dimension mis-match. \(input\[0\].shape\[\d\] = \d, input\[1\].shape\[\d\] = \d\)"
        ):
            machine(x, some(bad, "float64"))
        np.testing.assert_array_equal(machine(x, x)[0], x + x)


def test_consts_and_temporaries():
    """``(2 x + y) * (2 x - y) / 3``: constants, a register used twice, mixed kernels and ufuncs."""
    for n in [1, 255, 256, 700]:
        x, y = some(n, "float64"), some(n, "float64", 1)
        builder = Builder()
        z = builder.loop(
            (builder.input(x), builder.input(y)),
            (
                ("mul_f64", 4, (0, 2)),
                ("add_f64", 5, (4, 1)),
                (ufunc("subtract", "float64"), 6, (4, 1)),
                ("mul_f64", 7, (5, 6)),
                ("true_div_f64", 8, (7, 3)),
            ),
            ((8, *STORE), (4, *STORE)),
            [("float64", 1)] * 2,
            ("float64",) * 9,
            consts=(("float64", 2.0), ("float64", 3.0)),
        )
        got, twice = builder.machine(*z)(x, y)
        np.testing.assert_array_equal(got, (2 * x + y) * (2 * x - y) / 3)
        np.testing.assert_array_equal(twice, 2 * x)


@pytest.mark.parametrize("shape", [(), (5,), (700,), (3, 300), (300, 3)], ids=str)
def test_in_place(shape):
    """The output takes the storage of an input, though a later instruction reads the input again."""
    x, y = some(shape, "float64"), some(shape, "float64", 1)
    for code, expected in [
        ((("add_f64", 2, (0, 1)),), x + y),
        ((("mul_f64", 3, (0, 1)), ("add_f64", 2, (3, 0))), x * y + x),
        ((("add_f64", 2, (0, 1)), ("mul_f64", 3, (0, 2))), x + y),
    ]:
        builder = Builder()
        nreg = 2 + len(code)
        regs = ("float64",) * nreg
        t = builder.loop(
            (builder.input(x), builder.input(y)),
            code,
            ((2, *STORE),) + (((3, *STORE),) if len(code) > 1 and code[0][1] == 2 else ()),
            [("float64", len(shape))] * (2 if len(code) > 1 and code[0][1] == 2 else 1),
            regs,
            inplace={0: 0},
        )
        t = t if isinstance(t, tuple) else (t,)
        machine = builder.machine(*t)
        for _, a in layouts(x):
            a = a.copy(order="K") if a.flags.forc else a
            kept = a.copy()
            results = machine(a, y)
            np.testing.assert_array_equal(a, expected)
            np.testing.assert_array_equal(results[0], expected)
            assert not np.shares_memory(results[0], a)
            if len(results) > 1:
                np.testing.assert_array_equal(results[1], kept * expected)
            a[...] = kept


def test_negative_power():
    """An error that a ufunc's loop raises is raised."""
    x = np.array([2, 3])
    builder = Builder()
    z = builder.map((builder.input(x), builder.input(x)), ((ufunc("power", "int64"), 2, (0, 1)),), "int64", 1)
    machine = builder.machine(z)
    np.testing.assert_array_equal(machine(x, x)[0], x**x)
    with pytest.raises(ValueError, match="negative integer powers"):
        machine(x, -x)
    np.testing.assert_array_equal(machine(x, x)[0], x**x)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1023, 1024, 5000])
def test_operands_that_begin_anywhere(n, dtype):
    """Whatever the addresses, elementwise results have the same bits, where blocks matter too."""
    size = np.dtype(dtype).itemsize
    rng = np.random.default_rng(0)
    values = rng.normal(size=(2, n)).astype(dtype) * 100
    values[0, n // 2] = 1e7  # beyond what the vector kernels of sin and cos take
    code = "f32" if dtype == "float32" else "f64"
    programs = {
        "mul": ((f"mul_{code}", 2, (0, 1)), (f"add_{code}", 3, (2, 0))),
        "sin": ((f"sin_{code}", 2, (0,)), (f"mul_{code}", 3, (2, 1))),
    }
    for instructions in programs.values():
        results = []
        for offsets in [(0, 0), (1, 1), (3, 5), (7, 0)]:
            memory = [np.empty((n + 32) * size, "uint8") for _ in offsets]
            arrays = []
            for raw, offset, x in zip(memory, offsets, values):
                start = -raw.ctypes.data % 64 + offset * size
                view = raw[start : start + n * size].view(dtype)
                view[...] = x
                arrays.append(view)
            builder = Builder()
            slots = [builder.input(x) for x in arrays]
            z = builder.loop(slots, instructions, ((3, *STORE),), [(dtype, 1)], (dtype,) * 4)
            results.append(builder.machine(z)(*arrays)[0])
        for result in results[1:]:
            np.testing.assert_array_equal(result, results[0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_inputs(dtype):
    """Inputs that are fetched ahead, bools and one that is repeated among them, up to the last element."""
    n = 2_000_011
    rng = np.random.default_rng(0)
    a, b, c = (rng.normal(size=k).astype(dtype) for k in (n, n, 1))
    chosen = rng.random(n) < 0.5
    x, y, row, mask = (T.TensorType(v.dtype.name, [v.size == 1])() for v in (a, b, c, chosen))
    f = theano.function([x, y, row, mask], T.maximum(T.switch(mask, x * y - row, x), y))
    want = np.maximum(np.where(chosen, a * b - c, a), b)
    np.testing.assert_allclose(f(a, b, c, chosen), want, rtol=1e-5 if dtype == "float32" else 1e-12, atol=1e-6)
    # the next call is too small for that
    np.testing.assert_array_equal(f(a[:1001], b[:1001], c, chosen[:1001]), f(a, b, c, chosen)[:1001])


LENGTHS = st.sampled_from([1, 7, 8, 9, 16, 17, 31, 40, 100, 129, 257, 300, 4097])


@settings(max_examples=60)
@given(
    st.lists(LENGTHS, min_size=2, max_size=3).filter(lambda shape: np.prod(shape) < 300_000),
    st.sampled_from(["float32", "float64", "int64", "int16"]), st.integers(1, 3), st.data(),
)  # fmt: skip
def test_columns_beside_rows(shape, dtype, threads, data):
    """Arrays whose axes lie in different orders in memory, mapped, reduced over some axes, and broadcast."""
    ndim, rng = len(shape), np.random.default_rng(3)
    arrays = []
    for order in data.draw(st.lists(st.permutations(range(ndim)), min_size=2, max_size=3)):
        ones = data.draw(st.sets(st.sampled_from(range(ndim)), max_size=1))
        lengths = [1 if axis in ones else shape[axis] for axis in range(ndim)]
        a = rng.integers(-9, 9, [lengths[axis] for axis in order]).astype(dtype)
        arrays.append((a.transpose(np.argsort(order)), [axis in ones for axis in range(ndim)]))
    xs = [T.TensorType(dtype, ones)() for _, ones in arrays]
    axes = data.draw(st.sets(st.sampled_from(range(ndim)), min_size=1))

    def results(values, largest):
        total = sum(values[1:], values[0])
        return [total, total * values[-1] - values[0], (values[0] * values[-1]).sum(tuple(axes)), largest(total)]

    f = theano.function(xs, results(xs, lambda x: x.max(ndim - 1)))
    with theano.threads(threads):
        got = f(*[a for a, _ in arrays])
    for result, want in zip(got, results([a for a, _ in arrays], lambda x: x.max(ndim - 1)), strict=True):
        np.testing.assert_array_equal(result, want)


@settings(max_examples=60)
@given(
    st.lists(LENGTHS, min_size=2, max_size=3).filter(lambda shape: np.prod(shape) < 300_000),
    st.sampled_from(["float32", "float64", "int64", "int8", "complex128"]), st.integers(1, 3), st.data(),
)  # fmt: skip
def test_inputs_that_are_repeated_and_not_contiguous(shape, dtype, threads, data):
    """Columns of tables and other parts of arrays, for each index of an axis; each call has other layouts."""
    ndim, rng = len(shape), np.random.default_rng(5)
    ones = data.draw(st.lists(st.sets(st.sampled_from(range(ndim)), max_size=ndim - 1), min_size=2, max_size=3))
    xs = [T.TensorType(dtype, [axis in repeated for axis in range(ndim)])() for repeated in ones]
    outputs = [sum(xs[1:], xs[0]), (xs[0] * xs[-1]).sum(data.draw(st.integers(0, ndim - 1)))]
    f = theano.function(xs, outputs)
    compare = theano.function(xs, outputs, mode="FAST_COMPILE")
    for _ in range(3):
        values = []
        for repeated in ones:
            order, step = data.draw(st.permutations(range(ndim))), data.draw(st.sampled_from([1, 2, 3, -1, -2]))
            lengths = [1 if axis in repeated else shape[axis] for axis in order]
            table = rng.integers(-9, 9, [*lengths[:-1], abs(step) * lengths[-1]]).astype(dtype)
            values.append(table[..., ::step].transpose(np.argsort(order)))
        with theano.threads(threads):
            got = f(*values)
        for result, want in zip(got, compare(*map(np.array, values)), strict=True):
            np.testing.assert_array_equal(result, want)


@pytest.mark.parametrize("n", [20, 130, 1100])
def test_a_matrix_and_its_transpose_in_place(n):
    start = np.random.default_rng(n).normal(size=(n, n))
    w, d = theano.shared(start), T.dmatrix("d")
    theano.function([d], updates=[(w, w + w.T * 2 + d.T)])(start)
    np.testing.assert_allclose(w.get_value(), start + start.T * 3, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("step", [4, -4, 8, 12])
def test_columns_of_complex_numbers_that_overlap(step):
    """Matrices that begin at any float of an array; complex64 is aligned there."""
    floats = np.arange(4000, dtype="float32")
    a = as_strided(floats[100:].view("complex64"), (3, 16, 16), (step, 8, 128))
    ones = np.ones(a.shape, a.dtype)
    x, y = T.ctensor3s(2)
    np.testing.assert_array_equal(theano.function([x, y], x + y)(ones, a), ones + a)


@pytest.mark.parametrize("how", ["max", "sum", "all"])
@pytest.mark.parametrize("shape", [(40, 3, 9, 9), (40, 2, 8, 16), (9, 2, 16, 17)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_columns_beside_a_reduction_of_small_matrices(how, shape, dtype):
    """Several matrices pass through the accumulators before these begin anew."""
    a, b = np.random.default_rng(5).integers(-9, 9, (2, *shape)).astype(dtype)
    b = np.ascontiguousarray(b.swapaxes(2, 3)).swapaxes(2, 3)
    x, y = T.tensor4s(2, dtype=dtype)

    def result(u, v):
        return (u + v < 12).all(axis=0) if how == "all" else getattr(u * 2 + v, how)(axis=0)

    np.testing.assert_array_equal(theano.function([x, y], result(x, y))(a, b), result(a, b))


def aligned(n, dtype):
    """Return zeros that begin at a cache line."""
    memory = np.zeros(n + 64, dtype)
    start = -memory.ctypes.data % 64 // memory.itemsize
    return memory[start : start + n]


@pytest.mark.parametrize("dtype", ["bool", "int8", "int16", "int32", "int64", "float32", "float64"])
def test_nothing_is_written_behind_the_last_element(dtype):
    """Of arrays that are longer and shorter than blocks, from any place in memory."""
    y = T.vector("y", dtype=dtype)
    state = theano.shared(np.zeros(1, dtype))
    f = theano.function([y], updates=[(state, state | y if dtype == "bool" else T.maximum(state, y))])
    for n in (1, 255, 256, 257, 511, 513, 1023, 1025, 1500, 2047, 2049, 3000, 4097):
        for start in (0, 1, 3, 60):
            memory, ones = aligned(n + start + 3000, dtype), aligned(n, dtype)
            part = memory[start : start + n]
            state.set_value(part, borrow=True)
            ones[:] = 1
            f(ones)
            assert np.shares_memory(state.get_value(borrow=True), memory)
            assert part.all() and not memory[:start].any() and not memory[start + n :].any()
