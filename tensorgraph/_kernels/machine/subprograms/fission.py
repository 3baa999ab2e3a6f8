"""The body of a loop in parts that run many steps at a time.

A loop is run in strips of steps. Instructions that depend on no earlier step, directly or through others, run over all
rows of a strip at once; those of a recurrence run step by step, each recurrence by itself.

Idea: a graph with an edge from the writer of a value to each reader, also where the reader is a later step. Its
strongly connected components are the recurrences; in topological order, each may run over a whole strip before the
next.
Invariant: a row that is read was written before, or lies in the buffer since before the strip. Rows that a step reads
before it or a later one writes them are taken aside first.
Example: of ``s[i] = a * s[i-1] + x[i] * b[i]``, ``t[i] = t[i-1] + s[i]`` a strip runs all products ``x * b``, then the
recurrence of s, then that of t.
"""

from math import prod

import numpy as np

from ..loop._instructions import CODES

LONGEST_ROW = 256               # elements: blocks of kernels are not longer, and of longer rows steps are dear anyway
ROLES = ("fixed", "sequence", "tap", "old", "out", "temp", "view")


class Unfit(Exception):
    """A body that does not run in strips."""


class Register:
    """A value of each step: a row of elements in C order.

    Attributes
    ----------
    role : str
        ``"fixed"``: the same in all steps; ``"sequence"``, ``"old"``: a row that no step writes before; ``"tap"``: one
        that an earlier step wrote; ``"out"``: a row of a buffer that the step writes; ``"temp"``; ``"view"``: part of
        another register.
    number : int
        Which argument, sequence or buffer; the register that a view is part of.
    place : int
        Of a tap, from the row that the step writes; of an old row, the tap; of a view, the offset in bytes.
    value : ndarray or None
        Of a constant.
    """

    def __init__(self, role, dtype, width, number=-1, place=0, value=None):
        self.role, self.number, self.place, self.value = role, number, place, value
        self.dtype, self.width = str(np.dtype(dtype)), width
        self.in_bulk = False        # kernels read or write the rows of a strip at once
        self.is_local = False       # only one recurrence knows it: a strip needs one row

    @property
    def size(self):
        return np.dtype(self.dtype).itemsize * self.width


class Instruction:
    """Work on the rows of a step; `what` is ``"kernel"``, ``"copy"``, ``"expand"`` or ``"fold"``."""

    def __init__(self, what, op, target, sources, width, dtype):
        self.what, self.op, self.target, self.sources, self.width = what, op, target, sources, width
        self.dtype = dtype


