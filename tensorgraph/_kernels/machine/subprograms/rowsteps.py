"""The instructions on rows of each kind of step.

Selections, joins and shapes are places in rows, known when the instructions are written.
"""

from math import prod

import numpy as np

from ..call._vm import Machine
from ..joined import apart
from ..loop._instructions import CODES
from .bodies import MOST_TERMS, Body, Unfit

MOST_RUNS = 12  # of consecutive elements that a selection has


def loop(body, step, *shapes):
    """Add the code of a loop over rows of one shape and single values."""
    params, slots = step.params, body.program.slots
    if len(step.outputs) == 1 and body.numbers.keys() >= set(step.inputs) and slots[step.outputs[0]].ndim == 0:
        body.constant(step.outputs[0], _number(body, step))
        return
    dims = _loop_shape(shapes, [slots[i].broadcastable for i in step.inputs])
    if dims is None and slots[step.outputs[0]].ndim:
        raise Unfit("a loop without inputs")
    dims, width = dims or (), prod(dims or ())
    local = [body.at[i] for i in step.inputs]
    for dtype, value in params["consts"]:
        local.append(body.register("fixed", dtype, 1, value=np.asarray(value, dtype)))
    local.extend([None] * (len(params["reg_dtypes"]) - len(local)))
    formula = _final_formula(params)
    for op, dst, srcs in params["code"]:
        sources = [body.expand(local[r], width) for r in srcs]
        local[dst] = body.emit("kernel", op, body.temp(params["reg_dtypes"][dst], width), sources, width)
    for slot, (r, how, axes, dtype, acc) in zip(step.outputs, params["outs"]):
        if how == "store":
            body.place(slot, dims, body.expand(local[r], width))
            continue
        if any(n != 1 and axes is not None and axis not in axes for axis, n in enumerate(dims)):
            raise Unfit("a reduction over some axes")
        kept = () if axes is None else [1 for axis in range(len(dims)) if axis not in axes]
        folded = _fold(body, how, body.expand(local[r], width), str(np.dtype(acc)), r == formula)
        body.place(slot, kept, body.cast(folded, str(np.dtype(dtype))))


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
    name = CODES[acc] if x.dtype == acc else f"{CODES[x.dtype]}_{CODES[acc]}"
    sources = (r,)
    if is_formula:
        last = body.code[-1]
        joined = f"fold_{how}_{last.op}" if x.dtype == acc else f"fold_{how}_{last.op}_{CODES[acc]}"
        if body.has_kernel(joined):
            body.code.pop()
            return body.emit("fold", (how, acc, joined), body.temp(acc, 1), last.sources, x.width)
    if not body.has_kernel(f"fold_{how}_{name}"):
        sources, name = (body.cast(r, acc),), CODES[acc]
    if not body.has_kernel(f"fold_{how}_{name}"):
        raise Unfit(f"{how} of {acc}")
    return body.emit("fold", (how, acc, f"fold_{how}_{name}"), body.temp(acc, 1), sources, x.width)


def _final_formula(params):
    """Return the register of a last instruction whose result is only reduced, or None."""
    results = [out[0] for out in params["outs"]]
    op, dst, _ = params["code"][-1] if params["code"] else (None, None, None)
    if isinstance(op, str) and results.count(dst) == 1 and params["outs"][results.index(dst)][1] != "store":
        return dst
    return None


def _loop_shape(shapes, flags):
    """Return the shape of a loop, None without inputs; rows of several shapes are not repeated."""
    dims = None
    for shape, ones in zip(shapes, flags):
        dims = list(shape) if dims is None else dims
        for axis, n in enumerate(shape):
            if not ones[axis]:
                dims[axis] = n
    for shape, ones in zip(shapes, flags):
        if any(n != m and not one for n, m, one in zip(shape, dims, ones)):
            raise Unfit("shapes that differ")
        if prod(shape) not in (1, prod(dims)):
            raise Unfit("rows that are repeated")
    return None if dims is None else tuple(dims)


def copy(body, step, shape):
    """Give the same row: no step overwrites one."""
    body.place(step.outputs[0], shape, body.at[step.inputs[0]])


def dimshuffle(body, step, shape):
    """Give a row other axes of length 1; its elements stay in their order."""
    pattern = step.params["pattern"]
    axes = [axis for axis in pattern if axis != "x"]
    long = [axis for axis in axes if shape[axis] != 1]
    if pattern == (1, 0) and body.registers[body.at[step.inputs[0]]].role == "fixed":
        body.place(step.outputs[0], shape[::-1], _turned(body, body.at[step.inputs[0]]))
        return
    if long != sorted(long) or any(n != 1 and axis not in axes for axis, n in enumerate(shape)):
        raise Unfit("a transpose")
    dims = [1 if axis == "x" else shape[axis] for axis in pattern]
    body.place(step.outputs[0], dims, body.at[step.inputs[0]])


