"""Permutations of rows, and indices into flattened arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ...scalar.dtypes import integer_dtypes, is_discrete
from ..creation.filled import arange
from ..elementwise.math import eq
from ..shape.shape import get_vector_length
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .increments import sum_to, zero_grad_of
from .indexing import set_subtensor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class PermuteRowElements(Op):
    """The elements of each row of `x` permuted; see :func:`permute_row_elements`."""

    __props__ = ()

    def make_node(self, x, y, inverse):
        x, y = as_tensor_variable(x), as_tensor_variable(y)
        inverse = as_tensor_variable(inverse)
        if y.type.dtype not in integer_dtypes or y.type.ndim == 0 or x.type.ndim == 0:
            raise ArgumentError("permute_row_elements needs rows, and a permutation of integers for each")
        if inverse.type.ndim != 0 or not is_discrete(inverse.type.dtype):
            raise TypeError("inverse must be a boolean")
        ndim = max(x.type.ndim, y.type.ndim)
        x, y = [v.dimshuffle(["x"] * (ndim - v.type.ndim) + list(range(v.type.ndim))) for v in (x, y)]
        flags = [a and b for a, b in zip(x.type.broadcastable, y.type.broadcastable)]
        return Apply(self, [x, y, inverse], [TensorType(x.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        x, y, inverse = inputs
        if x.shape[-1] != y.shape[-1]:
            raise ValueError(f"rows of {x.shape[-1]} elements cannot be permuted by {y.shape[-1]} indices")
        lead = np.broadcast_shapes(x.shape[:-1], y.shape[:-1])
        x, y = [np.broadcast_to(v, lead + v.shape[-1:]) for v in (x, y)]
        if not inverse:
            output_storage[0][0] = np.take_along_axis(x, y, axis=-1)
            return
        # not the order that sorts y: its indices may be negative
        output_storage[0][0] = z = np.zeros_like(x, subok=False)
        np.put_along_axis(z, y, x, axis=-1)

    def connection_pattern(self, node):
        return [[True], [False], [False]]

    def infer_shape(self, node, shapes):
        x, y = node.inputs[:2]
        dims = [b if flag else a for a, b, flag in zip(shapes[0], shapes[1], x.type.broadcastable)]
        return [tuple(dims)]

    def grad(self, inputs, grads):
        x, y, inverse = inputs
        (gz,) = grads
        if is_discrete(x.type.dtype):
            return [zero_grad_of(x), DisconnectedType()(), DisconnectedType()()]
        return [sum_to(x, self(gz, y, eq(inverse, 0))), DisconnectedType()(), DisconnectedType()()]


def permute_row_elements(x: TensorLike, y: TensorLike, inverse: TensorLike = 0) -> TensorVariable:
    """Permute the elements of each row of `x` by the row of `y`.

    Parameters
    ----------
    x : tensor
        Its rows are along the last axis.
    y : integer tensor
        Permutations along the last axis; the other axes broadcast against those of `x`.
    inverse : bool
        Apply the inverse permutations.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.permute_row_elements([[10, 20, 30]], [[2, 0, 1]]).eval()
    array([[30, 10, 20]])
    """
    return PermuteRowElements()(x, y, inverse)


def inverse_permutation(perm: TensorLike) -> TensorVariable:
    """Return the inverse of each permutation along the last axis of `perm`.

    Parameters
    ----------
    perm : tensor of integers

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.inverse_permutation([2, 0, 1]).eval()
    array([1, 2, 0])
    """
    perm = as_tensor_variable(perm)
    if perm.type.ndim == 1 and perm.type.dtype in integer_dtypes:
        # assigning rows has a kernel
        places = arange(perm.shape[0], dtype=perm.type.dtype)
        return set_subtensor(places.zeros_like()[perm], places)
    return permute_row_elements(arange(perm.shape[-1], dtype=perm.type.dtype), perm, inverse=1)


class UnravelIndex(Op):
    """Flat indices converted to one index per axis.

    Parameters
    ----------
    ndim : int
        The number of axes.
    order : {'C', 'F'}
        Which axis varies fastest: the last or the first.
    """

    __props__ = ("ndim", "order")

    def __init__(self, ndim, order="C"):
        if order not in ("C", "F"):
            raise ArgumentError("order must be 'C' or 'F'")
        self.ndim = ndim
        self.order = order

    def make_node(self, indices, dims):
        indices, dims = as_tensor_variable(indices), as_tensor_variable(dims)
        if indices.type.dtype not in integer_dtypes:
            raise TypeError(f"'{indices.type.dtype}' object cannot be interpreted as an index")
        if dims.type.dtype not in integer_dtypes or dims.type.ndim != 1:
            raise TypeError("dims must be a 1D array of integers")
        try:
            n = get_vector_length(dims)
        except ValueError:
            n = self.ndim
        if n != self.ndim:
            raise ValueError(f"ndim is {self.ndim}, and dims has {n} elements")
        return Apply(self, [indices, dims], [TensorType("int64", indices.type.broadcastable)() for _ in range(n)])

    def perform(self, node, inputs, output_storage):
        indices, dims = inputs
        for cell, z in zip(output_storage, np.unravel_index(indices, tuple(dims.tolist()), order=self.order)):
            cell[0] = np.asarray(z, dtype="int64")

    def infer_shape(self, node, shapes):
        return [shapes[0]] * len(node.outputs)

    def connection_pattern(self, node):
        return [[False] * len(node.outputs)] * 2

    def grad(self, inputs, grads):
        return [DisconnectedType()(), DisconnectedType()()]


def unravel_index(indices: TensorLike, dims: TensorLike, order: str = "C", ndim: int | None = None) -> Any:
    """Return the index along each axis of an array of shape `dims` for flat `indices`.

    Parameters
    ----------
    indices : integer tensor
        Into the flattened array.
    dims : sequence of int, or integer vector of known length
        The shape of the array.
    order : {'C', 'F'}
        Which axis varies fastest.
    ndim : int, optional
        The number of axes, where the length of `dims` is not known.

    Returns
    -------
    tuple of TensorVariable
        int64, of the shape of `indices`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> row, column = T.unravel_index([5, 1], (2, 3))
    >>> row.eval(), column.eval()
    (array([1, 0]), array([2, 1]))
    """
    ndim = get_vector_length(as_tensor_variable(dims)) if ndim is None else ndim
    return tuple(UnravelIndex(ndim, order)(indices, dims, return_list=True))


class RavelMultiIndex(Op):
    """Indices per axis converted to flat indices.

    Parameters
    ----------
    mode : {'raise', 'wrap', 'clip'}
        What to do about an index out of bounds.
    order : {'C', 'F'}
        Which axis varies fastest.
    """

    __props__ = ("mode", "order")

    def __init__(self, mode="raise", order="C"):
        if mode not in ("raise", "wrap", "clip"):
            raise ArgumentError("mode must be 'raise', 'wrap' or 'clip'")
        if order not in ("C", "F"):
            raise ArgumentError("order must be 'C' or 'F'")
        self.mode = mode
        self.order = order

    def make_node(self, *inputs):
        *index, dims = map(as_tensor_variable, inputs)
        for i in index:
            if i.type.dtype not in integer_dtypes:
                raise TypeError(f"'{i.type.dtype}' object cannot be interpreted as an index")
        if dims.type.dtype not in integer_dtypes or dims.type.ndim != 1:
            raise TypeError("dims must be a 1D array of integers")
        ndim = max(i.type.ndim for i in index)
        index = [i.dimshuffle(["x"] * (ndim - i.type.ndim) + list(range(i.type.ndim))) for i in index]
        flags = [all(column) for column in zip(*[i.type.broadcastable for i in index])]
        return Apply(self, [*index, dims], [TensorType("int64", flags)()])

    def perform(self, node, inputs, output_storage):
        *index, dims = inputs
        flat = np.ravel_multi_index(index, tuple(dims.tolist()), mode=self.mode, order=self.order)
        output_storage[0][0] = np.asarray(flat, dtype="int64")

    def infer_shape(self, node, shapes):
        lengths = []
        for axis, one in enumerate(node.outputs[0].type.broadcastable):
            stretch = [x.type.broadcastable[axis] and not one for x in node.inputs[:-1]]
            lengths.append(next(shape[axis] for shape, s in zip(shapes, stretch) if not s))
        return [tuple(lengths)]

    def connection_pattern(self, node):
        return [[False] for _ in node.inputs]

    def grad(self, inputs, grads):
        return [DisconnectedType()() for _ in inputs]


def ravel_multi_index(
    multi_index: Sequence[TensorLike], dims: TensorLike, mode: str = "raise", order: str = "C"
) -> TensorVariable:
    """Return the flat index into an array of shape `dims` for one index per axis.

    Parameters
    ----------
    multi_index : sequence of integer tensor
        One per axis.
    dims : sequence of int, or integer vector
        The shape of the array.
    mode : {'raise', 'wrap', 'clip'}
        What to do about an index out of bounds.
    order : {'C', 'F'}
        Which axis varies fastest.

    Returns
    -------
    TensorVariable
        int64.

    Raises
    ------
    TypeError
        If `multi_index` is no tuple or list.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.ravel_multi_index(([1, 0], [2, 1]), (2, 3)).eval()
    array([5, 1])
    """
    if not isinstance(multi_index, (tuple, list)):
        raise TypeError("multi_index must be a tuple or a list.")
    return RavelMultiIndex(mode, order)(*multi_index, dims)
