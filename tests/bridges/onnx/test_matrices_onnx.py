"""Linear algebra in onnxruntime, of matrices of all sizes, with its gradients."""

import numpy as np
import pytest
from onnx_agreement import check, run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.linalg.solve import SolveOrNan

A, b, v, W = T.dmatrix("A"), T.dmatrix("b"), T.dvector("v"), T.dmatrix("W")
SYMMETRIC = T.dot(A, A.T) + T.eye(A.shape[0])
CASES = {
    "solve": slinalg.solve(A, b),
    "solve for a vector": slinalg.solve(A, v),
    "lower": slinalg.solve_lower_triangular(A, b),
    "upper": slinalg.solve_upper_triangular(A, v),
    "inverse": nlinalg.matrix_inverse(A),
    "det": nlinalg.det(A),
    "logarithm of det": T.linalg.slogdet(A),
    "lu": T.linalg.lu_factor(A),
    "cholesky": slinalg.cholesky(SYMMETRIC),
    "upper cholesky": slinalg.Cholesky(lower=False)(SYMMETRIC),
    "expm": slinalg.expm(A * 3),
    "wide qr": nlinalg.qr(W),
    "tall qr": nlinalg.qr(W.T),
    "complete qr": nlinalg.qr(W.T, "complete"),
    "r of qr": nlinalg.qr(W, "r"),
    "gradient of cholesky": T.grad((slinalg.cholesky(SYMMETRIC) ** 3).sum(), A),
    "gradient of solve": T.grad((slinalg.solve(A, b) ** 2).sum(), [A, b]),
    "gradient of det": T.grad(nlinalg.det(A), A),
    "gradient of expm": T.grad((slinalg.expm(A) ** 2).sum(), A),
    "likelihood": -0.5 * T.dot(v, slinalg.solve(SYMMETRIC, v)) - T.log(T.diag(slinalg.cholesky(SYMMETRIC))).sum(),
}


@pytest.mark.parametrize("n", [0, 1, 2, 7])
@pytest.mark.parametrize("name", CASES)
def test_matrices(name, n):
    outputs = CASES[name]
    values = [np.random.default_rng(n).normal(size=shape) for shape in ((n, n), (n, 3), (n,), (n, n + 2))]
    check(list(outputs) if isinstance(outputs, (tuple, list)) else outputs, [A, b, v, W], *values, tol=1e-9)


@pytest.mark.parametrize("dtype", ["float16", "float32", "int32"])
def test_dtypes(dtype):
    a = T.matrix("a", dtype=dtype)
    value = np.array([[3, 1, 0], [1, 4, 1], [0, 1, 5]]).astype(dtype)
    outputs = [nlinalg.matrix_inverse(a), nlinalg.det(a), slinalg.cholesky(a), *nlinalg.qr(a), slinalg.expm(a / 4)]
    if dtype == "float16":
        outputs = outputs[:1]
    check(outputs, [a], value, tol=1e-5 if dtype != "float16" else 1e-2)


def test_pivots():
    """Rows are exchanged where an element is 0, or small."""
    value = np.array([[0.0, 1.0, 2.0], [1e-18, 1.0, 1.0], [3.0, 0.0, 1.0]])
    check([nlinalg.matrix_inverse(A), nlinalg.det(A), *T.linalg.lu_factor(A)], [A], value, tol=1e-12)


def test_no_solution():
    """A model raises no error."""
    singular = np.ones((2, 2))
    (found,) = run(theano.to_onnx(SolveOrNan()(A, v), [A, v]), singular, np.array([1.0, 2.0]))
    assert np.isnan(found).all()
    (found,) = run(theano.to_onnx(slinalg.Cholesky(on_error="nan")(A), [A]), -singular)
    assert np.isnan(found).all()
    check(nlinalg.det(A), [A], singular)


def symmetric(n):
    a = np.random.default_rng(n).normal(size=(n, n))
    return a + a.T


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8, 21])
def test_eigenvalues(n):
    """Vectors are right up to their signs; of one triangle, and of a pair."""
    value = symmetric(n)
    w, vectors = run(theano.to_onnx(nlinalg.eigh(A), [A]), value)
    np.testing.assert_allclose(w, np.linalg.eigvalsh(value), atol=1e-12)
    np.testing.assert_allclose(value @ vectors, vectors * w, atol=1e-12)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(n), atol=1e-12)
    positive = value @ value + np.eye(n)
    check([slinalg.eigvalsh(A, None), slinalg.eigvalsh(A, W, lower=False)], [A, W], value, positive, tol=1e-10)
    check(nlinalg.eigh(A, "U")[0], [A], np.triu(value), tol=1e-11)


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (5, 2), (2, 5), (4, 7), (8, 8), (15, 11)])
@pytest.mark.parametrize("full", [False, True])
def test_singular_values(shape, full):
    value = np.random.default_rng(1).normal(size=shape)
    for rank in (None, 1):
        if rank and min(shape) > 1:
            value = np.outer(value[:, 0], value[0])
        u, s, rows = run(theano.to_onnx(nlinalg.svd(A, full), [A]), value)
        wanted = np.linalg.svd(value, full)
        assert (u.shape, s.shape, rows.shape) == tuple([z.shape for z in wanted])
        np.testing.assert_allclose(s, wanted[1], atol=1e-12)
        k = len(s)
        np.testing.assert_allclose((u[:, :k] * s) @ rows[:k], value, atol=1e-12)
        np.testing.assert_allclose(rows @ rows.T, np.eye(len(rows)), atol=1e-12)
        if not rank:
            np.testing.assert_allclose(u.T @ u, np.eye(u.shape[1]), atol=1e-12)
    other = np.random.default_rng(2).normal(size=shape)
    check([nlinalg.svd(A, compute_uv=False), nlinalg.pinv(A)], [A], other, tol=1e-9)


def test_least_squares():
    solve = nlinalg.lstsq()
    rng = np.random.default_rng(3)
    for shape in ((6, 3), (3, 3), (3, 6)):
        for right in (v, b):
            value = rng.normal(size=(shape[0], 2) if right is b else shape[:1])
            check(solve(A, right, -1.0), [A, right], rng.normal(size=shape), value, tol=1e-9)
    check(solve(A, v, 1e-10), [A, v], np.ones((4, 2)), np.arange(4.0), tol=1e-9)
