"""Lowering of indices: take and put of rows by integer vectors, put by slices, and nonzero."""

from ..tensor.creation.fill_diagonal import FillDiagonal
from ..tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1, AdvancedSubtensor1
from ..tensor.indexing.selection import Nonzero
from ..tensor.indexing.subtensor import IncSubtensor
from .lower import lowers
from .views import index_template


def how(op):
    """Return the action of a put: to set its elements or to increment them."""
    return "set" if op.set_instead_of_inc else "inc"


def inplace(op):
    """Return the map from the overwritten output of a put to its input."""
    return {0: 0} if op.inplace else {}


def padded(program, v, ndim):
    """Return the slot of `v` with leading axes of length 1, so that it has `ndim`."""
    slot = program.slot(v)
    old = program.slots[slot]
    extra = ndim - old.ndim
    if extra <= 0:
        return slot
    new = program.temp(old.dtype, (True,) * extra + old.broadcastable)
    program.step("dimshuffle", [slot], [new], pattern=("x",) * extra + tuple(range(old.ndim)))
    return new


@lowers(AdvancedSubtensor1)
def lower_take(program, node):
    return program.node_step("take", node, axis=0)


@lowers(AdvancedIncSubtensor1)
def lower_put(program, node):
    x, y, i = node.inputs
    if y.type.dtype != x.type.dtype:
        return False
    inputs = [program.slot(x), padded(program, y, x.type.ndim), program.slot(i)]
    return program.node_step("put", node, inputs, inplace(node.op), how=how(node.op))


@lowers(IncSubtensor)
def lower_put_slice(program, node):
    op = node.op
    x, y = node.inputs[:2]
    if y.type.dtype != x.type.dtype:
        return False
    kept = x.type.ndim - sum(not isinstance(e, slice) for e in op.idx_list)
    if y.type.ndim > kept:
        return False
    inputs = [program.slot(x), padded(program, y, kept)]
    index = index_template(program, inputs, op.idx_list, node.inputs[2:])
    return program.node_step("put_slice", node, inputs, inplace(op), how=how(op), index=index)


@lowers(Nonzero)
def lower_nonzero(program, node):
    if node.inputs[0].type.dtype == "complex128":
        return False
    return program.node_step("nonzero", node)


@lowers(FillDiagonal)
def lower_fill_diagonal(program, node):
    """Write over the diagonal of a copy, which is a view of it."""
    x, value = node.inputs
    if x.type.ndim != 2:
        return False
    target = program.copy(program.slot(x))
    view, written = (program.temp(x.type.dtype, (False,)) for _ in range(2))
    program.step("diagonal", [target], [view], offset=0, axis1=0, axis2=1)
    program.step("put_slice", [view, padded(program, value, 1)], [written], {0: 0}, how="set", index=())
    return program.node_step("dimshuffle", node, [target], pattern=(0, 1))
