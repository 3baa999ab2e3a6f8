"""Proofs of the rules of parts of a sum of two exponentials."""

from graphs import m, v, w
from proof import Proof

import tensorgraph.tensor as T

PROOFS = {
    "local_log_part_of_two": Proof(
        fires=[
            lambda: v - T.logaddexp(v, w),
            lambda: w - T.logaddexp(v, w),
            lambda: T.logaddexp(v, w) - v,
            lambda: m - T.logaddexp(m, v),
        ],
        refuses={
            "a term that is not there": lambda: v - T.logaddexp(w, w + 1),
            "no logarithm": lambda: v - T.exp(w),
        },
    ),
}
