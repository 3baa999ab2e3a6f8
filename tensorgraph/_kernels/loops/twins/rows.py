"""NumPy twins of the loops over rows of dense matrices."""

from functools import partial

import numpy as np

__all__ = ["TWINS"]


def add_rows(o, places, a, scale):
    """Return `o`, one-dimensional, with the rows of `a` times `scale` added at the given elements."""
    o = o.copy()
    for place, row in zip(places, a, strict=True):
        o[place : place + len(row)] += scale * row
    return o


def across(comes_before, best, place, a, row):
    """Return each column's best value and its place once row number `row` was seen; the first nan stays."""
    better = comes_before(a, best) | (np.isnan(a) & ~np.isnan(best))
    return np.where(better, a, best), np.where(better, row, place)


TWINS = {
    "rows_dot": lambda a, b: np.multiply(a, b).sum(axis=1),
    "rows_sub": lambda a, b: a - b[:, None],
    "rows_mul": lambda a, b: a * b[:, None],
    "rows_combine": lambda a, b: np.multiply(a, b[:, None]).sum(axis=0),
    "rows_times": lambda a, b: np.multiply(a, b).sum(axis=1),
    "rows_outer": lambda a, b: np.multiply(a, b[:, None]),
    "add_rows": add_rows,
    "across_argmax": partial(across, np.greater),
    "across_argmin": partial(across, np.less),
}
