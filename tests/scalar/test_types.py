"""Scalar types, what Python numbers become, and how dtypes combine."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import scalar
from tensorgraph.config import config
from tensorgraph.scalar import dtypes


@pytest.mark.parametrize("a", dtypes.all_dtypes)
@pytest.mark.parametrize("b", dtypes.all_dtypes)
def test_upcast_is_numpys(a, b):
    assert scalar.upcast(a, b) == np.promote_types(a, b).name
    assert scalar.upcast(a, b, a) == np.promote_types(a, b).name


@pytest.mark.parametrize(
    ("number", "dtype"),
    [(0, "int8"), (-3, "int8"), (127, "int8"), (128, "int16"), (-129, "int16"), (40000, "int32"), (2**33, "int64"),
     (2**63, "uint64"), (0.25, "float32"), (0.0, "float32"), (1.1, "float64"), (1e300, "float64"),
     (float("inf"), "float32"), (True, "int8"), (1j, "complex128"), (np.float64(0.5), "float64"),
     (np.int64(1), "int64"), (np.bool_(True), "bool")],
)
def test_autocast(number, dtype):
    assert scalar.constant(number).dtype == dtype
    assert scalar.constant(number).data == number


def test_autocast_follows_floatx():
    with config.change_flags(floatX="float32"):
        assert scalar.constant(0.1).dtype == "float32"
        assert scalar.constant(np.float64(0.1)).dtype == "float64"
    with config.change_flags(floatX="float16"):
        assert [scalar.constant(number).dtype for number in (0.5, 0.1, 1e6)] == ["float16"] * 3
        with scalar.autocast_float_as("float32", "float64"):
            assert scalar.constant(0.1).dtype == "float64"
    with config.change_flags(cast_policy="numpy+floatX"):
        assert scalar.constant(1).dtype == "int64"
        assert scalar.constant(0.5).dtype == "float64"


def test_true_division_of_integers_is_float():
    assert scalar.true_div.output_dtypes("int8", "int8") == ("float64",)
    assert scalar.true_div.output_dtypes("int8", "float32") == ("float32",)
    assert scalar.true_div.output_dtypes("int64", "float32") == ("float64",)
    with config.change_flags(floatX="float32"):
        assert scalar.true_div.output_dtypes("int8", "int8") == ("float32",)


def test_quotients_of_integers_are_of_floatx_even_if_they_upcast_to_floats():
    with config.change_flags(floatX="float32"):
        for a, b in (("int8", "uint64"), ("uint64", "int64"), ("uint64", "bool")):
            assert scalar.true_div.output_dtypes(a, b) == ("float32",)
            assert scalar.add.output_dtypes(a, b) == ("uint64" if b == "bool" else "float64",)


def test_the_cast_policy_counts_when_an_operation_is_used():
    """What an operation made of the same dtypes under another policy does not count."""
    pairs = {("int32", "float32"): "float32", ("int64", "float32"): "float32", ("float64", "int64"): "float64"}
    for policy in ("custom", "numpy+floatX", "custom"):
        with config.change_flags(cast_policy=policy, floatX="float32"):
            for (a, b), found in pairs.items():
                wanted = found if policy == "numpy+floatX" else "float64"
                assert scalar.add.output_dtypes(a, b) == (wanted,)
                assert T.dot(T.vector(dtype=a), T.vector(dtype=b)).dtype == wanted


@pytest.mark.parametrize(
    ("small", "wide"), [("bool", "float32"), ("int16", "float32"), ("uint16", "float32"), ("int32", "float64")]
)
def test_float_functions_of_integers(small, wide):
    assert scalar.exp.output_dtypes(small) == (wide,)
    assert scalar.arctan2.output_dtypes(small, "int8") == (wide,)


def test_bools():
    """Bools add up by or and multiply by and; their difference is refused."""
    yes, no = np.array([True, True]), np.array([True, False])
    assert scalar.add.impl(yes, no).dtype == bool
    assert scalar.mul.impl(yes, no).tolist() == [True, False]
    assert scalar.pow.output_dtypes("bool", "bool") == ("int8",)
    for refused in (scalar.sub, scalar.neg):
        with pytest.raises(TypeError, match="bool"):
            refused(*[scalar.bool()] * refused.nin)


def test_integers_wrap_and_follow_python_signs():
    x = np.array([100, -100, 5, -7], "int8")
    assert scalar.add.impl(x, x).tolist() == [-56, 56, 10, -14]
    assert scalar.int_div.impl(x, np.int8(2)).tolist() == [50, -50, 2, -4]
    assert scalar.mod.impl(x, np.int8(3)).tolist() == [1, 2, 2, 2]
    assert scalar.int_div.impl(x, np.int8(0)).tolist() == [0, 0, 0, 0]
    assert scalar.pow.impl(np.array([2, 1, -1, 0]), np.int64(-1)).tolist() == [0, 1, -1, 0]


def test_complex_has_no_remainder_and_does_not_convert():
    z = scalar.complex128()
    for op in (scalar.mod, scalar.int_div, scalar.clip):
        with pytest.raises(TypeError, match="complex128"):
            op(*[z] * op.nin)
    with pytest.raises(TypeError, match="ambiguous"):
        scalar.cast(z, "float64")
    assert scalar.eq(z, z).dtype == "bool"


def test_complex_numbers_are_ordered_by_their_parts():
    x, y = np.array([1 + 2j, 3, 1 + 1j]), np.array([1 + 1j, 2 + 9j, 1 + 2j])
    assert scalar.lt.impl(x, y).tolist() == [False, False, True]
    assert scalar.maximum.impl(x, y).tolist() == [1 + 2j, 3, 1 + 2j]
    assert scalar.minimum(scalar.complex64(), scalar.float64()).dtype == "complex128"


def test_filter():
    t = scalar.int32
    assert t.filter(3) == 3 and isinstance(t.filter(3.0), np.int32)
    for bad in (2.5, "text", [1, 2], None):
        with pytest.raises(TypeError):
            t.filter(bad)
    assert t.filter(2.5, allow_downcast=True) == 2
    with pytest.raises(TypeError):
        t.filter(3, strict=True)
    assert scalar.float64.filter(0.1) == 0.1
    assert np.isnan(scalar.float32.filter(float("nan")))


def test_types_are_shared_and_pickle():
    assert scalar.get_scalar_type("float64") is scalar.float64
    assert pickle.loads(pickle.dumps(scalar.int8)) is scalar.int8
    assert str(scalar.int8) == "int8" and repr(scalar.int8) == "Scalar(int8)"
    assert scalar.ScalarType("floatX") == scalar.float64
    with pytest.raises(TypeError, match="Unsupported dtype"):
        scalar.ScalarType("float80")


def test_constants():
    """Constants are equal by type and bits: -0.0 is not 0.0, and nan is nan."""
    zero, minus, nan = (scalar.constant(v) for v in (0.0, -0.0, float("nan")))
    assert not zero.equals(minus)
    assert nan.equals(scalar.constant(float("nan")))
    assert str(zero) == "Constant{0.0}"


def test_constants_of_python_numbers():
    """A bare constant holds what it was given."""
    one = scalar.constant(1, dtype="int64")
    assert one.equals(theano.Constant(scalar.int64, 1)) and not one.equals(theano.Constant(scalar.int64, 2))
    assert not one.equals(theano.Constant(scalar.int32, 1)) and not one.equals(1)


def test_operators():
    """Python's operators, both ways round."""
    x, i = scalar.float64("x"), scalar.int64("i")
    for made, name in [
        (x + 1, "add"), (1 + x, "add"), (x - 1, "sub"), (1 - x, "sub"), (x * 2, "mul"), (2 * x, "mul"),
        (x / 2, "true_div"), (2 / x, "true_div"), (x // 2, "int_div"), (2 // x, "int_div"), (x % 2, "mod"),
        (2 % x, "mod"), (x**2, "pow"), (2**x, "pow"), (-x, "neg"), (abs(x), "abs_"), (~i, "invert"), (i & 1, "and_"),
        (1 & i, "and_"), (i | 1, "or_"), (1 | i, "or_"), (i ^ 1, "xor"), (1 ^ i, "xor"), (i << 1, "left_shift"),
        (1 << i, "left_shift"), (i >> 1, "right_shift"), (1 >> i, "right_shift"), (x < 1, "lt"), (x > 1, "gt"),
        (x <= 1, "le"), (x >= 1, "ge"), (x.zeros_like(), "second"), (x.ones_like(), "second"), (x.conj(), "conj"),
    ]:
        assert made.owner.op.name == name
    assert x.astype("float64") is x
    assert x.astype("float32").owner.op.name == "Cast{float32}"
    assert (x == x) is True
    with pytest.raises(TypeError, match="boolean"):
        bool(x < 1)
    with pytest.raises(TypeError, match="Cannot convert"):
        x + "text"
    with pytest.raises(TypeError, match="Wrong number of inputs"):
        scalar.exp(x, x)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int32", "int64", "uint64"])
def test_floor_ceil_trunc_of_integers_are_float(dtype):
    x = scalar.get_scalar_type(dtype)("x")
    want = "float32" if np.dtype(dtype).itemsize <= 2 else "float64"
    assert [scalar.REGISTRY[name](x).type.dtype for name in ("floor", "ceil", "trunc")] == [want] * 3


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "float32"])
def test_parts_of_real_numbers_keep_the_dtype(dtype):
    x = scalar.get_scalar_type(dtype)("x")
    assert [scalar.REGISTRY[name](x).type.dtype for name in ("real", "imag")] == [dtype] * 2
