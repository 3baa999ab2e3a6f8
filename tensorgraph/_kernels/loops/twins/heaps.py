"""NumPy twins of the places of the largest and of the smallest elements."""

import numpy as np

__all__ = ["TWINS"]


def largest(x, k):
    """Return the places of the k largest elements, in decreasing order; of equal ones the later comes first."""
    return np.argsort(x, kind="stable")[::-1][:k]


def smallest(x, k):
    """Return the places of the k smallest elements, in increasing order; of equal ones the earlier comes first."""
    return np.argsort(x, kind="stable")[:k]


TWINS = {"largest": largest, "smallest": smallest}
