"""Comparisons with a constant: in the other operand's dtype where that holds it, and everywhere as in NumPy."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SYMBOLS = {
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal, "neq": np.not_equal,
}  # fmt: skip
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
CONSTANTS = [
    *[np.dtype(d).type(n) for d in INTEGERS for n in (0, 1, 100)], np.int8(-1), np.int16(-129), np.uint8(200),
    np.int32(2**31 - 1), np.int64(2**53 + 1), np.uint64(2**64 - 1), np.uint64(2**63), np.int64(-(2**63)),
    np.float64(0.5), np.float64(0.1), np.float64(1e300), np.float64(np.nan), np.float64(-np.inf), np.float64(2.0**53),
    np.float32(0.5), np.float32(0.1), np.float16(0.1), np.bool_(True), np.complex128(1),
]  # fmt: skip


def edges(dtype):
    """Return the numbers of a dtype around which comparisons change."""
    if np.dtype(dtype).kind == "f":
        near = np.array([0, 0.1, 0.5, 1, 2.0**53, np.inf, np.nan], dtype)
        around = [np.nextafter(near, near.dtype.type(to)) for to in (-9, 9)]
        return np.concatenate([near, -near, *around])
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    wanted = {low, low + 1, -130, -129, -128, -1, 0, 1, 99, 100, 101, 199, 200, 201, high - 1, high}
    wanted |= {2**31 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63}
    return np.array(sorted(n for n in wanted if low <= n <= high), dtype)


@pytest.mark.parametrize("name", SYMBOLS)
@pytest.mark.parametrize("dtype", [*INTEGERS, "float32", "float64"])
def test_with_constants(name, dtype):
    x, values = T.vector("x", dtype=dtype), edges(dtype)
    compare = getattr(T, name)
    f = theano.function([x], [compare(x, c) for c in CONSTANTS] + [compare(T.constant(c), x) for c in CONSTANTS])
    found = f(values)
    with np.errstate(invalid="ignore"):
        wanted = [SYMBOLS[name](values, c) for c in CONSTANTS] + [SYMBOLS[name](c, values) for c in CONSTANTS]
    for got, want, constant in zip(found, wanted, CONSTANTS * 2, strict=True):
        np.testing.assert_array_equal(got, want, err_msg=repr(constant))


@pytest.mark.parametrize(
    "dtype, constant", [("uint8", 1), ("uint16", np.int32(1000)), ("int8", np.int64(7)), ("float32", np.float64(0.5))]
)
def test_nothing_is_converted(dtype, constant):
    x = T.vector("x", dtype=dtype)
    f = theano.function([x], T.gt(x, constant))
    (step,) = f.maker.program.steps
    assert set(step.params["reg_dtypes"]) == {dtype, "bool"}
