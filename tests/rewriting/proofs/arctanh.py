"""Proofs of the rule of inverse hyperbolic tangents."""

import numpy as np
from graphs import v, w
from proof import Proof, given

import tensorgraph.tensor as T

half = given(np.array([0.3, -2.0, 1.7, 0.2], "float16"))

PROOFS = {
    "local_arctanh_domain": Proof(
        fires=[
            lambda: T.arctanh(T.erf(v)),
            lambda: T.arctanh(-T.erf(v)),
        ],
        refuses={
            "a number": lambda: T.arctanh(v / 3),
            "a weighted function": lambda: T.arctanh(w * T.erf(v)),
            "a half": lambda: T.arctanh(T.erf(v) / 2),
            "a result of this rule": lambda: T.arctanh(T.clip(T.erf(v), -0.5, 0.5)),
            "half precision": lambda: T.arctanh(T.erf(half)),
        },
    ),
}
