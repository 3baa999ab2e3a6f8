"""Inverses and systems of equations of tensors, taken as matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.messages.called import with_type
from ...graph.op import Op
from ..products.dot import tensordot
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from ..types.type import tensor_type
from .matrix import calculable, float_dtype, like, store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class TensorInv(Op):
    """The inverse of a tensor with respect to ``tensordot(a, b, ind)``.

    Parameters
    ----------
    ind : int
        How many first axes are the rows of the matrix.
    """

    __props__ = ("ind",)

    def __init__(self, ind=2):
        self.ind = ind

    def make_node(self, a):
        a = as_tensor_variable(a)
        if not 0 < self.ind <= a.type.ndim:
            raise ValueError(f"ind must be from 1 to the number of axes, and it is {self.ind} for {with_type(a)}")
        flags = a.type.broadcastable
        flags = flags[self.ind :] + flags[: self.ind]
        return Apply(self, [a], [tensor_type(float_dtype(a.type.dtype), flags)()])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, np.linalg.tensorinv(calculable(inputs[0]), self.ind))

    def infer_shape(self, node, shapes):
        return [shapes[0][self.ind :] + shapes[0][: self.ind]]

    def L_op(self, inputs, outputs, output_grads):
        (a,), (z,), (gz,) = inputs, outputs, output_grads
        rows, columns = self.ind, a.type.ndim - self.ind
        # the transposed inverse on both sides, as for a matrix
        t = z.dimshuffle([*range(columns, columns + rows), *range(columns)])
        return [like(-tensordot(tensordot(t, gz, columns), t, rows), a)]


class TensorSolve(Op):
    """The x with ``tensordot(a, x, x.ndim) == b``.

    Parameters
    ----------
    axes : tuple of int, optional
        Axes of `a` that are moved to the end first.
    """

    __props__ = ("axes",)

    def __init__(self, axes=None):
        self.axes = axes if axes is None else tuple(axes)

    def make_node(self, a, b):
        a, b = as_tensor_variable(a), as_tensor_variable(b)
        flags = self._solved(a.type.broadcastable, b.type.ndim)
        return Apply(self, [a, b], [tensor_type(float_dtype(a.type.dtype, b.type.dtype), flags)()])

    def _solved(self, axes, ndim):
        moved = [axis % len(axes) for axis in self.axes or ()]
        kept = [axis for axis in range(len(axes)) if axis not in moved]
        return tuple([axes[i] for i in kept + moved][ndim:])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, np.linalg.tensorsolve(*map(calculable, inputs), self.axes))

    def infer_shape(self, node, shapes):
        a, b = shapes
        return [self._solved(a, len(b))]

    def L_op(self, inputs, outputs, output_grads):
        (a, b), (x,), (gx,) = inputs, outputs, output_grads
        order = self._solved(range(a.type.ndim), 0)
        rows = b.type.ndim
        gb = TensorSolve()(a.dimshuffle([*order[rows:], *order[:rows]]), gx)
        ga = -tensordot(gb, x, 0)
        return [like(ga.dimshuffle([order.index(i) for i in range(a.type.ndim)]), a), like(gb, b)]


def tensorinv(a: TensorLike, ind: int = 2) -> TensorVariable:
    """Return the inverse of the tensor `a` with respect to tensordot.

    Parameters
    ----------
    a : tensor
        ``prod(a.shape[:ind]) == prod(a.shape[ind:])``.
    ind : int
        How many first axes are turned into last ones.

    Returns
    -------
    tensor
        The b with ``tensordot(b, tensordot(a, x, ...), ind) == x``, of shape ``a.shape[ind:] + a.shape[:ind]``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.tensorinv(T.eye(4).reshape((2, 2, 2, 2)), ind=2).shape.eval()
    array([2, 2, 2, 2])
    """
    return TensorInv(as_integer(ind, "ind"))(a)


def tensorsolve(a: TensorLike, b: TensorLike, axes: Sequence[int] | None = None) -> TensorVariable:
    """Return the x with ``tensordot(a, x, x.ndim) == b``.

    Parameters
    ----------
    a : tensor
        Of shape ``b.shape + x.shape``.
    b : tensor
    axes : tuple of int, optional
        Axes of `a` that are moved to the end first.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.tensorsolve(T.eye(4).reshape((2, 2, 2, 2)), T.ones((2, 2))).eval()
    array([[1., 1.],
           [1., 1.]])
    """
    return TensorSolve(axes)(a, b)
