"""Matrices made of blocks and of shifted rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import with_type
from ...scalar.dtypes import upcast
from ..creation.alloc import alloc
from ..creation.filled import arange
from ..shape.broadcasting import atleast_2d
from ..shape.join import concatenate
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def block_diag(*arrs: TensorLike) -> TensorVariable:
    """Return the matrix with blocks on its diagonal, zeros elsewhere.

    Parameters
    ----------
    *arrs : matrix
        A vector is a row.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If one has more than two axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.block_diag([[1, 2]], [[3]]).eval()
    array([[1, 2, 0],
           [0, 0, 3]])
    """
    blocks = [atleast_2d(a) for a in arrs]
    if any(b.type.ndim != 2 for b in blocks):
        strange = next(b for b in blocks if b.type.ndim != 2)
        raise ValueError(f"block_diag needs matrices, vectors and numbers, and was given {with_type(strange)}")
    zero = np.zeros((), upcast(*[b.type.dtype for b in blocks]))
    rows = []
    for i, b in enumerate(blocks):
        parts = [alloc(zero, b.shape[0], other.shape[1]) for other in blocks]
        rows.append(concatenate([*parts[:i], b, *parts[i + 1 :]], axis=1))
    return concatenate(rows, axis=0)


def toeplitz(c: TensorLike, r: TensorLike | None = None) -> TensorVariable:
    """Return the matrix whose diagonals are constant.

    Parameters
    ----------
    c : vector
        The first column.
    r : vector, optional
        The first row, whose first element is not read; the conjugate of `c` by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.toeplitz([1, 2], [0, 5, 6]).eval()
    array([[1, 5, 6],
           [2, 1, 5]])
    """
    c = as_tensor_variable(c).flatten()
    r = c.conj() if r is None else as_tensor_variable(r).flatten()
    values = concatenate([r[:0:-1], c])
    place = arange(c.shape[0]).dimshuffle(0, "x") - arange(r.shape[0]).dimshuffle("x", 0)
    return values[place + r.shape[0] - 1]


def circulant(c: TensorLike) -> TensorVariable:
    """Return the square matrix whose columns are the shifts of a vector.

    Parameters
    ----------
    c : vector

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.circulant([1, 2, 3]).eval()
    array([[1, 3, 2],
           [2, 1, 3],
           [3, 2, 1]])
    """
    c = as_tensor_variable(c).flatten()
    n = c.shape[0]
    return c[(arange(n).dimshuffle(0, "x") - arange(n).dimshuffle("x", 0)) % n]
