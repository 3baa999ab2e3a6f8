"""The instructions on rows of steps that compute nothing: shapes, selections, joins.

Selections and shapes are places in rows, known when the instructions are written. What lies side by side is a view.
"""

from math import prod

import numpy as np

from ...loop._instructions import CODES
from .bodies import MOST_NUMBERS, Gather, Unfit, dense_strides


def copy(body, step, shape):
    """Give the same row: no step overwrites one."""
    body.place(step.outputs[0], shape, body.at[step.inputs[0]])


def dimshuffle(body, step, shape):
    """Give a row other axes."""
    pattern, strides = step.params["pattern"], dense_strides(shape)
    if any(n != 1 and axis not in pattern for axis, n in enumerate(shape)):
        raise Unfit("an axis that cannot be dropped")
    dims = [1 if axis == "x" else shape[axis] for axis in pattern]
    steps = [0 if axis == "x" else strides[axis] for axis in pattern]
    body.place(step.outputs[0], dims, body.move(body.at[step.inputs[0]], dims, steps))


def shape_i(body, step, shape):
    """Add a length as a constant."""
    body.constant(step.outputs[0], np.asarray(shape[step.params["axis"]], "int64"))


def alloc(body, step, shape, *_):
    """Repeat a row; memory that is not filled is 0."""
    dims = tuple([body.entry(step, n) for n in step.params["shape"]])
    r = body.at[step.inputs[0]]
    if not step.params.get("filled", True):
        dtype = body.program.slots[step.outputs[0]].dtype
        r, shape = body.register("fixed", dtype, 1, value=np.zeros((), dtype)), ()
    shape = (1,) * (len(dims) - len(shape)) + tuple(shape)
    if min(dims, default=0) < 0 or any(n not in (1, m) for n, m in zip(shape, dims)):
        raise Unfit("a length that is wrong")
    body.place(step.outputs[0], dims, body.expand(body.spread(r, shape, dims), prod(dims)))


def reshape(body, step, shape, *_):
    """Give a row another shape; its elements stay in their order."""
    dims = step.params["shape"]
    if dims and dims[0] == "vector":
        raise Unfit("a shape that a step computes")
    dims = [body.entry(step, n) for n in dims]
    if -1 in dims:
        rest = -prod(dims)
        dims[dims.index(-1)] = prod(shape) // rest if rest > 0 else 0
    if prod(dims) != prod(shape) or min(dims, default=1) < 0:
        raise Unfit("a shape of another size")
    body.place(step.outputs[0], dims, body.at[step.inputs[0]])


def specify_shape(body, step, shape, *_):
    """Check a shape now."""
    if any(n is not None and body.entry(step, n) != m for n, m in zip(step.params["shape"], shape)):
        raise Unfit("a length that is wrong")
    body.place(step.outputs[0], shape, body.at[step.inputs[0]])


def selection(body, step, shape):
    """Return the shape of what an index selects, where it begins, its strides, and the places that the step computes.

    All are in elements; of a place there are its register, the length of its axis and the stride.
    """
    index, picks = [], []
    for axis, value in enumerate(step.params["index"]):
        if isinstance(value, tuple) and value[0] == "slice":
            index.append(slice(*[body.entry(step, entry) for entry in value[1:]]))
        elif not isinstance(value, tuple) or step.inputs[value[1]] in body.numbers:
            index.append(body.entry(step, value))
        else:
            picks.append((body.at[step.inputs[value[1]]], shape[axis], prod(shape[axis + 1:])))
            index.append(0)
    whole = np.lib.stride_tricks.as_strided(np.zeros(1, "int8"), shape, dense_strides(shape), writeable=False)
    try:
        found = whole[(*index, ...)]
    except (IndexError, ValueError) as error:
        raise Unfit("an index that is wrong") from error
    if not found.size and picks:
        raise Unfit("an empty row")
    first = found.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return found.shape, first, found.strides, picks


def subtensor(body, step, shape, *_):
    """Select elements."""
    dims, first, strides, picks = selection(body, step, shape)
    body.place(step.outputs[0], dims, body.move(body.at[step.inputs[0]], dims, strides, first, picks))


