"""Names of types for annotations of arguments.

Examples
--------
>>> from tensorgraph.tensor import TensorVariable
>>> from tensorgraph.typing import TensorLike
>>> def scaled(x: TensorLike, factor: float) -> TensorVariable: ...
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, SupportsIndex, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from .compile.mode import Mode
from .compile.shared import SharedVariable
from .graph.variable import Variable

__all__ = [
    "Axis",
    "DType",
    "ModeLike",
    "Replacements",
    "Shared",
    "Taps",
    "TensorLike",
    "Updates",
    "Value",
    "Variables",
]

# the types of elements are left open: a text would be a sequence of texts, and a list of shared variables not a list
# of variables
Value: TypeAlias = NDArray[Any] | np.generic | int | float | complex | list[Any] | tuple[Any, ...]
"""An array, a number, or nested lists of them."""

TensorLike: TypeAlias = Variable | Value
"""Anything that :func:`tensorgraph.tensor.as_tensor_variable` accepts."""

Axis: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | None
"""One axis, several, or all of them."""

DType: TypeAlias = str | np.dtype[Any] | type[Any]
"""The name of a dtype, among them ``"floatX"``, or a NumPy dtype."""

Variables: TypeAlias = Variable | Sequence[Variable]
"""One variable or several."""

Replacements: TypeAlias = Mapping[Any, Any] | Iterable[tuple[Variable, Any]]
"""A dict or pairs: the replacement of each variable."""

Shared = TypeVar("Shared", bound=SharedVariable)

Updates: TypeAlias = Mapping[Shared, Any] | Iterable[tuple[SharedVariable, Any]]
"""A dict or pairs: the new value of each shared variable."""

Taps: TypeAlias = TensorLike | Mapping[str, Any] | None | Sequence[TensorLike | Mapping[str, Any] | None]
"""A sequence or an initial state of a loop: a variable, a dict with taps, or several of them."""

ModeLike: TypeAlias = str | Mode
"""A mode or its name."""
