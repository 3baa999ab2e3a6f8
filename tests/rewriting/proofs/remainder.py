"""Proofs of the rules of quotients and remainders."""

import numpy as np
from graphs import k, s, v, w
from proof import Proof, given

small = given(np.array([-128, -1, 7], "int8"))
unsigned = given(np.array([0, 200, 255], "uint8"))
bits = given(np.array([True, False, True]))
special = given(np.array([np.inf, -np.inf, np.nan, -0.0, -1e-20, 1e300, 2.5]))

PROOFS = {
    "local_shift_of_division": Proof(
        becomes=[
            (lambda: k % 8, "and_(k, {(1,) of 7})"),
        ],
        fires=[
            lambda: (k - 5) % 8,
            lambda: (k - 5) // 8,
            lambda: small // np.int8(64),
            lambda: small % np.int8(2),
            lambda: unsigned // np.uint8(128),
            lambda: unsigned % np.uint8(128),
        ],
        refuses={
            "floats": lambda: [v % 8, v // 8],
            "of a float": lambda: k % 8.0,
            "no number": lambda: k % (k + 8),
            "no power of two": lambda: [k % 6, k // 12],
            "zero": lambda: [k % 0, k // 0],
            "one": lambda: [k % 1, k // 1],
            "negative": lambda: [k % -8, k // -8],
            "of another dtype": lambda: small % np.int64(256),
            "truths": lambda: bits // np.int8(2),
        },
    ),
    "local_remainder_of_one": Proof(
        fires=[lambda: v % 1, lambda: special % 1, lambda: (v * w) % 1.0, lambda: s % 1, lambda: k % 1.0],
        refuses={
            "another number": lambda: v % 2,
            "no number": lambda: v % w,
            "integers": lambda: k % 1,
            "a quotient": lambda: v // 1,
        },
    ),
}
