"""Mistakes that a Jacobian meets, which computes elements of the vector and not the vector."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import LengthError


@pytest.mark.parametrize(
    ("whole", "kind", "text"), [(False, ValueError, "differ"), (True, LengthError, "have different lengths")]
)
def test_lengths_are_compared_where_the_user_does(whole, kind, text):
    w, v, u = T.dvectors("w", "v", "u")
    z = T.tanh(w * (v * w.sum() if whole else v))  # first
    z = z + u  # second
    f = theano.function([w, v, u], theano.gradient.jacobian(z, w))
    assert f([1.0, 2.0], [0.0, 0.0], [5.0, 5.0]).shape == (2, 2)
    for lengths, line in ((2, 3, 2), "# first"), ((2, 2, 3), "# second"):
        with pytest.raises(kind, match=text) as caught:
            f(*map(np.ones, lengths))
        assert caught.value.user_lines[0][3].endswith(line)
