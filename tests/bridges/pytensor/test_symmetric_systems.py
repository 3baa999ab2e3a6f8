"""Systems whose matrix is symmetric or positive definite, of which one triangle is read."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from pytensor.tensor import linalg

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode

DEFINITE = np.array([[2.0, 0.3], [5.0, 3.0]]), np.array([[2.0, 5.0], [0.3, 3.0]])


def functions(assumed, lower, ndim=1):
    a, b = pt.dmatrix("a"), pt.tensor("b", dtype="float64", shape=(None,) * ndim)
    x = linalg.solve(a, b, assume_a=assumed, lower=lower, b_ndim=ndim)
    return pytensor.function([a, b], [x, *pytensor.grad((x**2).sum(), [a, b])], mode="TENSORGRAPH")


@pytest.mark.parametrize("lower", [True, False])
def test_matrices_that_are_not_definite_give_nan(lower):
    """PyTensor's own code gives nan, in the shape of the matrix."""
    f = functions("pos", lower)
    for a in (np.array([[1.0, 2.0], [2.0, 1.0]]), np.zeros((2, 2)), -np.eye(2), DEFINITE[not lower]):
        assert all(np.isnan(z).all() for z in f(a, np.array([1.0, 2.0])))


@pytest.mark.parametrize("ndim", [1, 2])
@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("assumed", ["pos", "sym"])
def test_one_triangle_is_read_and_factored_once(assumed, lower, ndim):
    f = functions(assumed, lower, ndim)
    kinds = f.vm.function.kinds()
    assert kinds.count("cholesky") + kinds.count("lu") == 1
    a = DEFINITE[int(lower)]
    part = np.tril(a) if lower else np.triu(a)
    full = part + part.T - np.diag(np.diag(a))
    b = np.array([1.0, 2.0]) if ndim == 1 else np.array([[1.0, 2.0, 0.5], [3.0, -1.0, 2.0]])
    x, ga, gb = f(a, b)
    np.testing.assert_allclose(x, np.linalg.solve(full, b), 1e-12)
    back = np.linalg.solve(full, 2 * x)
    np.testing.assert_allclose(gb, back, 1e-12)
    whole = -np.outer(back, x) if ndim == 1 else -back @ x.T
    strict = np.tril(np.ones((2, 2)), -1) if lower else np.triu(np.ones((2, 2)), 1)
    assert ga.shape == (2, 2)
    np.testing.assert_allclose(np.diag(ga), np.diag(whole), 1e-12)
    assert np.isfinite(ga * strict).all()