def put_slice(body, step, shape, y_shape, *_):
    """Copy a row and write some of its elements, or add to them, or subtract from them."""
    dims, first, strides, picks = selection(body, step, shape)
    x, y = [body.at[i] for i in step.inputs[:2]]
    dtype, whole, how = body.registers[x].dtype, prod(shape), step.params["how"]
    y_shape = (1,) * (len(dims) - len(y_shape)) + tuple(y_shape)
    if len(y_shape) != len(dims) or any(n not in (1, m) for n, m in zip(y_shape, dims)):
        raise Unfit("a value of another shape")
    result = body.emit("copy", None, body.temp(dtype, whole), (x,), whole)
    if how == "set":
        body.scatter(result, dims, first, strides, y, dense_strides(y_shape), picks)
        body.place(step.outputs[0], shape, result)
        return
    name, width = f"{'sub' if how == 'dec' else 'add'}_{CODES[dtype]}", prod(dims)
    if dtype == "bool" or not body.has_kernel(name):
        raise Unfit(f"sums of {dtype}")
    values = body.expand(body.spread(y, y_shape, dims), width)
    if picks and body.is_dense(dims, strides):
        places, axes = body.places_of(picks)
        spec, rest = Gather(1, 1, width, axes, name), body.view(result, first, whole - first)
        body.emit("scatter", spec, rest, (values, *places), width)
        body.place(step.outputs[0], shape, result)
        return
    sources = body.move(x, dims, strides, first, picks), values
    if body.is_dense(dims, strides) and not picks:
        body.emit("kernel", name, body.view(result, first, width), sources, width)
    else:
        total = body.emit("kernel", name, body.temp(dtype, width), sources, width)
        body.scatter(result, dims, first, strides, total, dense_strides(dims), picks)
    body.place(step.outputs[0], shape, result)


def make_vector(body, step, *_):
    """Make a row of single values."""
    dtype = body.program.slots[step.outputs[0]].dtype
    parts = [body.cast(body.at[i], dtype) for i in step.inputs]
    if not parts:
        raise Unfit("an empty row")
    if len(parts) <= MOST_NUMBERS:
        body.split(step.outputs[0], (len(parts),), parts)
    else:
        body.place(step.outputs[0], (len(parts),), body.assemble(dtype, parts))


def join(body, step, *shapes):
    """Join rows along an axis."""
    axis = step.params["axis"]
    axis += len(shapes[0]) if axis < 0 else 0
    if len({(*shape[:axis], *shape[axis + 1:]) for shape in shapes}) != 1:
        raise Unfit("parts of other shapes")
    parts = [(body.at[i], shape) for i, shape in zip(step.inputs, shapes) if prod(shape)]
    dims = list(shapes[0])
    dims[axis] = sum([shape[axis] for shape in shapes])
    dtype = body.program.slots[step.outputs[0]].dtype
    if prod(dims[:axis]) == 1:
        body.place(step.outputs[0], dims, body.assemble(dtype, [r for r, _ in parts]))
        return
    result, strides, first = body.temp(dtype, prod(dims)), dense_strides(dims), 0
    for r, shape in parts:
        body.scatter(result, shape, first, strides, r, dense_strides(shape))
        first += shape[axis] * prod(dims[axis + 1:])
    body.place(step.outputs[0], dims, result)


def diagonal(body, step, shape):
    """Take a diagonal of two axes."""
    axes = [step.params[name] % len(shape) for name in ("axis1", "axis2")]
    offset, strides = step.params["offset"], dense_strides(shape)
    whole = np.lib.stride_tricks.as_strided(np.zeros(1, "int8"), shape, strides, writeable=False)
    found = whole.diagonal(offset, *axes)
    first = offset * strides[axes[1]] if offset >= 0 else -offset * strides[axes[0]]
    body.place(step.outputs[0], found.shape, body.move(body.at[step.inputs[0]], found.shape, found.strides, first))


def split(body, step, shape, *_):
    """Give consecutive parts along an axis, of sizes that are known."""
    axis, strides = step.params["axis"] % len(shape), dense_strides(shape)
    sizes = _known(body, step.inputs[1])
    if len(sizes) != len(step.outputs) or min(sizes) < 0 or sum(sizes) != shape[axis]:
        raise Unfit("sizes that are wrong")
    for k, (slot, n) in enumerate(zip(step.outputs, sizes)):
        dims = (*shape[:axis], n, *shape[axis + 1:])
        body.place(slot, dims, body.move(body.at[step.inputs[0]], dims, strides, sum(sizes[:k]) * strides[axis]))


def _known(body, slot):
    """Return the integers of a vector, if they are known."""
    parts = body.elements[slot] if slot in body.elements else [body.at[slot]]
    values = [body.registers[r].value for r in parts]
    if any(value is None for value in values):
        raise Unfit("sizes that a step computes")
    return [int(n) for n in np.concatenate([value.ravel() for value in values])]


def first_rows(body, step, shape, *_):
    """Give the first rows, of which there are enough."""
    n = body.entry(step, ("in", 1))
    if not 0 <= n <= shape[0]:
        raise Unfit("too few rows")
    body.place(step.outputs[0], (n, *shape[1:]), body.view(body.at[step.inputs[0]], 0, n * prod(shape[1:])))


def shape_of(body, step, shape):
    """Add all lengths as a constant."""
    body.constant(step.outputs[0], np.asarray(shape, "int64"))


def arange(body, step, *_):
    """Add a range between numbers that are known as a constant."""
    start, stop, by = [body.entry(step, ("in", k)) for k in range(3)]
    if by == 0:
        raise Unfit("a range of no steps")
    body.constant(step.outputs[0], np.arange(start, stop, by, body.program.slots[step.outputs[0]].dtype))
