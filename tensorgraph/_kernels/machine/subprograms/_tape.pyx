# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Programs of scalars, for loops of many short steps.

Where all slots of a program are scalars and all its steps loops, the plans, checks and blocks of the machine cost more
than the work. A tape has the instructions of all steps in sequence, on registers that hold one value. A register is a
pointer: to a cell of the tape, or wherever the loop that plays the tape points it (to a row of a buffer).
"""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject

import numpy as np

from .._array cimport tg_data
from ..loop._instructions cimport resolve
from ..memory cimport zeros

cdef enum:
    CELL = 16                   # bytes


def _is_scalar(program, step):
    """Return True if a tape has instructions for a step."""
    if any(program.slots[i].ndim or program.slots[i].dtype == "object" for i in (*step.inputs, *step.outputs)):
        return False
    if step.kind == "loop":
        return all(out[1] == "store" for out in step.params["outs"])
    return step.kind == "copy"


class _Writer:
    """The instructions of a program as (op, register, registers), with ``("copy", size)`` as the op of a copy."""

    def __init__(self, program):
        self.size = []
        self.consts = {}
        self.code = []
        self.reg_of = {}
        for i, slot in enumerate(program.slots):
            if slot.kind in ("input", "const"):
                self.reg_of[i] = self.register(slot.dtype)
            if slot.kind == "const":
                self.consts[self.reg_of[i]] = np.asarray(slot.value, slot.dtype)
        for step in program.steps:
            if step.kind == "copy":
                self.copy(step.outputs[0], self.reg_of[step.inputs[0]])
            else:
                self.loop(step)

    def register(self, dtype):
        return self.cell(np.dtype(dtype).itemsize)

    def cell(self, size):
        self.size.append(size)
        return len(self.size) - 1

    def copy(self, slot, source):
        self.reg_of[slot] = self.cell(self.size[source])
        self.code.append((("copy", self.size[source]), self.reg_of[slot], (source,)))

    def loop(self, step):
        dtypes = step.params["reg_dtypes"]
        local = [self.reg_of[i] for i in step.inputs]
        for dtype, value in step.params["consts"]:
            register = self.register(dtype)
            local.append(register)
            self.consts[register] = np.asarray(value, dtype)
        inputs = len(local)
        local.extend(self.register(dtype) for dtype in dtypes[inputs:])
        for op, dst, srcs in step.params["code"]:
            self.code.append((op, local[dst], tuple(local[r] for r in srcs)))
        stored = set()
        for slot, out in zip(step.outputs, step.params["outs"]):
            if out[0] < inputs or out[0] in stored:
                self.copy(slot, local[out[0]])
            else:
                self.reg_of[slot] = local[out[0]]
            stored.add(out[0])


cdef Tape tape_of(program):
    """Return the tape of a program, or None if it is not scalar, or may fail."""
    if not all(_is_scalar(program, step) for step in program.steps):
        return None
    if any(program.slots[i].ndim or program.slots[i].dtype == "object" for i in program.inputs + program.outputs):
        return None
    cdef Tape tape = Tape(program)
    cdef int i
    for i in range(tape.ncode):
        if tape.code[i].raises:
            return None
    return tape


cdef int set_instruction(Inst* inst, op, dst, srcs) except -1:
    """Find the code of an instruction, and set its registers; those without an operand are that of the first."""
    if op[0] == "copy":
        inst.nin = op[1]
    else:
        resolve(inst, op)
    inst.o, inst.a = dst, srcs[0]
    inst.b = srcs[1] if len(srcs) > 1 else inst.a
    inst.c = srcs[2] if len(srcs) > 2 else inst.a
    inst.d = srcs[3] if len(srcs) > 3 else inst.a
    return 0


cdef class Tape:

    def __cinit__(self, program):
        cdef int i, r
        writer = _Writer(program)
        self.ncode, self.nreg = len(writer.code), len(writer.size)
        self.nin, self.nout = len(program.inputs), len(program.outputs)
        self.code = <Inst*> zeros(self.ncode, sizeof(Inst))
        self.reg = <char**> zeros(self.nreg + self.nout, sizeof(char*))
        self.cells = <char*> zeros(self.nreg, CELL)
        self.inputs = <int*> zeros(self.nin, sizeof(int))
        self.outputs = <int*> zeros(self.nout, sizeof(int))
        self.written = <int*> zeros(self.nreg, sizeof(int))
        self.last_read = <int*> zeros(self.nreg, sizeof(int))
        self.single = <bint*> zeros(self.nout, sizeof(bint))
        for i in range(self.nreg):
            self.written[i] = self.last_read[i] = -1
        for i in range(self.ncode):
            op, dst, srcs = writer.code[i]
            set_instruction(&self.code[i], op, dst, srcs)
            self.written[<int> dst] = i
            for source in srcs:
                self.last_read[<int> source] = i
        for i in range(self.nin):
            self.inputs[i] = writer.reg_of[program.inputs[i]]
        registers = [writer.reg_of[slot] for slot in program.outputs]
        for i in range(self.nout):
            r = self.outputs[i] = registers[i]
            self.single[i] = self.written[r] >= 0 and registers.count(r) == 1
            self.last_read[r] = self.ncode
        self.rest()
        for constant, value in writer.consts.items():
            r = constant
            memcpy(self.reg[r], tg_data(<PyObject*> value), value.itemsize)

    def __dealloc__(self):
        PyMem_RawFree(self.code)
        PyMem_RawFree(self.reg)
        PyMem_RawFree(self.cells)
        PyMem_RawFree(self.inputs)
        PyMem_RawFree(self.outputs)
        PyMem_RawFree(self.written)
        PyMem_RawFree(self.last_read)
        PyMem_RawFree(self.single)

    cdef void rest(self) noexcept nogil:
        """Point each register at its own cell."""
        cdef int i
        for i in range(self.nreg):
            self.reg[i] = self.cells + i * CELL

    cdef bint may_share(self, int output, int input) noexcept nogil:
        """Return True if an output may be written over an input; kernels read a value before they write one."""
        return self.last_read[self.inputs[input]] <= self.written[self.outputs[output]]
