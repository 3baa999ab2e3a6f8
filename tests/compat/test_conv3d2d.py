"""Diagonals of arrays under the names of ``theano.tensor.nnet.conv3d2d``."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat.names.tensor import conv3d2d
from tensorgraph.gradient import Rop, verify_grad


def diagonals(x, i0, i1):
    """By their definition."""
    x = np.moveaxis(x, (i0, i1), (0, 1))
    n = x.shape[1]
    z = np.array([[x[j + n - 1 - k, k] for k in range(n)] for j in range(x.shape[0] - n + 1)])
    return np.moveaxis(z, (0, 1), (i0, i1))


AXES = [((5, 4), 0, 1), ((4, 5), 1, 0), ((4, 3, 2), 0, 1), ((4, 3, 2), 0, 2), ((4, 3, 2), 1, 2), ((3, 2, 3), 2, -3)]


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("shape, i0, i1", AXES)
def test_diagonals(shape, i0, i1, inplace):
    x = np.random.RandomState(0).standard_normal(shape)
    kept = x.copy()
    expected = diagonals(x, i0, i1)
    found = conv3d2d.get_diagonal_subtensor_view(x, i0, i1)
    assert np.shares_memory(found, x)
    np.testing.assert_array_equal(found, expected)
    v = T.as_tensor_variable(x).type()
    z = conv3d2d.DiagonalSubtensor(inplace)(v, i0, i1)
    np.testing.assert_array_equal(theano.function([v], z)(x), expected)
    assert tuple(theano.function([v], z.shape)(x)) == expected.shape
    more = conv3d2d.inc_diagonal_subtensor(v, i0, i1, 2 * z)
    np.testing.assert_allclose(diagonals(theano.function([v], more)(x), i0, i1), 3 * expected)
    np.testing.assert_array_equal(x, kept)


def test_derivatives():
    rng = np.random.RandomState(0)
    x, amt = rng.standard_normal((4, 3)), rng.standard_normal((2, 3))
    verify_grad(lambda v: conv3d2d.diagonal_subtensor(v, 0, 1) ** 2, [x], rng=rng)
    verify_grad(lambda v, w: conv3d2d.inc_diagonal_subtensor(v, 0, 1, w) ** 2, [x, amt], rng=rng)
    v, w = T.dmatrices("v", "w")
    moved = Rop(conv3d2d.inc_diagonal_subtensor(v, 0, 1, w), [v, w], [v, w])
    both = conv3d2d.inc_diagonal_subtensor(v, 0, 1, w)
    np.testing.assert_allclose(*theano.function([v, w], [moved, both])(x, amt))
    moved = Rop(conv3d2d.inc_diagonal_subtensor(v, 0, 1, conv3d2d.diagonal_subtensor(w, 0, 1)), [w], [w])
    assert theano.function([v, w], moved, on_unused_input="ignore")(x, x).shape == x.shape


def test_a_first_axis_that_is_too_short():
    with pytest.raises(NotImplementedError, match="shorter"):
        conv3d2d.get_diagonal_subtensor_view(np.ones((2, 3)), 0, 1)


def test_in_place_overwrites():
    op = conv3d2d.IncDiagonalSubtensor(True)
    assert op.destroy_map == {0: [0]} and str(op) == "IncDiagonalSubtensor{inplace}"
    x = T.zeros((3, 2)) + 1
    z = theano.function([], op(x, 0, 1, np.ones((2, 2))), accept_inplace=True)()
    np.testing.assert_array_equal(z, [[1, 2], [2, 2], [2, 1]])
