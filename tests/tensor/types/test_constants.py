"""Constants: dtypes, texts, signatures, and reading them out of graphs."""

import copy
import pickle

import numpy as np
import pytest
from reference import evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.config import config
from tensorgraph.scalar import autocast_float_as
from tensorgraph.tensor.types.constant import AsTensorError

NUMBERS = [
    (0, "int8"), (-3, "int8"), (127, "int8"), (128, "int16"), (-129, "int16"), (40000, "int32"), (2**33, "int64"),
    (0.25, "float32"), (1.1, "float64"), (True, "int8"), (1e300, "float64"), (float("inf"), "float32"),
    (np.int32(3), "int32"), (np.float64(0.5), "float64"), ([1, 2], "int64"), ([0.5], "float64"), ([], "float64"),
    (np.zeros(2, "uint8"), "uint8"), (1j, "complex128"),
]


@pytest.mark.parametrize("value, dtype", NUMBERS)
def test_dtype(value, dtype):
    c = T.constant(value)
    assert c.dtype == dtype
    np.testing.assert_array_equal(c.data, np.asarray(value))


def test_float32_policy():
    with config.change_flags(floatX="float32"):
        assert T.constant(0.1).dtype == "float32" and T.constant(1.0).dtype == "float32"
    assert T.constant(0.1).dtype == "float64"


TEXTS = [
    (0, "0"), (np.zeros((2, 2)), "(2, 2) of 0.0"), (np.array([1, 2, 3], "int8"), "[1 2 3]"),
    ([[0.5, 2.0]], "[[0.5 2. ]]"), (np.ones(4, "float32"), "(4,) of 1.0"), (np.arange(10), "[0 1 2 3 4..5 6 7 8 9]"),
    (1.1, "1.1"),
]


@pytest.mark.parametrize("value, text", TEXTS)
def test_text(value, text):
    assert str(T.constant(value, name="ignored")) == f"TensorConstant{{{text}}}"


def test_signature():
    same = [T.constant(v) for v in ([1.0, np.nan], [1.0, np.nan])]
    assert same[0].signature() == same[1].signature() and same[0].equals(same[1])
    assert T.constant(0.0).signature() != T.constant(-0.0).signature()
    assert T.constant(1).signature() != T.constant(1.0).signature()
    big = np.arange(10000.0)
    a, b = T.constant(big), T.constant(big)
    assert a.signature() == b.signature() and hash(a.signature()) == hash(b.signature())
    big[5001] = -1
    assert a.signature() != T.constant(big).signature()


def test_constant_is_a_copy():
    x = np.zeros(2)
    c = T.constant(x)
    x[0] = 1
    assert c.data[0] == 0
    assert copy.deepcopy(c).equals(c) and pickle.loads(pickle.dumps(c)).equals(c)


def test_small_numbers_are_shared():
    assert T.constant(2) is T.constant(2) and T.constant(2) is not T.constant(2.0)
    assert T.constant(2, name="two") is not T.constant(2)
    assert str(T.constant(-0.0)) == "TensorConstant{-0.0}"


def test_as_tensor():
    x, v = T.dscalar("x"), T.dvector("v")
    assert T.as_tensor_variable(x) is x
    assert T.as_tensor_variable((x + 1).owner).type == T.dscalar
    assert T.as_tensor_variable(v, ndim=2).broadcastable == (True, False)
    assert T.as_tensor_variable(T.drow(), ndim=1).type == T.dvector
    with pytest.raises(ValueError, match="cast to have 0 dimensions"):
        T.as_tensor_variable(v, ndim=0)
    with pytest.raises(AsTensorError, match="Cannot convert 'text' to TensorType"):
        T.exp("text")
    with pytest.raises(ValueError, match="ambiguous"):
        T.as_tensor_variable(T.max_and_argmax(v)[0].owner)
    assert evaluate(T.as_tensor_variable([[x, 1.0], [2.0, x]]), {x: np.array(7.0)}).tolist() == [[7, 1], [2, 7]]


