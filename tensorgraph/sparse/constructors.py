"""Sparse variables and constants from names, matrices of SciPy and nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..config import config
from ..graph.apply import Apply
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .type import SparseType, is_sparse
from .variable import SparseConstant

if TYPE_CHECKING:
    from typing import Any

    from ..typing import DType
    from .variable import SparseVariable


def matrix(format: str, name: str | None = None, dtype: DType | None = None) -> SparseVariable:
    """Make a sparse variable.

    Parameters
    ----------
    format : {"csr", "csc", "bsr"}
    name : str, optional
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.matrix("csc", "x", "float32").type
    Sparse[float32, csc]
    """
    return SparseType(format, config.floatX if dtype is None else dtype)(name)


def csr_matrix(name: str | None = None, dtype: DType | None = None) -> SparseVariable:
    """Make a variable for matrices stored by rows.

    Parameters
    ----------
    name : str, optional
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.csr_matrix("x", dtype="float64").type
    Sparse[float64, csr]
    """
    return matrix("csr", name, dtype)


def csc_matrix(name: str | None = None, dtype: DType | None = None) -> SparseVariable:
    """Make a variable for matrices stored by columns.

    Parameters
    ----------
    name : str, optional
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.csc_matrix("x", dtype="float64").type
    Sparse[float64, csc]
    """
    return matrix("csc", name, dtype)


def bsr_matrix(name: str | None = None, dtype: DType | None = None) -> SparseVariable:
    """Make a variable for matrices stored by rows of blocks.

    Parameters
    ----------
    name : str, optional
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.bsr_matrix("x", dtype="float64").type
    Sparse[float64, bsr]
    """
    return matrix("bsr", name, dtype)


csr_dmatrix, csr_fmatrix = SparseType("csr", "float64"), SparseType("csr", "float32")
csc_dmatrix, csc_fmatrix = SparseType("csc", "float64"), SparseType("csc", "float32")
bsr_dmatrix, bsr_fmatrix = SparseType("bsr", "float64"), SparseType("bsr", "float32")


def constant(x: Any, name: str | None = None) -> SparseConstant:
    """Make a constant of a copy of a SciPy matrix.

    Parameters
    ----------
    x : SciPy sparse matrix
    name : str, optional

    Returns
    -------
    SparseConstant

    Raises
    ------
    TypeError
        For anything else.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.constant(scipy.sparse.csr_matrix([[0.0, 3.0]])).type
    Sparse[float64, csr]
    """
    if not is_sparse(x):
        raise TypeError(f"sparse.constant must be called on a sparse matrix of SciPy, not {x!r}")
    type_ = SparseType(x.format, x.dtype)
    return SparseConstant(type_, type_.filter(x.copy()), name=name)


def as_sparse_variable(x: Any, name: str | None = None) -> SparseVariable:
    """Convert `x` to a sparse variable; a SciPy matrix becomes a constant.

    Parameters
    ----------
    x : sparse variable, matrix of SciPy or Apply
    name : str, optional
        Of the constant.

    Returns
    -------
    SparseVariable or SparseConstant

    Raises
    ------
    ValueError
        If it is a node of several results.
    TypeError
        For what is no sparse matrix: convert a dense one with ``csr_from_dense``.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.as_sparse_variable(scipy.sparse.csc_matrix([[0.0, 2.0]]))
    SparseConstant{csc,float64,shape=(1, 2),nnz=1}
    """
    if isinstance(x, Apply):
        if len(x.outputs) != 1:
            raise ValueError(
                f"It is ambiguous which output of a multi-output Op has to be fetched: {x} has {len(x.outputs)}; use "
                "one of node.outputs"
            )
        x = x.outputs[0]
    if isinstance(x, Variable):
        if not isinstance(x.type, SparseType):
            raise TypeError(
                f"Variable type field must be a SparseType, not that of {with_type(x)}.\nhint: use "
                "sparse.csr_from_dense(x), or a function of tensorgraph.tensor"
            )
        return x
    if not is_sparse(x):
        raise TypeError(
            f"Cannot convert {with_type(x)}, to SparseType.\nhint: use scipy.sparse.csr_matrix(x), or "
            "sparse.csr_from_dense"
        )
    return constant(x, name)


as_sparse = as_sparse_variable


def as_sparse_or_tensor_variable(x: Any, name: str | None = None) -> Any:
    """Convert `x` to a sparse variable if it is sparse, else to a tensor.

    Parameters
    ----------
    x : SparseVariable, SciPy sparse matrix or tensor_like
    name : str, optional

    Returns
    -------
    SparseVariable or TensorVariable

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.as_sparse_or_tensor_variable([1.0]).type
    TensorType(float64, (True,))
    """
    if is_sparse(x) or isinstance(x, Variable) and isinstance(x.type, SparseType):
        return as_sparse_variable(x, name)
    return as_tensor_variable(x, name)


def compressed(x):
    """Convert `x` to a sparse variable stored by compressed rows or columns.

    Raises
    ------
    TypeError
        If it is of another format, or not sparse.
    """
    x = as_sparse_variable(x)
    if x.format not in ("csr", "csc"):
        raise TypeError(f"a matrix in the format csr or csc is needed, not {x} of {x.type}")
    return x


def _is_sparse_variable(x):
    """Return True if a variable is sparse."""
    if not isinstance(x, Variable):
        raise NotImplementedError(f"a variable is needed, not {x!r}")
    return isinstance(x.type, SparseType)


def _is_dense_variable(x):
    """Return True if a variable is a tensor."""
    if not isinstance(x, Variable):
        raise NotImplementedError(f"a variable is needed, not {x!r}")
    return isinstance(x.type, TensorType)


def no_matrix(y: Variable, needed: str = "a matrix") -> TypeError:
    """Return the error for a dense operand of another rank than that of a matrix."""
    if y.type.ndim:
        hint = "use x.dimshuffle('x', 0) for a row, x.dimshuffle(0, 'x') for a column; sparse.dot multiplies vectors"
    else:
        hint = "use sparse.csm_data(x) for the stored elements, or sparse.dense_from_sparse(x) for all of them"
    return TypeError(f"{needed} is needed beside a sparse matrix, not {with_type(y)}.\nhint: {hint}")


def operands(x, y, what):
    """Convert two operands, of which at least one is sparse, to variables.

    Parameters
    ----------
    what : str
        The operation, for the error.
    """
    x, y = as_sparse_or_tensor_variable(x), as_sparse_or_tensor_variable(y)
    if not (_is_sparse_variable(x) or _is_sparse_variable(y)):
        raise TypeError(
            f"{what} needs a sparse operand, but the operands are {with_type(x)}, and {with_type(y)}.\nhint: use the "
            "function of tensorgraph.tensor for dense ones, or sparse.csr_from_dense(x)"
        )
    return x, y
