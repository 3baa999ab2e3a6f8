"""Batching rules of convolutions: the images of all examples are one batch, their filters further channels.

Where two arrays are an example's own, as in the gradients of filters of each example, the examples take turns: a step
runs the kernel, which takes one image after the other in any case.
"""

from ...tensor.nnet.conv.abstract import AbstractConv, AbstractConv_gradInputs, AbstractConv_gradWeights
from ..examples import folded, unfolded
from ..rulebook import batches


def _plain(op):
    """Return the operation without known shapes, which are those of one example."""
    if op.imshp == (None,) * len(op.imshp) and op.kshp == (None,) * len(op.kshp):
        return op
    made = type(op).__new__(type(op))
    made.__dict__.update(op.__dict__)
    made.imshp, made.kshp = (None,) * len(op.imshp), (None,) * len(op.kshp)
    return made


def _joined(stack, axis, groups):
    """Join the axis of the examples with another one of their arrays, within each group of channels.

    With the second axis and one group, (n, b, c, ...) becomes (b, n * c, ...).
    """
    ndim = stack.type.ndim - 1
    shape = [stack.shape[i + 1] for i in range(ndim)]
    parts = stack.reshape([stack.shape[0], *shape[:axis], groups, shape[axis] // groups, *shape[axis + 1 :]], ndim + 2)
    moved = parts.dimshuffle(*range(1, axis + 2), 0, *range(axis + 2, ndim + 2))
    return moved.reshape([*shape[:axis], stack.shape[0] * shape[axis], *shape[axis + 1 :]], ndim)


def _split(z, n, axis, length, groups):
    """Split an axis of `z` into that of the `n` examples, which becomes the first one, and one of a length."""
    ndim = z.type.ndim
    shape = [z.shape[i] for i in range(ndim)]
    parts = z.reshape([*shape[:axis], groups, n, length // groups, *shape[axis + 1 :]], ndim + 2)
    moved = parts.dimshuffle(axis + 1, *[i for i in range(ndim + 2) if i != axis + 1])
    return moved.reshape([n, *shape[:axis], length, *shape[axis + 1 :]], ndim + 1)


def _channels(op):
    """Return the axis of the channels of images in filters."""
    return 1 + op.convdim if op.unshared else 1


@batches(AbstractConv)
def batch_conv(batch, node, images, filters):
    """Convolve the images of all examples with filters of all, or one batch of images with the filters of all."""
    op = _plain(node.op)
    if not filters.is_stack:
        return unfolded(op(folded(images.v), filters.v), batch.n, images.v.shape[1])
    if images.is_stack:
        return batch.looped(node, [images, filters])
    return _split(op(images.v, _joined(filters.v, 0, op.num_groups)), batch.n, 1, filters.v.shape[1], op.num_groups)


@batches(AbstractConv_gradWeights)
def batch_grad_weights(batch, node, images, top, lengths):
    op = _plain(node.op)
    if lengths.is_stack:
        return None
    if images.is_stack and top.is_stack:
        return batch.looped(node, [images, top, lengths])
    if images.is_stack:
        filters = op(_joined(images.v, 1, op.num_groups), top.v, lengths.v)
        return _split(filters, batch.n, _channels(op), images.v.shape[2] // op.num_groups, 1)
    filters = op(images.v, _joined(top.v, 1, op.num_groups), lengths.v)
    return _split(filters, batch.n, 0, top.v.shape[2], op.num_groups)


@batches(AbstractConv_gradInputs)
def batch_grad_inputs(batch, node, filters, top, lengths):
    op = _plain(node.op)
    if lengths.is_stack:
        return None
    if not filters.is_stack:
        return unfolded(op(filters.v, folded(top.v), lengths.v), batch.n, top.v.shape[1])
    if top.is_stack:
        return batch.looped(node, [filters, top, lengths])
    # the channels of all examples are those of one filter
    channels = filters.v.shape[1 + _channels(op)] * op.num_groups
    images = op(_joined(filters.v, _channels(op), 1), top.v, lengths.v)
    return _split(images, batch.n, 1, channels, op.num_groups)
