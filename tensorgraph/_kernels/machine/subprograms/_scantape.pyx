# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scan step of scalar loops: a tape of their instructions is played repeatedly."""

from cpython.exc cimport PyErr_CheckSignals
from libc.string cimport memcpy

from ._ring cimport row, same_row
from ._scanplan cimport Item, Moving
from .._workspace cimport DONE, FAIL, Slot, read_int

cdef enum:
    TAPE_CHECKS = 1 << 22       # instructions of a tape between looks for signals


cdef class TapedScan(ScanPlan):

    cdef int play(self, Tape tape) noexcept nogil:
        """Run all steps of a scalar loop."""
        cdef char** reg = tape.reg
        cdef int k, j, out, n = 0, nitems = 0
        cdef Py_ssize_t i = 0, check = 0
        cdef Rows* rows
        cdef Moving* moving
        tape.rest()
        for k in range(self.nseqs):
            self.move(&n, tape.inputs[k], self.seqs[k].slot.data, self.seqs[k].stride, NULL, NULL)
        for k in range(self.nothers):
            reg[tape.inputs[self.others_in + k]] = self.others[k].data
        for k in range(self.nshared):
            reg[tape.inputs[self.shared_in + k]] = reg[tape.nreg + self.shared_out + k] = (
                self.shared[self.nshared + k].data)
            self.put(&nitems, self.shared_out + k)
        for k in range(self.nrows):
            rows = &self.rows[k]
            if rows.n == 0:
                continue
            for j in range(rows.nin):
                self.move_rows(&n, tape.inputs[rows.first_in + j], rows, rows.taps[j])
            for j in range(rows.nout):
                out = rows.first_out + j
                if self.is_direct(rows, j):
                    self.move_rows(&n, tape.outputs[out], rows, rows.places[j])
                else:
                    self.move_rows(&n, tape.nreg + out, rows, rows.places[j])
                    self.put(&nitems, out)
        while i < self.n:
            if i == check:
                check += TAPE_CHECKS // (tape.ncode + 1)
                if i and self.is_interrupted():
                    return FAIL
            tape.play()
            i += 1
            for k in range(nitems):
                memcpy(reg[self.items[k].target], reg[self.items[k].source], self.items[k].size)
            if self.condition != NULL:
                self.condition.data = reg[tape.outputs[tape.nout - 1]]
                if self.stops(self.condition):
                    break
            for k in range(n):
                moving = &self.moving[k]
                reg[moving.reg] += moving.stride
                if reg[moving.reg] == moving.end:
                    reg[moving.reg] = moving.first
        self.i = i
        for k in range(self.nrows):
            if self.rows[k].n:
                self.rows[k].at = (self.rows[k].at + i) % self.rows[k].n
        return DONE

    cdef bint is_direct(self, Rows* rows, int j) noexcept nogil:
        """Return True if the tape may write a result directly to its row."""
        cdef int k, out = rows.first_out + j
        if not self.tape.single[out]:
            return False
        for k in range(rows.nin):
            if same_row(rows, rows.places[j], rows.taps[k]) and not self.tape.may_share(out, rows.first_in + k):
                return False
        for k in range(rows.nout):
            if k != j and same_row(rows, rows.places[j], rows.places[k]):
                return False
        return True

    cdef void put(self, int* n, int out) noexcept nogil:
        """Copy a result after each step."""
        cdef Item* item = &self.items[n[0]]
        item.source, item.target = self.tape.outputs[out], self.tape.nreg + out
        item.size = self.body.outputs[out].itemsize
        n[0] += 1

    cdef void move_rows(self, int* n, int reg, Rows* rows, Py_ssize_t tap) noexcept nogil:
        """Move a register through the rows of a buffer."""
        cdef Py_ssize_t stride = rows.slot.strides[0]
        self.move(n, reg, row(rows, tap), stride, rows.slot.data, rows.slot.data + rows.n * stride)

    cdef void move(self, int* n, int reg, char* at, Py_ssize_t stride, char* first, char* end) noexcept nogil:
        cdef Moving* moving = &self.moving[n[0]]
        self.tape.reg[reg] = at
        moving.reg, moving.stride, moving.first, moving.end = reg, stride, first, end
        n[0] += 1

    cdef bint stops(self, Slot* slot) noexcept nogil:
        """Return True if the stop condition holds."""
        if slot.kind != c"f" and slot.kind != c"c":
            return read_int(slot) != 0
        if slot.itemsize == 2:
            return (<unsigned short*> slot.data)[0] & 0x7fff != 0
        if slot.itemsize == 4:
            return (<float*> slot.data)[0] != 0
        return (<double*> slot.data)[0] != 0

    cdef bint is_interrupted(self) noexcept nogil:
        """Return True if the user asked to stop."""
        with gil:
            try:
                PyErr_CheckSignals()
            except BaseException as exception:
                self.error = exception
                return True
        return False
