"""Minima under constraints: their forms, unknowns that only they have, and those of no elements."""

import warnings

import numpy as np
import pytest
import scipy

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.optimize import minimize
from tensorgraph.optimize.solvers import METHODS

able = pytest.mark.parametrize("method", [name for name, method in METHODS.items() if method.constraints])
CONSTRAINTS = {
    "le": lambda w: [w.sum() <= 1],
    "lt, alone": lambda w: w.sum() < 1,
    "ge": lambda w: [-w.sum() >= -1],
    "number first": lambda w: [1 >= w.sum()],
    "eq": lambda w: [T.eq(w.sum(), 1)],
    "triple": lambda w: [(None, w.sum(), 1)],
    "triple, alone": lambda w: (1, w.sum(), 1),
    "dict": lambda w: {"type": "ineq", "fun": 1 - w.sum()},
    "dict eq": lambda w: ({"type": "eq", "fun": 1 - w.sum()},),
    "vector": lambda w: [T.stack([w.sum(), w[0]]) <= np.array([1.0, 9.0])],
    "matrix, triple": lambda w: [(np.full((2, 1), -9.0), T.stack([w.sum(), w[0]]).dimshuffle(0, "x"), [[1.0], [9.0]])],
    "two": lambda w: [w.sum() <= 1, T.sqr(w).sum() <= 25],
}


@able
@pytest.mark.parametrize("case", CONSTRAINTS)
def test_constraints(method, case):
    if method == "cobyla" and case in ("eq", "triple, alone", "dict eq") and scipy.__version__ < "1.16":
        pytest.skip("COBYLA takes equations from SciPy 1.16 on")
    w = theano.shared(np.array([0.3, 0.3]), "w")
    with warnings.catch_warnings():
        # trust-constr says that it starts without curvature along a direction, where constraints are linear
        warnings.simplefilter("ignore", UserWarning)
        minimize(T.sqr(w - [2.0, 1.0]).sum(), w, constraints=CONSTRAINTS[case](w), method=method, tol=1e-8)
    np.testing.assert_allclose(w.get_value(), [1, 0], atol=1e-2)


@pytest.mark.parametrize("method", ["slsqp", "trust-constr"])
def test_an_unknown_in_constraints_only(method):
    """The least upper bound of some functions, which the cost does not depend on itself."""
    t, w = theano.shared(5.0, "t"), theano.shared(np.array([0.5, 0.4]), "w")
    minimize(t, [t, w], constraints=[T.stack([T.sqr(w).sum(), T.sqr(w - 1).sum()]) <= t], method=method, tol=1e-9)
    np.testing.assert_allclose(w.get_value(), [0.5, 0.5], atol=1e-3)
    np.testing.assert_allclose(t.get_value(), 0.5, atol=1e-4)


@able
def test_a_constraint_of_no_elements(method):
    """It holds everywhere."""
    w = theano.shared(np.array([0.3, 0.3]), "w")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        minimize(T.sqr(w - [2.0, 1.0]).sum(), w, constraints=[w[:0] <= 1, w[:1] <= 1], method=method, tol=1e-8)
        np.testing.assert_allclose(w.get_value(), [1, 1], atol=1e-2)
        minimize(T.sqr(w - [2.0, 1.0]).sum(), w, constraints=[w[:0] <= 1], method=method, tol=1e-8)
    np.testing.assert_allclose(w.get_value(), [2, 1], atol=1e-2)
