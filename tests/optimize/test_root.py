"""Equations are solved by every method of SciPy."""

import numpy as np
import pytest
import scipy.optimize

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import DisconnectedInputError
from tensorgraph.optimize import root
from tensorgraph.optimize.roots import METHODS, WITH_JACOBIAN

every_method = pytest.mark.parametrize("method", METHODS)


def equations(x):
    """Those of SciPy's documentation of its methods."""
    return T.stack([x[0] + 0.5 * (x[0] - x[1]) ** 3 - 1.0, 0.5 * (x[1] - x[0]) ** 3 + x[1]])


def test_every_method_of_scipy():
    from scipy.optimize._root import ROOT_METHODS

    assert set(ROOT_METHODS) == set(METHODS)


@every_method
def test_solution(method):
    x = theano.shared(np.zeros(2), "x")
    # easy enough, and of the sign, for methods that only mix values
    result = root(T.constant([1.0, 0.5]) - x - 0.3 * T.sin(x[::-1]), x, method=method)
    assert result.success and result.nfev > 0
    found = x.get_value()
    np.testing.assert_allclose(found + 0.3 * np.sin(found[::-1]), [1.0, 0.5], atol=1e-4)
    np.testing.assert_array_equal(result.params, x.get_value())


@pytest.mark.parametrize("method", WITH_JACOBIAN)
def test_the_path_with_a_jacobian_by_hand(method):
    def value(x):
        return [x[0] + 0.5 * (x[0] - x[1]) ** 3 - 1.0, 0.5 * (x[1] - x[0]) ** 3 + x[1]]

    def slopes(x):
        d = 1.5 * (x[0] - x[1]) ** 2
        return np.array([[1 + d, -d], [-d, 1 + d]])

    x = theano.shared(np.zeros(2), "x")
    result, theirs = root(equations(x), x, method=method), scipy.optimize.root(value, [0, 0], jac=slopes, method=method)
    assert (result.nfev, result.njev) == (theirs.nfev, theirs.njev)
    np.testing.assert_allclose(result.x, theirs.x, rtol=1e-12)


def test_several_unknowns_and_equations():
    """A matrix and a number; the inverse of a matrix and its trace."""
    A = np.array([[2.0, 1.0], [0.5, 3.0]])
    inverse, trace, a = T.dmatrix("inverse"), theano.shared(0.0, "trace"), T.dmatrix("a")
    result = root([T.dot(a, inverse) - np.eye(2), T.nlinalg.trace(inverse) - trace], {"i": inverse, "t": trace},
                  x0={"i": np.eye(2), "t": None}, inputs=[a], args=[A])
    np.testing.assert_allclose(result.params["i"], np.linalg.inv(A), atol=1e-10)
    assert trace.get_value() == pytest.approx(np.linalg.inv(A).trace())


def test_what_is_no_solution_is_not_assigned():
    x = theano.shared(np.array([1.0]), "x")
    result = root(T.sqr(x) + 1, x)
    assert not result.success
    np.testing.assert_array_equal(x.get_value(), [1.0])


w = theano.shared(np.ones(2), "w")
BAD = {
    "method": (lambda: root(w, w, method="hybrid"), ValueError, "Did you mean 'hybr'"),
    "numbers": (lambda: root(w[0], w), ValueError, "1 equations for 2 unknowns"),
    "callback": (lambda: root(w, w, callback=print), ValueError, "hybr takes no callback"),
    "no variable": (lambda: root([w, None], w), TypeError, "equations must be a variable"),
    "disconnected": (lambda: root(w, [theano.shared(np.ones(2), "b")]), DisconnectedInputError, "unknown b"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(case):
    call, error, message = BAD[case]
    with pytest.raises(error, match=message):
        call()
