"""The instructions on rows of softmax and its kin, by the formulas of ``steps/_softmax.pyx``; of places of extrema."""

from math import prod

import numpy as np

from ...loop._instructions import CODES
from .bodies import Unfit, dense_strides
from .rowloops import reduce


class Rows:
    """Rows of a register along one axis of its shape, one behind the other."""

    def __init__(self, body, shape, axis):
        if not prod(shape):
            raise Unfit("rows without elements")
        self.body, self.shape, self.ndim = body, tuple(shape), len(shape)
        self.axis = axis % self.ndim
        self.order = [axis for axis in range(self.ndim) if axis != self.axis] + [self.axis]
        self.dims = [shape[axis] for axis in self.order]
        self.length, self.size = self.shape[self.axis], prod(shape)
        self.count = self.size // self.length
        self.others = [n for axis, n in enumerate(shape) if axis != self.axis]

    def read(self, r):
        strides = dense_strides(self.shape)
        return self.body.move(r, self.dims, [strides[axis] for axis in self.order])

    def written(self, r):
        """Return the register with the elements in the order of the shape."""
        strides = dense_strides(self.dims)
        return self.body.move(r, self.shape, [strides[self.order.index(axis)] for axis in range(self.ndim)])

    def apply(self, op, *sources):
        """Return what a kernel computes for each element, or for each row; conditions are bool."""
        x = self.body.registers[sources[-1]]
        target = self.body.temp("bool" if op in ("isnan", "eq") else x.dtype, x.width)
        return self.body.emit("kernel", f"{op}_{CODES[x.dtype]}", target, sources, x.width)

    def same(self, value, dtype, width):
        """Return a register of values that are the same in all steps."""
        return self.body.register("fixed", dtype, width, value=np.asarray(value, dtype))

    def by_row(self, op, r, values):
        """Return what a kernel computes of each element and the value of its row."""
        x = self.body.registers[r]
        name = f"rows_{op}_{CODES[x.dtype]}"
        return self.body.emit("rows", (name, self.count), self.body.temp(x.dtype, x.width), (r, values), self.length)

    def fold(self, how, r):
        """Return a value of each row."""
        return reduce(self.body, how, r, self.body.registers[r].dtype, (self.count, self.length), (1,))


class Columns(Rows):
    """Columns of a matrix, which are not turned to be rows: what is one value for each is repeated."""

    def read(self, r):
        return r

    def written(self, r):
        return r

    def by_row(self, op, r, values):
        repeated = self.body.spread(values, [1 if k == self.axis else n for k, n in enumerate(self.shape)], self.shape)
        return self.apply(op, r, repeated)

    def fold(self, how, r):
        return reduce(self.body, how, r, self.body.registers[r].dtype, self.shape, (self.axis,))


def _rows(body, step, shape):
    if body.program.slots[step.inputs[0]].dtype not in ("float32", "float64"):
        raise Unfit("a dtype of which there are no kernels")
    axis = step.params.get("axis", -1) % len(shape)
    is_first = prod(shape[:axis]) == 1 < prod(shape[axis + 1 :])
    return (Columns if is_first else Rows)(body, shape, axis)


def softmax(body, step, shape, *more):
    """``exp(x) / sum(exp(x))``, or its logarithm; of x + b with a row b."""
    rows, x = _rows(body, step, shape), body.at[step.inputs[0]]
    if more:
        x = rows.apply("add", x, body.expand(body.spread(body.at[step.inputs[1]], (1, *more[0]), shape), prod(shape)))
    x = rows.read(x)
    shifted = rows.by_row("sub", x, rows.fold("max", x))
    e = rows.apply("exp", shifted)
    if step.kind == "softmax":
        result = rows.by_row("mul", e, rows.apply("inv", rows.fold("sum", e)))
    else:
        result = rows.by_row("sub", shifted, rows.apply("log", rows.fold("sum", e)))
    body.place(step.outputs[0], shape, rows.written(result))


def softmax_grad(body, step, shape, z_shape):
    """``(dz - sum(dz z)) z``, or for the logarithm ``dz - exp(z) sum(dz)``."""
    rows = _rows(body, step, shape)
    if z_shape != shape:
        raise Unfit("shapes that differ")
    dz, z = [rows.read(body.at[i]) for i in step.inputs]
    if step.kind == "softmax_grad":
        result = rows.apply("mul", rows.by_row("sub", dz, rows.fold("sum", rows.apply("mul", dz, z))), z)
    else:
        result = rows.apply("sub", dz, rows.by_row("mul", rows.apply("exp", z), rows.fold("sum", dz)))
    body.place(step.outputs[0], shape, rows.written(result))


def logsumexp(body, step, shape):
    """``log(sum(exp(x)))``; what is subtracted is finite."""
    rows = _rows(body, step, shape)
    x = rows.read(body.at[step.inputs[0]])
    top = rows.fold("max", x)
    dtype = body.registers[top].dtype
    most = np.finfo(dtype).max
    top = rows.apply("clip", top, rows.same(-most, dtype, rows.count), rows.same(most, dtype, rows.count))
    total = rows.fold("sum", rows.apply("exp", rows.by_row("sub", x, top)))
    body.place(step.outputs[0], rows.others, rows.apply("add", top, rows.apply("log", total)))


def argmax(body, step, shape):
    """The best element of each row, and the first place of it, or of one that is not a number."""
    axis = step.params["axis"]
    rows = Rows(body, shape, axis) if axis is not None else Rows(body, (prod(shape),), 0)
    x = rows.read(body.at[step.inputs[0]])
    dtype = body.registers[x].dtype
    if not body.has_kernel(f"eq_{CODES.get(dtype)}") or dtype == "bool":
        raise Unfit(f"places of {dtype}")
    names = step.params["outs"]
    best = rows.fold("min" if names == ("argmin",) else "max", x)
    found = rows.apply("eq", x, body.expand(body.spread(best, (rows.count, 1), (rows.count, rows.length)), rows.size))
    if dtype.startswith("float"):
        found = rows.apply("or_", found, rows.apply("isnan", x))
    behind = rows.same(rows.length, "int64", rows.size)
    places = rows.same(np.tile(np.arange(rows.length), rows.count), "int64", rows.size)
    first = rows.fold("min", rows.apply("switch", found, places, behind))
    for slot, name in zip(step.outputs, names):
        body.place(slot, rows.others, best if name == "max" else first)
