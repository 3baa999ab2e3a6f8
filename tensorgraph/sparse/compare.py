"""Comparisons of sparse matrices with each other and with dense ones, as uint8."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from ..graph.apply import Apply
from ..graph.op import Op
from ..tensor.types.constant import as_tensor_variable
from ..tensor.types.type import TensorType
from .arithmetic import check_shapes
from .constructors import _is_sparse_variable, as_sparse_variable, no_matrix, operands
from .derivative import disconnected
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any


class _Comparison(Op):
    """Base class of comparisons, which have no gradient."""

    __props__ = ()

    def connection_pattern(self, node):
        return [[False], [False]]

    def L_op(self, inputs, outputs, output_grads):
        return [disconnected(), disconnected()]

    def R_op(self, inputs, eval_points):
        return [None]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class _ComparisonSS(_Comparison):
    """Comparison of two sparse matrices of one format; sparse."""

    def make_node(self, x, y):
        x, y = as_sparse_variable(x), as_sparse_variable(y)
        if x.format != y.format:
            raise NotImplementedError(f"a comparison of the formats {x.format} and {y.format}: convert one of them")
        return Apply(self, [x, y], [SparseType(x.format, "uint8")()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_shapes(x, y)
        if self.fills:
            # it is true of elements that are not stored: the result is full, and SciPy would warn
            x, y = x.toarray(), y.toarray()
        output_storage[0][0] = node.outputs[0].type.filter(self.compare(x, y).astype("uint8"))


class _ComparisonSD(_Comparison):
    """Comparison of a sparse and a dense matrix; dense."""

    def make_node(self, x, y):
        x, y = as_sparse_variable(x), as_tensor_variable(y)
        if y.type.ndim != 2:
            raise no_matrix(y)
        return Apply(self, [x, y], [TensorType("uint8", (False, False))()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        check_shapes(x, y)
        output_storage[0][0] = np.asarray(self.compare(x.toarray(), y)).astype("uint8")


def _pair(name, compare):
    """Make the operations of a comparison, for two sparse and for a sparse and a dense matrix."""
    made = []
    for base, suffix in (_ComparisonSS, "SS"), (_ComparisonSD, "SD"):
        members = {"__props__": (), "__module__": __name__, "__doc__": f"{name}, elementwise. {base.__doc__}"}
        members["compare"] = staticmethod(compare)
        members["fills"] = bool(compare(0, 0))
        made.append(type(name + suffix, (base,), members))
    return made


EqualSS, EqualSD = _pair("Equal", operator.eq)
NotEqualSS, NotEqualSD = _pair("NotEqual", operator.ne)
LessThanSS, LessThanSD = _pair("LessThan", operator.lt)
GreaterThanSS, GreaterThanSD = _pair("GreaterThan", operator.gt)
LessEqualSS, LessEqualSD = _pair("LessEqual", operator.le)
GreaterEqualSS, GreaterEqualSD = _pair("GreaterEqual", operator.ge)

equal_s_s, equal_s_d = EqualSS(), EqualSD()
not_equal_s_s, not_equal_s_d = NotEqualSS(), NotEqualSD()
less_than_s_s, less_than_s_d = LessThanSS(), LessThanSD()
greater_than_s_s, greater_than_s_d = GreaterThanSS(), GreaterThanSD()
less_equal_s_s, less_equal_s_d = LessEqualSS(), LessEqualSD()
greater_equal_s_s, greater_equal_s_d = GreaterEqualSS(), GreaterEqualSD()


def _switch(x, y, of_sparse, with_dense, turned):
    x, y = operands(x, y, "a sparse comparison")
    if _is_sparse_variable(x) and _is_sparse_variable(y):
        return of_sparse(x, y)
    return with_dense(x, y) if _is_sparse_variable(x) else turned(y, x)


def eq(x: Any, y: Any) -> Any:
    """``x == y``, elementwise, where at least one is sparse.

    Parameters
    ----------
    x, y : SparseVariable, SciPy sparse matrix or matrix_like

    Returns
    -------
    SparseVariable or TensorVariable
        Of uint8; sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.eq(scipy.sparse.csr_matrix([[0.0, 3.0]]), [[1.0, 2.0]]).eval().tolist()
    [[0, 0]]
    """
    return _switch(x, y, equal_s_s, equal_s_d, equal_s_d)


def neq(x: Any, y: Any) -> Any:
    """``x != y``, elementwise, where at least one is sparse.

    Parameters
    ----------
    x, y : SparseVariable, SciPy sparse matrix or matrix_like

    Returns
    -------
    SparseVariable or TensorVariable
        Of uint8; sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.neq(scipy.sparse.csr_matrix([[0.0, 3.0]]), [[1.0, 2.0]]).eval().tolist()
    [[1, 1]]
    """
    return _switch(x, y, not_equal_s_s, not_equal_s_d, not_equal_s_d)


def lt(x: Any, y: Any) -> Any:
    """``x < y``, elementwise, where at least one is sparse.

    Parameters
    ----------
    x, y : SparseVariable, SciPy sparse matrix or matrix_like

    Returns
    -------
    SparseVariable or TensorVariable
        Of uint8; sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.lt(scipy.sparse.csr_matrix([[0.0, 3.0]]), [[1.0, 2.0]]).eval().tolist()
    [[1, 0]]
    """
    return _switch(x, y, less_than_s_s, less_than_s_d, greater_than_s_d)


def gt(x: Any, y: Any) -> Any:
    """``x > y``, elementwise, where at least one is sparse.

    Parameters
    ----------
    x, y : SparseVariable, SciPy sparse matrix or matrix_like

    Returns
    -------
    SparseVariable or TensorVariable
        Of uint8; sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.gt(scipy.sparse.csr_matrix([[0.0, 3.0]]), [[1.0, 2.0]]).eval().tolist()
    [[0, 1]]
    """
    return _switch(x, y, greater_than_s_s, greater_than_s_d, less_than_s_d)


def le(x: Any, y: Any) -> Any:
    """``x <= y``, elementwise, where at least one is sparse.

    Parameters
    ----------
    x, y : SparseVariable, SciPy sparse matrix or matrix_like

    Returns
    -------
    SparseVariable or TensorVariable
        Of uint8; sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.le(scipy.sparse.csr_matrix([[0.0, 3.0]]), [[1.0, 2.0]]).eval().tolist()
    [[1, 0]]
    """
    return _switch(x, y, less_equal_s_s, less_equal_s_d, greater_equal_s_d)


def ge(x: Any, y: Any) -> Any:
    """``x >= y``, elementwise, where at least one is sparse.

    Parameters
    ----------
    x, y : SparseVariable, SciPy sparse matrix or matrix_like

    Returns
    -------
    SparseVariable or TensorVariable
        Of uint8; sparse if both are.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.ge(scipy.sparse.csr_matrix([[0.0, 3.0]]), [[1.0, 2.0]]).eval().tolist()
    [[0, 1]]
    """
    return _switch(x, y, greater_equal_s_s, greater_equal_s_d, less_equal_s_d)
