"""Proofs of the rule of squared differences that are written as their terms."""

import numpy as np
from graphs import m, n, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

column = given(np.array([[0.5], [1.5], [-2.0]]), (False, True))
single = given(np.array([0.3, -2.0, 1.7, 1.0], "float32"))
single_too = given(np.array([2.3, 1.0, -0.7, 3.0], "float32"))
cross = given(np.arange(9.0).reshape(3, 3))
small = given(np.array([3, -2, 127, 7], "int8"))
few = given(np.array([100, 9, 1, -3], "int8"))
z = given(np.array([0.5 + 1j, -1.0, 2.0, 1j]))
z_too = given(np.array([1.0, 1j, 0.5, 2.0]) + 1j)


def grid(x, y):
    """The distances of each element of a column from each of a row."""
    return T.sqr(x) + T.sqr(y).dimshuffle("x", 0) - T.mul(T.constant([[2.0]]), x, y.dimshuffle("x", 0))


PROOFS = {
    "local_squared_difference": Proof(
        becomes=[
            (lambda: T.sqr(v) + T.sqr(w) - T.mul(2.0, v, w), "sqr((v - w))"),
            (lambda: T.add(T.sqr(v), s, T.mul(-2.0, w, v), T.sqr(w)), "(s + sqr((w - v)))"),
        ],
        fires=[
            lambda: v**2 + w**2 - 2 * v * w,
            lambda: v * v - 2 * w * v + w * w,
            lambda: T.mul(2.0, v, w) - T.sqr(v) - T.sqr(w),
            lambda: s - T.sqr(v) - T.sqr(w) - T.mul(-2.0, v, w),
            lambda: grid(column, v),
            lambda: grid(column, column.dimshuffle(0)),
            lambda: T.sqr(column) + T.sqr(column.dimshuffle(0)).dimshuffle("x", 0) - 2 * T.dot(column, column.T),
            lambda: T.sqr(column) + T.sqr(column.T) - T.constant([[2.0]]) * T.dot(column, column.T),
            lambda: T.sqr(column) + T.sqr(column.dimshuffle(1, 0)) - 2 * (column * column.dimshuffle("x", 0)),
            lambda: T.sqr(single) + T.sqr(single_too) - T.mul(T.constant(np.float32(2)), single, single_too),
        ],
        refuses={
            "one square": lambda: T.sqr(v) - T.mul(2.0, v, w),
            "squares of others": lambda: T.sqr(v) + T.sqr(s) - T.mul(2.0, v, w),
            "another factor": lambda: T.sqr(v) + T.sqr(w) - T.mul(3.0, v, w),
            "a square of the sum": lambda: T.sqr(v) + T.sqr(w) + T.mul(2.0, v, w),
            "three factors": lambda: T.sqr(v) + T.sqr(w) - T.mul(2.0, v, w, s),
            "a divisor": lambda: T.sqr(v) + T.sqr(w) - T.mul(2.0, v, w) / s,
            "a product of matrices": lambda: (
                T.sqr(cross) + T.sqr(n[:3]) - T.constant([[2.0]]) * T.dot(cross, n[:3])
            ),
            "a product of vectors": lambda: T.sqr(v) + T.sqr(w) - T.mul(2.0, T.dot(v, w)),
            "no product": lambda: T.sqr(v) + T.sqr(w) - T.exp(v),
            "one square taken twice": lambda: T.sqr(v) + T.sqr(w) - T.mul(2.0, v, v),
            "another order of axes": lambda: (
                T.sqr(m[:3, :3]) + T.sqr(v[:3]) - T.mul(T.constant([[2.0]]), m[:3, :3].T, v[:3].dimshuffle("x", 0))
            ),
            "squares that may have wrapped": lambda: v + T.sqr(small) + T.sqr(few) - T.mul(np.int8(2), small, few),
            "complex numbers": lambda: T.sqr(z) + T.sqr(z_too) - T.mul(2.0, z, z_too),
        },
    ),
}
