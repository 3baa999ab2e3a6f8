"""A compressed matrix and its parts: elements, indices, starts of rows or columns, and the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse

from ..graph.apply import Apply
from ..graph.op import Op
from ..graph.variable import Variable
from ..scalar.dtypes import discrete_dtypes
from ..tensor.creation.filled import zeros_like
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .constructors import compressed
from .derivative import disconnected
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from ..typing import DType
    from .variable import SparseVariable

_ivector = TensorType("int32", (False,))


class CSMProperties(Op):
    """The parts of a compressed matrix.

    Notes
    -----
    Called with a sparse matrix; gives its elements as they are stored, int32 vectors of their places in a row (csr) or
    column (csc) and of where each of these starts, and the shape. The gradient reaches what is stored.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = sparse.constant(scipy.sparse.csr_matrix([[0.0, 2.0], [3.0, 4.0]]))
    >>> [part.eval().tolist() for part in sparse.csm_properties(x)]
    [[2.0, 3.0, 4.0], [1, 0, 1], [0, 1, 3], [2, 2]]
    """

    __props__ = ()
    view_map = {0: [0], 1: [0], 2: [0]}

    def make_node(self, csm: Any) -> Apply:
        csm = compressed(csm)
        return Apply(self, [csm], [TensorType(csm.dtype, (False,))(), _ivector(), _ivector(), _ivector()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        (csm,) = inputs
        output_storage[0][0] = csm.data
        for cell, part in zip(output_storage[1:], (csm.indices, csm.indptr, csm.shape)):
            cell[0] = np.asarray(part, dtype="int32")

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        return [[True, False, False, False]]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return [CSM(inputs[0].format)(output_grads[0], *outputs[1:])]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        (x,), (moved,) = inputs, eval_points
        if moved is None:
            return [None] * 4
        # a sum drops zeros, a product has an order of its own: the tangent need not store what `x` does, as `x` does
        tangent = CSMGrad()(*csm_properties(x), *csm_properties(x.type.as_gradient(moved, x)))
        return [tangent, None, None, None]


csm_properties = CSMProperties()


def csm_data(csm: Any) -> TensorVariable:
    """Return the stored elements of a sparse matrix, explicit zeros included.

    Parameters
    ----------
    csm : SparseVariable or SciPy sparse matrix
        In the format csr or csc.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.csm_data(scipy.sparse.csr_matrix([[0.0, 5.0], [7.0, 0.0]])).eval().tolist()
    [5.0, 7.0]
    """
    return csm_properties(csm)[0]


def csm_indices(csm: Any) -> TensorVariable:
    """Return the index of each stored element in its row (csr) or column (csc).

    Parameters
    ----------
    csm : SparseVariable or SciPy sparse matrix
        In the format csr or csc.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.csm_indices(scipy.sparse.csr_matrix([[0.0, 5.0], [7.0, 0.0]])).eval().tolist()
    [1, 0]
    """
    return csm_properties(csm)[1]


def csm_indptr(csm: Any) -> TensorVariable:
    """Return the offsets of the rows (csr) or columns (csc) in the stored elements, and the end of the last one.

    Parameters
    ----------
    csm : SparseVariable or SciPy sparse matrix
        In the format csr or csc.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.csm_indptr(scipy.sparse.csr_matrix([[0.0, 5.0], [7.0, 0.0]])).eval().tolist()
    [0, 1, 2]
    """
    return csm_properties(csm)[2]


def csm_shape(csm: Any) -> TensorVariable:
    """Return the shape of a sparse matrix as an int32 vector.

    Parameters
    ----------
    csm : SparseVariable or SciPy sparse matrix
        In the format csr or csc.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.csm_shape(scipy.sparse.csr_matrix([[0.0, 5.0], [7.0, 0.0]])).eval().tolist()
    [2, 2]
    """
    return csm_properties(csm)[3]


def _as_int32(x):
    if isinstance(x, Variable):
        return x
    given = np.asarray(x)
    converted = given.astype("int32")
    if (given != converted).any():
        raise ValueError(f"places and shapes of sparse matrices are int32, which does not hold {x}")
    return as_tensor_variable(converted)


class CSM(Op):
    """A compressed matrix from its parts.

    Parameters
    ----------
    format : {"csr", "csc"}

    Notes
    -----
    Called with the parts that :class:`CSMProperties` gives. The gradient with respect to the elements is dense.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph import sparse
    >>> x = T.dvector("x")
    >>> z = sparse.CSR(x, [0, 2], [0, 1, 2], [2, 3])
    >>> theano.function([x], z.toarray())([1.0, 2.0])
    array([[1., 0., 0.],
           [0., 0., 2.]])
    """

    __props__ = ("format",)
    view_map = {0: [0]}

    def __init__(self, format: str) -> None:
        if format not in ("csr", "csc"):
            raise ValueError(f"format must be one of: 'csr', 'csc', not {format!r}")
        self.format = format

    def make_node(self, data: Any, indices: Any, indptr: Any, shape: Any) -> Apply:
        data = as_tensor_variable(data)
        if data.type.ndim != 1:
            raise TypeError(f"data argument must be a vector, not {data} of {data.type}")
        parts = [as_tensor_variable(_as_int32(part)) for part in (indices, indptr, shape)]
        for part, name in zip(parts, ("indices", "indptr", "shape")):
            if part.type.ndim != 1 or part.type.dtype not in discrete_dtypes:
                raise TypeError(f"{name} must be a vector of integers, not {part} of {part.type}")
        return Apply(self, [data, *parts], [SparseType(self.format, data.type.dtype)()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        data, indices, indptr, shape = inputs
        if len(shape) != 2:
            raise ValueError(f"Shape should be an array of length 2, not {shape}")
        if data.shape != indices.shape:
            raise ValueError(
                f"Data (shape {data.shape}) must have the same number of elements as indices (shape {indices.shape})"
            )
        make = SparseType.format_cls[self.format]
        z = make((data, indices.copy(), indptr.copy()), tuple(map(int, shape)), copy=False)
        output_storage[0][0] = checked(z)

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        return [[True], [False], [False], [False]]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        gdata = CSMGrad()(*inputs, *csm_properties(output_grads[0]))
        return [gdata, disconnected(), disconnected(), disconnected()]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        if eval_points[0] is None:
            return [None]
        return [self(eval_points[0], *inputs[1:])]

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [(node.inputs[3][0], node.inputs[3][1])]


CSR = CSM("csr")
CSC = CSM("csc")


def checked(matrix):
    """Check a SciPy matrix that was made of parts and return it, since SciPy's loops trust every index.

    Raises
    ------
    ValueError
        If an index lies outside of the shape, or rows do not begin one after the other.
    """
    matrix.check_format(full_check=True)
    return matrix


class CSMGrad(Op):
    """The elements of one matrix at the positions stored by another.

    Notes
    -----
    Called with the parts of both, first those of the other. What the first matrix does not store is 0.
    """

    __props__ = ()

    def make_node(self, x_data, x_indices, x_indptr, x_shape, g_data, g_indices, g_indptr, g_shape):
        inputs = [x_data, x_indices, x_indptr, x_shape, g_data, g_indices, g_indptr, g_shape]
        return Apply(self, inputs, [g_data.type()])

    def perform(self, node, inputs, output_storage):
        data, indices, indptr, shape, g_data, g_indices, g_indptr, _ = inputs
        rows = len(indptr) - 1
        columns = shape[1] if rows == shape[0] else shape[0]
        g = checked(scipy.sparse.csr_matrix((g_data, g_indices, g_indptr), (rows, columns)))
        output_storage[0][0] = elements(g, line_numbers(indptr), indices).astype(node.outputs[0].dtype, copy=False)

    def connection_pattern(self, node):
        return [[i == 4] for i in range(8)]

    def L_op(self, inputs, outputs, output_grads):
        # and the other way round: elements of the second matrix from those of the first
        slope = self(*inputs[4:], output_grads[0], *inputs[1:4])
        return [slope if i == 4 else disconnected() for i in range(8)]

    def R_op(self, inputs, eval_points):
        if eval_points[4] is None:
            return [None]
        return [self(*inputs[:4], eval_points[4], *inputs[5:])]

    def infer_shape(self, node, shapes):
        return [shapes[1]]


csm_grad = CSMGrad


def line_numbers(indptr):
    """Return the row (csr) or column (csc) of each stored element."""
    return np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))


def elements(matrix, rows, columns):
    """Return the elements of a SciPy matrix at some positions, as a vector."""
    if not len(rows):
        return np.zeros(0, dtype=matrix.dtype)
    # of views: SciPy sets a flag that NumPy lets nobody set on arrays in the memory of a machine
    return np.asarray(matrix[rows[:], columns[:]]).ravel()


def sp_ones_like(x: Any, dtype: DType | None = None) -> SparseVariable:
    """Return a matrix with ones at the stored positions of `x`.

    Parameters
    ----------
    x : sparse matrix
    dtype : str, optional
        That of `x` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.sp_ones_like(scipy.sparse.csr_matrix([[0.0, 5.0]])).eval().toarray().tolist()
    [[0.0, 1.0]]
    """
    data, indices, indptr, shape = csm_properties(x)
    return CSM(x.format)(data.ones_like(dtype=dtype), indices, indptr, shape)


def sp_zeros_like(x: Any, dtype: DType | None = None) -> SparseVariable:
    """Return a matrix of the same shape without stored elements.

    Parameters
    ----------
    x : sparse matrix
    dtype : str, optional
        That of `x` by default.

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.sp_zeros_like(scipy.sparse.csr_matrix([[0.0, 5.0]])).eval().nnz
    0
    """
    _, _, indptr, shape = csm_properties(x)
    nothing = np.zeros(0, dtype=x.dtype if dtype is None else dtype)
    return CSM(x.format)(nothing, np.zeros(0, dtype="int32"), zeros_like(indptr), shape)
