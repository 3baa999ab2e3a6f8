"""Squared distances of points on a line, written as the squares and the product of their coordinates."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SPELLINGS = {
    "product of matrices": lambda x: (
        -2 * T.dot(x.dimshuffle(0, "x"), x.dimshuffle("x", 0)) + T.reshape(x**2, (-1, 1)) + T.reshape(x**2, (1, -1))
    ),
    "outer product": lambda x: T.sqr(x.dimshuffle(0, "x")) - 2 * T.outer(x, x) + T.sqr(x),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_distances(name, dtype):
    x, scale = T.vector("x", dtype), T.scalar("scale", dtype)
    f = theano.function([x, scale], SPELLINGS[name](x / scale))
    years = np.arange(2000, 2030, 7).astype(dtype)
    size = np.asarray(0.1, dtype)
    want = np.subtract.outer(years / size, years / size) ** 2
    found = f(years, size)
    assert (np.diagonal(found) == 0).all()
    np.testing.assert_allclose(found, want, rtol=4 * np.finfo(dtype).eps)
