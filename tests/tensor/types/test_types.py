"""TensorType: identity, texts, and which values it takes."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.config import config
from tensorgraph.scalar.dtypes import all_dtypes
from tensorgraph.tensor.types.constructors import CONSTRUCTORS, LETTERS, PATTERNS


@pytest.mark.parametrize("dtype", all_dtypes)
def test_identity(dtype):
    a, b = T.TensorType(dtype, (False, True)), T.TensorType(dtype, [0, 1])
    assert a == b and a is not b and hash(a) == hash(b)
    assert a != T.TensorType(dtype, (False, False)) and str(a) == f"TensorType({dtype}, col)"
    again = pickle.loads(pickle.dumps(a))
    assert again == a and hash(again) == hash(a)
    assert a.clone(broadcastable=(True,)).broadcastable == (True,) and a.clone(dtype="int8").dtype == "int8"


def test_dtype_is_checked():
    with pytest.raises(TypeError, match="Unsupported dtype"):
        T.TensorType("object", ())
    assert T.TensorType("floatX", ()).dtype == config.floatX
    assert T.TensorType(np.float32, ()).dtype == T.TensorType(np.dtype("float32"), ()).dtype == "float32"


ACCEPTED = [
    ("float64", (), 2.5), ("float64", (), 3), ("float32", (False,), [1.5, 2]), ("int8", (), 3), ("float64", (), 0.1),
    ("float32", (False,), np.zeros(2, "int8")), ("float64", (False,), np.zeros(2, "float32")),
    ("int64", (False,), np.zeros(2, "uint32")), ("float32", (False, False), [[1, 2], [3, 4]]), ("bool", (), True),
    ("complex128", (), 1.5), ("float64", (True,), [7.0]), ("int32", (), np.int64(4)),
    ("float64", (False,), np.zeros(2, ">f8")), ("float64", (False,), []),
]


@pytest.mark.parametrize("dtype, pattern, value", ACCEPTED)
def test_accepts(dtype, pattern, value):
    z = T.TensorType(dtype, pattern).filter(value)
    assert type(z) is np.ndarray and z.dtype == np.dtype(dtype) and z.dtype.isnative
    np.testing.assert_array_equal(z, value)


REFUSED = [
    ("int32", (False,), np.array([0.5, 1.0]), "TensorType(int32, vector) cannot store a value of dtype float64 without "
     "risking loss of precision. If you do not mind this loss, you can: 1) explicitly cast your data to int32, or 2) "
     'set "allow_input_downcast=True" when calling "function". Value: "array([0.5, 1. ])"'),
    ("float64", (False, False), [1.0, 2.0], "Wrong number of dimensions: expected 2, got 1 with shape (2,)."),
    ("int8", (), 2.5, "cannot store accurately value 2.5, it would be represented as 2."),
    ("int8", (), 300, "cannot store accurately value 300"),
    ("float32", (), 0.1, "cannot store accurately value 0.1"),
    ("float32", (False,), [0.1, 0.2], "cannot store accurately"),
    ("float32", (False,), np.zeros(2, "int64"), "without risking loss of precision"),
    ("float64", (), 1j, "complex"),
    ("float64", (True,), [1.0, 2.0], "Non-unit value on shape on a broadcastable dimension."),
    ("float64", (), None, ""),
]


@pytest.mark.parametrize("dtype, pattern, value, text", REFUSED)
def test_refuses(dtype, pattern, value, text):
    t = T.TensorType(dtype, pattern)
    with pytest.raises(TypeError) as error:
        t.filter(value)
    assert text in str(error.value)
    assert not t.is_valid_value(value)


def test_text_is_a_value_error():
    with pytest.raises(ValueError, match="cannot store 'text'"):
        T.dscalar.filter("text")


def test_downcast_wraps_python_integers():
    np.testing.assert_array_equal(T.wvector.filter([2**20 + 3, -1], allow_downcast=True), np.array([3, -1], "int16"))


@pytest.mark.parametrize("dtype, value", [
    ("float64", 1j), ("int64", 1j), ("int64", float("nan")), ("int8", float("inf")), ("uint8", -float("inf")),
])
def test_downcast_refuses_numbers_that_have_no_value_in_a_dtype(dtype, value):
    """As NumPy does; it once stored 0 for 1j, and the least integer for nan."""
    x = T.TensorType(dtype, ())("x")
    with pytest.raises(TypeError, match="cannot store"):
        x.type.filter(value, allow_downcast=True)
    with pytest.raises(TypeError, match="cannot store"):
        theano.function([x], x, allow_input_downcast=True)(value)
    if isinstance(value, complex):
        with pytest.raises(TypeError, match="cannot store"):
            T.TensorType(dtype, (False,)).filter([value], allow_downcast=True)
    assert x.type.filter(2.7, allow_downcast=True) == (2.7 if dtype == "float64" else 2)


def test_downcast_and_strict():
    t = T.fvector
    z = t.filter(np.array([0.1, 0.2]), allow_downcast=True)
    assert z.dtype == "float32"
    with pytest.raises(TypeError, match="expected a ndarray object"):
        t.filter([1.0], strict=True)
    with pytest.raises(TypeError, match="with dtype = float32"):
        t.filter(np.zeros(2), strict=True)
    a = np.zeros(2, "float32")
    assert t.filter(a, strict=True) is a and t.filter(a) is a
    with pytest.raises(TypeError, match="found a Variable"):
        t.filter(T.fvector())
    with config.change_flags(floatX="float32"):
        assert T.fscalar.filter(0.1).dtype == "float32"


def test_equality_of_values():
    t = T.dvector
    nan = np.array([1.0, np.nan])
    assert t.values_eq(nan, nan.copy()) and not t.values_eq(nan, np.array([1.0, 2.0]))
    assert not t.values_eq(np.zeros(2), np.zeros(3))
    assert t.values_eq_approx(np.array([1.0, np.inf]), np.array([1.0 + 1e-9, np.inf]))
    assert not t.values_eq_approx(np.array([1.0]), np.array([1.001]))
    assert T.values_eq_approx_remove_nan(nan, np.array([1.0, 2.0]))


def test_constructors():
    for kind, pattern in PATTERNS.items():
        v = getattr(T, kind)("v")
        assert v.name == "v" and v.broadcastable == pattern and v.dtype == config.floatX
        assert getattr(T, kind)(dtype="int16").dtype == "int16"
        for letter, dtype in LETTERS.items():
            t = getattr(T, letter + kind)
            assert t("v").type is t and (t.dtype, t.broadcastable) == (dtype, pattern)
    assert {"dmatrices", "scalars", "cols", "ltensor7s"} <= set(CONSTRUCTORS)


def test_plurals():
    assert [v.name for v in T.dvectors("first", "second")] == ["first", "second"]
    assert [v.name for v in T.iscalars("pqr")] == ["p", "q", "r"]
    assert [v.name for v in T.fmatrices(2)] == [None, None]
    assert T.scalars("xy", dtype="int8")[1].dtype == "int8"
    assert T.tensor("int8", (True, False), name="t").type == T.TensorType("int8", (True, False))


def test_filter_variable():
    r, m = T.drow("r"), T.dmatrix("m")
    assert T.dmatrix.filter_variable(m) is m
    assert T.dmatrix.filter_variable(r).type == T.dmatrix
    assert T.dmatrix.filter_variable(np.ones((2, 2))).type == T.dmatrix
    with pytest.raises(TypeError, match="Cannot convert Type"):
        T.drow.filter_variable(m)
    with pytest.raises(TypeError, match="Cannot convert Type"):
        T.dmatrix.filter_variable(T.fmatrix())


def test_a_single_one_of_several_is_in_a_list_if_asked_for_by_number():
    assert T.dscalars("a").name == "a" and [v.ndim for v in T.vectors(1)] == [1]
    assert [v.name for v in T.dscalars("ab")] == ["a", "b"]
