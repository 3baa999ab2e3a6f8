"""The instructions of steps on rows of a few numbers, which a step has computed one by one.

Each number keeps its register. Where a recurrence consists of numbers, they are passed on from one instruction to the
next; a row would be stored and read again.
"""

from math import prod

import numpy as np

from .....scalar.reductions import REDUCTIONS
from ...loop._instructions import CODES
from .bodies import MOST_NUMBERS, Unfit
from .rowplaces import selection


def apply(body, op, *sources):
    """Return what a kernel computes of numbers of one dtype."""
    x = body.registers[sources[0]]
    return body.emit("kernel", f"{op}_{CODES[x.dtype]}", body.temp(x.dtype, 1), sources, 1)


def joined(body, op, numbers):
    """Return what an operation makes of numbers, one after another."""
    total = numbers[0]
    for r in numbers[1:]:
        total = apply(body, op, total, r)
    return total


def elements(body, step, shapes):
    """Return for each number of a row those of all inputs, of which single values are the same for all.

    Return None if an input is not a row of numbers, or has other axes.
    """
    dims = max(shapes, key=prod)
    rows = []
    for slot, shape in zip(step.inputs, shapes):
        if prod(shape) != 1 and (shape != dims or slot not in body.elements):
            return None
        rows.append(body.elements[slot] if prod(shape) != 1 else [body.at[slot]] * prod(dims))
    return list(zip(*rows))


def loop(body, step, *shapes):
    """Compute each number by itself, and join all of them where the loop reduces them."""
    params = step.params
    columns = elements(body, step, shapes)
    dims = max(shapes, key=prod)
    if columns is None or any(out[1] != "store" and not _folds_all(dims, out[2]) for out in params["outs"]):
        return False
    results = []
    for column in columns:
        local = [*column, *[
            body.register("fixed", dtype, 1, value=np.asarray(value, dtype)) for dtype, value in params["consts"]]]
        local.extend([None] * (len(params["reg_dtypes"]) - len(local)))
        for op, dst, srcs in params["code"]:
            sources = [local[r] for r in srcs]
            local[dst] = body.emit("kernel", op, body.temp(params["reg_dtypes"][dst], 1), sources, 1)
        results.append(local)
    for slot, (r, how, axes, dtype, acc) in zip(step.outputs, params["outs"]):
        numbers = [local[r] for local in results]
        if how == "store":
            body.split(slot, dims, numbers)
            continue
        op, acc = REDUCTIONS[how].op, str(np.dtype(acc))
        if not body.has_kernel(f"{op}_{CODES[acc]}"):
            raise Unfit(f"{how} of {acc}")
        total = joined(body, op, [body.cast(r, acc) for r in numbers])
        kept = [] if axes is None else [n for axis, n in enumerate(dims) if axis not in axes]
        body.place(slot, kept, body.cast(total, str(np.dtype(dtype))))
    return True


def _folds_all(dims, axes):
    return axes is None or all(n == 1 or axis in axes for axis, n in enumerate(dims))


def dimshuffle(body, step, shape):
    """Add or drop axes of length 1."""
    dims = [1 if axis == "x" else shape[axis] for axis in step.params["pattern"]]
    if prod(dims) != prod(shape) or sum([n != 1 for n in shape]) > 1:
        return False
    body.split(step.outputs[0], dims, body.elements[step.inputs[0]])
    return True


def subtensor(body, step, shape, *_):
    """Select some of the numbers."""
    dims, first, strides, picks = selection(body, step, shape)
    if picks or not prod(dims):
        return False
    places = [first + sum([i * stride for i, stride in zip(place, strides)]) for place in np.ndindex(*dims)]
    numbers = [body.elements[step.inputs[0]][place] for place in places]
    if len(numbers) == 1:
        body.place(step.outputs[0], dims, numbers[0])
    else:
        body.split(step.outputs[0], dims, numbers)
    return True


def put_slice(body, step, shape, y_shape, *_):
    """Set one of the numbers, or add to it or subtract from it."""
    dims, first, _, picks = selection(body, step, shape)
    numbers = _numbers(body, step.inputs[0], shape)
    if picks or prod(dims) != 1 or prod(y_shape) != 1 or numbers is None:
        return False
    y, old, how = body.at[step.inputs[1]], numbers[first], step.params["how"]
    if how == "set":
        numbers[first] = y
    else:
        name = "sub" if how == "dec" else "add"
        if not body.has_kernel(f"{name}_{CODES[body.registers[y].dtype]}"):
            raise Unfit(f"sums of {body.registers[y].dtype}")
        numbers[first] = apply(body, name, old, y)
    body.split(step.outputs[0], shape, numbers)
    return True


def _numbers(body, slot, shape):
    """Return the numbers of a row that consists of them, or of one constant, else None."""
    if slot in body.elements:
        return list(body.elements[slot])
    x = body.registers[body.at[slot]]
    if x.value is None or x.value.size != 1 or not 1 < prod(shape) <= MOST_NUMBERS:
        return None
    return [body.register("fixed", x.dtype, 1, value=x.value)] * prod(shape)


def _is_row(body, step, shape):
    """Return True if all numbers are along the axis of a step, and floats that there are kernels for."""
    axis = step.params.get("axis", -1)
    dtype = body.program.slots[step.inputs[0]].dtype
    return shape[axis] == prod(shape) and dtype in ("float32", "float64") and len(step.inputs) == len(step.outputs)


def logsumexp(body, step, shape):
    """``log(sum(exp(x)))``."""
    if not _is_row(body, step, shape):
        return False
    axis = step.params["axis"] % len(shape)
    total = joined(body, "logaddexp", body.elements[step.inputs[0]])
    body.place(step.outputs[0], shape[:axis] + shape[axis + 1:], total)
    return True


def softmax(body, step, shape, *_):
    """``exp(x) / sum(exp(x))``, or its logarithm."""
    if not _is_row(body, step, shape):
        return False
    numbers = body.elements[step.inputs[0]]
    top = joined(body, "maximum", numbers)
    numbers = [apply(body, "sub", r, top) for r in numbers]
    if step.kind == "softmax":
        exps = [apply(body, "exp", r) for r in numbers]
        total = joined(body, "add", exps)
        body.split(step.outputs[0], shape, [apply(body, "true_div", r, total) for r in exps])
    else:
        total = joined(body, "logaddexp", numbers)
        body.split(step.outputs[0], shape, [apply(body, "sub", r, total) for r in numbers])
    return True


NUMBERS = {
    "loop": loop, "dimshuffle": dimshuffle, "subtensor": subtensor, "put_slice": put_slice, "logsumexp": logsumexp,
    "softmax": softmax, "logsoftmax": softmax,
}
"""The function that adds the instructions of a kind of step; it returns False for rows that are read whole."""
