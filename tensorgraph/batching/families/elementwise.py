"""Batching rules of elementwise operations, and of those that pass on what they are given."""

from ...gradient.barriers import GradientBarrier
from ...printing.printop import Print
from ...scalar.op import ScalarOp
from ...tensor.creation.alloc import alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.shape.assertion import Assert, Raise
from ...tensor.shape.contiguous import CpuContiguous
from ...tensor.shape.stack import stack
from ...tensor.types.scalars import MakeVector, ScalarFromTensor, TensorFromScalar
from ..examples import Given
from ..rulebook import batches


@batches(Elemwise)
def batch_elemwise(batch, node, *given):
    """Apply the operation to stacks: axes are aligned from the last one on."""
    scalar_op = node.op.scalar_op
    if scalar_op.record_name == "second" and not given[1].is_stack:
        return _fill(node, *given)
    op = Elemwise(scalar_op) if node.op.inplace_pattern else node.op
    return op(*[batch.aligned(g) for g in given], return_list=True)


def _fill(node, template, value):
    """Return an array filled with one value for all: the shapes of the examples are equal."""
    flags = node.inputs[0].type.broadcastable
    lengths = [value.v.shape[i] if flag else template.v.shape[i + 1] for i, flag in enumerate(flags)]
    return Given(alloc(value.v, *lengths), False)


@batches(ScalarOp)
def batch_scalar(batch, node, *given):
    """Apply an operation on scalars to vectors of them."""
    return Elemwise(node.op)(*[batch.aligned(g) for g in given], return_list=True)


@batches(GradientBarrier, CpuContiguous, Print, ScalarFromTensor, TensorFromScalar)
def batch_passage(batch, node, x):
    """Pass a stack on: a stack of scalars is one of 0-d arrays."""
    return x.v if isinstance(node.op, (ScalarFromTensor, TensorFromScalar)) else node.op(x.v)


@batches(MakeVector)
def batch_make_vector(batch, node, *given):
    return stack([batch.stacked(g) for g in given], axis=1).astype(node.op.dtype)


@batches(Assert)
def batch_assert(batch, node, value, *conditions):
    """Check the conditions of all examples before any value is used."""
    return Given(node.op(value.v, *[g.v.all() if g.is_stack else g.v for g in conditions]), value.is_stack)


@batches(Raise)
def batch_raise(batch, node, x):
    return node.op(x.v)
