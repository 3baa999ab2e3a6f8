"""Masks of all axes, and the places of nonzero elements, of any shape and layout."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

X, MASK = (T.TensorType(dtype, [False] * 4)() for dtype in ("float32", "bool"))
F = theano.function(
    [X, MASK], [X[MASK], X[MASK.nonzero()], T.set_subtensor(X[MASK], -1), T.inc_subtensor(X[MASK], 2), *MASK.nonzero()]
)
SHAPES = st.tuples(*[st.sampled_from([0, 1, 1, 2, 3, 7, 8, 19])] * 4)
PARTS = [np.s_[:], np.s_[::-1], np.s_[1:], np.s_[::2]]


@given(SHAPES, st.permutations(range(4)), st.sampled_from([0.0, 0.03, 0.5, 0.97, 1.0]), st.sampled_from(PARTS))
def test_masks(shape, order, share, part):
    """Axes of length 1, runs that are joined, bytes other than 0 and 1, few or many chosen elements."""
    rng = np.random.default_rng(sum(shape))
    true = rng.choice(np.array([1, 7, 255], np.uint8), shape)
    mask = np.where(rng.random(shape) < share, true, np.uint8(0)).transpose(order)[..., part]
    x = np.asfortranarray(rng.random(mask.shape, "float32"))
    for value in (x, np.ascontiguousarray(x)):
        chosen, taken, written, added, *places = F(value, mask.view(bool))
        np.testing.assert_array_equal(chosen, value[mask != 0])
        np.testing.assert_array_equal(taken, value[mask != 0])
        np.testing.assert_array_equal(written, np.where(mask, np.float32(-1), value))
        np.testing.assert_array_equal(added, np.where(mask, value + np.float32(2), value))
        for got, want in zip(places, np.nonzero(mask), strict=True):
            np.testing.assert_array_equal(got, want)


def test_masks_of_another_shape():
    """Also where the mask has as many elements."""
    f = theano.function([X, MASK], X[MASK])
    with pytest.raises(IndexError, match="boolean index did not match"):
        f(np.zeros((2, 3, 1, 1), "float32"), np.ones((3, 2, 1, 1), bool))
    assert f(np.zeros((2, 3, 0, 1), "float32"), np.ones((2, 3, 0, 1), bool)).shape == (0,)
