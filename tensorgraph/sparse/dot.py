"""Products of sparse matrices with sparse and dense ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse

from ..graph.apply import Apply
from ..graph.op import Op, product_R_op
from ..scalar.dtypes import upcast
from ..tensor.products.dot import dense_dot
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .constructors import _is_dense_variable, _is_sparse_variable, compressed, no_matrix, operands
from .derivative import dense, sparse_or_dense
from .type import SparseType, is_sparse

if TYPE_CHECKING:
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from .variable import SparseVariable

_AT_ONCE = 1 << 20


def check_product(x, y):
    """Check that the lengths of a product fit."""
    if x.shape[-1] != y.shape[0]:
        raise ValueError(f"shape mismatch: {x.shape} and {y.shape} cannot be multiplied")


def dots_of_rows(x, i, y, j):
    """Return the dot products of the rows ``x[i[k]]`` and ``y[j[k]]`` of two matrices, for each k."""
    out = np.zeros(len(i), dtype=np.result_type(x.dtype, y.dtype))
    step = max(1, _AT_ONCE // max(1, x.shape[1]))
    for k in range(0, len(i), step):
        a, b = x[i[k : k + step]], y[j[k : k + step]]
        if is_sparse(a) or is_sparse(b):
            a, b = (a, b) if is_sparse(a) else (b, a)
            out[k : k + step] = np.asarray(a.multiply(b).sum(axis=1)).ravel()
        else:
            out[k : k + step] = np.einsum("kl,kl->k", a, b)
    return out


class TrueDot(Op):
    """The product of a sparse matrix with a sparse or dense one; sparse.

    Parameters
    ----------
    grad_preserves_dense : bool
        Whether the gradient with respect to a dense matrix is dense.
    """

    __props__ = ()  # nodes that differ only in their gradient are merged

    def __init__(self, grad_preserves_dense: bool = True) -> None:
        self.grad_preserves_dense = grad_preserves_dense

    def make_node(self, x, y):
        x = compressed(x)
        if not _is_sparse_variable(y):
            y = as_tensor_variable(y)
            if y.type.ndim != 2:
                raise no_matrix(y)
        return Apply(self, [x, y], [SparseType(x.format, upcast(x.dtype, y.dtype))()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_product(x, y)
        z = x @ y
        type_ = node.outputs[0].type
        z = z.asformat(type_.format) if is_sparse(z) else type_.format_cls[type_.format](z)
        output_storage[0][0] = z.astype(type_.dtype, copy=False)

    def L_op(self, inputs, outputs, output_grads):
        (x, y), (gz,) = inputs, output_grads
        gy = true_dot(x.T, gz)
        if _is_dense_variable(y) and self.grad_preserves_dense:
            gy = dense(gy)
        return [true_dot(gz, y.T), gy]

    R_op = product_R_op

    def infer_shape(self, node, shapes):
        return [(shapes[0][0], shapes[1][1])]


def true_dot(x: Any, y: Any, grad_preserves_dense: bool = True) -> SparseVariable:
    """Return the product of two matrices, of which at least one is sparse, as a sparse matrix.

    Parameters
    ----------
    x, y : matrix
        Sparse or dense.
    grad_preserves_dense : bool
        Whether the gradient with respect to a dense matrix is dense.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = scipy.sparse.csr_matrix([[0.0, 2.0], [0.0, 1.0]])
    >>> sparse.true_dot(x, x).toarray().eval()
    array([[0., 2.],
           [0., 1.]])
    """
    x, y = operands(x, y, "true_dot")
    if _is_sparse_variable(x):
        return TrueDot(grad_preserves_dense)(x, y)
    return TrueDot(grad_preserves_dense)(y.T, x.T).T


class Dot(Op):
    """The product of two matrices or vectors, of which at least one is a sparse matrix; dense."""

    __props__ = ()

    def __str__(self):
        return "SparseDot"

    def make_node(self, x, y):
        x, y = operands(x, y, "sparse.dot")
        for i, v in enumerate((x, y)):
            if v.ndim not in (1, 2):
                raise TypeError(f"sparse.Dot: input {i} must have ndim of 1 or 2, {v.ndim} given: {v} of {v.type}")
        flags = x.type.broadcastable[:-1] + y.type.broadcastable[1:]
        return Apply(self, [x, y], [TensorType(upcast(x.dtype, y.dtype), flags)()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_product(x, y)
        z = x @ y
        output_storage[0][0] = np.asarray(z.toarray() if is_sparse(z) else z, dtype=node.outputs[0].dtype)

    def L_op(self, inputs, outputs, output_grads):
        (x, y), (gz,) = inputs, output_grads
        if y.ndim == 1:
            # x is a sparse matrix
            return [sparse_or_dense(x, gz.dimshuffle(0, "x") * y.dimshuffle("x", 0)), dot(x.T, gz)]
        if x.ndim == 1:
            return [dot(y, gz), sparse_or_dense(y, x.dimshuffle(0, "x") * gz.dimshuffle("x", 0))]
        gx = dense_dot(gz, y.T) if _is_dense_variable(y) else dot(gz, y.T)
        gy = dense_dot(x.T, gz) if _is_dense_variable(x) else dot(x.T, gz)
        return [sparse_or_dense(x, gx), sparse_or_dense(y, gy)]

    R_op = product_R_op

    def infer_shape(self, node, shapes):
        return [(*shapes[0][:-1], *shapes[1][1:])]


_dot = Dot()


def dot(x: Any, y: Any) -> TensorVariable:
    """Return the product of two matrices or vectors, of which at least one is a sparse matrix, as a dense array.

    Parameters
    ----------
    x, y : matrix or vector
        Sparse or dense.

    Returns
    -------
    TensorVariable

    Notes
    -----
    The gradient with respect to a sparse matrix reaches its zeros too.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.dot(scipy.sparse.csr_matrix([[0.0, 2.0]]), [3.0, 4.0]).eval()
    array([8.])
    """
    return _dot(*operands(x, y, "sparse.dot"))


class Usmm(Op):
    """``alpha * x @ y + z``, where at least one of x and y is sparse; dense."""

    __props__ = ()

    def __str__(self):
        return "Usmm{no_inplace}"

    def make_node(self, alpha, x, y, z):
        x, y = operands(x, y, "usmm")
        alpha, z = as_tensor_variable(alpha), as_tensor_variable(z)
        if x.ndim != 2 or y.ndim != 2 or z.ndim != 2:
            raise TypeError(f"usmm takes matrices, not {x} of {x.type}, {y} of {y.type} and {z} of {z.type}")
        if not all(alpha.type.broadcastable):
            raise TypeError(f"usmm takes a number alpha, not {alpha} of {alpha.type}")
        dtype = upcast(alpha.dtype, x.dtype, y.dtype, z.dtype)
        return Apply(self, [alpha, x, y, z], [TensorType(dtype, (False, False))()])

    def perform(self, node, inputs, output_storage):
        alpha, x, y, z = inputs
        check_product(x, y)
        product = x @ y
        product = product.toarray() if is_sparse(product) else product
        output_storage[0][0] = np.asarray(alpha.reshape(()) * product + z, dtype=node.outputs[0].dtype)

    def L_op(self, inputs, outputs, output_grads):
        (alpha, x, y, _), (gz,) = inputs, output_grads
        number = alpha.flatten()[0] if alpha.ndim else alpha
        gx, gy = _dot.L_op([x, y], [None], [number * gz])
        galpha = (gz * dot(x, y)).sum()
        return [galpha.reshape((1,) * alpha.ndim) if alpha.ndim else galpha, gx, gy, gz]

    def infer_shape(self, node, shapes):
        return [(shapes[1][0], shapes[2][1])]


usmm = Usmm()


class SamplingDot(Op):
    """``p * (x @ y.T)``, computed only where the sparse matrix p stores something.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> p = scipy.sparse.csr_matrix([[0.0, 1.0]])
    >>> sparse.sampling_dot([[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]], p).toarray().eval()
    array([[ 0., 17.]])
    """

    __props__ = ()

    def make_node(self, x: Any, y: Any, p: Any) -> Apply:
        x, y, p = as_tensor_variable(x), as_tensor_variable(y), compressed(p)
        if x.ndim != 2 or y.ndim != 2:
            raise TypeError(f"sampling_dot takes dense matrices, not {x} of {x.type} and {y} of {y.type}")
        return Apply(self, [x, y, p], [SparseType(p.format, upcast(x.dtype, y.dtype, p.dtype))()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        x, y, p = inputs
        if x.shape[1] != y.shape[1] or p.shape != (len(x), len(y)):
            raise ValueError(f"the shapes {x.shape}, {y.shape} and {p.shape} do not fit p * (x @ y.T)")
        z = scipy.sparse.coo_matrix(p).astype(node.outputs[0].dtype)
        z.data *= dots_of_rows(x, z.row, y, z.col).astype(z.dtype, copy=False)
        output_storage[0][0] = z.asformat(p.format)

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (x, y, p), (gz,) = inputs, output_grads
        pg = p * gz
        return [dot(pg, y), dot(pg.T, x), sampling_dot(x, y, gz)]

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [shapes[2]]


sampling_dot = SamplingDot()
