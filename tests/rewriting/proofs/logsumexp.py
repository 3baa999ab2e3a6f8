"""Proofs of the rules of sums of exponentials."""

import numpy as np
from graphs import m, v, w
from proof import Proof, given

import tensorgraph.tensor as T

box = given(np.random.default_rng(5).uniform(-1, 1, (2, 3, 4)))
small = given(np.array([3, -2, 7], "int8"))
spiral = given(np.array([1 + 1j, -2.0]))


def shares(x, axis=None, keepdims=True):
    """``exp(x) / sum(exp(x))``."""
    e = T.exp(x)
    return e / e.sum(axis=axis, keepdims=keepdims)


PROOFS = {
    "local_log_sum_exp": Proof(
        fires=[
            lambda: T.log(T.exp(v).sum()),
            lambda: T.log(T.exp(m).sum(axis=1, keepdims=True)),
            lambda: T.log(T.exp(box).sum(axis=(0, 2))),
            lambda: T.log(T.exp(m).sum(axis=0).dimshuffle(0, "x")),
            lambda: T.log(T.exp(m[:0]).sum(axis=0)),
        ],
        refuses={
            "an input": lambda: T.log(v),
            "no sum": lambda: T.log(T.exp(v)),
            "the product": lambda: T.log(T.exp(v).prod()),
            "no exponentials": lambda: T.log(abs(v).sum()),
            "an input spread": lambda: T.log(v.dimshuffle("x", 0)),
            "complex numbers": lambda: T.log(T.exp(spiral).sum()),
            "integers": lambda: T.log(T.exp(small).sum()),
            "a sum of another dtype": lambda: T.log(T.exp(T.cast(v, "float32")).sum(dtype="float64")),
            "the logarithm to another base": lambda: T.log2(T.exp(v).sum()),
        },
    ),
    "local_exp_over_sum_exp": Proof(
        becomes=[
            (lambda: shares(m, 1), "Softmax(m)"),
        ],
        fires=[
            lambda: shares(m, 1),
            lambda: shares(m, 0),
            lambda: shares(m),
            lambda: shares(v),
            lambda: shares(box, (0, 2)),
            lambda: shares(box, 1),
            lambda: (lambda e: e / e.sum())(T.exp(v)),
            lambda: (lambda e: e / e.sum(axis=()))(T.exp(m)),
        ],
        refuses={
            "an input below": lambda: T.exp(v) / w,
            "an input above": lambda: v / T.exp(v).sum(keepdims=True),
            "no exponential above": lambda: abs(v) / T.exp(v).sum(keepdims=True),
            "another exponential": lambda: T.exp(v) / T.exp(w).sum(keepdims=True),
            "spread along the other axis": lambda: (lambda e: e / e.sum(axis=1))(T.exp(m[:, :3])),
        },
    ),
}
