"""Sets of numbers: distinct elements, membership, unions and intersections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...scalar.dtypes import upcast
from ..elementwise.math import FUNCTIONS, cast, eq, neq
from ..reductions.reduce import any as any_
from ..shape.join import concatenate
from ..types.constant import as_tensor_variable
from .counting import Unique
from .sort import sort

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def unique(
    ar: TensorLike, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False,
    axis: int | None = None
) -> Any:
    """Return the distinct elements, sorted.

    Parameters
    ----------
    ar : tensor_like
    return_index : bool
        Return also where each occurs first.
    return_inverse : bool
        Return also for each element of `ar` its place in the result.
    return_counts : bool
        Return also how often each occurs.
    axis : int, optional
        Take the slices along it for elements.

    Returns
    -------
    TensorVariable, or tuple of them

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> values, counts = T.unique([3, 1, 3], return_counts=True)
    >>> values.eval(), counts.eval()
    (array([1, 3]), array([1, 2]))
    """
    ar = as_tensor_variable(ar)
    found = Unique(return_index, return_inverse, return_counts, axis)(ar)
    if not isinstance(found, list):
        return found
    found = list(found)
    if return_inverse:
        i = 1 + return_index
        if axis is None:
            found[i] = found[i].reshape(ar.shape, ndim=ar.type.ndim)
    return tuple(found)


def isin(element: TensorLike, test_elements: TensorLike, assume_unique: bool = False, invert: bool = False
         ) -> TensorVariable:
    """Return True for each element that is among others.

    Parameters
    ----------
    element, test_elements : tensor_like
        Each is compared with each, so that one of both should be small.
    assume_unique : bool
        For compatibility; no effect.
    invert : bool
        Return True for those that are not.

    Returns
    -------
    TensorVariable
        bool, in the shape of `element`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.isin([1, 2, 3], [3, 1]).eval()
    array([ True, False,  True])
    """
    x, others = as_tensor_variable(element), as_tensor_variable(test_elements).flatten()
    x = x.dimshuffle([*range(x.type.ndim), "x"])
    found = any_(eq(x, others.dimshuffle([*["x"] * (x.type.ndim - 1), 0])), axis=-1)
    return FUNCTIONS["invert"](found) if invert else found


def _flat_unique(ar, assume_unique=False):
    ar = as_tensor_variable(ar).flatten()
    return ar if assume_unique else unique(ar)


def union1d(ar1: TensorLike, ar2: TensorLike) -> TensorVariable:
    """Return the distinct elements of both, sorted.

    Parameters
    ----------
    ar1, ar2 : tensor_like

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.union1d([3, 1], [2, 1]).eval()
    array([1, 2, 3])
    """
    return unique(concatenate([as_tensor_variable(ar1).flatten(), as_tensor_variable(ar2).flatten()]))


def _merged(ar1, ar2, assume_unique):
    both = concatenate([_flat_unique(ar1, assume_unique), _flat_unique(ar2, assume_unique)])
    return sort(both)


def intersect1d(ar1: TensorLike, ar2: TensorLike, assume_unique: bool = False) -> TensorVariable:
    """Return the distinct elements that are in both, sorted.

    Parameters
    ----------
    ar1, ar2 : tensor_like
    assume_unique : bool
        A promise that the elements of each are distinct.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.intersect1d([3, 1, 2], [2, 1, 5]).eval()
    array([1, 2])
    """
    both = _merged(ar1, ar2, assume_unique)
    return both[:-1][eq(both[1:], both[:-1]).nonzero()]


def setdiff1d(ar1: TensorLike, ar2: TensorLike, assume_unique: bool = False) -> TensorVariable:
    """Return the distinct elements of the first that are not in the second, sorted.

    Parameters
    ----------
    ar1, ar2 : tensor_like
    assume_unique : bool
        A promise that the elements of each are distinct, which keeps their order.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.setdiff1d([3, 1, 2], [2]).eval()
    array([1, 3])
    """
    x = _flat_unique(ar1, assume_unique)
    return x[isin(x, ar2, invert=True).nonzero()]


def setxor1d(ar1: TensorLike, ar2: TensorLike, assume_unique: bool = False) -> TensorVariable:
    """Return the distinct elements that are in one of both only, sorted.

    Parameters
    ----------
    ar1, ar2 : tensor_like
    assume_unique : bool
        A promise that the elements of each are distinct.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.setxor1d([3, 1, 2], [2, 5]).eval()
    array([1, 3, 5])
    """
    both = _merged(ar1, ar2, assume_unique)
    change = neq(both[1:], both[:-1])
    end = as_tensor_variable([True])
    alone = concatenate([end, change]) & concatenate([change, end])
    return cast(both[alone.nonzero()], upcast(both.type.dtype))
