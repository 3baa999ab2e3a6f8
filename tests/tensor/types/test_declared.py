"""Lengths of axes that a program declares are checked by functions, and stretch where they are 1."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize(
    "make",
    [
        lambda **kw: T.matrix("x", **kw),
        lambda **kw: T.dmatrix("x", **kw),
        lambda **kw: T.tensor("float64", name="x", **kw),
        lambda **kw: T.tensor(dtype="float64", name="x", **kw),
        lambda **kw: T.TensorType("float64", (False, False))("x", **kw),
    ],
)
def test_lengths_are_checked(make):
    x = make(shape=(None, 3))
    f = theano.function([x], [x.sum(axis=1), T.grad((x**2).sum(), x)])
    assert x.name == "x" and f(x=np.ones((2, 3)))[1].shape == (2, 3)
    with pytest.raises(ValueError, match="axis 1|dim 1"):
        f(np.ones((2, 4)))
    with pytest.raises(ValueError, match="axis 1|dim 1"):
        x.eval({x: np.ones((2, 4))})


def test_one_stretches():
    x = T.matrix("x", shape=(None, 1), dtype="float32")
    assert x.type == T.fcol and not hasattr(x.tag, "declared_shape")
    assert (x + T.fmatrix()).broadcastable == (False, False)


def test_updates_and_givens_see_the_check():
    w, x, y = theano.shared(np.zeros(3), "w"), T.dvector("x", shape=(3,)), T.dvector("y")
    f = theano.function([x], x + y, updates=[(w, w + x)], givens={y: x * 2})
    np.testing.assert_array_equal(f([1.0, 2.0, 3.0]), [3.0, 6.0, 9.0])
    with pytest.raises(ValueError, match="axis 0|dim 0"):
        f([1.0])
    np.testing.assert_array_equal(w.get_value(), [1.0, 2.0, 3.0])


def test_many_functions():
    x = T.dvector("x", shape=(2,))
    f, g = theano.function([x], x + 1), theano.function([theano.In(x, value=[1.0, 2.0])], x * 2)
    np.testing.assert_array_equal(f([1.0, 2.0]) + g(), [4.0, 7.0])


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: T.matrix(shape=(3,)), ValueError, "1 lengths, and .* has 2 axes"),
        (lambda: T.matrix(shape=(3, -1)), TypeError, "None where it is not known, not -1"),
        (lambda: T.matrix(shape=(3, "n")), TypeError, "not 'n'"),
        (lambda: T.row(shape=(3, 3)), ValueError, "says that a length is 1, not 3"),
    ],
)
def test_contradictions(make, error, text):
    with pytest.raises(error, match=text):
        make()
