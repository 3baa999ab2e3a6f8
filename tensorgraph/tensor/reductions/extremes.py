"""Maxima and minima over axes, and their positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...scalar.dtypes import is_discrete
from ..elementwise.math import tensor_copy
from ..types.constant import as_tensor_variable
from .maxandargmax import MaxAndArgmax
from .reduce import check_and_normalize_axes, kept

if TYPE_CHECKING:
    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable

__all__ = ["argmax", "argmin", "max", "max_and_argmax", "min", "ptp"]


def max_and_argmax(a: TensorLike, axis: Axis = None, keepdims: bool = False) -> list[TensorVariable]:
    """Return the maximum over axes and its position.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    list of TensorVariable
        The maximum and the position. The positions are int64, counted over the reduced axes as if they were one.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> largest, where = T.max_and_argmax([[1, 5], [7, 2]], axis=1)
    >>> largest.eval(), where.eval()
    (array([5, 7]), array([1, 0]))
    """
    if isinstance(axis, (list, tuple)) and all(isinstance(k, int) for k in axis):
        # Theano takes an axis that is there twice for one
        axis = list(dict.fromkeys(axis))
    return _largest(a, axis, keepdims)


def _largest(a, axis, keepdims):
    a = as_tensor_variable(a)
    axes = check_and_normalize_axes(a, axis) or list(range(a.type.ndim))
    z, where = MaxAndArgmax(axes)(a)
    return [kept(a, z, axes, keepdims), kept(a, where, axes, keepdims)]


def max(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the maximum over axes, nan where there is a nan.

    The gradient goes in full to every element that equals the maximum.

    Parameters
    ----------
    x : tensor_like
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        When it runs on no elements.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.max([[1, 5], [7, 2]], axis=1).eval()
    array([5, 7])
    """
    if isinstance(axis, (tuple, list)) and not axis:
        return tensor_copy(x)  # the largest of each element alone, as in NumPy
    return _largest(x, axis, keepdims)[0]


def argmax(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the position of the maximum over axes, the first of equals.

    Parameters
    ----------
    x : tensor_like
    axis : int or sequence of int, optional
        That of the flattened tensor by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argmax([[1, 5], [7, 2]], axis=1).eval()
    array([1, 0])
    """
    return _largest(x, axis, keepdims)[1]


def _reversed(x):
    """Return a decreasing function of `x` that is its own inverse and exact in its dtype."""
    # ~x of integers has no overflow, as -x has for the smallest one
    return ~x if is_discrete(x.type.dtype) else -x


def min(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the minimum over axes; see :func:`max`.

    Parameters
    ----------
    x, axis, keepdims
        As of :func:`max`.

    Returns
    -------
    TensorVariable
        Of the dtype of `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.min([[1, 5], [7, 2]], axis=1).eval()
    array([1, 2])
    """
    x = as_tensor_variable(x)
    return _reversed(max(_reversed(x), axis=axis, keepdims=keepdims))


def argmin(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the position of the minimum over axes; see :func:`argmax`.

    Parameters
    ----------
    x, axis, keepdims
        As of :func:`argmax`.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argmin([[1, 5], [7, 2]], axis=1).eval()
    array([0, 1])
    """
    return argmax(_reversed(as_tensor_variable(x)), axis=axis, keepdims=keepdims)


def ptp(a: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the range over axes: the maximum minus the minimum.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        Of the dtype of `a`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.ptp([[1, 5], [7, 2]], axis=1).eval()
    array([4, 5])
    """
    a = as_tensor_variable(a)
    return max(a, axis, keepdims) - min(a, axis, keepdims)
