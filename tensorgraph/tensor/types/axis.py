"""Axes of a tensor as a user names them: checked, and counted from the first."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from numpy.exceptions import AxisError

from ...graph.messages.called import no_axis, with_type
from ...graph.variable import Constant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


def as_integer(axis: Any, what: str = "axis") -> int:
    """Return an axis as an integer.

    Raises
    ------
    TypeError
        If it is none, or a variable whose value is not known.
    """
    try:
        return operator.index(axis.data if isinstance(axis, Constant) else axis)
    except TypeError:
        raise TypeError(
            f"{what} must be an integer that is known while the graph is built, not {with_type(axis)}"
        ) from None


def checked_axis(axis: Any, v: Any, what: str = "axis") -> int:
    """Return an axis of a tensor, counted from the first.

    Parameters
    ----------
    axis : int
        From ``-ndim`` to ``ndim - 1``.
    v : TensorVariable
    what : str
        What the user calls the argument.

    Raises
    ------
    TypeError
        If it is no integer.
    numpy.exceptions.AxisError
        If the tensor does not have it; a ValueError and an IndexError.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> checked_axis(-1, T.dmatrix("m"))
    1
    """
    n, i = v.type.ndim, as_integer(axis, what)
    if not -n <= i < n:
        raise AxisError(no_axis(v, i))
    return i % n


def check_once(axes: Sequence[int], given: Iterable[Any] | None = None) -> None:
    """Check that no axis is among `axes` twice, for which the user gave `given`.

    Raises
    ------
    ValueError
        It says which axes there are.
    """
    once = tuple(sorted(set(axes)))
    if len(once) < len(axes):
        given = tuple(axes if given is None else given)
        raise ValueError(f"an axis appears twice in {given}: use each once, as {once}")


def checked_axes(axes: Any, v: Any, what: str = "axis") -> list[int]:
    """Return several axes of a tensor, or one, counted from the first.

    See Also
    --------
    checked_axis
    """
    if isinstance(axes, (tuple, list, range)):
        return [checked_axis(axis, v, what) for axis in axes]
    return [checked_axis(axes, v, what)]
