"""Programs that Theano 1.0 refuses without a reason and that run here."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.random import MRG_RandomStreams

A = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize("index", [
    np.s_[:, None], np.s_[None], np.s_[0, None], np.s_[None, :, None, 1], np.s_[..., None, 1], np.s_[:, None, ::2],
    np.s_[[1, 0], None],
], ids=str)  # fmt: skip
def test_new_axes_with_fewer_indices_than_axes(index):
    x = T.dtensor3("x")
    np.testing.assert_array_equal(theano.function([x], x[index])(A), A[index])
    slope = np.zeros_like(A)
    slope[index] += 2 * A[index]
    np.testing.assert_array_equal(theano.function([x], T.grad((x[index] ** 2).sum(), x))(A), slope)


def test_true_and_false_are_numbers():
    x, b = T.fvector("x"), T.TensorType("bool", (False,))("b")
    f = theano.function([x], [x * True, True + x, x - False, x**True, T.maximum(x, True)])
    for got, wanted in zip(f([0.5, 2]), ([0.5, 2], [1.5, 3], [0.5, 2], [0.5, 2], [1, 2])):
        assert got.dtype == "float32"
        np.testing.assert_array_equal(got, wanted)
    f = theano.function([b], [b & 1, b + True, T.sgn(b), 1 - b])
    for got, wanted in zip(f([True, False]), ([1, 0], [2, 1], [1, 0], [0, 1])):
        np.testing.assert_array_equal(got, wanted)


def test_a_loop_may_have_no_steps():
    n = T.iscalar("n")
    rows, _ = theano.scan(lambda p: 2 * p, outputs_info=T.ones((2,)), n_steps=n)
    f = theano.function([n], [rows, T.grad(rows.sum(), T.ones((2,)), disconnected_inputs="ignore")])
    assert f(0)[0].shape == (0, 2) and f(1)[0].tolist() == [[2, 2]]


def test_a_parameter_moves_and_scales_a_sample():
    """Programs for Theano write ``mean + spread * normal``, which is the same."""
    mean, spread = T.dscalars("mean", "spread")
    z = MRG_RandomStreams(3).normal((50,), avg=mean, std=spread)
    value, by_mean, by_spread = theano.function([mean, spread], [z, *T.grad(z.sum(), [mean, spread])])(1.0, 2.0)
    assert by_mean == 50
    np.testing.assert_allclose(by_spread, ((value - 1) / 2).sum())
