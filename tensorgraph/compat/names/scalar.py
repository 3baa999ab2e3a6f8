"""What ``theano.scalar.basic`` holds besides the operations."""

import numpy as np

from ...scalar import REGISTRY

__all__ = ["IntegerDivisionError", "round_half_away_from_zero_vec"]


def round_half_away_from_zero_vec(a):
    """An array rounded to integers, halves away from 0."""
    return REGISTRY["round_half_away_from_zero"].ref(np.asarray(a))


class IntegerDivisionError(Exception):
    """Division of integers, where the language forbids it; Theano on Python 3 does not, and raises it nowhere."""
