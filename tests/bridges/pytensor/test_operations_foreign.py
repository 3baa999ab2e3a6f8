"""Operations that run by PyTensor's own ``perform``: what they overwrite and share."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op

from tensorgraph.bridges.pytensor import converts
from tensorgraph.bridges.pytensor.conversion import CONVERSIONS
from tensorgraph.bridges.pytensor.foreign import foreign_ops

X = np.arange(4.0)


class Doubled(Op):
    """Doubles an array where it stands."""

    __props__ = ()
    destroy_map = {0: [0]}

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        inputs[0] *= 2
        output_storage[0][0] = inputs[0]


class Reversed(Op):
    """A view of an array, and its length."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        return Apply(self, [x], [x.type(), pt.lscalar()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0][::-1]
        output_storage[1][0] = np.array(len(inputs[0]))


class Broken(Op):
    """Raises an error of its own."""

    __props__ = ()

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        raise ArithmeticError("it is broken")


def compiled(inputs, outputs):
    return pytensor.function(inputs, outputs, mode="TENSORGRAPH", accept_inplace=True)


def test_what_is_overwritten_is_a_copy():
    x = pt.vector("x")
    y = x + 1
    f = compiled([x], [Doubled()(y), y, Doubled()(x), x])
    given = X.copy()
    for found, expected in zip(f(given), (2 * X + 2, X + 1, 2 * X, X)):
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(given, X)
    assert len(foreign_ops(f.vm.function.maker.fgraph)) == 2


def test_views_are_no_results():
    x, s = pt.vector("x"), pytensor.shared(X.copy(), "s")
    f = compiled([x], [Reversed()(x)[0], Reversed()(s)[0], Reversed()(x)[1]])
    given = X.copy()
    first, second, n = f(given)
    np.testing.assert_array_equal(first, X[::-1])
    first[:] = second[:] = 7
    np.testing.assert_array_equal(given, X)
    np.testing.assert_array_equal(s.get_value(), X)
    assert n == 4


def test_views_are_read_before_their_source_is_overwritten():
    x, s = pt.vector("x"), pytensor.shared(X.copy(), "s")
    f = pytensor.function([x], Reversed()(s)[0] * 1, updates={s: s * x}, mode="TENSORGRAPH")
    np.testing.assert_array_equal(f(np.full(4, 2.0)), X[::-1])
    np.testing.assert_array_equal(s.get_value(), 2 * X)
    y = pt.exp(x)
    g = compiled([x], Reversed()(y)[0] + pt.inc_subtensor(y[1:], 1.0, inplace=False))
    expected = np.exp(X)[::-1] + np.exp(X) + [0, 1, 1, 1]
    np.testing.assert_allclose(g(X), expected)


def test_errors_are_those_of_the_operation():
    x = pt.vector("x")
    with pytest.raises(ArithmeticError, match="it is broken"):
        compiled([x], Broken()(x))(X)


def test_the_user_converts_operations():
    x = pt.vector("x")

    class Twice(Doubled):
        """The same, with a conversion."""

    converts(Twice)(lambda op, node, x: x * 2)
    try:
        f = compiled([x], Twice()(x))
        np.testing.assert_array_equal(f(X), 2 * X)
        assert foreign_ops(f.vm.function.maker.fgraph) == []
    finally:
        del CONVERSIONS[Twice]
