"""A dtype in the place of a name makes a variable of another dtype: a warning says so."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

WRONG = {
    "constant": (lambda: T.constant(0, "float32"), "dtype int8.*T.constant(x, dtype='float32')"),
    "vector": (lambda: T.vector("int32"), "dtype float64.*T.vector(dtype='int32')"),
    "several": (lambda: T.matrices("x", "int64"), "dtype float64.*T.matrix(dtype='int64')"),
    "shared": (lambda: theano.shared(0, "float32"), "dtype int.*np.asarray(value, 'float32')"),
    "shared array": (lambda: theano.shared(np.zeros(2), "float32"), "dtype float64"),
}
RIGHT = {
    "name": lambda: [T.constant(0, "zero"), T.vector("x"), theano.shared(0.0, "w")],
    "dtype": lambda: [T.constant(0, dtype="float32"), T.vector(dtype="int32"), theano.shared(np.float32(0))],
    "both": lambda: [T.vector("int32", "int32"), T.constant(0, "zero", dtype="float32")],
    "own dtype": lambda: [theano.shared(np.zeros(2), "float64"), T.vector("float64"), T.constant(0.0, "float32")],
}


@pytest.mark.parametrize("make, text", WRONG.values(), ids=WRONG)
def test_it_warns(make, text):
    with pytest.warns(UserWarning, match=text.replace("(", r"\(").replace(")", r"\)")) as caught:
        make()
    assert caught[0].filename == __file__


@pytest.mark.parametrize("make", RIGHT.values(), ids=RIGHT)
def test_it_does_not(make):
    make()
