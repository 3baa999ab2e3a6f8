"""Kernels that reduce, by name; sums of what the last instruction of a loop computes, over all kinds of operands."""

import ctypes

import numpy as np
import pytest
import ulp
from programs import layouts, run, some

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins.elementwise import signature
from tensorgraph._kernels.loops.twins.folds import parts, twin
from tensorgraph.scalar.reductions import extremes

NAMES = list(dispatch.module("folds").kernels())
KINDS = ("fold_", "across_"), "rows_", "columns_", "window_"
BLOCKS, ROWS, COLUMNS, WINDOWS = ([name for name in NAMES if name.startswith(kinds)] for kinds in KINDS)
ROWS_KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, *[ctypes.c_ssize_t] * 2)
COLUMNS_KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 2, *[ctypes.c_ssize_t] * 4)
WINDOW_KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 4, *[ctypes.c_ssize_t] * 3)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("n", [0, 1, 31, 32, 70, 1000])
@pytest.mark.parametrize("name", BLOCKS)
def test_kernel(name, n, isa):
    """Values whose sums and products are exact."""
    kind, record, formula, acc = parts(name)
    rng = np.random.default_rng(n)
    low, high = (-1, 2) if record.name == "prod" else (-4, 5)
    operands = [rng.integers(low, high, n).astype(dtype) for dtype in signature(formula)[0]]
    z = np.ones(n if kind == "across" else 1, acc)
    want = twin(name)(z, *operands)
    addresses = [x.ctypes.data for x in operands] + [None] * (4 - len(operands))
    ulp.KERNEL(dispatch.module("folds", isa).kernels()[name])(z.ctypes.data, *addresses, n)
    np.testing.assert_array_equal(z, want)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("what", ["mul", "sqr", "sqr_sub"])
def test_pairs_of_products_may_be_infinite(what, isa):
    """What is infinite only where two products of float32 are added before they are converted is no sum."""
    name = f"fold_sum_{what}_f32_f64"
    count = len(signature(f"{what}_f32")[0])
    operands = np.random.default_rng(6).choice([0.8e19, -0.8e19, 0.3e19, 1.0], (count, 1000)).astype("float32")
    if what != "sqr_sub":
        operands *= 2
    z, want = np.zeros(1), twin(name)(np.zeros(1), *operands)
    addresses = [x.ctypes.data for x in operands] + [None] * (4 - count)
    ulp.KERNEL(dispatch.module("folds", isa).kernels()[name])(z.ctypes.data, *addresses, 1000)
    np.testing.assert_allclose(z, want, rtol=1e-6, atol=1e33)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("dtype, acc", [("i8", "i64"), ("i16", "i64"), ("u8", "u64"), ("u16", "u64")])
def test_sums_of_the_largest(dtype, acc, isa):
    """No sum of long rows overflows."""
    kernels, name = dispatch.module("folds", isa).kernels(), f"sum_{dtype}_{acc}"
    (source,), _ = signature(f"copy_{dtype}")
    for value in np.iinfo(source).min, np.iinfo(source).max:
        x, z = np.full((3, 40_001), value, source), np.zeros(3, parts(f"rows_{name}")[-1])
        ROWS_KERNEL(kernels[f"rows_{name}"])(z.ctypes.data, x.ctypes.data, None, x.shape[1], 3)
        np.testing.assert_array_equal(z, x.sum(axis=1))
        ulp.KERNEL(kernels[f"fold_{name}"])(z.ctypes.data, x.ctypes.data, None, None, None, x.size)
        assert z[0] == x[0].sum() + x.sum()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [name for name in ROWS if name.split("_")[1] in ("max", "min")])
def test_rows_of_the_largest(name, isa):
    """Short rows, each of the results at every place, of numbers with and without a sign bit."""
    _, record, formula, acc = parts(name)
    (dtype,), _ = signature(formula)
    rest, best = extremes(np.dtype(dtype))
    if record.name == "min":
        best, rest = rest, best
    for width in range(2, 18):
        for rows in 1, 15, 16, 33, 100:
            x = np.full((rows, width), rest, dtype)
            x[np.arange(0, rows, 2), np.arange(0, rows, 2) % width] = best
            z = np.full(rows + 16, 7).astype(acc)
            ROWS_KERNEL(dispatch.module("folds", isa).kernels()[name])(z.ctypes.data, x.ctypes.data, None, width, rows)
            np.testing.assert_array_equal(z[:rows], twin(name)(x))
            assert (z[rows:] == np.array(7).astype(acc)).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("rows", [1, 7, 8, 30, 65])
