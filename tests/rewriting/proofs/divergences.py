"""Proofs of the rule of sums that vanish twice where two variables are equal."""

import numpy as np
from graphs import i, v, w
from proof import Proof, given

import tensorgraph.tensor as T

x, y = given(np.array([0.5, 0.25, 0.99, 0.125])), given(np.array([0.5, 0.2501, 0.995, 0.75]))
single = given(np.array([0.25]), (True,))
u = given(np.array([0.5, 0.75, 0.25, 0.3]))
a, b = given(np.array([0.5, 2.0, 3.0, 0.1], "float32")), given(np.array([0.75, 2.0, 1.0, 0.7], "float32"))
half, quarter = (given(np.array([0.5, 1.0, 0.25, 2.0], "float16") / n) for n in (1, 2))
few = given(np.array([1, 2, 3, 4]))


def shared_slope():
    """Return a divergence of two parts, and one of its terms."""
    part = x * T.log(x / y)
    return [part + (1 - x) * T.log((1 - x) / (1 - y)), part]


one = given(np.array([[0.5], [0.25]]), (False, True))
rows, columns = (given(np.array([[0.5, 0.25], [0.75, 0.125]]) + c) for c in (0, 0.0625))


def total(v):
    """Return the sums of rows."""
    return v.sum(axis=1)


def entropies(v, m):
    """Return the entropy of a distribution, less that of a mean."""
    return total(v * T.log(v)) - 2 * total(m * T.log(m))


def weighted(v, w):
    """Return what a distribution adds to its divergence."""
    return v * T.log(2 * v / (v + w))


def sum_read_twice():
    """Return two divergences, and one of them."""
    part = total(weighted(rows, columns))
    return [part + total(weighted(columns, rows)), part]


