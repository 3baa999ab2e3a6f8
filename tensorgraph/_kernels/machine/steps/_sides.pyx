# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Matrices that are one array on and below a diagonal, and another one above it."""

from cpython.object cimport PyObject
from libc.string cimport memcpy, memset

from ..loop._operand cimport is_one
from .._move cimport copy_array, copy_run, is_one_byte, magnitude
from ..threads._workers cimport parts_of, run_pieces, thread_count
from ..threads.limits cimport LARGE
from .._workspace cimport DONE, PREPARE, Slot, Workspace, count
from ._shaped cimport Shaped

from ..kinds import KINDS

cdef enum:
    MOST_PARTS = 32

cdef enum:
    BELOW                       # which side
    ABOVE

cdef struct Side:
    Slot* slot
    Py_ssize_t row, step        # bytes, 0 where it is repeated
    bint across                 # its rows are columns in memory, and better copied together
    bint kept                   # it lies where the result is to be
    bint even                   # it is a number all of whose bytes are equal


cdef class Triangle(Shaped):
    """One side of a diagonal from one array, the rest from another.

    A row is two runs; rows of one side only are copied all at once.
    """

    cdef Side sides[2]
    cdef Py_ssize_t part        # rows of a piece that a thread takes

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* out = self.outputs[0]
        cdef Side* side
        cdef int k, i
        self.parse((self.params["n"], self.params["m"], self.params["k"]))
        for k in range(2):
            i = self.params["sides"][k]
            side = &self.sides[k]
            side.slot = self.inputs[i]
            side.kept = self.taken[0] == i
            if out.ndim != 2 or side.slot.typenum != out.typenum or side.slot.ndim not in (0, 2):
                raise ValueError("a side of a diagonal is a matrix of the dtype of the result, or a number")
        return 0

    cdef int check_side(self, int k) except -1:
        """Check that a side has the lengths of the triangle, but for axes along which it is repeated."""
        cdef Slot* x = self.sides[k].slot
        cdef int axis
        for axis in range(2):
            if not is_one(x, axis) and x.dims[axis] != self.last[axis]:
                raise ValueError(
                    f"Input dimension mis-match. (input[0].shape[{axis}] = {self.last[axis]}, "
                    f"input[{k + 1}].shape[{axis}] = {x.dims[axis]})"
                )
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Side* side
        cdef int k
        self.read()
        if self.last[0] < 0 or self.last[1] < 0:
            raise ValueError("negative dimensions are not allowed")
        for k in range(2):
            self.check_side(k)
            side = &self.sides[k]
            side.row = 0 if is_one(side.slot, 0) else side.slot.strides[0]
            side.step = 0 if is_one(side.slot, 1) else side.slot.strides[1]
            side.across = not side.kept and 0 < magnitude(side.row) < magnitude(side.step)
        # only one of them may be copied where the other one belongs, and be overwritten there
        self.sides[ABOVE].across &= not (self.sides[BELOW].across or self.sides[BELOW].kept)
        self.sides[BELOW].across &= not self.sides[ABOVE].kept
        self.cost = 20 + 0.3 * self.last[0] * self.last[1]
        return self.output(ws, 0, self.last)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t n = self.last[0], bytes = count(self.outputs[0]) * self.outputs[0].itemsize
        cdef Side* side
        cdef int k
        if self.changed():
            return PREPARE
        if bytes == 0:
            return DONE
        for k in range(2):
            side = &self.sides[k]
            side.even = side.row == 0 and side.step == 0 and is_one_byte(side.slot.data, side.slot.itemsize)
        if bytes < LARGE or thread_count() < 2:
            self.fill(0, n)
            return DONE
        self.part = parts_of(n, MOST_PARTS)
        run_pieces(
            run_piece, <PyObject*> self, parts_of(n, self.part), min(thread_count(), bytes // (LARGE // 2)),
            0.03 * bytes)
        return DONE

    cdef void fill(self, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
        """Fill some rows."""
        cdef Py_ssize_t m = self.last[1], k = self.last[2], i
        cdef Py_ssize_t first = min(max(first_with(1, k, self.last[0]), start), stop)
        cdef Py_ssize_t full = min(max(first_with(m, k, self.last[0]), start), stop)
        cdef bint below = self.sides[BELOW].across, above = self.sides[ABOVE].across
        self.copy_rows(ABOVE, start, full if above else first)
        self.copy_rows(BELOW, first if below else full, stop)
        for i in range(first, full):
            if not below:
                self.copy_part(BELOW, i, 0, i + k + 1)
            if not above:
                self.copy_part(ABOVE, i, i + k + 1, m)

    cdef void copy_rows(self, int k, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
        """Copy whole rows of a side."""
        cdef Side* side = &self.sides[k]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t dims[2]
        cdef Py_ssize_t strides[2]
        if start < stop and not side.kept:
            dims[0], dims[1] = stop - start, self.last[1]
            strides[0], strides[1] = side.row, side.step
            copy_array(
                2, dims, out.data + start * out.strides[0], out.strides, side.slot.data + start * side.row, strides,
                out.itemsize)

    cdef inline void copy_part(self, int k, Py_ssize_t i, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
        """Copy a part of a row of a side."""
        cdef Side* side = &self.sides[k]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t size = out.itemsize, step = out.strides[1], n = stop - start
        cdef char* to = out.data + i * out.strides[0] + start * step
        cdef const char* source = side.slot.data + i * side.row + start * side.step
        if side.kept:
            return
        if step == size and side.step == size:
            memcpy(to, source, n * size)
        elif step == size and side.even:
            memset(to, source[0], n * size)
        else:
            copy_run(to, step, source, side.step, n, size)


cdef void run_piece(void* step, int _number, Py_ssize_t piece) noexcept nogil:
    cdef Py_ssize_t part = (<Triangle> step).part, first = piece * part
    (<Triangle> step).fill(first, min(first + part, (<Triangle> step).last[0]))


KINDS.update(triangle=Triangle)
