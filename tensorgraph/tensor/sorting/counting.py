"""Counts of numbers, and search in sorted vectors."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType, NullType
from ...graph.messages.called import with_type
from ...graph.op import Op
from ...scalar.dtypes import integer_dtypes
from ..creation.filled import zeros
from ..elementwise.math import cast, maximum, switch
from ..indexing.advanced_subtensor import advanced_inc_subtensor1
from ..indexing.increments import zero_grad_of
from ..shape.join import join
from ..types.axis import checked_axis
from ..types.constant import as_tensor_variable, constant
from ..types.quantity import checked_count
from ..types.type import TensorType

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def bincount(
    x: TensorLike, weights: TensorLike | None = None, minlength: TensorLike | None = None, assert_nonneg: bool = False
) -> TensorVariable:
    """Count the occurrences of each number in a vector of nonnegative integers.

    Parameters
    ----------
    x : integer vector
        What to count.
    weights : vector, optional
        Add these instead of ones.
    minlength : int, optional
        The least length of the result.
    assert_nonneg : bool
        Unused, for compatibility with Theano: no element may be negative, as in NumPy.

    Returns
    -------
    TensorVariable
        A vector of the dtype of `x`, of int64 if that has less than 32 bits, or of the dtype of `weights`.

    Raises
    ------
    TypeError
        If `x` is no vector of integers.
    ValueError
        When it runs, if an element is negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.bincount([0, 2, 2]).eval()
    array([1, 0, 2])
    """
    x = as_tensor_variable(x)
    if x.type.ndim != 1:
        raise TypeError(f"Inputs must be of dimension 1: use x.flatten() of {with_type(x)}")
    if x.type.dtype not in integer_dtypes:
        raise TypeError(f"bincount counts integers, not {x.type.dtype}: use T.cast(x, 'int64')")
    if x.type.dtype[0] != "u":
        x = _NonNegative()(x)
    if minlength is not None:
        minlength = checked_count(minlength, "bincount", "minlength", 0)
    return _count(x, weights, minlength)


def _count(x: TensorVariable, weights: TensorLike | None, minlength: TensorLike | None) -> TensorVariable:
    """Return :func:`bincount` of a vector that is known to have no negative element."""
    # nothing has no maximum
    padded = join(0, x, constant(np.zeros(1, x.type.dtype)))
    n = switch(x.shape[0] > 0, padded.max().astype("int64") + 1, constant(0, dtype="int64"))
    if minlength is not None:
        n = maximum(n, minlength)
    if weights is None:
        # small integers would wrap
        dtype = x.type.dtype if np.dtype(x.type.dtype).itemsize >= 4 else "int64"
        return advanced_inc_subtensor1(zeros([n], dtype=dtype), constant(1, dtype=dtype), x)
    weights = as_tensor_variable(weights)
    return advanced_inc_subtensor1(zeros([n], dtype=weights.type.dtype), weights, x)


class _NonNegative(Op):
    """The input, checked to have no negative element."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        if len(x) and x.min() < 0:
            place = int(np.argmax(x < 0))
            raise ArgumentError(
                f"Input to bincount has negative values! Element {place} is {x[place]}; it counts integers from 0 up"
            )
        output_storage[0][0] = x

    def infer_shape(self, node, shapes):
        return shapes

    def grad(self, inputs, grads):
        return [zero_grad_of(inputs[0])]


