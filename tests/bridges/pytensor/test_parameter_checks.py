"""Checks of parameters: those that hold are dropped, the others look at numbers before these are repeated."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
import pytest
from pymc.logprob.utils import ParameterValueError
from pytensor.raise_op import CheckAndRaise

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode

MODE = "TENSORGRAPH"
check = CheckAndRaise(ValueError, "it must hold")
x, s = pt.vector("x"), pt.scalar("s")
X = np.array([1.0, 2.0, 3.0])


def steps(f):
    """Return the operations of our function."""
    return [str(node.op) for node in f.vm.function.maker.fgraph.toposort()]


def test_conditions_that_hold_are_dropped():
    f = pytensor.function([x], 2 * check(x, True), mode=MODE)
    assert not any("Check" in step for step in steps(f))
    np.testing.assert_array_equal(f(X), 2 * X)
    g = pytensor.function([x, s], 2 * check(x, True, s > 0), mode=MODE)
    assert sum("Check" in step for step in steps(g)) == 1
    np.testing.assert_array_equal(g(X, 1.0), 2 * X)
    with pytest.raises(ValueError, match="it must hold"):
        g(X, -1.0)


def test_conditions_that_do_not_hold_stay():
    f = pytensor.function([x], check(x, True, False), mode=MODE)
    with pytest.raises(ValueError, match="it must hold"):
        f(X)


@pytest.mark.parametrize("length", [0, 3])
def test_numbers_are_checked_before_they_are_repeated(length):
    """What is computed of a repeated number and constants of one value is computed once, on both sides of a check."""
    repeated = check(pt.log(pt.alloc(s, length) * np.full(length, 2.0)), s > 0)
    f = pytensor.function([s], pt.exp(repeated), mode=MODE)
    np.testing.assert_allclose(f(1.5), np.full(length, 3.0))
    if length:
        assert steps(f)[-1] == "Alloc"
    with pytest.raises(ValueError, match="it must hold"):
        f(-1.0)


def test_bounds_of_truncated_data_are_one_number():
    with pm.Model() as model:
        base = pm.StudentT.dist(nu=5, mu=pm.Normal("mu"), sigma=pm.HalfNormal("sigma"))
        pm.Truncated("y", base, lower=0.0, upper=9.0, observed=X)
    inputs, outputs = model.value_vars, [model.logp(), *pytensor.grad(model.logp(), model.value_vars)]
    f, g = (pytensor.function(inputs, outputs, mode=mode) for mode in (MODE, "FAST_COMPILE"))
    for point in [(0.5, 0.1), (-1.0, 2.0), (4.0, -1.0)]:
        np.testing.assert_allclose(f(*point), g(*point), rtol=1e-9)
    longest = [v for node in f.vm.function.maker.fgraph.toposort() for v in node.outputs if "betainc" in str(node.op)]
    assert longest and all(all(v.type.broadcastable) for v in longest)


def test_wrong_parameters_raise():
    value = pt.vector("value")
    logp = pm.logp(pm.Truncated.dist(pm.Normal.dist(0, s), lower=1.0, upper=s), value)
    f = pytensor.function([value, s], logp, mode=MODE)
    assert np.isfinite(f(X, 5.0)).all()
    with pytest.raises(ParameterValueError, match="lower_bound <= upper_bound"):
        f(X, 0.5)
