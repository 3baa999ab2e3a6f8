"""Batching rules of neural networks' operations: the sequences and images of all examples in one batch."""

from ...tensor.creation.filled import arange
from ...tensor.elementwise.math import switch
from ...tensor.indexing.permutation import ravel_multi_index
from ...tensor.nnet.batchnorm import AbstractBatchNormInference, AbstractBatchNormTrain, AbstractBatchNormTrainGrad
from ...tensor.nnet.blocksparse import SparseBlockGemv, SparseBlockOuter
from ...tensor.nnet.ctc import ConnectionistTemporalClassification
from ...tensor.nnet.neighbours import Images2Neibs, Images2NeibsGrad
from ...tensor.nnet.prepend import Prepend_scalar_constant_to_each_row, Prepend_scalar_to_each_row
from ...tensor.shape.join import join
from ...tensor.signal.fft import _Transform
from ...tensor.signal.poolgrad import Pooling
from ..examples import folded, shared, unfolded
from ..rulebook import batches
from .shape import lengths


@batches(ConnectionistTemporalClassification)
def batch_ctc(batch, node, *given):
    """Score the sequences of all examples: their axis is the second one of the activations."""
    x, labels, counts = [batch.stacked(g) for g in given]
    m = labels.shape[1]
    joined = folded(x.dimshuffle(0, 2, 1, 3)).dimshuffle(1, 0, 2)
    costs, *slopes = node.op.make_node(joined, folded(labels), folded(counts)).outputs
    slopes = [unfolded(g.dimshuffle(1, 0, 2), batch.n, m).dimshuffle(0, 2, 1, 3) for g in slopes]
    return [unfolded(costs, batch.n, m), *slopes]


@batches(SparseBlockGemv)
def batch_block_gemv(batch, node, o, W, h, rows, columns):
    """Multiply the rows of all examples; blocks of an example's own lie behind those of the examples before it."""
    first, x, i, j = [batch.stacked(g) for g in (o, h, rows, columns)]
    if W.is_stack:
        i = _behind(batch, i, W.v.shape[1])
    blocks = folded(W.v) if W.is_stack else W.v
    return unfolded(SparseBlockGemv()(folded(first), blocks, *map(folded, (x, i, j))), batch.n, first.shape[1])


@batches(SparseBlockOuter)
def batch_block_outer(batch, node, o, x, y, rows, columns, alpha):
    """Add to the blocks of all examples, which lie one after the other."""
    sums, x, y, i, j = [batch.stacked(g) for g in (o, x, y, rows, columns)]
    n, one = sums.shape[1], alpha.v
    if alpha.is_stack:
        x, one = x * alpha.v.dimshuffle(0, "x", "x", "x"), None
    i = _behind(batch, i, n)
    return unfolded(SparseBlockOuter()(folded(sums), *map(folded, (x, y, i, j)), one), batch.n, n)


def _behind(batch, places, n):
    """Return the places of all examples' blocks, of which each has `n`."""
    places = switch(places < 0, places + n, places)
    return ravel_multi_index((arange(batch.n).dimshuffle(0, "x", "x"), places), (batch.n, n))


@batches(Prepend_scalar_constant_to_each_row, Prepend_scalar_to_each_row)
def batch_prepend(batch, node, *given):
    x = batch.stacked(given[-1])
    value = batch.stacked(given[0]) if len(given) == 2 else x.zeros_like()[:, 0, 0] + node.op.val
    column = value.astype(x.type.dtype).dimshuffle(0, "x", "x") + x[:, :, :1] * 0
    return join(2, column, x)


@batches(AbstractBatchNormTrain, AbstractBatchNormInference, AbstractBatchNormTrainGrad)
def batch_batchnorm(batch, node, *given):
    """Normalize each example by itself, over the same axes."""
    arrays = [i for i, v in enumerate(node.inputs) if v.type.ndim]
    if any(g.is_stack for i, g in enumerate(given) if i not in arrays):
        return None
    inputs = [batch.stacked(g) if i in arrays else g.v for i, g in enumerate(given)]
    return type(node.op)(tuple([axis + 1 for axis in node.op.axes]))(*inputs, return_list=True)


@batches(Pooling)
def batch_pooling(batch, node, *given):
    """Pool the last axes of stacks."""
    images, windows = given[:-3], given[-3:]
    if not shared(*windows):
        return None
    return node.op(*[batch.stacked(g) for g in images], *[g.v for g in windows])


@batches(Images2Neibs)
def batch_images2neibs(batch, node, x, *windows):
    if not shared(*windows):
        return None
    own = [g.v for g in windows]
    # there may be no example whose patches could be counted
    ((count, _),) = node.op.infer_shape(node.clone_with_new_inputs([node.inputs[0], *own]), [lengths(x.v)])
    return unfolded(node.op(folded(x.v), *own), batch.n, count)


@batches(Images2NeibsGrad)
def batch_neibs2images(batch, node, neibs, shape, *windows):
    """Put the patches of all examples back, into the images of all."""
    if not shared(shape, *windows):
        return None
    count = shape.v[0]
    longer = join(0, (count * batch.n).dimshuffle("x"), shape.v[1:])
    return unfolded(node.op(folded(neibs.v), longer, *[g.v for g in windows]), batch.n, count)


@batches(_Transform)
def batch_fft(batch, node, x, counts):
    if counts.is_stack:
        return None
    return unfolded(node.op(folded(x.v), counts.v), batch.n, x.v.shape[1])
