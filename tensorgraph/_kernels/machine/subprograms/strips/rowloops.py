"""The instructions on rows of loop steps: elementwise work and reductions."""

from math import prod

import numpy as np

from ...call._vm import Machine
from ...loop._instructions import CODES
from .bodies import Unfit, dense_strides


def loop(body, step, *shapes):
    """Add the code of a loop over rows, of which some are repeated along some axes."""
    params, slots = step.params, body.program.slots
    if len(step.outputs) == 1 and body.numbers.keys() >= set(step.inputs) and slots[step.outputs[0]].ndim == 0:
        body.constant(step.outputs[0], _number(body, step))
        return
    dims = _loop_shape(shapes, [slots[i].broadcastable for i in step.inputs])
    if dims is None and slots[step.outputs[0]].ndim:
        raise Unfit("a loop without inputs")
    dims = dims or ()
    width = prod(dims)
    local = [body.spread(body.at[i], shape, dims) for i, shape in zip(step.inputs, shapes)]
    for dtype, value in params["consts"]:
        local.append(body.register("fixed", dtype, 1, value=np.asarray(value, dtype)))
    local.extend([None] * (len(params["reg_dtypes"]) - len(local)))
    formula = _final_formula(params)
    for op, dst, srcs in params["code"]:
        sources = [body.expand(local[r], width) for r in srcs]
        local[dst] = body.emit("kernel", op, body.temp(params["reg_dtypes"][dst], width), sources, width)
    for slot, (r, how, axes, dtype, acc) in zip(step.outputs, params["outs"]):
        x = body.expand(local[r], width)
        if how == "store":
            body.place(slot, dims, x)
            continue
        axes = range(len(dims)) if axes is None else axes
        folded = reduce(body, how, x, str(np.dtype(acc)), dims, axes, r == formula)
        kept = [n for axis, n in enumerate(dims) if axis not in axes]
        body.place(slot, kept, body.cast(folded, str(np.dtype(dtype))))


def reduce(body, how, r, acc, dims, axes, is_formula=False):
    """Return the register of a reduction of a row of some shape over axes."""
    long = [axis for axis, n in enumerate(dims) if n != 1]
    folded, kept = [axis for axis in long if axis in axes], [axis for axis in long if axis not in axes]
    if not folded:
        return body.cast(r, acc)
    if not kept:
        return _fold(body, how, r, acc, is_formula)
    rows, columns = prod([dims[axis] for axis in kept]), prod([dims[axis] for axis in folded])
    if not body.has_kernel(_name(body, f"rows_{how}", r, acc)):
        r = body.cast(r, acc)
    by_columns = _name(body, f"columns_{how}", r, acc)
    if folded == long[:len(folded)] and body.has_kernel(by_columns):
        return body.emit("columns", (by_columns, columns), body.temp(acc, rows), (r,), rows)
    name, strides = _name(body, f"rows_{how}", r, acc), dense_strides(dims)
    if not body.has_kernel(name):
        raise Unfit(f"{how} of {acc} over some axes")
    order = kept + folded
    r = body.move(r, [dims[axis] for axis in order], [strides[axis] for axis in order])
    return body.emit("rows", (name, rows), body.temp(acc, rows), (r, r), columns)


def cumulative(body, step, shape, *_):
    """Add up or multiply along an axis, or run a linear recurrence."""
    registers = [body.at[i] for i in step.inputs]
    dtype, axis, size = body.registers[registers[0]].dtype, step.params["axis"], prod(shape)
    if any(tuple(body.shapes[i]) != tuple(shape) for i in step.inputs) or not size:
        raise Unfit("shapes that differ")
    n, inner = (size, 1) if axis is None else (shape[axis], prod(shape[axis + 1:]))
    name = f"cumulative_{step.params['how']}_{CODES[dtype]}"
    target = body.emit("cumulative", (name, n, inner), body.temp(dtype, size), registers, size)
    body.place(step.outputs[0], (size,) if axis is None else shape, target)


def _name(body, kind, r, acc):
    """Return the name of a kernel that reduces elements of a register to values of a dtype."""
    dtype = body.registers[r].dtype
    return f"{kind}_{CODES[acc]}" if dtype == acc else f"{kind}_{CODES[dtype]}_{CODES[acc]}"


def _number(body, step):
    """Return what a loop computes of numbers that are known, such as a length."""
    slots = body.program.slots
    given = [np.asarray(body.numbers[slot], slots[slot].dtype) for slot in step.inputs]
    inputs = [slots[slot]._replace(kind="const", value=value) for slot, value in zip(step.inputs, given)]
    n = len(inputs)
    alone = step._replace(inputs=tuple(range(n)), outputs=(n,), inplace={})
    return Machine(type(body.program)((*inputs, slots[step.outputs[0]]._replace(kind="temp")), (alone,), (n,)))()[0]


def _fold(body, how, r, acc, is_formula):
    """Return the register of a reduction of a row, by the kernels that a loop step would use for it."""
    x = body.registers[r]
    if not x.width:
        # nothing computes it, and the last instruction is another one
        raise Unfit("an empty row")
    name, sources = _name(body, f"fold_{how}", r, acc), (r,)
    if is_formula:
        last = body.code[-1]
        joined = f"fold_{how}_{last.op}" if x.dtype == acc else f"fold_{how}_{last.op}_{CODES[acc]}"
        if body.has_kernel(joined):
            body.code.pop()
            return body.emit("fold", (how, acc, joined), body.temp(acc, 1), last.sources, x.width)
    if not body.has_kernel(name):
        sources, name = (body.cast(r, acc),), f"fold_{how}_{CODES[acc]}"
    if not body.has_kernel(name):
        raise Unfit(f"{how} of {acc}")
    return body.emit("fold", (how, acc, name), body.temp(acc, 1), sources, x.width)


def _final_formula(params):
    """Return the register of a last instruction whose result is only reduced, or None."""
    results = [out[0] for out in params["outs"]]
    op, dst, _ = params["code"][-1] if params["code"] else (None, None, None)
    if isinstance(op, str) and results.count(dst) == 1 and params["outs"][results.index(dst)][1] != "store":
        return dst
    return None


def _loop_shape(shapes, flags):
    """Return the shape of a loop, None without inputs."""
    dims = None
    for shape, ones in zip(shapes, flags):
        dims = list(shape) if dims is None else dims
        for axis, n in enumerate(shape):
            if not ones[axis]:
                dims[axis] = n
    for shape, ones in zip(shapes, flags):
        if any(n != m and not one for n, m, one in zip(shape, dims, ones)):
            raise Unfit("shapes that differ")
    return None if dims is None else tuple(dims)
