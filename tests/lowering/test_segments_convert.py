"""Segments that read numbers of other dtypes compute what casts and the plain instructions do."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.tileops import OF_OTHERS
from tensorgraph.lowering.passes import segments

DTYPES = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "float32", "float64", "float16", "bool"]
EITHER = [
    lambda x, y: x + y, lambda x, y: x - T.cast(y, x.dtype), lambda x, y: x * y, T.maximum, T.minimum,
    lambda x, y: T.switch(x < y, x, y), lambda x, y: x * T.cast(T.ge(x, y), x.dtype),
]
MIXES = [
    *EITHER, lambda x, y: T.cast(x, "float32") - y, lambda x, y: 0.5 * T.cast(x, "float64") + y,
    lambda x, y: T.cast(T.eq(x, y), "int64") * 3 - T.cast(T.clip(y, -100, 100), "int8"),
    lambda x, y: T.cast(T.clip(x, 0, 100), "uint8") + T.sqr(T.cast(T.clip(y, 0, 100), "int16")),
]
SHIFTED = [lambda x: (x << 3) ^ x, lambda x: (x >> 5) + x, lambda x: (x >> 31) | x, lambda x: (x << 30) - x]


def random_array(dtype, shape, rng):
    """Return small whole numbers, which all dtypes hold; of the unsigned ones and bools, none below 0."""
    low, high = (0, 2) if dtype == "bool" else (0 if dtype.startswith("u") else -100, 100)
    return rng.integers(low, high, shape).astype(dtype)


def without_segments(make):
    """Return what `make` returns where no loop gets segments."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "segments_of", lambda *args: None)
        return make()


def codes(f):
    """Return the names of the operations on tiles of a function."""
    found = [op for step in f.program.steps for op, *_ in step.params.get("segments", ())]
    return {name for op in found if not isinstance(op, str) and op[0] == "segment" for name, *_ in op[2]}


@given(
    st.lists(st.sampled_from(DTYPES), min_size=4, max_size=4),
    st.lists(st.tuples(*[st.integers(0, 99)] * 3), max_size=12),
    st.integers(1, 5), st.integers(1, 300) | st.sampled_from([512, 1000, 2049]), st.sampled_from([None, 0, 1]),
    st.booleans(), st.sampled_from([1, 2]),
)
@settings(max_examples=200)
def test_random_mixes(dtypes, steps, rows, n, axis, cut, threads):
    """A matrix that may be cut or reversed, a column, a row and a number, each of any dtype; sums along each axis."""
    rng = np.random.default_rng(n)
    flags = [(False, False), (False, True), (True, False), (True, True)]
    shapes = [(rows, n), (rows, 1), (1, n), (1, 1)]
    arrays = [random_array(dtype, shape, rng) for dtype, shape in zip(dtypes, shapes, strict=True)]
    if cut:
        arrays[0] = random_array(dtypes[0], (rows, n + 3), rng)[::-1, 1:-2]

    def make():
        v = [T.TensorType(dtype, axes)() for dtype, axes in zip(dtypes, flags, strict=True)]
        values = [T.cast(x, "int16") if x.dtype == "bool" else x for x in v]
        for which, i, j in steps:
            values.append(MIXES[which % len(MIXES)](values[-1 - i % len(values)], values[-1 - j % len(values)]))
        outputs = [*values[-2:], T.cast(values[0], "float64") - values[-1], values[-1].sum(axis)]
        return theano.function(v, outputs, on_unused_input="ignore")

    with np.errstate(all="ignore"), theano.threads(threads):
        f, plain = make(), without_segments(make)
        for got, want in zip(f(*arrays), plain(*arrays), strict=True):
            assert got.dtype == want.dtype
            tolerance = {"float16": 1e-2, "float32": 1e-4}.get(str(got.dtype), 1e-10)
            np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@pytest.mark.skipif(not dispatch.module("tiles").converts(), reason="the instruction set does not convert")
@pytest.mark.parametrize("source, target", [("uint8", "float32"), ("int32", "float64"), ("int16", "int64")])
def test_a_cast_is_a_load(source, target):
    x = T.vector("x", dtype=source)
    f = theano.function([x], T.cast(x, target) * 3 - 1)
    assert codes(f) & OF_OTHERS
    given = random_array(source, 1000, np.random.default_rng(0))
    np.testing.assert_array_equal(f(given), given.astype(target) * 3 - 1)


@given(
    st.sampled_from(["int32", "int64"]), st.lists(st.integers(0, 3), min_size=1, max_size=5),
    st.integers(1, 70) | st.sampled_from([256, 1000]),
)
def test_shifts(dtype, steps, n):
    """All bits of integers, against NumPy."""
    bounds = np.iinfo(dtype)
    given = np.random.default_rng(n).integers(bounds.min, bounds.max, n, dtype, endpoint=True)
    x = T.vector("x", dtype=dtype)
    y, want = x, given
    for which in steps:
        y, want = SHIFTED[which](y), SHIFTED[which](want)
    np.testing.assert_array_equal(theano.function([x], y)(given), want)


@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize("shift", [np.left_shift, np.right_shift])
def test_shifts_by_any_number(shift, dtype):
    """By a constant, a scalar and a vector: also by more bits than there are, and by negative numbers."""
    given = np.array([5, -7, 2**30, -(2**31), 1, 0] * 30, dtype)
    operation = T.left_shift if shift is np.left_shift else T.right_shift
    x, by, each = T.vector(dtype=dtype), T.scalar(dtype=dtype), T.vector(dtype=dtype)
    bits = 8 * np.dtype(dtype).itemsize
    for count in (0, 1, bits - 1, bits, bits + 7, -1):
        outputs = [operation(x, np.dtype(dtype).type(count)), operation(x, by), operation(x, each)]
        for got in theano.function([x, by, each], [y ^ 1 for y in outputs])(given, count, np.full_like(given, count)):
            np.testing.assert_array_equal(got, shift(given, np.dtype(dtype).type(count)) ^ 1)


def test_updates_in_place_read_another_dtype():
    """A result takes the memory of the float that it reads, beside bytes."""
    pixels = np.arange(3000, dtype="uint8")
    mean = theano.shared(np.linspace(-1, 1, 3000))
    x = T.vector("x", dtype="uint8")
    make = partial(theano.function, [x], mean.sum(), updates=[(mean, mean * 0.9 + 0.1 * T.cast(x, "float64"))])
    want = mean.get_value()
    f = make()
    for _ in range(3):
        f(pixels)
        want = want * 0.9 + 0.1 * pixels
    np.testing.assert_allclose(mean.get_value(), want, rtol=1e-13)
