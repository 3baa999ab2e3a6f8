# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Parts of arrays that are computed together with the gaps between their rows.

Neighbours of each element, as ``x[1:, 1:] - x[:-1, :-1]``, are parts of arrays with rows of one length. Row after row
of each would be copied to a block, or be a run of its own. From the first element of a part to its last, memory is that
of the array, so instructions run on it as on one row, and only results are copied, without what lies in the gaps.
"""

from .._move cimport copy_matrix, copy_run
from ._instructions cimport run_inst
from ._operand cimport FIXED, PITCHED, STILL, Operand, advance, is_dense, period, row_offset
from ._segments cimport set_far, set_rows, set_still
from .._workspace cimport Workspace

from ...loops import dispatch

ctypedef void (*runs_t)(char* to, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t rows) noexcept nogil

cdef runs_t copy_runs = <runs_t> <void*> <size_t> dispatch.module("runs").kernels()["copy_runs"]

cdef enum:
    LONGEST = 512               # elements of a row; longer ones are runs of their own
    NARROW = 2                  # gaps have at most one of so many elements of a row
    ROOM = 2048                 # elements of a block of one segment
    FIT = 6                     # rows of segments that compute at most one of so many elements twice go one by one


cdef class LoopGaps(LoopPieces):

    cdef int prepare(self, Workspace ws) except -1:
        LoopPieces.prepare(self, ws)
        self.pitch = self.common_pitch()
        return self.plan_gaps(ws) if self.pitch else 0

    cdef Py_ssize_t common_pitch(self) noexcept:
        """Return the elements from row to row, if they are as many in all inputs but single values, else 0."""
        cdef Py_ssize_t inner = self.grid.inner, tile = self.longest_tile(), pitch = 0, size
        cdef int k, found = 0, nd = self.grid.nd
        if self.nreds or nd < 2 or inner > LONGEST or self.raises or self.as_blocks or not self.keeps_to_axis():
            return 0
        for k in range(self.narrays):
            if self.ins[k].padding != NULL:
                return 0
            if period(&self.ins[k], &self.grid, nd - 1) == 1:
                continue
            size = self.ins[k].itemsize
            if found == 0:
                pitch = self.ins[k].strides[nd - 2] // size
            if self.ins[k].stride != size or self.ins[k].strides[nd - 2] != pitch * size:
                return 0
            found += 1
        for k in range(self.nstores):
            if not is_dense(&self.stores[k], &self.grid):
                return 0
        if found <= self.nstores or pitch <= inner or NARROW * (pitch - inner) > inner:
            return 0
        if self.by_steps and (FIT * ((tile - inner % tile) % tile) <= inner or not self.is_one_segment()):
            return 0
        return pitch if pitch + inner <= self.longest() else 0

    cdef Py_ssize_t longest(self) noexcept:
        """Return the number of elements that instructions may run on at once."""
        return ROOM if self.is_one_segment() else self.capacity

    cdef int plan_gaps(self, Workspace ws) except -1:
        """Choose the blocks, and the places of what is not read where it is."""
        cdef int i, k
        cdef Operand* op
        cdef Py_ssize_t inner = self.grid.inner, rows = (self.longest() - inner) // self.pitch + 1
        cdef Py_ssize_t longest = (rows - 1) * self.pitch + inner, top
        self.block = self.unit = rows * inner
        self.flat = self.at_once = False
        self.place_bytes = (longest * self.widest + 63) & ~<Py_ssize_t> 63
        top = self.code.nplaces * self.place_bytes
        for k in range(self.narrays + self.nstores):
            op = self.operand(k)
            op.place, op.room = top, longest
            top = (top + longest * op.itemsize + 127) & ~<Py_ssize_t> 63
            if k < self.narrays:
                op.mode = PITCHED
                if period(op, &self.grid, self.grid.nd - 1) == 1:
                    op.mode = STILL if self.code == &self.codes[1] and op.in_segments else FIXED
        for i in range(self.code.n):
            if self.code.instructions[i].segment == NULL:
                continue
            set_rows(self.code.instructions[i].segment, 0)
            for k in range(self.narrays):
                set_still(self.code.instructions[i].segment, k, self.ins[k].mode == STILL)
                set_far(self.code.instructions[i].segment, k, False)
        return ws.reserve(top)

    cdef void run_gaps(self, char* scratch, Py_ssize_t first, Py_ssize_t left) noexcept nogil:
        """Run the loop on `left` elements, whole rows, from element `first` on."""
        cdef Py_ssize_t rows, inner = self.grid.inner
        cdef int k, axis = self.grid.nd - 2
        cdef Operand* op
        self.seek(first)
        for k in range(self.narrays):
            op = &self.ins[k]
            self.reg[k] = op.slot.data
            if op.mode == FIXED:
                self.reg[k] = scratch + op.place
                copy_run(self.reg[k], op.itemsize, op.slot.data, 0, op.room, op.itemsize)
        for k in range(self.nstores):
            if self.code.direct[k]:
                self.reg[self.stores[k].reg] = scratch + self.stores[k].place
        while left > 0:
            rows = min(min(self.block, left) // inner, self.grid.dims[axis] - self.grid.index[axis])
            for k in range(self.narrays):
                if self.ins[k].mode == PITCHED:
                    self.reg[k] = self.ins[k].slot.data + row_offset(&self.ins[k], &self.grid)
            for k in range(self.code.n):
                run_inst(&self.code.instructions[k], self.reg, (rows - 1) * self.pitch + inner)
            for k in range(self.nstores):
                self.store_rows(k, first, rows)
            first += rows * inner
            left -= rows * inner
            if left > 0:
                advance(&self.grid, rows * inner)

    cdef void store_rows(self, int k, Py_ssize_t first, Py_ssize_t rows) noexcept nogil:
        """Copy some rows of a result to where it has element `first`."""
        cdef Operand* op = &self.stores[k]
        cdef Py_ssize_t size = op.itemsize, inner = self.grid.inner
        cdef char* to = op.slot.data + first * size
        if size >= 4:
            copy_runs(to, self.reg[op.reg], self.pitch * size, inner * size, rows)
        else:
            copy_matrix(to, inner * size, size, self.reg[op.reg], self.pitch * size, size, rows, inner, size)
