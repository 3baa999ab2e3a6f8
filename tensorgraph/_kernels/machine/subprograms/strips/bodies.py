"""The body of a loop as instructions on rows of known shapes.

A row is a value of a step in C order: elementwise work sees as many elements and nothing else of its shape.
"""

from math import prod
from typing import NamedTuple

import numpy as np

from ...loop._instructions import CODES

LARGEST_MATRIX = 4096           # elements that a product in each step reads: beyond, BLAS is as fast
MOST_TERMS = 64                 # that are added one after another
MOST_PICKS = 3                  # places that steps compute, of one index
MOST_NUMBERS = 4                # of a row that is made of numbers, and may stay that
LONGEST_ROW = 512               # elements: of longer rows steps are dear anyway
ROLES = ("fixed", "sequence", "tap", "old", "out", "temp", "view")


class Unfit(Exception):
    """A body that does not run in strips."""


class Register:
    """A row of each step.

    Attributes
    ----------
    role : str
        ``"fixed"``: the same in all steps; ``"sequence"``, ``"old"``: a row that no step writes before; ``"tap"``: one
        that an earlier step wrote; ``"out"``: a row of a buffer that the step writes; ``"temp"``; ``"view"``: part of
        another register.
    number : int
        Which argument or sequence; of an old row the state; of a tap and an out the output; of a view the register.
    place : int
        Of a tap, from the row that the step writes; of an old row, the tap; of a view, the offset in bytes.
    value : ndarray or None
        Of a constant.
    moved : tuple or None
        Of a fixed row that is not given: the register whose elements it has, and the `Move`.
    """

    def __init__(self, role, dtype, width, number=-1, place=0, value=None):
        self.role, self.number, self.place, self.value = role, number, place, value
        self.dtype, self.width = str(np.dtype(dtype)), width
        self.moved = None
        self.in_bulk = False        # kernels read or write the rows of a strip at once
        self.is_local = False       # only one recurrence knows it: a strip needs one row

    @property
    def itemsize(self):
        return np.dtype(self.dtype).itemsize

    @property
    def size(self):
        return self.itemsize * self.width


class Move(NamedTuple):
    """Say which elements of a row become which of another: both begin somewhere and have strides, in elements."""

    dims: tuple
    to_first: int
    to_strides: tuple
    first: int
    strides: tuple
    picks: tuple = ()           # of places that a step computes: the length of the axis, and its stride
    is_put: bool = False        # these are places of the target


class Gather(NamedTuple):
    """Say where the places of integer arrays are, in elements."""

    outer: int                  # positions of the axes before those that are indexed
    count: int                  # places
    width: int                  # elements at each place
    axes: tuple                 # for each index the length of its axis and its stride
    add: str | None             # the kernel that adds what is put there


def dense_strides(shape):
    """Return the strides, in elements, of an array in C order; those of axes of length 1 are 0."""
    return tuple([0 if n == 1 else prod(shape[axis + 1:]) for axis, n in enumerate(shape)])


class Instruction:
    """Work on the rows of a step.

    `what` is ``"kernel"``, ``"copy"``, ``"expand"``, ``"move"``, ``"gather"`` or ``"scatter"`` at the places of arrays,
    ``"fold"``, ``"cumulative"``, ``"rows"``, a loop over the rows of a matrix, or ``"columns"``, one over its columns.
    """

    def __init__(self, what, op, target, sources, width, dtype):
        self.what, self.op, self.target, self.sources, self.width = what, op, target, sources, width
        self.dtype = dtype
        self.places = ()            # of the operands that are what the instruction before has computed, in a chain


