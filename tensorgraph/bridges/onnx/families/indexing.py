"""Indexing: parts of arrays, and arrays with parts set or increased."""

from typing import NamedTuple

import numpy as np

from ....graph.type import Type
from ....graph.variable import Variable
from ....tensor.indexing.advanced_subtensor import (
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
)
from ....tensor.indexing.index_axes import index_layout
from ....tensor.indexing.selection import Nonzero
from ....tensor.indexing.subtensor import IncSubtensor, Subtensor
from ....tensor.indexing.type_other import MakeSlice, NoneTypeT, SliceType, slice_parts
from ..builder import WIDE
from ..conversion import converts, refusal
from .shape import vector_of

LAST, FIRST = np.iinfo("int64").max, np.iinfo("int64").min


class Bound(NamedTuple):
    """A number of a slice: the name of a vector of it, and its value if that is constant."""

    name: str
    known: int | None

    @property
    def may_be_negative(self):
        """Return True if the number may be below 0."""
        return self.known is None or self.known < 0


def bound_of(model, v, name):
    """Return the bound that a variable or an integer is, None for None."""
    if v is None:
        return None
    if isinstance(v, int):
        return Bound(model.integers(v), v)
    known = getattr(v, "data", None)
    return Bound(vector_of(model, [name], [v.type.dtype]), None if known is None else int(known))


def sliced(model, x, slices):
    """Return the part of an array between bounds along some axes.

    Parameters
    ----------
    model : Builder
    x : str
    slices : dict
        From axes to start, stop and step, each a :class:`Bound` or None.
    """
    starts, stops, steps = [], [], []
    for axis, (start, stop, step) in slices.items():
        step = step or Bound(model.integers(1), 1)
        first = _by_sign(model, step, LAST, 0) if start is None else start.name
        last = _by_sign(model, step, FIRST, LAST) if stop is None else stop.name
        if step.may_be_negative and start is not None and start.may_be_negative:
            last = _stop_backwards(model, x, axis, first, last, step)
        starts.append(first)
        stops.append(last)
        steps.append(step.name)
    if not slices:
        return x
    joined = [model.add("Concat", *vs, axis=0) if len(vs) > 1 else vs[0] for vs in (starts, stops, steps)]
    return model.add("Slice", x, joined[0], joined[1], model.integers(*slices), joined[2])


def _by_sign(model, step, backwards, forwards):
    """Return one of two numbers, by the direction of a step."""
    if step.known is not None:
        return model.integers(backwards if step.known < 0 else forwards)
    negative = model.add("Less", step.name, model.integers(0))
    return model.add("Where", negative, model.integers(backwards), model.integers(forwards))


def _stop_backwards(model, x, axis, start, stop, step):
    """Return the end of a slice that may go backwards: ONNX moves a start before the first element to that."""
    n = model.add("Shape", x, start=axis, end=axis + 1)
    before = model.add("Less", start, model.add("Neg", n))
    backwards = model.add("Less", step.name, model.integers(0))
    return model.add("Where", model.add("And", before, backwards), n, stop)


def part(model, node, x, variables, names):
    """Return the part of an array that the index of a node selects."""
    following = iter(zip(variables, names))
    slices, numbers = {}, []
    for axis, entry in enumerate(node.op.idx_list):
        if isinstance(entry, Type):
            v, name = next(following)
            numbers.append((axis, model.cast(name, v.type.dtype, "int64")))
        elif entry != slice(None):
            ends = (entry.start, entry.stop, entry.step)
            slices[axis] = [None if end is None else bound_of(model, *next(following)) for end in ends]
    x = sliced(model, x, slices)
    for axis, name in reversed(numbers):
        x = model.add("Gather", x, name, axis=axis)
    return x


@converts(Subtensor)
def convert_subtensor(model, node, x, *names):
    return part(model, node, x, node.inputs[1:], names)


def places_of(model, x):
    """Return the position of each element of an array, in its shape."""
    shape = model.add("Shape", x)
    n = model.add("ReduceProd", shape, model.integers(0), keepdims=0)
    numbers = model.add("Range", model.constant(0, "int64"), n, model.constant(1, "int64"))
    return model.add("Reshape", numbers, shape, allowzero=1)


def written(model, node, x, y, places):
    """Return an array with the elements at some positions set, or increased."""
    all_of = model.integers(-1)
    values = model.add("Expand", y, model.add("Shape", places))
    flat, values, places = [model.add("Reshape", v, all_of) for v in (x, values, places)]
    dtype = node.outputs[0].type.dtype
    # runtimes add no numbers of half precision
    inside, how = (dtype, "none") if node.op.set_instead_of_inc else (WIDE.get(dtype, dtype), "add")
    flat, values = [model.cast(v, dtype, inside) for v in (flat, values)]
    done = model.add("ScatterElements", flat, places, values, axis=0, reduction=how)
    done = model.cast(done, inside, dtype)
    return model.add("Reshape", done, model.add("Shape", x), allowzero=1)