class Body:
    """The registers and instructions of an inner program on rows of given shapes.

    Parameters
    ----------
    program : Program
    shapes : list of tuple
        Of the inputs.
    sources : list of tuple
        What each input is: ``("fixed", k)``, ``("sequence", k)`` or ``("tap", buffer, tap)``.
    places : list of int
        Of the row of each buffer that a step writes.
    has_kernel : callable
        From a name to whether there is such a kernel.
    """

    def __init__(self, program, shapes, sources, places, has_kernel):
        self.program, self.places, self.has_kernel = program, places, has_kernel
        self.registers, self.code = [], []
        self.at, self.shapes, self.expanded = {}, {}, {}
        for slot, shape, source in zip(program.inputs, shapes, sources):
            self.input(slot, shape, *source)
        for i, slot in enumerate(program.slots):
            if slot.kind == "const":
                value = np.asarray(slot.value, slot.dtype)
                self.place(i, value.shape, self.register("fixed", slot.dtype, value.size, value=value))
        for step in program.steps:
            handle = STEPS.get(step.kind)
            if handle is None:
                raise Unfit(step.kind)
            handle(self, step, *[self.shapes[i] for i in step.inputs])

    def register(self, role, dtype, width, *args, **kwargs):
        if not 0 < width <= LONGEST_ROW:
            raise Unfit("rows of another length")
        self.registers.append(Register(role, dtype, width, *args, **kwargs))
        return len(self.registers) - 1

    def temp(self, dtype, width):
        return self.register("temp", dtype, width)

    def input(self, slot, shape, role, number, tap=0):
        if role == "tap" and tap >= self.places[number]:
            role = "old"
        elif role == "tap":
            tap -= self.places[number]
        self.place(slot, shape, self.register(role, self.program.slots[slot].dtype, prod(shape), number, tap))

    def place(self, slot, shape, register):
        self.at[slot], self.shapes[slot] = register, tuple(shape)

    def emit(self, what, op, target, sources, width):
        self.code.append(Instruction(what, op, target, tuple(sources), width, self.registers[target].dtype))
        return target

    def expand(self, r, width):
        """Return the register that repeats a single value."""
        x = self.registers[r]
        if x.width == width:
            return r
        if x.width != 1:
            raise Unfit("rows that are repeated")
        if (r, width) not in self.expanded:
            if x.role == "fixed":
                wide = self.register("fixed", x.dtype, width, x.number, value=x.value)
            else:
                wide = self.emit("expand", None, self.temp(x.dtype, width), (r,), width)
            self.expanded[r, width] = wide
        return self.expanded[r, width]

    def loop(self, step, *shapes):
        """Add the code of a loop over rows of one shape and single values."""
        params, slots = step.params, self.program.slots
        dims = _loop_shape(shapes, [slots[i].broadcastable for i in step.inputs])
        if dims is None and slots[step.outputs[0]].ndim:
            raise Unfit("a loop without inputs")
        dims, width = dims or (), prod(dims or ())
        local = [self.at[i] for i in step.inputs]
        for dtype, value in params["consts"]:
            local.append(self.register("fixed", dtype, 1, value=np.asarray(value, dtype)))
        local.extend([None] * (len(params["reg_dtypes"]) - len(local)))
        formula = _final_formula(params)
        for op, dst, srcs in params["code"]:
            sources = [self.expand(local[r], width) for r in srcs]
            local[dst] = self.emit("kernel", op, self.temp(params["reg_dtypes"][dst], width), sources, width)
        for slot, (r, how, axes, dtype, acc) in zip(step.outputs, params["outs"]):
            if how == "store":
                self.place(slot, dims, self.expand(local[r], width))
                continue
            if any(n != 1 and axes is not None and axis not in axes for axis, n in enumerate(dims)):
                raise Unfit("a reduction over some axes")
            kept = () if axes is None else [1 for axis in range(len(dims)) if axis not in axes]
            folded = self.fold(how, self.expand(local[r], width), str(np.dtype(acc)), r == formula)
            self.place(slot, kept, self.cast(folded, str(np.dtype(dtype))))

    def fold(self, how, r, acc, is_formula):
        """Return the register of a reduction of a row, by the kernels that a loop step would use for it."""
        x = self.registers[r]
        name = _code(acc) if x.dtype == acc else f"{_code(x.dtype)}_{_code(acc)}"
        sources = (r,)
        if is_formula:
            last = self.code[-1]
            joined = f"fold_{how}_{last.op}" if x.dtype == acc else f"fold_{how}_{last.op}_{_code(acc)}"
            if self.has_kernel(joined):
                self.code.pop()
                return self.emit("fold", (how, acc, joined), self.temp(acc, 1), last.sources, x.width)
        if not self.has_kernel(f"fold_{how}_{name}"):
            sources, name = (self.cast(r, acc),), _code(acc)
        if not self.has_kernel(f"fold_{how}_{name}"):
            raise Unfit(f"{how} of {acc}")
        return self.emit("fold", (how, acc, f"fold_{how}_{name}"), self.temp(acc, 1), sources, x.width)

    def cast(self, r, dtype):
        x = self.registers[r]
        if x.dtype == dtype:
            return r
        name = f"cast_{_code(x.dtype)}_{_code(dtype)}"
        if not self.has_kernel(name):
            raise Unfit(name)
        return self.emit("kernel", name, self.temp(dtype, x.width), (r,), x.width)

    def root(self, r):
        """Return the register that a view is part of."""
        while self.registers[r].role == "view":
            r = self.registers[r].number
        return r

    def copy(self, step, shape):
        self.place(step.outputs[0], shape, self.at[step.inputs[0]])

    def dimshuffle(self, step, shape):
        """Give a row other axes of length 1; its elements stay in their order."""
        pattern = step.params["pattern"]
        axes = [axis for axis in pattern if axis != "x"]
        long = [axis for axis in axes if shape[axis] != 1]
        if long != sorted(long) or any(n != 1 and axis not in axes for axis, n in enumerate(shape)):
            raise Unfit("a transpose")
        dims = [1 if axis == "x" else shape[axis] for axis in pattern]
        self.place(step.outputs[0], dims, self.at[step.inputs[0]])

    def output(self, slot, buffer):
        """Return the register of the row that a step writes."""
        r = self.at[slot]
        if self.registers[r].role == "temp":
            self.registers[r].role, self.registers[r].number = "out", buffer
            return r
        x = self.registers[r]
        return self.emit("copy", None, self.register("out", x.dtype, x.width, buffer), (r,), x.width)


