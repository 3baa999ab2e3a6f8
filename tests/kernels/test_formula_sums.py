"""Sums of what the last instruction of a loop computes: the kernels by name, and loops over all kinds of operands."""

import numpy as np
import pytest
import ulp
from programs import layouts, run, some

from tensorgraph._kernels.loops import dispatch, twins

NAMES = list(dispatch.module("formula_sums").kernels())


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("n", [0, 1, 31, 32, 70, 1000])
@pytest.mark.parametrize("name", NAMES)
def test_kernel(name, n, isa):
    """Sums of values whose sums are exact."""
    how, _, formula = name.split("_", 2)
    wide = formula.endswith("_f32_f64")
    inner = formula.removesuffix("_f64") if wide else formula
    dtype = "float32" if inner.endswith("f32") else "float64"
    acc = "float64" if formula.endswith("f64") else "float32"
    rng = np.random.default_rng(n)
    operands = [rng.integers(-4, 5, n).astype(dtype) for _ in twins.signature(inner)[0]]
    want = twins.twin(inner)(*operands)
    z = np.ones(max(n, 1) if how == "across" else 1, acc)
    addresses = [x.ctypes.data for x in operands] + [None] * (4 - len(operands))
    ulp.KERNEL(dispatch.module("formula_sums", isa).kernels()[name])(z.ctypes.data, *addresses, n)
    if how == "across":
        np.testing.assert_array_equal(z[:n], want + 1)
    else:
        assert z[0] == want.sum() + 1


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
