"""Batching rules of random draws: each example gets numbers of its own, from one stream."""

from ...tensor.random.generator import GeneratorFunction
from ...tensor.random.mrg import mrg_uniform_base
from ...tensor.random.multinomial import MultinomialFromUniform
from ...tensor.random.randomstate import RandomFunction
from ...tensor.shape.join import join
from ...tensor.types.constant import constant
from ...tensor.types.type import TensorType
from ..examples import Given, folded, unfolded
from ..rulebook import batches


@batches(mrg_uniform_base, draws=True)
def batch_uniform(batch, node, state, size):
    """Draw the numbers of all examples, one example after the other."""
    if size.is_stack:
        raise _cannot_draw(node, "the shape of a draw must be the same for all examples")
    kind = node.op.output_type
    more = type(node.op)(TensorType(kind.dtype, (False, *kind.broadcastable)), node.op.inplace)
    return _drawn(batch, node, more(state.v, _longer(batch, size.v), return_list=True))


@batches(RandomFunction, GeneratorFunction, draws=True)
def batch_draw(batch, node, state, size, *parameters):
    """Draw for all examples, by parameters whose axes are aligned from the last one on."""
    op = node.op
    rank = op.outtype.ndim
    if size.is_stack:
        raise _cannot_draw(node, "the shape of a draw must be the same for all examples")
    if callable(op.fn) or op.ndim_added:
        raise _cannot_draw(node, "it draws whole arrays by parameters of one example")
    lengths = size.v if len(getattr(size.v, "data", "?")) or not rank else _lengths(rank, parameters)
    more = type(op)(op.fn, TensorType(op.outtype.dtype, (False, *op.outtype.broadcastable)), op.inplace)
    aligned = [batch.aligned(g, rank) if g.is_stack else g.v for g in parameters]
    return _drawn(batch, node, more(state.v, _longer(batch, lengths), *aligned, return_list=True))


def _cannot_draw(node, why):
    return NotImplementedError(
        f"vmap cannot draw for each example by {node.op}: {why}.\nhint: draw outside of the mapped function, for all "
        "examples at once, and map over the draws"
    )


def _lengths(rank, parameters):
    """Return the shape of one example's draw, that of its parameters."""
    found = [constant(1, dtype="int64")] * rank
    for g in parameters:
        own = g.v.type.ndim - g.is_stack
        for i in range(own):
            if not g.v.type.broadcastable[i + g.is_stack]:
                found[rank - own + i] = g.v.shape[i + g.is_stack]
    return join(0, *[n.dimshuffle("x") for n in found])


def _longer(batch, size):
    return join(0, batch.n.dimshuffle("x"), size.astype("int64"))


def _drawn(batch, node, found):
    """Return the new state, which belongs to all examples, and the stack of samples."""
    state, sample = found
    if node.inputs[0] in batch.fresh:
        batch.fresh.add(node.outputs[0])
    return [Given(state, False), sample]


@batches(MultinomialFromUniform)
def batch_multinomial(batch, node, pvals, unis, n):
    """Draw for the rows of all examples: uniform numbers are ordered draw by draw, then row by row."""
    if n.is_stack:
        return None
    rows, draws = batch.stacked(pvals), batch.stacked(unis)
    m = rows.shape[1]
    ordered = draws.reshape([batch.n, n.v, m], 3).dimshuffle(1, 0, 2).reshape([draws.size], 1)
    return unfolded(node.op(folded(rows), ordered, n.v), batch.n, m)
