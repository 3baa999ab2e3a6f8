"""Sorting along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ...graph.variable import Constant
from ...scalar.dtypes import is_discrete
from ..creation.filled import arange
from ..indexing.increments import zero_grad_of
from ..shape.join import constant_axis
from ..types.axis import checked_axis
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


# NumPy's quicksort inserts in lines of up to so many elements; without vector instructions that keeps the order of
# equal ones, which programs were written for
SHORT = 17


_NOTHING = np.empty(0)


def _kind(kind):
    # a stable order, where NumPy leaves it open, gives the same bits everywhere
    return "stable" if kind == "mergesort" else kind


def _axis_of(x, axis):
    """Return an axis as a variable; one that is known must be an axis of `x`."""
    if isinstance(axis, str):
        checked_axis(axis, x)
    axis = as_tensor_variable(axis)
    if isinstance(axis, Constant) or axis.type.ndim:
        checked_axis(axis, x)
    return axis


class _Ordering(Op):
    """Base class of sorting along an axis and of the indices that sort."""

    __props__ = ("kind", "order")

    def __init__(self, kind="quicksort", order=None):
        try:
            np.sort(_NOTHING, kind=_kind(kind))
        except (TypeError, ValueError):
            raise ValueError(f"kind must be quicksort, mergesort, heapsort or stable, not {kind!r}") from None
        self.kind = kind
        self.order = order

    def __str__(self):
        return f"{type(self).__name__}{{{self.kind}, {self.order}}}"

    def connection_pattern(self, node):
        return [[True], [False]]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class SortOp(_Ordering):
    """The elements sorted in increasing order along an axis.

    Parameters
    ----------
    kind : {'quicksort', 'mergesort', 'heapsort', 'stable'}
        NumPy's name of the algorithm.
    order : None
        Accepted for Theano's sake.
    """

    __props__ = ("kind", "order")

    def make_node(self, input, axis=-1):
        x = as_tensor_variable(input)
        axis = _axis_of(x, axis)
        return Apply(self, [x, axis], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, axis = inputs
        # values of one byte are sorted by their digits
        kind = "stable" if x.dtype.itemsize == 1 else _kind(self.kind)
        output_storage[0][0] = np.sort(x, int(axis), kind)

    def L_op(self, inputs, outputs, output_grads):
        x, axis = inputs
        (gz,) = output_grads
        if is_discrete(x.type.dtype):
            return [zero_grad_of(x), DisconnectedType()()]
        ranks = argsort(ArgSortOp(self.kind, self.order)(x, axis), _needed_axis(axis), "stable")
        return [along(gz, ranks, _needed_axis(axis)), DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None]
        x, axis = inputs
        return [along(eval_points[0], ArgSortOp(self.kind, self.order)(x, axis), _needed_axis(axis))]


class ArgSortOp(_Ordering):
    """The indices that sort along an axis.

    Parameters
    ----------
    kind, order
        As of :class:`SortOp`.
    """

    __props__ = ("kind", "order")

    def make_node(self, input, axis=-1):
        x = as_tensor_variable(input)
        axis = _axis_of(x, axis)
        return Apply(self, [x, axis], [TensorType("int64", x.type.broadcastable)()])

    def perform(self, node, inputs, output_storage):
        x, axis = inputs
        axis, kind = normalize_axis_index(int(axis), x.ndim), _kind(self.kind)
        if kind == "quicksort" and x.shape[axis] <= SHORT:
            kind = "stable"
        output_storage[0][0] = np.argsort(x, axis, kind).astype("int64", copy=False)

    def L_op(self, inputs, outputs, output_grads):
        # locally constant wherever no two elements are equal
        x, _ = inputs
        return [zero_grad_of(x), DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        return [None]


def _needed_axis(axis):
    found = constant_axis(axis)
    if found is None:
        raise NotImplementedError("the gradient of sort needs an axis that is known when the graph is built")
    return found


def along(x, index, axis):
    """Return ``x[..., index, ...]`` as ``numpy.take_along_axis`` does."""
    ndim = x.type.ndim
    axis %= ndim
    lines = [arange(x.shape[i]).dimshuffle(["x"] * i + [0] + ["x"] * (ndim - i - 1)) for i in range(ndim) if i != axis]
    return x[(*lines[:axis], index, *lines[axis:])]


def sort(a: TensorLike, axis: int | None = -1, kind: str = "quicksort", order: Any = None) -> TensorVariable:
    """Sort the elements of `a` in increasing order.

    Parameters
    ----------
    a : tensor
        What to sort.
    axis : int or None
        Along which axis; None sorts the flattened tensor.
    kind : str
        NumPy's name of the algorithm.
    order : None
        Accepted for Theano's sake.

    Returns
    -------
    TensorVariable
        In the shape of `a`, or a vector for None.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.sort([3, 1, 2]).eval()
    array([1, 2, 3])
    """
    a = as_tensor_variable(a)
    if axis is None:
        a, axis = a.flatten(), 0
    return SortOp(kind, order)(a, axis)


def argsort(a: TensorLike, axis: int | None = -1, kind: str = "quicksort", order: Any = None) -> TensorVariable:
    """Return the indices that sort `a`.

    Parameters
    ----------
    a, axis, kind, order
        As of :func:`sort`.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argsort([3, 1, 2]).eval()
    array([1, 2, 0])
    """
    a = as_tensor_variable(a)
    if axis is None:
        a, axis = a.flatten(), 0
    return ArgSortOp(kind, order)(a, axis)
