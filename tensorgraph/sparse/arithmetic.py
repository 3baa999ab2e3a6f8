"""Sums, differences and elementwise products of sparse matrices and of sparse with dense ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..graph.apply import Apply
from ..graph.op import Op, linear_R_op, product_R_op
from ..scalar.dtypes import is_discrete, upcast
from ..tensor.shape.rebroadcast import patternbroadcast
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .constructors import _is_sparse_variable, compressed, no_matrix, operands
from .csm import line_numbers, sp_ones_like
from .derivative import dense, sum_R_op, zero_of
from .reduce import sp_sum
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any

    from .variable import SparseVariable


def check_shapes(x, y):
    """Check that two matrices have the same shape."""
    if x.shape != y.shape:
        raise ValueError(f"the matrices have the shapes {x.shape} and {y.shape}, which should be equal")


def check_length(x, v):
    """Check that a vector has one element per column of a matrix."""
    if x.shape[1] != len(v):
        raise ValueError(f"a matrix of {x.shape[1]} columns needs a vector of that length, not of {len(v)}")


class Neg(Op):
    """The negative."""

    __props__ = ()

    def __str__(self):
        return "SparseNeg"

    def make_node(self, x):
        x = compressed(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = -inputs[0]

    def L_op(self, inputs, outputs, output_grads):
        return [-output_grads[0]]

    R_op = linear_R_op

    def infer_shape(self, node, shapes):
        return shapes


neg = Neg()


class _SparseSparse(Op):
    """Base class: a sparse matrix from two, in the format of the first."""

    __props__ = ()

    def make_node(self, x, y):
        x, y = compressed(x), compressed(y)
        return Apply(self, [x, y], [SparseType(x.format, upcast(x.dtype, y.dtype))()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_shapes(x, y)
        type_ = node.outputs[0].type
        output_storage[0][0] = self.combine(x, y).asformat(type_.format).astype(type_.dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class AddSS(_SparseSparse):
    """The sum of two sparse matrices."""

    __props__ = ()

    def combine(self, x, y):
        return x + y

    def L_op(self, inputs, outputs, output_grads):
        return [output_grads[0] if not is_discrete(x.dtype) else zero_of(x) for x in inputs]

    R_op = sum_R_op


class AddSSData(Op):
    """The sum of two sparse matrices that store elements at the same places, which is not checked."""

    __props__ = ()

    def make_node(self, x, y):
        x, y = compressed(x), compressed(y)
        if x.type != y.type:
            raise NotImplementedError(f"the sum of data of one type only, not of {x.type} and {y.type}")
        return Apply(self, [x, y], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_shapes(x, y)
        if x.data.shape != y.data.shape:
            raise ValueError(f"the matrices store {x.nnz} and {y.nnz} elements: they have not the same pattern")
        z = x.copy()
        z.data += y.data
        output_storage[0][0] = z

    def L_op(self, inputs, outputs, output_grads):
        return [output_grads[0] if not is_discrete(x.dtype) else zero_of(x) for x in inputs]

    def R_op(self, inputs, eval_points):
        dx, dy = eval_points
        if dx is None or dy is None:
            return [dy if dx is None else dx]
        return [self(dx, dy)]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class AddSD(Op):
    """The sum of a sparse and a dense matrix; dense. The gradient of the sparse one reaches only what it stores."""

    __props__ = ()

    def make_node(self, x, y):
        x, y = compressed(x), as_tensor_variable(y)
        if y.type.ndim != 2:
            raise no_matrix(y)
        return Apply(self, [x, y], [TensorType(upcast(x.dtype, y.dtype), y.type.broadcastable)()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_shapes(x, y)
        output_storage[0][0] = np.asarray(x + y, dtype=node.outputs[0].dtype)

    def L_op(self, inputs, outputs, output_grads):
        (x, y), (gz,) = inputs, output_grads
        return [
            zero_of(x) if is_discrete(x.dtype) else sp_ones_like(x, gz.dtype) * gz,
            zero_of(y) if is_discrete(y.dtype) else patternbroadcast(gz, y.broadcastable),
        ]

    def R_op(self, inputs, eval_points):
        dx, dy = eval_points
        if dx is None:
            return [dy]
        return [dense(dx) if dy is None else self(dx, dy)]

    def infer_shape(self, node, shapes):
        return [shapes[1]]


class _WithVector(Op):
    """Base class: the stored elements of each column of a sparse matrix combined with an element of a vector."""

    __props__ = ()

    def make_node(self, x, y):
        x, y = compressed(x), as_tensor_variable(y)
        if y.type.ndim != 1:
            raise TypeError(f"a vector is needed, not {y} of {y.type}")
        return Apply(self, [x, y], [SparseType(x.format, upcast(x.dtype, y.dtype))()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_length(x, y)
        z = x.astype(node.outputs[0].dtype)
        self.combine(z.data, y[columns(z)], out=z.data, casting="same_kind")
        output_storage[0][0] = z

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class StructuredAddSV(_WithVector):
    """A vector added to the stored elements of each row of a sparse matrix."""

    __props__ = ()
    combine = np.add

    def L_op(self, inputs, outputs, output_grads):
        (gz,) = output_grads
        return [gz, sp_sum(gz, axis=0, sparse_grad=True)]


class MulSS(_SparseSparse):
    """The elementwise product of two sparse matrices."""

    __props__ = ()

    def combine(self, x, y):
        return x.multiply(y)

    def L_op(self, inputs, outputs, output_grads):
        (x, y), (gz,) = inputs, output_grads
        return [y * gz, x * gz]

    R_op = product_R_op


class MulSD(Op):
    """The elementwise product of a sparse matrix and a dense matrix or number; sparse."""

    __props__ = ()

    def make_node(self, x, y):
        x, y = compressed(x), as_tensor_variable(y)
        if y.type.ndim not in (0, 2):
            raise no_matrix(y, "a matrix or a number")
        return Apply(self, [x, y], [SparseType(x.format, upcast(x.dtype, y.dtype))()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        z = x.astype(node.outputs[0].dtype)
        if y.ndim:
            check_shapes(x, y)
            y = y[rows(z), columns(z)]
        z.data *= y
        output_storage[0][0] = z

    def L_op(self, inputs, outputs, output_grads):
        (x, y), (gz,) = inputs, output_grads
        gy = x * gz
        return [y * gz, sp_sum(gy) if y.ndim == 0 else patternbroadcast(dense(gy), y.broadcastable)]

    R_op = product_R_op

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class MulSV(_WithVector):
    """Each row of a sparse matrix multiplied elementwise by a vector."""

    __props__ = ()
    combine = np.multiply

    def L_op(self, inputs, outputs, output_grads):
        (x, y), (gz,) = inputs, output_grads
        return [mul_s_v(gz, y), sp_sum(x * gz, axis=0, sparse_grad=True)]

    R_op = product_R_op


def rows(x):
    """Return the row of each stored element of a compressed SciPy matrix."""
    return line_numbers(x.indptr) if x.format == "csr" else x.indices


def columns(x):
    """Return the column of each stored element of a compressed SciPy matrix."""
    return x.indices if x.format == "csr" else line_numbers(x.indptr)


add_s_s, add_s_s_data, add_s_d, structured_add_s_v = AddSS(), AddSSData(), AddSD(), StructuredAddSV()
mul_s_s, mul_s_d, mul_s_v = MulSS(), MulSD(), MulSV()


def add(x: Any, y: Any) -> Any:
    """Return the sum of two matrices, of which at least one is sparse.

    Parameters
    ----------
    x, y : matrix
        Sparse or dense.

    Returns
    -------
    Variable
        Sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = sparse.constant(scipy.sparse.csr_matrix([[0.0, 2.0]]))
    >>> sparse.add(x, [[1.0, 1.0]]).eval()
    array([[1., 3.]])
    """
    x, y = operands(x, y, "sparse.add")
    if _is_sparse_variable(x) and _is_sparse_variable(y):
        return add_s_s(x, y)
    return add_s_d(x, y) if _is_sparse_variable(x) else add_s_d(y, x)


def sub(x: Any, y: Any) -> Any:
    """Return the difference of two matrices, of which at least one is sparse.

    Parameters
    ----------
    x, y : matrix
        Sparse or dense.

    Returns
    -------
    SparseVariable or TensorVariable
        Sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.sub(scipy.sparse.csr_matrix([[0.0, 5.0]]), [[1.0, 1.0]]).eval().tolist()
    [[-1.0, 4.0]]
    """
    x, y = operands(x, y, "sparse.sub")
    return add(x, -y)


def mul(x: Any, y: Any) -> SparseVariable:
    """Return the elementwise product of two matrices, of which at least one is sparse, as a sparse matrix.

    Parameters
    ----------
    x, y : matrix
        Sparse or dense; one of them may be a number.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = sparse.constant(scipy.sparse.csr_matrix([[0.0, 2.0]]))
    >>> sparse.mul(x, 3.0).toarray().eval()
    array([[0., 6.]])
    """
    x, y = operands(x, y, "sparse.mul")
    if _is_sparse_variable(x) and _is_sparse_variable(y):
        return mul_s_s(x, y)
    return mul_s_d(x, y) if _is_sparse_variable(x) else mul_s_d(y, x)
