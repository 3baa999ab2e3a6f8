"""The step of the largest and the smallest elements along an axis, and its kernels."""

import ctypes
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import twin

KERNEL = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_ssize_t)
DTYPES = ["float32", "float64", "int32", "int64"]


def sample(size, dtype, rng):
    """Numbers with equal ones, extremes, zeros of both signs, infinities and what is no number among them."""
    kind = np.dtype(dtype)
    x = rng.integers(-9, 9, size).astype(dtype)
    if kind.kind == "i":
        x[rng.random(size) < 0.1] = np.iinfo(dtype).max
        x[rng.random(size) < 0.1] = np.iinfo(dtype).min
    else:
        for odd in (np.nan, np.inf, -np.inf, -0.0):
            x[rng.random(size) < 0.05] = odd
    return x


def best(x, k, axis):
    """Return the k best elements along an axis, and their places."""
    places = np.argsort(x, axis, kind="stable")
    places = (np.flip(places, axis) if k > 0 else places).take(range(abs(k)), axis)
    return np.take_along_axis(x, places, axis), places


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("how", ["largest", "smallest"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels(dtype, how, isa):
    rng = np.random.default_rng(0)
    code = f"{dtype[0]}{dtype[-2:]}"
    kernel = KERNEL(dispatch.module("heaps", isa).kernels()[f"{how}_{code}"])
    for n, k in itertools.product([1, 2, 3, 63, 64, 65, 300], [1, 2, 5, 64, 300]):
        rows = [sample(n, dtype, rng), np.arange(n, dtype=dtype), np.arange(n, 0, -1, dtype=dtype), np.ones(n, dtype)]
        if dtype[0] == "f":
            rows.append(np.full(n, np.nan, dtype))
        for x in rows if k <= n else []:
            places = np.full(k + 1, -7)
            kernel(places.ctypes.data, x.ctypes.data, n, k)
            np.testing.assert_array_equal(places[:k], twin("heaps", f"{how}_{code}")(x, k))
            assert places[k] == -7


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=3), st.integers(-3, 2), st.integers(-9, 9),
    st.sampled_from(DTYPES), st.booleans(), st.integers(0, 99),
)
@settings(max_examples=150)
def test_axes_and_layouts(shape, axis, k, dtype, reversed_axes, seed):
    """Arrays of any strides; numbers of elements that change from call to call."""
    axis = axis % len(shape)
    x, kth = T.TensorType(dtype, [False] * len(shape))(), T.lscalar()
    f = theano.function([x, kth], [*T.topk_and_argtopk(x, kth, axis), T.topk(x, kth, axis), T.argtopk(x, kth, axis)])
    assert "largest" in f.kinds() and "python" not in f.kinds()
    value = sample(shape, dtype, np.random.default_rng(seed))
    if reversed_axes:
        value = np.asfortranarray(value)[::-1]
    for number in (k, 1, -shape[axis]):
        if not 1 <= abs(number) <= shape[axis]:
            with pytest.raises(ValueError, match=f"kth must be between 1 and {shape[axis]} .*, not {number}"):
                f(value, number)
            continue
        values, places = best(value, number, axis)
        for got, want in zip(f(value, number), (values, places, values, places), strict=True):
            np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("k", [1, 500, 1000, 4000])
def test_long_rows(k):
    """Where many elements are asked for, NumPy sorts all of them."""
    x = T.dvector()
    f = theano.function([x], T.topk_and_argtopk(x, k))
    value = sample(4000, "float64", np.random.default_rng(1))
    for got, want in zip(f(value), best(value, k, 0), strict=True):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("shape, axis", [((0, 4), 1), ((4, 0, 2), 2)])
def test_no_rows(shape, axis):
    x = T.TensorType("float64", [False] * len(shape))()
    values, places = theano.function([x], T.topk_and_argtopk(x, 2, axis))(np.ones(shape))
    assert values.shape == places.shape == (*shape[:axis], 2, *shape[axis + 1 :])


def test_gradients_and_loops():
    x = T.dmatrix()
    rows, _ = theano.scan(lambda row, before: T.topk(row, 3).sum() + before, x, np.float64(0))
    f = theano.function([x], [rows, theano.grad(T.topk(T.exp(x), -2, 0).sum(), x)])
    value = np.random.default_rng(2).normal(size=(5, 7))
    sums, gradient = f(value)
    np.testing.assert_allclose(sums, np.cumsum(np.sort(value)[:, -3:].sum(1)))
    np.testing.assert_allclose(gradient, np.where(value <= np.sort(value, 0)[1], np.exp(value), 0))


@pytest.mark.parametrize("dtype", ["float16", "uint8", "bool", "uint64"])
def test_other_dtypes(dtype):
    """They have no kernel."""
    x = T.TensorType(dtype, [False])()
    value = np.random.default_rng(3).integers(0, 2, 30).astype(dtype)
    np.testing.assert_array_equal(theano.function([x], T.argtopk(x, 4))(value), best(value, 4, 0)[1])
