"""Proofs of the rule of differences of powers of roots."""

import numpy as np
from graphs import i, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, y = given(np.array([0.5, 2.0, 1.0, 3.0])), given(np.array([1.5, 0.125, 0.25, 8.0]))
single = given(np.array([4.0, 1.0, 9.0, 0.25], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))
more = x + 3

PROOFS = {
    "local_root_power_difference": Proof(
        fires=[
            lambda: 1 / T.sqrt(more) - 1 / T.sqrt(x),
            lambda: 1 / T.sqrt(x) - T.inv(T.sqrt(x + y)),
            lambda: w / T.sqrt(more) - w / T.sqrt(x),
            lambda: -2 * v / T.sqrt(more) * w + v * w * 2 / T.sqrt(x),
            lambda: more**1.5 - x**1.5,
            lambda: more**-1.5 - x**-1.5,
            lambda: 3 * x**-2.5 - 3 * more**-2.5,
            lambda: more**3.5 - x**3.5,
            lambda: v * T.sqrt(more) / x - v / T.sqrt(x),
        ],
        refuses={
            "nothing in common": lambda: 1 / T.sqrt(y) - 1 / T.sqrt(x),
            "a sum": lambda: 1 / T.sqrt(more) + 1 / T.sqrt(x),
            "other coefficients": lambda: 2 / T.sqrt(more) - 1 / T.sqrt(x),
            "three terms": lambda: 1 / T.sqrt(more) - 1 / T.sqrt(x) + v * w,
            "another factor": lambda: w / T.sqrt(more) - v / T.sqrt(x),
            "one factor": lambda: w / T.sqrt(x) - 1 / T.sqrt(x),
            "other powers": lambda: more**-1.5 - x**-0.5,
            "whole powers": lambda: more**3 - x**3,
            "a high power": lambda: more**4.5 - x**4.5,
            "nothing left": lambda: T.sub(2 / T.sqrt(x), 2 / T.sqrt(x)),
            "half precision": lambda: 1 / T.sqrt(half + half) - 1 / T.sqrt(half),
            "another precision": lambda: T.sub(1 / T.sqrt(x), T.inv(T.sqrt(single))),
            "integers": lambda: i // 3 - i // 4,
            "a part of a longer sum": lambda: v * w + w,
        },
    ),
    "local_one_less_cosine": Proof(
        fires=[
            lambda: v / T.sqrt(v**2 + w**2) - 1,
            lambda: np.float64(1) - v / T.sqrt(T.sqr(v) + x),
            lambda: np.float64(0.5) + 0.5 * v / T.sqrt(T.sqr(v) + x),
            lambda: y * v / T.sqrt(v * v + 3) + y,
            lambda: x / T.sqrt(more**2 + 2) * more - x,
            lambda: y - v * y / T.sqrt(T.sqr(v) + x + w**2),
        ],
        refuses={
            "another number": lambda: v / T.sqrt(v**2 + w**2) - 2,
            "three terms": lambda: v / T.sqrt(v**2 + w**2) - 1 - x,
            "no square of it": lambda: v / T.sqrt(x**2 + y**2) - 1,
            "another power": lambda: v / (v**2 + w**2) - 1,
            "another factor": lambda: x * v / T.sqrt(v**2 + w**2) - y,
            "a factor too much": lambda: T.sub(v * x / T.sqrt(v**2 + w**2), np.float64(1)),
            "one before it": lambda: T.sub(x * v / T.sqrt(v**2 + w**2), np.float64(1)),
            "no root": lambda: v - 1,
            "half precision": lambda: half / T.sqrt(half * half + half) - np.float16(1),
        },
    ),
}
