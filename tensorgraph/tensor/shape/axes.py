"""Functions that reorder, add and drop axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import with_type
from ..types.axis import as_integer, checked_axes, checked_axis
from ..types.constant import as_tensor_variable
from .dimshuffle import dim_shuffle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable


def transpose(x: TensorLike, axes: Sequence[int] | None = None) -> TensorVariable:
    """Permute the axes of `x`, reversing them by default.

    Parameters
    ----------
    x : tensor_like
    axes : sequence of int, optional

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.transpose([[1, 2], [3, 4]]).eval()
    array([[1, 3],
           [2, 4]])
    """
    x = as_tensor_variable(x)
    reverse = tuple(range(x.type.ndim - 1, -1, -1))
    axes = reverse if axes is None else tuple(axes)
    z = dim_shuffle(x.type.broadcastable, axes)(x)
    if x.name and axes == reverse:
        z.name = x.name + ".T"
    return z


def swapaxes(y: TensorLike, axis1: int, axis2: int) -> TensorVariable:
    """Exchange two axes of `y`.

    Parameters
    ----------
    y : tensor_like
    axis1, axis2 : int

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.swapaxes(T.zeros((2, 3, 4)), 0, 2).shape.eval()
    array([4, 3, 2])
    """
    y = as_tensor_variable(y)
    order = list(range(y.type.ndim))
    axis1, axis2 = checked_axis(axis1, y, "axis1"), checked_axis(axis2, y, "axis2")
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return y.dimshuffle(order)


def moveaxis(a: TensorLike, source: int | Sequence[int], destination: int | Sequence[int]) -> TensorVariable:
    """Move the axes `source` (an int or a list) of `a` to the positions `destination`.

    Parameters
    ----------
    a : tensor_like
    source, destination : int or sequence of int
        As many of one as of the other.

    Returns
    -------
    TensorVariable
        A view.

    Raises
    ------
    ValueError
        If the lists do not fit, or name an axis twice.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.moveaxis(T.zeros((2, 3, 4)), 0, -1).shape.eval()
    array([3, 4, 2])
    """
    a = as_tensor_variable(a)
    ndim = a.type.ndim
    source, destination = checked_axes(source, a, "source"), checked_axes(destination, a, "destination")
    if len(source) != len(destination) or len(set(source)) != len(source) or len(set(destination)) != len(source):
        raise ValueError(
            f"source and destination must be the same number of different axes: {source} and {destination}"
        )
    order = [i for i in range(ndim) if i not in source]
    for where, i in sorted(zip(destination, source)):
        order.insert(where, i)
    return a.dimshuffle(order)


def _new_axes(n):
    if not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"n_ones must be an integer, 0 or more, not {n!r}")
    return n


def shape_padleft(t: TensorLike, n_ones: int = 1) -> TensorVariable:
    """Add `n_ones` broadcastable axes on the left of `t`.

    Parameters
    ----------
    t : tensor_like
    n_ones : int

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.shape_padleft(T.dvector()).broadcastable
    (True, False)
    """
    t = as_tensor_variable(t)
    return t.dimshuffle(["x"] * _new_axes(n_ones) + list(range(t.type.ndim)))


def shape_padright(t: TensorLike, n_ones: int = 1) -> TensorVariable:
    """Add `n_ones` broadcastable axes on the right of `t`.

    Parameters
    ----------
    t : tensor_like
    n_ones : int

    Returns
    -------
    TensorVariable
        A view.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.shape_padright(T.dvector()).broadcastable
    (False, True)
    """
    t = as_tensor_variable(t)
    return t.dimshuffle(list(range(t.type.ndim)) + ["x"] * _new_axes(n_ones))


def shape_padaxis(t: TensorLike, axis: int) -> TensorVariable:
    """Add a broadcastable axis to `t` at position `axis` of the result.

    Parameters
    ----------
    t : tensor_like
    axis : int

    Returns
    -------
    TensorVariable
        A view.

    Raises
    ------
    IndexError
        If there is no such position.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.shape_padaxis(T.dmatrix(), 1).broadcastable
    (False, True, False)
    """
    t = as_tensor_variable(t)
    ndim = t.type.ndim + 1
    if not -ndim <= as_integer(axis) < ndim:
        raise IndexError(
            f"axis {axis} is out of bounds [-{ndim}, {ndim}): it must be the place of a new axis of {with_type(t)}"
        )
    order = list(range(t.type.ndim))
    order.insert(axis % ndim, "x")
    return t.dimshuffle(order)


def squeeze(x: TensorLike, axis: Axis = None) -> TensorVariable:
    """Drop the broadcastable axes of `x`.

    Parameters
    ----------
    axis : int or sequence of int, optional
        Only these; they must be broadcastable.

    Returns
    -------
    TensorVariable
        A view.

    Raises
    ------
    ValueError
        If the length of an axis need not be 1.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.squeeze(T.drow()).type
    TensorType(float64, vector)
    """
    x = as_tensor_variable(x)
    if axis is None:
        drop = {i for i, flag in enumerate(x.type.broadcastable) if flag}
    else:
        drop = set(checked_axes(axis, x))
        kept = [i for i in sorted(drop) if not x.type.broadcastable[i]]
        if kept:
            raise ValueError(
                f"squeeze cannot drop axis {kept[0]} of {with_type(x)}, whose length need not be 1.\nhint: use an "
                f"index, as x[0], a reduction, or T.addbroadcast(x, {kept[0]}), which checks the length"
            )
    return x.dimshuffle([i for i in range(x.type.ndim) if i not in drop])
