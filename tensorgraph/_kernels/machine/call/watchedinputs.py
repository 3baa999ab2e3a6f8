"""Inputs of an operation of the user, which says that it overwrites none of them, before and after its first call."""

import warnings

import numpy as np

from ....flags import theano_is_this
from ....userline import user_level

COMPARED = 1 << 24
"""The bytes of the largest input that is compared."""


def copies(inputs):
    """Return copies of the arrays among `inputs` that are not too large to be compared, None for all others."""
    return [
        value.copy() if type(value) is np.ndarray and value.nbytes <= COMPARED and not value.dtype.hasobject else None
        for value in inputs
    ]


def check_unchanged(op, inputs, before):
    """Check that an op did not write into its inputs, which belong to others.

    The caller's arrays and shared variables get their values back. A program written for Theano, which let ops write,
    is only warned.

    Parameters
    ----------
    op : Op
    inputs : list
    before : list
        What :func:`copies` returned before the call.

    Raises
    ------
    ValueError
        If it did.
    """
    for i, (value, old) in enumerate(zip(inputs, before)):
        if old is None or value.shape != old.shape or value.dtype != old.dtype or value.tobytes() == old.tobytes():
            continue
        text = (
            f"{op} wrote into input {i}, which others read too, and declares no destroy_map: work on a copy, as "
            f"inputs[{i}].copy()"
        )
        if theano_is_this():
            warnings.warn(text, stacklevel=user_level())
            continue
        if value.flags.writeable:
            value[...] = old
        raise ValueError(text)
