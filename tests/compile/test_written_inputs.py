"""Operations of the user that write into their inputs, which others read, and do not say so."""

import warnings

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall


class Doubled(theano.Op):
    """``2 * x``, written into `x`."""

    __props__ = ()

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        z = inputs[0]
        z *= 2
        output_storage[0][0] = z


@pytest.fixture
def x():
    return T.dvector("x")


def test_an_argument_keeps_its_value(x):
    f = theano.function([x], Doubled()(x))
    given = np.array([1.0, 2.0])
    with pytest.raises(ValueError, match=r"(?s)Doubled wrote into input 0.*declares no destroy_map.*inputs\[0\]\.copy"):
        f(given)
    assert given.tolist() == [1.0, 2.0]


def test_a_shared_variable_keeps_its_value(x):
    w = theano.shared(np.ones(2), name="w")
    f = theano.function([x], Doubled()(w) + x, updates=[(w, w + 1)])
    with pytest.raises(ValueError, match="wrote into input 0"):
        f([1.0, 2.0])
    assert w.get_value().tolist() == [1.0, 1.0]


def test_a_value_in_between_and_in_a_loop(x):
    with pytest.raises(ValueError, match="wrote into input 0"):
        theano.function([x], Doubled()(x + 1) * 3)([1.0, 2.0])
    m = T.dmatrix("m")
    rows, _ = theano.scan(lambda r: Doubled()(r), sequences=m)
    with pytest.raises(ValueError, match="wrote into input 0"):
        theano.function([m], rows)(np.ones((2, 3)))


def test_constants_and_test_values_are_not_written():
    c = T.constant(np.array([1.0, 2.0]))
    assert theano.function([], [Doubled()(c), c * 1])()[0].tolist() == [2.0, 4.0]
    assert c.data.tolist() == [1.0, 2.0]
    x = T.dvector("x")
    x.tag.test_value = np.array([1.0, 2.0])
    with theano.config.change_flags(compute_test_value="raise"):
        assert Doubled()(x).tag.test_value.tolist() == [2.0, 4.0]
    assert x.tag.test_value.tolist() == [1.0, 2.0]


def test_one_that_says_so_may(x):
    class Said(Doubled):
        destroy_map = {0: [0]}

    f = theano.function([x], Said()(x), accept_inplace=True)
    assert f([1.0, 2.0]).tolist() == [2.0, 4.0]


def test_programs_for_theano_are_warned(x):
    install_as_theano()
    try:
        f = theano.function([x], Doubled()(x) + x)
        given = np.array([1.0, 2.0])
        with pytest.warns(UserWarning, match="Doubled wrote into input 0") as seen:
            assert f(given).tolist() == [4.0, 8.0]
        assert seen[0].filename == __file__
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # only the first call is watched
            f(given)
    finally:
        uninstall()


class Reshaped(Doubled):
    """``2 * x``; the input gets another shape on the way."""

    def perform(self, node, inputs, output_storage):
        given = inputs[0]
        given.shape = (-1, 1)
        output_storage[0][0] = 2 * given.ravel()


def test_an_input_keeps_its_shape(x):
    w = theano.shared(np.ones(2), name="w")
    f = theano.function([x], Reshaped()(w) + Reshaped()(x), updates=[(w, w + 1)])
    given = np.ones(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy will not let shapes be set
        assert f(given).tolist() == [4.0, 4.0]
        assert f(given).tolist() == [6.0, 6.0]
    assert given.shape == w.get_value(borrow=True).shape == (2,)
