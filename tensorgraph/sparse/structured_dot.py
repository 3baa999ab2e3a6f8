"""Products with structured gradients, which reach only stored elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..graph.apply import Apply
from ..graph.messages.called import called, with_type
from ..graph.op import Op, product_R_op
from ..scalar.dtypes import upcast
from ..tensor.shape.stack import stack
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .constructors import _is_sparse_variable, as_sparse_variable, operands
from .csm import CSM, csm_properties, line_numbers
from .derivative import disconnected, sparse_or_dense
from .dot import check_product, dot, dots_of_rows
from .type import SparseType, is_sparse

if TYPE_CHECKING:
    from typing import Any


class StructuredDot(Op):
    """The product of a sparse with a dense or sparse matrix; the gradient reaches only what the first stores.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph import sparse
    >>> x, w = sparse.csr_matrix("x", "float64"), T.dmatrix("w")
    >>> theano.function([x, w], sparse.structured_dot(x, w))([[0.0, 2.0]], [[1.0], [3.0]])
    array([[6.]])
    """

    __props__ = ()

    def make_node(self, a, b):
        a = as_sparse_variable(a)
        if not _is_sparse_variable(b):
            b = as_tensor_variable(b)
        dtype = upcast(a.dtype, b.dtype)
        if b.type.ndim != 2:
            raise NotImplementedError(
                f"the product of the sparse matrix {called(a)} with {with_type(b)}, which is no matrix: use sparse.dot"
                f"({called(a)}, x) for a vector x, or x.dimshuffle(0, 'x') for one column"
            )
        if _is_sparse_variable(b):
            return Apply(self, [a, b], [SparseType(a.format, dtype)()])
        return Apply(self, [a, b], [TensorType(dtype, (False, b.type.broadcastable[1]))()])

    def perform(self, node, inputs, output_storage):
        a, b = inputs
        check_product(a, b)
        type_ = node.outputs[0].type
        z = a @ b
        output_storage[0][0] = (
            z.asformat(type_.format).astype(type_.dtype, copy=False) if is_sparse(z) else np.asarray(z, type_.dtype)
        )

    def L_op(self, inputs, outputs, output_grads):
        (a, b), (gz,) = inputs, output_grads
        gb = structured_dot(a.T, gz)
        return [structured_dot_grad(a, b, gz), sparse_or_dense(b, gb)]

    R_op = product_R_op

    def infer_shape(self, node, shapes):
        return [(shapes[0][0], shapes[1][1])]


_structured_dot = StructuredDot()


def structured_dot(x: Any, y: Any) -> Any:
    """Return the product of two matrices, of which at least one is sparse.

    Parameters
    ----------
    x, y : matrix
        Sparse or dense.

    Returns
    -------
    Variable
        Sparse if both are.

    Notes
    -----
    The gradient with respect to a sparse matrix reaches only what that stores.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.structured_dot(scipy.sparse.csr_matrix([[0.0, 2.0]]), [[1.0], [3.0]]).eval()
    array([[6.]])
    """
    x, y = operands(x, y, "structured_dot")
    if _is_sparse_variable(x):
        return _structured_dot(x, y)
    return _structured_dot(y.T, x.T).T


class _StructuredDotGrad(Op):
    """Base class: ``g @ b.T`` at the stored positions of a compressed matrix."""

    __props__ = ()

    def make_node(self, a_indices, a_indptr, b, g_ab):
        return Apply(self, [a_indices, a_indptr, b, g_ab], [TensorType(g_ab.dtype, (False,))()])

    def perform(self, node, inputs, output_storage):
        indices, indptr, b, g = inputs
        rows, columns = self.places(line_numbers(indptr), indices)
        output_storage[0][0] = dots_of_rows(g, rows, b, columns).astype(node.outputs[0].dtype, copy=False)

    def connection_pattern(self, node):
        return [[False], [False], [True], [True]]

    def L_op(self, inputs, outputs, output_grads):
        indices, indptr, b, g = inputs
        at_places = CSM(self.format)(output_grads[0], indices, indptr, stack([g.shape[0], b.shape[0]]))
        slopes = [sparse_or_dense(b, dot(at_places.T, g)), sparse_or_dense(g, dot(at_places, b))]
        return [disconnected(), disconnected(), *slopes]

    def R_op(self, inputs, eval_points):
        indices, indptr, *matrices = inputs
        return product_R_op(lambda b, g: self(indices, indptr, b, g), matrices, eval_points[2:])

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class StructuredDotGradCSR(_StructuredDotGrad):
    """``g @ b.T`` at the stored positions of a matrix by rows."""

    __props__ = ()
    format = "csr"

    @staticmethod
    def places(lines, indices):
        return lines, indices


class StructuredDotGradCSC(_StructuredDotGrad):
    """``g @ b.T`` at the stored positions of a matrix by columns."""

    __props__ = ()
    format = "csc"

    @staticmethod
    def places(lines, indices):
        return indices, lines


sdg_csr, sdg_csc = StructuredDotGradCSR(), StructuredDotGradCSC()


def structured_dot_grad(sparse_A: Any, dense_B: Any, ga: Any) -> Any:
    """Return ``ga @ dense_B.T`` at the stored positions of a sparse matrix.

    Parameters
    ----------
    sparse_A : sparse matrix
    dense_B, ga : matrix
        Sparse or dense.

    Returns
    -------
    SparseVariable

    Raises
    ------
    NotImplementedError
        If the matrix is neither stored by rows nor by columns.

    Examples
    --------
    >>> import scipy.sparse, tensorgraph.tensor as T
    >>> from tensorgraph import sparse
    >>> a = scipy.sparse.csr_matrix([[0.0, 1.0]])
    >>> b, ga = T.constant([[1.0], [2.0]]), T.constant([[3.0]])
    >>> sparse.structured_dot_grad(sparse.as_sparse_variable(a), b, ga).eval().toarray().tolist()
    [[0.0, 6.0]]
    """
    if sparse_A.format not in ("csr", "csc"):
        raise NotImplementedError(f"the gradient of a product of a matrix in the format {sparse_A.format}")
    _, indices, indptr, shape = csm_properties(sparse_A)
    data = (sdg_csr if sparse_A.format == "csr" else sdg_csc)(indices, indptr, dense_B, ga)
    return CSM(sparse_A.format)(data, indices, indptr, shape)
