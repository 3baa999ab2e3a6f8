"""Inputs that some operation computes: the graph is cut there. And what is refused of inputs, outputs and updates."""

import copy

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import MissingInputError, UnusedInputError


def test_an_input_may_be_computed_by_another():
    x = T.vector("x")
    h = T.nnet.sigmoid(x)
    f = theano.function([h], h * 2)
    np.testing.assert_array_equal(f([1.0, 3.0]), [2.0, 6.0])
    np.testing.assert_array_equal(theano.function([x, h], h + x)([1.0], [5.0]), [6.0])
    assert h.owner is not None


def test_behind_a_cut_nothing_is_needed_or_updated():
    counter = theano.shared(0)
    counter.default_update = counter + 1
    y = 2 * counter
    assert theano.function([y], y + 1)(3) == 4
    assert counter.get_value() == 0
    x = T.matrix("x")
    y = x.T
    with pytest.raises(UnusedInputError):
        theano.function([x, y], y * 2)


def test_an_unused_input_is_told_before_a_missing_one():
    x, y = T.scalars("x", "y")
    with pytest.raises(UnusedInputError):
        theano.function([x], y)
    with pytest.raises(MissingInputError):
        theano.function([x], y, on_unused_input="ignore")


def test_undefined_gradients_are_no_outputs():
    x = T.vector()
    with pytest.raises(TypeError, match="NaN"):
        theano.function([x], theano.gradient.grad_undefined(T.add, 0, x), on_unused_input="ignore")


def test_default_updates_are_left_out_by_a_bool_or_a_list():
    s = theano.shared(0)
    for wrong in (s, "all"):
        with pytest.raises(TypeError, match="boolean or a list"):
            theano.function([], s, no_default_updates=wrong)


def test_an_update_is_not_stretched():
    s = theano.shared(np.ones((2, 2)))
    with pytest.raises(TypeError, match="same type"):
        theano.function([], updates={s: s.sum().dimshuffle("x", "x")})


def test_a_copy_has_its_own_state():
    x, total = T.scalars("x", "total")
    f = theano.function([x, theano.In(total, value=0.0, update=total + x, mutable=True)], total + x)
    g = copy.copy(f)
    assert x in g.container and "total" in g.value and 9 not in g.value
    assert g.value["total"] is not f.value["total"]
    assert f(1) == f(0) == 1 and g(3) == 3
