"""Shapes: their lengths, and arrays in other shapes."""

import jax.numpy as jnp
import numpy as np

from ....errors import ShapeMismatch
from ....lowering.copies import DeepCopyOp, ViewOp
from ....tensor.shape.assertion import Assert, Raise
from ....tensor.shape.contiguous import CpuContiguous
from ....tensor.shape.dimshuffle import DimShuffle
from ....tensor.shape.join import Join, Split
from ....tensor.shape.rebroadcast import Rebroadcast
from ....tensor.shape.repeat import RepeatOp
from ....tensor.shape.reshape import Reshape, without_examples
from ....tensor.shape.shape import Shape, Shape_i, SpecifyShape
from ....tensor.types.scalars import MakeVector
from ..conversion import converts
from ..knowledge import array, is_concrete, lengths, number, numbers


@converts(Shape)
def convert_shape(node, x):
    return np.array(x.shape, dtype="int64")


@converts(Shape_i)
def convert_length(node, x):
    return np.array(x.shape[node.op.i], dtype="int64")


@converts(Rebroadcast)
def convert_rebroadcast(node, x):
    for axis, flag in node.op.axis.items():
        if flag and x.shape[axis] != 1:
            raise ValueError(f"Dimension {axis} in Rebroadcast's input was supposed to be 1, not {x.shape[axis]}")
    return x


@converts(ViewOp, DeepCopyOp, CpuContiguous)
def convert_copy(node, x):
    return x


@converts(SpecifyShape)
def convert_specify_shape(node, x, wanted):
    for i, (n, w) in enumerate(zip(x.shape, numbers(node, wanted, "a shape"), strict=True)):
        if n != w:
            raise ShapeMismatch(i, n, int(w))
    return x


@converts(Assert)
def convert_assert(node, x, *conditions):
    # what JAX traces cannot be checked
    if not all(np.all(numbers(node, c, "a condition")) for c in conditions if is_concrete(c)):
        raise node.op.error()
    return x


@converts(Raise)
def convert_raise(node, x):
    raise node.op.exc(node.op.msg)


@converts(DimShuffle)
def convert_dimshuffle(node, x):
    op = node.op
    for i in op.drop:
        if x.shape[i] != 1:
            raise ValueError(f"DimShuffle drops axis {i}, but its length is {x.shape[i]}, not 1")
    z = jnp.transpose(x, op.transposition).reshape([x.shape[i] for i in op.shuffle])
    return jnp.expand_dims(z, op.augment)


@converts(Reshape)
def convert_reshape(node, x, shape):
    shape = lengths(node, shape)
    return jnp.reshape(x, shape if x.size else without_examples(x.shape, tuple(shape)))


@converts(Join)
def convert_join(node, axis, *parts):
    dtype = node.outputs[0].type.dtype
    return jnp.concatenate([array(x, dtype) for x in parts], axis=number(node, axis, "the axis of a join"))


@converts(Split)
def convert_split(node, x, axis, sizes):
    axis, sizes = number(node, axis, "the axis of a split"), lengths(node, sizes)
    if len(sizes) != node.op.len_splits or sum(sizes) != x.shape[axis] or min(sizes, default=0) < 0:
        raise ValueError(f"The splits {sizes} are no parts of axis {axis}, of length {x.shape[axis]}")
    return jnp.split(x, np.cumsum(sizes)[:-1].tolist(), axis=axis)


@converts(MakeVector)
def convert_vector(node, *values):
    return jnp.stack([array(x, node.op.dtype) for x in values])


@converts(RepeatOp)
def convert_repeat(node, x, repeats):
    repeats = numbers(node, repeats, "the number of repetitions")
    axis = node.op.axis
    x, axis = (x.reshape(-1), 0) if axis is None else (x, axis)
    # the row that each row of the result is read from
    return jnp.take(x, np.repeat(np.arange(x.shape[axis]), repeats), axis=axis)
