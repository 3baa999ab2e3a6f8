"""Axes reversed and rolled, and planes turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import with_type
from ...scalar.dtypes import integer_dtypes
from ..types.axis import checked_axes, checked_axis
from ..types.constant import as_tensor_variable
from .axes import swapaxes
from .broadcasting import signed
from .join import constant_axis, join, with_pattern

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

    Raises
    ------
    ValueError
        If `axes` are not two different ones.

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


def roll(x: TensorLike, shift: TensorLike | Sequence[TensorLike], axis: Axis = None) -> TensorVariable:
    """Roll the elements of `x` by `shift` places along `axis`; those that fall off the end reappear at the start.

    Parameters
    ----------
    x : tensor
        What to move.
    shift : int or integer scalar, or a sequence of them
        By how many places, along all axes or along each.
    axis : int or sequence of int, optional
        None rolls the flattened tensor.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If there are not as many shifts as axes.
    TypeError
        If a shift is no integer.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.roll(T.arange(4), 1).eval()
    array([3, 0, 1, 2])
    """
    x = as_tensor_variable(x)
    if isinstance(shift, (tuple, list)) or isinstance(axis, (tuple, list)):
        axes = axis if isinstance(axis, (tuple, list)) else [axis] * len(shift)
        shifts = shift if isinstance(shift, (tuple, list)) else [shift] * len(axes)
        if len(shifts) != len(axes):
            raise ValueError(f"roll needs a shift for each axis: {len(shifts)} are given for {len(axes)} axes")
        for places, one in zip(shifts, axes):
            x = roll(x, places, one)
        return x
    if axis is None:
        if x.type.ndim > 1:
            return roll(x.flatten(), shift, axis=0).reshape(x.shape, x.type.ndim)
        axis = 0
    axis = checked_axis(axis, x)
    before, given, shift = (slice(None),) * axis, shift, signed(shift)
    if shift.type.dtype not in integer_dtypes:
        raise TypeError(f"shift must be an integer: it is {with_type(given)}.\nhint: use T.cast(shift, 'int64')")
    places = constant_axis(shift)
    if places == 0:
        return x.copy()
    if places and abs(places) <= 2:
        # of which the slices are right for any length; others tell how long they are
        cut = -places
    else:
        # a shift may exceed the length
        cut = x.shape[axis] - shift % x.shape[axis]
    return with_pattern(join(axis, x[(*before, slice(cut, None))], x[(*before, slice(None, cut))]), x)
