"""Sums of sparse matrices, their diagonals, and matrices from diagonals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse

from ..graph.apply import Apply
from ..graph.op import Op, linear_R_op
from ..scalar.dtypes import is_discrete
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .casting import SparseFromDense
from .constructors import compressed
from .csm import sp_ones_like
from .derivative import zero_of
from .scaling import col_scale, row_scale
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any

    from ..tensor.types.variable import TensorVariable


class SpSum(Op):
    """The sum of a sparse matrix over all elements, or along an axis; dense.

    Parameters
    ----------
    axis : {None, 0, 1}
    sparse_grad : bool
        Whether the gradient reaches only what is stored, instead of the zeros too.
    """

    __props__ = ("axis",)  # nodes that differ only in their gradient are merged

    def __init__(self, axis: int | None = None, sparse_grad: bool = True) -> None:
        if axis not in (None, 0, 1):
            raise ValueError(f"a matrix has the axes 0 and 1, not {axis!r}: axis must be one of these, or None")
        self.axis = axis
        self.structured = sparse_grad

    def __str__(self):
        return f"{type(self).__name__}{{axis={self.axis}}}"

    def make_node(self, x):
        x = compressed(x)
        return Apply(self, [x], [TensorType(x.dtype, () if self.axis is None else (False,))()])

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        # what lies behind the entries, where a matrix has room for more, is none of them
        total = x.data[: x.indptr[-1]].sum() if self.axis is None else sum_along(x, self.axis)
        output_storage[0][0] = np.asarray(total, dtype=node.outputs[0].dtype)

    def L_op(self, inputs, outputs, output_grads):
        (x,), (gz,) = inputs, output_grads
        if is_discrete(x.dtype):
            return [zero_of(x)]
        if self.structured:
            ones = sp_ones_like(x, gz.dtype)
            return [ones * gz if self.axis is None else (col_scale, row_scale)[self.axis](ones, gz)]
        pattern = {None: ("x", "x"), 0: ("x", 0), 1: (0, "x")}[self.axis]
        return [SparseFromDense(x.format)(gz.dimshuffle(pattern) * x.toarray().ones_like(dtype=gz.dtype))]

    R_op = linear_R_op

    def infer_shape(self, node, shapes):
        return [() if self.axis is None else (shapes[0][1 - self.axis],)]


def sum_along(x, axis):
    """Return the sums along an axis of a matrix in the format csr or csc, in SciPy's order and in less time."""
    if axis == ("csr", "csc").index(x.format) and x.dtype == np.float64:
        stored = x.indptr[-1]
        return np.bincount(x.indices[:stored], x.data[:stored], x.shape[1 - axis])
    return (x if axis else x.T) @ np.ones(x.shape[axis], x.dtype)


def sp_sum(x: Any, axis: int | None = None, sparse_grad: bool = False) -> TensorVariable:
    """Return the sum of a sparse matrix as a dense array.

    Parameters
    ----------
    x : sparse matrix
    axis : {None, 0, 1}
        Along which axis; None adds up all elements.
    sparse_grad : bool
        Whether the gradient reaches only what is stored, instead of the zeros too.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.sp_sum(scipy.sparse.csr_matrix([[0.0, 2.0], [1.0, 3.0]]), axis=0).eval()
    array([1., 5.])
    """
    return SpSum(axis, sparse_grad)(x)


class Diag(Op):
    """The diagonal of a square sparse matrix as a dense vector.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.diag(scipy.sparse.csr_matrix([[0.0, 2.0], [1.0, 3.0]])).eval()
    array([0., 3.])
    """

    __props__ = ()

    def make_node(self, x: Any) -> Apply:
        x = compressed(x)
        return Apply(self, [x], [TensorType(x.dtype, (False,))()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        (x,) = inputs
        if x.shape[0] != x.shape[1]:
            raise ValueError(f"Diag only apply on square matrix, not on one of shape {x.shape}")
        output_storage[0][0] = x.diagonal()

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        g = square_diagonal(output_grads[0])
        return [g if inputs[0].format == "csc" else g.T]

    R_op = linear_R_op

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [(shapes[0][0],)]


diag = Diag()


class SquareDiagonal(Op):
    """A square sparse matrix (csc) with a vector as its diagonal.

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.square_diagonal([1.0, 2.0]).toarray().eval()
    array([[1., 0.],
           [0., 2.]])
    """

    __props__ = ()

    def make_node(self, diag: Any) -> Apply:
        diag = as_tensor_variable(diag)
        if diag.type.ndim != 1:
            raise TypeError(f"data argument must be a vector, not {diag} of {diag.type}")
        return Apply(self, [diag], [SparseType("csc", diag.dtype)()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        (x,) = inputs
        n = len(x)
        output_storage[0][0] = scipy.sparse.csc_matrix((x, np.arange(n), np.arange(n + 1)), (n, n), copy=True)

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return [diag(output_grads[0])]

    R_op = linear_R_op

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [(shapes[0][0], shapes[0][0])]


square_diagonal = SquareDiagonal()
