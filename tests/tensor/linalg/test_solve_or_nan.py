"""Systems whose failures are nan instead of errors, as libraries around LAPACK's solvers have it."""

import warnings

import numpy as np
import pytest

import tensorgraph
import tensorgraph.tensor as T
from tensorgraph.tensor.linalg.solve import SolveOrNan

GOOD = np.array([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]])
STRUCTURES = ["general", "lower_triangular", "upper_triangular"]
READ = {"general": np.asarray, "lower_triangular": np.tril, "upper_triangular": np.triu}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("rank", [1, 2])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_values(structure, rank, dtype):
    a, b = T.matrix("a", dtype=dtype), (T.vector if rank == 1 else T.matrix)("b", dtype=dtype)
    f = tensorgraph.function([a, b], SolveOrNan(structure)(a, b))
    given = GOOD.astype(dtype)
    right = np.arange(1.0, 4.0).astype(dtype) if rank == 1 else np.arange(6.0).reshape(3, 2).astype(dtype)
    np.testing.assert_allclose(f(given, right), np.linalg.solve(READ[structure](given), right), rtol=1e-4)
    for bad in (np.zeros((3, 3)), np.full((3, 3), np.nan), np.diag([1.0, 0.0, 1.0]), np.full((3, 3), np.inf)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            got = f(bad.astype(dtype), right)
        assert got.shape == right.shape and got.dtype == dtype and np.isnan(got).any()
    np.testing.assert_allclose(f(given, right), np.linalg.solve(READ[structure](given), right), rtol=1e-4)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_columns_fail_alone(structure):
    a, b = T.dmatrices("a", "b")
    right = np.arange(6.0).reshape(3, 2)
    want = np.linalg.solve(READ[structure](GOOD), right)
    right[:, 1] = np.nan
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        f = tensorgraph.function([a, b], SolveOrNan(structure)(a, b), mode=mode)
        got = f(GOOD, right)
        np.testing.assert_allclose(got[:, 0], want[:, 0])
        assert np.isnan(got[:, 1]).all()
        assert np.isnan(f(np.full((3, 3), np.nan), right)).all()


@pytest.mark.parametrize("structure", STRUCTURES)
def test_gradients_of_failures_are_nan(structure):
    a, b = T.dmatrix("a"), T.dvector("b")
    f = tensorgraph.function([a, b], T.grad(SolveOrNan(structure)(a, b).sum(), [a, b]))
    for g in f(np.zeros((3, 3)), np.ones(3)):
        assert np.isnan(g).any()
    assert all(np.isfinite(g).all() for g in f(GOOD, np.ones(3)))


def test_shapes_that_do_not_fit_raise():
    a, b = T.dmatrix("a"), T.dvector("b")
    f = tensorgraph.function([a, b], SolveOrNan()(a, b))
    with pytest.raises(ValueError, match="shape"):
        f(np.full((3, 3), np.nan), np.ones(2))
    with pytest.raises(ValueError):
        f(GOOD, np.ones(2))
