"""Proofs of the rules of matrix products."""

import numpy as np
from graphs import m, n, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.reductions.sums import Sum
from tensorgraph.tensor.shape.dimshuffle import DimShuffle

single = given(np.arange(16, dtype="float32").reshape(4, 4))
single_row = given(np.arange(4, dtype="float32"))
cube = given(np.arange(32.0).reshape(2, 4, 4) / 7)

PROOFS = {
    "local_lift_transpose_through_dot": Proof(
        fires=[lambda: T.dot(m, n).T, lambda: T.dot(m.T, n.T).T],
        refuses={
            "an input": lambda: m.T,
            "something else computed": lambda: (m + v).T,
            "the axes as they are": lambda: DimShuffle((False, False), (0, 1))(T.dot(m, n)),
            "a row": lambda: T.dot(m, v).dimshuffle("x", 0),
            "others read the product": lambda: (lambda y: [y.T, y + 1])(T.dot(m, n)),
        },
    ),
    "local_sum_of_products_to_dot": Proof(
        fires=[
            lambda: T.sum(m * v, axis=1),
            lambda: T.sum(v * m, axis=1),
            lambda: T.sum(n.T * v, axis=1),
            lambda: T.sum(n * v[:, None], axis=0),
            lambda: T.sum(m[:, None, :] * n.T[None, :, :], axis=2),
            lambda: T.sum(m[None, :, :] * n.T[:, None, :], axis=2),
            lambda: T.sum(n[:, :, None] * m.T[:, None, :], axis=0),
            lambda: T.sum(m[:, :, None] * n[None, :, :], axis=1),
            lambda: (lambda x: [T.sum(x * v, axis=1), x + 1])(T.exp(m)),
            lambda: T.sum(T.exp(m[:, None, :]) * n.T[None, :, :], axis=2),
            lambda: T.sum(T.exp(v) * m, axis=1),
        ],
        refuses={
            "rows of both": lambda: T.sum(m * n.T, axis=1),
            "all axes": lambda: [T.sum(m * v), T.sum(m * n.T)],
            "vectors": lambda: T.sum(v * w),
            "no axis": lambda: Sum(())(v[:, None] * w[None, :]),
            "an axis of one factor": lambda: [T.sum(m * v, axis=0), T.sum(m[:, :, None] * v[None, None, :], axis=0)],
            "three factors": lambda: T.sum(T.mul(m, n.T, v), axis=1),
            "float32 adds in float64": lambda: T.sum(single * single_row, axis=1),
            "the product is read": lambda: (lambda x: [T.sum(x, axis=1), x + 1])(m * v),
            "a loop computes the matrix": lambda: [T.sum(T.exp(m) * v, axis=1), T.sum(v * T.tanh(m), axis=1)],
            "no product": lambda: [T.sum(m + v, axis=1), T.sum(m, axis=1)],
            "two axes of one factor": lambda: [T.sum(cube * v, axis=2), T.sum(v * cube, axis=2)],
            "an axis of length 1": lambda: T.sum(m[:, :, None] * v[None, :, None], axis=1),
        },
    ),
}
