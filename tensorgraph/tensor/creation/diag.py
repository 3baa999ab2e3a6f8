"""Diagonals: extracted from two axes, and laid out on two new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.messages.called import with_type
from ...graph.op import Op, linear_R_op
from ..elementwise.math import maximum, minimum
from ..indexing.indexing import inc_subtensor
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable, constant
from ..types.type import output
from .filled import arange, zeros_like

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class ExtractDiag(Op):
    """The diagonal of two axes, as the last axis.

    Parameters
    ----------
    offset : int
        Which diagonal; above 0 upper ones.
    axis1, axis2 : int
    view : bool
        Give a view.
    """

    __props__ = ("offset", "axis1", "axis2", "view")

    def __init__(self, offset: TensorLike = 0, axis1: int = 0, axis2: int = 1, view: bool = False) -> None:
        self.offset, self.view = as_integer(offset, "offset"), view
        self.axis1, self.axis2 = as_integer(axis1), as_integer(axis2)
        if view:
            self.view_map = {0: [0]}

    def make_node(self, x):
        x = as_tensor_variable(x)
        if x.type.ndim < 2:
            raise ValueError(
                f"ExtractDiag needs an input with 2 or more dimensions, not {with_type(x)}: use T.diag of a matrix"
            )
        axes = self._axes(x.type.ndim)
        if axes[0] == axes[1]:
            raise ValueError(f"axis1 and axis2 must differ, got {self.axis1} and {self.axis2}")
        flags = tuple([b for i, b in enumerate(x.type.broadcastable) if i not in axes])
        return Apply(self, (x,), (output(x.type.dtype, (*flags, False)),))

    def _axes(self, ndim):
        if not all(-ndim <= a < ndim for a in (self.axis1, self.axis2)):
            raise ValueError(
                f"axes {self.axis1} and {self.axis2} for an input with {ndim} dimensions: use two from 0 to {ndim - 1}"
            )
        return self.axis1 % ndim, self.axis2 % ndim

    def perform(self, node, inputs, output_storage):
        z = inputs[0].diagonal(self.offset, self.axis1, self.axis2)
        output_storage[0][0] = z if self.view else z.copy()

    def infer_shape(self, node, shapes):
        (dims,) = shapes
        a, b = self._axes(len(dims))
        rows, columns = dims[a], dims[b]
        if self.offset > 0:
            columns = columns - self.offset
        elif self.offset < 0:
            rows = rows + self.offset
        n = maximum(minimum(rows, columns), 0) if self.offset else minimum(rows, columns)
        return [(*[d for i, d in enumerate(dims) if i not in (a, b)], n.astype("int64"))]

    def grad(self, inputs, output_grads):
        """Return the gradient laid out on the diagonal of zeros."""
        (x,) = inputs
        (gz,) = output_grads
        ndim = x.type.ndim
        a, b = self._axes(ndim)
        order = [i for i in range(ndim) if i not in (a, b)] + [a, b]
        position = arange(gz.shape[-1])
        rows, columns = position + max(-self.offset, 0), position + max(self.offset, 0)
        zero = zeros_like(x).dimshuffle(order)
        index = (*[slice(None)] * (ndim - 2), rows, columns)
        gx = inc_subtensor(zero[index], gz)
        return [gx.dimshuffle([order.index(i) for i in range(ndim)])]

    R_op = linear_R_op


class AllocDiag(Op):
    """The last axis of an array on a diagonal of two new axes, zeros elsewhere.

    Parameters
    ----------
    offset : int
    axis1, axis2 : int
        The new axes of the result.
    """

    __props__ = ("offset", "axis1", "axis2")

    def __init__(self, offset: TensorLike = 0, axis1: int = 0, axis2: int = 1) -> None:
        self.offset, self.axis1, self.axis2 = int(offset), int(axis1), int(axis2)

    def make_node(self, diag):
        diag = as_tensor_variable(diag)
        if diag.type.ndim < 1:
            raise ValueError(f"AllocDiag needs an input with 1 or more dimensions: {diag.type}")
        flags = list(diag.type.broadcastable[:-1])
        for axis in sorted(self._axes(diag.type.ndim + 1)):
            flags.insert(axis, False)
        return Apply(self, (diag,), (output(diag.type.dtype, tuple(flags)),))

    def _axes(self, ndim):
        a, b = self.axis1 % ndim, self.axis2 % ndim
        if a == b:
            raise ValueError(f"axis1 and axis2 must differ, got {self.axis1} and {self.axis2}")
        return a, b

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        n = x.shape[-1] + abs(self.offset)
        z = np.zeros((*x.shape[:-1], n, n), dtype=x.dtype)
        position = np.arange(x.shape[-1])
        z[..., position + max(-self.offset, 0), position + max(self.offset, 0)] = x
        a, b = self._axes(z.ndim)
        output_storage[0][0] = np.moveaxis(z, (-2, -1), (a, b))

    def infer_shape(self, node, shapes):
        *dims, n = shapes[0]
        n = n + abs(self.offset) if self.offset else n
        n = constant(n, dtype="int64") if isinstance(n, int) else n.astype("int64")
        for axis in sorted(self._axes(len(dims) + 2)):
            dims.insert(axis, n)
        return [tuple(dims)]

    def grad(self, inputs, output_grads):
        return [diagonal(output_grads[0], self.offset, self.axis1, self.axis2)]

    R_op = linear_R_op


def diagonal(a: TensorLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> TensorVariable:
    """Return the elements ``i, i + offset`` of two axes of `a`, as the last axis.

    Parameters
    ----------
    a : tensor_like
    offset : int
        Above the main diagonal if positive.
    axis1, axis2 : int

    Returns
    -------
    TensorVariable
        A view, with one axis less.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.diagonal([[1, 2], [3, 4]]).eval()
    array([1, 4])
    """
    return ExtractDiag(offset, axis1, axis2)(a)


def diag(v: TensorLike, k: int = 0) -> TensorVariable:
    """Return the diagonal `k` of a matrix, or a matrix with the vector `v` on it.

    Parameters
    ----------
    v : vector or matrix
    k : int
        Above the main diagonal if positive.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If `v` has no axis.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.diag([1, 2]).eval()
    array([[1, 0],
           [0, 2]])
    """
    v = as_tensor_variable(v)
    if v.type.ndim == 1:
        return AllocDiag(k)(v)
    if v.type.ndim >= 2:
        return diagonal(v, offset=k)
    raise ValueError(f"Input must has v.ndim >= 1. It is {with_type(v)}.")
