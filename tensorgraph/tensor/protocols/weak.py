"""Conversion of arguments by NumPy's rules, in which Python's numbers take the dtype of what they meet."""

import numpy as np

from ..types.constant import as_tensor_variable, constant

NUMBERS = (bool, int, float, complex)


def dtype_of(x):
    """Return the dtype of a variable or of what converts to one; a Python number is its own."""
    if type(x) in NUMBERS:
        return x
    return np.dtype(x.type.dtype)


def as_tensors(*values):
    """Return the values as tensors, and the dtype that NumPy gives them together, in which Python's numbers come."""
    values = [x if type(x) in NUMBERS else as_tensor_variable(x) for x in values]
    dtype = np.result_type(*map(dtype_of, values)).name
    return [number_as(x, dtype) if type(x) in NUMBERS else x for x in values], dtype


def as_array(x):
    """Return a value as a tensor; a number of Python comes in the dtype that an array of it has."""
    return as_tensor_variable(np.asarray(x) if type(x) in NUMBERS else x)


def number_as(x, dtype):
    """Return a Python number as a constant of `dtype`, or of its own where that does not hold it."""
    try:
        return constant(x, dtype=dtype)
    except (TypeError, OverflowError):
        return as_tensor_variable(x)