PROOFS = {
    "local_sum_of_divergences": Proof(
        fires=[
            lambda: total(weighted(rows, columns)) + total(weighted(columns, rows)),
            lambda: total(weighted(rows, columns)) / 2 + 0.5 * total(weighted(columns, rows)),
            lambda: -total(weighted(rows, columns)) - total(weighted(columns, rows)),
            lambda: v[:2] + total(weighted(rows, columns)) + total(weighted(columns, rows)) - 3,
            lambda: total(T.tanh(rows)) + total(weighted(rows, columns)) + total(weighted(columns, rows)),
            lambda: T.tanh(rows).sum() + weighted(rows, columns).sum() + weighted(columns, rows).sum(),
            lambda: total(rows * T.log(rows / columns) - rows) + total(columns),
            lambda: total(rows - rows * T.log(rows / columns)) - total(columns + 0.0),
            lambda: total(columns * T.log(columns)) + entropies(rows, (rows + columns) / 2),
            lambda: -(
                total((rows + columns) / 2 * T.log((rows + columns) / 2))
                - (total(rows * T.log(rows)) + total(columns * T.log(columns))) / 2
            ),
            lambda: total(1 + T.tanh(rows)) + total(weighted(rows, columns)) + total(weighted(columns, rows)),
        ],
        refuses={
            "one sum": lambda: total(weighted(rows, columns)) + v[:2],
            "other axes": lambda: weighted(rows, columns).sum(axis=0) + total(weighted(columns, rows)),
            "other types": lambda: total(one * T.log(one)) + entropies(rows, (one + rows) / 2),
            "a divergence in each": lambda: total(rows * T.log(rows / columns) - rows + columns)
            + total(T.sqr(columns) * T.log(rows)),
            "nothing that vanishes": lambda: total(rows * T.log(rows / columns)) + total(columns),
            "a product": lambda: v[:2] * total(weighted(rows, columns)) + total(weighted(columns, rows)),
            "a quotient": lambda: total(weighted(rows, columns)) / v[:2] + total(weighted(columns, rows)),
            "a maximum": lambda: weighted(rows, columns).max(axis=1) + weighted(columns, rows).max(axis=1),
            "what others read": sum_read_twice,
            "half precision": lambda: (half * T.log(half / quarter) - half).sum() + quarter.sum(),
            "another precision": lambda: sum(weighted(*pair).sum(dtype="float64") for pair in ((a, b), (b, a))),
            "integers": lambda: few.sum() - (few * few).sum(),
            "a constant": lambda: total(weighted(rows, columns) + 1) + total(weighted(columns, rows)),
        },
        harmless={
            "1 < len(sums) <= WIDE: True": "it bounds the time of the search",
            "holds(fgraph, node, SUM, 'mul', 'true_div', kinds=Sum): True": "the search that it spares finds nothing",
        },
    ),
    "local_divergence": Proof(
        fires=[
            lambda: x * T.log(x / y) - x + y,
            lambda: T.xlogy(x, x / y) - x + y,
            lambda: T.xlogy(x, x / y) + T.xlog1py(1 - x, -x) - T.xlog1py(1 - x, -y),
            lambda: y - x - x * T.log(y / x),
            lambda: x * (T.log(x) - T.log(y)) - (x - y),
            lambda: a * T.log(a / b) - a + b,
            lambda: x / y - T.log(x / y) - 1,
            lambda: 2 - 2 * x / y + 2 * T.log(x / y),
            lambda: x + y - 2 * T.sqrt(x * y),
            lambda: x**2 / y - x - T.sqr(y) / x + y - (x - y) * 2,
            lambda: x * T.log(x) + y * T.log(y) - (x + y) * T.log((x + y) / 2),
            lambda: T.log((x + y) / 2) - T.log(x) / 2 - T.log(y) / 2,
            lambda: x**1.5 / y - 3 * x**0.5 + 2 * y**0.5,
            lambda: T.inv(x) - 2 / y + x / y**2,
            lambda: v + x * T.log(x / y) - x + y - w,
            lambda: 3 + x * T.log(x / y) - x + y,
            lambda: x * T.log(x / y) + (1 - x) * T.log((1 - x) / (1 - y)),
            lambda: x * T.log(x / y) + (1 - x) * (T.log1p(-x) - T.log1p(-y)) + v,
            lambda: x * T.log(x / y) + w * T.log(w / v) - x + y - w + v,
            lambda: x * T.log(x / y) - T.sqr(T.tanh(v)) - x + y,
            lambda: v - x * T.log(x / y) - (1 - x) * T.log((1 - x) / (1 - y)),
            lambda: x * T.log(x / y) - x + y + T.log1p(T.sqr(v)),
            lambda: x * T.log(x / y) + x * T.log(x / u) - x + y + u,
            lambda: T.switch(T.lt(v, w), x * T.log(x / y) - x + y, v),
            lambda: T.switch(T.eq(v, w), v, x * T.log(x / y) - x + y),
            lambda: -(x * T.log(x / y) - x + y),
            lambda: few * T.log(few / u) - few + u,
            lambda: T.switch(x > 0.3, x * T.log(x / y), 0) - x + y,
            lambda: few * T.log(few / u) - T.switch(few > 2, few, 0.0) + u,
            lambda: T.switch(v > 0, single * T.log(single / x.mean()), 0) - single + x.mean(),
            lambda: T.switch(x < 0.3, 0, x * T.log(x / y)) - x + y + T.switch(v > 0, w, 0) - T.switch(v > w, 0, w),
            lambda: T.cast(few, "float64") * T.log(few / u) - few + u + v,
            shared_slope,
        ],
        refuses={
            "no pair": lambda: x * T.log(x) - x + 1,
            "three variables": lambda: x * T.log(x / y) - x + w,
            "a first difference": lambda: T.log(x) - T.log(y),
            "slopes that do not cancel": lambda: x * T.log(x / y) + (1 - x) * T.log((1 - y) / (1 - x)),
            "terms that vanish twice": lambda: T.sqr(x - y) / y + T.sqr(T.log(x / y)) * x,
            "a polynomial": lambda: x**2 - 2 * x * y + y**2,
            "another degree": lambda: x * T.log(x / y) - x / y + 1,
            "slopes of another degree": lambda: T.log(x / y) + T.log((1 - x) / (1 - y)),
            "a logarithm that is left": lambda: x * T.log(x) - y * T.log(y) - x + y,
            "no rational coefficient": lambda: x * T.log(x + y) - x * T.log(y) - x + y,
            "another function": lambda: x * T.log(T.sin(x) / T.sin(y)) - T.tan(x) + T.tan(y),
            "a power by a variable": lambda: x**w * T.log(x / y) - x + y,
            "an infinite term": lambda: x * T.log(x / y) - x + y * np.inf,
            "many terms": lambda: sum((v, w, v * w, v / w, w / v, v**3, w**3), x * T.log(x / y) - x + y),
            "half precision": lambda: half * T.log(half / quarter) - half + quarter,
            "another precision": lambda: a * T.log(a / b) - T.cast(a, "float64") + T.cast(b, "float64"),
            "integers": lambda: few * few // (few + i) - few,
            "its own result": lambda: T.switch(T.lt(v, w), v, x * T.log(x / y) - x + y),
        },
    ),
}
