"""Shapes, the order of axes, joining and splitting."""

import numpy as np

from .... import tensor as T
from ....tensor.shape.dimshuffle import DimShuffle
from ..conversion import converts


@converts("tensor.DimShuffle")
def convert_dimshuffle(op, node, x):
    dropped = [i for i in range(x.type.ndim) if i not in op.new_order and not x.type.broadcastable[i]]
    if dropped:
        x = T.addbroadcast(x, *dropped)
    return DimShuffle(x.type.broadcastable, op.new_order)(x)


@converts("tensor.Shape")
def convert_shape(op, node, x):
    return _lengths(x.shape, node.inputs[0])


@converts("tensor.Shape_i")
def convert_shape_i(op, node, x):
    known = node.inputs[0].type.shape[op.i]
    return x.shape[op.i] if known is None else T.constant(known, dtype="int64")


@converts("tensor.Reshape")
def convert_reshape(op, node, x, shape):
    if node.inputs[0].type.shape == node.outputs[0].type.shape and None not in node.outputs[0].type.shape:
        return x
    return T.reshape(x, _lengths(shape, node.outputs[0]), ndim=node.outputs[0].type.ndim)


def _lengths(shape, v):
    """Return a shape with the lengths that PyTensor knows of a variable."""
    static = getattr(v.type, "shape", ())
    if all(n is None for n in static):
        return shape
    if None not in static:
        return T.constant(np.array(static, "int64"))
    return _vector([shape[i] if n is None else n for i, n in enumerate(static)])


@converts("tensor.JoinDims")
def convert_join_dims(op, node, x):
    start, stop = op.start_axis, op.start_axis + op.n_axes
    shape = [x.shape[i] for i in range(x.type.ndim)]
    joined = 1
    for n in shape[start:stop]:
        joined = joined * n
    return T.reshape(x, _vector([*shape[:start], joined, *shape[stop:]]), ndim=node.outputs[0].type.ndim)


@converts("tensor.SplitDims")
def convert_split_dims(op, node, x, shape):
    ndim = node.outputs[0].type.ndim
    parts = [shape[i] for i in range(ndim - x.type.ndim + 1)]
    lengths = [x.shape[i] for i in range(x.type.ndim)]
    return T.reshape(x, _vector([*lengths[: op.axis], *parts, *lengths[op.axis + 1:]]), ndim=ndim)


def _vector(lengths):
    lengths = [T.cast(T.as_tensor_variable(n), "int64") for n in lengths]
    return T.stack(lengths) if lengths else T.constant([], dtype="int64")


@converts("tensor.SpecifyShape")
def convert_specify_shape(op, node, x, *shape):
    if not shape or all(n is None for n in shape):
        return x
    return T.specify_shape(x, [x.shape[i] if n is None else n for i, n in enumerate(shape)])


@converts("tensor.MakeVector")
def convert_make_vector(op, node, *inputs):
    dtype = node.outputs[0].type.dtype
    if not inputs:
        return T.constant([], dtype=dtype)
    return T.stack([T.cast(x, dtype) for x in inputs])


@converts("tensor.TensorFromScalar", "tensor.ScalarFromTensor", "compile.ViewOp", "compile.DeepCopyOp",
          "gradient.ZeroGrad", "gradient.DisconnectedGrad", "gradient.GradClip", "gradient.GradScale",
          "tensor.CpuContiguous", "tensor.Unbroadcast", "assumptions.SpecifyAssumptions", "compile.OutputGuard",
          "xtensor.TensorFromXTensor", "xtensor.XTensorFromTensor", "xtensor.Rename")
def convert_identity(op, node, x, *_):
    return x


@converts("tensor.Join")
def convert_join(op, node, *inputs):
    axis, arrays = _axis(op, inputs)
    return T.join(axis, *arrays)


@converts("tensor.Split")
def convert_split(op, node, x, *rest):
    axis, (sizes,) = _axis(op, rest)
    parts = T.split(x, sizes, op.len_splits, axis=axis)
    return parts if isinstance(parts, list) else [parts]


def _axis(op, inputs):
    """Return the axis, which is a parameter or, in older versions, the first of inputs, and the others."""
    return (op.axis, inputs) if hasattr(op, "axis") else (inputs[0], inputs[1:])


@converts("tensor.Repeat")
def convert_repeat(op, node, x, repeats):
    return T.repeat(x, repeats, axis=op.axis)
