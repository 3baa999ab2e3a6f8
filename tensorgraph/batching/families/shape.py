"""Batching rules of shapes, and of operations that rearrange axes: by arithmetic on axes."""

from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import Join, Split, constant_axis, join
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.repeat import RepeatOp
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import Shape, Shape_i, SpecifyShape
from ...tensor.types.constant import as_tensor_variable
from ..examples import Given
from ..rulebook import NotBatched, batches


def lengths(v):
    """Return the lengths of an example's array, of a stack of them."""
    return [v.shape[i] for i in range(1, v.type.ndim)]


@batches(Shape)
def batch_shape(batch, node, x):
    """Return the shape of one example: it is that of all."""
    return Given(x.v.shape[1:], False)


@batches(Shape_i)
def batch_shape_i(batch, node, x):
    return Given(Shape_i(node.op.i + 1)(x.v), False)


@batches(SpecifyShape)
def batch_specify_shape(batch, node, x, shape):
    if shape.is_stack:
        raise NotBatched(node)
    return node.op(x.v, join(0, x.v.shape[:1], shape.v.astype("int64")))


@batches(DimShuffle)
def batch_dimshuffle(batch, node, x):
    return x.v.dimshuffle([0, *["x" if i == "x" else i + 1 for i in node.op.new_order]])


@batches(Rebroadcast)
def batch_rebroadcast(batch, node, x):
    return Rebroadcast(*[(axis + 1, flag) for axis, flag in node.op.axis.items()])(x.v)


@batches(Reshape)
def batch_reshape(batch, node, x, shape):
    """Reshape each example: a length of -1 is found from one of them, as there may be none."""
    if shape.is_stack:
        raise NotBatched(node)
    one = node.clone_with_new_inputs([node.inputs[0], shape.v])
    (found,) = node.op.infer_shape(one, [lengths(x.v)])
    return x.v.reshape([batch.n, *found], node.op.ndim + 1)


@batches(Join)
def batch_join(batch, node, axis, *given):
    """Join stacks along an axis that is known when the graph is built."""
    place = _known_axis(axis, node.inputs[1].type.ndim)
    return None if place is None else join(place, *[batch.stacked(g) for g in given])


@batches(Split)
def batch_split(batch, node, x, axis, sizes):
    place = _known_axis(axis, node.inputs[0].type.ndim)
    if sizes.is_stack:
        raise NotBatched(node)
    if place is None:
        return None
    return node.op(x.v, place, sizes.v, return_list=True)


def _known_axis(axis, ndim):
    """Return the axis of a stack that is `axis` of an example, or None if that is not known."""
    known = None if axis.is_stack else constant_axis(as_tensor_variable(axis.v))
    return None if known is None else known % ndim + 1


@batches(RepeatOp)
def batch_repeat(batch, node, x, repeats):
    if repeats.is_stack:
        raise NotBatched(node)
    if node.op.axis is None:
        return RepeatOp(1)(flat(batch, x.v), repeats.v)
    return RepeatOp(node.op.axis % node.inputs[0].type.ndim + 1)(x.v, repeats.v)


def flat(batch, x):
    """Flatten the array of each example."""
    if x.type.ndim == 2:
        return x
    size = as_tensor_variable(1, ndim=0).astype("int64")
    for n in lengths(x):
        size = size * n
    return x.reshape([batch.n, size], 2)
