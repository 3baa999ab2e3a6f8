"""Proofs of the rules of exponentials and logarithms."""

import numpy as np
from graphs import v, w
from proof import Proof, given

import tensorgraph.tensor as T

TWO = np.log(2)
softplus = T.nnet.softplus
single = given(np.array([0.5, -1.0, 0.0, 2.0], "float32"))
wide = given(np.array([-16, 24, 32], "float32"))
few = given(np.array([-128, 3, 0], "int8"))

PROOFS = {
    "local_log_cosh": Proof(
        fires=[
            lambda: T.logaddexp(v, -v) - TWO,
            lambda: T.logaddexp(-v, v) - TWO,
            lambda: TWO - T.logaddexp(w, -w),
            lambda: -TWO + T.logaddexp(v * w, -(v * w)),
            lambda: T.logaddexp(single, -single) - np.float32(TWO),
            lambda: v + softplus(-2 * v) - TWO,
            lambda: softplus(2 * v) - v - TWO,
            lambda: TWO - v - softplus(-2 * v),
            lambda: v * w + softplus(-2 * (v * w)) - TWO,
            lambda: abs(v) + softplus(-(2 * abs(v))) - TWO,
            lambda: wide + softplus(-2 * wide) - np.float32(TWO),
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
            "a softplus alone": lambda: softplus(v) - TWO,
            "a softplus of another": lambda: w + softplus(-2 * v) - TWO,
            "the wrong side": lambda: v + softplus(2 * v) - TWO,
            "the wrong side of a difference": lambda: softplus(-2 * v) - v - TWO,
            "a softplus and two terms": lambda: v + softplus(-2 * v) - TWO + w,
            "two terms from a logarithm of a sum": lambda: T.logaddexp(v, -v) - TWO - v,
            "a softplus subtracted": lambda: v - softplus(-2 * v) - TWO,
            "a softplus and another number": lambda: v + softplus(-2 * v) - 1,
            "a shifted softplus": lambda: v + softplus(-2 * v + 1) - TWO,
            "a constant of another precision": lambda: T.add(single, softplus(-2 * single), T.constant(-TWO)),
            "a softplus of integers": lambda: few + softplus(-2 * few) - np.float32(TWO),
            "a term of integers": lambda: few + softplus(-2 * wide) - np.float32(TWO),
            "a softplus of another precision": lambda: v + softplus(-2 * single) - TWO,
            "integers": lambda: (lambda z: z - np.asarray(TWO, z.dtype))(T.logaddexp(few, -few)),
            "one that was moved": lambda: T.logaddexp(v, -v).dimshuffle("x", 0) - TWO,
        },
        harmless={"holds(fgraph, node, SUM, 'logaddexp', 'softplus'): True": "the search that it spares finds nothing"},
    ),
}
