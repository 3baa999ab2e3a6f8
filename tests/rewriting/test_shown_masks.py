"""Zeros of a mask stay zeros where another layout, asserted lengths or another dtype of it is multiplied."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ShapeMismatch

x, s = T.dvector("x"), T.dscalar("s")
X = np.array([0.5, -0.2, 2.0])

VIEWS = {
    "lengths": lambda z: T.specify_shape(z, (3,)),
    "lengths of another": lambda z: T.specify_shape(z, (x.shape[0],)),
    "layout": lambda z: z.dimshuffle("x", 0),
    "both": lambda z: T.specify_shape(z.dimshuffle(0, "x"), (3, 1)),
    "single": lambda z: T.specify_shape(z, (3,)).astype("float32"),
    "twice": lambda z: T.specify_shape(T.specify_shape(z, (3,)).dimshuffle("x", 0), (1, 3)),
}
MASKS = {
    "first": lambda other: T.switch(T.isnan(T.log(x)), 0.0, other),
    "second": lambda other: T.switch(T.ge(x, 0), other, 0.0),
}


@pytest.mark.parametrize("other", [s, T.sqr(x), s * x], ids=["number", "vector", "product"])
@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize("view", VIEWS)
def test_products_with_poles(view, name, other):
    z = MASKS[name](other)
    shown, y = VIEWS[view](z), T.log(x)
    factor = y if shown.ndim == 1 else y.dimshuffle("x", 0) if shown.broadcastable[0] else y.dimshuffle(0, "x")
    for product in (shown * factor, shown * T.sqr(factor), factor * shown / s, -shown * factor):
        f = theano.function([x, s], [product, z, shown.sum()], on_unused_input="ignore")
        found, mask, _ = f(X, 1.5)
        expected = theano.function([x, s], product, on_unused_input="ignore")(np.abs(X), 1.5)
        expected[np.broadcast_to((X < 0).reshape(expected.shape), expected.shape)] = 0
        np.testing.assert_allclose(found, expected, 1e-6)
        assert mask[1] == 0


def test_lengths_are_still_checked():
    z = T.switch(T.isnan(T.log(x)), 0.0, s)
    for shown in (T.specify_shape(z, (3,)), T.specify_shape(z.dimshuffle("x", 0), (1, 3))):
        f = theano.function([x, s], [shown * T.log(x), z])
        f(X, 2.0)
        with pytest.raises(ShapeMismatch):
            f(X[:2], 2.0)
