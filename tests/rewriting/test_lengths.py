"""Lengths that do not fit are an error also where rewrites need only a part of what was written."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X, Y, M = np.ones(3), np.ones(4), np.ones((2, 3))
WRONG = {
    "constant + shared": lambda x, y, m: np.ones(3) + theano.shared(Y),
    "variable * constant": lambda x, y, m: y * np.ones(3),
    "zeros - variable": lambda x, y, m: np.zeros(3) - y,
    "variable / constant": lambda x, y, m: y / np.ones(3),
    "power of constants": lambda x, y, m: y ** np.zeros(3),
    "row of another length": lambda x, y, m: m + y,
    "row + matrix": lambda x, y, m: y.dimshuffle("x", 0) + m,
    "column of a sum": lambda x, y, m: (m + y)[:, 0],
    "first of a sum": lambda x, y, m: (x + y)[0],
    "first rows of a product": lambda x, y, m: T.exp(x * y)[:2],
    "first of a stack": lambda x, y, m: T.stack([x, y])[0],
    "maximum": lambda x, y, m: T.maximum(x, y),
    "sum": lambda x, y, m: (x + y).sum(),
    "gradient": lambda x, y, m: T.grad((x * y).sum(), x) + x,
    "set": lambda x, y, m: T.set_subtensor(x[:2], y),
    "read what was set": lambda x, y, m: T.set_subtensor(x[:2], y)[:2],
}


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("name", WRONG)
def test_error(name, mode):
    x, y = T.dvectors("x", "y")
    m = T.dmatrix("m")
    f = theano.function([x, y, m], WRONG[name](x, y, m), mode=mode, on_unused_input="ignore")
    with pytest.raises((ValueError, IndexError)):
        f(X, Y, M)