class SearchsortedOp(Op):
    """The positions at which to insert values into a sorted vector.

    Parameters
    ----------
    side : {'left', 'right'}
        Before or after equal elements.
    """

    __props__ = ("side",)

    def __init__(self, side="left"):
        if side not in ("left", "right"):
            raise ValueError(f"'{side}' is an invalid value for keyword 'side': it must be 'left' or 'right'")
        self.side = side

    def make_node(self, x, v, sorter=None):
        x, v = as_tensor_variable(x), as_tensor_variable(v)
        if x.type.ndim != 1:
            raise ValueError("searchsorted needs a sorted vector")
        inputs = [x, v]
        if sorter is not None:
            sorter = as_tensor_variable(sorter)
            if sorter.type.ndim != 1:
                raise ValueError(f"sorter must be a vector: {with_type(sorter)}")
            if sorter.type.dtype not in integer_dtypes:
                raise TypeError(f"sorter must be an integer vector: {with_type(sorter)}")
            inputs.append(sorter)
        return Apply(self, inputs, [TensorType("int64", v.type.broadcastable)()])

    def perform(self, node, inputs, output_storage):
        x, v, *sorter = inputs
        found = np.searchsorted(x, v, side=self.side, sorter=sorter[0] if sorter else None)
        output_storage[0][0] = np.asarray(found, dtype="int64")

    def infer_shape(self, node, shapes):
        return [shapes[1]]

    def grad(self, inputs, grads):
        x, v, *sorter = inputs
        return [zero_grad_of(x), zero_grad_of(v), *[DisconnectedType()() for _ in sorter]]

    def connection_pattern(self, node):
        return [[i < 2] for i in range(len(node.inputs))]


def searchsorted(x: TensorLike, v: TensorLike, side: str = "left", sorter: TensorLike | None = None) -> TensorVariable:
    """Return the positions at which to insert the elements of `v` into the sorted vector `x`.

    Parameters
    ----------
    x : vector
        Sorted, or sorted by `sorter`.
    v : tensor
        The values to insert.
    side : {'left', 'right'}
        Before or after equal elements.
    sorter : integer vector, optional
        ``argsort(x)`` for an unsorted `x`.

    Returns
    -------
    TensorVariable
        int64, in the shape of `v`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.searchsorted([1.0, 2.0, 3.0], [0.5, 2.5]).eval()
    array([0, 2])
    """
    return SearchsortedOp(side)(*_of_one_dtype(as_tensor_variable(x), as_tensor_variable(v)), sorter)


def _of_one_dtype(x, v):
    """Cast to the dtype that NumPy compares in, and short integers to one that has a kernel."""
    dtype = np.promote_types(x.type.dtype, v.type.dtype)
    if dtype.kind in "biu" and dtype.itemsize < 8:
        dtype = np.promote_types(dtype, "int32")
    return cast(x, dtype.name), cast(v, dtype.name)


class Unique(Op):
    """The distinct elements of a tensor, sorted.

    Parameters
    ----------
    return_index, return_inverse, return_counts : bool
        More outputs: where each occurs first; for each element its place in the result; how often each occurs.
    axis : int, optional
        Different slices along this axis instead of elements.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.Unique()([3, 1, 3]).eval()
    array([1, 3])
    """

    __props__ = ("return_index", "return_inverse", "return_counts", "axis")

    def __init__(
        self, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False,
        axis: int | None = None
    ) -> None:
        self.return_index = return_index
        self.return_inverse = return_inverse
        self.return_counts = return_counts
        self.axis = axis

    def make_node(self, x: Any) -> Apply:
        x = as_tensor_variable(x)
        flags = [False]
        if self.axis is not None:
            axis = checked_axis(self.axis, x)
            flags = [flag and i != axis for i, flag in enumerate(x.type.broadcastable)]
        extra = sum([self.return_index, self.return_inverse, self.return_counts])
        outputs = [TensorType(x.type.dtype, flags)()] + [TensorType("int64", (False,))() for _ in range(extra)]
        return Apply(self, [x], outputs)

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        results = np.unique(
            inputs[0], self.return_index, self.return_inverse, self.return_counts, axis=self.axis
        )
        if not isinstance(results, tuple):
            results = (results,)
        output_storage[0][0] = results[0]
        for cell, z in zip(output_storage[1:], results[1:]):
            cell[0] = z.astype("int64", copy=False).reshape(-1)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        known = [None] * len(node.outputs)
        if self.return_inverse:
            axis = None if self.axis is None else self.axis % len(shapes[0])
            dims = shapes[0] if axis is None else shapes[0][axis : axis + 1]
            known[1 + self.return_index] = (functools.reduce(operator.mul, dims, constant(1, dtype="int64")),)
        return known

    def grad(self, inputs: list[Any], grads: list[Any]) -> list[Any]:
        return [NullType("Unique has no gradient: how many elements there are jumps where two become equal")()]
