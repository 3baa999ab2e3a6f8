"""Names for annotations: what functions of the package take.

Examples
--------
>>> from tensorgraph.tensor import TensorVariable
>>> from tensorgraph.typing import TensorLike
>>> def scaled(x: TensorLike, factor: float) -> TensorVariable: ...
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

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

# the elements of a list are not named: text would be a sequence of text, and lists of shared variables no lists of
# variables
Value: TypeAlias = NDArray[Any] | np.generic | int | float | complex | list[Any] | tuple[Any, ...]
"""An array, a number, or nested lists of them."""

TensorLike: TypeAlias = Variable | Value
"""What :func:`tensorgraph.tensor.as_tensor_variable` takes."""

Axis: TypeAlias = int | Sequence[int] | None
"""One axis, several, or all of them."""

DType: TypeAlias = str | np.dtype[Any] | type[Any]
"""The name of a dtype, among them ``"floatX"``, or a NumPy dtype."""

Variables: TypeAlias = Variable | Sequence[Variable]
"""One variable or several."""

Replacements: TypeAlias = Mapping[Any, Any] | Iterable[tuple[Variable, Any]]
"""From variables to what takes their place: a dict or pairs."""

Shared = TypeVar("Shared", bound=SharedVariable)

Updates: TypeAlias = Mapping[Shared, Any] | Iterable[tuple[SharedVariable, Any]]
"""From shared variables to their new values: a dict or pairs."""

Taps: TypeAlias = Variable | Mapping[str, Any] | None | Sequence[Variable | Mapping[str, Any] | None]
"""What a loop reads or starts from: a variable, a dict with taps, or several of them."""

ModeLike: TypeAlias = str | Mode
"""A mode or its name."""
