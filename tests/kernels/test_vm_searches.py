"""The step of searches in sorted vectors, and its kernels."""

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

KERNEL = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int)
ASCENDS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_ssize_t)
DTYPES = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64".split()
NO_KERNEL = {"uint64", "float16"}


def sample(n, dtype, rng):
    """Numbers with equal ones, extremes, infinities and what is no number among them."""
    if dtype == "bool":
        return rng.random(n) > 0.5
    kind = np.dtype(dtype)
    if kind.kind in "iu":
        x = rng.integers(0, 20, n).astype(dtype)
        x[rng.random(n) < 0.1] = np.iinfo(dtype).max
        x[rng.random(n) < 0.1] = np.iinfo(dtype).min
        return x
    x = rng.integers(-9, 9, n).astype(dtype) / kind.type(2)
    for odd in (np.nan, np.inf, -np.inf, -0.0):
        x[rng.random(n) < 0.05] = odd
    return x


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
def test_kernels(dtype, right, isa):
    rng = np.random.default_rng(0)
    code, kernels = f"{dtype[0]}{dtype[-2:]}", dispatch.module("bisections", isa).kernels()
    bisect, ascends = KERNEL(kernels[f"bisect_{code}"]), ASCENDS(kernels[f"ascends_{code}"])
    for n, m in itertools.product([0, 1, 2, 3, 15, 16, 17, 64, 300], [0, 1, 15, 16, 17, 100]):
        mixed, x = sample(n, dtype, rng), sample(m, dtype, rng)
        table = np.sort(mixed)
        out = np.full(m + 1, -7)
        bisect(out.ctypes.data, table.ctypes.data, n, x.ctypes.data, m, right)
        np.testing.assert_array_equal(out[:m], twin("bisections", f"bisect_{code}")(table, x, right))
        assert out[m] == -7
        for t in (table, mixed):
            assert ascends(t.ctypes.data, n) == twin("bisections", f"ascends_{code}")(t)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype, side):
    """As NumPy, whatever the dtype of the values: both are compared in one."""
    rng = np.random.default_rng(1)
    table = np.sort(sample(50, dtype, rng))
    for other in DTYPES:
        t, x = T.TensorType(dtype, (False,))(), T.TensorType(other, (False,))()
        f = theano.function([t, x], T.searchsorted(t, x, side))
        value = sample(40, other, rng)
        np.testing.assert_array_equal(f(table, value), np.searchsorted(table, value, side))
        if not {dtype, other} & NO_KERNEL:
            assert "search" in f.kinds() and "python" not in f.kinds()


@given(
    n=st.integers(0, 40), shape=st.lists(st.integers(0, 9), max_size=3), stride=st.sampled_from([1, 2, -1]),
    side=st.sampled_from(["left", "right"]), seed=st.integers(0, 99))
@settings(max_examples=50)
def test_layouts(n, shape, stride, side, seed):
    """A table with gaps or backwards, and values of any rank, turned."""
    rng = np.random.default_rng(seed)
    t, x = T.dvector(), T.TensorType("float64", [False] * len(shape))()
    f = theano.function([t, x], T.searchsorted(t, x, side))
    table = np.zeros(2 * n)
    table = table[:n] if stride == 1 else table[::2] if stride == 2 else table[:n][::-1]
    table[:] = np.sort(rng.integers(0, 9, n))
    value = rng.integers(-1, 10, shape[::-1]).astype(float).T
    expected = np.searchsorted(table, value, side)
    for _ in range(2):
        np.testing.assert_array_equal(f(table, value), expected)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_unsorted_tables(side, dtype):
    """Places in tables that are not sorted are NumPy's, and so are those of few values in long tables."""
    rng = np.random.default_rng(2)
    t, x = T.TensorType(dtype, (False,))(), T.TensorType(dtype, (False,))()
    f = theano.function([t, x], T.searchsorted(t, x, side))
    for n, m in itertools.product([0, 1, 2, 7, 100, 3000, 40000], [0, 1, 2, 17, 200, 1000]):
        mixed, value = sample(n, dtype, rng), sample(m, dtype, rng)
        for table in (mixed, np.sort(mixed), mixed[::-2]):
            np.testing.assert_array_equal(f(table, value), np.searchsorted(table, value, side))


def test_threads():
    """The same places for any number of threads."""
    rng = np.random.default_rng(3)
    t, x = T.fvector(), T.fvector()
    f = theano.function([t, x], T.searchsorted(t, x))
    table, value = np.sort(sample(3000, "float32", rng)), sample(100_003, "float32", rng)
    expected = np.searchsorted(table, value)
    mixed = rng.permutation(table)
    for threads in (1, 2, 3):
        with theano.threads(threads):
            np.testing.assert_array_equal(f(table, value), expected)
            np.testing.assert_array_equal(f(mixed, value), np.searchsorted(mixed, value))


@pytest.mark.parametrize("n", [9, 40_000])
def test_searches_in_loops(n):
    """Single values, in a step of a loop, in tables that are sorted or not."""
    rng = np.random.default_rng(4)
    t, x = T.dvector(), T.dvector()
    places, _ = theano.scan(lambda value, before: T.searchsorted(t, value - before % 2), x, np.int64(0))
    f = theano.function([t, x], places)
    mixed, values = rng.normal(size=n), rng.normal(size=20)
    for table in (mixed, np.sort(mixed)):
        expected = [0]
        for value in values:
            expected.append(np.searchsorted(table, value - expected[-1] % 2))
        np.testing.assert_array_equal(f(table, values), expected[1:])
