"""Proofs of the rule of quotients of two variables without a pole where these are equal."""

import numpy as np
from graphs import i, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, y = given(np.array([0.5, 2.0, 1.0, 3.0])), given(np.array([1.5, 2.125, 0.25, 8.0]))
single = given(np.array([0.5, 2.0, 0.25, 1.5], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few, more = given(np.array([1, 2, 3, 4])), given(np.array([2, 4, 5, 9]))


def read_twice():
    """Return a product, and a quotient of it."""
    product = w * (T.exp(x) - T.exp(y))
    return [product, product / (x - y)]


PROOFS = {
    "local_divided_difference": Proof(
        fires=[
            lambda: (T.exp(x) - T.exp(y)) / (x - y),
            lambda: (T.exp(x) - T.exp(y)) / (y - x),
            lambda: (y - x) / (T.exp(x) - T.exp(y)),
            lambda: w * (T.exp(-x) - T.exp(-y)) / (y - x) / v,
            lambda: (T.log(x) - T.log(y)) / (x - y),
            lambda: (x - y) / T.log(x / y),
            lambda: (x - y) / (T.log(y) - T.log(x)),
            lambda: T.log(x / (y + 2)) / (x - y - 2),
            read_twice,
        ],
        refuses={
            "another distance": lambda: (T.exp(x) - T.exp(y)) / (x - w),
            "a product of distances": lambda: (T.exp(x) - T.exp(y)) / (w * (x - y + v)),
            "a sum": lambda: (T.exp(x) - T.exp(-y)) / (x + y),
            "no quotient": lambda: (T.exp(x) - T.exp(y)) * (x - y),
            "two functions": lambda: (T.exp(x) - T.log(y)) / (x - y),
            "another function": lambda: (T.sin(x) - T.sin(y)) / (x - y),
            "three terms": lambda: (T.exp(x) - T.exp(y) - T.exp(w)) / (x - y),
            "three terms of which one is subtracted": lambda: (T.exp(w) + T.exp(x) - T.exp(y)) / (w - y),
            "another constant": lambda: (T.exp(x) - T.exp(y) - np.float64(2)) / (x - y),
            "a logarithm of a product": lambda: T.log(x * y) / (x - y),
            "a difference of integers": lambda: (T.exp(few) - T.exp(more)) / (few - more),
            "a quotient of integers": lambda: T.log(few / more) / (x - y),
            "half precision": lambda: (T.exp(half) - T.exp(half * half)) / (half - half * half),
            "integers": lambda: i // (i - 7),
            "a part of a longer product": lambda: (T.exp(x) - T.exp(y)) * w,
        },
    ),
}
