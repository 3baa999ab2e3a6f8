"""Products of tensors: ``dot``, ``tensordot`` and their batched forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.messages.called import no_axis, with_type
from ...graph.op import Op, product_R_op
from ...graph.variable import Variable
from ...printing.precedence import OperatorPrinter
from ...scalar import REGISTRY
from ...scalar.dtypes import is_complex, upcast
from ..indexing.increments import conjugate
from ..shape.rebroadcast import patternbroadcast
from ..shape.shape import specify_shape
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def shape_mismatch(x, y):
    """Return the error for matrices whose inner lengths differ."""

    def text(a, first):
        rows, cols = (a[0], a[1]) if len(a) == 2 else ((1, a[0]) if first else (a[0], 1))
        return f"{cols} cols (and {rows} rows)" if first else f"{rows} rows (and {cols} cols)"

    return ValueError(f"Shape mismatch: x has {text(x, True)} but y has {text(y, False)}")


class Dot(Op):
    """The product of vectors and matrices."""

    __props__ = ()
    printer = OperatorPrinter("\\dot", -1, "left")

    def __str__(self):
        return "dot"

    def make_node(self, x, y):
        x, y = as_tensor_variable(x), as_tensor_variable(y)
        for i, v in enumerate((x, y)):
            if v.type.ndim not in (1, 2):
                raise TypeError(
                    f"theano.tensor.Dot: input {i} (0-indexed) must have ndim of 1 or 2, {v.type.ndim} given: "
                    f"{with_type(v)}. Consider calling theano.tensor.dot instead."
                )
        flags = x.type.broadcastable[:-1] + (y.type.broadcastable[1:] if y.type.ndim == 2 else ())
        return Apply(self, [x, y], [TensorType(upcast(x.type.dtype, y.type.dtype), flags)()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        if x.shape[-1] != y.shape[0]:
            raise shape_mismatch(x.shape, y.shape)
        output_storage[0][0] = np.asarray(np.dot(x, y), dtype=node.outputs[0].type.dtype)

    def infer_shape(self, node, shapes):
        x, y = shapes
        return [tuple(x[:-1]) + tuple(y[1:])]

    def grad(self, inputs, grads):
        x, y = map(conjugate, inputs)
        (gz,) = grads
        if gz.type.ndim == 0:
            gx, gy = gz * y, gz * x
        elif x.type.ndim == 1:
            gx, gy = dot(gz, y.T), outer(x.T, gz)
        elif y.type.ndim == 1:
            gx, gy = outer(gz, y.T), dot(x.T, gz)
        else:
            gx, gy = dot(gz, y.T), dot(x.T, gz)
        return [_gradient_of_type(gx, x), _gradient_of_type(gy, y)]

    R_op = product_R_op


def _gradient_of_type(g, x):
    if is_complex(g.type.dtype) and not is_complex(x.type.dtype):
        g = REGISTRY["real"](g)
    if g.type.broadcastable == x.type.broadcastable:
        return g
    return patternbroadcast(g, x.type.broadcastable)


class BatchedDot(Op):
    """``dot(x[i], y[i])`` for every i: matrices or vectors along the first axis."""

    __props__ = ()

    def make_node(self, x, y):
        x, y = as_tensor_variable(x), as_tensor_variable(y)
        for i, v in enumerate((x, y)):
            if v.type.ndim not in (2, 3):
                raise TypeError(
                    f"theano.tensor.blas.BatchedDot: input {i} (0-indexed) must have ndim of 2 or 3, {v.type.ndim} "
                    "given. Consider calling theano.tensor.batched_dot instead."
                )
        batch = x.type.broadcastable[0] and y.type.broadcastable[0]
        flags = (batch, *x.type.broadcastable[1:-1], *y.type.broadcastable[2:])
        return Apply(self, [x, y], [TensorType(upcast(x.type.dtype, y.type.dtype), flags)()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs
        if x.shape[0] != y.shape[0]:
            raise ValueError(
                f"Shape mismatch: batch sizes unequal. x.shape is {x.shape}, y.shape is {y.shape}."
            )
        if x.shape[-1] != y.shape[1]:
            raise shape_mismatch(x.shape[1:], y.shape[1:])
        left = x if x.ndim == 3 else x[:, None, :]
        right = y if y.ndim == 3 else y[:, :, None]
        z = np.matmul(left, right).reshape(x.shape[:-1] + y.shape[2:])
        output_storage[0][0] = z.astype(node.outputs[0].type.dtype, copy=False)

    def infer_shape(self, node, shapes):
        x, y = shapes
        return [tuple(x[:-1]) + tuple(y[2:])]

    def grad(self, inputs, grads):
        x, y = map(conjugate, inputs)
        (gz,) = grads
        if gz.type.ndim == 1:
            gx, gy = gz.dimshuffle(0, "x") * y, gz.dimshuffle(0, "x") * x
        elif y.type.ndim == 2:
            gx = gz.dimshuffle(0, 1, "x") * y.dimshuffle(0, "x", 1)
            gy = batched_dot(x.dimshuffle(0, 2, 1), gz)
        elif x.type.ndim == 2:
            gx = batched_dot(gz, y.dimshuffle(0, 2, 1))
            gy = x.dimshuffle(0, 1, "x") * gz.dimshuffle(0, "x", 1)
        else:
            gx = batched_dot(gz, y.dimshuffle(0, 2, 1))
            gy = batched_dot(x.dimshuffle(0, 2, 1), gz)
        return [_gradient_of_type(gx, x), _gradient_of_type(gy, y)]

    R_op = product_R_op


_dot = Dot()
_batched_dot = BatchedDot()


def dot(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the dot product of tensors of any rank.

    Parameters
    ----------
    a, b : tensor_like
        With a scalar it is the product; for more than two axes, the last axis of `a` and the second to last of `b`
        are summed over.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, w = T.dmatrix(), T.dvector()
    >>> theano.function([x, w], T.dot(x, w))([[1.0, 2.0], [3.0, 4.0]], [1.0, -1.0])
    array([-1., -1.])
    """
    for v, method in ((a, "__dot__"), (b, "__rdot__")):
        # other kinds of tensors, such as sparse matrices, have their own product
        if isinstance(v, Variable) and not isinstance(v.type, TensorType) and hasattr(v, method):
            return getattr(v, method)(b if v is a else a)
    return dense_dot(a, b)


