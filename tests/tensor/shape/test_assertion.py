"""Conditions checked when a function runs, and the rule that drops those that hold."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import Rop
from tensorgraph.tensor.shape.assertion import Assert, Raise, assert_op

x, y = T.dvectors("x", "y")
MODES = pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])


def asserts(f):
    return [node for node in f.maker.fgraph.toposort() if isinstance(node.op, Assert)]


@MODES
def test_condition(mode):
    f = theano.function([x], Assert("not empty")(x, x.size > 0, T.all(x > 0)) * 2, mode=mode)
    np.testing.assert_array_equal(f([1.0, 2.0]), [2.0, 4.0])
    for bad in ([], [1.0, -1.0]):
        with pytest.raises(AssertionError, match="not empty"):
            f(bad)


def test_names():
    assert T.opt.Assert is Assert and T.opt.assert_op is assert_op and theano.raise_op.Raise is Raise
    with pytest.raises(AssertionError, match="Theano Assert failed!"):
        theano.function([x], assert_op(x, x.size > 3))([1.0])
    assert str(Assert("m")) == "Assert{msg='m'}"


def test_conditions_that_are_known():
    f = theano.function([x], assert_op(x, True) + 1)
    assert not asserts(f)
    f = theano.function([x], assert_op(x, np.array(1), x.size > 0) + 1)
    (node,) = asserts(f)
    assert len(node.inputs) == 2
    f = theano.function([x], assert_op(x, False) + 1)
    with pytest.raises(AssertionError):
        f([1.0])


def test_derivatives():
    """They go through the value and keep the check."""
    z = assert_op(x, T.all(y > 0)) ** 2
    f = theano.function([x, y], [theano.grad(z.sum(), x), Rop(z, x, y)])
    for value in f([3.0], [1.0]):
        np.testing.assert_array_equal(value, [6.0])
    with pytest.raises(AssertionError):
        f([3.0], [-1.0])


def test_a_condition_that_is_no_scalar():
    with pytest.raises(AssertionError, match="0-d"):
        assert_op(x, x > 0)


def test_shape_needs_no_check():
    f = theano.function([x], assert_op(x + 1, x.size > 5).shape)
    assert f([1.0]) == [1]


@MODES
def test_raise(mode):
    f = theano.function([x], Raise("no way", KeyError)(x) + 1, mode=mode)
    with pytest.raises(KeyError, match="no way"):
        f([1.0])
    with pytest.raises(NotImplementedError):
        theano.function([x], Raise()(x), mode=mode)([1.0])
