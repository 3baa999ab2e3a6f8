"""What is written with a length that does not fit is an error, however it is made, and whether it changes anything."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

VALUES = {
    "ones": T.ones, "zeros": T.zeros, "alloc": lambda shape: T.alloc(2.0, *shape), "constant": np.zeros,
    "constant ones": np.ones, "product": lambda shape: 0 * T.ones(shape),
}
PLACES = {
    "row": lambda x: x[0], "rows": lambda x: x[1:], "columns": lambda x: x[:, ::2], "whole": lambda x: x[:],
    "picked": lambda x: x[[0, 1]], "element": lambda x: x[:, 1],
}
BASES = {"input": lambda x: x, "zeros": T.zeros_like, "ones": T.ones_like}


@given(
    st.sampled_from(sorted(VALUES)), st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(BASES)), st.booleans(),
    st.lists(st.integers(1, 4), max_size=2),
)
def test_errors_stay(value, place, base, sets, shape):
    x = T.matrix("x")
    part = PLACES[place](BASES[base](x))
    if len(shape) > part.ndim:
        return
    z = (T.set_subtensor if sets else T.inc_subtensor)(part, VALUES[value](tuple(shape)))
    given = np.arange(6.0).reshape(2, 3)
    expected = {"input": given, "zeros": np.zeros((2, 3)), "ones": np.ones((2, 3))}[base].copy()
    written = np.full(shape, {"alloc": 2.0, "ones": 1.0, "constant ones": 1.0}.get(value, 0.0))
    try:
        PLACES[place](expected)[...] = written if sets else PLACES[place](expected) + written
        if place == "picked":
            expected[[0, 1]] = written if sets else expected[[0, 1]] + written
    except ValueError:
        with pytest.raises(ValueError):
            theano.function([x], z)(given)
        return
    np.testing.assert_array_equal(theano.function([x], z)(given), expected)
