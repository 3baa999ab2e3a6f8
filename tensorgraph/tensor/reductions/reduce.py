"""Sums, products, any and all over axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import called, no_axis, with_type
from ...scalar.dtypes import is_discrete
from ..elementwise.math import cast, isclose
from ..shape.dimshuffle import spread_order
from ..types.axis import check_once
from ..types.constant import as_tensor_variable
from .sums import All, Any, Prod, Sum

if TYPE_CHECKING:
    from ...typing import Axis, DType, TensorLike
    from ..types.variable import TensorVariable

__all__ = ["all", "allclose", "any", "check_and_normalize_axes", "makeKeepDims", "prod", "sum"]


def check_and_normalize_axes(x: TensorLike, axis: Any) -> list[int]:
    """Return the axes as a list of nonnegative ints.

    Parameters
    ----------
    x : TensorVariable
    axis : int, sequence of int, constant or None
        None: all axes.

    Returns
    -------
    list of int
        Sorted, without duplicates.

    Raises
    ------
    TypeError, ValueError
        If these are no integers, or no axes of `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.check_and_normalize_axes(T.dtensor3(), [-1, 0])
    [0, 2]
    """
    ndim = x.type.ndim
    if axis is None:
        return list(range(ndim))
    if hasattr(axis, "data") and hasattr(axis, "type"):
        axis = None if axis.data is None else np.asarray(axis.data).tolist()
        if axis is None:
            return list(range(ndim))
    if isinstance(axis, np.ndarray):
        axis = axis.tolist()
    axes = list(axis) if isinstance(axis, (list, tuple, range)) else [axis]
    for i, a in enumerate(axes):
        if isinstance(a, np.ndarray) and a.ndim == 0 and a.dtype.kind in "iu":
            a = a.item()
        if isinstance(a, (bool, np.bool_)) or not isinstance(a, (int, np.integer)):
            two = hasattr(a, "where_made")
            hint = "T.maximum, T.minimum or an operator for two tensors" if two else "axis=0, or axis=(0, 1)"
            raise TypeError(
                f"Computation needs a axis that is an integer or a list of them. Got {axis}, for {with_type(x)}.\n"
                f"hint: use {hint}"
            )
        if not -ndim <= a < ndim:
            raise ValueError(
                f"Not enough dimensions on {called(x)} to reduce on axis {a}: {no_axis(x, a)}"
            )
        axes[i] = int(a) % ndim
    check_once(axes, axis)
    return sorted(axes)


def elements_as(a: TensorLike, dtype: DType | None) -> TensorLike:
    """Return what NumPy adds where a sum of floats is asked for in a dtype of integers: elements without fractions."""
    a = as_tensor_variable(a)
    return cast(a, dtype) if dtype is not None and is_discrete(dtype) and not is_discrete(a.type.dtype) else a


def check_inexact(dtype: DType, of: str = "variance") -> None:
    """Check that the dtype of a variance, or of what `of` says, is one of floats.

    Raises
    ------
    TypeError
    """
    if is_discrete(dtype):
        raise TypeError(f"the dtype of a {of} must be one of floats, such as float64, not {dtype}")


def makeKeepDims(x: TensorLike, y: TensorLike, axis: Axis) -> TensorVariable:
    """Return `y`, a reduction of `x` over `axis`, with the reduced axes restored as broadcastable ones.

    Parameters
    ----------
    x : tensor_like
        What was reduced.
    y : tensor_like
        The result.
    axis : int, sequence of int or None
        The axes that it was reduced over.

    Returns
    -------
    TensorVariable
        With as many axes as `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dmatrix("x")
    >>> T.makeKeepDims(x, x.sum(axis=1), 1).broadcastable
    (False, True)
    """
    x, y = as_tensor_variable(x), as_tensor_variable(y)
    axes = check_and_normalize_axes(x, axis)
    return y.dimshuffle(spread_order(x.type.ndim, axes))


def kept(x, z, axis, keepdims):
    """Return `z`, a reduction of `x` over `axis`, with these axes restored if `keepdims`."""
    return makeKeepDims(x, z, axis) if keepdims else z


def sum(
    input: TensorLike, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False,
    acc_dtype: DType | None = None
) -> TensorVariable:
    """Return the sum over axes.

    Parameters
    ----------
    input : tensor_like
    axis : int or sequence of int, optional
        All by default.
    dtype : str, optional
        Of the result; small integers give int64 or uint64 by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    acc_dtype : str, optional
        In which it is summed; float64 for float32 by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.sum(T.dmatrix("m"), axis=0)
    Sum{axis=[0], acc_dtype=float64}.0
    """
    return kept(input, Sum(axis=axis, dtype=dtype, acc_dtype=acc_dtype)(input), axis, keepdims)


def prod(
    input: TensorLike, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False,
    acc_dtype: DType | None = None, no_zeros_in_input: bool = False
) -> TensorVariable:
    """Return the product over axes.

    Parameters
    ----------
    input, axis, dtype, keepdims, acc_dtype
        As of :func:`sum`.
    no_zeros_in_input : bool
        A promise that makes the gradient simple.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.prod([[1.0, 2.0], [3.0, 4.0]], axis=1).eval()
    array([ 2., 12.])
    """
    op = Prod(axis=axis, dtype=dtype, acc_dtype=acc_dtype, no_zeros_in_input=no_zeros_in_input)
    return kept(input, op(input), axis, keepdims)


def all(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Tell if all elements over axes are true.

    Parameters
    ----------
    x : tensor_like
        What is not 0 is true.
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.all([[1, 0], [1, 1]], axis=1).eval()
    array([False,  True])
    """
    return kept(x, All(axis)(x), axis, keepdims)


def any(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Tell if any element over axes is true.

    Parameters
    ----------
    x, axis, keepdims
        As of :func:`all`.

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.any([[1, 0], [0, 0]], axis=1).eval()
    array([ True, False])
    """
    return kept(x, Any(axis)(x), axis, keepdims)


def allclose(
    a: TensorLike, b: TensorLike, rtol: TensorLike = 1.0e-5, atol: TensorLike = 1.0e-8, equal_nan: bool = False
) -> TensorVariable:
    """Return True if all elements are close; see :func:`~tensorgraph.tensor.isclose`.

    Parameters
    ----------
    a, b, rtol, atol, equal_nan
        As of :func:`isclose`.

    Returns
    -------
    TensorVariable
        A bool scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.allclose([1.0, 2.0], [1.0 + 1e-9, 2.1]).eval()
    array(False)
    """
    return all(isclose(a, b, rtol, atol, equal_nan))
