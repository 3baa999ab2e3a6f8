"""Indices of diagonals, triangles and whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import with_type
from ...graph.variable import Variable
from ..elementwise.math import cast, eq
from ..shape.assertion import Assert
from ..shape.broadcasting import lengths, meshgrid
from ..shape.stack import stack
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from .diag import diag
from .eye import below, tri
from .filled import arange

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def diagflat(v: TensorLike, k: int = 0) -> TensorVariable:
    """Return the matrix with the flattened `v` on a diagonal.

    Parameters
    ----------
    v : tensor_like
    k : int
        Above the main diagonal if positive.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.diagflat([1, 2]).eval()
    array([[1, 0],
           [0, 2]])
    """
    return diag(as_tensor_variable(v).flatten(), k if isinstance(k, Variable) else as_integer(k, "k"))


def tril_indices(n: TensorLike, k: int = 0, m: TensorLike | None = None) -> tuple[TensorVariable, TensorVariable]:
    """Return the rows and columns of the lower triangle of a matrix.

    Parameters
    ----------
    n, m : int or scalar
        Its rows and columns; square by default.
    k : int
        The diagonal up to which it goes.

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> rows, columns = T.tril_indices(2)
    >>> rows.eval(), columns.eval()
    (array([0, 1, 1]), array([0, 0, 1]))
    """
    return tuple(tri(n, m, k, dtype="int8").nonzero())


def triu_indices(n: TensorLike, k: int = 0, m: TensorLike | None = None) -> tuple[TensorVariable, TensorVariable]:
    """Return the rows and columns of the upper triangle of a matrix; see :func:`tril_indices`.

    Parameters
    ----------
    n, k, m
        As of :func:`tril_indices`.

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> rows, columns = T.triu_indices(2)
    >>> rows.eval(), columns.eval()
    (array([0, 0, 1]), array([0, 1, 1]))
    """
    return tuple((1 - tri(n, m, below(k), dtype="int8")).nonzero())


def tril_indices_from(arr: TensorLike, k: int = 0) -> tuple[TensorVariable, TensorVariable]:
    """Return the rows and columns of the lower triangle of the matrix `arr`.

    Parameters
    ----------
    arr : matrix
    k : int

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a = T.constant([[1, 2], [3, 4]])
    >>> a[T.tril_indices_from(a)].eval()
    array([1, 3, 4])
    """
    arr = as_tensor_variable(arr)
    return tril_indices(arr.shape[0], k, arr.shape[1])


def triu_indices_from(arr: TensorLike, k: int = 0) -> tuple[TensorVariable, TensorVariable]:
    """Return the rows and columns of the upper triangle of the matrix `arr`.

    Parameters
    ----------
    arr : matrix
    k : int

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a = T.constant([[1, 2], [3, 4]])
    >>> a[T.triu_indices_from(a)].eval()
    array([1, 2, 4])
    """
    arr = as_tensor_variable(arr)
    return triu_indices(arr.shape[0], k, arr.shape[1])


def diag_indices(n: TensorLike, ndim: int = 2) -> tuple[TensorVariable, ...]:
    """Return the indices of the main diagonal of an array with equal lengths.

    Parameters
    ----------
    n : int or scalar
    ndim : int

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.constant([[1, 2], [3, 4]])[T.diag_indices(2)].eval()
    array([1, 4])
    """
    return (arange(n),) * ndim


def diag_indices_from(arr: TensorLike) -> tuple[TensorVariable, ...]:
    """Return the indices of the main diagonal of `arr`.

    Parameters
    ----------
    arr : tensor_like
        With two axes or more, of equal lengths.

    Returns
    -------
    tuple of TensorVariable

    Raises
    ------
    ValueError
        If there are fewer than two axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a = T.constant([[1, 2], [3, 4]])
    >>> a[T.diag_indices_from(a)].eval()
    array([1, 4])
    """
    arr = as_tensor_variable(arr)
    if arr.type.ndim < 2:
        raise ValueError(f"diag_indices_from must be given an array of two axes or more, not {with_type(arr)}")
    n = Assert("diag_indices_from: the lengths of the axes differ", on_lengths=True)(
        arr.shape[0], *[eq(arr.shape[i], arr.shape[0]) for i in range(1, arr.type.ndim)]
    )
    return diag_indices(n, arr.type.ndim)


def indices(dimensions: Any, dtype: str = "int64", sparse: bool = False) -> Any:
    """Return the index of each element of an array, axis by axis.

    Parameters
    ----------
    dimensions : sequence of int and scalars
        The shape of the array.
    dtype : str
    sparse : bool
        Give a tuple of tensors that stretch, instead of one tensor.

    Returns
    -------
    TensorVariable, or tuple of them

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.indices((2, 2))[0].eval()
    array([[0, 0],
           [1, 1]])
    """
    found = meshgrid(*[cast(arange(n), dtype) for n in lengths(dimensions)], sparse=sparse, indexing="ij")
    return found if sparse else stack(list(found))
