"""Batching rules of the softmax family: the rows of all examples in one matrix."""

from ...tensor.nnet.crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropyCategorical1HotGrad,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
)
from ...tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias
from ..examples import folded, unfolded
from ..rulebook import Given, batches


def by_rows(batch, node, given):
    """Apply an operation on the first axis of its inputs to those of all examples in one."""
    stacks = [batch.stacked(g) for g in given]
    m = stacks[-1].shape[1]
    return [unfolded(z, batch.n, m) for z in node.op.make_node(*map(folded, stacks)).outputs]


@batches(Softmax, LogSoftmax, SoftmaxGrad, CrossentropyCategorical1Hot, CrossentropyCategorical1HotGrad)
def batch_rows(batch, node, *given):
    return by_rows(batch, node, given)


@batches(SoftmaxWithBias)
def batch_softmax_with_bias(batch, node, *given):
    return batch.expanded(lambda x, b: Softmax()(x + b), given, node)


@batches(CrossentropySoftmaxArgmax1HotWithBias)
def batch_crossentropy(batch, node, x, b, labels):
    """Compute the losses of all rows: an example's own bias is added to them first."""
    if b.is_stack:
        x = Given(batch.stacked(x) + b.v.dimshuffle(0, "x", 1), True)
        b = Given(b.v[:0].sum(axis=0), False)
    rows, y = batch.stacked(x), batch.stacked(labels)
    found = node.op(folded(rows), b.v, folded(y))
    return [unfolded(z, batch.n, rows.shape[1]) for z in found]


@batches(CrossentropySoftmax1HotWithBiasDx)
def batch_crossentropy_dx(batch, node, dy, sm, labels):
    """Give each row its gradient of the loss, where an example has one for all of its rows."""
    stacks = [batch.stacked(g) for g in (sm, labels)]
    m = stacks[0].shape[1]
    scale = batch.stacked(dy)
    if scale.type.ndim == 1:
        scale = scale.dimshuffle(0, "x") + stacks[1] * 0
    return unfolded(node.op(folded(scale), *map(folded, stacks)), batch.n, m)
