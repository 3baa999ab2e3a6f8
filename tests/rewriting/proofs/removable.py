"""Proofs of the rules of expressions that are polynomials near 0."""

import numpy as np
from graphs import i, k, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T

small = given(np.array([0.3, -0.5, 0.9, 3.0]))
other = given(np.array([2.0, 0.5, -1.0, 1.5]))
single = given(np.array([2.0, -3.0, 5.0, 4.0], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))
spiral = given(np.array([1 + 1j, -2.0]))


def away(x, size=None, edge=0.5, value=0.5):
    """Return what the rules make of an argument."""
    return T.switch(abs(x if size is None else size) < edge, value, x)


def read_twice():
    """Return a logarithm of a quotient, and the quotient."""
    quotient = T.sinh(small) / small
    return [T.log(quotient), quotient + 1]


def quotient_read_twice():
    """Return a product with a quotient, and the quotient."""
    quotient = other / small
    return [quotient * T.log1p(small), quotient]


PROOFS = {
    "local_removable_pole": Proof(
        fires=[
            lambda: T.sin(small) / small,
            lambda: T.sin(single) / single,
            lambda: T.inv(small) * T.tanh(small),
            lambda: small / T.expm1(small),
            lambda: T.sinh(small) / T.sinh(2 * small),
            lambda: -T.expm1(-small * other) / small,
            lambda: T.expm1(small / other) * other / small,
            lambda: T.exp(w) * T.sin(small) / small,
            lambda: small**3 / (T.exp(small / other) - 1),
            lambda: T.sqr(small) * T.exp(small) / T.sqr(T.expm1(small)),
            lambda: (1 - T.cos(T.sqrt(v**2 + w**2))) / (v**2 + w**2),
            lambda: T.sin(T.sqrt(abs(small))) / T.sqrt(abs(small)),
            lambda: T.sin(abs(small)) / T.sqrt(abs(small)),
            lambda: (small - T.sin(small)) / small**3,
            lambda: (T.sqrt(1 + small**2) - 1) / small**2,
            lambda: T.arcsin(small / 4) / small,
            lambda: T.log1p(small**2) / small,
            lambda: T.log1p(T.sinh(small)) / small,
            lambda: T.sin(small) * (1 + T.cos(w)) / small,
            lambda: T.sin(small) / small * T.sin(v) / v,
            lambda: T.log(2 * T.sinh(small) / small),
            lambda: (1 + 1 / small) * T.log1p(small * other),
            lambda: (1 - other / small) * T.log1p(small * other),
            lambda: (1 + 1 / small + 1 / small**2) * T.sin(small) ** 2,
            lambda: T.sqr(1 + 1 / small) * T.expm1(small * other),
            read_twice,
            quotient_read_twice,
            lambda: T.sin(small) / small + v,
            lambda: T.sin(m[:, k]) / m[:, k],
            lambda: T.sin(away(v, value=0.25)) / away(v, value=0.25),
            lambda: T.sin(away(v, edge=w)) / away(v, edge=w),
            lambda: T.sin(T.switch(v > 0.5, 0.5, v)) / T.switch(v > 0.5, 0.5, v),
        ],
        refuses={
            "no pole": lambda: T.sin(small) * small,
            "a root of a sum of quotients": lambda: T.sqrt(1 + 1 / abs(small)) * T.sin(abs(small)),
            "a divisor in an argument alone": lambda: small * T.log1p(other / small),
            "a sum of quotients by another variable": lambda: (1 + 1 / other) * T.sin(small),
            "a pole of its own": lambda: T.cos(small) / small,
            "another variable": lambda: T.sin(small) / other,
            "a zero at another place": lambda: T.sin(small) / (1 + small),
            "no function": lambda: small * other / (small + other),
            "its own result": lambda: T.sin(away(v)) / away(v),
            "half precision": lambda: T.sin(half) / half,
            "integers": lambda: T.sin(i) / i,
            "another precision": lambda: T.sin(single) / T.cast(single, "float64"),
            "a factor of integers": lambda: T.sin(small) * few / small,
            "complex numbers": lambda: T.sin(spiral) / spiral,
            "what a logarithm reads": lambda: T.log(T.sinh(small) / small),
            "what a difference reads": lambda: small / T.tanh(small) - 1,
            "no zero": lambda: 1 / (T.tanh(small) * small),
            "a root of a function": lambda: T.sqrt(T.sinh(abs(small))) / small,
        },
    ),
    "local_cancelling_series": Proof(
        fires=[
            lambda: small - T.sin(small),
            lambda: single - T.sin(single),
            lambda: T.sin(v) / v**2 - T.cos(v) / v,
            lambda: 1 / T.tanh(v) - 1 / v,
            lambda: T.exp(v) - 1 - v - v**2 / 2,
            lambda: v / T.tanh(v) - 1,
            lambda: 1 / T.sqrt(1 - s**2) - 1,
            lambda: (1 + s**2) ** -1.5 - 1,
            lambda: T.log((1 + s) / (1 - s)) - 2 * s,
            lambda: T.cosh(s) - 1,
        ],
        refuses={
            "nothing that cancels": lambda: small + T.sin(small),
            "another variable": lambda: small - T.sin(other),
            "no function": lambda: small + other,
            "a cosine": lambda: 1 - T.cos(small),
            "an inverse of an exponential": lambda: 1 - 1 / T.exp(small),
            "a power of a variable": lambda: T.expm1(small) ** t - 1,
            "a power above 0": lambda: (1 + s**2) ** 1.5 - 1,
            "another power": lambda: (1 + s**2) ** -2.25 - 1,
            "a power by a variable": lambda: (1 + s**2) ** t - 1,
            "one term": lambda: T.sinh(small) + 0.0,
            "too many terms": lambda: T.sin(small) - sum([small**k for k in range(2, 10)], small),
            "nothing that is left": lambda: T.sqr(T.sin(small)) + T.sqr(T.cos(small)) - 1,
            "what a longer quotient reads": lambda: other * (small - T.sin(small)) / small**3,
            "what a quotient reads": lambda: (small - T.sin(small)) / small**3,
            "its own result": lambda: away(v) - T.sin(away(v)),
            "half precision": lambda: T.sin(half) - half,
            "integers": lambda: T.sin(i) - i,
            "complex numbers": lambda: T.sin(spiral) - spiral,
        },
    ),
    "local_log_of_series": Proof(
        fires=[
            lambda: T.log(T.sinh(small) / small),
            lambda: T.log(small / T.expm1(small)),
        ],
        refuses={
            "a pole at 0": lambda: T.log(2 * T.sinh(small) / small),
            "an input": lambda: T.log(v),
            "no product": lambda: T.log(1 + T.sqr(small)),
            "another factor": lambda: T.log(T.sinh(small) / small * other),
            "no quotient": lambda: T.log(T.cosh(small) * small),
        },
    ),
}