class RowRegisters(dict):
    """The registers of rows, by slot; one that was split is assembled when it is asked for."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def __missing__(self, slot):
        self[slot] = self.body.assemble(self.body.program.slots[slot].dtype, self.body.elements[slot])
        return self[slot]


class Body:
    """The registers and instructions of an inner program.

    Parameters
    ----------
    program : Program
    shapes : list of tuple
        Of the inputs.
    sources : list of tuple
        What each input is: ``("fixed", k)``, ``("sequence", k)`` or ``("tap", state, tap)``.
    places : list of tuple
        For each output that is a row of a buffer, the buffer, of which the first are the states, and its place there.
    numbers : dict
        Integers among the inputs, by slot, that the plan may depend on.
    has_kernel : callable
        From a name to whether there is such a kernel.
    """

    def __init__(self, program, shapes, sources, places, numbers, has_kernel):
        self.program, self.places, self.has_kernel = program, places, has_kernel
        self.registers, self.code = [], []
        self.at, self.shapes, self.expanded, self.numbers = RowRegisters(self), {}, {}, dict(numbers)
        self.elements = {}          # of rows that are a few numbers, by slot: a register of each
        for slot, shape, source in zip(program.inputs, shapes, sources):
            self.input(slot, shape, *source)
        for i, slot in enumerate(program.slots):
            if slot.kind == "const":
                self.constant(i, np.asarray(slot.value, slot.dtype))

    def register(self, role, dtype, width, *args, **kwargs):
        shortest = 0 if role in ("temp", "view") else 1
        if not shortest <= width <= (LARGEST_MATRIX if role == "fixed" else LONGEST_ROW):
            raise Unfit("rows of another length")
        self.registers.append(Register(role, dtype, width, *args, **kwargs))
        return len(self.registers) - 1

    def temp(self, dtype, width):
        return self.register("temp", dtype, width)

    def view(self, r, first, width):
        """Return the register of `width` elements of another."""
        x = self.registers[r]
        if width == x.width:
            return r
        return self.register("view", x.dtype, width, r, first * x.itemsize)

    def input(self, slot, shape, role, number, tap=0):
        if prod(shape) == 0:
            self.place(slot, shape, self.temp(self.program.slots[slot].dtype, 0))
            return
        if role == "tap":
            # of the rows that steps have written there the latest is that of the next place
            later = [(place, k) for k, (buffer, place) in enumerate(self.places) if buffer == number and place > tap]
            if later:
                place, number = min(later)
                tap -= place
            else:
                role = "old"
        self.place(slot, shape, self.register(role, self.program.slots[slot].dtype, prod(shape), number, tap))

    def constant(self, slot, value):
        if value.size == 0:
            self.place(slot, value.shape, self.temp(value.dtype, 0))
            return
        self.place(slot, value.shape, self.register("fixed", value.dtype, value.size, value=value))
        if value.ndim == 0 and value.dtype.kind in "iu":
            self.numbers[slot] = int(value)

    def place(self, slot, shape, register):
        self.at[slot], self.shapes[slot] = register, tuple(shape)

    def split(self, slot, shape, elements):
        """Place a row of a few numbers; it is made when it is read as a whole."""
        self.elements[slot], self.shapes[slot] = list(elements), tuple(shape)

    def assemble(self, dtype, parts):
        """Return a row made of others; what instructions compute for it alone they write there."""
        result, first = self.temp(dtype, sum([self.registers[r].width for r in parts])), 0
        written = {instruction.target for instruction in self.code}
        for r in parts:
            x = self.registers[r]
            if x.role == "temp" and r in written and parts.count(r) == 1 and len(parts) > 1:
                x.role, x.number, x.place = "view", result, first * x.itemsize
            else:
                self.emit("copy", None, self.view(result, first, x.width), (r,), x.width)
            first += x.width
        return result

    def emit(self, what, op, target, sources, width):
        """Add an instruction, unless it has nothing to do; return its target."""
        if width == 0 and what in ("kernel", "copy", "expand", "move"):
            return target
        if not all([self.registers[r].width for r in (target, *sources)]):
            raise Unfit("an empty row")
        self.code.append(Instruction(what, op, target, tuple(sources), width, self.registers[target].dtype))
        return target

    def expand(self, r, width):
        """Return the register that repeats a single value."""
        x = self.registers[r]
        if x.width == width:
            return r
        if x.width != 1:
            raise Unfit("rows that are repeated")
        if width == 0:
            return self.temp(x.dtype, 0)
        if (r, width) not in self.expanded:
            if x.role == "fixed" and x.moved is None:
                wide = self.register("fixed", x.dtype, width, x.number, value=x.value)
            else:
                wide = self.emit("expand", None, self.temp(x.dtype, width), (r,), width)
            self.expanded[r, width] = wide
        return self.expanded[r, width]

    def spread(self, r, shape, dims):
        """Return the register of a row that is repeated along some axes; a single value stays one."""
        if prod(shape) in (1, prod(dims)):
            return r
        key = r, tuple(shape), tuple(dims)
        if key not in self.expanded:
            self.expanded[key] = self.move(r, dims, dense_strides(shape))
        return self.expanded[key]

    @staticmethod
    def is_dense(dims, strides):
        """Return True if elements lie side by side, in C order."""
        return all(n == 1 or step == dense for n, step, dense in zip(dims, strides, dense_strides(dims)))

    def move(self, r, dims, strides, first=0, picks=()):
        """Return the register of some elements of another, which lie at `first` and at multiples of strides from it.

        To `first` is added, for each of the picks, what a register holds times a stride.
        """
        x, width = self.registers[r], prod(dims)
        if width == 0:
            return self.temp(x.dtype, 0)
        long = [axis for axis, n in enumerate(dims) if n != 1]
        dims, strides = [dims[axis] for axis in long], tuple([strides[axis] for axis in long])
        if self.is_dense(dims, strides) and not picks:
            return self.view(r, first, width)
        places, axes = self.places_of(picks)
        move = Move(tuple(dims), 0, dense_strides(dims), first, strides, axes)
        if picks:
            return self.emit("move", move, self.temp(x.dtype, width), (r, *places), width)
        if self.registers[self.root(r)].role != "fixed":
            return self.emit("move", move, self.temp(x.dtype, width), (r,), width)
        result = self.register("fixed", x.dtype, width)
        self.registers[result].moved = r, move
        return result

    def scatter(self, target, dims, first, strides, source, source_strides, picks=()):
        """Copy elements of a row to places of another, which lie at `first` and at multiples of strides from it."""
        places, axes = self.places_of(picks)
        move = Move(tuple(dims), first, tuple(strides), 0, tuple(source_strides), axes, True)
        return self.emit("move", move, target, (source, *places), prod(dims))

    def places_of(self, picks):
        """Return the registers of places that a step computes, as int64, and the axes that they are on."""
        for r, _, _ in picks:
            if self.registers[r].dtype == "uint64" or len(picks) > MOST_PICKS:
                raise Unfit("places of another kind")
        return [self.cast(r, "int64") for r, _, _ in picks], tuple([axis for _, *axis in picks])

    def cast(self, r, dtype):
        x = self.registers[r]
        if x.dtype == dtype:
            return r
        last = self.code[-1] if self.code else None
        if last is not None and last.target == r and last.op == f"cast_{CODES[dtype]}_{CODES[x.dtype]}":
            # a single value is reduced in a wider dtype
            if np.can_cast(dtype, x.dtype):
                return last.sources[0]
        name = f"cast_{CODES[x.dtype]}_{CODES[dtype]}"
        if not self.has_kernel(name):
            raise Unfit(name)
        return self.emit("kernel", name, self.temp(dtype, x.width), (r,), x.width)

    def root(self, r):
        """Return the register that a view is part of."""
        while self.registers[r].role == "view":
            r = self.registers[r].number
        return r

    def span(self, r):
        """Return the bytes of its root that a register has, from the first to behind the last."""
        first, size = 0, self.registers[r].size
        while self.registers[r].role == "view":
            first += self.registers[r].place
            r = self.registers[r].number
        return first, first + size

    def entry(self, step, value):
        """Return an index entry that is known."""
        if isinstance(value, tuple):
            slot = step.inputs[value[1]]
            if slot not in self.numbers:
                raise Unfit("an index that a step computes")
            return self.numbers[slot]
        return value

    def output(self, slot, number):
        """Return the register of the row that a step writes."""
        r = self.at[slot]
        x = self.registers[r]
        if x.width == 0:
            raise Unfit("an empty row")
        if x.role == "temp":
            x.role, x.number = "out", number
            return r
        return self.emit("copy", None, self.register("out", x.dtype, x.width, number), (r,), x.width)
