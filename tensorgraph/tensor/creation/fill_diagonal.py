"""Diagonals filled with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.dropped import kept
from ...graph.op import Op
from ...scalar.dtypes import integer_dtypes, is_discrete, upcast
from ..elementwise.math import maximum, minimum
from ..indexing.increments import update_R_op, zero_grad_of
from ..types.constant import as_tensor_variable
from .filled import arange

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class FillDiagonal(Op):
    """`a` with `val` on its main diagonal (all axes at once)."""

    __props__ = ()

    def make_node(self, a, val):
        a, val = as_tensor_variable(a), as_tensor_variable(val)
        if a.type.ndim < 2:
            raise TypeError(f"{type(self).__name__}: first parameter must have at least two dimensions: use T.diag(x) "
                "for a matrix with a vector on its diagonal")
        if val.type.ndim != 0:
            raise TypeError(f"{type(self).__name__}: second parameter must be a scalar: use "
                "T.set_subtensor(x[T.arange(n), T.arange(n)], values) for a vector")
        if upcast(a.type.dtype, val.type.dtype) != a.type.dtype:
            raise TypeError(f"{type(self).__name__}: type of second parameter must be the same as the first's")
        return Apply(self, [a, val.astype(a.type.dtype)], [a.type()])

    def perform(self, node, inputs, output_storage):
        a, val = inputs[0].copy(), inputs[1]
        if a.ndim > 2 and len(set(a.shape)) > 1:
            raise ValueError("All dimensions of input must be of equal length")
        n = min(a.shape)
        a[(np.arange(n),) * a.ndim] = val
        output_storage[0][0] = a

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def grad(self, inputs, grads):
        a, val = inputs
        (g,) = grads
        if is_discrete(a.type.dtype):
            return [zero_grad_of(a), zero_grad_of(val)]
        n = g.shape[0]
        for i in range(1, a.type.ndim):
            n = minimum(n, g.shape[i])
        line = arange(n)
        return [fill_diagonal(g, val.zeros_like()), g[(line,) * a.type.ndim].sum()]

    def R_op(self, inputs, eval_points):
        return update_R_op(self, inputs, eval_points)


def fill_diagonal(a: TensorLike, val: TensorLike) -> TensorVariable:
    """Return `a` with the scalar `val` on its main diagonal.

    Parameters
    ----------
    a : tensor_like
        At least two axes; for more, all of one length.
    val : scalar

    Returns
    -------
    TensorVariable
        `a` itself is not changed.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.fill_diagonal(T.zeros((2, 3)), 1.0).eval()
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    return kept(FillDiagonal()(a, val), a)


class FillDiagonalOffset(Op):
    """A matrix with `val` on the diagonal `offset`."""

    __props__ = ()

    def make_node(self, a, val, offset):
        a, val, offset = as_tensor_variable(a), as_tensor_variable(val), as_tensor_variable(offset)
        if a.type.ndim != 2:
            raise TypeError(f"{type(self).__name__}: first parameter must have exactly two dimensions")
        if val.type.ndim != 0:
            raise TypeError(f"{type(self).__name__}: second parameter must be a scalar")
        if offset.type.ndim != 0 or offset.type.dtype not in integer_dtypes:
            raise TypeError(f"{type(self).__name__}: third parameter must be an integer scalar")
        if upcast(a.type.dtype, val.type.dtype) != a.type.dtype:
            raise TypeError(f"{type(self).__name__}: type of second parameter must be the same as the first's")
        return Apply(self, [a, val.astype(a.type.dtype), offset], [a.type()])

    def perform(self, node, inputs, output_storage):
        a, val, offset = inputs[0].copy(), inputs[1], int(inputs[2])
        n = max(min(a.shape[0] + min(offset, 0), a.shape[1] - max(offset, 0)), 0)
        line = np.arange(n)
        a[line - min(offset, 0), line + max(offset, 0)] = val
        output_storage[0][0] = a

    def connection_pattern(self, node):
        return [[True], [True], [False]]

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def grad(self, inputs, grads):
        a, val, offset = inputs
        (g,) = grads
        if is_discrete(a.type.dtype):
            return [zero_grad_of(a), zero_grad_of(val), DisconnectedType()()]
        down, right = -minimum(offset, 0), maximum(offset, 0)
        line = arange(maximum(minimum(g.shape[0] - down, g.shape[1] - right), 0))
        gval = g[line + down, line + right].sum()
        return [fill_diagonal_offset(g, val.zeros_like(), offset), gval, DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        return update_R_op(self, inputs, eval_points)


def fill_diagonal_offset(a: TensorLike, val: TensorLike, offset: TensorLike) -> TensorVariable:
    """Return the matrix `a` with the scalar `val` on the diagonal `offset` (above the main one if positive).

    Parameters
    ----------
    a : matrix
    val : scalar
    offset : int or scalar

    Returns
    -------
    TensorVariable
        `a` itself is not changed.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.fill_diagonal_offset(T.zeros((2, 3)), 1.0, 1).eval()
    array([[0., 1., 0.],
           [0., 0., 1.]])
    """
    return kept(FillDiagonalOffset()(a, val, offset), a)