@pytest.mark.parametrize("name", ROWS)
def test_rows(name, rows, isa):
    """Narrow rows and wide ones, a nan among them, or infinities; nothing is written behind the last sum."""
    _, _, formula, acc = parts(name)
    (dtype,), _ = signature(formula)
    rng = np.random.default_rng(rows)
    for width in *range(1, 20), 31, 40, 41, 63, 100, 127, 128, 129:
        x = rng.integers(0 if dtype == "bool" else -1, 2, (rows, width)).astype(dtype)
        if dtype[0] == "f":
            for special in np.inf, -np.inf, np.nan:
                x[rng.integers(rows), rng.integers(width)] = special if rng.random() < 0.5 else 1
        z = np.full(rows + 16, 7).astype(acc)
        ROWS_KERNEL(dispatch.module("folds", isa).kernels()[name])(z.ctypes.data, x.ctypes.data, None, width, rows)
        with np.errstate(invalid="ignore"):
            np.testing.assert_array_equal(z[:rows], twin(name)(x))
        assert (z[rows:] == np.array(7).astype(acc)).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("rows_") and name.split("_")[2] == "b1"])
def test_rows_of_any_bytes(name, isa):
    """All bytes of bools but 0 are true."""
    rng = np.random.default_rng(1)
    for width in *range(1, 20), 31, 64, 65, 130, 300:
        for rows in 1, 7, 8, 37:
            x = rng.choice(np.array([0, 1, 2, 128, 255], "uint8"), (rows, width))
            z = np.zeros(rows, parts(name)[-1])
            ROWS_KERNEL(dispatch.module("folds", isa).kernels()[name])(z.ctypes.data, x.ctypes.data, None, width, rows)
            np.testing.assert_array_equal(z, twin(name)(x != 0))


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", ROWS)
def test_rows_alone(name, isa):
    """A row has the same bits alone and among others."""
    _, _, formula, acc = parts(name)
    (dtype,), _ = signature(formula)
    kernel = ROWS_KERNEL(dispatch.module("folds", isa).kernels()[name])
    for width in 3, 7, 8, 13, 31, 40, 64, 77, 128, 200:
        x = (9 * np.random.default_rng(width).standard_normal((37, width))).astype(dtype)
        z, alone = np.zeros((2, 37), acc)
        kernel(z.ctypes.data, x.ctypes.data, None, width, 37)
        for row in range(37):
            kernel(alone[row:].ctypes.data, x[row].ctypes.data, None, width, 1)
        np.testing.assert_array_equal(z, alone)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("rows", [1, 2, 3, 7, 8, 17, 40])
@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name, rows, isa):
    """Columns of one and of several matrices, special values among them; nothing is written behind the last result."""
    _, record, formula, acc = parts(name)
    (dtype,), _ = signature(formula)
    kernel = COLUMNS_KERNEL(dispatch.module("folds", isa).kernels()[name])
    rng = np.random.default_rng(rows)
    for width in *range(1, 19), 31, 32, 33, 64, 100, 127, 128:
        for matrices in 1, 2, 5:
            x = rng.integers(0 if dtype == "bool" else -1, 2, (matrices, rows, width)).astype(dtype)
            if dtype[0] == "f":
                x = x if record.name == "prod" else x * np.float32(1.5)
                for special in np.inf, -np.inf, np.nan:
                    x[rng.integers(matrices), rng.integers(rows), rng.integers(width)] = special
            z = np.full(matrices * width + 16, 7).astype(acc)
            kernel(z.ctypes.data, x.ctypes.data, width, width, rows, matrices)
            with np.errstate(invalid="ignore"):
                np.testing.assert_array_equal(z[: matrices * width].reshape(matrices, width), twin(name)(x))
            assert (z[matrices * width :] == np.array(7).astype(acc)).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [name for name in COLUMNS if "_f" in name])
