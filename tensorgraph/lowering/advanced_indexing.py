"""Advanced indices: integer arrays and masks anywhere among slices and new axes.

The indexed array is accessed through views: slices first, then the axes with arrays in front. Steps take from such a
view, or put into it, for every kind of index.
"""

from typing import NamedTuple

from ..graph.variable import Constant
from ..tensor.creation.filled import ARange
from ..tensor.indexing.advanced_subtensor import (
    AdvancedBooleanIncSubtensor,
    AdvancedBooleanSubtensor,
    AdvancedIncSubtensor,
    AdvancedSubtensor,
)
from ..tensor.indexing.index_axes import index_layout
from ..tensor.indexing.type_other import MakeSlice, NoneTypeT, SliceType, slice_parts
from ..tensor.shape.shape import Shape_i
from .indexing import how, inplace, padded
from .lower import lowers
from .views import entry

MAX_ARRAYS = 8
"""The most index arrays that the steps take."""

_FULL = ("slice", None, None, None)


def _is_array(v):
    return not isinstance(v.type, (SliceType, NoneTypeT))


def _is_mask(v):
    return _is_array(v) and v.type.dtype == "bool"


def _is_fit(program, index):
    """Return True if steps can handle an index."""
    arrays = [v for v in index if _is_array(v)]
    if not 0 < sum(v.type.ndim if _is_mask(v) else 1 for v in arrays) <= MAX_ARRAYS:
        return False
    if any(_is_mask(v) and v.type.ndim == 0 for v in arrays):
        return False
    for v in index:
        if isinstance(v.type, SliceType):
            parts = slice_parts(v)
            # the slice was computed before its numbers are overwritten; the step that reads them might come after
            if parts is None or any(hasattr(p, "type") and program.storage.is_overwritten(p) for p in parts):
                return False
    return True


def _ranges(arrays):
    """Return the index arrays that are a whole ``arange`` as long as the only other vector among them."""
    vectors = {v for v in arrays if v.type.ndim == 1}
    if any(v.type.ndim > 1 for v in arrays):
        return ()
    ranges = []
    for k, v in enumerate(arrays):
        if v.owner is None or not isinstance(v.owner.op, ARange):
            continue
        start, stop, step = v.owner.inputs
        if not (isinstance(start, Constant) and start.data == 0 and isinstance(step, Constant) and step.data == 1):
            continue
        length = stop.owner
        if length is not None and isinstance(length.op, Shape_i) and length.op.i == 0:
            if vectors == {v, length.inputs[0]} and length.inputs[0] is not v:
                ranges.append(k)
    return tuple(ranges)


class Joint(NamedTuple):
    """The indexed array as a step sees it.

    Attributes
    ----------
    view : int
        The slot of a view whose leading axes are those with index arrays.
    arrays : list of int
        The slots of the index arrays.
    ranges : tuple of int
        Which axes are indexed by a range, without an array.
    order : list of int
        For each axis of what the step takes from the view, where it is in the result.
    """

    view: int
    arrays: list
    ranges: tuple
    order: list


