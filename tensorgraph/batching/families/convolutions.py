"""Batching rules of convolutions: the images of all examples are one batch, their filters further channels.

Where two arrays are an example's own, as in the gradients of filters of each example, the examples take turns: a step
runs the kernel, which takes one image after the other in any case.
"""

from ...tensor.elementwise.math import maximum
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


def _joined(stack):
    """Join the axis of the examples with the second one of their arrays: (n, b, c, ...) becomes (b, n * c, ...)."""
    moved = stack.dimshuffle(1, 0, *range(2, stack.type.ndim))
    shape = [moved.shape[0], moved.shape[1] * moved.shape[2], *[moved.shape[i] for i in range(3, moved.type.ndim)]]
    return moved.reshape(shape, moved.type.ndim - 1)


def _split(z, n, axis):
    """Split an axis of `z` into that of the examples, which becomes the first one, and the rest."""
    ndim = z.type.ndim
    shape = [z.shape[i] for i in range(ndim)]
    # there may be no example
    length = shape[axis] // maximum(n, 1)
    parts = z.reshape([*shape[:axis], n, length, *shape[axis + 1 :]], ndim + 1)
    return parts.dimshuffle(axis, *[i for i in range(ndim + 1) if i != axis])


@batches(AbstractConv)
def batch_conv(batch, node, images, filters):
    """Convolve the images of all examples with filters of all, or one batch of images with the filters of all."""
    op = _plain(node.op)
    if not filters.is_stack:
        return unfolded(op(folded(images.v), filters.v), batch.n, images.v.shape[1])
    if images.is_stack or op.num_groups > 1 or op.unshared:
        return batch.looped(node, [images, filters])
    return _split(op(images.v, folded(filters.v)), batch.n, 1)


@batches(AbstractConv_gradWeights)
def batch_grad_weights(batch, node, images, top, lengths):
    op = _plain(node.op)
    if lengths.is_stack:
        return None
    if op.num_groups > 1 or op.unshared or images.is_stack and top.is_stack:
        return batch.looped(node, [images, top, lengths])
    if images.is_stack:
        return _split(op(_joined(images.v), top.v, lengths.v), batch.n, 1)
    return _split(op(images.v, _joined(top.v), lengths.v), batch.n, 0)


@batches(AbstractConv_gradInputs)
def batch_grad_inputs(batch, node, filters, top, lengths):
    op = _plain(node.op)
    if lengths.is_stack:
        return None
    if not filters.is_stack:
        return unfolded(op(filters.v, folded(top.v), lengths.v), batch.n, top.v.shape[1])
    if top.is_stack or op.num_groups > 1 or op.unshared:
        return batch.looped(node, [filters, top, lengths])
    # the channels of all examples are those of one filter
    return _split(op(_joined(filters.v), top.v, lengths.v), batch.n, 1)