def test_scalar_constant_value():
    x, v = T.dscalar("x"), T.dvector("v")
    value = T.get_scalar_constant_value
    for given, want in [
        (3, 3), (T.constant(3), 3), (np.array([2.0]), 2), (T.constant(np.ones((2, 2))), 1), (T.alloc(4.0, 2, 3), 4),
        (T.constant(3).dimshuffle("x"), 3), (T.constant(2) + 5, 7), (T.cast(T.constant(2.5), "int8"), 2),
        (T.fill(v, 6), 6), (T.stack([x, T.constant(9.0)])[1], 9), (T.constant([4, 5])[-1], 5),
        (T.drow().shape[0], 1), (T.constant(np.zeros((2, 5))).shape[1], 5), (T.switch(T.constant(1) > 0, 3, 4), 3),
    ]:
        assert value(given) == want
        assert isinstance(value(given), np.ndarray)
    for given in (x, v, v.shape[0], x + 1, T.constant([1, 2]), T.stack([x, 1.0])[0], None):
        with pytest.raises(T.NotScalarConstantError):
            value(given)
    with pytest.raises(T.EmptyConstantError):
        value(np.zeros(0))
    with pytest.raises(T.NotScalarConstantError):
        value(T.constant(2) + 5, only_process_constants=True)
    assert T.extract_constant(x) is x and T.extract_constant(T.constant(2)) == 2


def test_chain_of_sums_is_linear():
    y = T.constant(1.0)
    for _ in range(9):
        y = y + y
    assert T.get_scalar_constant_value(y) == 512


@pytest.mark.parametrize(
    ("value", "text"),
    [(np.float32(0.1), "0.1"), (np.float32(1e10), "10000000000.0"), (1e10, "10000000000.0"), (np.float32("nan"), "nan"),
     (np.full(3, 0.1, "float32"), "(3,) of 0.1"), (np.float16(0.1), "0.1")],
)
def test_numbers_print_with_the_digits_of_their_dtype(value, text):
    assert str(T.constant(value)) == f"TensorConstant{{{text}}}"


def test_small_floats_follow_the_dtypes_of_python_floats():
    """A small whole float, which is kept as one object, gets the dtype that is asked for at that moment."""
    for dtypes, expected in [(("float32",), "float32"), (("float64",), "float64"), (("float32", "float64"), "float32")]:
        with autocast_float_as(*dtypes):
            assert T.constant(1.0).dtype == expected


def test_small_numbers_are_one_object():
    """As in Theano, where texts of graphs give equal small numbers one id."""
    for number in (3, -10, 0.5, 0.1, np.int8(1), np.float32(0.5), np.array(2.5)):
        assert T.constant(number) is T.constant(number)
    assert T.constant(1) is T.constant(np.int8(1)) and T.constant(0.1) is not T.constant(np.float32(0.1))
    assert T.constant(0.0) is not T.constant(-0.0)
    for number in (11, 10.5, np.nan, 1j, np.True_, [1, 2]):
        assert T.constant(number) is not T.constant(number)
    named = T.constant(0.5, name="half")
    assert named.name == "half" and T.constant(0.5).name is None


def test_gradients_use_the_numbers_of_the_cost():
    x = T.dvector("x")
    text = theano.printing.debugprint(T.grad(((x - 1) ** 2).sum(), x), file="str")
    ids = {line.rpartition("[id")[2] for line in text.splitlines() if "TensorConstant{1}" in line}
    assert len(ids) == 1


def test_constants_that_are_written_to():
    """What a program writes to the data of a constant is in no constant that is made later."""
    c = T.constant(np.float64(5))
    assert c is T.constant(np.float64(5))
    c.data[...] = 9
    assert c.data == 9 and T.constant(np.float64(5)).data == 5
