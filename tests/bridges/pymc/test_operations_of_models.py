"""Operations that PyMC defines beside PyTensor's, against their own Python code."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
import pytest
from comparison import MODE
from pymc.distributions.dist_math import SplineWrapper
from pymc.distributions.multivariate import matrix_pos_def
from scipy.interpolate import InterpolatedUnivariateSpline

from tensorgraph.bridges.pytensor.foreign import foreign_ops

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
AT = np.linspace(0, 3, 9)
SPLINE = SplineWrapper(InterpolatedUnivariateSpline(AT, np.sin(AT), k=3))


def check(inputs, outputs, *points):
    """Compare the outputs at points; nothing runs by the operation's own code here."""
    with pytensor.config.change_flags(cxx=""):
        ours, theirs = (pytensor.function(inputs, outputs, mode=mode) for mode in (MODE, "FAST_COMPILE"))
    assert foreign_ops(ours.vm.function.maker.fgraph) == []
    for point in points:
        for a, b in zip(ours(*point), theirs(*point)):
            assert a.dtype == b.dtype and a.shape == b.shape
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def outcome(f):
    """Return what a function makes of nan: an error, but a result in later versions."""
    try:
        return f(np.full((2, 2), np.nan)).item()
    except ValueError as error:
        return str(error).partition("\n")[0]


def test_matrices():
    x = pt.matrix("x")
    diagonals = pm.math.batched_diag(x)
    found = [matrix_pos_def(x), pm.math.logdet(x), diagonals, pt.grad((diagonals * diagonals[::-1]).sum(), x)]
    a = np.random.default_rng(1).normal(size=(3, 3))
    check([x], found, [a], [a @ a.T], [np.eye(3)])
    f, g = (pytensor.function([x], matrix_pos_def(x), mode=mode) for mode in (MODE, "FAST_COMPILE"))
    found, expected = outcome(f), outcome(g)
    assert found == expected


def test_splines():
    x = pt.matrix("x")
    check([x], [SPLINE(x), pt.grad(SPLINE(x).sum(), x)], [np.linspace(-1, 4, 6).reshape(2, 3)])


def test_trajectories():
    """Of a differential equation, with their sensitivities, which are integrated once for both."""

    def slopes(y, t, p):
        return p[0] * y[0] * (1 - y[0]) + 0.1 * t, -p[1] * y[1] + y[0]

    # its constructor compiles
    with pytensor.config.change_flags(mode=MODE):
        equation = pm.ode.DifferentialEquation(slopes, np.arange(0.5, 3, 0.5), n_states=2, n_theta=2)
    y, p = pt.vectors("y", "p")
    states = equation(y, p)
    outputs = [states, *pt.grad((states**2).sum(), [y, p])]
    check([y, p], outputs, [np.array([0.1, 0.2]), np.array([1.0, 0.4])])
    assert str(pytensor.function([y, p], outputs, mode=MODE).explain()).count("Routine{integrate") == 1


@pytest.mark.parametrize("name", ["Exponential", "Matern12", "Matern32", "ExpQuad", "RatQuad"])
def test_kernels_of_years(name):
    """Distances are differences of squares, which cancel exactly on the diagonal."""
    length = pt.scalar("length")
    more = {"alpha": 2.0} if name == "RatQuad" else {}
    kernel = getattr(pm.gp.cov, name)(1, ls=length, **more)(np.arange(1990.0, 2024)[:, None])
    found = pytensor.function([length], pt.diagonal(kernel), mode=MODE)(0.1)
    np.testing.assert_allclose(found, np.full(34, found[0]), rtol=1e-15)


def test_gradients_outside_of_the_support():
    """Values that a transformation back does not reach take no part, behind the lengths that PyMC asserts."""
    with pm.Model() as model:
        pm.LogitNormal("x", 0, pm.math.exp(pm.Normal("s")), size=(2,))
    point = {"s": np.array(0.3), "x": np.array([0.5, -0.2])}
    ours, theirs = (model.compile_dlogp(mode=mode)(point) for mode in (MODE, "FAST_COMPILE"))
    np.testing.assert_allclose(ours, theirs, 1e-12)


def test_gradients_of_a_density_of_two_branches():
    """The branch that a value does not lie on takes no part, whatever else reads the masks of both branches."""
    b, value = pt.scalar("b"), pt.vector("value", shape=(3,))
    total = pm.logp(pt.cosh(pm.Kumaraswamy.dist(b, b, size=(3,))), value).sum()
    outputs = [total, *pytensor.grad(total, [b, value])]
    check([b, value], outputs, [np.array(0.8), np.array([1.3, 1.2, 1.4])])
