"""Indexing: parts of arrays, and arrays with parts set or increased."""

import numpy as np

from ....graph.type import Type
from ....tensor.indexing.advanced_subtensor import (
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
)
from ....tensor.indexing.subtensor import IncSubtensor, Subtensor
from ....tensor.types.type import TensorType
from ..conversion import converts, refusal
from .shape import vector_of

LAST, FIRST = np.iinfo("int64").max, np.iinfo("int64").min


def part(model, node, x, variables, names):
    """Return the part of an array that the index of a node selects."""
    following = iter(zip(variables, names))

    def bound(entry, default):
        if entry is None:
            return model.integers(default), None
        v, name = next(following)
        known = getattr(v, "data", None)
        return vector_of(model, [name], [v.type.dtype]), None if known is None else int(known)

    starts, ends, steps, axes, numbers = [], [], [], [], []
    for axis, entry in enumerate(node.op.idx_list):
        if isinstance(entry, Type):
            v, name = next(following)
            numbers.append((axis, model.cast(name, v.type.dtype, "int64")))
        elif entry != slice(None):
            # the defaults of the bounds depend on the sign of the step, which comes last
            start, stop = [bound(e, 0) if e is not None else None for e in (entry.start, entry.stop)]
            step, known = bound(entry.step, 1)
            back = entry.step is not None and (known is None or known < 0)
            if back and known is None and (start is None or stop is None):
                raise refusal(node, "the sign of the step of a slice without bounds must be known")
            starts.append(model.integers(LAST if back else 0) if start is None else start[0])
            ends.append(model.integers(FIRST if back else LAST) if stop is None else stop[0])
            steps.append(step)
            axes.append(axis)
    if axes:
        joined = [model.add("Concat", *vs, axis=0) if len(vs) > 1 else vs[0] for vs in (starts, ends, steps)]
        x = model.add("Slice", x, joined[0], joined[1], model.integers(*axes), joined[2])
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
    return model.add("Reshape", numbers, shape)


def written(model, node, x, y, places):
    """Return an array with the elements at some positions set, or increased."""
    all_of = model.integers(-1)
    values = model.add("Expand", y, model.add("Shape", places))
    flat = model.add("Reshape", x, all_of)
    how = "none" if node.op.set_instead_of_inc else "add"
    values, places = [model.add("Reshape", v, all_of) for v in (values, places)]
    done = model.add("ScatterElements", flat, places, values, axis=0, reduction=how)
    return model.add("Reshape", done, model.add("Shape", x))


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
    """Return what arrays of integers pick along the first axes."""
    for v in variables:
        if not isinstance(v.type, TensorType) or v.type.dtype == "bool":
            raise refusal(node, "only arrays of integers for the first axes are converted")
    ndim = max(v.type.ndim for v in variables)
    indices = []
    for v, name in zip(variables, names):
        name = model.cast(name, v.type.dtype, "int64")
        missing = ndim - v.type.ndim
        indices.append(model.add("Unsqueeze", name, model.integers(*range(missing))) if missing else name)
    total = indices[0]
    for other in indices[1:]:
        total = model.add("Add", total, other)
    shape = model.add("Shape", total)
    spread = [model.add("Unsqueeze", model.add("Expand", i, shape), model.integers(-1)) for i in indices]
    return model.add("GatherND", x, model.add("Concat", *spread, axis=-1))


@converts(AdvancedSubtensor)
def convert_advanced_subtensor(model, node, x, *names):
    return picked(model, node, x, node.inputs[1:], names)


@converts(AdvancedIncSubtensor)
def convert_advanced_inc_subtensor(model, node, x, y, *names):
    y = model.cast(y, node.inputs[1].type.dtype, node.inputs[0].type.dtype)
    return written(model, node, x, y, picked(model, node, places_of(model, x), node.inputs[2:], names))
