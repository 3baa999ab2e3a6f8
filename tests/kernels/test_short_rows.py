"""Kernels over rows of a few elements: the bits of the kernels of the same names over blocks."""

import numpy as np
import pytest
import ulp

from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import elementwise, folds, twin
from tensorgraph._kernels.loops.twins.elementwise import DTYPES

SPECIAL = [0.0, -0.0, 1.0, np.inf, -np.inf, np.nan, 1e-310, 1e-40]
LONGEST_FOLD = dispatch.module("short_rows").LONGEST_FOLD
NAMES = list(dispatch.module("short_rows").kernels())
FOLDS = [name for name in NAMES if name.startswith("fold_")]
OTHERS = [name for name in NAMES if not name.startswith(("fold_", "repeat_"))]


def operands_of(rng, dtypes, n):
    """Random numbers, some of them special."""
    found = []
    for dtype in dtypes:
        x = np.where(rng.random(n) < 0.2, rng.choice(SPECIAL, n), rng.uniform(-3, 3, n))
        x = np.nan_to_num(abs(x), posinf=9) if dtype[0] in "iu" else x
        found.append(x > 0 if dtype == "bool" else x.astype(dtype))
    return found


def call(kernel, z, operands):
    addresses = [x.ctypes.data for x in operands] + [None] * (4 - len(operands))
    ulp.KERNEL(kernel)(z.ctypes.data, *addresses, len(operands[0]))
    return z


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", OTHERS)
def test_elementwise(name, isa):
    """Rows of every length up to some eights; what lies behind a row stays."""
    rng = np.random.default_rng(1)
    short, general = dispatch.module("short_rows", isa).kernels()[name], dispatch.kernels(isa)[name]
    dtypes, result = elementwise.signature(name)
    for n in range(1, 38):
        operands = operands_of(rng, dtypes, n)
        wanted, found = np.ones((2, n + 9), result)
        np.testing.assert_array_equal(call(short, found, operands), call(general, wanted, operands))
        if result.startswith("float"):
            np.testing.assert_array_equal(np.signbit(found) & (found == found), np.signbit(wanted) & (wanted == wanted))


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("name", FOLDS)
def test_folds(name, isa):
    rng = np.random.default_rng(2)
    short, general = dispatch.module("short_rows", isa).kernels()[name], dispatch.module("folds", isa).kernels()[name]
    _, record, formula, acc = folds.parts(name)
    for n in range(1, LONGEST_FOLD + 1):
        operands = operands_of(rng, elementwise.signature(formula)[0], n)
        wanted, found = np.full((2, 1), record.start(acc))
        np.testing.assert_array_equal(call(short, found, operands), call(general, wanted, operands))


@pytest.mark.parametrize("code", ["f32", "f64", "i64", "u32"])
def test_repeat(code):
    name, dtype = f"repeat_{code}", DTYPES[code]
    for n in (1, 2, 7, 8, 37):
        x = np.arange(3, 3 + n).astype(dtype)
        found = call(dispatch.module("short_rows").kernels()[name], np.zeros(n, dtype), [x])
        np.testing.assert_array_equal(found, twin("short_rows", name)(x))
