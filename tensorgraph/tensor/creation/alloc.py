"""Arrays of a given shape, filled with a value or uninitialised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.equal import equal_computations
from ...graph.messages.called import with_type
from ...graph.op import Op, linear_R_op
from ...printing.precedence import FunctionPrinter
from ...scalar.dtypes import dtype_name, is_discrete
from ..elementwise.math import eq, switch
from ..shape.dimshuffle import DimShuffle, spread_order
from ..types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from ..types.type import output

if TYPE_CHECKING:
    from typing import Any

    from ...typing import DType, TensorLike


def float_or(dtype):
    """Return the name of a dtype; None and ``"floatX"`` are the configured float type."""
    return config.floatX if dtype is None else dtype_name(dtype)


def _validated_shape(shape, op):
    """Return the lengths as 0-d tensors, and flags for those known to be 1."""
    shape = [as_tensor_variable(n) for n in shape]
    flags = []
    for i, n in enumerate(shape):
        if not is_discrete(n.type.dtype):
            raise TypeError(f"Shape arguments to {op} must be integers, but argument {i} is not: {n} has {n.type}")
        if n.type.ndim:
            raise TypeError(f"Each shape dimension to {op} must be a scalar, but dimension {i} have {n.type.ndim} "
                            f"dimensions: {n}")
        try:
            flags.append(bool(get_scalar_constant_value(n) == 1))
        except NotScalarConstantError:
            flags.append(False)
    return shape, tuple(flags)


def lengths_of(values):
    """Return the values of 0-d arrays as a tuple of ints."""
    return tuple([int(n) for n in values])


class Alloc(Op):
    """An array of a given shape, filled with a broadcast value: ``alloc(value, *shape)``.

    Parameters
    ----------
    value : tensor_like
        Its axes are the last ones of the result.
    *shape : int or integer scalar
        One for each axis.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.alloc(1.0, 2, 2).eval()
    array([[1., 1.],
           [1., 1.]], dtype=float32)
    """

    __props__ = ()
    printer = FunctionPrinter("alloc")

    def make_node(self, value: TensorLike, *shape: TensorLike) -> Apply:
        value = as_tensor_variable(value)
        shape, flags = _validated_shape(shape, self)
        if value.type.ndim > len(shape):
            raise TypeError(
                f"The Alloc value to use has more dimensions than the specified dimensions: {with_type(value)}, of "
                f"{value.type.ndim}, for {len(shape)} lengths"
            )
        return Apply(self, (value, *shape), (output(value.type.dtype, flags),))

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        value, *shape = inputs
        z = np.empty(lengths_of(shape), dtype=value.dtype)
        z[...] = value
        output_storage[0][0] = z

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [tuple([n if n.type.dtype == "int64" else n.astype("int64") for n in node.inputs[1:]])]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        return [[True]] + [[False]] * (len(node.inputs) - 1)

    def grad(self, inputs: list[Any], output_grads: list[Any]) -> list[Any]:
        """Return the gradient of the value, summed over the broadcast axes."""
        value, *shape = inputs
        gz = as_tensor_variable(output_grads[0])
        extra = gz.type.ndim - value.type.ndim
        flags = value.type.broadcastable
        gz, summed = _repeats_apart(gz, value, shape, extra)
        gx = gz.sum(axis=summed)
        if any(flags):
            gx = gx.dimshuffle(spread_order(value.type.ndim, [i for i, b in enumerate(flags) if b]))
        return [gx] + [DisconnectedType()() for _ in shape]

    R_op = linear_R_op

    def do_constant_folding(self, node: Apply) -> bool:
        # repeating a number is cheaper than storing the result
        return False


def _repeats_apart(gz, value, shape, extra):
    """Return the gradient of an alloc with its repetitions on axes of their own, and these axes.

    What the type does not call broadcastable may be of length 1 at run time. That axis becomes two: of lengths
    ``(n, 1)`` or, where the value is as long as the result, ``(1, n)``.
    """
    lengths, summed = [gz.shape[i] for i in range(extra)], list(range(extra))
    for i, one in enumerate(value.type.broadcastable):
        n, own = gz.shape[extra + i], value.shape[i]
        known = one or equal_computations([as_tensor_variable(shape[extra + i])], [_length_before(value, i)])
        if one or not known:
            summed.append(len(lengths))
        lengths += [n] if known else [switch(eq(own, 1), n, 1), own]
    return gz if len(lengths) == gz.type.ndim else gz.reshape(lengths), summed


def _length_before(v, axis):
    """Return the length of an axis as that of the tensor to which axes were added, or whose axes were moved."""
    while v.owner is not None and isinstance(v.owner.op, DimShuffle):
        v, axis = v.owner.inputs[0], v.owner.op.new_order[axis]
    return v.shape[axis]


class AllocEmpty(Op):
    """An uninitialised array of a given shape.

    Parameters
    ----------
    dtype : str
    """

    __props__ = ("dtype",)

    def __init__(self, dtype: DType) -> None:
        self.dtype = float_or(dtype)

    def make_node(self, *shape):
        shape, flags = _validated_shape(shape, self)
        return Apply(self, shape, (not_set(output(self.dtype, flags)),))

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.empty(lengths_of(inputs), dtype=self.dtype)

    def infer_shape(self, node, shapes):
        return [tuple([n if n.type.dtype == "int64" else n.astype("int64") for n in node.inputs])]

    def connection_pattern(self, node):
        return [[False]] * len(node.inputs)

    def grad(self, inputs, output_grads):
        return [DisconnectedType()() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [alloc(np.zeros((), self.dtype), *inputs)]

    def do_constant_folding(self, node):
        return False


def not_set(v):
    """Mark `v` as partly uninitialised, so that no mode checks or compares its elements, and return it."""
    v.tag.nan_guard_mode_check = False
    v.tag.values_eq_approx = _same_shape
    return v


def _same_shape(a, b):
    return a.shape == b.shape and a.dtype == b.dtype


alloc = Alloc()
