"""Proofs of the rules of linear algebra."""

import numpy as np
from graphs import m, n
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor import nlinalg
from tensorgraph.tensor.linalg.solve import Solve, SolveOrNan

spiral = given(np.array([[1 + 1j, -2.0], [0.5, 1j]]))
flat = given(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))
cell = given(np.array([[0.5]]), (True, True))
single = given(np.array([[0.3, -2.0], [1e-8, 3e7]], "float32"))
single_rows = given(np.array([[0.3, -2.0], [1e-8, 3e7], [1.0, 0.0]], "float32"))
EYE = np.eye(3)
whole = given(np.array([[2, 5], [7, 1]]))

PROOFS = {
    "local_pinv_svd": Proof(
        fires=[
            lambda: nlinalg.pinv(m),
            lambda: nlinalg.pinv(n),
            lambda: nlinalg.pinv(flat),
            lambda: nlinalg.pinv(cell),
            lambda: nlinalg.pinv(single),
            lambda: nlinalg.pinv(whole),
        ],
        refuses={"complex numbers": lambda: nlinalg.pinv(spiral)},
    ),
    "local_single_in_double": Proof(
        fires=[
            *[
                (lambda f=f: f(single))
                for f in (nlinalg.matrix_inverse, nlinalg.det, lambda x: T.linalg.slogdet(x)[1])
            ],
            lambda: nlinalg.eigh(T.dot(single.T, single))[0],
            lambda: nlinalg.eig(T.dot(single.T, single))[0],
            lambda: nlinalg.svd(single_rows, compute_uv=False),
            lambda: abs(nlinalg.qr(single_rows)[1]),
            lambda: abs(nlinalg.qr(single_rows, mode="r")),
        ],
        refuses={
            "float64": lambda: nlinalg.det(flat[:2]),
            "complex numbers": lambda: nlinalg.matrix_inverse(spiral),
            "integers, which are float64 then": lambda: nlinalg.det(whole),
        },
    ),
    "local_factors_unread": Proof(
        fires=[
            lambda: nlinalg.qr(flat)[1],
            lambda: nlinalg.qr(single_rows)[1],
            lambda: nlinalg.qr(spiral)[1],
            lambda: nlinalg.svd(flat)[1],
            lambda: nlinalg.svd(single_rows.T, full_matrices=False)[1],
            lambda: nlinalg.svd(spiral)[1],
        ],
        refuses={
            "all are read": lambda: abs(nlinalg.qr(flat)[0]).sum() + nlinalg.qr(flat)[1],
            "vectors are read": lambda: abs(nlinalg.svd(flat)[2]).sum() + nlinalg.svd(flat)[1],
            "the triangle of a square orthogonal matrix": lambda: nlinalg.qr(flat, mode="complete")[1],
        },
    ),
    "local_solve_diagonal": Proof(
        fires=[
            lambda: Solve()(EYE, flat),
            lambda: Solve("lower_triangular")(2.5 * EYE, flat[:, 0]),
            lambda: SolveOrNan("upper_triangular")(EYE.astype("int8"), single_rows),
            lambda: SolveOrNan()(EYE[:2, :2] * 1j, spiral),
        ],
        refuses={
            "a variable": lambda: Solve()(T.diag(flat[:, 0]), flat),
            "a triangle": lambda: Solve("lower_triangular")(EYE + np.eye(3, k=-1), flat),
            "one row, and a right side whose length nobody knows": lambda: Solve()(EYE[:1, :1], flat[:1]),
            "a singular matrix": lambda: SolveOrNan()(np.diag([1.0, 0.0, 2.0]), flat),
            "infinity": lambda: SolveOrNan()(np.diag([1.0, np.inf, 2.0]), flat),
            "integers": lambda: Solve()(EYE[:2, :2], whole),
        },
        fails={
            "another number of columns": lambda: Solve()(np.eye(3, 2), flat),
            "another length": lambda: Solve()(EYE, flat[:2]),
            "another length than 1": lambda: Solve()(EYE[:1, :1], flat),
        },
    ),
}
