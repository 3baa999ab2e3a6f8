"""Arrays filled with one value, or with none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...config import config
from ..elementwise.math import cast, fill
from ..shape.broadcasting import lengths
from ..types.constant import as_tensor_variable
from .alloc import AllocEmpty, alloc, float_or

if TYPE_CHECKING:
    from typing import Any

    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable


def full(shape: Any, fill_value: TensorLike, dtype: DType | None = None) -> TensorVariable:
    """Return an array of a shape, filled with a value.

    Parameters
    ----------
    shape : int or scalar, or sequence of them
    fill_value : tensor_like
        A number, or what stretches to the shape.
    dtype : str, optional
        That of the value by default: int64 for an int, ``config.floatX`` for a float.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.full((2, 2), 7).eval()
    array([[7, 7],
           [7, 7]])
    """
    if dtype is None:
        dtype = {int: "int64", float: config.floatX}.get(type(fill_value))
    value = as_tensor_variable(fill_value)
    return alloc(value if dtype is None else cast(value, dtype), *lengths(shape))


def full_like(a: TensorLike, fill_value: TensorLike, dtype: DType | None = None) -> TensorVariable:
    """Return an array of the shape of another, filled with a value.

    Parameters
    ----------
    a : tensor_like
    fill_value : tensor_like
    dtype : str, optional
        That of `a` by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.full_like([[1.0, 2.0]], 7).eval()
    array([[7., 7.]])
    """
    a = as_tensor_variable(a)
    return fill(a, cast(fill_value, a.type.dtype if dtype is None else dtype))


def empty(shape: Any, dtype: DType | None = None) -> TensorVariable:
    """Return an array of a shape whose elements are not set.

    Parameters
    ----------
    shape : int or scalar, or sequence of them
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.empty((2, 3)).shape.eval()
    array([2, 3])
    """
    return AllocEmpty(float_or(dtype))(*lengths(shape))


def empty_like(prototype: TensorLike, dtype: DType | None = None) -> TensorVariable:
    """Return an array of the shape of another whose elements are not set.

    Parameters
    ----------
    prototype : tensor_like
    dtype : str, optional
        That of `prototype` by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.empty_like([[1.0, 2.0]]).shape.eval()
    array([1, 2])
    """
    x = as_tensor_variable(prototype)
    return AllocEmpty(dtype or x.type.dtype)(*[x.shape[i] for i in range(x.type.ndim)])
