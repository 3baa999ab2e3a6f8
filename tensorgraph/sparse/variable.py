"""Sparse variables and constants: operators and methods, which build nodes."""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from ..graph.messages.property import refuse_call
from ..graph.variable import Constant, Variable
from ..lowering.copies import deep_copy_op
from ..misuse import name_operands
from ..tensor.shape.shape import shape
from .protocol import SparseProtocol
from .type import SparseType

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from ..typing import DType


def _function(module, name):
    """Return a function of a module that imports this one."""
    return getattr(import_module(f"{__package__}.{module}"), name)


def _operators(module: str, name: str) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    """Return an operator, and the one for the second operand."""

    def operator(self, other):
        try:
            return _function(module, name)(self, other)
        except (NotImplementedError, TypeError) as error:
            name_operands(error, (self, other))
            raise

    return operator, lambda self, other: operator(other, self)


class _sparse_py_operators(SparseProtocol):
    """The operators and methods of sparse variables; only :meth:`toarray` makes a dense one."""

    @property
    def dtype(self) -> str:
        """The name of the element type."""
        return self.type.dtype

    @property
    def format(self) -> str:
        """The storage format."""
        return self.type.format

    @property
    def ndim(self) -> int:
        """The number of axes, 2."""
        return self.type.ndim

    @property
    def shape(self) -> TensorVariable:
        """The numbers of rows and columns, a vector."""
        refuse_call(self)
        return shape(self)

    @property
    def size(self) -> TensorVariable:
        """The number of stored elements, explicit zeros included."""
        refuse_call(self)
        return _function("csm", "csm_data")(self).size

    @property
    def T(self) -> SparseVariable:
        """The transpose, in the other of the formats csr and csc."""
        refuse_call(self)
        return _function("transpose", "transpose")(self)

    def transpose(self) -> SparseVariable:
        """Return the transpose, in the other of the formats csr and csc."""
        return self.T

    def astype(self, dtype: DType) -> SparseVariable:
        """Return the matrix with elements of another type."""
        return _function("casting", "cast")(self, dtype)

    def toarray(self) -> TensorVariable:
        """Return the dense matrix."""
        return _function("casting", "dense_from_sparse")(self)

    def zeros_like(self, dtype: DType | None = None) -> SparseVariable:
        """Return a matrix of the same shape without stored elements."""
        return _function("csm", "sp_zeros_like")(self, dtype)

    def ones_like(self, dtype: DType | None = None) -> SparseVariable:
        """Return a matrix with ones at the stored positions."""
        return _function("csm", "sp_ones_like")(self, dtype)

    def copy(self, name: str | None = None) -> SparseVariable:
        """Return a variable with a copy of the value."""
        z = deep_copy_op(self)
        z.name = name
        return z

    def sum(self, axis: int | None = None, sparse_grad: bool = False) -> TensorVariable:
        """Return the sum, a dense number or vector."""
        return _function("reduce", "sp_sum")(self, axis, sparse_grad)

    def __neg__(self) -> SparseVariable:
        return _function("arithmetic", "neg")(self)

    __add__, __radd__ = _operators("arithmetic", "add")
    __sub__, __rsub__ = _operators("arithmetic", "sub")
    __mul__, __rmul__ = _operators("arithmetic", "mul")
    __lt__, __gt__ = _operators("compare", "lt")[0], _operators("compare", "gt")[0]
    __le__, __ge__ = _operators("compare", "le")[0], _operators("compare", "ge")[0]

    def __dot__(self, other: Any) -> Any:
        return _function("structured_dot", "structured_dot")(self, other)

    def __rdot__(self, other: Any) -> Any:
        return _function("structured_dot", "structured_dot")(other, self)

    __matmul__ = __dot__
    __rmatmul__ = __rdot__

    def __getitem__(self, args: Any) -> Any:
        return _function("indexing", "getitem")(self, args)


class SparseVariable(_sparse_py_operators, Variable):
    """A symbolic sparse matrix.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph import sparse
    >>> x, w = sparse.csr_matrix("x", dtype="float64"), T.dmatrix("w")
    >>> x
    SparseVariable{csr,float64}
    >>> f = theano.function([x, w], T.dot(x, w))
    >>> f([[0.0, 2.0]], [[1.0, 1.0], [2.0, 3.0]])
    array([[4., 6.]])
    """

    def __str__(self) -> str:
        return f"{type(self).__name__}{{{self.format},{self.dtype}}}"

    __repr__ = __str__


class SparseConstant(_sparse_py_operators, Constant):
    """A constant sparse matrix."""

    def signature(self):
        """Return the type and the bits; constants of equal signature are interchangeable."""
        digest = hashlib.sha256()
        for part in (self.data.data, self.data.indices, self.data.indptr):
            digest.update(np.ascontiguousarray(part))
        return self.type, self.data.shape, digest.digest()

    def __str__(self):
        return f"{type(self).__name__}{{{self.format},{self.dtype},shape={self.data.shape},nnz={self.data.nnz}}}"

    __repr__ = __str__


SparseType.Variable = SparseVariable
SparseType.Constant = SparseConstant
