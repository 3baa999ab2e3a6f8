"""NumPy twins of the loops over the windows along one row: window j begins at element ``j step``."""

import numpy as np

__all__ = ["TWINS"]


def spread(o, a, size, step):
    """Return `o` with each window that overlaps none before it filled with its element of `a`."""
    o = o.copy()
    for j in range(0, len(a), -(-size // step)):
        o[j * step : j * step + size] = a[j]
    return o


def add(o, a, step):
    """Return `o` with `a` added to the first elements of the windows."""
    o = o.copy()
    o[: len(a) * step : step] += a
    return o


def add_where(o, a, b, c, step):
    """Return `o` with `c` added to the first elements of those windows where `a` there equals `b`."""
    return add(o, np.where(a[: len(b) * step : step] == b, c, 0), step)


def pick(o, a, b, c, step):
    """Return `o` plus the first elements of the windows of `c` where those of `a` equal `b`."""
    first = slice(None, len(o) * step, step)
    return o + np.where(a[first] == b, c[first], 0)


TWINS = {
    "window_divide": lambda a, b, c: a / (b * c[0]),
    "window_spread": spread,
    "window_add": add,
    "window_add_where": add_where,
    "window_pick": pick,
}
