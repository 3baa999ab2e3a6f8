"""The type of sparse matrices: a storage format and an element type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse

from ..graph.type import Type
from ..misuse import guess_in_constructor
from ..scalar.dtypes import unsupported_dtype

if TYPE_CHECKING:
    from typing import Any

    from ..typing import DType
    from .variable import SparseVariable


def is_sparse(value):
    """Return True if a value is a SciPy sparse matrix."""
    return scipy.sparse.issparse(value)


def _is_sparse(x):
    """Return True if a SciPy matrix, an array or a list is a SciPy matrix."""
    if not isinstance(x, (np.ndarray, tuple, list)) and not is_sparse(x):
        raise NotImplementedError(f"a sparse matrix of SciPy or an array is needed, not {x!r}")
    return is_sparse(x)


def _is_dense(x):
    """Return True if a SciPy matrix or an array is an array."""
    if not isinstance(x, np.ndarray) and not is_sparse(x):
        raise NotImplementedError(f"a sparse matrix of SciPy or an array is needed, not {x!r}")
    return isinstance(x, np.ndarray)


@guess_in_constructor
class SparseType(Type):
    """The type of sparse matrices of one storage format and dtype; values are matrices of ``scipy.sparse``.

    Parameters
    ----------
    format : {"csr", "csc", "bsr"}
        By compressed rows, compressed columns, or compressed rows of blocks.
    dtype : str

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph.sparse import SparseType
    >>> SparseType("csr", "float64")
    Sparse[float64, csr]
    >>> SparseType("csr", "float64").filter(scipy.sparse.eye(2)).nnz
    2
    """

    format_cls = {
        "csr": scipy.sparse.csr_matrix,
        "csc": scipy.sparse.csc_matrix,
        "bsr": scipy.sparse.bsr_matrix,
    }
    dtype_set = frozenset(
        ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
         "float32", "float64", "complex64", "complex128")
    )  # fmt: skip
    ndim = 2
    broadcastable = (False, False)
    is_dense = False  # so that no slot of arrays takes the values

    if TYPE_CHECKING:

        def __call__(self, name: str | None = None) -> SparseVariable: ...

    def __init__(self, format: str, dtype: DType) -> None:
        try:
            dtype = str(np.dtype(dtype))
        except TypeError:
            raise unsupported_dtype(dtype) from None
        if dtype not in self.dtype_set:
            raise NotImplementedError(f'unsupported dtype "{dtype}" not in list {sorted(self.dtype_set)}')
        if not isinstance(format, str):
            raise TypeError(f"format must be a string, not {format!r}")
        if format not in self.format_cls:
            raise NotImplementedError(
                f'unsupported format "{format}" not in list {sorted(self.format_cls)}: use one of these'
            )
        self.dtype = dtype
        self.format = format

    def filter(self, value: Any, strict: bool = False, allow_downcast: bool | None = None) -> Any:
        if isinstance(value, self.format_cls[self.format]) and value.dtype == self.dtype:
            return check_places(value)
        if strict:
            raise TypeError(f"expected a {self.format} matrix of {self.dtype}, not {value!r}")
        try:
            matrix = self.format_cls[self.format](value)
        except ValueError as error:
            raise TypeError(f"{value!r} is no matrix: {error}") from error
        check_places(matrix)
        if matrix.dtype == self.dtype:
            return matrix
        if not allow_downcast and not np.can_cast(matrix.dtype, self.dtype):
            raise TypeError(
                f"expected a sparse matrix of {self.dtype} and got {matrix.dtype}, which may lose precision: pass "
                "allow_input_downcast=True or convert it first"
            )
        return matrix.astype(self.dtype)

    def is_valid_value(self, a: Any, strict: bool = True) -> bool:
        return is_sparse(a) and a.format == self.format

    @staticmethod
    def may_share_memory(a: Any, b: Any) -> bool:
        """Return True if two values, one of which may be an array, share memory."""
        return any(np.may_share_memory(x, y) for x in _parts(a) for y in _parts(b))

    def values_eq(self, a: Any, b: Any) -> bool:
        return is_sparse(a) and is_sparse(b) and a.shape == b.shape and abs(a - b).sum() == 0

    def values_eq_approx(self, a: Any, b: Any, eps: float = 1e-6) -> bool:
        if not (is_sparse(a) and is_sparse(b)) or a.shape != b.shape:
            return False
        return bool((abs((a - b).data) < eps).all())

    def as_gradient(self, g: Any, v: Any) -> Any:
        """Return `g` in the format of `v`: an operation on two formats gives one gradient to both."""
        if getattr(g.type, "format", self.format) == self.format:
            return g
        return v.zeros_like(dtype=g.dtype) + g

    def clone(self, format: str | None = None, dtype: DType | None = None) -> SparseType:
        """Return the same type with another format or dtype."""
        return type(self)(self.format if format is None else format, self.dtype if dtype is None else dtype)

    def __eq__(self, other):
        return type(self) is type(other) and self.format == other.format and self.dtype == other.dtype

    def __hash__(self):
        return hash((type(self), self.format, self.dtype))

    def __str__(self):
        return f"Sparse[{self.dtype}, {self.format}]"

    __repr__ = __str__


def check_places(matrix: Any) -> Any:
    """Return a compressed matrix whose elements lie in it: the loops of SciPy trust their places.

    Raises
    ------
    ValueError
        If some lie elsewhere.
    """
    indices, indptr = matrix.indices, matrix.indptr
    blocks = getattr(matrix, "blocksize", (1, 1))
    lines, places = (n // block for n, block in zip(matrix.shape, blocks))
    if matrix.format == "csc":
        lines, places = places, lines
    n = int(indptr[-1]) if len(indptr) == lines + 1 else -1
    fits = 0 <= n <= min(len(indices), len(matrix.data)) and indptr[0] == 0 and bool((indptr[1:] >= indptr[:-1]).all())
    if fits and n:
        used = indices[:n]
        fits = used.min() >= 0 and used.max() < places
    if not fits:
        raise ValueError(
            f"the parts indices, indptr and data of a {matrix.format} matrix of shape {matrix.shape} place elements "
            "outside of it.\nhint: use scipy.sparse.csr_matrix((data, (rows, columns)), shape), and "
            "matrix.check_format(full_check=True)"
        )
    return matrix


def _parts(value):
    """Return the arrays that hold a value."""
    return (value.data, value.indices, value.indptr) if is_sparse(value) else (value,)
