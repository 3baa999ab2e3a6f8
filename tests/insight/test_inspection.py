"""``tensorgraph.inspect``."""

import sys

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def test_values_by_name_and_by_expression():
    x, w = T.dmatrix("x"), theano.shared(np.ones((3, 2)), name="w")
    hidden = T.tanh(T.dot(x, w))
    hidden.name = "hidden"
    cost = T.sqr(hidden).sum()
    f = theano.function([x], cost, updates=[(w, w - T.grad(cost, w))])
    found = theano.inspect(f, np.ones((1, 3)))
    np.testing.assert_allclose(found["hidden"], np.tanh([[3.0, 3.0]]))
    np.testing.assert_allclose(found["T.dot(x, w)"], [[3.0, 3.0]])
    np.testing.assert_allclose(found["T.sqr(hidden).sum()"], 2 * np.tanh(3.0) ** 2)
    assert found.variables["hidden"] is hidden
    np.testing.assert_array_equal(w.get_value(), 1)  # no update
    assert "hidden" in str(found) and __file__.rpartition("/")[2] in str(found)
    assert len(set(found)) == len(found)


def test_outputs_in_dicts_givens_and_defaults():
    x, y = T.dscalars("x", "y")
    z = T.exp(y)
    f = theano.function([theano.In(x, value=2.0)], {"z": z, "x": x}, givens={y: 3 * x}, on_unused_input="ignore")
    found = theano.inspect(f)
    np.testing.assert_allclose(found["T.exp(y)"], np.exp(6.0))
    np.testing.assert_allclose(theano.inspect(f, 1.0)["T.exp(y)"], np.exp(3.0))


def test_large_values_are_summed_up():
    x = T.dvector("x")
    text = str(theano.inspect(theano.function([x], T.log(x).sum()), np.linspace(0, 1, 50)))
    assert "not all finite" in text


def test_a_copy_has_no_graph_as_it_was_written():
    x = T.dscalar("x")
    with pytest.raises(ValueError, match="compile it"):
        theano.inspect(theano.function([x], x + 1).copy(), 1.0)


def test_one_line_may_make_many_values():
    x = T.dscalar("x")
    z = x
    for _ in range(3000):
        z = T.tanh(z)
    names = list(theano.inspect(theano.function([x], z, mode="FAST_COMPILE"), 0.5))
    assert names[0] == "T.tanh(z)" and names[-1] == "T.tanh(z) (3000)" and len(names) == 3000


def number_of_calls(call):
    """Return how many functions are called in the course of a call."""
    count = 0

    def tally(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        call()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "step",
    [
        lambda y, x, i: y + x * i,
        lambda y, x, i: y * (x + i),
        lambda y, x, i: y / (x * y).sum(),
        lambda y, x, i: y + x[i % 3],
        lambda y, x, i: T.tanh(y * 1.01 + x),
    ],
    ids=["sum", "product", "quotient", "index", "tanh"],
)
def test_work_is_linear(step):
    """Four times the values, about four times the calls, though one variable is read by all and each value is given."""

    def calls(n):
        x = y = T.dvector("x")
        for i in range(n):
            y = step(y, x, i)
        f = theano.function([x], y)
        return number_of_calls(lambda: theano.inspect(f, np.full(3, 0.1)))

    calls(10)
    assert calls(320) < 4.8 * calls(80)
