"""Conversion between dense and sparse, and between element types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.op import Op, linear_R_op
from ..scalar.dtypes import is_complex, is_discrete
from ..tensor.shape.rebroadcast import patternbroadcast
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .constructors import as_sparse_variable, compressed
from .csm import sp_ones_like
from .derivative import zero_of
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any

    from ..typing import DType
    from .variable import SparseVariable


class Cast(Op):
    """A conversion to another element type.

    Parameters
    ----------
    out_type : str

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.cast(sparse.csr_matrix("x", "float64"), "int8").type
    Sparse[int8, csr]
    """

    __props__ = ("out_type",)

    def __init__(self, out_type: str) -> None:
        self.out_type = out_type

    def __str__(self):
        return f"{type(self).__name__}({self.out_type})"

    def make_node(self, x):
        x = compressed(x)
        return Apply(self, [x], [SparseType(x.format, self.out_type)()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0].astype(self.out_type)

    def L_op(self, inputs, outputs, output_grads):
        (x,), (gz,) = inputs, output_grads
        if is_complex(x.dtype) != is_complex(self.out_type):
            raise NotImplementedError(f"the gradient of a cast from {x.dtype} to {self.out_type}")
        if is_discrete(self.out_type):
            return [zero_of(x)]
        return [gz if is_discrete(x.dtype) else cast(gz, x.dtype)]

    R_op = linear_R_op

    def infer_shape(self, node, shapes):
        return shapes


def cast(variable: Any, dtype: DType) -> SparseVariable:
    """Return a sparse variable with elements of another type, unchanged if it has that type.

    Parameters
    ----------
    variable : SparseVariable or SciPy sparse matrix
    dtype : str

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.cast(sparse.csr_matrix("x", dtype="float64"), "int32").dtype
    'int32'
    """
    variable = as_sparse_variable(variable)
    return variable if variable.dtype == dtype else Cast(dtype)(variable)


bcast, wcast, icast, lcast = (Cast(dtype) for dtype in ("int8", "int16", "int32", "int64"))
fcast, dcast, ccast, zcast = (Cast(dtype) for dtype in ("float32", "float64", "complex64", "complex128"))


class DenseFromSparse(Op):
    """A dense matrix from a sparse one.

    Parameters
    ----------
    structured : bool
        Whether the gradient reaches only what is stored, instead of the zeros too.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.dense_from_sparse(sparse.constant(scipy.sparse.csr_matrix([[0.0, 2.0]]))).eval()
    array([[0., 2.]])
    """

    __props__ = ()  # nodes that differ only in their gradient are merged

    def __init__(self, structured: bool = True) -> None:
        self.sparse_grad = structured

    def __str__(self):
        return f"{type(self).__name__}{{structured_grad={self.sparse_grad}}}"

    def make_node(self, x: Any) -> Apply:
        x = as_sparse_variable(x)
        return Apply(self, [x], [TensorType(x.dtype, (False, False))()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        output_storage[0][0] = inputs[0].toarray()

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (x,), (gz,) = inputs, output_grads
        if self.sparse_grad:
            return [sp_ones_like(x, gz.dtype) * gz]
        return [SparseFromDense(x.format)(gz)]

    R_op = linear_R_op

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return shapes


dense_from_sparse = DenseFromSparse()


class SparseFromDense(Op):
    """A sparse matrix of the nonzero elements of a dense matrix, row or number.

    Parameters
    ----------
    format : {"csr", "csc"}

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.csc_from_dense([[0.0, 2.0], [3.0, 0.0]]).eval().nnz
    2
    """

    __props__ = ("format",)

    def __init__(self, format: str) -> None:
        self.format = format

    def __str__(self):
        return f"{type(self).__name__}{{{self.format}}}"

    def make_node(self, x: Any) -> Apply:
        x = as_tensor_variable(x)
        if x.ndim > 2:
            raise TypeError(f"sparse matrices have 2 dimensions, but {x}.ndim = {x.ndim}")
        if x.ndim < 2:
            x = x.dimshuffle(*["x"] * (2 - x.ndim), *range(x.ndim))
        return Apply(self, [x], [SparseType(self.format, x.dtype)()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        output_storage[0][0] = SparseType.format_cls[self.format](inputs[0])

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return [patternbroadcast(DenseFromSparse(structured=False)(output_grads[0]), inputs[0].broadcastable)]

    R_op = linear_R_op

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return shapes


csr_from_dense = SparseFromDense("csr")
csc_from_dense = SparseFromDense("csc")