def dense_dot(a, b):
    """Return :func:`dot` of two dense tensors."""
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    if a.type.ndim == 0 or b.type.ndim == 0:
        return a * b
    if a.type.ndim > 2 or b.type.ndim > 2:
        return tensordot(a, b, [[a.type.ndim - 1], [max(0, b.type.ndim - 2)]])
    return _dot(a, b)


def outer(x: TensorLike, y: TensorLike) -> TensorVariable:
    """Return the outer product of `x` and `y`, both flattened.

    Parameters
    ----------
    x, y : tensor_like

    Returns
    -------
    TensorVariable
        A matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.outer([1, 2], [1, 10]).eval()
    array([[ 1, 10],
           [ 2, 20]])
    """
    x, y = as_tensor_variable(x), as_tensor_variable(y)
    if x.type.ndim != 1:
        x = x.flatten()
    if y.type.ndim != 1:
        y = y.flatten()
    return dot(x.dimshuffle(0, "x"), y.dimshuffle("x", 0))


def batched_dot(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return ``dot(a[i], b[i])`` for every i.

    Parameters
    ----------
    a, b : tensor
        At least one axis each; the first is the batch.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If one has no axis.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.batched_dot(T.ones((2, 3, 4)), T.ones((2, 4, 5))).shape.eval()
    array([2, 3, 5])
    """
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    if a.type.ndim == 0:
        raise TypeError(f"a must have at least one (batch) axis: it is {with_type(a)}; use T.dot or a * b")
    if b.type.ndim == 0:
        raise TypeError(f"b must have at least one (batch) axis: it is {with_type(b)}; use T.dot or a * b")
    if a.type.ndim == 1:
        return a.dimshuffle([0] + ["x"] * (b.type.ndim - 1)) * b
    if b.type.ndim == 1:
        return a * b.dimshuffle([0] + ["x"] * (a.type.ndim - 1))
    if a.type.ndim > 3 or b.type.ndim > 3:
        return batched_tensordot(a, b, [[a.type.ndim - 1], [max(1, b.type.ndim - 2)]])
    return _batched_dot(a, b)


def tensordot(a: TensorLike, b: TensorLike, axes: int | Sequence[Any] = 2) -> TensorVariable:
    """Return the sum of products over the given axes.

    Parameters
    ----------
    a, b : tensor
        The factors.
    axes : int or pair of lists of int
        How many last axes of `a` and first axes of `b`, or which axes of each, are summed over.

    Returns
    -------
    TensorVariable
        With the axes of `a` and then those of `b` that are left.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.tensordot(T.ones((2, 3, 4)), T.ones((4, 3)), [[1, 2], [1, 0]]).eval()
    array([12., 12.])
    """
    return _tensordot(a, b, axes, dot, batched=False)


def batched_tensordot(x: TensorLike, y: TensorLike, axes: int | Sequence[Any] = 2) -> TensorVariable:
    """Return :func:`tensordot` of ``x[i]`` and ``y[i]`` for every i; axis 0 cannot be summed over.

    Parameters
    ----------
    x, y : tensor_like
    axes : int or pair of lists of int
        As of :func:`tensordot`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.batched_tensordot(T.ones((2, 3, 4)), T.ones((2, 4, 5)), axes=[[2], [1]]).shape.eval()
    array([2, 3, 5])
    """
    return _tensordot(x, y, axes, batched_dot, batched=True)


def _tensordot(a, b, axes, product, batched):
    """Multiply both tensors as matrices (or batches of matrices) and reshape the result back."""
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    first = int(batched)
    if not isinstance(axes, (list, tuple)) and np.ndim(axes) == 0:
        axes = as_integer(axes, "axes")
        if axes > a.type.ndim - first or axes > b.type.ndim - first or axes < 0:
            raise ValueError(
                f"axes can not be larger than the dimension of a or b: a.ndim={a.type.ndim}, b.ndim={b.type.ndim}, "
                f"axes={axes}; a is {with_type(a)}, b {with_type(b)}.\nhint: axes must be a number of axes to sum "
                "over, or a pair of lists of axes, one for each"
            )
        a_axes, b_axes = range(a.type.ndim - axes, a.type.ndim), range(first, first + axes)
    else:
        if len(axes) != 2:
            raise ValueError(f"Axes should be an integer or a list/tuple of len 2 ({axes} was provided)")
        a_axes, b_axes = ([as_integer(i, "axes") for i in np.atleast_1d(part)] for part in axes)
        if len(a_axes) != len(b_axes):
            raise ValueError(f"Axes elements must have the same length: {axes}; use one axis of b for each of a")
    a_axes, b_axes = _checked(a, a_axes, batched), _checked(b, b_axes, batched)
    a_free = [i for i in range(first, a.type.ndim) if i not in a_axes]
    b_free = [i for i in range(first, b.type.ndim) if i not in b_axes]
    batch = list(range(first))
    if len(a_axes) > 1:
        b = agreeing(b, b_axes, a, a_axes)
    a_matrix = _as_matrix(a, batch, a_free, a_axes)
    b_matrix = _as_matrix(b, batch, b_axes, b_free)
    z = product(a_matrix, b_matrix)
    free = [(a, i) for i in batch + a_free] + [(b, i) for i in b_free]
    flags = tuple(v.type.broadcastable[i] for v, i in free)
    if len(a_free) == len(b_free) == 1:
        return _same_flags(z, flags)
    shape = [v.shape[i] for v, i in free]
    return _same_flags(z.reshape(shape, len(shape)), flags)


def agreeing(y, y_axes, x, x_axes):
    """Return `y`, checked to be as long on some axes as `x` is on others.

    Axes that are joined before a product need the check: the product itself compares only how many elements they have
    together.
    """
    lengths = [y.shape[i] for i in range(y.type.ndim)]
    for i, j in zip(y_axes, x_axes):
        if not (y.type.broadcastable[i] and x.type.broadcastable[j]):
            lengths[i] = x.shape[j]
    return specify_shape(y, lengths)


def _same_flags(z, flags):
    return z if z.type.broadcastable == flags else patternbroadcast(z, flags)


def _checked(v, axes, batched):
    result = []
    for axis in axes:
        if not -v.type.ndim <= axis < v.type.ndim:
            raise ValueError(no_axis(v, axis))
        axis %= v.type.ndim
        if batched and axis == 0:
            raise ValueError("axes to sum over must not contain the batch axis")
        result.append(axis)
    if len(set(result)) != len(result):
        raise ValueError(f"axes {list(axes)} are not unique")
    return result


def _as_matrix(v, batch, rows, cols):
    """Return `v` with its axes in the order batch, rows, cols, where rows and cols are one axis each."""
    order = batch + rows + cols
    if order != list(range(v.type.ndim)):
        v = v.dimshuffle(order)
    if len(rows) == 1 and len(cols) == 1:
        return v
    n = len(batch)
    parts = [v.shape[i] for i in range(v.type.ndim)]
    shape = parts[:n] + [_product(parts[n : n + len(rows)]), _product(parts[n + len(rows) :])]
    return v.reshape(shape, len(shape))


def _product(factors):
    result = 1
    for f in factors:
        result = f if isinstance(result, int) else result * f
    return result


