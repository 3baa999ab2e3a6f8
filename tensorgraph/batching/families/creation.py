"""Batching rules of operations that make arrays, or select what depends on values."""

from ...tensor.creation.alloc import Alloc, AllocEmpty
from ...tensor.creation.bartlett import Bartlett
from ...tensor.creation.diag import AllocDiag, ExtractDiag
from ...tensor.creation.eye import Eye, Tri
from ...tensor.creation.fill_diagonal import FillDiagonal, FillDiagonalOffset
from ...tensor.creation.filled import ARange, arange
from ...tensor.elementwise.math import and_, eq, le, switch
from ...tensor.indexing.selection import Nonzero
from ...tensor.indexing.type_other import MakeSlice
from ...tensor.sorting.counting import Unique
from ..rulebook import NotBatched, batches


@batches(Alloc)
def batch_alloc(batch, node, value, *shape):
    if any(g.is_stack for g in shape):
        raise NotBatched(node)
    return Alloc()(batch.aligned(value, len(shape)), batch.n, *[g.v for g in shape])


@batches(AllocEmpty, ARange, Bartlett, Nonzero, Unique, MakeSlice)
def batch_uneven(batch, node, *given):
    """Refuse what has another shape for each example."""
    raise NotBatched(node)


@batches(Eye, Tri)
def batch_pattern(batch, node, n, m, k):
    """Compare the number of the diagonal of each element with that of the example."""
    if n.is_stack or m.is_stack:
        raise NotBatched(node)
    diagonal = arange(m.v).dimshuffle("x", "x", 0) - arange(n.v).dimshuffle("x", 0, "x")
    compare = eq if isinstance(node.op, Eye) else le
    return compare(diagonal, k.v.dimshuffle(0, "x", "x")).astype(node.op.dtype)


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
