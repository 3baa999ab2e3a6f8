"""Batching rules of operations that make arrays; where examples differ in length, nothing can be stacked."""

from ..tensor.creation.alloc import Alloc
from ..tensor.creation.diag import AllocDiag, ExtractDiag
from ..tensor.creation.fill_diagonal import FillDiagonalOffset
from ..tensor.creation.filled import arange
from ..tensor.elementwise.math import eq, switch
from .table import batches


@batches(Alloc)
def batch_alloc(batch, node, value, *shape):
    if any(g.is_stack for g in shape):
        return None
    return Alloc()(batch.aligned(value, len(shape)), batch.n, *[g.v for g in shape])


@batches(ExtractDiag)
def batch_extract_diag(batch, node, x):
    op, ndim = node.op, node.inputs[0].type.ndim
    return ExtractDiag(op.offset, op.axis1 % ndim + 1, op.axis2 % ndim + 1, op.view)(x.v)


@batches(AllocDiag)
def batch_alloc_diag(batch, node, x):
    op, ndim = node.op, node.outputs[0].type.ndim
    return AllocDiag(op.offset, op.axis1 % ndim + 1, op.axis2 % ndim + 1)(x.v)


@batches(FillDiagonalOffset)
def batch_fill_diagonal_offset(batch, node, *given):
    def build(a, value, offset):
        places = arange(a.shape[1]).dimshuffle("x", 0) - arange(a.shape[0]).dimshuffle(0, "x")
        return switch(eq(places, offset), value, a)

    return batch.expanded(build, given, node)
