"""Divisors of products, so that no product of them leaves the range of numbers for being a square.

``x / d / d`` may be a number where ``d * d`` is infinite or 0. The reverse does not happen, since each division by d
changes the size in the same direction.
"""

from collections import Counter

from ..values import is_op

MOST = 4  # divisions in the place of one


def roots(v, dtype):
    """Return ``(x, x)`` for ``x * x``, and x four times for the square of that, which others may read too."""
    x, times = v, 1
    while is_op(x, "mul") and x.owner.inputs == [x.owner.inputs[0]] * 2:
        x, times = x.owner.inputs[0], 2 * times
    return (x,) * times if times <= MOST and x.type.dtype == dtype else (v,)


def without_repeats(divisors):
    """Return lists of the divisors, in each of which every one is once."""
    times = Counter(divisors)
    return [[v for v in times if times[v] > k] for k in range(max(times.values()))]
