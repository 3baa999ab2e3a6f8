"""Proofs of the rules of the logistic function."""

import numpy as np
from graphs import v, w
from proof import Proof, given

import tensorgraph.tensor as T

z = given(np.array([0.5 + 1j, -1.0]))
byte = given(np.array([0, 3, 80], "uint8"))
sigmoid = T.nnet.sigmoid

PROOFS = {
    "local_inv_1_plus_exp": Proof(
        fires=[
            lambda: 1 / (1 + T.exp(v)),
            lambda: w / (T.exp(v) + 1),
            lambda: z / (T.exp(v[:2]) + 1),
            lambda: w * T.inv(1 + T.exp(v)),
            lambda: (lambda e: w * e / (1 + e))(T.exp(v)),
            lambda: (lambda e: w * e / ((1 + e) * (1 + T.exp(w))))(T.exp(v)),
            lambda: T.exp(w) * sigmoid(-w) * v,
        ],
        refuses={
            "no exponential": lambda: w / (1 + v),
            "another number": lambda: w / (2 + T.exp(v)),
            "more terms": lambda: w / (1 + T.exp(v) + w),
            "a factor": lambda: w * (1 + T.exp(v)),
            "the sign of an integer wraps": lambda: 1 / (1 + T.exp(byte)),
            "complex numbers have no sigmoid": lambda: 1 / (1 + T.exp(z)),
        },
    ),
    "local_sigm_times_exp": Proof(
        fires=[lambda: T.exp(v) * sigmoid(-v), lambda: w * T.exp(v) * sigmoid(-v) * 2, lambda: sigmoid(v) * T.exp(-v)],
        refuses={
            "the same sign": lambda: T.exp(v) * sigmoid(v),
            "another variable": lambda: T.exp(v) * sigmoid(-w),
            "the sign of an integer wraps": lambda: T.exp(byte) * sigmoid(-byte),
        },
    ),
}
