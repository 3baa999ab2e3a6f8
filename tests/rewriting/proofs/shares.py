"""Proofs of the rules of quotients by powers."""

import numpy as np
from graphs import s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, k = given(np.array([0.5, 2.0, 1.0, 3.0])), given(np.array([1.5, 2.5, 0.25, 0.5]))
n = given(np.array([2.5, -1.5, 0.0, 4.0]))
signed = given(np.array([-0.5, -2.0, -2.0, 3.0]))
whole = given(np.array([2.0, 3.0, 0.5, 1.0]))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))

PROOFS = {
    "local_divided_by_power": Proof(
        fires=[
            lambda: v / x**n,
            lambda: T.inv(x**n),
            lambda: w / x**-n / v,
            lambda: w / (x**n * v * k**whole),
            lambda: 1 / signed**whole,
        ],
        refuses={
            "a number as an exponent": lambda: v / T.pow(x, np.float64(3.5)),
            "a number as a base": lambda: v / T.pow(np.float64(2.5), n),
            "another reader": lambda: v / x**n + x**n,
            "a share": lambda: 1 / T.pow(x, T.switch(x > 1, -n, n)),
            "a sum": lambda: v / (x**n + k),
            "a factor": lambda: v * x**n,
            "half precision": lambda: np.float16(1) / half**half,
            "integers": lambda: s / few**few,
        },
    ),
    "local_power_share": Proof(
        fires=[
            lambda: 1 / (1 + x**n),
            lambda: T.inv(1 + x**n),
            lambda: v / (1 + x**n),
            lambda: x**n / (1 + x**n),
            lambda: w * x**n / (1 + x**n) / v,
            lambda: x**n / (k**n + x**n),
            lambda: k**n / (k**n + x**n),
            lambda: signed**whole / (signed**whole + (signed - 1) ** whole),
            lambda: (x**n) ** 2 / (1 + x**n),
            lambda: k**whole / (k**whole - 1),
            lambda: v * k**whole / (1 - k**whole),
            lambda: x**n / (T.pow(np.float64(2.5), n) + x**n),
            lambda: T.pow(np.float64(2.5), n) / (T.pow(np.float64(2.5), n) + x**n),
        ],
        refuses={
            "another number": lambda: 1 / (2 + x**n),
            "powers by others": lambda: x**n / (x**n + k**whole),
            "another number that is subtracted": lambda: x**n / (x**n - 2),
            "another power less one": lambda: k**n / (x**n - 1),
            "a number as an exponent of what is less one": lambda: T.pow(x, 3.5) / (T.pow(x, 3.5) - 1),
            "another power": lambda: v / (x**n + k**n),
            "three terms": lambda: x**n / (x**n + k**n + 1),
            "no sum": lambda: 1 / (x**n * 3),
            "a sum without powers": lambda: 1 / (1 + T.exp(x)),
            "a sum of a power and another term": lambda: x**n / (x**n + k),
            "a number as an exponent": lambda: 1 / (1 + T.pow(x, np.float64(3.5))),
            "whole numbers as exponents": lambda: 1 / (1 + x**few),
            "three terms at once": lambda: 1 / T.add(1.0, x**n, k),
            "its own result": lambda: 1 / (1 + T.pow(x, T.switch(x > 1, -n, n))),
            "half precision": lambda: np.float16(1) / (np.float16(1) + half**half),
            "integers": lambda: s / (1 + few**few),
        },
    ),
}
