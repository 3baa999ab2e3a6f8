"""Element types: their promotion, and the dtypes of Python numbers.

This module handles names of dtypes; :mod:`.type` turns them into types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..config import config
from ..errors import UnknownDtypeError
from ..nearest import did_you_mean

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

bool_dtypes = ("bool",)
int_dtypes = ("int8", "int16", "int32", "int64")
uint_dtypes = ("uint8", "uint16", "uint32", "uint64")
integer_dtypes = int_dtypes + uint_dtypes
discrete_dtypes = bool_dtypes + integer_dtypes
float_dtypes = ("float16", "float32", "float64")
complex_dtypes = ("complex64", "complex128")
continuous_dtypes = float_dtypes + complex_dtypes
all_dtypes = discrete_dtypes + continuous_dtypes
loop_dtypes = frozenset((*discrete_dtypes, *float_dtypes))  # in which loops compute and reduce

KERNEL_CODES = {
    "bool": "b1", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64",
    "uint8": "u8", "uint16": "u16", "uint32": "u32", "uint64": "u64",
    "float16": "f16", "float32": "f32", "float64": "f64", "complex64": "c64", "complex128": "c128",
}
"""The code of each dtype in the name of a kernel: ``add_f64``."""

_ALL = frozenset(all_dtypes)
_IS_DISCRETE = frozenset(discrete_dtypes)
_IS_COMPLEX = frozenset(complex_dtypes)
_PROMOTED = {}


def dtype_name(dtype):
    """Return the name of a dtype of tensors, given as a name, ``"floatX"``, or what else NumPy takes for a dtype.

    Raises
    ------
    TypeError
        With the nearest names of dtypes.
    """
    if isinstance(dtype, str) and dtype in _ALL:
        return dtype
    if dtype == "floatX":
        return config.floatX
    try:
        # NumPy takes None for float64
        name = None if dtype is None else np.dtype(dtype).name
    except (TypeError, ValueError, SyntaxError):
        name = None
    if name not in _ALL:
        raise unsupported_dtype(dtype)
    return name


def unsupported_dtype(dtype):
    """Return the error for a dtype that no tensor has."""
    try:
        alias = np.dtype(dtype).name
    except (TypeError, ValueError, SyntaxError):
        # it reads a text as a structure
        alias = None
    if alias in _ALL and isinstance(dtype, str):
        guess = f" Did you mean {alias!r}?"
    else:
        guess = did_you_mean(dtype, (*all_dtypes, "floatX"))
    if isinstance(dtype, (int, float, tuple, list)):
        guess = (
            " The dtype is a name such as 'float64'; shapes and lengths are no part of it: T.zeros((2, 3)) takes a "
            "shape as one tuple. T.constant(value) or theano.shared(value) make variables of values."
        )
    names = ", ".join(all_dtypes)
    return UnknownDtypeError(f"Unsupported dtype for TensorType: {dtype}.{guess} It must be one of {names}")


def is_discrete(dtype):
    """Return True if a dtype is bool or an integer: functions into it are piecewise constant."""
    return dtype in _IS_DISCRETE


def is_complex(dtype):
    """Return True if a dtype is complex."""
    return dtype in _IS_COMPLEX


def upcast(dtype: str, *dtypes: str) -> str:
    """Return the smallest dtype that holds every given one, by NumPy's table.

    Examples
    --------
    >>> upcast("int8", "uint8"), upcast("float32", "int32"), upcast("uint64", "int64")
    ('int16', 'float64', 'float64')
    """
    first = dtype
    for other in dtypes:
        if other != dtype:
            found = _PROMOTED.get((dtype, other))
            if found is None:
                found = _PROMOTED[dtype, other] = np.promote_types(dtype, other).name
            dtype = found
    if dtype == "float64" and dtypes and config.cast_policy == "numpy+floatX" and config.floatX == "float32":
        if first != "float64" and "float64" not in dtypes:
            return "float32"
    return dtype


def upcast_all(*dtypes: str) -> str:
    """Return the smallest dtype that holds every given one, in whatever order they are.

    Examples
    --------
    >>> upcast("int8", "uint8", "float16"), upcast_all("int8", "uint8", "float16")
    ('float32', 'float16')
    """
    # a float first: it may hold two kinds of integers for which the smallest integer is wider
    return upcast(*sorted(dtypes, key=is_discrete))


def upcast_float(dtype):
    """Return the float dtype in which functions of a value are computed; integers up to 16 bits fit in float32."""
    if dtype in _IS_DISCRETE:
        return "float32" if dtype in ("bool", "int8", "int16", "uint8", "uint16") else "float64"
    return dtype


def has_both_signs(dtypes):
    """Return True for int64 and uint64, which no dtype holds: as floats, ``2**63`` and ``2**63 - 1`` are equal."""
    return len(dtypes) == 2 and {*dtypes} == {"int64", "uint64"}


def real_part(dtype):
    """Return the dtype of the real part of a complex dtype; others are returned as they are."""
    return {"complex64": "float32", "complex128": "float64"}.get(dtype, dtype)


def complex_of(dtype):
    """Return the complex dtype with parts of `dtype`."""
    return "complex64" if dtype in ("float32", "float16", "complex64") else "complex128"


def autocast(x: Any) -> NDArray[Any]:
    """Convert a Python number to a 0-d array of the dtype that it has in expressions.

    With ``config.cast_policy="custom"`` an integer gets the smallest signed dtype that holds it, a
    float gets ``config.floatX`` if that is narrower than float64, else float32 where that is exact, else float64.
    What has a dtype keeps it.

    Examples
    --------
    >>> autocast(3).dtype, autocast(300).dtype, autocast(0.5).dtype, autocast(0.1).dtype
    (dtype('int8'), dtype('int16'), dtype('float32'), dtype('float64'))
    """
    if hasattr(x, "dtype"):
        return np.asarray(x)
    if config.cast_policy == "numpy+floatX":
        array = np.asarray(x)
        if array.dtype == np.float64 and config.floatX == "float32":
            return array.astype("float32")
        return array
    if isinstance(x, bool):
        return np.asarray(x, dtype="int8")
    if isinstance(x, int):
        for dtype, bits in (("int8", 7), ("int16", 15), ("int32", 31), ("int64", 63)):
            if -(1 << bits) <= x < (1 << bits):
                return np.asarray(x, dtype=dtype)
        return np.asarray(x, dtype="uint64")
    if isinstance(x, float):
        return autocast_float(x)
    return np.asarray(x)


class _AutocastFloat:
    """The dtypes of Python floats in expressions: the first that holds the number exactly, else the last."""

    dtypes = ("float32", "float64")

    def __call__(self, x):
        floatX = config.floatX
        if floatX != "float64" and (floatX in self.dtypes or self.dtypes is type(self).dtypes):
            with np.errstate(over="ignore"):
                return np.asarray(x, dtype=floatX)
        for dtype in self.dtypes[:-1]:
            with np.errstate(over="ignore"):
                narrow = np.asarray(x, dtype=dtype)
            if float(narrow) == x:
                return narrow
        return np.asarray(x, dtype=self.dtypes[-1])


autocast_float = _AutocastFloat()


class autocast_float_as:
    """Context manager that sets the dtypes of Python floats in expressions.

    Parameters
    ----------
    *dtypes : str
        From the narrowest to the widest.

    Examples
    --------
    >>> with autocast_float_as("float64"):
    ...     autocast(0.5).dtype
    dtype('float64')
    """

    def __init__(self, *dtypes: str) -> None:
        self.dtypes = dtypes

    def __enter__(self):
        self._saved, autocast_float.dtypes = autocast_float.dtypes, self.dtypes
        return autocast_float

    def __exit__(self, *exc):
        autocast_float.dtypes = self._saved
