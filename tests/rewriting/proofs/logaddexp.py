"""Proofs of the rules of parts of a sum of two exponentials."""

import numpy as np
from graphs import m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

count = given(np.array([3, -2, 7, 1], "int8"))

PROOFS = {
    "local_log_part_of_two": Proof(
        fires=[
            lambda: v - T.logaddexp(v, w),
            lambda: w - T.logaddexp(v, w),
            lambda: T.logaddexp(v, w) - v,
            lambda: m - T.logaddexp(m, v),
            lambda: w + m - T.logaddexp(v, m),
            lambda: v - T.logaddexp(v - w, v),
            lambda: (v + w) - T.logaddexp(v + w, s),
            lambda: count - T.logaddexp(count, w),
        ],
        refuses={
            "a term that is not there": lambda: v - T.logaddexp(w, w + 1),
            "the same sign": lambda: v + T.logaddexp(v, w),
            "a term that is subtracted too": lambda: -v - T.logaddexp(v, w),
            "no logarithm": lambda: v - T.exp(w),
            "two inputs": lambda: v - w,
        },
        harmless={
            "holds(fgraph, node, SUM, 'logaddexp'): True": "it saves the lists of most sums",
        },
    ),
}
