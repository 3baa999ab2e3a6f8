"""Scalar types: the types of single numbers, one per dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..config import config
from ..graph.type import Type
from .dtypes import (
    all_dtypes,
    complex_dtypes,
    continuous_dtypes,
    discrete_dtypes,
    dtype_name,
    float_dtypes,
    int_dtypes,
    uint_dtypes,
    unsupported_dtype,
    upcast,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .variable import ScalarVariable

REGISTRY = {}
"""Every scalar operation by its name."""


class ScalarType(Type):
    """The type of single numbers of one dtype.

    Parameters
    ----------
    dtype : str
        A NumPy name, or ``"floatX"``.
    """

    __slots__ = ("dtype", "numpy_dtype", "_hash")
    ndim = 0
    broadcastable = ()

    if TYPE_CHECKING:

        def __call__(self, name: str | None = None) -> ScalarVariable: ...

    def __init__(self, dtype: str) -> None:
        if dtype == "floatX":
            dtype = config.floatX
        if dtype not in all_dtypes:
            raise unsupported_dtype(dtype)
        self.dtype = dtype
        self.numpy_dtype = np.dtype(dtype)
        self._hash = hash((ScalarType, dtype))

    def __eq__(self, other):
        return self is other or (type(other) is type(self) and other.dtype == self.dtype)

    def __hash__(self):
        return self._hash

    def __str__(self) -> str:
        return self.dtype

    def __repr__(self) -> str:
        return f"Scalar({self.dtype})"

    def __reduce__(self):
        return get_scalar_type, (self.dtype,)

    def __setstate__(self, state):
        # from a pickle of the attributes
        self.__init__(state["dtype"])

    @staticmethod
    def upcast(*dtypes: str) -> str:
        """Return the smallest dtype that holds all of `dtypes`."""
        return upcast(*dtypes)

    def clone(self, dtype: str | None = None) -> ScalarType:
        """Return the scalar type of another dtype."""
        return get_scalar_type(self.dtype if dtype is None else dtype)

    def filter(self, data: Any, strict: bool = False, allow_downcast: bool | None = None) -> Any:
        """Convert `data` to a NumPy scalar of this dtype.

        Raises
        ------
        TypeError
            If that would change the value and `allow_downcast` does not permit it.
        """
        make = self.numpy_dtype.type
        if isinstance(data, make):
            return data
        if strict:
            raise TypeError(f"{self!r} expected a {make}, got {data!r} of type {type(data)}")
        try:
            with np.errstate(all="ignore"):
                converted = np.asarray(data).astype(self.numpy_dtype)[()]
        except (ValueError, OverflowError) as error:
            raise TypeError(
                f"Could not convert {data!r} (value of type {type(data)}) to {self!r}: it must be within the range of "
                f"{self.dtype}"
            ) from error
        if not isinstance(converted, make):
            raise TypeError(f"{self!r} holds single numbers, not {data!r}")
        if allow_downcast or (allow_downcast is None and type(data) is float and self.dtype == config.floatX):
            return converted
        if converted == data or (converted != converted and data != data):
            return converted
        raise TypeError(
            f"Value cannot accurately be converted to dtype ({self.dtype}) and allow_downcast is not True: {data!r}"
        )

    def values_eq_approx(self, a: Any, b: Any, tolerance: float = 1e-4) -> bool:
        """Return True if two values are equal up to rounding."""
        return bool(a == b or (a != a and b != b) or abs(a - b) <= tolerance * (abs(a) + abs(b)))


_TYPES = {}


def get_scalar_type(dtype: str) -> ScalarType:
    """Return the scalar type of `dtype`, always the same object."""
    found = _TYPES.get(dtype)
    if found is None:
        name = dtype_name(dtype)
        found = _TYPES.get(name)
        if found is None:
            found = _TYPES[name] = ScalarType(name)
    return found


def several(dtype: str) -> Callable[..., Any]:
    """Return a function that makes variables of one dtype from their names, or from one string of letters.

    Examples
    --------
    >>> x, y = several("float64")("xy")
    >>> x.name, y.dtype
    ('x', 'float64')
    """

    def make(*names):
        if len(names) == 1:
            names = tuple(names[0])
        made = [get_scalar_type(dtype)(name) for name in names]
        return made[0] if len(made) == 1 else made

    return make


TYPES = {dtype: get_scalar_type(dtype) for dtype in all_dtypes}
"""The scalar type of each dtype."""

int_types = tuple(TYPES[d] for d in int_dtypes)
uint_types = tuple(TYPES[d] for d in uint_dtypes)
integer_types = int_types + uint_types
discrete_types = (TYPES["bool"],) + integer_types
float_types = tuple(TYPES[d] for d in float_dtypes)
complex_types = tuple(TYPES[d] for d in complex_dtypes)
continuous_types = tuple(TYPES[d] for d in continuous_dtypes)
all_types = tuple(TYPES[d] for d in discrete_dtypes + continuous_dtypes)
