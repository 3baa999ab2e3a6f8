"""The largest or the smallest elements along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import no_axis, with_type
from ...graph.op import Op
from ...scalar.dtypes import integer_dtypes
from ..indexing.increments import zero_grad_of
from ..indexing.indexing import set_subtensor
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .sort import along

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class TopKOp(Op):
    """The `k` largest elements along an axis, and their indices.

    Parameters
    ----------
    axis : int
        Along which axis.
    sorted : bool
        Accepted for Theano's sake: the result is always in decreasing order.
    idx_dtype : str
        The dtype of the indices.
    return_values, return_indices : bool
        Which outputs there are.
    """

    __props__ = ("axis", "sorted", "idx_dtype", "return_values", "return_indices")

    def __init__(self, axis=-1, sorted=True, idx_dtype="int64", return_values=True, return_indices=True):
        if idx_dtype not in integer_dtypes:
            raise TypeError(f'"idx_dtype" parameter must be an integer dtype, got "{idx_dtype}"')
        if not (return_values or return_indices):
            raise ValueError("Neither return_values nor return_indices is True, this isn't allowed: one must be")
        self.axis = axis
        self.sorted = sorted
        self.idx_dtype = idx_dtype
        self.return_values = return_values
        self.return_indices = return_indices

    def __str__(self):
        return f"{type(self).__name__}{{axis={self.axis}, sorted={self.sorted}}}"

    def make_node(self, inp, kth):
        inp, kth = as_tensor_variable(inp), as_tensor_variable(kth)
        if kth.type.ndim or kth.type.dtype not in integer_dtypes:
            raise ArgumentError(f"expected scalar: kth must be one integer, and it is {with_type(kth)}")
        if not -inp.type.ndim <= as_integer(self.axis) < inp.type.ndim:
            raise IndexError(
                f'"axis" parameter out of range, expected integer within [{-inp.type.ndim}, {inp.type.ndim - 1}]: '
                f"{no_axis(inp, self.axis)}"
            )
        flags = list(inp.type.broadcastable)
        flags[self.axis] = False
        outputs = []
        if self.return_values:
            outputs.append(TensorType(inp.type.dtype, flags)())
        if self.return_indices:
            outputs.append(TensorType(self.idx_dtype, flags)())
        return Apply(self, [inp, kth], outputs)

    def perform(self, node, inputs, output_storage):
        x, k = inputs[0], int(inputs[1])
        n = x.shape[self.axis]
        if not 1 <= abs(k) <= n:
            raise ValueError(f"topk: kth must be between 1 and {n} (or the same negative, for the smallest), not {k}")
        order = np.argsort(x, axis=self.axis, kind="stable")
        if k > 0:
            order = np.flip(order, self.axis)
        order = np.take(order, range(abs(k)), axis=self.axis)
        results = [np.take_along_axis(x, order, self.axis)] if self.return_values else []
        if self.return_indices:
            results.append(order.astype(self.idx_dtype, copy=False))
        for cell, z in zip(output_storage, results):
            cell[0] = z

    def infer_shape(self, node, shapes):
        dims = list(shapes[0])
        dims[self.axis] = abs(node.inputs[1]).astype("int64")
        return [tuple(dims) for _ in node.outputs]

    def connection_pattern(self, node):
        pattern = [self.return_values] + [False] * (len(node.outputs) - 1)
        return [pattern, [False] * len(node.outputs)]

    def L_op(self, inputs, outputs, output_grads):
        x, k = inputs
        if not self.return_values or isinstance(output_grads[0].type, DisconnectedType):
            return [zero_grad_of(x), DisconnectedType()()]
        index = outputs[1] if self.return_indices else argtopk(x, k, self.axis)
        return [set_subtensor(along(x.zeros_like(), index, self.axis), output_grads[0]), DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        moved = [None] * (self.return_values + self.return_indices)
        if self.return_values and eval_points[0] is not None:
            x, k = inputs
            moved[0] = along(eval_points[0], argtopk(x, k, self.axis), self.axis)
        return moved


def topk(
    x: TensorLike, kth: TensorLike, axis: int | None = -1, sorted: bool = True, idx_dtype: str = "int64"
) -> TensorVariable:
    """Return the largest elements along an axis, in decreasing order.

    For a negative `kth` they are the smallest, in increasing order.

    Parameters
    ----------
    x : tensor_like
    kth : int or scalar
        How many.
    axis : int or None
        None takes those of the flattened tensor.
    sorted : bool
        Accepted for Theano's sake: the result is always in order.
    idx_dtype : str
        The dtype of indices.

    Returns
    -------
    TensorVariable
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        When it runs, if there are not that many.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.topk([3, 1, 4, 1, 5], 2).eval()
    array([5, 4])
    """
    x, axis = _flat(x, axis)
    return TopKOp(axis, sorted, idx_dtype, return_indices=False)(x, kth)


def argtopk(
    x: TensorLike, kth: TensorLike, axis: int | None = -1, sorted: bool = True, idx_dtype: str = "int64"
) -> TensorVariable:
    """Return the indices of the `kth` largest elements along `axis`.

    Parameters
    ----------
    x, kth, axis, sorted, idx_dtype
        As of :func:`topk`.

    Returns
    -------
    TensorVariable
        Of `idx_dtype`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argtopk([3, 1, 4, 1, 5], 2).eval()
    array([4, 2])
    """
    x, axis = _flat(x, axis)
    return TopKOp(axis, sorted, idx_dtype, return_values=False)(x, kth)


def topk_and_argtopk(
    x: TensorLike, kth: TensorLike, axis: int | None = -1, sorted: bool = True, idx_dtype: str = "int64"
) -> list[TensorVariable]:
    """Return the `kth` largest elements along `axis`, and their indices.

    Parameters
    ----------
    x, kth, axis, sorted, idx_dtype
        As of :func:`topk`.

    Returns
    -------
    list of TensorVariable
        The elements and their indices.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> values, where = T.topk_and_argtopk([3, 1, 4, 1, 5], -2)
    >>> values.eval(), where.eval()
    (array([1, 1]), array([1, 3]))
    """
    x, axis = _flat(x, axis)
    return TopKOp(axis, sorted, idx_dtype)(x, kth)


def _flat(x, axis):
    x = as_tensor_variable(x)
    return (x.flatten(), 0) if axis is None else (x, axis)
