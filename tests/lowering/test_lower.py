"""Lowered programs against the references: every elementwise operation on every dtype."""

import numpy as np
import pytest
from reference_machine import ReferenceMachine

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.lowering.loopcode import LoopCode
from tensorgraph.scalar import REGISTRY, Composite, exp, float32, float64, neg, sqr, switch

KERNELS, REFERENCE = theano.Mode("cvm", None), theano.Mode("py", None)
DTYPES = ("bool", "int8", "int32", "int64", "uint8", "uint16", "float16", "float32", "float64",
          "complex64", "complex128")  # fmt: skip
# neither a kernel nor a ufunc computes these
IN_PYTHON = {
    "ultra_fast_sigmoid", "real", "imag", "angle", "zeta", "gammal", "gammau", "chi2sf",
}  # fmt: skip


def values(dtype, n, rng):
    x = rng.uniform(0.1, 3, 300) if np.dtype(dtype).kind in "biu" else rng.uniform(0.05, 0.95, 300)
    return [np.asarray(rng.permutation(x + 1j * x if "complex" in dtype else x).astype(dtype)) for _ in range(n)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", REGISTRY)
def test_every_operation(name):
    op, rng = REGISTRY[name], np.random.RandomState(0)
    for dtype in DTYPES:
        inputs = [T.TensorType(dtype, (False,))() for _ in range(op.nin if op.nin > 0 else 3)]
        try:
            z = T.Elemwise(op)(*inputs)
        except (TypeError, NotImplementedError):
            continue
        fast = theano.function(inputs, z, mode=KERNELS, on_unused_input="ignore")
        slow = theano.function(inputs, z, mode=REFERENCE, on_unused_input="ignore")
        if dtype in ("float32", "float64"):
            assert ("python" in fast.kinds()) == (name in IN_PYTHON), dtype
        arrays = values(dtype, len(inputs), rng)
        try:
            want = slow(*arrays)
        except TypeError:  # NumPy has no such loop either
            continue
        got = fast(*arrays)
        assert got.dtype == want.dtype
        tolerance = {"float16": 1e-3, "float32": 2e-6, "complex64": 1e-5}.get(got.dtype.name, 1e-12)
        np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance * 1e-3, err_msg=dtype)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16"])
def test_narrow_integers_are_divided_as_wide_ones(dtype):
    """Zeros, and the smallest number by -1, whose quotient wraps."""
    x, y, z = (T.vector(dtype=dtype) for _ in range(3))
    f = theano.function([x, y, z], [x // y, x % y, T.clip(x, y, z)])
    assert "python" not in f.kinds()
    limits = np.iinfo(dtype)
    a, b, c = np.random.default_rng(0).integers(limits.min, limits.max, (3, 5000), endpoint=True).astype(dtype)
    a[::3], b[::7], b[1::5] = limits.min, 0, np.array(-1).astype(dtype)
    with np.errstate(all="ignore"):
        want = a // b, a % b, np.where(a < b, b, np.where(a > c, c, a))
    for got, expected in zip(f(a, b, c), want, strict=True):
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got, expected)


def code_of(op, dtypes):
    code = LoopCode(dtypes)
    params, registers = code.finish(code.apply(op, code.inputs))
    return [instruction[0] for instruction in params["code"]], params, registers


def test_equal_parts_are_computed_once():
    x, y = float64("x"), float64("y")
    names, _, registers = code_of(Composite([x, y], [exp(x * y), exp(x * y) / y, exp(x * y)]), ["float64"] * 2)
    assert names == ["exp_mul_f64", "true_div_f64"] and registers[0] == registers[2]


def test_superinstructions():
    x, y, w, v = (float64(c) for c in "xywv")
    for graph, want in (
        (x * y + w, ["mul_add_f64"]),
        (w + x * y, ["mul_add_f64"]),
        (x * y + w * v, ["mul_plus_mul_f64"]),
        (w - x * y, ["nmul_add_f64"]),
        (sqr(x - y) * w, ["sqr_sub_mul_f64"]),
        (exp(neg(x)), ["exp_neg_f64"]),
        (switch(x < y, w, v), ["switch_lt_f64"]),
        (x * y * w * v, ["mul_mul_mul_f64"]),
    ):
        assert code_of(Composite([x, y, w, v], [graph]), ["float64"] * 4)[0] == want
    a = float32("a")
    assert code_of(Composite([a], [a * a + a]), ["float32"])[0] == ["mul_add_f32"]


def test_what_is_read_twice_is_not_swallowed():
    x, y = float64("x"), float64("y")
    p = x * y
    names, _, _ = code_of(Composite([x, y], [p + x, p - y]), ["float64"] * 2)
    assert names == ["mul_f64", "add_f64", "sub_f64"]


def test_the_reference_machine_agrees():
    v, s = T.dvector("v"), theano.shared(np.ones(3), "s")
    f = theano.function([v], [T.exp(v) * s, v.sum()], updates=[(s, s + v)], mode=REFERENCE)
    slow = ReferenceMachine(f.program, f.input_storage)
    x = np.arange(3.0)
    got = slow(x)
    s.set_value(np.ones(3))
    for a, b in zip(got, f(x)):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(ValueError, match="mis-match"):
        slow(np.ones(2))
    np.testing.assert_array_equal(s.get_value(), np.ones(3) + x)


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_integers_are_clipped_by_one_kernel(dtype):
    """As they are, also the largest and where the bounds contradict each other."""
    x, low, high = [T.vector(dtype=dtype) for _ in range(3)]
    f = theano.function([x, low, high], T.clip(x, low, high))
    (step,) = f.maker.program.steps
    assert [name for name, _, _ in step.params["code"]] == [f"clip_{dtype.replace('int', 'i').replace('ui', 'u')}"]
    info, rng = np.iinfo(dtype), np.random.default_rng(0)
    a, b, c = (rng.integers(info.min, info.max, 3000, dtype, endpoint=True) for _ in range(3))
    a[:2] = info.min, info.max
    np.testing.assert_array_equal(f(a, b, c), np.where(a < b, b, np.where(a > c, c, a)))
    least, most = np.minimum(b, c), np.maximum(b, c)
    np.testing.assert_array_equal(f(a, least, most), np.clip(a, least, most))
