"""Steps of cumulative sums and products, linear recurrences and logarithms of sums, and their kernels."""

import ctypes

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import twin
from tensorgraph.tensor.nnet.logcumsumexp import LogCumsumExp
from tensorgraph.tensor.reductions.recurrence import LinearRecurrence

DTYPES = ["float64", "float32", "int64", "int32", "int16", "int8", "uint64", "uint8", "bool", "float16", "complex128"]
KERNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, *[ctypes.c_ssize_t] * 3)
SHAPES = [(3, 4, 5), (1, 7, 1), (4, 1, 3), (0, 3, 2), (2, 0, 4), (2, 3, 0), (5, 300, 2), (3, 2, 9), (6, 11, 1)]


def sample(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind in "iub":
        return rng.integers(0, 2 if dtype == "bool" else 100, shape).astype(dtype)
    return (rng.uniform(-1.2, 1.2, shape) + (1j if dtype == "complex128" else 0)).astype(dtype)


def layouts(x):
    """An array in C order, in Fortran order, backwards, and every second element of another."""
    spread = np.zeros([2 * n for n in x.shape], x.dtype)
    spread[tuple([slice(None, None, 2)] * x.ndim)] = x
    return [x, np.asfortranarray(x), x[::-1].copy()[::-1], spread[tuple([slice(None, None, 2)] * x.ndim)]]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("how", ["cumsum", "cumprod"])
def test_all_axes(how, dtype):
    x = T.TensorType(dtype, (False,) * 3)()
    for axis in (None, 0, 1, 2, -1):
        f = theano.function([x], getattr(T, how)(x, axis=axis))
        assert f.kinds()[-1] == ("python" if dtype in ("float16", "complex128") else "cumulative")
        for shape in SHAPES:
            value = sample(shape, dtype)
            expected = getattr(np, how)(value, axis=axis, dtype="int64" if dtype == "bool" else dtype)
            for layout in layouts(value):
                result = f(layout)
                assert result.dtype == expected.dtype
                np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_special_values(dtype):
    """The first element is that of the array, with its sign; nan and infinity stay behind them."""
    x = T.TensorType(dtype, (False,))()
    value = np.array([-0.0, 0.0, 1.0, np.inf, 2.0, -np.inf, 1.0, np.nan, 3.0], dtype)
    for part in (value, value[:1], value[3:], value[::-1]):
        for how in ("cumsum", "cumprod"):
            result = theano.function([x], getattr(T, how)(x))(part)
            with np.errstate(invalid="ignore"):
                expected = getattr(np, how)(part)
            np.testing.assert_array_equal(result, expected)
            np.testing.assert_array_equal(np.signbit(result)[expected == 0], np.signbit(expected)[expected == 0])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_recurrences(axis, dtype):
    a, b = [T.TensorType(dtype, (False,) * 3)() for _ in range(2)]
    op = LinearRecurrence(axis)
    f = theano.function([a, b], op(a, b))
    assert f.kinds() == ["cumulative"]
    tolerance = 1e-12 if dtype == "float64" else 1e-4
    for shape in SHAPES:
        p, q = sample(shape, dtype), sample(shape, dtype, 1)
        storage = [[None]]
        op.perform(op.make_node(a, b), [p, q], storage)
        for left, right in zip(layouts(p), reversed(layouts(q))):
            np.testing.assert_allclose(f(left, right), storage[0][0], rtol=tolerance, atol=tolerance)
    with pytest.raises(ValueError, match="linear recurrence"):
        f(np.ones((2, 3, 4), dtype), np.ones((2, 3, 5), dtype))
    np.testing.assert_array_equal(f(np.full((1, 1, 1), np.inf, dtype), np.ones((1, 1, 1), dtype)), [[[1]]])


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("scale", [1, 10, 1000])
def test_logarithms_of_sums(scale, dtype, reverse):
    """As exact sums, wherever stretches begin and however fast sums grow; also behind infinite and missing numbers."""
    x = T.TensorType(dtype, (False,))("x")
    f = theano.function([x], LogCumsumExp(0, reverse)(x))
    assert "python" not in f.kinds()
    step = -1 if reverse else 1
    for value in np.random.default_rng(0).normal(size=(4, 333)) * scale:
        value = value.astype(dtype)
        for first, number in [(0, 0.0), (70, -np.inf), (150, -np.inf), (63, np.inf), (64, np.nan), (300, np.inf)]:
            value[:first] = number
            with np.errstate(invalid="ignore"):
                expected = np.logaddexp.accumulate(value[::step].astype(np.longdouble))[::step]
            result, eps = f(value), np.finfo(dtype).eps
            np.testing.assert_allclose(result, expected.astype(dtype), rtol=8 * eps, atol=8 * eps)
            assert result.dtype == dtype


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", dispatch.module("cumulative").kernels())
def test_kernels(name, isa):
    """A kernel is its twin, also in place."""
    codes = {"f": "float", "i": "int", "u": "uint"}
    how, code = name.split("_")[1:]
    dtype, kernel = codes[code[0]] + code[1:], KERNEL(dispatch.module("cumulative", isa).kernels()[name])
    for outer, n, inner in SHAPES:
        a, b = sample((outer, n, inner), dtype), sample((outer, n, inner), dtype, 1)
        expected = twin("cumulative", name)(*[a, b][: 1 + (how == "recur")])
        for target in (np.zeros_like(a), a, b):
            operands = a.copy(), b.copy()
            z = operands[0] if target is a else operands[1] if target is b and how == "recur" else np.zeros_like(a)
            kernel(z.ctypes.data, operands[0].ctypes.data, operands[1].ctypes.data, n, inner, outer)
            np.testing.assert_allclose(z, expected, rtol=1e-4 if code == "f32" else 1e-12, atol=1e-4 * (code == "f32"))
