"""Proofs of the rules of sums of two squares."""

import numpy as np
from graphs import i, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

large = given(np.array([1e100, 1.0, -1e-200, 0.0, np.inf, 1e-100]))
other = given(np.array([-1e100, 1e-30, 1.0, 0.0, 1.0, 0.0]))
single = given(np.array([1e20, -3.0, 1e-30, 0.0], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
one = np.float64(1)
few = given(np.array([1, 2, 3, 4]))


def scale(x):
    """Return a number as a result of the rules has it."""
    return x * T.switch(x > 3, 0.25, 1.0)


def bounded(x):
    """Return a number as a result of the rule of quotients has it."""
    return T.minimum(abs(x), np.float64(2.0**450))


BOUNDED = "sqr(minimum(|v|, {(1,) of 2...24276e+135}))"
SHARE = f"({BOUNDED} / ({BOUNDED} + {{1.0}}))"
PROOFS = {
    "local_root_of_squares": Proof(
        fires=[
            lambda: T.sqrt(T.sqr(v) + T.sqr(w)),
            lambda: T.sqrt(T.sqr(large) + one),
            lambda: T.sqrt(np.float64(2) + T.sqr(v)),
            lambda: T.sqrt(T.sqr(v) + abs(w)),
            lambda: T.sqrt(T.sqr(v / w) + T.sqr(v * w)),
            lambda: T.sqrt(T.sqr(s) + T.sqr(v)),
            lambda: T.sqrt(T.sqr(v * w) + one),
            lambda: T.sqrt(T.sqr(large) + T.sqr(other)),
            lambda: T.sqrt(T.sqr(scale(v)) + T.sqr(w)),
        ],
        refuses={
            "one square": lambda: T.sqrt(T.sqr(v)),
            "three terms": lambda: T.sqrt(T.add(T.sqr(v), T.sqr(w), s)),
            "no square": lambda: T.sqrt(abs(v) + abs(w)),
            "a difference": lambda: T.sqrt(np.float64(9) - T.sqr(v)),
            "a large constant": lambda: T.sqrt(T.sqr(v) + np.float64(1e100)),
            "its own result": lambda: T.sqrt(T.sqr(scale(v)) + T.sqr(scale(w))),
            "half precision": lambda: T.sqrt(T.sqr(half) + T.sqr(half + half)),
            "integers": lambda: T.sqrt(i * i + i),
            "a square of integers": lambda: T.sqrt(T.sqr(few) + T.sqr(v)),
        },
        harmless={"len(squares) == len(terms): False": "test_squares.py looks at small numbers"},
    ),
    "local_quotient_by_squares": Proof(
        becomes=[
            (lambda: T.sqr(v) / (T.sqr(v) + one), SHARE),
            (lambda: w * T.sqr(v) / (T.sqr(v) + one), f"(w * {SHARE})"),
        ],
        fires=[
            lambda: w / (T.sqr(v) + one),
            lambda: w / (T.sqr(v) + T.sqr(w)),
            lambda: s / (abs(w) + T.sqr(v)),
            lambda: w * T.sqr(v) / (one + T.sqr(v)),
            lambda: (w * T.sqr(v) * s) / (T.sqr(v) + T.sqr(w)),
            lambda: T.sqr(w) / (T.sqr(v) + T.sqr(w)),
            lambda: T.sqr(v) / (T.sqr(v) + abs(w)),
            lambda: w / (T.sqr(T.minimum(v, w)) + one),
        ],
        refuses={
            "a constant": lambda: one / (T.sqr(v) + one),
            "no square": lambda: w / (abs(v) + 1),
            "another precision": lambda: T.true_div(single, T.sqr(v) + one),
            "its own result": lambda: w / (T.sqr(scale(v)) + one),
            "its own result of one square": lambda: T.sqr(bounded(v)) / (T.sqr(bounded(v)) + one),
        },
    ),
}