def _turned(body, r):
    """Return the register of the transpose of a matrix that is the same in all steps."""
    x = body.registers[r]
    if x.role != "fixed":
        raise Unfit("a matrix that steps compute")
    value = None if x.value is None else np.ascontiguousarray(x.value.T)
    turned = body.register("fixed", x.dtype, x.width, x.number, value=value)
    body.registers[turned].is_turned = value is None and not x.is_turned
    return turned


def _combine(body, rows, factors, width):
    """Return the sum of the rows of a matrix that is the same in all steps, times factors."""
    x = body.registers[rows]
    name = f"rows_combine_{CODES[x.dtype]}"
    if x.role != "fixed" or not body.has_kernel(name) or body.registers[factors].width > MOST_TERMS:
        raise Unfit("a product")
    return body.emit("rows", (name, body.registers[factors].width), body.temp(x.dtype, width), (rows, factors), width)


def _product(body, x, y, x_shape, y_shape):
    """Return the shape and the register of a product of a matrix and a vector, or of two vectors."""
    if len(x_shape) == 2 and x_shape[0] == 1:
        dims, r = _product(body, x, y, x_shape[1:], y_shape)
        return (1, *dims), r
    if len(y_shape) == 2 and y_shape[1] == 1:
        dims, r = _product(body, x, y, x_shape, y_shape[:1])
        return (*dims, 1), r
    if len(x_shape) + len(y_shape) > 3 or x_shape[-1] != y_shape[0]:
        raise Unfit("a product")
    if len(x_shape) == 2:
        return x_shape[:1], _combine(body, _turned(body, x), y, x_shape[0])
    if len(y_shape) == 2:
        return y_shape[1:], _combine(body, y, x, y_shape[1])
    dtype = body.registers[x].dtype
    name = f"fold_sum_mul_{CODES[dtype]}"
    if not body.has_kernel(name):
        raise Unfit(f"products of {dtype}")
    return (), body.emit("fold", ("sum", dtype, name), body.temp(dtype, 1), (x, y), x_shape[0])


def dot(body, step, x_shape, y_shape):
    """Multiply by a matrix that is the same in all steps."""
    body.place(step.outputs[0], *_product(body, *[body.at[i] for i in step.inputs], x_shape, y_shape))


def _times(body, step, r, key):
    """Return the register of a row times a factor that is a number; None for 0."""
    factor, x = step.params.get(key, 1), body.registers[r]
    if isinstance(factor, (tuple, complex)):
        raise Unfit("a factor that a step computes")
    if factor in (0, 1):
        return r if factor else None
    number = body.register("fixed", x.dtype, x.width, value=np.full(x.width, factor, x.dtype))
    return body.emit("kernel", f"mul_{CODES[x.dtype]}", body.temp(x.dtype, x.width), (r, number), x.width)


def _place_sum(body, step, shape, *parts):
    """Place the sum of rows, of which None are 0."""
    parts = [r for r in parts if r is not None]
    if not parts:
        raise Unfit("a sum of nothing")
    if len(parts) == 2:
        x = body.registers[parts[0]]
        parts = [body.emit("kernel", f"add_{CODES[x.dtype]}", body.temp(x.dtype, x.width), parts, x.width)]
    body.place(step.outputs[0], shape, parts[0])


def gemv(body, step, x_shape, y_shape, shape, *_):
    """Multiply by a matrix and add a vector."""
    x, y, z = [body.at[i] for i in step.inputs[:3]]
    dims, product = _product(body, x, y, x_shape, y_shape)
    if dims != shape:
        raise Unfit("shapes that differ")
    _place_sum(body, step, shape, _times(body, step, product, "alpha"), _times(body, step, z, "beta"))


def ger(body, step, x_shape, y_shape, shape, *_):
    """Add an outer product to a matrix."""
    x, y, z = [body.at[i] for i in step.inputs[:3]]
    dtype, (m, n) = body.registers[z].dtype, shape
    name = f"rows_outer_{CODES[dtype]}"
    if (*x_shape, *y_shape) != shape or not body.has_kernel(name):
        raise Unfit("an outer product")
    product = body.emit("rows", (name, m), body.temp(dtype, m * n), (y, x), n)
    _place_sum(body, step, shape, _times(body, step, product, "alpha"), z)


def shape_i(body, step, shape):
    """Add a length as a constant."""
    body.constant(step.outputs[0], np.asarray(shape[step.params["axis"]], "int64"))


def alloc(body, step, shape, *_):
    """Repeat a single value; memory that is not filled is 0."""
    dims = tuple([body.entry(step, n) for n in step.params["shape"]])
    if min(dims, default=0) < 0 or prod(shape) != 1:
        raise Unfit("rows that are repeated")
    r = body.at[step.inputs[0]]
    if not step.params.get("filled", True):
        dtype = body.program.slots[step.outputs[0]].dtype
        r = body.register("fixed", dtype, 1, value=np.zeros((), dtype))
    body.place(step.outputs[0], dims, body.expand(r, prod(dims)))


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


