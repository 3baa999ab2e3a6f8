"""Batching rules of operations that make arrays, or select what depends on values."""

from ...tensor.creation.alloc import Alloc, AllocEmpty
from ...tensor.creation.bartlett import Bartlett
from ...tensor.creation.diag import AllocDiag, ExtractDiag
from ...tensor.creation.eye import _Pattern
from ...tensor.creation.fill_diagonal import FillDiagonal, FillDiagonalOffset
from ...tensor.creation.filled import ARange, arange
from ...tensor.elementwise.math import and_, eq, switch
from ...tensor.indexing.selection import Nonzero
from ...tensor.indexing.type_other import MakeSlice
from ...tensor.sorting.counting import Unique
from ..rulebook import NotBatched, batches


@batches(Alloc)
def batch_alloc(batch, node, value, *shape):
    if any(g.is_stack for g in shape):
        raise NotBatched(node)
    return Alloc()(batch.aligned(value, len(shape)), batch.n, *[g.v for g in shape])


@batches(AllocEmpty, ARange, Bartlett, _Pattern, Nonzero, Unique, MakeSlice)
def batch_uneven(batch, node, *given):
    """Refuse what has another shape for each example."""
    raise NotBatched(node)


@batches(ExtractDiag)
def batch_extract_diag(batch, node, x):
    op, ndim = node.op, node.inputs[0].type.ndim
    return ExtractDiag(op.offset, op.axis1 % ndim + 1, op.axis2 % ndim + 1, op.view)(x.v)


@batches(AllocDiag)
def batch_alloc_diag(batch, node, x):
    op, ndim = node.op, node.outputs[0].type.ndim
    return AllocDiag(op.offset, op.axis1 % ndim + 1, op.axis2 % ndim + 1)(x.v)


@batches(FillDiagonal, FillDiagonalOffset)
def batch_fill_diagonal(batch, node, *given):
    """Write the value where the indices along all axes are equal, or differ by the offset."""

    def build(a, value, offset=0):
        ndim = a.type.ndim
        first, *others = [arange(a.shape[i]).dimshuffle(*["x"] * i, 0, *["x"] * (ndim - 1 - i)) for i in range(ndim)]
        there = eq(others[0] - first, offset)
        for place in others[1:]:
            there = and_(there, eq(place, first))
        return switch(there, value, a)

    return batch.expanded(build, given, node)
