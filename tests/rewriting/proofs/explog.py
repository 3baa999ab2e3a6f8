"""Proofs of the rules of exponentials and logarithms."""

import numpy as np
from graphs import v, w
from proof import Proof, given

import tensorgraph.tensor as T

TWO = np.log(2)
single = given(np.array([0.5, -1.0, 0.0, 2.0], "float32"))
few = given(np.array([-128, 3, 0], "int8"))

PROOFS = {
    "local_log_cosh": Proof(
        fires=[
            lambda: T.logaddexp(v, -v) - TWO,
            lambda: T.logaddexp(-v, v) - TWO,
            lambda: TWO - T.logaddexp(w, -w),
            lambda: -TWO + T.logaddexp(v * w, -(v * w)),
            lambda: T.logaddexp(single, -single) - np.float32(TWO),
        ],
        refuses={
            "another number": lambda: T.logaddexp(v, -v) - 0.7,
            "the other sign": lambda: T.logaddexp(v, -v) + TWO,
            "minus the other sign": lambda: -TWO - T.logaddexp(v, -v),
            "another term": lambda: T.logaddexp(v, -v) - TWO + w,
            "no logarithm of a sum": lambda: T.logaddexp(v, -v) * w - TWO,
            "another argument": lambda: T.logaddexp(v, -w) - TWO,
            "an argument of the same sign": lambda: T.logaddexp(w, v) - TWO,
            "minus another argument": lambda: T.logaddexp(-w, v) - TWO,
            "integers": lambda: (lambda z: z - np.asarray(TWO, z.dtype))(T.logaddexp(few, -few)),
            "one that was moved": lambda: T.logaddexp(v, -v).dimshuffle("x", 0) - TWO,
        },
        harmless={"holds(fgraph, node, SUM, 'logaddexp'): True": "the search that it spares finds nothing"},
    ),
}
