"""Proofs of the rule of quotients of a power less one by its exponent."""

import numpy as np
from graphs import i, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, y = given(np.array([0.5, 2.0, 1.0, 30.0])), given(np.array([1e-3, 0.5, -0.1, -2.0]))
single = given(np.array([0.5, 2.0, 0.25, 1.5], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))
table = given(np.array([[0.5, 2.0, 1.0, 30.0], [3.0, 1.0, 2.0, 0.25]]))


def chosen(x):
    """Return what the rules of powers make of a base."""
    return T.switch(x > 0, 1.0, x)


def read_twice():
    """Return a difference, and a quotient of it."""
    less = x**y - 1
    return [less, less / y]


PROOFS = {
    "local_box_cox": Proof(
        fires=[
            lambda: (x**y - 1) / y,
            lambda: (1 - x**y) / y,
            lambda: (x ** (1 - y) - 1) / (1 - y),
            lambda: (x ** (y - 1) - 1) / (1 - y),
            lambda: v * (x**y - 1) / (y * w),
            lambda: (x**s - 1) / s,
            lambda: ((1 + x) ** t - 1) / t,
            lambda: (x**s - 1).sum() / s,
            lambda: 3 * (x**-s - 1).sum() / s,
            lambda: (x ** (1 - s) - 1).sum() / (1 - s),
            lambda: (v * (x**s - 1)).sum() / s,
            lambda: (x ** (np.ones(1) - s.dimshuffle("x")) - 1).sum() / (1 - s),
            lambda: (v * (table**s - 1).sum(axis=0)).sum() / s,
            lambda: (single**single - np.float32(1)) / single,
            read_twice,
        ],
        refuses={
            "another exponent": lambda: (x**y - 1) / w,
            "twice the exponent": lambda: (x**y - 1) / (2 * y + w),
            "another number": lambda: (x**y - 2) / y,
            "a sum": lambda: (x**y + 1) / y,
            "another term": lambda: (x**y - 1 + w) / y,
            "a sum of powers": lambda: (x**y + x**w - 1) / y,
            "no power": lambda: (T.exp(y) - 1) / y,
            "a product": lambda: (x**y - 1) * y,
            "a number for an exponent": lambda: T.true_div(T.pow(x, 2.5) - 1, np.float64(2.5)),
            "its own result": lambda: (chosen(x) ** y - 1) / y,
            "a sum over what divides": lambda: (x**y - 1).sum() / y,
            "a sum of products": lambda: (v * w).sum() / s,
            "a sum of powers over an axis": lambda: (x**2.5).sum() / s,
            "a product of sums": lambda: T.true_div(T.prod(x**s - 1), s),
            "half precision": lambda: (half**half - np.float16(1)) / half,
            "another precision": lambda: (T.pow(single, single) - np.float64(1)) / T.cast(single, "float64"),
            "integers": lambda: (few**i - 1) // i,
        },
        harmless={"fgraph.ends is None: True": "the value alone has its digits by another rule"},
    ),
}