@converts(IncSubtensor)
def convert_inc_subtensor(model, node, x, y, *names):
    y = model.cast(y, node.inputs[1].type.dtype, node.inputs[0].type.dtype)
    return written(model, node, x, y, part(model, node, places_of(model, x), node.inputs[2:], names))


@converts(AdvancedSubtensor1)
def convert_rows(model, node, x, rows):
    return model.add("Gather", x, model.cast(rows, node.inputs[1].type.dtype, "int64"), axis=0)


@converts(AdvancedIncSubtensor1)
def convert_inc_rows(model, node, x, y, rows):
    rows = model.cast(rows, node.inputs[2].type.dtype, "int64")
    y = model.cast(y, node.inputs[1].type.dtype, node.inputs[0].type.dtype)
    return written(model, node, x, y, model.add("Gather", places_of(model, x), rows, axis=0))


def picked(model, node, x, variables, names):
    """Return what arrays of integers and masks pick, among slices and new axes."""
    ndim = node.inputs[0].type.ndim
    slices, arrays, axes, axis = {}, [], [], 0
    for v, name in zip(variables, names):
        if isinstance(v.type, NoneTypeT):
            continue
        if isinstance(v.type, SliceType):
            ends = slice_parts(v)
            if ends is None:
                raise refusal(node, "the bounds of a slice must be known where it is made")
            if ends != (None, None, None):
                slices[axis] = [bound_of(model, e, model.name_of(e) if isinstance(e, Variable) else None) for e in ends]
            axis += 1
            continue
        taken = _numbers_of(model, node, v, name)
        arrays += taken
        axes += range(axis, axis + len(taken))
        axis += len(taken)
    x = sliced(model, x, slices)
    rest = [i for i in range(ndim) if i not in axes]
    if [*axes, *rest] != list(range(ndim)):
        x = model.add("Transpose", x, perm=[*axes, *rest])
    found = model.add("GatherND", x, _joined(model, arrays))
    return _laid_out(model, found, index_layout(ndim, variables), rest, max(n for _, n in arrays))


def _numbers_of(model, node, v, name):
    """Return the positions that an entry picks along each axis that it takes, and the number of their axes."""
    if v.type.dtype != "bool":
        return [(model.cast(name, v.type.dtype, "int64"), v.type.ndim)]
    if not v.type.ndim:
        raise refusal(node, "masks without axes are not converted")
    return [(position, 1) for position in nonzero(model, name, v.type.ndim)]


def nonzero(model, x, ndim):
    """Return the positions of the True elements of a mask along each of its axes."""
    positions = model.add("NonZero", x)
    return [model.add("Gather", positions, model.constant(i, "int64"), axis=0) for i in range(ndim)]


def _joined(model, arrays):
    """Return arrays of positions broadcast against each other, those of an element side by side."""
    ndim = max(n for _, n in arrays)
    arrays = [model.add("Unsqueeze", x, model.integers(*range(ndim - n))) if n < ndim else x for x, n in arrays]
    total = arrays[0]
    for other in arrays[1:]:
        total = model.add("Add", total, other)
    nothing = model.add("Mul", total, model.constant(0, "int64"))
    spread = [model.add("Unsqueeze", model.add("Add", i, nothing), model.integers(-1)) for i in arrays]
    return model.add("Concat", *spread, axis=-1)


def _laid_out(model, x, layout, rest, joint):
    """Return an array with the axes of a layout (:func:`index_layout`), of one with the joint axes before the rest."""
    order = [place[1] if place[0] == "array" else joint + rest.index(place[1]) for place in layout if place[0] != "new"]
    if order != sorted(order):
        x = model.add("Transpose", x, perm=order)
    new = [i for i, place in enumerate(layout) if place[0] == "new"]
    return model.add("Unsqueeze", x, model.integers(*new)) if new else x


@converts(MakeSlice)
def convert_slice(model, node, *bounds):
    """An index reads the bounds themselves."""
    return None


@converts(Nonzero)
def convert_nonzero(model, node, x):
    v = node.inputs[0]
    return nonzero(model, model.cast(x, v.type.dtype, "bool"), v.type.ndim)


@converts(AdvancedSubtensor)
def convert_advanced_subtensor(model, node, x, *names):
    return picked(model, node, x, node.inputs[1:], names)


@converts(AdvancedIncSubtensor)
def convert_advanced_inc_subtensor(model, node, x, y, *names):
    y = model.cast(y, node.inputs[1].type.dtype, node.inputs[0].type.dtype)
    return written(model, node, x, y, picked(model, node, places_of(model, x), node.inputs[2:], names))
