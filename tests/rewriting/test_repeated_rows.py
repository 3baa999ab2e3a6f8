"""``set_subtensor(x[i], x[i] + y)`` of a row that is named twice."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

FORMS = {
    "x[i] + g": lambda read, g: read + g,
    "g + x[i]": lambda read, g: g + read,
    "x[i] + g + 1": lambda read, g: read + g + 1.0,
    "x[i] + g**2": lambda read, g: read + g**2,
}
PLACES, ROWS = np.array([1, 1, 2], "int32"), np.array([[1.0], [2.0], [5.0]])


def updated(form, same, mode):
    x = theano.shared(np.full((4, 1), 10.0))
    i, g = T.ivector("i"), T.dmatrix("g")
    read = x[i]
    z = T.set_subtensor(read if same else x[i], FORMS[form](read, g))
    theano.function([i, g], [], updates=[(x, z)], mode=mode)(PLACES, ROWS)
    added = FORMS[form](0.0, ROWS)
    return x.get_value().ravel(), added.ravel()


@pytest.mark.parametrize("mode", [None, "FAST_RUN", "FAST_COMPILE", theano.compile.Mode("py", None)], ids=str)
@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_the_last_is_set(form, same, mode):
    found, added = updated(form, same, mode)
    np.testing.assert_array_equal(found, [10, 10 + added[1], 10 + added[2], 10])


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_all_are_added_on_request(form, same, mode):
    """Check the result of Theano's default mode."""
    mode = theano.compile.get_mode(mode).including("local_set_to_inc_rows")
    found, added = updated(form, same, mode)
    np.testing.assert_array_equal(found, [10, 10 + added[0] + added[1], 10 + added[2], 10])
