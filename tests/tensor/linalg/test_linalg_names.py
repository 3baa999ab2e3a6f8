"""``numpy.linalg`` on variables and ``scipy.linalg`` by its names: values, and gradients against differences."""

import ast

import numpy as np
import pytest
import scipy.linalg

import tensorgraph as theano
import tensorgraph.tensor as T

# a square matrix, a symmetric positive one, a tall one, several vectors as a matrix, a vector, matrices in a stack
RNG = np.random.default_rng(4)
SQUARE = RNG.normal(size=(3, 3)) + 2 * np.eye(3)
VALUES = {
    "s": SQUARE, "p": SQUARE @ SQUARE.T + np.eye(3), "x": RNG.normal(size=(4, 3)), "b": RNG.normal(size=(3, 2)),
    "v": RNG.normal(size=3), "t": RNG.normal(size=(2, 3, 4)),
}  # fmt: skip
NUMPY = """
la.norm(x); la.norm(v); la.norm(t); la.norm(v, 1); la.norm(v, np.inf); la.norm(v, -np.inf); la.norm(v, 3)
la.norm(x, axis=0); la.norm(x, 1, axis=1, keepdims=True); la.norm(t, axis=(0, 2)); la.norm(t, 1, axis=(2, 0))
la.norm(t, -np.inf, axis=(1, 2), keepdims=True); la.norm(x, "fro"); la.norm(x, "nuc"); la.norm(x, 2); la.norm(x, -2)
la.norm(x, keepdims=True); la.vector_norm(t, axis=1); la.vector_norm(x, ord=3); la.matrix_norm(t); la.cond(s)
la.matrix_norm(x, ord=1); la.cond(s, -2); la.cond(s, "fro"); la.cond(s, 1); la.inv(s); la.pinv(x); la.pinv(x, 1e-3)
la.det(s); la.slogdet(s).logabsdet; la.solve(s, b); la.solve(s, v); la.lstsq(x, x[:, 0])[0]; la.lstsq(x, x[:, :2])[0]
la.cholesky(p); la.eigh(p).eigenvalues; la.eigvalsh(p, "U"); la.svd(x, full_matrices=False).S; la.svdvals(x)
la.svd(x, compute_uv=False); abs(la.qr(x).R); abs(la.qr(x, "r")); la.matrix_power(s, 3); la.matrix_power(s, -2)
la.multi_dot([x, s, b]); la.tensorinv(np.reshape(s, (3, 3, 1)), 1); la.tensorsolve(s, v); la.outer(v, v)
la.cross(s, b[:, [0, 1, 0]].T); la.vecdot(s, v); la.diagonal(t, offset=1); la.trace(t); la.matrix_transpose(t)
la.matmul(t, x); la.tensordot(x, s, axes=1)
"""
# without a derivative, or piecewise constant
FLAT = """
la.matrix_rank(x); la.matrix_rank(x, tol=1.5); la.slogdet(s).sign; la.norm(v, 0); la.eig(p).eigenvalues; la.eigvals(p)
la.lstsq(x, x[:, 0])[2]
"""
SCIPY = """
sl.solve_triangular(s, b); sl.solve_triangular(s, v, lower=True); sl.solve_triangular(s, b, trans=1)
sl.solve_triangular(s, b, trans=2, lower=True, unit_diagonal=True); sl.cho_solve(sl.cho_factor(p), b)
sl.cho_solve(sl.cho_factor(p, lower=True), v); sl.lu_factor(s)[0]; sl.lu_solve(sl.lu_factor(s), b)
sl.lu_solve(sl.lu_factor(s), v, trans=1); sl.lu(s)[1]; sl.lu(s)[2]; sl.lu(s, permute_l=True)[0]; sl.block_diag(s, b, v)
sl.toeplitz(v); sl.toeplitz(v, b[:, 0]); sl.circulant(v); sl.expm(s); sl.solve(s, b); sl.cholesky(p, lower=True)
sl.kron(s, b) if sl is T.linalg else np.kron(s, b)
"""
# of which the gradient is not implemented
UNDEFINED = "sl.lu_factor(x)[0]; sl.lu(x)[0]; sl.lu(s, p_indices=True)[0]; sl.lu(x)[1]; sl.schur(p)[0]"


def calls(text):
    return [part.strip() for line in text.strip().split("\n") for part in line.split("; ")]


def inputs(text, dtype="float64"):
    read = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    found = {name: value for name, value in VALUES.items() if name in read}
    return {name: (np.round(3 * v) if dtype == "int64" else v).astype(dtype) for name, v in found.items()}


def evaluated(text, la, sl, **given):
    return eval(text, {"np": np, "la": la, "sl": sl, "abs": abs, "T": T, **given})


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
@pytest.mark.parametrize("text", calls(NUMPY) + calls(FLAT) + calls(SCIPY) + calls(UNDEFINED))
def test_value(text, dtype):
    """As NumPy and SciPy have it, or refused as they refuse it; of integers by LAPACK's float64."""
    arrays = inputs(text, dtype)
    try:
        expected = np.asarray(evaluated(text, np.linalg, scipy.linalg, **arrays))
    except (TypeError, ValueError, np.linalg.LinAlgError):
        return
    given = {name: T.TensorType(dtype, (False,) * a.ndim)(name) for name, a in arrays.items()}
    for la in (np.linalg, T.linalg):
        z = evaluated(text, la, T.linalg, **given)
        found = theano.function(list(given.values()), z)(*arrays.values())
        digits = 1e-9 if dtype != "float32" else 2e-3
        np.testing.assert_allclose(found, expected, digits, digits)
        assert found.dtype == expected.dtype or expected.dtype.kind in "iu" or dtype == "int64"


@pytest.mark.parametrize("text", calls(NUMPY) + calls(SCIPY))
def test_gradient(text):
    arrays = inputs(text)

    def cost(*variables):
        return evaluated(text, np.linalg, T.linalg, **dict(zip(arrays, variables)))

    theano.gradient.verify_grad(cost, list(arrays.values()), rng=np.random.RandomState(2), rel_tol=2e-4)


def test_named_tuples():
    """The results have the names that NumPy's have."""
    x = T.dmatrix("x")
    assert np.linalg.svd(x)._fields == ("U", "S", "Vh") and np.linalg.qr(x)._fields == ("Q", "R")
    assert np.linalg.eigh(x)._fields == ("eigenvalues", "eigenvectors")


@pytest.mark.parametrize("name", T.linalg.__all__)
def test_package_gives_functions(name):
    """Also where a module has the name."""
    assert callable(getattr(T.linalg, name)) and name in dir(T.linalg)


def test_refused():
    x = T.dtensor3("x")
    with pytest.raises(TypeError, match="takes a matrix"):
        np.linalg.norm(x, 2, axis=(0, 1))
    with pytest.raises(TypeError, match=r"numpy\.linalg\.svd\(hermitian=\.\.\.\)"):
        np.linalg.svd(T.dmatrix(), hermitian=True)
    with pytest.raises(ValueError, match="none of vectors"):
        T.linalg.norm(T.dvector(), "fro")
