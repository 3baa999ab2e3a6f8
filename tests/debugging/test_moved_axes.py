"""Errors of indices along any axis speak of the array and the axis that the user indexed."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

i = T.lvector("i")
SHAPE = (3, 4, 5, 6)
ALONG = [
    lambda x, before: x[(*before, i)],
    lambda x, before: T.take(x, i, axis=len(before)),
    lambda x, before: T.set_subtensor(x[(*before, i)], 0.0),
    lambda x, before: T.inc_subtensor(x[(*before, i)], 1.0),
]


@pytest.mark.parametrize("ndim", [1, 2, 3, 4])
@pytest.mark.parametrize("along", ALONG, ids=["index", "take", "set", "inc"])
def test_array_and_axis(along, ndim):
    shape = SHAPE[:ndim]
    x = T.TensorType("float64", (False,) * ndim)("x")
    for axis in range(ndim):
        f = theano.function([x, i], along(x, (slice(None),) * axis))
        with pytest.raises(IndexError) as caught:
            f(np.ones(shape), [0, 9])
        first, hint = str(caught.value).split("\n")[0], f"x.shape[{axis}]"
        assert f"x is {shape}" in first and f"out of bounds for axis {axis} with size {shape[axis]}" in first
        assert hint in str(caught.value)


def test_views_of_the_user_keep_their_axes():
    x = T.dmatrix("x")
    f = theano.function([x, i], x.T[i])
    with pytest.raises(IndexError, match=r"x\.T is \(4, 3\).*axis 0 with size 4"):
        f(np.ones((3, 4)), [9])
