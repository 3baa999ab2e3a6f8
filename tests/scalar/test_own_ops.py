"""Scalar operations that programs define, as Theano's clients do."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import scalar
from tensorgraph.scalar import Composite


class LogOdds(scalar.UnaryScalarOp):
    """Defined for numbers, with a gradient; C code is not used."""

    def impl(self, x):
        return np.log(x / (1 - x)) if 0 < x < 1 else float("nan")

    def grad(self, inputs, gout):
        (x,), (gz,) = inputs, gout
        return [gz / (x * (1 - x))]

    def c_code(self, *args):
        raise AssertionError("nobody calls this")


logodds = LogOdds(scalar.upgrade_to_float, name="logodds")


def test_types_and_text():
    assert logodds.output_dtypes("int8") == ("float32",)
    assert logodds(scalar.float64()).dtype == "float64"
    assert str(logodds) == "logodds" and str(LogOdds(scalar.same_out)) == "LogOdds"
    assert logodds == LogOdds(scalar.upgrade_to_float) != LogOdds(scalar.same_out)
    assert pickle.loads(pickle.dumps(logodds)) == logodds


def test_values():
    x = scalar.float32()
    node = logodds.make_node(x)
    storage = [[None]]
    logodds.perform(node, [np.array([0.25, 0.5, 2.0], "float32")], storage)
    z = storage[0][0]
    assert z.dtype == "float32"
    np.testing.assert_allclose(z, [np.log(1 / 3), 0, np.nan], rtol=1e-6)
    assert Composite([x], [logodds(x)]).impl(np.float32(0.5)) == 0


def test_gradient():
    g = logodds.gradient_graph(("float64",))
    value = Composite(g.inputs + g.output_grads, g.grads).impl(0.5, 1.0)
    assert value == 4.0


def test_named_function_of_arrays():
    """nfunc_spec names a NumPy or SciPy function that is used for arrays."""

    class Logit(scalar.UnaryScalarOp):
        nfunc_spec = ("scipy.special.logit", 1, 1)

        def impl(self, x):
            raise AssertionError("the function of arrays is used")

    op = Logit(scalar.upgrade_to_float)
    (z,) = op.evaluate([np.array([0.5])], ["float64"])
    assert z == 0


def test_two_inputs_and_a_missing_gradient():
    class Scaled(scalar.BinaryScalarOp):
        def impl(self, x, y):
            return x * 2**y

    op = Scaled(scalar.upcast_out)
    assert op.evaluate([np.array([3, 5]), np.array(2)], ["int64"])[0].tolist() == [12, 20]
    with pytest.raises(NotImplementedError, match="Scaled does not define grad"):
        op.gradient_graph(("float64", "float64"))
    with pytest.raises(TypeError, match="Expected a callable"):
        Scaled("float64")


def test_an_op_of_the_package_with_another_gradient():
    class Straight(scalar.RoundHalfToEven):
        def grad(self, inputs, gout):
            return gout

    g = Straight(scalar.same_out, "straight").gradient_graph(("float64",))
    assert g.grads == g.output_grads


def test_no_impl_says_so():
    class Nothing(scalar.UnaryScalarOp):
        pass

    with pytest.raises(NotImplementedError, match="Nothing must define impl"):
        Nothing(scalar.same_out).impl(1.0)


def test_an_init_of_its_own():
    """A program's __init__ need not call ours; its __props__ make equality."""

    class Power(scalar.UnaryScalarOp):
        __props__ = ("n",)

        def __init__(self, n):
            self.n = n

        def output_types(self, types):
            return [scalar.float64]

        def impl(self, x):
            return x**self.n

    assert Power(2) == Power(2) != Power(3)
    assert Power(2).output_dtypes("int8") == ("float64",)
    assert Power(2).evaluate([np.array([3.0])], ["float64"])[0] == 9
    assert str(Power(2)) == "Power"


def test_output_types_from_make_node():
    """An op of the old kind says only by its ``make_node`` what it gives."""

    class Both(scalar.ScalarOp):
        nin, nout = 1, 2

        def make_node(self, x):
            x = scalar.as_scalar(x)
            return theano.Apply(self, [x], [x.type(), scalar.int8()])

        def impl(self, x):
            return x * 2, x > 1

    v = T.fvector("v")
    y, z = T.Elemwise(Both())(v)
    assert (y.dtype, z.dtype) == ("float32", "int8")
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        a, b = theano.function([v], [y, z], mode=mode)([1.0, 2.0])
        assert a.tolist() == [2.0, 4.0] and b.tolist() == [0, 1] and b.dtype == "int8"


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", "DebugMode"])
def test_gradients_of_numbers(mode):
    """Results for numbers are numbers."""
    x, y = scalar.float32("x"), scalar.float32("y")
    for z, at, slope in ((x > y, 1.0, 0.0), (scalar.sqr(x) * y, 3.0, 6.0), (scalar.switch(x > y, x, y), 3.0, 1.0)):
        g = theano.gradient.grad(z, x)
        f = theano.function([x, y], g, mode=mode, on_unused_input="ignore")
        assert f(at, 1.0) == slope
