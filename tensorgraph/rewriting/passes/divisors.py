"""Divisors of products, so that no product of them leaves the range of numbers for being a square.

``x / d / d`` may be a number where ``d * d`` is infinite or 0. The reverse does not happen, since each division by d
changes the size in the same direction.
"""

from collections import Counter

from ...scalar.dtypes import is_discrete
from ..values import is_op

MOST = 4  # divisions in the place of one
WIDE = frozenset(("float32", "float64"))  # dtypes in which a length times a constant like 100 is finite


def roots(v, dtype):
    """Return ``(x, x)`` for ``x * x``, and x four times for the square of that, which others may read too."""
    x, times = v, 1
    while is_op(x, "mul") and x.owner.inputs == [x.owner.inputs[0]] * 2:
        x, times = x.owner.inputs[0], 2 * times
    return (x,) * times if times <= MOST and x.type.dtype == dtype else (v,)


def without_repeats(divisors):
    """Return lists of the divisors, in each of which every one is once."""
    times = Counter(divisors)
    return [[v for v in times if times[v] > k] for k in range(max(times.values(), default=0))]


def with_constant(divisions, c):
    """Return lists of divisors with a constant: a factor of a length that divides too, else a division of its own."""
    value = abs(c.data.item())
    if divisions and c.type.dtype in WIDE and 1e-9 < value < 1e9 and len(divisions[0]) == 1 and is_count(*divisions[0]):
        return [[c, *divisions[0]], *divisions[1:]]
    return [[c], *divisions]


def is_count(v):
    """Return True if a variable is an integer number, as a float."""
    return is_op(v, "Cast") and is_discrete(v.owner.inputs[0].type.dtype) and all(v.type.broadcastable)
