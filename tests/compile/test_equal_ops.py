"""Operations of the user that are equal by ``__props__`` although they keep different arguments."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall


class Power(theano.Op):
    """``x**n``; its props leave n out."""

    __props__ = ()

    def __init__(self, n, name=None):
        self.n, self.name = n, name

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0] ** self.n


class Named(Power):
    __props__ = ("n",)


class Equal(Power):
    """An equality of its own, which may know better."""

    __props__ = ()

    def __eq__(self, other):
        return type(self) is type(other)

    def __hash__(self):
        return hash(type(self))


x = T.dvector("x")


def test_a_parameter_that_props_leave_out():
    with pytest.raises(TypeError, match=r"(?s)Power keeps n, .*\(\), .*Power\([23]\)\(x\)` .*use __props__ = \('n',\)"):
        theano.function([x], [Power(2)(x), Power(3)(x)])
    with pytest.raises(TypeError, match="Power keeps n"):
        theano.function([x], [Power(np.ones(2))(x), Power(np.zeros(2))(x)])


def test_a_loop_and_an_inner_graph():
    m = T.dmatrix("m")
    rows, _ = theano.scan(lambda r: Power(2)(r) + Power(3)(r), sequences=m)
    with pytest.raises(TypeError, match="Power keeps n"):
        theano.function([m], rows)
    both = theano.OpFromGraph([x], [Power(2)(x) + Power(3)(x)])
    with pytest.raises(TypeError, match="Power keeps n"):
        theano.function([x], both(x))


@pytest.mark.parametrize(
    "ops", [(Power(2), Power(2)), (Named(2), Named(3)), (Power(2, "a"), Power(2, "b")), (Equal(2), Equal(3))]
)
def test_others_are_compiled(ops):
    first, second = ops
    got = theano.function([x], [first(x), second(x)])([2.0, 3.0])
    assert got[0].tolist() == [4.0, 9.0]
    assert got[1].tolist() == ([8.0, 27.0] if ops[1] == Named(3) else [4.0, 9.0])


def test_programs_for_theano_are_warned():
    install_as_theano()
    try:
        with pytest.warns(UserWarning, match="Power keeps n"):
            f = theano.function([x], [Power(2)(x), Power(3)(x)])
        assert f([2.0, 3.0])[0].tolist() == f([2.0, 3.0])[1].tolist()
    finally:
        uninstall()


def test_arguments_that_are_no_numbers():
    """Two that are nan are the same."""
    x = T.dvector()
    f = theano.function([x], [Power(float("nan"))(x), Power(float("nan"))(x)])
    np.testing.assert_array_equal(f([2.0]), [[np.nan], [np.nan]])
