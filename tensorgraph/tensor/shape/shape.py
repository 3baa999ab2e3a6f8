"""Shapes of tensors: computed, asserted, and inferred without running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError, ShapeMismatch
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import no_axis, with_type
from ...graph.op import Op, linear_R_op
from ...graph.variable import Constant, Variable
from ...scalar.dtypes import integer_dtypes
from ..elementwise.elemwise import Elemwise
from ..types.constant import as_tensor_variable, constant
from ..types.scalars import (
    MakeVector,
)
from ..types.type import output
from .rebroadcast import patternbroadcast

if TYPE_CHECKING:
    from typing import Any

    from ...graph.fgraph import FunctionGraph
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

__all__ = ["Shape", "Shape_i", "SpecifyShape", "get_vector_length", "shape", "shape_i", "specify_shape"]


class _Lengths(Op):
    """Base class of shapes, which do not depend on the elements."""

    __props__ = ()

    def connection_pattern(self, node):
        return [[False]]

    def grad(self, inputs, output_grads):
        return [DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        return [None]


class Shape(_Lengths):
    """The lengths of the axes, as a vector of int64."""

    __props__ = ()

    def make_node(self, x):
        if not isinstance(x, Variable):
            x = as_tensor_variable(x)
        return Apply(self, (x,), (output("int64", (False,)),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.array(np.shape(inputs[0]), dtype="int64")

    def infer_shape(self, node, shapes):
        return [(constant(len(shapes[0]), dtype="int64"),)]


class Shape_i(_Lengths):
    """The length of one axis.

    Parameters
    ----------
    i : int
    """

    __props__ = ("i",)

    def __init__(self, i: int) -> None:
        self.i = int(i)

    def __str__(self):
        return f"Shape_i{{{self.i}}}"

    def make_node(self, x):
        if not isinstance(x, Variable) or not hasattr(x.type, "ndim"):
            raise TypeError(f"{x} must be Variable with ndim attribute")
        if x.type.ndim <= self.i:
            raise TypeError(f"x has too few dimensions for Shape_i: {no_axis(x, self.i)}")
        return Apply(self, (x,), (output("int64", ()),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.array(inputs[0].shape[self.i], dtype="int64")

    def infer_shape(self, node, shapes):
        return [()]


class SpecifyShape(Op):
    """The same array, with its shape checked at run time: ``specify_shape(x, shape)``.

    Parameters
    ----------
    x : tensor_like
    shape : sequence of int or integer scalar, or integer vector
        The length of each axis.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> v = T.dvector("v")
    >>> z = T.specify_shape(v, (3,))
    >>> z.eval({v: [1.0, 2.0, 3.0]})
    array([1., 2., 3.])
    """

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x: TensorLike, shape: TensorLike) -> Apply:
        # another kind of tensor, a sparse matrix, stays what it is
        is_dense = getattr(getattr(x, "type", None), "is_dense", True)
        x = as_tensor_variable(x) if is_dense else x
        shape = as_tensor_variable(shape)
        if shape.type.ndim != 1 or shape.type.dtype not in integer_dtypes:
            raise ArgumentError(f"SpecifyShape needs a vector of integers, not {shape.type}")
        flags = list(x.type.broadcastable)
        if isinstance(shape, Constant):
            if len(shape.data) != x.type.ndim:
                raise ArgumentError(
                    f"SpecifyShape: {len(shape.data)} lengths for {x.type.ndim} axes: use one for each axis of "
                    f"{with_type(x)}"
                )
            flags = [f or bool(n == 1) for f, n in zip(flags, shape.data)]
        z = output(x.type.dtype, tuple(flags)) if is_dense else x.type()
        return Apply(self, (x, shape), (z,))

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        x, wanted = inputs
        if x.ndim != len(wanted):
            raise ArgumentError(f"SpecifyShape: the input has {x.ndim} axes, expected {len(wanted)}.")
        for i, (n, w) in enumerate(zip(x.shape, wanted)):
            if n != w:
                raise ShapeMismatch(i, n, int(w))
        output_storage[0][0] = x

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        """Return the asserted lengths if they are constants."""
        wanted = node.inputs[1]
        if isinstance(wanted, Constant):
            return [tuple([constant(int(n), dtype="int64") for n in wanted.data])]
        return [shapes[0]]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        return [[True], [False]]

    def grad(self, inputs: list[Any], output_grads: list[Any]) -> list[Any]:
        gx = specify_shape(output_grads[0], inputs[1])
        if getattr(inputs[0].type, "is_dense", True):
            gx = patternbroadcast(gx, inputs[0].type.broadcastable)
        return [gx, DisconnectedType()()]

    R_op = linear_R_op


_shape = Shape()
specify_shape = SpecifyShape()


def shape(x: TensorLike) -> TensorVariable:
    """Return the lengths of the axes of `x`, as a symbolic vector of int64.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable
        One element per axis.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.shape(T.dmatrix("m"))
    Shape.0
    """
    return _shape(x)


def shape_i(var: Variable, i: int, fgraph: FunctionGraph | None = None) -> TensorVariable:
    """Return the length of axis `i` of a variable, from the function graph's shape feature if it has one.

    Parameters
    ----------
    var : TensorVariable
    i : int
    fgraph : FunctionGraph, optional

    Returns
    -------
    TensorVariable
        An int64 scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.shape_i(T.zeros((2, 3)), 1).eval()
    array(3)
    """
    feature = None if fgraph is None else fgraph.shapes
    if feature is not None:
        known = feature.known.get(var)
        if known is not None:
            return known[i]
    return Shape_i(i)(var)


def get_vector_length(v: Any) -> int:
    """Return the number of elements of a symbolic vector.

    Parameters
    ----------
    v : tensor_like
        With one axis.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If it is no vector.
    ValueError
        If its length is not known without running.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.get_vector_length(T.dmatrix().shape)
    2
    """
    v = as_tensor_variable(v)
    if v.type.ndim != 1:
        raise TypeError(f"argument must be symbolic vector, got '{v}'")
    extent = None
    entries = []
    while extent is None:
        node = v.owner
        op = None if node is None else node.op
        if isinstance(v, Constant):
            extent = len(v.data)
        elif v.type.broadcastable[0]:
            extent = 1
        elif isinstance(op, MakeVector):
            extent = len(node.inputs)
        elif isinstance(op, Shape) and hasattr(node.inputs[0].type, "ndim"):
            extent = node.inputs[0].type.ndim
        else:
            # look behind slices with constant bounds, and operations that keep the length
            behind = _same_length(node)
            entry = None if node is None else _constant_slice(node)
            if behind is None and entry is None:
                raise ValueError(f"length not known: {v}")
            if entry is not None:
                entries.append(entry)
                behind = node.inputs[0]
            v = behind
    for entry in reversed(entries):
        extent = len(range(extent)[entry])
    return extent


def _same_length(node):
    if node is not None and isinstance(node.op, Elemwise):
        return next((x for x in node.inputs if not x.type.broadcastable[0]), None)
    return None


def _constant_slice(node):
    from ..indexing.subtensor import Subtensor, get_constant_idx

    if not isinstance(node.op, Subtensor) or node.inputs[0].type.ndim != 1:
        return None
    (entry,) = get_constant_idx(node.op.idx_list, node.inputs) or [slice(None)]
    parts = (entry.start, entry.stop, entry.step) if isinstance(entry, slice) else (None,) * 3
    return entry if all(p is None or isinstance(p, int) for p in parts) else None
