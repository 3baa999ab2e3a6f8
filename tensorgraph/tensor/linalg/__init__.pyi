"""Linear algebra: inverses, determinants, factorisations, systems of equations and functions of matrices."""

# written by stubs/generate.py

from tensorgraph.tensor.linalg.factored import cho_factor, cho_solve, lu, lu_factor, lu_solve, schur, solve_triangular
from tensorgraph.tensor.linalg.matrixproducts import matrix_power
from tensorgraph.tensor.linalg.named import cholesky, det, expm, lstsq, solve
from tensorgraph.tensor.linalg.norms import cond, matrix_norm, matrix_rank, norm, vector_norm
from tensorgraph.tensor.linalg.patterns import block_diag, circulant, toeplitz
from tensorgraph.tensor.linalg.spectra import (
    diagonal,
    eig,
    eigh,
    eigvals,
    eigvalsh,
    inv,
    multi_dot,
    pinv,
    qr,
    slogdet,
    svd,
    svdvals,
    trace,
)
from tensorgraph.tensor.linalg.tensors import tensorinv, tensorsolve
from tensorgraph.tensor.products.dot import outer, tensordot
from tensorgraph.tensor.products.matmul import cross, kron, matmul, vecdot
from tensorgraph.tensor.shape.flips import matrix_transpose

__all__ = [
    "block_diag",
    "cho_factor",
    "cho_solve",
    "cholesky",
    "circulant",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "expm",
    "inv",
    "kron",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_solve",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "multi_dot",
    "norm",
    "outer",
    "pinv",
    "qr",
    "schur",
    "slogdet",
    "solve",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensordot",
    "tensorinv",
    "tensorsolve",
    "toeplitz",
    "trace",
    "vecdot",
    "vector_norm",
]
