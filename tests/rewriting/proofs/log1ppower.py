"""Proofs of the rule of logarithms of one and a power."""

import numpy as np
from graphs import v, w
from proof import Proof, given

import tensorgraph.tensor as T

few = given(np.array([100, 2, 3, 90], "int8"))
single = given(np.array([0.5, -1.0, 0.0], "float32"))
half = given(np.array([0.3, -2.0, 1.7, 0.2], "float16"))

PROOFS = {
    "local_log1p_power": Proof(
        fires=[
            lambda: T.log1p(abs(v) ** w),
            lambda: T.log1p(abs(w) ** (few / 40)),
            lambda: T.log1p(-(T.tanh(v) ** v)),
            lambda: T.log1p(-((v / 4) ** few)),
            lambda: T.log1p(-((abs(v) / 4) ** abs(w / 9))),
            lambda: T.log1p(-((2 + abs(v)) ** w)),
            lambda: T.log1p((v - 3) ** few),
            lambda: T.log1p(single ** T.floor(single)),
            lambda: T.log1p(T.switch(v > 0, v, w) ** few),
            lambda: T.log1p(T.switch(v > 0, 2.0, w) ** few),
            lambda: T.log1p(-((1 - few / 200) ** 1.5)),
            lambda: T.log1p(-T.sqr(1 + w)),
            lambda: T.log1p(-((1 + abs(v)) ** -2.5)),
            lambda: T.log1p(-T.sqrt(abs(v) / (abs(v) + abs(w)))),
            lambda: T.log1p(-(T.inv(1 + abs(v)) ** 3)),
        ],
        refuses={
            "no power": lambda: T.log1p(abs(v) * w),
            "a number as exponent": lambda: T.log1p(abs(v) ** 1.5),
            "a power of a sum that is added": lambda: T.log1p((1 + abs(v)) ** 1.5),
            "a power of another number": lambda: T.log1p(-(abs(v) ** 1.5)),
            "a power of another sum": lambda: T.log1p(-((2 - abs(v)) ** 3)),
            "a power less one": lambda: T.log1p(-T.sqr(v - 1)),
            "a hyperbolic tangent": lambda: T.log1p(-T.sqr(1 - 2 / (1 + T.exp(v)))),
            "a power of a maximum": lambda: T.log1p(-T.sqr(T.maximum(1.0, v))),
            "a power of a quotient": lambda: T.log1p(-T.sqr(v / (1 + w))),
            "an exponential": lambda: T.log1p(T.exp(v) ** w),
            "a power of a number": lambda: T.log1p(3**v),
            "what this rule made": lambda: T.log1p(T.switch(w > 0, 1.0, v) ** few),
            "half precision": lambda: T.log1p(abs(half) ** half),
        },
    ),
}