def _joint(program, x, slot, index):
    """Return the view, the index vectors of masks, and the order of the axes, for an index that steps can handle."""
    inputs, template, leading, arrays = [slot], [], [], []
    for v in index:
        axis = len(template)
        if isinstance(v.type, NoneTypeT):
            continue
        if not _is_array(v):
            parts = [p if p is None or isinstance(p, int) else entry(program, inputs, p) for p in slice_parts(v)]
            template.append(("slice", *parts))
            continue
        if _is_mask(v):
            vectors = [program.temp("int64", (False,)) for _ in range(v.type.ndim)]
            program.step("nonzero", [program.slot(v), program.slot(x)], vectors, axis=axis)
            arrays.extend(vectors)
        else:
            arrays.append(v)
        n = v.type.ndim if _is_mask(v) else 1
        leading.extend(range(axis, axis + n))
        template.extend([_FULL] * n)
    ranges = _ranges(arrays) if not any(isinstance(v, int) for v in arrays) else ()
    arrays = [v if isinstance(v, int) else program.slot(v) for k, v in enumerate(arrays) if k not in ranges]
    flags = x.type.broadcastable
    if any(part != _FULL for part in template):
        flags = tuple([
            flag and (axis >= len(template) or template[axis] == _FULL) for axis, flag in enumerate(flags)
        ])
        slot = program.temp(x.type.dtype, flags)
        program.step("subtensor", inputs, [slot], index=tuple(template))
    layout = index_layout(x.type.ndim, index)
    joint = [place for place, (kind, *_) in enumerate(layout) if kind == "array"]
    rest = [place for place, (kind, *_) in enumerate(layout) if kind != "array"]
    pattern = (*leading, *["x" if layout[place][0] == "new" else layout[place][1] for place in rest])
    view = _shuffled(program, slot, pattern)
    return Joint(view, arrays, ranges, joint + rest)


def _shuffled(program, slot, pattern):
    """Return the slot of a view with its axes in that order."""
    old = program.slots[slot]
    if pattern == tuple(range(old.ndim)):
        return slot
    new = program.temp(old.dtype, tuple([axis == "x" or old.broadcastable[axis] for axis in pattern]))
    program.step("dimshuffle", [slot], [new], pattern=pattern)
    return new


def _lower_chosen(program, node, x, mask):
    """Take what a mask of all axes chooses: from the elements in C order, by one vector of places."""
    places, elements = program.temp("int64", (False,)), program.temp(x.type.dtype, (False,))
    program.step("nonzero", [program.slot(mask), program.slot(x)], [places], axis=0, flat=True)
    program.step("reshape", [program.slot(x)], [elements], shape=(-1,))
    return program.node_step("take", node, [elements, places], axis=0)


@lowers(AdvancedSubtensor, AdvancedBooleanSubtensor)
def lower_pick(program, node):
    x, *index = node.inputs
    if not _is_fit(program, index):
        return False
    if len(index) == 1 and _is_mask(index[0]) and index[0].type.ndim == x.type.ndim > 1:
        return _lower_chosen(program, node, x, index[0])
    joint = _joint(program, x, program.slot(x), index)
    inputs = [joint.view, *joint.arrays]
    if joint.order == sorted(joint.order):
        return program.node_step("pick", node, inputs, ranges=joint.ranges)
    z = node.outputs[0].type
    picked = program.temp(z.dtype, tuple([z.broadcastable[place] for place in joint.order]))
    program.step("pick", inputs, [picked], ranges=joint.ranges)
    pattern = tuple([joint.order.index(place) for place in range(z.ndim)])
    return program.node_step("dimshuffle", node, [picked], pattern=pattern)


@lowers(AdvancedIncSubtensor, AdvancedBooleanIncSubtensor)
def lower_put_pick(program, node):
    op = node.op
    x, y, *index = node.inputs
    if not _is_fit(program, index) or y.type.dtype != x.type.dtype:
        return False
    # where the index arrays are in front as they come, the step copies x itself
    plain = all(map(_is_array, index))
    target = program.slot(x) if plain or op.inplace else program.copy(program.slot(x))
    joint = _joint(program, x, target, index)
    value = _shuffled(program, padded(program, y, len(joint.order)), tuple(joint.order))
    inputs = [joint.view, value, *joint.arrays]
    params = {"how": how(op), "ranges": joint.ranges}
    if plain:
        return program.node_step("put_pick", node, inputs, inplace(op), **params)
    old = program.slots[joint.view]
    program.step("put_pick", inputs, [program.temp(old.dtype, old.broadcastable)], {0: 0}, **params)
    return program.node_step("dimshuffle", node, [target], pattern=tuple(range(x.type.ndim)))


@lowers(MakeSlice)
def lower_make_slice(program, node):
    """Make a slice only for ops in Python: steps that index take its numbers."""
    program.python(node, spare=True)
    return True
