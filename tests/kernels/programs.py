"""Programs of a few steps, written by hand, and arrays in every layout to run them on."""

import math
from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from tensorgraph._kernels.machine.call._vm import Machine
from tensorgraph.lowering.program import Program, Slot, Step

STORE = ("store", None, None, None)
"""Out of a loop step whose register is stored."""


class Builder:
    """Collects slots and steps of a program."""

    def __init__(self):
        self.slots, self.steps, self.containers, self.updates = [], [], {}, []

    def slot(self, kind, dtype, ndim, broadcastable=None, value=None):
        self.slots.append(Slot(kind, str(dtype), ndim, broadcastable or (False,) * ndim, value))
        return len(self.slots) - 1

    def input(self, like, broadcastable=None):
        """A slot for an argument with the dtype and rank of an array."""
        like = np.asarray(like)
        return self.slot("input", like.dtype, like.ndim, broadcastable)

    def const(self, value, broadcastable=None):
        value = np.asarray(value)
        return self.slot("const", value.dtype, value.ndim, broadcastable, value)

    def shared(self, value):
        slot = self.slot("shared", value.dtype, value.ndim)
        self.containers[slot] = [value]
        return slot

    def step(self, kind, inputs, outputs, inplace=None, **params):
        """A step whose outputs are new slots of the given (dtype, ndim) or (dtype, ndim, broadcastable)."""
        slots = tuple(self.slot("temp", *output) for output in outputs)
        self.steps.append(Step(kind, tuple(inputs), slots, params, inplace or {}, len(self.steps)))
        return slots if len(slots) > 1 else slots[0]

    def loop(self, inputs, code, outs, outputs, reg_dtypes, consts=(), inplace=None):
        return self.step("loop", inputs, outputs, inplace, consts=consts, code=code, outs=outs, reg_dtypes=reg_dtypes)

    def map(self, inputs, code, dtype="float64", ndim=1, inplace=None):
        """A loop of which the register written last is the output; all registers have one dtype."""
        last = len(inputs) + len(code) - 1
        return self.loop(inputs, code, ((last, *STORE),), [(dtype, ndim)], (dtype,) * (last + 1), inplace=inplace)

    def machine(self, *outputs, pack=None):
        program = Program(tuple(self.slots), tuple(self.steps), tuple(outputs), tuple(self.updates))
        return Machine(program, self.containers, None, pack)


def run(kind, args, outputs, inplace=None, broadcastable=None, **params):
    """The outputs of one step on arrays."""
    builder = Builder()
    flags = broadcastable or [None] * len(args)
    inputs = [builder.input(arg, flag) for arg, flag in zip(args, flags, strict=True)]
    result = builder.step(kind, inputs, outputs, inplace, **params)
    machine = builder.machine(*(result if isinstance(result, tuple) else (result,)))
    first = machine(*args)
    again = machine(*args)
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    return first[0] if len(first) == 1 else first


def layouts(array):
    """The same values laid out in memory in many ways."""
    array = np.asarray(array)
    yield "C", array.copy(order="C")
    yield "F", array.copy(order="F")
    if array.ndim:
        wide = np.zeros(tuple(2 * n + 1 for n in array.shape), array.dtype)
        view = wide[tuple(slice(0, 2 * n, 2) for n in array.shape)]
        view[...] = array
        yield "strided", view
        backwards = (slice(None, None, -1),) * array.ndim
        yield "reversed", array[backwards].copy(order="C")[backwards]
        padded = np.zeros((*array.shape[:-1], array.shape[-1] + 3), array.dtype)
        padded[..., : array.shape[-1]] = array
        yield "rows", padded[..., : array.shape[-1]]


@st.composite
def any_layout(draw, dtypes):
    """An array whose axes have any lengths, short ones more often, any order in memory and any strides."""
    ndim = draw(st.integers(1, 4))
    lengths = st.sampled_from([0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 17, 40, 70, 300, 700])
    shape = []
    for _ in range(ndim):
        most = 10_000 // math.prod(max(1, n) for n in shape)
        shape.append(min(most, draw(lengths)))
    steps = [draw(st.sampled_from([1, 1, 1, 2, 3, -1, -2, 0])) for _ in shape]
    order = draw(st.permutations(range(ndim)))
    # an axis of step 0 shows one element over and over
    base = some([max(1, abs(s) * n) if s else 1 for s, n in ((steps[k], shape[k]) for k in order)], draw(dtypes))
    base = base.transpose(np.argsort(order))
    cut = tuple(slice(None, None, s) if s else slice(None) for s in steps)
    return np.broadcast_to(base[cut][tuple(slice(0, n) if s else slice(None) for s, n in zip(steps, shape))], shape)


def some(shape, dtype, seed=0):
    """Values of a dtype, small integers among them."""
    rng = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.integers(0, 2, shape).astype(dtype)
    if dtype.kind in "iu":
        return rng.integers(0 if dtype.kind == "u" else -9, 10, shape).astype(dtype)
    if dtype.kind == "c":
        return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(dtype)
    return rng.standard_normal(shape).astype(dtype)


def adder(ndim=0, dtype="float64", pack="single", **kw):
    builder = Builder()
    x, y = (builder.slot("input", dtype, ndim, **kw) for _ in range(2))
    code = {"float64": "f64", "float32": "f32", "int64": "i64", "int32": "i32"}[dtype]
    z = builder.map((x, y), ((f"add_{code}", 2, (0, 1)),), dtype, ndim)
    return builder.machine(z, pack=pack)


def accumulator(value, inplace):
    """Returns the old state and adds the argument to it."""
    builder = Builder()
    x, s = builder.input(value), builder.shared(value)
    dtype, ndim = str(value.dtype), value.ndim
    old = builder.step("copy", (s,), [(dtype, ndim)])
    add = ("ufunc", "numpy", "add", f"{value.dtype.char * 2}->{value.dtype.char}")
    new = builder.map((s, x), ((add, 2, (0, 1)),), dtype, ndim, inplace={0: 0} if inplace else {})
    builder.updates.append((s, new))
    return builder.machine(old, pack="single"), builder.containers[s]


def python(builder, perform, inputs, outputs, inplace=None):
    """A Python step from a function of (inputs, output_storage)."""
    op = SimpleNamespace(perform=lambda node, inputs, storage: perform(inputs, storage))
    return builder.step("python", inputs, outputs, inplace, op=op, node=None)
