"""Proofs of the rule of sums of fractions whose numerators cancel."""

import numpy as np
from graphs import i, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, y = given(np.array([0.5, 2.0, -3.0, 4.0])), given(np.array([1.5, -0.5, 0.25, 8.0]))
large = given(np.array([1e200, 2.0, -3.0, 1e-200]))
signed = given(np.array([-0.5, 0.0, 3.0]))
single = given(np.array([1.0, -2.0, 1.0, -2.0], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([1, 2, 3, 4]))
h = T.sqrt(v**2 + w**2)
b = 1 + T.sqr(x)
size = 1 + abs(signed)


def many(n):
    """Return a sum of many terms of which two cancel."""
    return T.add(*[x**k for k in range(1, n)], x / (1 + x), 1 / (1 + x), np.float64(-1))


PROOFS = {
    "local_cancelling_fractions": Proof(
        fires=[
            lambda: 1 / x - 1 / (x + 1),
            lambda: 1 / (x - 0.125) - 1 / x,
            lambda: 3 - 3 / (x + 1) + y,
            lambda: w / (v - 5) - w / v,
            lambda: x / (x - 0.125) - 1,
            lambda: 1 - x / (x - 0.125),
            lambda: -1 + x / (x + y + 7),
            lambda: 1 / h - v**2 / h**3,
            lambda: T.sqr(v) / h**3 - T.inv(h),
            lambda: T.sqrt(b) - T.sqr(x) / T.sqrt(b) + y / T.sqrt(b),
            lambda: 1 / b - 2 * T.sqr(x) / T.sqr(b) + T.sqr(x) ** 2 / b**3,
            lambda: -(2 * x) / T.sqr(b) * x / b - 1 / b + T.sqr(x) / T.sqr(b),
            lambda: x * (1 / b - T.sqr(x) / T.sqr(b)) - (x + x) / b,
            lambda: (y / b + w / b) * T.sqr(x) / b - w / b - y / b,
            lambda: (1 / b + y / b) * (T.sqr(x) / b + w / b) - 1 / b - y / b,
            lambda: 1 / size - T.sgn(signed) * signed / T.sqr(size),
            lambda: 1 / size - abs(signed) / T.sqr(size),
            lambda: abs(signed) / size - T.sqr(signed) / T.sqr(size),
            lambda: T.sgn(signed) / size - T.sgn(signed) ** 2 * signed / T.sqr(size),
            lambda: 1 - 1 / (1 + T.sqr(large)),
            lambda: 1 - 1 / (1 + x) - 2 * x / (1 + x),
            lambda: 1 / single - 1 / (single + np.float32(1)),
            lambda: 1 / m - 1 / (m + v),
            lambda: (s - 1 / T.sqrt(s + 4) * (s + 4) ** 1.5) / 4 + 1 / (s + 4) - s / (s + 4) + 1,
            lambda: 4 / (x + y + 9) + x / (x + y + 9) + y / (x + y + 9) - 1,
            lambda: T.pow(abs(x) + abs(y), -0.25) - abs(x) * T.pow(abs(x) + abs(y), -1.25),
        ],
        refuses={
            "nothing that cancels": lambda: 1 / x + 1 / (x + 1),
            "more than equals that cancel": lambda: x / (x + 1) - 2 * x / (x + 1) / 2 + y,
            "more than equals that cancel, and nothing else": lambda: x / (x + 1) - 2 * x / (x + 1) / 2,
            "other fractions": lambda: 1 / x - 1 / (y + 1),
            "no divisor that is a sum": lambda: 1 / x - 1 / y,
            "no fraction": lambda: x * (x + 1) - x**2 - x,
            "a sum that divides nothing": lambda: (x + 1) ** 2 - x**2 - 1 / y,
            "no divisor": lambda: T.add(x * (y + 1), -(x * (y + 1)), x * (y + 1) ** 2),
            "a root between": lambda: T.add(1 / T.sqrt(b), -1 / b, x / b),
            "a power between": lambda: 1 / T.sqrt(b) - T.sqr(x) / b,
            "a power too high": lambda: 1 / b - T.sqr(x) / b**7,
            "a number without its sign": lambda: 1 / size - signed / T.sqr(size),
            "the sign of another": lambda: 1 / size - T.sgn(x[:3]) * signed / T.sqr(size),
            "nothing left": lambda: T.add(x / (1 + x), 1 / (1 + x), np.float64(-1)),
            "a variable that would be lost": lambda: T.add(
                y * x / (1 + x), y / (1 + x), -y, 1 / (1 + x)
            ),
            "more terms than before": lambda: (y + 1) / (x + y + w + 2) - 1 - x,
            "an infinite constant": lambda: np.inf - x / (x + 1),
            "a divisor with an infinite term": lambda: 1 / (x + np.inf) - x / (x + np.inf) ** 2,
            "half precision": lambda: 1 / half - 1 / (half + np.float16(1)),
            "another precision": lambda: T.sub(T.cast(1 / few, "float64"), T.inv(single) / (x + 1)),
            "terms of another precision": lambda: T.sub(1 / (x + 1), T.inv(single)),
            "a divisor of integers": lambda: 1 / (x + few) - x / (x + few) ** 2,
            "integers": lambda: i // (i + 1) - 1,
            "too many terms": lambda: many(9),
            "a part of a longer sum": lambda: y * (1 / b + T.sqr(y) / b),
            "a scalar": lambda: s + t,
        },
    ),
}
