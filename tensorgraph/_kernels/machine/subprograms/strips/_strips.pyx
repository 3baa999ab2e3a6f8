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

from ..._array cimport tg_data
from ..._move cimport copy_run
from ...loop._instructions cimport kernel_address, run_inst
from ...memory cimport zeros
from ._movement cimport build_move, move
from ._tasks cimport COPY, GATHER, KERNEL, PICK, SCATTER, UFUNC, build_task, run_numbers, run_task

from . import bodies, fission, rowsteps

cdef enum:
    NEAR = 24576                # bytes of the rows of a strip
    FEWEST = 4                  # steps of a strip
    MOST = 256

cdef inline Py_ssize_t round_up(Py_ssize_t size) noexcept nogil:
    return (size + 63) & ~<Py_ssize_t> 63


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
        What each input is, as for `bodies.Body`; so are `places` and `numbers`.

    Raises
    ------
    bodies.Unfit
        If a body needs more than strips can do.
    """

    def __cinit__(self, program, shapes, sources, list places, dict numbers):
        body = rowsteps.write_body(program, shapes, sources, places, numbers, _has_kernel)
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
        self.build_areas(places, sizes)
        self.build_tasks(parts)
        self.lay_out()

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
            reg.role = bodies.ROLES.index(x.role)
            reg.number, reg.place = x.number, x.place
            reg.width, reg.size = x.width, x.size
            reg.itemsize = x.itemsize
            reg.source = -1
            if x.moved is not None:
                reg.source, spec = x.moved
                build_move(&reg.move, spec, x.dtype)
            reg.in_bulk, reg.is_local = x.in_bulk, x.is_local
            if x.value is not None:
                self.constants.append((r, np.ascontiguousarray(x.value)))
        return 0

    cdef int build_areas(self, list places, list sizes) except -1:
        """Describe the rows that a strip writes, and how far back it reads them."""
        cdef int k, r, i
        cdef Area* area
        for k in range(self.nareas):
            area = &self.areas[k]
            area.buffer, area.place = places[k]
            area.size = sizes[k]
            for i, n in enumerate(self.row_shapes[k]):
                area.dims[i] = n
        for r in range(self.nreg):
            if self.reg[r].role == TAP:
                area = &self.areas[self.reg[r].number]
                area.depth = max(area.depth, -self.reg[r].place)
        for k, last in enumerate(sorted(range(self.nareas), key=lambda k: (places[k][0], -places[k][1]))):
            self.areas[k].landed = last
        return 0

    cdef int build_tasks(self, list parts) except -1:
        cdef int i = 0, k
        self.ntasks, self.nparts = sum([len(part.code) for part in parts]), len(parts)
        self.tasks = <Task*> zeros(self.ntasks, sizeof(Task))
        self.parts = <Part*> zeros(self.nparts, sizeof(Part))
        for k in range(self.nparts):
            self.parts[k].is_bulk = parts[k].is_bulk
            self.parts[k].first = i
            self.parts[k].chain = np.dtype(parts[k].chain).itemsize if parts[k].chain else 0
            self.parts[k].initial = parts[k].initial
            for instruction in parts[k].code:
                build_task(&self.tasks[i], instruction, parts[k], &self.strayed)
                self.picks = self.picks or self.tasks[i].what in (PICK, GATHER, SCATTER)
                i += 1
            self.parts[k].last = i
        return 0

    cdef int lay_out(self) except -1:
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

    cdef Register* root(self, Register* reg, Py_ssize_t* offset) noexcept nogil:
        """Return the register that one is part of, and add where it begins there."""
        while reg.role == VIEW:
            offset[0] += reg.place
            reg = &self.reg[reg.number]
        return reg

    cdef void take(self, int r) noexcept nogil:
        """Set the row of a fixed register to elements of another one."""
        cdef Register* reg = &self.reg[r]
        cdef Py_ssize_t offset = 0
        cdef Register* root = self.root(&self.reg[reg.source], &offset)
        move(&reg.move, reg.base, root.base + offset)

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
        cdef Register* root
        cdef Py_ssize_t offset
        for r in range(self.nreg):
            reg = &self.reg[r]
            if reg.role == TAP or reg.role == OUT:
                reg.base = self.areas[reg.number].base + reg.place * reg.size
        for r in range(self.nreg):
            reg = &self.reg[r]
            if reg.role == VIEW:
                # a row that is made of parts is a register after theirs
                offset = 0
                root = self.root(reg, &offset)
                reg.base, reg.step = root.base + offset, root.step
            self.at[r] = reg.base
        for k in range(self.nparts):
            if self.parts[k].is_bulk:
                self.run_bulk(&self.parts[k], n)
            elif self.parts[k].chain:
                self.run_chain(&self.parts[k], n)
            else:
                self.run_steps(self.parts[k].first, self.parts[k].last, n)

    cdef void run_bulk(self, const Part* part, Py_ssize_t n) noexcept nogil:
        """Run each task over all rows."""
        cdef int i
        for i in range(part.first, part.last):
            if self.tasks[i].what == KERNEL or self.tasks[i].what == UFUNC:
                run_inst(&self.tasks[i].inst, self.at, n * self.tasks[i].width)
            elif not self.copy_rows(&self.tasks[i], n):
                self.run_steps(i, i + 1, n)

    cdef bint copy_rows(self, Task* task, Py_ssize_t n) noexcept nogil:
        """Copy the rows of all steps at once if a task copies rows that lie side by side; return whether it does."""
        if task.what != COPY:
            return False
        self.point(task)
        if task.step[0] != task.width * task.itemsize or task.step[1] != task.step[0]:
            return False
        memcpy(task.row[0], task.row[1], n * task.step[0])
        return True

    cdef void point(self, Task* task) noexcept nogil:
        """Point a task to its first rows."""
        cdef Register* reg
        cdef int k
        cdef int[5] used = [task.inst.o, task.inst.a, task.inst.b, task.inst.c, task.inst.d]
        task.moves = False
        for k in range(5):
            reg = &self.reg[used[k]]
            task.row[k], task.step[k] = reg.base, reg.step
            task.moves = task.moves or reg.step != 0

    cdef void run_chain(self, const Part* part, Py_ssize_t n) noexcept nogil:
        """Run a recurrence of numbers."""
        cdef char* initial = NULL if part.initial < 0 else self.reg[part.initial].base
        cdef int k
        for k in range(part.first, part.last):
            self.point(&self.tasks[k])
        if part.chain == sizeof(double):
            run_numbers(
                &self.tasks[part.first], &self.tasks[part.last], 0.0 if initial == NULL else (<double*> initial)[0], n)
        else:
            run_numbers(
                &self.tasks[part.first], &self.tasks[part.last],
                <float> 0.0 if initial == NULL else (<float*> initial)[0], n)

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
                if task.moves:
                    for k in range(6):
                        task.row[k] += task.step[k]
                task += 1
