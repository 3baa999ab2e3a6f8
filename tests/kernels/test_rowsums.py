"""Sums of formulas over rows and columns that are read where they are: the kernels, and loops that run them."""

import ctypes

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins.rowsums import parts, twin

NAMES = list(dispatch.module("rowsums").kernels())
FEWEST = dispatch.module("rowsums").FEWEST
KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, *[ctypes.c_ssize_t] * 2)

FORMULAS = {
    "squares": lambda x, y: T.sqr(x), "absolute": lambda x, y: abs(x), "products": lambda x, y: x * y,
    "variance": lambda x, y: T.sqr(x - y), "distance": lambda x, y: abs(y - x), "constant": lambda x, y: T.sqr(x - 2.5),
    "more": lambda x, y: T.sqr(T.exp(-abs(x)) - y), "count": lambda x, y: x > y, "positive": lambda x, y: x >= 0,
    "negative": lambda x, y: T.lt(0.5, -x), "equal": lambda x, y: T.eq(T.round(x), T.round(y)),
}
REPEATED = ["000", "001", "010", "011", "100", "101", "110", "111"]         # 1: an axis along which y is repeated


def add(isa, name, operands, width):
    """Run a kernel on arrays; nothing behind the sums is written."""
    rows, acc = len(operands[0]), parts(name)[3]
    n = rows if name.startswith("rows_") else width
    found = np.full(n + 16, 7, acc)
    pointers = (ctypes.c_void_p * 2)(*[x.ctypes.data for x in (operands * 2)[:2]])
    steps = (ctypes.c_ssize_t * 2)(*[x.strides[0] for x in (operands * 2)[:2]])
    kernel = KERNEL(dispatch.module("rowsums", isa).kernels()[name])
    kernel(found.ctypes.data, ctypes.addressof(pointers), ctypes.addressof(steps), width, rows)
    assert (found[n:] == 7).all()
    return found[:n]


def operands_of(kinds, matrices):
    """Return the operands of a kernel: matrices, or one value for each of their rows."""
    return [x if kind == "m" else x[:, 0] for x, kind in zip(matrices, kinds, strict=False)]


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("rows", [1, 3, 8, 21])
@pytest.mark.parametrize("name", NAMES)
def test_kernel(name, rows, isa):
    """Rows of every length that end within their array, which has gaps between them, or of one row again and again."""
    _, kinds, dtype, _ = parts(name)
    rng = np.random.default_rng(rows)
    for width in *range(FEWEST, 44), 63, 64, 65, 128, 500, 513, 1030:
        matrices = [rng.integers(-4, 5, (rows, width + gap)).astype(dtype)[:, gap:] for gap in (0, 3)]
        if rng.random() < 0.3:
            matrices[0] = np.broadcast_to(matrices[0][:1], matrices[0].shape)
        operands = operands_of(kinds, matrices)
        np.testing.assert_array_equal(add(isa, name, operands, width), twin(name)(*operands))


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("rows_")])
def test_a_row_has_the_same_bits_alone_and_among_others(name, isa):
    _, kinds, dtype, _ = parts(name)
    rng = np.random.default_rng(3)
    for width in 8, 13, 40, 77:
        matrices = rng.normal(size=(2, 19, width)).astype(dtype)
        matrices[:, 5, width // 2] = np.inf, np.nan
        operands = operands_of(kinds, matrices)
        whole = add(isa, name, operands, width)
        alone = [add(isa, name, [x[r : r + 1] for x in operands], width)[0] for r in range(19)]
        assert whole.tobytes() == np.array(alone).tobytes()
        with np.errstate(invalid="ignore"):
            # terms are of some units, and products of float32 are rounded in pairs
            tolerance = 1e-6 if dtype == "float32" else 1e-12
            np.testing.assert_allclose(whole, twin(name)(*operands), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("_f32_f64")])
