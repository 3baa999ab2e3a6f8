"""Indices: taking and putting by integer arrays, and putting by slices."""

from ..graph.variable import Constant
from ..tensor.advanced_subtensor import (
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
)
from ..tensor.creation import ARange
from ..tensor.shape import Shape_i
from ..tensor.subtensor import IncSubtensor
from .lower import lowers
from .lower_views import index_template


def _how(op):
    return "set" if op.set_instead_of_inc else "inc"


def _inplace(op):
    return {0: 0} if op.inplace else {}


def _is_index(v):
    dtype = getattr(v.type, "dtype", "object")
    return isinstance(dtype, str) and dtype.startswith(("int", "uint"))


def _padded(program, v, ndim):
    """The slot of `v` with axes of length 1 in front, so that it has `ndim`."""
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
    inputs = [program.slot(x), _padded(program, y, x.type.ndim), program.slot(i)]
    return program.node_step("put", node, inputs, _inplace(node.op), how=_how(node.op))


def _vectors(x, index):
    """Whether an index is integer vectors or scalars over the leading axes, one of them a vector at least."""
    return (
        0 < len(index) <= x.type.ndim
        and all(_is_index(v) and v.type.ndim <= 1 for v in index)
        and any(v.type.ndim == 1 for v in index)
        and not any(v.type.ndim == 1 and v.type.broadcastable[0] for v in index)
    )


def _ranges(index):
    """Which axes are indexed by a whole ``arange`` as long as another index, and the indices of the others."""
    ranges = []
    for axis, v in enumerate(index):
        node = v.owner
        if node is None or not isinstance(node.op, ARange):
            continue
        start, stop, step = node.inputs
        if not (isinstance(start, Constant) and start.data == 0 and isinstance(step, Constant) and step.data == 1):
            continue
        length = stop.owner
        if length is not None and isinstance(length.op, Shape_i) and length.op.i == 0 and length.inputs[0] in index:
            ranges.append(axis)
    return tuple(ranges), [v for axis, v in enumerate(index) if axis not in ranges]


@lowers(AdvancedSubtensor)
def lower_pick(program, node):
    x, *index = node.inputs
    if len(index) == 1 and _is_index(index[0]) and index[0].type.ndim:
        return program.node_step("take", node, axis=0)
    if not _vectors(x, index):
        return False
    ranges, index = _ranges(index)
    inputs = [program.slot(v) for v in (x, *index)]
    return program.node_step("pick", node, inputs, None, ranges=ranges)


@lowers(AdvancedIncSubtensor)
def lower_put_pick(program, node):
    x, y, *index = node.inputs
    if not _vectors(x, index) or y.type.dtype != x.type.dtype:
        return False
    rank = 1 + x.type.ndim - len(index)
    ranges, index = _ranges(index)
    inputs = [program.slot(x), _padded(program, y, rank), *map(program.slot, index)]
    return program.node_step("put_pick", node, inputs, _inplace(node.op), how=_how(node.op), ranges=ranges)


@lowers(IncSubtensor)
def lower_put_slice(program, node):
    op = node.op
    x, y = node.inputs[:2]
    if y.type.dtype != x.type.dtype:
        return False
    kept = x.type.ndim - sum(not isinstance(e, slice) for e in op.idx_list)
    if y.type.ndim > kept:
        return False
    inputs = [program.slot(x), _padded(program, y, kept)]
    index = index_template(program, inputs, op.idx_list, node.inputs[2:])
    return program.node_step("put_slice", node, inputs, _inplace(op), how=_how(op), index=index)
