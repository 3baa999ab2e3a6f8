# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Bodies of loops in strips of steps, which ``fission.py`` has sorted into parts.

a. Registers are pointers to rows. The rows of a strip follow each other where kernels run over all of them at once; a
   recurrence moves its pointers from row to row.
b. What a strip computes lies in the nearest caches: its length depends on the sizes of rows alone.
"""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from libc.string cimport memcpy

import numpy as np

from .._array cimport tg_data
from .._move cimport copy_run
from ..loop._instructions cimport kernel_address, resolve, run_inst
from ..memory cimport zeros

from ....scalar.reductions import REDUCTIONS
from ...loops import dispatch
from ..loop._instructions import CODES
from . import fission

cdef enum:
    NEAR = 24576                # bytes of the rows of a strip
    FEWEST = 4                  # steps of a strip
    MOST = 256
    SHORT_FOLD = 16             # elements that folds of short rows have

cdef dict _short_kernels = dispatch.module("short_rows").kernels()


cdef inline Py_ssize_t round_up(Py_ssize_t size) noexcept nogil:
    return (size + 63) & ~<Py_ssize_t> 63


cdef inline void copy_item(char* to, const char* source, Py_ssize_t size) noexcept nogil:
    if size == 8:
        memcpy(to, source, 8)
    elif size == 4:
        memcpy(to, source, 4)
    else:
        memcpy(to, source, size)


cdef kernel_t short_kernel(name, kernel_t kernel):
    """Return the kernel of this name for short rows, the given one if there is none."""
    cdef size_t address = _short_kernels.get(name, 0)
    return <kernel_t> <void*> address if address else kernel


def _has_kernel(name):
    return kernel_address(name) != 0


cdef class Strips:
    """Return the parts of an inner program for rows of given shapes.

    Parameters
    ----------
    program : Program
    shapes : list of tuple
        Of the inputs.
    sources : list of tuple
        What each input is, as for `fission.Body`.
    places : list of int
        Of the row that a step writes, for each buffer.
    depths : list of int
        The number of rows before the first that a strip writes which it reads, for each buffer.

    Raises
    ------
    fission.Unfit
        If a body needs more than strips can do.
    """

    def __cinit__(self, program, shapes, sources, list places, list depths):
        body = fission.Body(program, shapes, sources, places, _has_kernel)
        self.nareas = len(places)
        slots = program.outputs
        self.condition = body.at[slots[self.nareas]] if len(slots) > self.nareas else -1
        self.row_shapes = [body.shapes[slot] for slot in slots[:self.nareas]]
        outputs = [body.output(slot, k) for k, slot in enumerate(slots[:self.nareas])]
        parts = fission.distribute(body, {self.condition})
        sizes = [body.registers[r].size for r in outputs]
        self.nreg = len(body.registers)
        self.reg = <Register*> zeros(self.nreg, sizeof(Register))
        self.at = <char**> zeros(self.nreg, sizeof(char*))
        self.areas = <Area*> zeros(self.nareas, sizeof(Area))
        self.build_registers(body)
        self.build_tasks(parts)
        self.lay_out(depths, sizes)

    def __dealloc__(self):
        PyMem_RawFree(self.reg)
        PyMem_RawFree(self.at)
        PyMem_RawFree(self.tasks)
        PyMem_RawFree(self.parts)
        PyMem_RawFree(self.areas)

    cdef int build_registers(self, body) except -1:
        cdef int r
        cdef Register* reg
        self.constants = []
        for r in range(self.nreg):
            x = body.registers[r]
            reg = &self.reg[r]
            reg.role = fission.ROLES.index(x.role)
            reg.number, reg.place = x.number, x.place
            reg.width, reg.size = x.width, x.size
            reg.itemsize = reg.size // reg.width
            reg.in_bulk, reg.is_local = x.in_bulk, x.is_local
            if x.value is not None:
                self.constants.append((r, np.ascontiguousarray(x.value)))
        return 0

    cdef int build_tasks(self, list parts) except -1:
        cdef int i = 0, k
        self.ntasks, self.nparts = sum([len(part.code) for part in parts]), len(parts)
        self.tasks = <Task*> zeros(self.ntasks, sizeof(Task))
        self.parts = <Part*> zeros(self.nparts, sizeof(Part))
        for k in range(self.nparts):
            self.parts[k].is_bulk = parts[k].is_bulk
            self.parts[k].first = i
            for instruction in parts[k].code:
                self.build_task(&self.tasks[i], instruction, parts[k].is_bulk)
                i += 1
            self.parts[k].last = i
        return 0

    cdef int build_task(self, Task* task, instruction, bint is_bulk) except -1:
        cdef Inst* inst = &task.inst
        op, sources = instruction.op, instruction.sources
        task.width = instruction.width
        if instruction.what == "kernel":
            resolve(inst, op)
            if inst.raises:
                raise fission.Unfit(op)
            task.what = KERNEL if inst.kernel != NULL else UFUNC
            task.kernel = inst.kernel if is_bulk else short_kernel(op, inst.kernel)
        elif instruction.what == "fold":
            how, acc, name = op
            resolve(inst, name)
            task.what = FOLD
            task.kernel = inst.kernel if task.width > SHORT_FOLD else short_kernel(name, inst.kernel)
            start = REDUCTIONS[how].start(acc)
            task.itemsize = start.itemsize
            memcpy(task.identity, tg_data(<PyObject*> start), task.itemsize)
        else:
            task.what = COPY if instruction.what == "copy" else EXPAND
            name = f"{'copy' if task.what == COPY else 'repeat'}_{CODES[instruction.dtype]}"
            task.kernel = short_kernel(name, NULL)
            task.itemsize = np.dtype(instruction.dtype).itemsize
            if task.kernel != NULL and not is_bulk:
                task.what = KERNEL
        inst.o, inst.a = instruction.target, sources[0]
        inst.b = sources[1] if len(sources) > 1 else inst.a
        inst.c = sources[2] if len(sources) > 2 else inst.a
        inst.d = sources[3] if len(sources) > 3 else inst.a
        return 0

    cdef int lay_out(self, list depths, list sizes) except -1:
        """Choose the length of a strip, and give registers and areas their places in memory."""
        cdef Py_ssize_t row = 1, top = 0
        cdef int r, k
        cdef Register* reg
        for r in range(self.nreg):
            reg = &self.reg[r]
            if reg.role != VIEW and not reg.is_local and (reg.role != FIXED or reg.in_bulk):
                row += reg.size
        self.room = max(<Py_ssize_t> FEWEST, min(<Py_ssize_t> MOST, NEAR // row))
        for r in range(self.nreg):
            reg = &self.reg[r]
            reg.scratch = top
            if reg.role == TEMP or reg.role == OLD or reg.role == FIXED or reg.role == SEQUENCE:
                top += round_up(reg.size * (1 if reg.is_local or reg.role == FIXED and not reg.in_bulk else self.room))
        for k in range(self.nareas):
            self.areas[k].depth, self.areas[k].size = depths[k], sizes[k]
            for axis, n in enumerate(self.row_shapes[k]):
                self.areas[k].dims[<int> axis] = n
            self.areas[k].scratch = top
            top += round_up((self.areas[k].depth + self.room) * self.areas[k].size)
        self.memory = Buffer(top)
        for r in range(self.nreg):
            reg = &self.reg[r]
            reg.base = self.memory.data + reg.scratch
            reg.step = 0 if reg.is_local or reg.role == FIXED else reg.size
        for constant, value in self.constants:
            self.fill(constant, <char*> tg_data(<PyObject*> value), value.size == 1)
            self.repeat(constant, self.room)
        self.step_cost = 5.0 * self.ntasks + row / 64.0
        return 0

    cdef void fill(self, int r, const char* source, bint is_single) noexcept nogil:
        """Set the row of a fixed register to one that is contiguous, or to a single value that it repeats."""
        cdef Register* reg = &self.reg[r]
        if is_single:
            copy_run(reg.base, reg.itemsize, source, 0, reg.width, reg.itemsize)
        else:
            memcpy(reg.base, source, reg.size)

    cdef void repeat(self, int r, Py_ssize_t rows) noexcept nogil:
        """Repeat the row of a fixed register for kernels that run over all rows of a strip."""
        cdef Register* reg = &self.reg[r]
        cdef Py_ssize_t have = reg.size, size = rows * reg.size
        if reg.in_bulk:
            while have < size:
                memcpy(reg.base + have, reg.base, min(have, size - have))
                have += min(have, size - have)

    cdef void run(self, Py_ssize_t n) noexcept nogil:
        """Run the parts over a strip of n steps, whose registers have been pointed to their first rows."""
        cdef int k, r
        cdef Register* reg
        for r in range(self.nreg):
            reg = &self.reg[r]
            if reg.role == VIEW:
                reg.base = self.reg[reg.number].base + reg.place
                reg.step = self.reg[reg.number].step
            elif reg.role == TAP or reg.role == OUT:
                reg.base = self.areas[reg.number].base + reg.place * reg.size
            self.at[r] = reg.base
        for k in range(self.nparts):
            if self.parts[k].is_bulk:
                self.run_bulk(&self.parts[k], n)
            else:
                self.run_steps(self.parts[k].first, self.parts[k].last, n)

    cdef void run_bulk(self, const Part* part, Py_ssize_t n) noexcept nogil:
        """Run each task over all rows."""
        cdef int i
        for i in range(part.first, part.last):
            if self.tasks[i].what == KERNEL or self.tasks[i].what == UFUNC:
                run_inst(&self.tasks[i].inst, self.at, n * self.tasks[i].width)
            else:
                self.run_steps(i, i + 1, n)

    cdef void point(self, Task* task) noexcept nogil:
        """Point a task to its first rows."""
        cdef Register* reg
        cdef int k
        cdef int[5] used = [task.inst.o, task.inst.a, task.inst.b, task.inst.c, task.inst.d]
        for k in range(5):
            reg = &self.reg[used[k]]
            task.row[k], task.step[k] = reg.base, reg.step

    cdef void run_steps(self, int first, int last, Py_ssize_t n) noexcept nogil:
        """Run tasks step by step."""
        cdef Task* start = &self.tasks[first]
        cdef Task* end = &self.tasks[last]
        cdef Task* task
        cdef Py_ssize_t _step
        cdef int k
        for k in range(first, last):
            self.point(&self.tasks[k])
        for _step in range(n):
            task = start
            while task < end:
                if task.what == KERNEL:
                    task.kernel(task.row[0], task.row[1], task.row[2], task.row[3], task.row[4], task.width)
                else:
                    run_task(task)
                for k in range(6):
                    task.row[k] += task.step[k]
                task += 1


cdef void run_task(const Task* task) noexcept nogil:
    """Run a task that is no kernel on one row."""
    cdef char* args[5]
    cdef Py_ssize_t steps[5]
    cdef Py_ssize_t n = task.width
    if task.what == COPY and task.kernel == NULL:
        memcpy(task.row[0], task.row[1], n * task.itemsize)
    elif task.what == EXPAND and task.kernel == NULL:
        copy_run(task.row[0], task.itemsize, task.row[1], 0, n, task.itemsize)
    elif task.what == COPY or task.what == EXPAND:
        task.kernel(task.row[0], task.row[1], NULL, NULL, NULL, n)
    elif task.what == FOLD:
        copy_item(task.row[0], <const char*> task.identity, task.itemsize)
        task.kernel(task.row[0], task.row[1], task.row[2], task.row[3], task.row[4], n)
    else:
        memcpy(args, &task.row[1], task.inst.nin * sizeof(char*))
        args[task.inst.nin] = task.row[0]
        memcpy(steps, task.inst.steps, sizeof(steps))
        task.inst.loop(args, &n, steps, task.inst.data)
