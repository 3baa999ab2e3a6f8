"""Domains where operations are defined and smooth enough to be tested, one per input."""

import math
from typing import NamedTuple

import numpy as np


class Domain(NamedTuple):
    """An open interval; samples stay in a part of it that suits double precision."""

    low: float
    high: float

    def sample(self, rng, n, dtype="float64"):
        """Return `n` evenly spread values of `dtype` in the interval; `rng` is a NumPy Generator."""
        dtype = np.dtype(dtype)
        if dtype.kind == "b":
            return rng.integers(0, 2, n).astype(bool)
        low = max(self.low, self.high - 6.0 if math.isfinite(self.high) else -3.0)
        high = min(self.high, low + 6.0)
        if dtype.kind in "iu":
            first = max(math.floor(low) + 1, 0 if dtype.kind == "u" else -100)
            return rng.integers(first, max(math.ceil(high), first + 1), n).astype(dtype)
        edge = 1e-3 * (high - low)
        values = rng.uniform(low + edge, high - edge, n)
        if dtype.kind == "c":
            values = values + 1j * rng.uniform(-2, 2, n)
        return values.astype(dtype)

    def __contains__(self, x):
        return self.low < x < self.high


everywhere = Domain(-math.inf, math.inf)
positive = Domain(0.0, math.inf)


def above(low):
    """Return the domain of all numbers above `low`."""
    return Domain(low, math.inf)


def below(high):
    """Return the domain of all numbers below `high`."""
    return Domain(-math.inf, high)


def between(low, high):
    """Return the domain between two numbers."""
    return Domain(low, high)
