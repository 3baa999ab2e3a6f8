"""Numbers as arguments: what a function takes is what the type of its input takes."""

import warnings

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex128".split()
POWERS = [2**k for k in (7, 8, 15, 16, 24, 31, 32, 53, 63, 64)]
NUMBERS = [0, 1, -1, 3, *[sign * power + d for power in POWERS for sign in (1, -1) for d in (-1, 0, 1)]]
FLOATS = [0.0, -0.0, 0.1, 3.0, -2.5, 1e-45, 65504.0, 16777217.0, 3.5e38, 1e300, float("inf"), float("nan")]


def values():
    """Python's numbers and NumPy's, of every dtype that has them."""
    yield from (True, False, *NUMBERS, *FLOATS, 1j, np.timedelta64(3), np.longdouble(0.1), "3", None)
    for dtype in DTYPES[:-1]:
        for number in (*NUMBERS, *FLOATS):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                try:
                    yield np.dtype(dtype).type(number)
                except (OverflowError, ValueError):
                    continue


def outcome(function, value):
    """The bytes and dtype of a result, or the class of an error."""
    try:
        result = function(value)
    except (TypeError, ValueError) as error:
        return type(error)
    return result.dtype, result.tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
def test_as_the_type_says(dtype):
    x = T.TensorType(dtype, ())("x")
    identity = theano.function([x], T.switch(True, x, x))
    for value in values():
        expected = outcome(x.type.filter, value)
        assert outcome(identity, value) == expected, (value, type(value))


@pytest.mark.parametrize("given", [3.0, 3, np.float32(3), np.float64(3), np.int8(3), True])
def test_strict_inputs(given):
    """Take arrays alone."""
    x = T.dscalar("x")
    f = theano.function([theano.In(x, strict=True)], 2 * x)
    assert f(np.array(3.0)) == 6
    with pytest.raises(TypeError):
        f(given)
