"""Softmax of the rows of a matrix, its logarithm and gradient, and the logarithm of a sum of exponentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import called
from ...graph.op import Op
from ...scalar.dtypes import float_dtypes
from ..elementwise.math import exp
from ..shape.dimshuffle import spread_order
from ..types.axis import checked_axes
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

if TYPE_CHECKING:
    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable


def _rows(x, name="x"):
    """Return a matrix of floats; a vector becomes its only row."""
    x = as_tensor_variable(x)
    if x.type.ndim not in (1, 2) or x.type.dtype not in float_dtypes:
        hint = "\nhint: softmax(x, axis=-1) takes tensors of any rank, T.cast makes floats"
        raise ValueError(f"{name} must be 1-d or 2-d tensor of floats. Got {x.type}{hint}")
    return x.dimshuffle("x", 0) if x.type.ndim == 1 else x


def softmax_rows(x):
    """Return the softmax along the last axis of an array."""
    if not x.shape[-1]:
        return x.copy()
    with np.errstate(all="ignore"):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)


def logsoftmax_rows(x):
    """Return the logarithm of the softmax along the last axis of an array."""
    if not x.shape[-1]:
        return x.copy()
    with np.errstate(all="ignore"):
        shifted = x - x.max(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


class Softmax(Op):
    """``exp(x) / sum(exp(x))`` for each row of a matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.softmax_op(T.constant([[1.0, 1.0]])).eval()
    array([[0.5, 0.5]])
    """

    interval = 0.0, 1.0  # that holds the elements of the result
    __props__ = ()

    def make_node(self, x: TensorLike) -> Apply:
        x = _rows(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = softmax_rows(inputs[0])

    def infer_shape(self, node, shapes):
        return shapes

    def L_op(self, inputs, outputs, output_grads):
        return [softmax_grad(output_grads[0], outputs[0])]

    def R_op(self, inputs, eval_points):
        # the Jacobian is symmetric
        if eval_points[0] is None:
            return [None]
        return self.L_op(inputs, [self(*inputs)], eval_points)


class SoftmaxGrad(Op):
    """The gradient of softmax from `dy`, that of its result, and `sm`, the result."""

    __props__ = ()

    def make_node(self, dy, sm):
        dy, sm = _rows(dy, "dy"), _rows(sm, "sm")
        return Apply(self, [dy, sm], [sm.type()])

    def perform(self, node, inputs, output_storage):
        dy, sm = inputs
        dx = (dy - (dy * sm).sum(axis=1, keepdims=True)) * sm
        output_storage[0][0] = dx.astype(sm.dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[1]]

    def grad(self, inputs, grads):
        dy, sm = inputs
        (g,) = grads
        shifted = g - (g * sm).sum(axis=1).dimshuffle(0, "x")
        return [shifted * sm, dy * shifted - g * (dy * sm).sum(axis=1).dimshuffle(0, "x")]

    def R_op(self, inputs, eval_points):
        dy, sm = inputs
        terms = []
        if eval_points[0] is not None:
            terms.append(self(eval_points[0], sm))
        if eval_points[1] is not None:
            # of (dy - sum(dy sm)) sm along sm
            ds = eval_points[1]
            total = (dy * sm).sum(axis=1, keepdims=True)
            terms.append((dy - total) * ds - (dy * ds).sum(axis=1, keepdims=True) * sm)
        return [sum(terms[1:], terms[0]) if terms else None]


class LogSoftmax(Op):
    """The logarithm of the softmax of each row of a matrix, without loss of digits."""

    __props__ = ()

    def make_node(self, x: TensorLike) -> Apply:
        x = _rows(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = logsoftmax_rows(inputs[0])

    def infer_shape(self, node, shapes):
        return shapes

    def L_op(self, inputs, outputs, output_grads):
        (g,) = output_grads
        return [g - g.sum(axis=1, keepdims=True) * softmax_op(inputs[0])]

    def R_op(self, inputs, eval_points):
        (dx,) = eval_points
        if dx is None:
            return [None]
        sm = softmax_op(inputs[0])
        return [dx - (dx * sm).sum(axis=1, keepdims=True)]


class SoftmaxWithBias(Op):
    """The softmax of the rows of ``x + b``, `b` a vector."""

    interval = 0.0, 1.0
    __props__ = ()
    nin, nout = 2, 1

    def make_node(self, x: TensorLike, b: TensorLike) -> Apply:
        x, b = as_tensor_variable(x), as_tensor_variable(b)
        if x.type.ndim != 2 or x.type.dtype not in float_dtypes:
            raise ValueError("x must be 2-d tensor of floats")
        if b.type.ndim != 1 or b.type.dtype not in float_dtypes:
            raise ValueError("b must be 1-d tensor of floats")
        return Apply(self, [x, b], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, b = inputs
        if b.shape[0] != x.shape[1]:
            raise ValueError("b must have same number of columns as x")
        output_storage[0][0] = softmax_rows(x + b).astype(x.dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def L_op(self, inputs, outputs, output_grads):
        (g,) = output_grads
        if isinstance(g.type, DisconnectedType):
            return [DisconnectedType()(), DisconnectedType()()]
        dx = softmax_grad(g, outputs[0])
        return [dx, dx.sum(axis=0)]

    def R_op(self, inputs, eval_points):
        dx, db = eval_points
        if dx is None and db is None:
            return [None]
        direction = db.dimshuffle("x", 0) if dx is None else dx if db is None else dx + db
        if dx is None:
            direction = inputs[0].zeros_like() + direction
        return [softmax_grad(direction, self(*inputs))]


class LogSumExp(Op):
    """``log(sum(exp(x)))`` without overflow, made by a rewrite of that expression.

    Parameters
    ----------
    axis : int, tuple of int or None
        Over which axes; None for all.
    """

    __props__ = ("axis",)

    def __init__(self, axis: Axis = None) -> None:
        if isinstance(axis, (int, np.integer)):
            axis = (axis,)
        self.axis = None if axis is None else tuple(sorted(int(i) for i in axis))

    def __str__(self):
        return type(self).__name__ if self.axis is None else f"{type(self).__name__}{{axis={list(self.axis)}}}"

    def make_node(self, x):
        x = as_tensor_variable(x)
        if x.type.dtype not in float_dtypes:
            raise TypeError(f"LogSumExp needs floats, not {x.type.dtype}")
        if self.axis is not None and any(not -x.type.ndim <= i < x.type.ndim for i in self.axis):
            n = x.type.ndim
            raise ValueError(f"Not enough dimensions on {called(x)} to reduce on axis {self.axis}: it has {n} axes")
        flags = [flag for i, flag in enumerate(x.type.broadcastable) if i not in self._axes(x.type.ndim)]
        return Apply(self, [x], [TensorType(x.type.dtype, flags)()])

    def _axes(self, ndim):
        return tuple(range(ndim)) if self.axis is None else tuple(i % ndim for i in self.axis)

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        axes = self._axes(x.ndim)
        with np.errstate(all="ignore"):
            top = x.max(axis=axes, keepdims=True, initial=-np.inf)
            top = np.where(np.isfinite(top), top, 0).astype(x.dtype, copy=False)
            z = np.log(np.exp(x - top).sum(axis=axes, keepdims=True)) + top
        output_storage[0][0] = np.asarray(z.squeeze(axes), dtype=x.dtype)

    def infer_shape(self, node, shapes):
        axes = self._axes(node.inputs[0].type.ndim)
        return [tuple(d for i, d in enumerate(shapes[0]) if i not in axes)]

    def _kept(self, v, ndim):
        """Return `v` with the summed axes restored."""
        return v.dimshuffle(spread_order(ndim, self._axes(ndim)))

    def L_op(self, inputs, outputs, output_grads):
        x, ndim = inputs[0], inputs[0].type.ndim
        return [self._kept(output_grads[0], ndim) * exp(x - self._kept(outputs[0], ndim))]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None]
        x, ndim = inputs[0], inputs[0].type.ndim
        weights = exp(x - self._kept(self(x), ndim))
        return [(weights * eval_points[0]).sum(axis=list(self._axes(ndim)))]


softmax_op = Softmax()
softmax_grad = SoftmaxGrad()
logsoftmax_op = LogSoftmax()
softmax_with_bias = SoftmaxWithBias()


def along_axes(op, x, axes):
    """Apply an operation on the rows of a matrix along axes (nonnegative ints) of a tensor of any rank."""
    others = [i for i in range(x.type.ndim) if i not in axes]
    order = others + list(axes)
    rows = x.dimshuffle(order)
    if len(others) == len(axes) == 1:
        return op(rows).dimshuffle([order.index(i) for i in range(2)])
    lengths = [rows.shape[i] for i in range(rows.type.ndim)]
    size = lengths[len(others)] if axes else 1
    for n in lengths[len(others) + 1 :]:
        size = size * n
    # a row of no elements leaves the number of rows open
    count = 1
    for n in lengths[: len(others)]:
        count = count * n
    z = op(rows.reshape([count, size], ndim=2)).reshape(lengths, ndim=len(lengths))
    return z.dimshuffle([order.index(i) for i in range(x.type.ndim)])


def _along(op, c, axis):
    c = as_tensor_variable(c)
    if axis is None:
        return op(c)
    return along_axes(op, c, sorted(set(checked_axes(axis, c))))


def softmax(c: TensorLike, axis: Axis = None) -> TensorVariable:
    """Return ``exp(c) / sum(exp(c))`` for each row, or along axes.

    Parameters
    ----------
    c : tensor of floats
        Without `axis`, a vector counts as a matrix of one row, and so does the result.
    axis : int or sequence of int, optional
        Along which the results add up to 1; that of the rows of a matrix by default.

    Returns
    -------
    TensorVariable
        In the shape of `c`; without `axis` a vector gives a matrix of one row.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dmatrix()
    >>> theano.function([x], T.nnet.softmax(x))([[0.0, 0.0]])
    array([[0.5, 0.5]])
    """
    return _along(softmax_op, c, axis)


def logsoftmax(c: TensorLike, axis: Axis = None) -> TensorVariable:
    """Return the logarithm of :func:`softmax`, without loss of digits.

    Parameters
    ----------
    c, axis
        As of :func:`softmax`.

    Returns
    -------
    TensorVariable
        As of :func:`softmax`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.logsoftmax([[0.0, 1000.0]]).eval()
    array([[-1000.,     0.]])
    """
    return _along(logsoftmax_op, c, axis)


def softmax_graph(c: TensorLike) -> TensorVariable:
    """Return the softmax along the last axis as plain arithmetic, of any rank.

    Parameters
    ----------
    c : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.softmax_graph(T.constant([[1.0, 1.0]])).eval()
    array([[0.5, 0.5]])
    """
    e = exp(c - c.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
