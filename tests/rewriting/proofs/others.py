"""Proofs of the rule of sums without one of their terms."""

import numpy as np
from graphs import i, m, s, t, v
from proof import Proof, given

import tensorgraph.tensor as T

half = given(np.array([[0.5, 1.0], [0.25, 2.0]], "float16"))
square = given(np.array([[0.5, 1.0, 0.25], [0.25, 2.0, -1.0], [1.5, 0.5, 3.0]]))
cube = given(np.linspace(-1, 1, 27).reshape(3, 3, 3))
wide = given(np.array([[0.5, 1.0, 0.25], [0.25, 2.0, -1.0]]))
single = given(np.array([[0.5, 1.0, 0.25]]))
third = given(np.array([1.0, 2.0, 3.0]))
labels = given(np.array([0, 2, 1]))
rows = T.arange(labels.shape[0])



def sines(x):
    """Return a function of functions."""
    return T.sin(T.sin(T.sin(T.sin(T.sin(x)))))


PROOFS = {
    "local_sum_of_others": Proof(
        fires=[
            lambda: (lambda e: e.sum(axis=1) - T.diag(e))(T.exp(square)),
            lambda: (lambda e: e.sum(axis=0) - T.diag(e))(T.exp(square)),
            lambda: (lambda e: e.sum(axis=1) - e[:, 0])(T.exp(m)),
            lambda: (lambda e: e.sum(axis=0) - e[-1])(T.exp(m)),
            lambda: (lambda e: e.sum(axis=1) - e[:, i])(T.exp(m)),
            lambda: (lambda e: e.sum(axis=1) - e[:, i])(T.exp(cube)),
            lambda: (lambda e: e.sum() - e[2])(T.exp(v)),
            lambda: (lambda e: e.sum(axis=1) - e[rows, labels])(T.exp(m)),
            lambda: (lambda e: e.sum(axis=1) - e[rows, labels])(T.exp(cube)),
            lambda: T.exp(m / 2).sum(axis=1) - T.exp(m[:, 1] / 2),
            lambda: T.exp(square).sum(axis=1) - T.exp(T.diag(square)),
            lambda: (lambda e: (2 * e).sum(axis=1) - 2 * T.diag(e))(T.nnet.sigmoid(square)),
        ],
        refuses={
            "an input": lambda: v - T.exp(v),
            "integers": lambda: (lambda e: e.sum(axis=1) - e[:, 0])(T.exp(T.cast(m, "int64"))),
            "an input that is subtracted": lambda: T.exp(m).sum(axis=1) - third,
            "no axis": lambda: (lambda e: e.sum(axis=()) - e)(T.exp(m)),
            "the largest": lambda: (lambda e: e.sum(axis=1) - e.max(axis=1))(T.exp(m)),
            "elements of another matrix": lambda: T.exp(m).sum(axis=1) - T.sqr(m)[:, 0],
            "many functions": lambda: T.exp(sines(m)).sum(axis=1) - T.exp(sines(m[:, 0])),
            "cumulative sums": lambda: T.cumsum(T.exp(m), axis=0).sum(axis=0) - T.cumsum(T.exp(m)[0], axis=0),
            "an index on the first axis": lambda: (lambda e: e.sum(axis=0) - e[0])(T.sqr(m)),
            "nothing that is summed": lambda: T.exp(v) - T.exp(v)[0],
            "another reduction": lambda: (lambda e: e.max(axis=1) - T.diag(e))(T.exp(square)),
            "two axes": lambda: (lambda e: e.sum() - e[0, 0])(T.exp(m)),
            "no exponentials": lambda: square.sum(axis=1) - T.diag(square),
            "half precision": lambda: (lambda e: e.sum(axis=1) - T.diag(e))(T.exp(half)),
            "of another precision": lambda: T.exp(square).sum(axis=1) - T.cast(T.diag(T.exp(square)), "float32"),
            "a sum in another precision": lambda: (
                lambda e: T.sum(e, axis=1, dtype="float64") - T.diag(e)
            )(T.exp(T.cast(square, "float32"))),
            "another diagonal": lambda: (lambda e: e.sum(axis=1) - T.diagonal(e, 1))(T.exp(wide)),
            "the diagonal of another matrix": lambda: T.exp(square).sum(axis=1) - T.diag(T.exp(square.T + 1)),
            "a diagonal of more axes": lambda: (lambda e: e.sum(axis=2) - T.diagonal(e))(T.exp(cube)),
            "an element of another axis": lambda: (lambda e: e.sum(axis=1) - e[1])(T.exp(square)),
            "a range": lambda: (lambda e: e.sum(axis=1) - e[:, 1:2].sum(axis=1))(T.exp(m)),
            "an element": lambda: (lambda e: e.sum(axis=1) - e[0, 1])(T.exp(m)),
            "part of a column": lambda: (lambda e: e.sum(axis=1) - e[:1, 0])(T.exp(single)),
            "indices on another axis": lambda: (lambda e: e.sum(axis=0) - e[rows, labels])(T.exp(square)),
            "other elements": lambda: (lambda e: e.sum(axis=1) - e[labels, rows])(T.exp(square)),
            "another function": lambda: T.exp(square).sum(axis=1) - T.sin(T.diag(square)),
            "another number": lambda: T.exp(square / 2).sum(axis=1) - T.exp(T.diag(square) / 3),
            "two variables": lambda: T.exp(m * s).sum(axis=1) - T.exp(m[:, 0] * t),
            "a function of an input": lambda: T.exp(m).sum(axis=1) - T.exp(T.sin(third)),
            "a row": lambda: T.exp(m).sum(axis=1) - T.exp(t),
            "a function of something else": lambda: T.exp(T.sqr(square)).sum(axis=1) - T.exp(T.diag(square)),
        },
    ),
}
