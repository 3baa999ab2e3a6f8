"""Proofs of the rule of differences of powers from one."""

import numpy as np
from graphs import v, w
from proof import Proof, given

import tensorgraph.tensor as T

small = given(np.array([1e-9, 0.25, -0.1, 3.0]))
single = given(np.array([0.5, 2.0, 0.25, 1.5], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))
one = np.float64(1)

PROOFS = {
    "local_power_of_complement": Proof(
        fires=[
            lambda: 1 - (1 - small) ** 3,
            lambda: (1 + v) ** 3 - 1,
            lambda: 1 - (1 - v * w) ** 5.0,
            lambda: (1 - T.sqr(v) + w) ** 8 - 1,
            lambda: (1 - (1 - v) ** 3) / 6,
            lambda: (1 - (1 - v) ** 3) * w,
            lambda: 1 - (1 + abs(v)) ** 3.5,
            lambda: (1 - small) ** -0.25 - 1,
            lambda: T.log((1 + abs(v)) ** 1.5 - 1),
        ],
        refuses={
            "another number": lambda: 2 - (1 - v) ** 3,
            "the other sign": lambda: 1 + (1 - v) ** 3,
            "another term": lambda: (1 + v) ** 3 - 1 + w,
            "one that was moved": lambda: 1 - ((1 - v) ** 3).dimshuffle("x", 0),
            "another constant": lambda: 1 - (2 - v) ** 3,
            "no sum": lambda: 1 - v**3,
            "a high power": lambda: 1 - (1 - v) ** 9,
            "a square": lambda: 1 - T.pow(1 - v, 2.0),
            "an infinite power": lambda: 1 - (1 + abs(v)) ** np.inf,
            "a logarithm": lambda: T.log(1 - (1 - small) ** 1.5),
            "a variable": lambda: 1 - (1 + abs(v)) ** w,
            "another function": lambda: 1 - T.exp(1 - v),
            "half precision": lambda: np.float16(1) - (np.float16(1) - half) ** np.float16(3),
            "another precision": lambda: one - (np.float32(1) - single) ** np.float32(3),
            "a power of another precision": lambda: one - T.pow(np.float32(1) - single, one * 3),
            "a divisor": lambda: v / ((1 + v) ** 3 - 1),
            "a quotient": lambda: ((1 + v) ** 3 - 1) / w,
            "the square of it": lambda: T.sqr((1 + v) ** 3 - 1),
            "an inverse": lambda: T.inv((1 + v) ** 3 - 1),
            "a power of it": lambda: ((1 + v) ** 3 - 1) ** w,
            "integers": lambda: 1 - (1 - few) ** 3,
        },
        harmless={"holds(fgraph, node, SUM, 'pow'): True": "the search that it spares finds nothing"},
    ),
}
