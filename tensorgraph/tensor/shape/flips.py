"""Axes reversed and planes turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..types.axis import checked_axes
from ..types.constant import as_tensor_variable
from .axes import swapaxes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable


def flip(m: TensorLike, axis: Axis = None) -> TensorVariable:
    """Reverse the order of elements along axes.

    Parameters
    ----------
    m : tensor_like
    axis : int or sequence of int, optional
        All by default.

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.flip([1, 2, 3]).eval()
    array([3, 2, 1])
    """
    m = as_tensor_variable(m)
    ndim = m.type.ndim
    flipped = set(range(ndim) if axis is None else checked_axes(axis, m))
    return m[tuple([slice(None, None, -1) if i in flipped else slice(None) for i in range(ndim)])] if flipped else m


def fliplr(m: TensorLike) -> TensorVariable:
    """Reverse the columns: the second axis.

    Parameters
    ----------
    m : tensor_like
        With two axes or more.

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.fliplr([[1, 2], [3, 4]]).eval()
    array([[2, 1],
           [4, 3]])
    """
    return flip(m, 1)


def flipud(m: TensorLike) -> TensorVariable:
    """Reverse the rows: the first axis.

    Parameters
    ----------
    m : tensor_like
        With one axis or more.

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.flipud([[1, 2], [3, 4]]).eval()
    array([[3, 4],
           [1, 2]])
    """
    return flip(m, 0)


def rot90(m: TensorLike, k: int = 1, axes: Sequence[int] = (0, 1)) -> TensorVariable:
    """Turn a plane by 90 degrees, from the first of two axes towards the second.

    Parameters
    ----------
    m : tensor_like
    k : int
        How often.
    axes : pair of int

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.rot90([[1, 2], [3, 4]]).eval()
    array([[2, 4],
           [1, 3]])
    """
    m = as_tensor_variable(m)
    if len(axes) != 2:
        raise ValueError(f"rot90 needs axes=(i, j), two axes, not {axes}")
    first, second = checked_axes(tuple(axes), m, "axes")
    if first == second:
        raise ValueError("rot90 needs two different axes")
    k %= 4
    if k == 0:
        return m
    if k == 2:
        return flip(m, (first, second))
    return swapaxes(flip(m, second), first, second) if k == 1 else flip(swapaxes(m, first, second), second)


def matrix_transpose(x: TensorLike) -> TensorVariable:
    """Exchange the last two axes.

    Parameters
    ----------
    x : tensor_like
        With two axes or more.

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.matrix_transpose(T.zeros((2, 3, 4))).shape.eval()
    array([2, 4, 3])
    """
    return swapaxes(x, -1, -2)
