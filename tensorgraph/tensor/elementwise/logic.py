"""Logic of numbers, which are true where they are not 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .math import FUNCTIONS, and_, eq, neq, or_

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def logical_and(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return True where both elements are not 0.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.logical_and([1, 2], [0, 3]).eval()
    array([False,  True])
    """
    return and_(neq(x, 0), neq(y, 0))


def logical_or(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return True where an element is not 0.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.logical_or([0, 2], [0, 3]).eval()
    array([False,  True])
    """
    return or_(neq(x, 0), neq(y, 0))


def logical_xor(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return True where one element is 0 and the other is not.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.logical_xor([0, 2], [1, 3]).eval()
    array([ True, False])
    """
    return FUNCTIONS["xor"](neq(x, 0), neq(y, 0))


def logical_not(x: TensorLike) -> TensorVariable:
    """Return True where an element is 0.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.logical_not([0, 2]).eval()
    array([ True, False])
    """
    return eq(x, 0)
