"""Conversions of numbers of half precision: every half, and floats at the ties between them."""

import numpy as np
import pytest
import ulp

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import elementwise as twins

HALVES = np.arange(2**16, dtype="uint16").view("float16")
NAMES = [name for name in dispatch.kernels() if "f16" in name or name.startswith("half_")]
INTEGERS = [code for code in twins.DTYPES if code[0] not in "fc"]
every_set = pytest.mark.parametrize("isa", dispatch.supported())


def call(isa, name, x):
    z = np.empty(x.shape, twins.signature(name)[1])
    ulp.KERNEL(dispatch.kernels(isa)[name])(z.ctypes.data, x.ctypes.data, None, None, None, x.size)
    return z


def assert_same_bits(got, want):
    bits, missing = f"u{got.itemsize}", np.isnan(want)
    np.testing.assert_array_equal(np.isnan(got), missing)
    np.testing.assert_array_equal(got.view(bits)[~missing], want.view(bits)[~missing])


def near_ties(dtype):
    """Return all halves, what lies in the middle of two, and the numbers beside these."""
    finite = np.unique(HALVES[np.isfinite(HALVES)]).astype("float64")
    largest = [65519.99, 65520, 65536, 1e30, 1e-30, np.inf, np.nan, -0.0]
    middle = np.concatenate([finite, (finite[1:] + finite[:-1]) / 2, largest]).astype(dtype)
    spread = np.random.default_rng(0).integers(0, 2**32, 2**16, dtype="uint32").view("float32")
    spread = spread[~np.isnan(spread)].astype(dtype)
    return np.concatenate([middle, np.nextafter(middle, dtype(np.inf)), np.nextafter(middle, -dtype(np.inf)), spread])


@every_set
def test_halves_become_floats(isa):
    assert_same_bits(call(isa, "cast_f16_f32", HALVES), HALVES.astype("float32"))


@every_set
@pytest.mark.parametrize("name", ["cast_f32_f16", "cast_f64_f16", "half_f32"])
def test_floats_are_rounded_once(name, isa):
    """To the nearest half, the even one of two; a float64 not to float32 first."""
    x = near_ties(np.float64 if "f64" in name else np.float32)
    with np.errstate(all="ignore"):
        assert_same_bits(call(isa, name, x), twins.twin(name)(x))
        just_above = np.array([1 + 2.0**-11 + 2.0**-40, 2.0**-25 + 2.0**-70])
        if "f64" in name:
            assert_same_bits(call(isa, name, just_above), np.array([1 + 2.0**-10, 2.0**-24], "float16"))


@every_set
@pytest.mark.parametrize("code", INTEGERS)
def test_integers_become_halves(code, isa):
    dtype = np.dtype(twins.DTYPES[code])
    lowest, highest = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    near = np.clip(np.concatenate([np.arange(-70000, 70000, 7), np.arange(2040, 2060)]), lowest, highest).astype(dtype)
    x = np.concatenate([near, np.array([lowest, highest], dtype)])
    with np.errstate(over="ignore"):
        assert_same_bits(call(isa, f"cast_{code}_f16", x), x.astype("float16"))


def test_every_conversion_is_tested():
    floats = {"copy_f16", "switch_f16", "cast_f16_f32", "cast_f32_f16", "cast_f64_f16", "half_f32"}
    assert {*NAMES} == floats | {f"cast_{code}_f16" for code in INTEGERS}