def test_pairs_of_products_may_be_infinite(name, isa):
    """What is infinite only where two products of float32 are added before they are converted is no sum."""
    _, kinds, dtype, _ = parts(name)
    rng = np.random.default_rng(4)
    for width in 8, 30, 64, 300, 600:
        matrices = rng.choice([1.7e19, -1.7e19, 0.7e19, 1.0], (2, 21, width)).astype(dtype)
        operands = operands_of(kinds, matrices)
        if "sub" in name:
            operands = [x / 2 for x in operands]
        found, want = add(isa, name, operands, width), twin(name)(*operands)
        assert np.isfinite(want).all()
        np.testing.assert_allclose(found, want, rtol=1e-6, atol=1e33)


@given(
    st.sampled_from([*FORMULAS]), st.sampled_from(REPEATED),
    st.sampled_from([(2,), (1, 2), (0, 2), (1,), (0,), (0, 1)]),
    st.tuples(st.integers(1, 4), st.integers(1, 60), st.integers(1, 40) | st.integers(40, 700)),
    st.sampled_from(["float32", "float64"]), st.sampled_from(["whole", "part", "steps", "transposed"]),
    st.booleans(), st.sampled_from([1, 2]))
@settings(max_examples=300)
def test_loops(formula, repeated, axes, shape, dtype, layout, more, threads):
    """Sums over all axes of arrays of all layouts, alone and beside what else reads the operands."""
    rng = np.random.default_rng(shape[2])
    axes_of_y = tuple(axis == "1" for axis in repeated)
    x = T.tensor3("x", dtype=dtype)
    y = T.TensorType(dtype, axes_of_y)("y")
    value = FORMULAS[formula](x, y)
    outputs = [value.sum(axis=axes), *([x.sum(axis=2), y + 1, x.max(axis=2)] if more else [])]
    a = rng.normal(size=shape).astype(dtype)
    if layout == "part":
        a = rng.normal(size=(shape[0], shape[1], shape[2] + 3)).astype(dtype)[:, :, 2:-1]
    elif layout == "steps":
        a = rng.normal(size=(shape[0], 2 * shape[1], 2 * shape[2])).astype(dtype)[:, ::-2, ::2]
    elif layout == "transposed":
        a = rng.normal(size=shape[::-1]).astype(dtype).T
    b = rng.normal(size=np.where(axes_of_y, 1, shape)).astype(dtype)
    f = theano.function([x, y], outputs, on_unused_input="ignore")
    plain = theano.function([x, y], outputs, on_unused_input="ignore", mode=theano.Mode(optimizer=None))
    tolerance = 2e-4 if dtype == "float32" else 1e-10
    with theano.threads(threads):
        for got, want in zip(f(a, b), plain(a, b), strict=True):
            np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("length", [20, 100, 200, 300, 600])
@pytest.mark.parametrize("axis", [0, 1])
def test_beside_a_reduction_that_has_no_kernel_of_rows(axis, length):
    """Rows of more than 128 elements are not reduced several at a time then."""
    x, column = T.dmatrix(), T.dcol()
    f = theano.function([x, column], [T.cast(200 * x, "uint8").max(axis=1), T.sqr(x - column).sum(axis=axis)])
    rng = np.random.default_rng(length)
    a, b = rng.random((9, length)), rng.random((9, 1))
    largest, squares = f(a, b)
    np.testing.assert_array_equal(largest, (200 * a).astype("uint8").max(axis=1))
    np.testing.assert_allclose(squares, ((a - b) ** 2).sum(axis=axis), rtol=1e-12)


