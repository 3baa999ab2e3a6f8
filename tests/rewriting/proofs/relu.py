"""Proofs of the rules of rectifiers."""

import numpy as np
from graphs import i, m, n, v
from proof import Proof

import tensorgraph.tensor as T

x, y = T.sin(m), n.T

PROOFS = {
    "local_sum_with_abs": Proof(
        fires=[
            lambda: 0.55 * m + 0.45 * abs(m),
            lambda: 0.45 * abs(x) + 0.55 * x,
            lambda: m + abs(m),
            lambda: abs(m) - m,
            lambda: m - abs(m) + y,
            lambda: y - (0.2 * abs(m) + 3) - 0.1 * m,
            lambda: 0.5 * abs(2 * m) + m,
            lambda: abs(-3 * m) - m,
            lambda: m * y + 0.5 * abs(m * y),
            lambda: abs(v) + v + abs(m),
            lambda: -2 * abs(m) - m,
            lambda: m - abs(m) - y,
            lambda: (lambda z: 0.55 * z + 0.45 * abs(z))(x * y),
        ],
        harmless={"any(map(has_abs, [v for v, _ in terms])): True": "the search that it spares finds nothing"},
        refuses={
            "an integer, which wraps": lambda: i + abs(i),
            "complex numbers, which have no order": lambda: T.add(m, abs(m), np.array(1j)),
            "integers among others": lambda: i + 0.5 * abs(i),
            "another variable": lambda: m + abs(y),
            "a square": lambda: m * m + abs(m),
            "a product with another": lambda: [m + y * abs(m), m + abs(m) * y],
            "a quotient": lambda: 1 / m + abs(m),
            "no absolute value": lambda: 0.55 * m + 0.45 * y,
            "a product of no absolute value": lambda: m * y + 0.45 * y * m * m,
        },
        becomes=[
            (lambda: abs(m) + m, "({(1, 1) of 2.0} * maximum(m, {(1, 1) of 0.0}))"),
            (lambda: 0.75 * m + 0.25 * abs(m), "maximum(({(1, 1) of 0.5} * m), m)"),
            (lambda: 0.5 * abs(m) - 0.25 * m, "maximum(({(1, 1) of -0.75} * m), ({(1, 1) of 0.25} * m))"),
            (lambda: m - abs(m), "({(1, 1) of 2.0} * minimum(m, {(1, 1) of 0.0}))"),
        ],
    ),
}
