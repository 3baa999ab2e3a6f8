"""Where a cost is nan because an argument is, so is its gradient with respect to it: no step hides nan."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import NullTypeGradError
from tensorgraph.scalar import REGISTRY
from tensorgraph.tensor.elementwise.elemwise import Elemwise

pytestmark = pytest.mark.filterwarnings("ignore:the gradient of the cost")

INSIDE = np.array([0.3, 0.6, 0.9])
BOUNDS = {("clip", 1), ("clip", 2)}  # where x is nan they are not what is returned


def arities(op):
    return 2 if op.nin < 0 else op.nin


@pytest.mark.parametrize("name, place", [(name, i) for name, op in REGISTRY.items() for i in range(arities(op))])
def test_elementwise(name, place):
    xs = T.dscalars(*"abc"[: arities(REGISTRY[name])])
    xs = xs if isinstance(xs, list) else [xs]
    try:
        y = Elemwise(REGISTRY[name])(*xs)
    except TypeError:
        pytest.skip("of no floats")
    y = y[0] if isinstance(y, list) else y
    if y.type.dtype != "float64" or (name, place) in BOUNDS:
        pytest.skip("of another dtype, or a bound")
    try:
        slope = T.grad(T.log(y), xs[place], disconnected_inputs="ignore")
    except NullTypeGradError:
        pytest.skip("without a gradient")
    f = theano.function(xs, [y, slope], mode="FAST_COMPILE", on_unused_input="ignore")
    values = list(INSIDE[: len(xs)])
    with np.errstate(all="ignore"):
        is_constant = f(*values)[1] == 0
        values[place] = np.nan
        value, gradient = f(*values)
    assert is_constant or np.isnan(value) == np.isnan(gradient)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("op", [T.maximum, T.minimum], ids=str)
def test_both_inputs_of_an_extreme(op, place):
    """The number beside nan has no say in the value, and a gradient that is the cost's."""
    x, y = T.dscalars("x", "y")
    z = op(x, y)
    f = theano.function([x, y], T.grad(z, [x, y]))
    values = [1.0, 1.0]
    assert f(*values) == [1, 0]
    values[place] = np.nan
    assert f(*values) == [1, 1]


REDUCTIONS = {
    "max": lambda x: x.max(axis=1),
    "min": lambda x: x.min(axis=1),
    "max of all": lambda x: x.max(),
    "max_and_argmax": lambda x: T.max_and_argmax(x, axis=1)[0],
    "ptp": lambda x: T.ptp(x, axis=1),
    "median": lambda x: T.median(x, axis=1),
    "percentile": lambda x: T.percentile(x, 30.0, axis=1),
    "sum": lambda x: x.sum(axis=1),
    "prod": lambda x: x.prod(axis=1),
    "std": lambda x: x.std(axis=1),
    "norm": lambda x: x.norm(np.inf),
    "logsumexp": lambda x: T.logsumexp(x, axis=1),
    "softmax": lambda x: T.nnet.softmax(x)[:, 0],
    "cumsum": lambda x: T.cumsum(x, axis=1)[:, -1],
    "kl_div": lambda x: T.kl_div(x, x + 0.1).sum(axis=1),
    "clip": lambda x: T.clip(x, 0.1, 0.9).sum(axis=1),
    "relu": lambda x: T.nnet.relu(x).sum(axis=1),
    "hinge": lambda x: T.maximum(0, 1 - x).sum(axis=1),
}


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_rows(name, mode):
    """The gradient is nan somewhere in the row that holds nan, and nowhere else where rows are apart."""
    x = T.dmatrix("x")
    y = REDUCTIONS[name](x)
    f = theano.function([x], [y, T.grad(T.log(y).sum(), x)], mode=mode)
    data = np.linspace(0.2, 0.8, 8).reshape(2, 4)[:, ::-1].copy()
    data[0, 2] = np.nan
    with np.errstate(all="ignore"):
        value, gradient = f(data)
    is_lost = np.isnan(gradient).any(axis=1)
    np.testing.assert_array_equal(is_lost, np.isnan(value) if value.ndim else [True, is_lost[1]])
