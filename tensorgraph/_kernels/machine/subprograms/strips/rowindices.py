"""The instructions on rows of steps that read and write at the places of integer arrays.

Where a place lies outside, the strip is run again step by step, which raises the error.
"""

from math import prod

import numpy as np

from ...loop._instructions import CODES
from .bodies import MOST_PICKS, Gather, Unfit


def _gather(body, step, arrays, shape, axis, add=None):
    """Return the `Gather` of the index arrays of a step into a shape, their registers and their common shape."""
    ranges = step.params.get("ranges", ())
    n = len(arrays) + len(ranges)
    if n > MOST_PICKS:
        raise Unfit("places of many axes")
    shapes = [body.shapes[slot] for slot in arrays]
    try:
        common = np.broadcast_shapes(*shapes)
    except ValueError as error:
        raise Unfit("indices of shapes that differ") from error
    if step.params.get("labels", False) and common != shape[:1]:
        raise Unfit("labels of another number")
    count, registers, given = prod(common), [], iter(arrays)
    for k in range(n):
        if k in ranges:
            registers.append(body.register("fixed", "int64", count, value=np.arange(count)))
            continue
        slot = next(given)
        r = body.at[slot]
        if body.registers[r].dtype == "uint64":
            raise Unfit("places of another kind")
        padded = (1,) * (len(common) - len(body.shapes[slot])) + tuple(body.shapes[slot])
        registers.append(body.expand(body.spread(body.cast(r, "int64"), padded, common), count))
    strides = [prod(shape[k + 1:]) for k in range(len(shape))]
    axes = tuple([(shape[k], strides[k]) for k in range(axis, axis + n)])
    return Gather(prod(shape[:axis]), count, prod(shape[axis + n:]), axes, add), registers, common


def take(body, step, shape, *_):
    """Take what lies at places."""
    x, *arrays = step.inputs
    axis = step.params.get("axis", 0) % len(shape)
    spec, places, common = _gather(body, step, arrays, shape, axis)
    dims = (*shape[:axis], *common, *shape[axis + len(spec.axes):])
    r = body.at[x]
    body.place(
        step.outputs[0], dims,
        body.emit("gather", spec, body.temp(body.registers[r].dtype, prod(dims)), (r, *places), prod(dims)))


def put(body, step, shape, y_shape, *_):
    """Copy a row, and put values at places of it, or add them there."""
    x, y, *arrays = step.inputs
    dtype = body.registers[body.at[x]].dtype
    name = f"add_{CODES[dtype]}" if step.params.get("how", "set") == "inc" else None
    if step.params.get("scale", 1.0) != 1.0 or name and (dtype == "bool" or not body.has_kernel(name)):
        raise Unfit(f"sums of {dtype}")
    spec, places, common = _gather(body, step, arrays, shape, 0, name)
    dims = (*common, *shape[len(spec.axes):])
    y_shape = (1,) * (len(dims) - len(y_shape)) + tuple(y_shape)
    if len(y_shape) != len(dims) or any(n not in (1, m) for n, m in zip(y_shape, dims)):
        raise Unfit("a value of another shape")
    values = body.expand(body.spread(body.at[y], y_shape, dims), prod(dims))
    result = body.emit("copy", None, body.temp(dtype, prod(shape)), (body.at[x],), prod(shape))
    body.emit("scatter", spec, result, (values, *places), prod(dims))
    body.place(step.outputs[0], shape, result)
