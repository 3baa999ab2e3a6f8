"""Tensors put side by side, below or behind each other, and in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import with_type
from ...graph.variable import Variable
from ..elementwise.math import cast
from ..types.constant import as_tensor_variable
from .broadcasting import atleast_1d, atleast_2d, atleast_3d
from .join import concatenate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable


def _parts(tup, at_least, dtype):
    if isinstance(tup, Variable):
        raise TypeError(
            f"tensors to join come in one list, not one by one: the first argument is {with_type(tup)}.\nhint: use "
            "T.hstack([a, b]), and others, with brackets"
        )
    parts = [at_least(a) for a in tup]
    return parts if dtype is None else [cast(a, dtype) for a in parts]


def hstack(tup: Sequence[TensorLike], dtype: DType | None = None) -> TensorVariable:
    """Join tensors along their second axis, vectors along their only one.

    Parameters
    ----------
    tup : sequence of tensor_like
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.hstack([[1, 2], [3]]).eval()
    array([1, 2, 3])
    """
    parts = _parts(tup, atleast_1d, dtype)
    return concatenate(parts, 0 if parts[0].type.ndim == 1 else 1)


def vstack(tup: Sequence[TensorLike], dtype: DType | None = None) -> TensorVariable:
    """Join tensors along their first axis; vectors become rows.

    Parameters
    ----------
    tup : sequence of tensor_like
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.vstack([[1, 2], [3, 4]]).eval()
    array([[1, 2],
           [3, 4]])
    """
    return concatenate(_parts(tup, atleast_2d, dtype), 0)


def dstack(tup: Sequence[TensorLike], dtype: DType | None = None) -> TensorVariable:
    """Join tensors along their third axis, which is added where it is missing.

    Parameters
    ----------
    tup : sequence of tensor_like
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.dstack([[1, 2], [3, 4]]).eval()
    array([[[1, 3],
            [2, 4]]])
    """
    return concatenate(_parts(tup, atleast_3d, dtype), 2)


def column_stack(tup: Sequence[TensorLike]) -> TensorVariable:
    """Join vectors as the columns of a matrix, and matrices side by side.

    Parameters
    ----------
    tup : sequence of tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.column_stack([[1, 2], [3, 4]]).eval()
    array([[1, 3],
           [2, 4]])
    """
    parts = [as_tensor_variable(a) for a in tup]
    return concatenate([a if a.type.ndim > 1 else atleast_2d(a).T for a in parts], 1)


def block(arrays: Any) -> TensorVariable:
    """Join a nested list of blocks: the innermost lists along the last axis, the next ones along that before.

    Parameters
    ----------
    arrays : nested list of tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a = T.constant([[1]])
    >>> T.block([[a, a], [a, 2 * a]]).eval()
    array([[1, 1],
           [1, 2]])
    """
    depth = _depth(arrays)
    ndim = max(depth, *[a.type.ndim for a in _leaves(arrays)])
    return _block(arrays, depth, ndim)


def _depth(arrays):
    return 1 + max(_depth(a) for a in arrays) if isinstance(arrays, list) else 0


def _leaves(arrays):
    if isinstance(arrays, list):
        return [leaf for a in arrays for leaf in _leaves(a)]
    return [as_tensor_variable(arrays), as_tensor_variable(arrays)]


def _block(arrays, depth, ndim):
    if isinstance(arrays, list):
        return concatenate([_block(a, depth - 1, ndim) for a in arrays], ndim - depth)
    a = as_tensor_variable(arrays)
    return a.dimshuffle([*["x"] * (ndim - a.type.ndim), *range(a.type.ndim)])
