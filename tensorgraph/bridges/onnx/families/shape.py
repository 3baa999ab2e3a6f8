"""Shapes: their lengths, arrays in other shapes, and arrays made of numbers."""

import numpy as np
from onnx import numpy_helper

from ....gradient.barriers import GradientBarrier
from ....lowering.copies import DeepCopyOp, ViewOp
from ....printing.printop import Print
from ....tensor.creation.alloc import Alloc, AllocEmpty
from ....tensor.creation.filled import ARange
from ....tensor.shape.assertion import Assert
from ....tensor.shape.contiguous import CpuContiguous
from ....tensor.shape.dimshuffle import DimShuffle
from ....tensor.shape.join import Join, Split, constant_axis
from ....tensor.shape.rebroadcast import Rebroadcast
from ....tensor.shape.reshape import Reshape
from ....tensor.shape.shape import Shape, Shape_i, SpecifyShape
from ....tensor.sorting.counting import _NonNegative
from ....tensor.types.scalars import MakeVector
from ..builder import WIDE
from ..conversion import converts, refusal


@converts(ViewOp, DeepCopyOp, CpuContiguous, Rebroadcast, SpecifyShape, Assert, GradientBarrier, Print, _NonNegative)
def convert_same(model, node, x, *_):
    return x


@converts(Shape)
def convert_shape(model, node, x):
    return model.add("Shape", x)


@converts(Shape_i)
def convert_length(model, node, x):
    return number_of(model, model.add("Shape", x, start=node.op.i, end=node.op.i + 1))


def number_of(model, vector):
    """Return the only element of a vector."""
    return model.add("Squeeze", vector, model.integers(0))


def vector_of(model, names, dtypes=None, dtype="int64"):
    """Return a vector of numbers."""
    if not names:
        return model.constant([], dtype)
    dtypes = dtypes or [dtype] * len(names)
    parts = [model.add("Unsqueeze", model.cast(x, d, dtype), model.integers(0)) for x, d in zip(names, dtypes)]
    return model.add("Concat", *parts, axis=0)


@converts(MakeVector)
def convert_vector(model, node, *names):
    return vector_of(model, names, [v.type.dtype for v in node.inputs], node.op.dtype)


@converts(DimShuffle)
def convert_dimshuffle(model, node, x):
    op = node.op
    if op.drop:
        x = model.add("Squeeze", x, model.integers(*op.drop))
    left = [i for i in range(len(op.input_broadcastable)) if i not in op.drop]
    order = [left.index(i) for i in op.shuffle]
    if order != sorted(order):
        x = model.add("Transpose", x, perm=order)
    return model.add("Unsqueeze", x, model.integers(*op.augment)) if op.augment else x


@converts(Reshape)
def convert_reshape(model, node, x, shape):
    """A length of 0 means the input's unless `allowzero` is set, with which -1 is refused."""
    v, lengths = node.inputs
    constant = getattr(lengths, "data", None)
    if constant is not None and 0 not in constant:
        return model.add("Reshape", x, model.cast(shape, lengths.type.dtype, "int64"), allowzero=0)
    (found,) = node.op.infer_shape(node, [[Shape_i(i)(v) for i in range(v.type.ndim)], None])
    names = model.compute(list(found))
    return model.add("Reshape", x, vector_of(model, names, [n.type.dtype for n in found]), allowzero=1)


@converts(Alloc)
def convert_alloc(model, node, value, *lengths):
    shape = vector_of(model, lengths, [v.type.dtype for v in node.inputs[1:]])
    if any(getattr(n, "data", None) == 0 for n in node.inputs[1:]):
        # onnxruntime 1.32 leaves out an Expand to what has no elements
        return _zeros(model, shape, node.outputs[0].type.dtype)
    return model.add("Expand", value, shape)


@converts(AllocEmpty)
def convert_alloc_empty(model, node, *lengths):
    return _zeros(model, vector_of(model, lengths, [v.type.dtype for v in node.inputs]), node.op.dtype)


def _zeros(model, shape, dtype):
    return model.add("ConstantOfShape", shape, value=numpy_helper.from_array(np.zeros(1, dtype)))


@converts(ARange)
def convert_arange(model, node, *bounds):
    dtype = node.op.dtype
    inside = WIDE.get(dtype, dtype)
    given = [model.cast(x, v.type.dtype, inside) for x, v in zip(bounds, node.inputs)]
    return model.cast(model.add("Range", *given), inside, dtype)


@converts(Join)
def convert_join(model, node, axis, *parts):
    known = _axis(node, node.inputs[0])
    dtype = node.outputs[0].type.dtype
    parts = [model.cast(x, v.type.dtype, dtype) for x, v in zip(parts, node.inputs[1:])]
    return model.add("Concat", *parts, axis=known)


@converts(Split)
def convert_split(model, node, x, axis, sizes):
    sizes = model.cast(sizes, node.inputs[2].type.dtype, "int64")
    n = node.op.len_splits
    found = model.add("Split", x, sizes, axis=_axis(node, node.inputs[1]), outputs=n)
    return found if isinstance(found, list) else [found]


def _axis(node, v):
    known = constant_axis(v)
    if known is None:
        raise refusal(node, "ONNX needs an axis that is constant")
    return known
