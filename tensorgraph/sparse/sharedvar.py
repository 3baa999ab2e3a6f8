"""Shared variables that hold sparse matrices."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from ..compile.shared import SharedVariable, shared_constructor
from .type import SparseType, is_sparse
from .variable import _sparse_py_operators

if TYPE_CHECKING:
    from typing import Any


class SparseTensorSharedVariable(_sparse_py_operators, SharedVariable):
    """A shared sparse matrix.

    Examples
    --------
    >>> import scipy.sparse, tensorgraph as theano
    >>> s = theano.shared(scipy.sparse.csr_matrix([[0.0, 2.0]]), "s")
    >>> s.type, theano.function([], s.sum())()
    (Sparse[float64, csr], array(2.))
    """


@shared_constructor
def sparse_constructor(
    value: Any, name: str | None = None, strict: bool = False, allow_downcast: bool | None = None, borrow: bool = False,
    format: str | None = None
) -> SparseTensorSharedVariable:
    """Make a shared variable of a SciPy matrix.

    Parameters
    ----------
    value : sparse matrix
        Copied, unless `borrow` is set.
    name, strict, allow_downcast, borrow
        As of :func:`tensorgraph.shared`.
    format : str, optional
        That of `value` by default.

    Returns
    -------
    SharedVariable

    Raises
    ------
    TypeError
        For anything else.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.shared(scipy.sparse.csr_matrix([[0.0, 5.0]]), "s").get_value().nnz
    1
    """
    if not is_sparse(value):
        raise TypeError(f"expected a sparse matrix of SciPy, not an object of {type(value)}")
    type_ = SparseType(value.format if format is None else format, value.dtype)
    return SparseTensorSharedVariable(
        type=type_,
        value=value if borrow else copy.deepcopy(value),
        name=name,
        strict=strict,
        allow_downcast=allow_downcast,
    )