def _final_formula(params):
    """Return the register of a last instruction whose result is only reduced, or None."""
    results = [out[0] for out in params["outs"]]
    op, dst, _ = params["code"][-1] if params["code"] else (None, None, None)
    if isinstance(op, str) and results.count(dst) == 1 and params["outs"][results.index(dst)][1] != "store":
        return dst
    return None


def _code(dtype):
    return CODES[dtype]


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


STEPS = {"loop": Body.loop, "copy": Body.copy, "dimshuffle": Body.dimshuffle}
"""The method that adds the instructions of a kind of step."""


def components(edges):
    """Return the strongly connected components of a graph in topological order.

    Parameters
    ----------
    edges : list of set of int
        The predecessors of each vertex.
    """
    index, low, stack, found = {}, {}, [], []
    for root in range(len(edges)):
        work = [] if root in index else [(root, iter(sorted(edges[root])))]
        while work:
            v, rest = work[-1]
            if v not in index:
                index[v] = low[v] = len(index)
                stack.append(v)
            for w in rest:
                if w not in index:
                    work.append((w, iter(sorted(edges[w]))))
                    break
                if w in stack:
                    low[v] = min(low[v], index[w])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[v])
                if low[v] == index[v]:
                    cut = stack.index(v)
                    found.append(sorted(stack[cut:]))
                    del stack[cut:]
    return found


class Part:
    """Instructions that run over a strip together: all rows at once, or, if they are a recurrence, step by step."""

    def __init__(self, code, is_bulk):
        self.code, self.is_bulk = code, is_bulk


def distribute(body, kept):
    """Return the parts of a body in their order.

    Parameters
    ----------
    body : Body
    kept : set of int
        Registers all rows of which are needed after a strip.
    """
    edges = _edges(body)
    parts = []
    for found in components(edges):
        is_bulk = len(found) == 1 and found[0] not in edges[found[0]]
        code = [body.code[i] for i in found]
        if is_bulk and parts and parts[-1].is_bulk:
            parts[-1].code += code
        else:
            parts.append(Part(code, is_bulk))
    for part in parts:
        if part.is_bulk:
            _gather(body, part)
    _find_local(body, parts, kept)
    return parts


def _edges(body):
    """Return for each instruction those that must run before it, in the same or in an earlier step."""
    written = {}
    for i, instruction in enumerate(body.code):
        written.setdefault(body.root(instruction.target), []).append(i)
    rows = {body.registers[r].number: found for r, found in written.items() if body.registers[r].role == "out"}
    edges = []
    for i, instruction in enumerate(body.code):
        before = set()
        for r in (instruction.target, *instruction.sources):
            root = body.root(r)
            if body.registers[root].role == "tap":
                before.update(rows[body.registers[root].number])
            before.update(j for j in written.get(root, ()) if j < i)
        edges.append(before)
    return edges


def _gather(body, part):
    """Let kernels that run over all rows of a strip find them one after another."""
    code, copied = [], {}
    for instruction in part.code:
        if instruction.what == "kernel":
            for r in instruction.sources:
                if body.registers[r].role == "view" and r not in copied:
                    x = body.registers[r]
                    copied[r] = body.temp(x.dtype, x.width)
                    code.append(Instruction("copy", None, copied[r], (r,), x.width, x.dtype))
            instruction.sources = tuple([copied.get(r, r) for r in instruction.sources])
            for r in (instruction.target, *instruction.sources):
                body.registers[r].in_bulk = True
        code.append(instruction)
    part.code = code


def _find_local(body, parts, kept):
    """Mark the registers that one recurrence uses within a step."""
    users = {}
    for number, part in enumerate(parts):
        for instruction in part.code:
            for r in (instruction.target, *instruction.sources):
                users.setdefault(body.root(r), set()).add(-1 if part.is_bulk else number)
    for r, numbers in users.items():
        x = body.registers[r]
        x.is_local = x.role == "temp" and len(numbers) == 1 and -1 not in numbers and r not in kept