def test_columns_alone(name, isa):
    """The columns of a matrix have the same bits alone and among others."""
    _, _, formula, acc = parts(name)
    (dtype,), _ = signature(formula)
    kernel = COLUMNS_KERNEL(dispatch.module("folds", isa).kernels()[name])
    for width in 1, 2, 3, 5, 8, 13, 16, 33:
        for rows in 2, 5, 31, 100:
            x = np.random.default_rng(width).standard_normal((7, rows, width)).astype(dtype)
            z, alone = np.zeros((2, 7, width), acc)
            kernel(z.ctypes.data, x.ctypes.data, width, width, rows, 7)
            for m in range(7):
                kernel(alone[m].ctypes.data, x[m].ctypes.data, width, width, rows, 1)
            np.testing.assert_array_equal(z, alone)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_a_part_of_a_matrix(name, isa):
    """Rows begin anywhere after each other; what lies between them is not reduced."""
    _, _, formula, acc = parts(name)
    (dtype,), _ = signature(formula)
    kernel = COLUMNS_KERNEL(dispatch.module("folds", isa).kernels()[name])
    rng = np.random.default_rng(0)
    for width in 1, 3, 8, 17, 64, 65, 130, 512:
        for rows in 1, 2, 3, 16:
            x = rng.integers(0, 2, (rows, width + 5)).astype(dtype)
            z = np.full(width + 16, 7).astype(acc)
            kernel(z.ctypes.data, x[:, 3:].ctypes.data, width, width + 5, rows, 1)
            np.testing.assert_array_equal(z[:width], twin(name)(x[None, :, 3 : width + 3])[0])
            assert (z[width:] == np.array(7).astype(acc)).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("how", ["max", "min"])
def test_extrema_of_negative_zeros(how, isa):
    """They are negative zeros."""
    kernel = ROWS_KERNEL(dispatch.module("folds", isa).kernels()[f"rows_{how}_f64"])
    for width in 1, 3, 8, 11, 64, 130:
        x, z = np.full((20, width), -0.0), np.ones(20)
        kernel(z.ctypes.data, x.ctypes.data, None, width, 20)
        assert (z == 0).all() and np.signbit(z).all()


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("name", WINDOWS)
def test_windows(name, step, isa):
    """Windows that overlap or leave gaps, a nan among them."""
    dtype = parts(name)[-1]
    for size in 1, 2, 5:
        x = np.random.default_rng(size).integers(-9, 10, 100).astype(dtype)
        x[50] = np.nan
        want = twin(name)(x, size, step)
        z = np.full(len(want), 7, dtype)
        kernel = WINDOW_KERNEL(dispatch.module("folds", isa).kernels()[name])
        kernel(z.ctypes.data, x.ctypes.data, None, None, len(want), size, step)
        np.testing.assert_array_equal(z, want)


def test_every_kernel_is_tested():
    assert sorted(NAMES) == sorted(BLOCKS + ROWS + COLUMNS + WINDOWS)


@pytest.mark.parametrize("acc", ["float32", "float64"])
@pytest.mark.parametrize("axes", [None, (0,), (1,)])
@pytest.mark.parametrize("shape", [(0, 3), (3, 5), (40, 257), (3, 1100), (7, 5000), (5000, 7), (1, 9000)])
def test_sums_of_products(shape, axes, acc):
    """Whole arrays, rows, columns and single values, in every layout."""
    x = some(shape, "float32")
    partners = [some(shape, "float32", 1), some((shape[0], 1), "float32", 2), some((1, shape[1]), "float32", 3)]
    for _, first in layouts(x):
        for y in partners:
            got = run(
                "loop", (first, y), [("float32", 0 if axes is None else 1)], consts=(), code=(("mul_f32", 2, (0, 1)),),
                reg_dtypes=("float32",) * 3, outs=((2, "sum", axes, "float32", acc),),
                broadcastable=[(False, False), tuple(a == 1 != b for a, b in zip(y.shape, shape, strict=True))],
            )
            want = (first * y).sum(axis=axes, dtype="float64")
            np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("n", [5, 300, 9000])
def test_with_a_constant(n):
    """A constant is spread over a short block, which a long one would read beyond."""
    x = some((n,), "float64")
    got = run(
        "loop", (x,), [("float64", 0)], consts=(("float64", 0.5),), code=(("sqr_sub_f64", 2, (0, 1)),),
        reg_dtypes=("float64",) * 3, outs=((2, "sum", None, "float64", "float64"),),
    )
    np.testing.assert_allclose(got, ((x - 0.5) ** 2).sum(), rtol=1e-12)
