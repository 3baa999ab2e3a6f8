"""Cumulative sums and products, and differences of neighbouring elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.messages.called import no_axis, with_type
from ...graph.op import Op
from ...scalar.dtypes import is_discrete
from ..elementwise.math import cast, neq
from ..indexing.increments import conjugate, zero_grad_of
from ..shape.broadcasting import broadcast_to
from ..shape.join import concatenate
from ..types.axis import as_integer, checked_axis
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .recurrence import LinearRecurrence, earlier, later

if TYPE_CHECKING:
    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable


class CumOp(Op):
    """Cumulative sums or products along an axis.

    Parameters
    ----------
    axis : int or None
        None works on the flattened tensor.
    mode : {'add', 'mul'}
        Sum or product.
    """

    __props__ = ("axis", "mode")

    def __init__(self, axis=None, mode="add"):
        if mode not in ("add", "mul"):
            raise ValueError(f'{type(self).__name__}: Unknown mode "{mode}"; it must be "add" or "mul"')
        self.axis = axis
        self.mode = mode

    def __str__(self):
        return f"{type(self).__name__}{{{self.axis}, {self.mode}}}"

    def make_node(self, x):
        x = as_tensor_variable(x)
        if self.axis is None:
            return Apply(self, [x], [TensorType(x.type.dtype, (False,))()])
        if not -x.type.ndim <= as_integer(self.axis) < x.type.ndim:
            raise ValueError(f"axis(={self.axis}) out of bounds: {no_axis(x, self.axis)}")
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        f = np.cumsum if self.mode == "add" else np.cumprod
        output_storage[0][0] = f(inputs[0], axis=self.axis, dtype=inputs[0].dtype)

    def infer_shape(self, node, shapes):
        if self.axis is not None:
            return shapes
        n = as_tensor_variable(np.int64(1))
        for d in shapes[0]:
            n = n * d
        return [(n,)]

    def L_op(self, inputs, outputs, output_grads):
        (x,), (z,), (gz,) = inputs, outputs, output_grads
        if is_discrete(x.type.dtype):
            return [zero_grad_of(x)]
        if self.axis is None:
            back, x_flat = (slice(None, None, -1),), x.flatten()
        else:
            axis = self.axis % x.type.ndim
            back, x_flat = (slice(None),) * axis + (slice(None, None, -1),), x
        # the sum over all later elements: a cumulative sum from the end
        if self.mode == "add":
            g = CumOp(self.axis)(gz[back])[back]
        else:
            # z[j] = x[j] * z[j - 1]: the pullback of that recurrence does not divide by x
            axis = self.axis % x.type.ndim if self.axis is not None else 0
            others = conjugate(earlier(z, axis, 1))
            g = LinearRecurrence(axis)(conjugate(later(x_flat, axis, 0)[back]), gz[back])[back] * others
        return [g if self.axis is not None else g.reshape(x.shape, x.type.ndim)]

    def R_op(self, inputs, eval_points):
        (dx,) = eval_points
        if dx is None:
            return [None]
        if self.mode == "add":
            return self(dx, return_list=True)
        x, axis = inputs[0], 0 if self.axis is None else self.axis % inputs[0].type.ndim
        if self.axis is None:
            x, dx = x.flatten(), dx.flatten()
        return [LinearRecurrence(axis)(x, dx * earlier(self(x), axis, 1))]


def cumsum(x: TensorLike, axis: int | None = None) -> TensorVariable:
    """Return the cumulative sums along `axis`, of the flattened tensor for None.

    Parameters
    ----------
    x : tensor_like
    axis : int, optional

    Returns
    -------
    TensorVariable
        Of the dtype of `x`, int64 for bools.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cumsum([1, 2, 3]).eval()
    array([1, 3, 6])
    """
    return CumOp(axis, "add")(_counted(x))


def cumprod(x: TensorLike, axis: int | None = None) -> TensorVariable:
    """Return the cumulative products along `axis`, of the flattened tensor for None.

    Parameters
    ----------
    x : tensor_like
    axis : int, optional

    Returns
    -------
    TensorVariable
        Of the dtype of `x`, int64 for bools.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cumprod([1.0, 2.0, 3.0]).eval()
    array([1., 2., 6.])
    """
    return CumOp(axis, "mul")(_counted(x))


def _counted(x):
    """Return bools as integers, which count them."""
    x = as_tensor_variable(x)
    return cast(x, "int64") if x.type.dtype == "bool" else x


class CumsumOp(CumOp):
    """Theano's old name of :class:`CumOp` for sums."""

    def __new__(cls, axis=None):
        return CumOp(axis, "add")


class CumprodOp(CumOp):
    """Theano's old name of :class:`CumOp` for products."""

    def __new__(cls, axis=None):
        return CumOp(axis, "mul")


def diff(
    x: TensorLike, n: int = 1, axis: Axis = -1, prepend: TensorLike | None = None, append: TensorLike | None = None
) -> TensorVariable:
    """Return the differences of neighbouring elements along `axis`, taken `n` times.

    Parameters
    ----------
    x : tensor_like
        With at least one axis.
    n : int
    axis : int
    prepend, append : tensor_like, optional
        Values before and behind those of `x` along the axis: of the same rank, or a number.

    Returns
    -------
    TensorVariable
        `n` elements shorter along the axis; of bools, whether neighbours differ.

    Raises
    ------
    ValueError
        If the tensor is 0-d, or the order is negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.diff([1, 4, 9, 16]).eval()
    array([3, 5, 7])
    """
    x = as_tensor_variable(x)
    if x.type.ndim == 0:
        raise ValueError(
            f"diff requires input that is at least one dimensional: it must have an axis, unlike {with_type(x)}"
        )
    if n < 0:
        raise ValueError(f"diff needs an order of 0 or more, not n={n}")
    axis = checked_axis(axis, x)
    parts = [_end(v, x, axis) for v in (prepend, append)]
    if n and parts != [None, None]:
        x = concatenate([v for v in (parts[0], x, parts[1]) if v is not None], axis)
    before = (slice(None),) * axis
    for _ in range(n):
        after, ahead = x[(*before, slice(1, None))], x[(*before, slice(None, -1))]
        x = neq(after, ahead) if x.type.dtype == "bool" else after - ahead
    return x


def _end(value, x, axis):
    """Return what is put before or behind `x`, None for nothing; a number comes once, in all other places."""
    if value is None:
        return None
    value = as_tensor_variable(value)
    if value.type.ndim:
        return value
    return broadcast_to(value, [1 if i == axis else x.shape[i] for i in range(x.type.ndim)])
