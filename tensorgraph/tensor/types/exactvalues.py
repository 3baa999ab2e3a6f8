"""Conversion of Python's numbers, and of lists of them, to the values of a type of tensors."""

import numpy as np

from ...description import text_by
from ...graph.messages.called import shortened


def numbers(type_, data):
    """Return numbers as an array of NumPy's choice.

    Raises
    ------
    TypeError
        If they have no value in the dtype of `type_`, whatever precision may be lost.
    """
    array, kind = np.asarray(data), type_.numpy_dtype.kind
    if array.dtype.kind == "c" and kind != "c":
        raise TypeError(f"{type_} cannot store the complex value {data!r}")
    if kind in "iu" and array.ndim == 0 and array.dtype.kind == "f" and not np.isfinite(array):
        raise TypeError(f"{type_} cannot store {data!r}: it is no integer")
    return array


def _wide(type_, array):
    """Return integers above 64 bits as floats, or None if they are none, or would lose digits."""
    if type_.numpy_dtype.kind not in "fc" or not all(isinstance(element, int) for element in array.flat):
        return None
    try:
        with np.errstate(all="ignore"):
            converted = array.astype(type_.numpy_dtype)
    except OverflowError:
        return None
    return converted if np.all(converted.astype(object) == array) else None


def exact(type_, data):
    """Convert a number or list that the dtype of `type_` holds exactly.

    Raises
    ------
    TypeError
        If precision would be lost.
    ValueError
        If `data` is a text that is no number.
    """
    array = numbers(type_, data)
    if array.dtype == object:
        converted = _wide(type_, array)
        if converted is None:
            raise TypeError(f"{type_} cannot store {shortened(text_by(repr, data))}: it is no array of numbers")
        return converted
    try:
        with np.errstate(all="ignore"):
            converted = array.astype(type_.numpy_dtype)
    except ValueError as error:
        raise ValueError(f"{type_} cannot store {shortened(text_by(repr, data))}: {error}") from None
    if type_.values_eq(array, converted, force_same_dtype=False):
        return converted
    text = str(data)
    if len(text) > 80:
        text = text[:75] + "(...)"
    raise TypeError(
        f"{type_} cannot store accurately value {text}, it would be represented as {converted}. If you do not mind "
        f"this precision loss, you can: 1) explicitly convert your data to a numpy array of dtype {type_.dtype}, or "
        '2) set "allow_input_downcast=True" when calling "function".'
    )
