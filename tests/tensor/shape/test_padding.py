"""Tensors made longer at their ends, against NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

MODES = ["edge", "wrap", "symmetric", "reflect", "maximum", "mean", "minimum", "linear_ramp", "constant"]


@given(st.data(), st.sampled_from(MODES), st.sampled_from(["float64", "float32", "int64"]))
def test_values(data, mode, dtype):
    """Also longer than the axis, for which what is mirrored is mirrored again."""
    shape = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
    widths = [data.draw(st.tuples(*[st.integers(0, 15) | st.just(0)] * 2)) for _ in shape]
    value = np.random.default_rng(data.draw(st.integers(0, 99))).integers(-9, 9, shape).astype(dtype)
    x = T.TensorType(dtype, [False] * len(shape))()
    got = theano.function([x], T.pad(x, widths, mode))(value)
    np.testing.assert_allclose(got, np.pad(value, widths, mode), rtol=1e-5)
    assert got.dtype == dtype


@pytest.mark.parametrize("mode", ["symmetric", "reflect"])
def test_odd_reflections(mode):
    x = T.dmatrix("x")
    value = np.arange(12.0).reshape(3, 4) ** 2
    f = theano.function([x], T.pad(x, ((1, 2), (2, 0)), mode, reflect_type="odd"))
    np.testing.assert_allclose(f(value), np.pad(value, ((1, 2), (2, 0)), mode, reflect_type="odd"))


@pytest.mark.parametrize("mode", ["edge", "wrap", "symmetric", "reflect"])
def test_gradients(mode):
    """Each element gets what its copies get."""
    x = T.dvector("x")
    weights = np.arange(1.0, 12)
    cost = (T.pad(x, (3, 4), mode) * weights).sum()
    places = np.pad(np.arange(4), (3, 4), mode)
    want = np.bincount(places, weights, minlength=4)
    np.testing.assert_allclose(theano.function([x], T.grad(cost, x))([1.0, 2, 3, 4]), want)


def test_widths_that_a_call_gives():
    x, n = T.dvector("x"), T.lscalar("n")
    f = theano.function([x, n], T.pad(x, (n, 1), "reflect"))
    np.testing.assert_array_equal(f([1.0, 2, 3], 2), [3, 2, 1, 2, 3, 2])