def _selection(body, step, shape):
    """Return the shape of what an index selects, and its runs of consecutive elements: the first, and how many."""
    index = []
    for value in step.params["index"]:
        if isinstance(value, tuple) and value[0] == "slice":
            index.append(slice(*[body.entry(step, entry) for entry in value[1:]]))
        else:
            index.append(body.entry(step, value))
    try:
        found = np.arange(prod(shape)).reshape(shape)[tuple(index)]
    except (IndexError, ValueError) as error:
        raise Unfit("an index that is wrong") from error
    elements = found.ravel()
    ends = np.flatnonzero(np.diff(elements) != 1) + 1
    if not elements.size or len(ends) >= MOST_RUNS:
        raise Unfit("elements that are not consecutive")
    return found.shape, [(int(run[0]), run.size) for run in np.split(elements, ends)]


def subtensor(body, step, shape, *_):
    """Select elements; those that are not consecutive are copied, run by run."""
    dims, runs = _selection(body, step, shape)
    x = body.at[step.inputs[0]]
    if len(runs) == 1:
        body.place(step.outputs[0], dims, body.view(x, *runs[0]))
        return
    result, place = body.temp(body.registers[x].dtype, prod(dims)), 0
    for first, width in runs:
        body.emit("copy", None, body.view(result, place, width), (body.view(x, first, width),), width)
        place += width
    body.place(step.outputs[0], dims, result)


def put_slice(body, step, shape, y_shape, *_):
    """Copy a row and write some of its elements, or add to them, or subtract from them."""
    dims, runs = _selection(body, step, shape)
    if prod(y_shape) != prod(dims) and prod(y_shape) != 1:
        raise Unfit("rows that are repeated")
    x, y = body.at[step.inputs[0]], body.expand(body.at[step.inputs[1]], prod(dims))
    dtype, whole, place = body.registers[x].dtype, prod(shape), 0
    result = body.emit("copy", None, body.temp(dtype, whole), (x,), whole)
    name = f"{'sub' if step.params['how'] == 'dec' else 'add'}_{CODES[dtype]}"
    if step.params["how"] != "set" and (dtype == "bool" or not body.has_kernel(name)):
        raise Unfit(f"sums of {dtype}")
    for first, width in runs:
        part, value = body.view(result, first, width), body.view(y, place, width)
        if step.params["how"] == "set":
            body.emit("copy", None, part, (value,), width)
        else:
            body.emit("kernel", name, part, (body.view(x, first, width), value), width)
        place += width
    body.place(step.outputs[0], shape, result)


def _assemble(body, dtype, parts):
    """Return a row made of others; what instructions compute for it alone they write there."""
    result, first = body.temp(dtype, sum([body.registers[r].width for r in parts])), 0
    written = {instruction.target for instruction in body.code}
    for r in parts:
        x = body.registers[r]
        if x.role == "temp" and r in written and parts.count(r) == 1 and len(parts) > 1:
            x.role, x.number, x.place = "view", result, first * x.itemsize
        else:
            body.emit("copy", None, body.view(result, first, x.width), (r,), x.width)
        first += x.width
    return result


def make_vector(body, step, *_):
    """Make a row of single values."""
    dtype = body.program.slots[step.outputs[0]].dtype
    parts = [body.cast(body.at[i], dtype) for i in step.inputs]
    body.place(step.outputs[0], (len(parts),), _assemble(body, dtype, parts))


def join(body, step, *shapes):
    """Join rows whose elements stay in their order."""
    axis = step.params["axis"]
    axis += len(shapes[0]) if axis < 0 else 0
    if len({(*shape[:axis], *shape[axis + 1:]) for shape in shapes}) != 1 or prod(shapes[0][:axis]) != 1:
        raise Unfit("parts of several rows")
    parts = [(body.at[i], shape) for i, shape in zip(step.inputs, shapes) if prod(shape)]
    dims = list(shapes[0])
    dims[axis] = sum([shape[axis] for shape in shapes])
    dtype = body.program.slots[step.outputs[0]].dtype
    body.place(step.outputs[0], dims, _assemble(body, dtype, [r for r, _ in parts]))


STEPS = {
    "loop": loop, "copy": copy, "dimshuffle": dimshuffle, "shape_i": shape_i, "alloc": alloc, "reshape": reshape,
    "specify_shape": specify_shape, "subtensor": subtensor, "put_slice": put_slice, "make_vector": make_vector,
    "join": join, "dot": dot, "gemv": gemv, "gemm": gemv, "ger": ger,
}
"""The function that adds the instructions of a kind of step."""


def shaping_inputs(step):
    """Return which inputs of a step its shapes depend on."""
    entries = []
    for value in (*step.params.get("shape", ()), *step.params.get("index", ())):
        entries.extend(value[1:] if isinstance(value, tuple) and value[0] == "slice" else [value])
    return [entry[1] for entry in entries if isinstance(entry, tuple) and entry[0] == "in"]


def write_body(program, *args):
    """Return the `Body` of a program, with its instructions."""
    body = Body(program, *args)
    for step in apart(program):
        handle = STEPS.get(step.kind)
        if handle is None:
            raise Unfit(step.kind)
        handle(body, step, *[body.shapes[i] for i in step.inputs])
    return body
