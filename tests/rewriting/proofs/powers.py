"""Proofs of the rule of powers."""

from functools import reduce

import numpy as np
from graphs import m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

small = given(np.array([3, 2, 7], "int8"))
half = given(np.array([0.3, -2.0, 1.7, 0.2], "float16"))
spiral = given(np.array([1 + 1j, -2.0]))

PROOFS = {
    "local_log_power": Proof(
        fires=[
            lambda: T.log(v**3),
            lambda: T.log2(T.sqr(v)),
            lambda: T.log10(2 / T.sqr(v)),
            lambda: T.log(T.inv(v)),
            lambda: T.log(v**2.5),
            lambda: T.log(-(v**3)),
            lambda: T.log((-v) ** 3 * 2),
            lambda: T.log(T.sqrt(abs(v) ** 3)),
            lambda: T.log((v**3) ** 0.5),
            lambda: T.log(T.sqr(T.sqrt(v)) ** 3),
            lambda: T.log(T.mul(T.sqr(v), T.sqr(v), v)),
            lambda: T.log(T.mul(T.sqrt(v), v)),
            lambda: T.log(v * v),
            lambda: T.log(T.mul(T.inv(v), T.inv(T.sqr(v)))),
            lambda: T.log(1 / (3 * abs(v))),
            lambda: T.log((m**3).dimshuffle(1, 0)),
            lambda: T.log((m**3).reshape((4, 3))),
            lambda: T.log(T.sqr(v) / 3),
            lambda: T.log(half**2),
            lambda: T.log(abs(T.sqrt(v)) ** 3),
            lambda: T.log(T.true_div(T.sqr(v) * v, v)),
            lambda: (lambda z: T.log(z * z))(m.dimshuffle(1, 0)),
            lambda: T.log((-2 * v) ** 0.5),
            lambda: T.log((-v) ** 1.5),
        ],
        refuses={
            "a variable": lambda: T.log(v),
            "a multiple": lambda: T.log(v * 3),
            "the first power": lambda: T.log(-abs(v)),
            "a quotient": lambda: T.log(3 / v),
            "two bases": lambda: T.log(v * w),
            "more operations than it looks through": lambda: T.log(reduce(T.mul, [v] * 10)),
            "a number and its inverse": lambda: T.log(v * T.inv(v)),
            "an exponent that varies": lambda: T.log(abs(v) ** w),
            "an exponential": lambda: T.log(2.0**v),
            "the exponent 0": lambda: T.log(T.pow(v, 0.0)),
            "the exponent infinity": lambda: T.log(v**np.inf),
            "a multiple below 0": lambda: T.log(-T.sqr(v)),
            "a root of a square below 0": lambda: T.log(T.sqrt(-T.sqr(v))),
            "a multiple of 0": lambda: T.log(T.mul(T.sqr(v), 0.0)),
            "a quotient by 0": lambda: T.log(T.true_div(T.sqr(v), 0.0)),
            "what leaves the range": lambda: T.log((1e200 * v) ** 2),
            "integers": lambda: T.log(small**2),
            "complex numbers": lambda: T.log(spiral**2),
            "axes of what is no power": lambda: T.log((m + 1).dimshuffle(1, 0)),
            "another function": lambda: T.log(T.exp(v) - s),
            "sums": lambda: T.log(T.cumsum(v)),
            "a power of integers": lambda: T.log(T.pow(small, 2.5)),
            "numbers": lambda: T.log(T.mul(T.constant(2.0), T.constant(3.0))),
        },
        harmless={"factor != 1 #2: True": "the 0 that is added goes"},
    ),
}
