"""Curves are fitted by every method, with exact Jacobians in either mode."""

import numpy as np
import pytest
import scipy.optimize

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import DisconnectedInputError
from tensorgraph.optimize import least_squares
from tensorgraph.optimize.leastsquares import METHODS

every_method = pytest.mark.parametrize("method", METHODS)
TIMES = np.linspace(0, 4, 50)
CURVE = 3 * np.exp(-1.5 * TIMES) + 0.5


def parameters():
    return {name: theano.shared(1.0, name) for name in ("height", "rate", "level")}


def residuals(p):
    return p["height"] * T.exp(-p["rate"] * TIMES) + p["level"] - CURVE


@every_method
def test_curve(method):
    p = parameters()
    result = least_squares(residuals(p), p, method=method)
    assert result.success and result.cost < 1e-12
    assert result.params == pytest.approx({"height": 3, "rate": 1.5, "level": 0.5}, abs=1e-6)
    assert p["rate"].get_value() == result.params["rate"]


@every_method
@pytest.mark.parametrize("rows, columns", [(1, 1), (4, 4), (20, 20), (20, 3), (9, 9), (30, 12)])
def test_jacobian(method, rows, columns):
    """Written out, by rows or by columns, it is that of the linear problem; the path is SciPy's with the same one."""
    rng = np.random.default_rng(rows + columns)
    A, b = rng.normal(size=(rows, columns)), rng.normal(size=rows)
    w = theano.shared(np.zeros(columns), "w")
    result = least_squares(T.sinh(T.dot(A, w)) - b, w, method=method)
    theirs = scipy.optimize.least_squares(
        lambda w: np.sinh(A @ w) - b, np.zeros(columns), jac=lambda w: np.cosh(A @ w)[:, None] * A, method=method
    )
    assert (result.nfev, result.njev) == (theirs.nfev, theirs.njev)
    np.testing.assert_allclose(result.x, theirs.x, rtol=1e-6, atol=1e-9)


def test_fewer_residuals_than_unknowns():
    w = theano.shared(np.zeros((3, 4)), "w")
    result = least_squares([w.sum() - 1, w[0] - 2], w)
    assert result.cost < 1e-15 and result.jac.shape == (5, 12)


@pytest.mark.parametrize("method", ["trf", "dogbox"])
def test_bounds(method):
    p = parameters()
    least_squares(residuals(p), p, method=method, bounds={p["rate"]: (0, 1.25)})
    assert p["rate"].get_value() == pytest.approx(1.25, abs=1e-6)


def test_robust_loss():
    """Options are SciPy's."""
    p, wrong = parameters(), CURVE.copy()
    wrong[::10] += 5
    r = p["height"] * T.exp(-p["rate"] * TIMES) + p["level"] - wrong
    least_squares(r, p, loss="soft_l1", f_scale=0.01)
    assert p["level"].get_value() == pytest.approx(0.5, abs=0.02)


def test_fewer_evaluations_than_finite_differences():
    p = parameters()
    result = least_squares(residuals(p), p)
    theirs = scipy.optimize.least_squares(lambda v: v[0] * np.exp(-v[1] * TIMES) + v[2] - CURVE, np.ones(3))
    assert result.nfev <= theirs.nfev    # of which SciPy does not count those for its Jacobians, three each


w, x = theano.shared(np.ones(2), "w"), T.dvector("x")
BAD = {
    "method": (lambda: least_squares(w, w, method="lmm"), ValueError, "Did you mean 'lm'"),
    "bounds of lm": (lambda: least_squares(w, w, method="lm", bounds=(0, 2)), ValueError, "takes no bounds"),
    "too few": (lambda: least_squares(w[0], w, method="lm"), ValueError, "1 for 2"),
    "not feasible": (lambda: least_squares(w, w, bounds=(2, 3)), ValueError, "start values are not within"),
    "integers": (lambda: least_squares(w.astype("int64"), w), TypeError, "residuals must be floats"),
    "complex": (lambda: least_squares(w * 1j, w), TypeError, "real numbers"),
    "numbers": (lambda: least_squares(np.ones(2), w), TypeError, "residuals must be a variable"),
    "none": (lambda: least_squares([], w), ValueError, "no residuals"),
    "none of an array": (lambda: least_squares(w[:0], w), ValueError, "the residuals have no elements"),
    "disconnected": (lambda: least_squares(w, [w, theano.shared(1.0, "b")]), DisconnectedInputError, "unknown b"),
    "option": (lambda: least_squares(w, w, los="linear"), TypeError, "los"),
    "nan": (lambda: least_squares(T.log(-w), w), ValueError, "finite"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(case):
    call, error, message = BAD[case]
    with np.errstate(invalid="ignore"), pytest.raises(error, match=message):
        call()
    np.testing.assert_array_equal(w.get_value(), [1, 1])
