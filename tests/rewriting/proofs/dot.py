"""Proofs of the rules of matrix products."""

from graphs import m, n, v
from proof import Proof

import tensorgraph.tensor as T
from tensorgraph.tensor.shape.dimshuffle import DimShuffle

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
}
