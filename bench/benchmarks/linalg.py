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
    "lu": lambda A: T.linalg.lu(A)[2],
    "pivot_order": lambda A: T.linalg.lu_solve(T.linalg.lu_factor(A), A[:, :3]),
    "schur": lambda A: T.linalg.schur(A)[0],
    "diagonal": lambda A: T.diag(A[0]),
    "tril": T.tril,
    "eigh": lambda A: nlinalg.eigh(A)[0],
    "eigh_vectors": lambda A: nlinalg.eigh(A)[1],
    "svd": lambda A: nlinalg.svd(A, compute_uv=False),
    "svd_vectors": lambda A: nlinalg.svd(A, full_matrices=False)[0],
    "qr": lambda A: nlinalg.qr(A)[0],
    "triangle_of_qr": lambda A: nlinalg.qr(A)[1],
    "values_of_svd": lambda A: nlinalg.svd(A)[1],
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


class Complex:
    """Schur's form of a real matrix, and a system of equations, in complex numbers."""

    params = [["schur", "solve"], [3, 10, 30, 74]]
    param_names = ["operation", "n"]

    def setup(self, operation, n):
        A, B = T.dmatrix("A"), T.zmatrix("B")
        result = T.linalg.schur(A, output="complex") if operation == "schur" else slinalg.solve(A, B)
        rng = np.random.default_rng(0)
        self.values = [rng.standard_normal((n, n)), rng.standard_normal((n, 3)) + 1j][: 1 + (operation == "solve")]
        self.function = theano.function([A, B][: len(self.values)], result)

    def time_function(self, operation, n):
        self.function(*self.values)


class Wide:
    """Systems with as many right sides as rows, and their gradients."""

    params = [["solve", "solve_lower_triangular"], [3, 10, 30, 74, 200]]
    param_names = ["operation", "n"]

    def setup(self, operation, n):
        A, B = T.dmatrices("AB")
        x = getattr(slinalg, operation)(A, B)
        self.system = theano.function([A, B], x)
        self.gradient = theano.function([A, B], T.grad(T.sqr(x).sum(), [A, B]))
        rng = np.random.default_rng(0)
        self.values = np.tril(rng.standard_normal((n, n))) / n + np.eye(n), rng.standard_normal((n, n))

    def time_system(self, operation, n):
        self.system(*self.values)

    def time_gradient(self, operation, n):
        self.gradient(*self.values)


class GaussianProcess:
    """The marginal likelihood and its gradient, from a Cholesky factor and from a determinant."""

    params = [["cholesky", "det"], [3, 10, 30, 74, 200]]
    param_names = ["factor", "n"]

    def setup(self, factor, n):
        K, y = T.dmatrix("K"), T.dvector("y")
        if factor == "cholesky":
            half = slinalg.cholesky(K)
            cost = T.sqr(slinalg.solve_lower_triangular(half, y)).sum() + 2 * T.log(T.diagonal(half)).sum()
        else:
            cost = T.dot(y, slinalg.solve(K, y)) + T.log(nlinalg.det(K))
        self.function = theano.function([K, y], [cost, *T.grad(cost, [K, y])])
        x = np.random.default_rng(0).standard_normal((n, n))
        self.values = x @ x.T / n + np.eye(n), x[0]

    def time_gradient(self, factor, n):
        self.function(*self.values)


class KalmanFilter:
    """A filter over 200 steps, and the gradient of its likelihood."""

    params = [2, 4, 10]
    param_names = ["states"]

    def setup(self, states):
        ys, F, H = T.dmatrices("ys", "F", "H")

        def step(y, m, P, total, F, H):
            m, P = T.dot(F, m), T.dot(T.dot(F, P), F.T) + np.eye(states)
            S, v = T.dot(T.dot(H, P), H.T) + np.eye(2), y - T.dot(H, m)
            K = slinalg.solve(S, T.dot(H, P)).T
            total -= 0.5 * (T.dot(v, slinalg.solve(S, v)) + T.log(nlinalg.det(S)))
            return m + T.dot(K, v), P - T.dot(K, T.dot(H, P)), total

        start = [T.zeros(states, "float64"), T.eye(states, dtype="float64"), T.constant(np.array(0.0))]
        totals = theano.scan(step, ys, start, [F, H])[0][-1]
        self.filter = theano.function([ys, F, H], totals[-1])
        self.gradient = theano.function([ys, F, H], T.grad(totals[-1], [F, H]))
        rng = np.random.default_rng(0)
        self.values = [rng.standard_normal(shape) for shape in ((200, 2), (states, states), (2, states))]
        self.values[1] *= 0.2

    def time_filter(self, states):
        self.filter(*self.values)

    def time_gradient(self, states):
        self.gradient(*self.values)
