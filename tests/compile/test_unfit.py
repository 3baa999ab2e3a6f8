"""Values and calls that a function does not take: the first line says what was given and what is needed."""

from decimal import Decimal

import numpy as np
import pytest
import scipy.sparse

import tensorgraph as theano
import tensorgraph.tensor as T


class Unready:
    """An array that another library cannot convert now."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("it is on another device")


MASKED = np.ma.array([[1.0, 2.0]], mask=[[False, True]])
VALUES = [
    ("x", np.zeros(3), TypeError, "a float64 matrix, and was given a float64 array of shape (3,): 1 axis instead of 2",
     "np.atleast_2d"),
    ("x", np.zeros((1, 2, 2)), TypeError, "a float64 array of shape (1, 2, 2): 3 axes instead of 2", "value[0]"),
    ("x", 3.0, TypeError, "the float 3.0: 0 axes instead of 2", "an array"),
    ("x", [1.0, 2.0], TypeError, "a list of dtype float64 and shape (2,): 1 axis", "np.atleast_2d"),
    ("x", [[1.0], [2.0, 3.0]], ValueError, "a list of rows that differ in length", "pad"),
    ("x", "text", ValueError, "the str 'text': dtype <U4 holds no numbers", "astype"),
    ("x", [["a"]], ValueError, "a list of dtype <U1 and shape (1, 1)", "astype"),
    ("x", None, TypeError, "None", "theano.In"),
    ("x", {"a": 1}, TypeError, "a dict: it is no array", "pass"),
    ("x", object(), TypeError, "an object: it is no array", "pass"),
    ("x", np.array([[None]]), TypeError, "an object array of shape (1, 1)", "astype"),
    ("x", MASKED, TypeError, "a masked float64 array of shape (1, 2): the mask would be lost", "filled"),
    ("x", scipy.sparse.eye(2), TypeError, "a dia_matrix of dtype float64 of shape (2, 2): it is sparse", "toarray"),
    ("x", T.dmatrix("v"), TypeError, "the variable v: a variable has no value", "get_value"),
    ("x", np.zeros((2, 2), complex), TypeError, "complex128 does not fit into float64", "value.real"),
    ("x", np.zeros((2, 2), "M8[D]"), TypeError, "a datetime64[D] array of shape (2, 2)", "np.timedelta64(1"),
    ("x", Unready(), RuntimeError, "an Unready: NumPy makes no array of it", "convert it to an array"),
    ("x", {1.0}, TypeError, "a set: it is no array of numbers", "list(value)"),
    ("x", (i for i in "a"), TypeError, "a generator: it is no array of numbers", "list(value)"),
    ("x", [1.0, None], TypeError, "element 1, None, is no number", "np.nan"),
    ("y", [2**70 + 1], TypeError, "a list of dtype object and shape (1,): it is no array of numbers", "pass"),
    ("i", 2**70, TypeError, "it has more than 64 bits", "int32 holds numbers up to 2147483647"),
    ("i", np.nan, TypeError, "the float nan: float64 does not fit into int32", "no integer stands for nan"),
    ("i", Decimal("1.5"), TypeError, "a Decimal: it is a number of Python's module decimal", "float(value)"),
    ("y", np.zeros(2), TypeError, "a float32 vector, and was given a float64 array of shape (2,)", 'astype("float32")'),
    ("y", [0.1], TypeError, "a list of dtype float64 and shape (1,): float64 does not fit into float32",
     "dtype='float64'"),
    ("i", 2.5, TypeError, "an int32 scalar, and was given the float 2.5", 'astype("int32")'),
    ("i", 2**40, TypeError, "the int 1099511627776: int64 does not fit into int32", 'astype("int32")'),
    ("i", np.zeros(1, "int32"), TypeError, "1 axis instead of 0", "value.item()"),
    ("c", np.zeros((2, 3)), TypeError,
     "matrix with length 1 along axis 1, and was given a float64 array of shape (2, 3)",
     "T.TensorType"),
]  # fmt: skip


@pytest.fixture
def train():
    x, y, i, c = T.dmatrix("x"), T.fvector("y"), T.iscalar("i"), T.dcol("c")
    return theano.function([x, y, i, c], [x.sum() + c.sum(), y.sum(), i + 1], name="train")


@pytest.mark.parametrize("name, value, kind, given, hint", VALUES, ids=lambda item: str(item)[:20])
def test_values(train, name, value, kind, given, hint):
    values = {"x": np.zeros((2, 2)), "y": np.zeros(2, "float32"), "i": 1, "c": np.zeros((2, 1)), name: value}
    with pytest.raises(kind) as info:
        train(*values.values())
    first, *others = str(info.value).splitlines()
    assert first.startswith(f"train: the argument {name} must be a") and given in first
    assert others[0].startswith('Bad input argument to theano function with name "train" at index ')
    assert 'x, y, i, c = T.dmatrix("x")' in str(info.value) and info.value.user_lines[0][2] == "train"
    assert others[-1].startswith("Hint: ") and hint in others[-1]


@pytest.mark.parametrize("value, given", [
    (np.zeros((3, 1)), "a float64 array of shape (3, 1): 2 axes instead of 1"), (None, "None"), ("a", "the str 'a'"),
    (np.zeros(3, complex), "complex128 does not fit"), ([1.0, [2.0]], "rows that differ"), (MASKED, "the mask"),
], ids=str)  # fmt: skip
@pytest.mark.parametrize("borrow", [False, True])
def test_shared_values(value, given, borrow):
    w = theano.shared(np.zeros(3), "w")
    with pytest.raises((TypeError, ValueError)) as info:
        w.set_value(value, borrow=borrow)
    text = str(info.value)
    assert text.startswith("the value of w must be a float64 vector, and was given ") and given in text.splitlines()[0]
    assert "Hint: " in text and not w.get_value().any()


def test_wide_integers_are_floats_where_no_digit_is_lost():
    x, v = T.dscalar("x"), T.dvector("v")
    assert theano.function([x], x)(2**70) == 2.0**70
    assert theano.function([v], v)([2**70, 1]).tolist() == [2.0**70, 1.0]
    with pytest.raises(TypeError, match="more than 64 bits, and float64 does not hold it without loss"):
        theano.function([x], x)(2**70 + 1)


def test_values_that_are_trusted():
    x = T.dvector("x")
    f = theano.function([x], x * 2, name="f")
    f.trust_input = True
    for value in ([1, 2], [1.0, 2.0], np.zeros(2, "float32")):
        with pytest.raises(TypeError, match="^f: the argument x must be a float64 vector.*: nothing is converted\n"):
            f(value)
    with pytest.raises(TypeError, match="^f: the argument x .* 2 axes instead of 1"):
        f(np.zeros((2, 2)))
    assert f(np.ones(1)) == 2.0


@pytest.mark.parametrize("args, keywords, first, old", [
    ((1.0, 2.0, 3.0), {}, "f takes 2 arguments (rate, x), 3 were given", "Too many parameter"),
    ((1.0,), {}, "f takes 2 arguments (rate, x): x is missing", "Missing required input: x"),
    ((), {"x": 1.0}, "f takes 2 arguments (rate, x): rate is missing", "Missing required input: rate"),
    ((1.0,), {"rat": 2.0},
     "f takes 2 arguments (rate, x): none is called rat. Did you mean 'rate'?", "Unknown input or state: rat"),
    ((1.0, 2.0), {"x": 1.0},
     "f takes 2 arguments (rate, x): x was given twice, by position and by name", "Multiple values"),
])  # fmt: skip
def test_calls(args, keywords, first, old):
    rate, x = T.dscalars("rate", "x")
    f = theano.function([rate, x], rate * x, name="f")
    with pytest.raises(TypeError) as info:
        f(*args, **keywords)
    lines = str(info.value).splitlines()
    assert lines[0] == first and lines[1].startswith(old) and lines[-1].startswith("Hint: ")


def test_a_function_without_a_name():
    x = T.dscalar("x")
    f = theano.function([x], x)
    with pytest.raises(TypeError, match=r"^the function made at test_unfit\.py:\d+ takes 1 argument \(x\), 2 were"):
        f(1.0, 2.0)
    with pytest.raises(TypeError, match=r"^the function made at test_unfit\.py:\d+ takes 0 arguments, 1 "):
        theano.function([], x.type.make_constant(np.zeros(())))(1.0)
