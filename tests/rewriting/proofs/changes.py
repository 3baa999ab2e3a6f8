"""Proofs of the rules of changes of functions."""

import numpy as np
from graphs import i, k, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T

half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
single = given(np.array([0.5, -1.0, 0.0, 2.0], "float32"))
few = given(np.array([1, 2, 3, 4]))

PROOFS = {
    "local_increment": Proof(
        fires=[
            lambda: T.exp(v + w) - T.exp(v),
            lambda: T.exp(v) - T.exp(v + w),
            lambda: T.nnet.sigmoid(v + abs(w) - t) - T.nnet.sigmoid(v - t),
            lambda: T.tanh(v + w) - T.tanh(v - w),
            lambda: T.sin(v + w) - T.sin(v),
            lambda: s + T.cos(v - w) - T.cos(v + w),
            lambda: T.arctan(v + w) - T.arctan(v),
            lambda: T.sqr(v + w) - T.sqr(v),
            lambda: T.sin(v + 1e-3) - T.sin(v),
            lambda: T.sin(w) + T.sin(v + w) - T.sin(v),
        ],
        refuses={
            "nothing in common": lambda: T.exp(v) - T.exp(w),
            "more than an increment": lambda: T.exp(v - t) - T.exp(w - t),
            "a large increment": lambda: T.exp(v + 1) - T.exp(v),
            "a sum": lambda: T.exp(v + w) + T.exp(v),
            "two functions": lambda: T.exp(v + w) - T.sin(v),
            "another function": lambda: T.exp(w) + T.sinh(v + w) - T.sinh(v),
            "many terms": lambda: T.exp(v + w) - T.exp(v) - v - w - s - t - v * w - v / w - T.sinh(s),
            "half precision": lambda: T.sin(half + half * half) - T.sin(half),
            "integers": lambda: T.sqr(i + k) - T.sqr(k),
            "functions of integers": lambda: T.exp(few + 2 * few) - T.exp(few),
            "another precision": lambda: T.sin(single + single**2) - T.cast(T.sin(single), "float64"),
        },
        harmless={"holds(fgraph, node, SUM, *INCREMENTS): True": "the search that it spares finds nothing"},
    ),
    "local_multiple_of_expm1": Proof(
        fires=[
            lambda: w * T.exp(v) - w,
            lambda: w - T.exp(v) * w,
            lambda: 1 - w + w * T.exp(v),
            lambda: s * w * T.exp(v) - s * w,
            lambda: t + w * T.exp(v) - w,
            lambda: 2.5 * T.exp(v) - 2.5,
            lambda: w + 2.5 - 2.5 * T.exp(v),
        ],
        refuses={
            "a sum": lambda: w * T.exp(v) + w,
            "another factor": lambda: w * T.exp(v) - s,
            "another function": lambda: w * T.sin(v) - w,
            "another number": lambda: 2.5 * T.exp(v) + 2.5,
            "another number that is subtracted": lambda: 1.5 - 2.5 * T.exp(v),
            "no factor": lambda: T.exp(v) - w,
            "many terms": lambda: w * T.exp(v) - w - v - s - t - v * w - v / w - T.sinh(s) - T.sinh(t),
            "half precision": lambda: half * T.exp(half) - half,
        },
        harmless={"holds(fgraph, node, SUM, 'mul'): True": "the search that it spares finds nothing"},
    ),
    "local_chosen_exp_less_one": Proof(
        fires=[
            lambda: T.switch(v > 0, T.exp(v), abs(v)) - 1,
            lambda: 1 - T.switch(v > 0, T.exp(v), abs(v)),
        ],
        refuses={
            "another number": lambda: T.switch(v > 0, T.exp(v), abs(v)) - 2,
            "the other sign": lambda: T.switch(v > 0, T.exp(v), abs(v)) + 1,
            "another term": lambda: T.switch(v > 0, T.exp(v), abs(v)) - 1 + w,
            "another function": lambda: T.switch(v > 0, T.sinh(v), abs(v)) - 1,
            "a number": lambda: T.switch(v > 0, T.exp(v), 2.0) - 1,
            "one that was moved": lambda: T.switch(v > 0, T.exp(v), abs(v)).dimshuffle("x", 0) - 1,
            "another precision": lambda: T.switch(single > 0, T.exp(single), abs(single)) - np.float64(1),
            "no choice": lambda: T.sinh(v) - T.switch(v > 0, T.exp(v), abs(v)),
            "half precision": lambda: T.switch(half > 0, T.exp(half), half) - np.float16(1),
        },
        harmless={"holds(fgraph, node, SUM, 'switch'): True": "the search that it spares finds nothing"},
    ),
}
