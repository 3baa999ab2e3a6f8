"""Linear algebra by LAPACK: what is around the routine, and the gradients."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.signal import fft

GRAPHS = {
    "cholesky": slinalg.cholesky,
    "solve": lambda A: slinalg.solve(A, A[:, :3]),
    "solve_lower_triangular": lambda A: slinalg.solve_lower_triangular(A, A[:, :3]),
    "solve_vector": lambda A: slinalg.solve(A, A[0]),
    "matrix_inverse": nlinalg.matrix_inverse,
    "det": nlinalg.det,
    "slogdet": lambda A: nlinalg.slogdet(A)[1],
    "diagonal": lambda A: T.diag(A[0]),
    "tril": T.tril,
    "eigh": lambda A: nlinalg.eigh(A)[0],
    "eigh_vectors": lambda A: nlinalg.eigh(A)[1],
    "svd": lambda A: nlinalg.svd(A, compute_uv=False),
    "svd_vectors": lambda A: nlinalg.svd(A, full_matrices=False)[0],
    "qr": lambda A: nlinalg.qr(A)[0],
    "rfft": fft.rfft,
}


class Matrix:
    """One operation on a positive definite matrix, and its gradient."""

    params = [list(GRAPHS), [3, 10, 30, 74, 200]]
    param_names = ["operation", "n"]

    def setup(self, operation, n):
        A = T.dmatrix("A")
        result = GRAPHS[operation](A)
        self.operation = theano.function([A], result)
        self.gradient = theano.function([A], T.grad(T.sum(result), A))
        x = np.random.default_rng(0).standard_normal((n, n))
        self.value = x @ x.T / n + np.eye(n)

    def time_operation(self, operation, n):
        self.operation(self.value)

    def time_gradient(self, operation, n):
        self.gradient(self.value)
