"""Reductions that leave out nan, where nothing else is there."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("pattern, axis", [((True,), 0), ((False, True), 1), ((True, False), 0), ((True, True), None)])
@pytest.mark.parametrize("name", ["nanmean", "nanvar", "nanstd"])
@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:Degrees of freedom")
def test_along_axes_of_length_1(name, pattern, axis, mode):
    """The sum along such an axis is an element: a rewrite may divide it where it is chosen."""
    x = T.TensorType("float64", pattern)("x")
    f = theano.function([x], getattr(T, name)(x, axis=axis), mode=mode)
    value = np.full([1 if flag else 3 for flag in pattern], np.nan)
    np.testing.assert_array_equal(f(value), getattr(np, name)(value, axis=axis))
    value.flat[-1] = 2.0
    np.testing.assert_array_equal(f(value), getattr(np, name)(value, axis=axis))
