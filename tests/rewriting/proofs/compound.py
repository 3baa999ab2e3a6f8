"""Proofs of the rule of powers of numbers near one by large numbers."""

import numpy as np
from graphs import i, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, n = given(np.array([0.5, -6.0, 3.0, 0.1])), given(np.array([3.0, 2.0, 1.5, 4.0]))
a, b = given(np.zeros(4, "float32")), given(np.array([3.0, 2.0, 1.5, 4.0], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))

PROOFS = {
    "local_compound_power": Proof(
        fires=[
            lambda: (1 + x / n) ** n,
            lambda: (1 - x / n) ** n,
            lambda: (x / n + 1) ** (-n - 1),
            lambda: (1 + n * x**2) ** (-1 / n),
            lambda: (1 + x**2 / n) ** (-(n + 1) / 2),
            lambda: (1 + n * x**2) ** (-(1 / n + 1) / 2),
            lambda: (1 + v / T.exp(T.tanh(w))) ** (T.exp(T.tanh(w)) * x),
            lambda: (1 - abs(v) / n) ** n,
            lambda: (1 + a / b) ** b,
            lambda: x * (1 + abs(x) / n) ** n,
            lambda: [(1 + abs(x) / n) ** n / n, T.log((1 + abs(x) / n) ** n)],
            lambda: T.sin(x * (1 + abs(x) / n) ** n),
            lambda: ((n + x) / n) ** n,
            lambda: (n / (n + x**2)) ** ((n + 1) / 2),
        ],
        refuses={
            "another base": lambda: (2 + x / n) ** n,
            "no sum": lambda: (x / n) ** n,
            "another divisor": lambda: ((n + x) / w) ** n,
            "a difference": lambda: ((x**2 - n) / n) ** (2 * n),
            "a number": lambda: (1 + x / n) ** 2.5,
            "an exponent that is small where the base is near one": lambda: (1 + x * n) ** n,
            "a factor in a logarithm": lambda: T.log((1 + x**2 / n) ** n / (1 + n**2)),
            "in a logarithm": lambda: T.log10((1 + x**2 / n) ** n),
            "another exponent": lambda: (1 + x / n) ** w,
            "half precision": lambda: (1 + half / (1 + half)) ** (1 + half),
            "another precision": lambda: T.pow(1 + a / b, T.cast(b, "float64")),
            "integers": lambda: (1 + few) ** few,
            "a whole base": lambda: T.pow(1 + i * few, 1 / n),
        },
        harmless={
            "is_below_zero(z, -1): False": "the power as it was written is not read",
        },
    ),
}