BESIDE = {
    "any": lambda x: T.any(x > 1), "any of rows": lambda x: T.any(x > 1, axis=1), "product": T.prod, "maximum": T.max,
    "sum": T.sum, "count": lambda x: T.sum(x > 1), "sum of columns": lambda x: x.sum(axis=0),
}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("width", [128, 129, 300, 512, 513])
def test_beside_other_reductions(beside, axis, width):
    """One loop sums a formula and reduces what no kernel reduces by rows, in blocks of whole rows nevertheless."""
    x = T.dmatrix("x")
    a = np.random.default_rng(width).normal(size=(33, width))
    f = theano.function([x], [BESIDE[beside](x), T.sqr(x - 2).sum(axis=axis)])
    plain = theano.function([x], BESIDE[beside](x), mode=theano.Mode(optimizer=None))
    found = f(a)
    np.testing.assert_allclose(found[0], plain(a), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(found[1], ((a - 2) ** 2).sum(axis=axis), rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("width", [511, 512, 513, 1000, 2048, 2049])
@pytest.mark.parametrize("formula", [lambda x: abs(2.5 - x), lambda x: abs(x - 2.5), lambda x: T.sqr(x - 2.5)])
def test_constants_in_long_rows(formula, width, dtype):
    """Rows that do not fit a block are summed where they are, with a constant, too."""
    x = T.matrix("x", dtype=dtype)
    rows = formula(x).sum(axis=1)
    a = np.random.default_rng(width).normal(size=(7, width)).astype(dtype)
    plain = theano.function([x], rows, mode=theano.Mode(optimizer=None))
    np.testing.assert_allclose(theano.function([x], rows)(a), plain(a), rtol=1e-5)
    np.testing.assert_allclose(theano.function([x], rows)(np.repeat(a, 2, axis=1)[:, ::2]), plain(a), rtol=1e-5)


OF_COLUMNS = {
    "sum": lambda x, y: x.sum(axis=0), "max": lambda x, y: x.max(axis=0), "min": lambda x, y: x.min(axis=0),
    "squares": lambda x, y: T.sqr(x).sum(axis=0), "products": lambda x, y: (x * x[::-1]).sum(axis=0),
    "weighted": lambda x, y: (x * y.dimshuffle(0, "x")).sum(axis=0), "counts": lambda x, y: (x > 0.5).sum(axis=0),
    "absolute": lambda x, y: abs(x - y.dimshuffle(0, "x")).sum(axis=0), "any": lambda x, y: T.any(x > 2, axis=0),
}


@given(
    st.sampled_from([*OF_COLUMNS]), st.integers(1, 40),
    st.integers(505, 520) | st.integers(2040, 2060) | st.integers(4090, 4105),
    st.sampled_from(["float32", "float64", "int8", "int32"]), st.integers(0, 3), st.sampled_from([0, 1, 5]),
    st.sampled_from([1, 2]))
@settings(max_examples=300)
def test_columns_of_long_rows(what, rows, width, dtype, offset, specials, threads):
    """Results do not fit registers, or the nearest cache; arrays begin anywhere, and have nan and infinities."""
    rng = np.random.default_rng(rows * width)
    x, y = T.matrix("x", dtype=dtype), T.vector("y", dtype=dtype)
    a = np.zeros(rows * width + offset, dtype)[offset:].reshape(rows, width)
    a[:] = rng.normal(scale=3, size=a.shape)
    for _ in range(specials if dtype.startswith("f") else 0):
        a[rng.integers(rows), rng.integers(width)] = rng.choice([np.nan, np.inf, -np.inf])
    b = rng.normal(scale=3, size=rows).astype(dtype)
    value = OF_COLUMNS[what](x, y)
    f = theano.function([x, y], value, on_unused_input="ignore")
    plain = theano.function([x, y], value, on_unused_input="ignore", mode=theano.Mode(optimizer=None))
    with theano.threads(threads), np.errstate(invalid="ignore"):
        tolerance = 1e-4 if dtype == "float32" else 1e-10
        np.testing.assert_allclose(f(a, b), plain(a, b), rtol=tolerance, atol=tolerance)


@given(
    st.sampled_from([*OF_COLUMNS]), st.integers(20, 90), st.integers(500, 6000),
    st.sampled_from(["float32", "float64"]))
@settings(max_examples=60)
def test_columns_have_the_same_bits_for_any_number_of_threads(what, rows, width, dtype):
    x, y = T.matrix("x", dtype=dtype), T.vector("y", dtype=dtype)
    f = theano.function([x, y], OF_COLUMNS[what](x, y), on_unused_input="ignore")
    rng = np.random.default_rng(width)
    args = rng.normal(size=(rows, width)).astype(dtype), rng.normal(size=rows).astype(dtype)
    with theano.threads(1):
        alone = f(*args)
    with theano.threads(2):
        assert f(*args).tobytes() == alone.tobytes()
