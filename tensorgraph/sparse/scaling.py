"""Scaling of the rows and columns of sparse matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.op import Op, product_R_op
from ..scalar.dtypes import upcast
from ..tensor.types.constant import as_tensor_variable
from .constructors import compressed
from .csm import line_numbers
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any

    from ..typing import TensorLike
    from .variable import SparseVariable


class _Scale(Op):
    """Base class: a matrix by columns, each stored element multiplied by an element of a vector."""

    __props__ = ()
    axis = None

    def make_node(self, x, s):
        x, s = compressed(x), as_tensor_variable(s)
        if x.format != "csc":
            raise ValueError(f"x was not a csc matrix but {x} of {x.type}")
        if s.type.ndim != 1:
            raise TypeError(f"the factors must be a vector, not {s} of {s.type}")
        return Apply(self, [x, s], [SparseType("csc", upcast(x.dtype, s.dtype))()])

    def perform(self, node, inputs, output_storage):
        x, s = inputs
        if s.shape != (x.shape[self.axis],):
            raise ValueError(f"{self} of a matrix of shape {x.shape} needs {x.shape[self.axis]} factors, not {len(s)}")
        z = x.astype(node.outputs[0].dtype)
        z.data *= s[self.places(x)]
        output_storage[0][0] = z

    def L_op(self, inputs, outputs, output_grads):
        from .reduce import sp_sum

        (x, s), (gz,) = inputs, output_grads
        return [self(gz, s), sp_sum(x * gz, axis=1 - self.axis)]

    R_op = product_R_op

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class ColScaleCSC(_Scale):
    """Each column of a matrix (csc) multiplied by its own factor."""

    __props__ = ()
    axis = 1

    def places(self, x):
        return line_numbers(x.indptr)


class RowScaleCSC(_Scale):
    """Each row of a matrix (csc) multiplied by its own factor."""

    __props__ = ()
    axis = 0

    def places(self, x):
        return x.indices


def col_scale(x: Any, s: TensorLike) -> SparseVariable:
    """Multiply each column of a sparse matrix by its own factor.

    Parameters
    ----------
    x : sparse matrix
    s : vector
        A number for each column.

    Returns
    -------
    SparseVariable
        In the format of `x`.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = sparse.constant(scipy.sparse.csr_matrix([[1.0, 2.0]]))
    >>> sparse.col_scale(x, [10.0, 100.0]).toarray().eval()
    array([[ 10., 200.]])
    """
    x = compressed(x)
    return ColScaleCSC()(x, s) if x.format == "csc" else RowScaleCSC()(x.T, s).T


def row_scale(x: Any, s: TensorLike) -> SparseVariable:
    """Multiply each row of a sparse matrix by its own factor.

    Parameters
    ----------
    x : sparse matrix
    s : vector
        A number for each row.

    Returns
    -------
    SparseVariable
        In the format of `x`.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.row_scale(scipy.sparse.csr_matrix([[1.0, 0.0], [0.0, 1.0]]), [2.0, 3.0]).eval().toarray().tolist()
    [[2.0, 0.0], [0.0, 3.0]]
    """
    return col_scale(compressed(x).T, s).T
