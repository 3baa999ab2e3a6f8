"""Errors of indices along any axis speak of the array and the axis that the user indexed."""

import re

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

i, k = T.lvector("i"), T.lscalar("k")
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


@pytest.mark.parametrize("ndim", [1, 2, 3])
@pytest.mark.parametrize("picks", [ALONG[0], ALONG[1], lambda x, before: x[(*before, k)]], ids=["index", "take", "one"])
@pytest.mark.parametrize("twice", [False, True])
def test_gradients(picks, ndim, twice):
    """An index that fails in a gradient alone speaks of the array that it was to read, not of the gradient."""
    shape = SHAPE[:ndim]
    x = T.TensorType("float64", (False,) * ndim)("x")
    for axis in range(ndim):
        z = sum(picks(x * c, (slice(None),) * axis).sum() for c in ([1, 2] if twice else [1]))
        f = theano.function([x, i, k], T.grad(z, x), on_unused_input="ignore")
        with pytest.raises(IndexError) as caught:
            f(np.ones(shape), [0, 9], 9)
        first = str(caught.value).split("\n")[0]
        assert re.search(rf"\bx\b.* is {re.escape(str(shape))}", first), first
        assert f"out of bounds for axis {axis} with size {shape[axis]}" in first


LOOPS = [
    lambda m: theano.scan(lambda n: m[n] * 2, sequences=i)[0],
    lambda m: theano.scan(lambda n: T.sqr(m[n]), sequences=i)[0],
    lambda m: theano.scan(lambda n, h: h * m[n].sum(), sequences=i, outputs_info=T.ones(()))[0],
    lambda m: theano.vmap(lambda n: m[n].sum())(i),
]


@pytest.mark.parametrize("ndim", [1, 2])
@pytest.mark.parametrize("loop", LOOPS)
def test_gradients_of_loops(loop, ndim):
    """What the gradient of a loop adds to at once was picked in its steps."""
    m = T.TensorType("float64", (False,) * ndim)("m")
    f = theano.function([m, i], T.grad(loop(m).sum(), m))
    with pytest.raises(IndexError, match=rf"^m\[n\]: m is {re.escape(str(SHAPE[:ndim]))}, i.* is \[0 9\]: .*axis 0"):
        f(np.ones(SHAPE[:ndim]), [0, 9])
