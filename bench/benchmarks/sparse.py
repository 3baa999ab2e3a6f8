"""Sparse matrices, beside SciPy's own."""

import numpy as np
import scipy.sparse

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse


class Product:
    """A sparse matrix times a dense one, and the gradients of that."""

    params = [1_000, 20_000]
    param_names = ["rows"]

    def setup(self, rows):
        rng = np.random.default_rng(1)
        self.a = scipy.sparse.random(rows, 1_000, 0.01, format="csr", rng=rng)
        self.w = rng.standard_normal((1_000, 50))
        x, w = sparse.csr_matrix("x", dtype="float64"), T.dmatrix("w")
        self.dot = theano.function([x, w], T.dot(x, w))
        self.grad = theano.function([x, w], T.grad((T.dot(x, w) ** 2).sum(), w))

    def time_dot(self, rows):
        self.dot(self.a, self.w)

    def time_scipy(self, rows):
        self.a @ self.w

    def time_grad(self, rows):
        self.grad(self.a, self.w)
