# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Samples of the random number generator MRG31k3p from many streams.

Sample i comes from stream ``i % n``. Blocks of the streams that are needed are transposed from rows to columns, drawn
from, and stored back.
"""

from libc.stdint cimport uint32_t

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from ..loop._instructions cimport kernel_address
from .._entry cimport Lengths, are_lengths, count_lengths, parse_lengths, read_length
from .._move cimport copy_array
from .._workspace cimport BLOCK, DONE, MAX_NDIM, PREPARE, Slot, Step, Workspace

from ..kinds import KINDS

cdef extern from "numpy/arrayobject.h":
    int NPY_INT32

ctypedef void (*mrg_t)(void* o, const uint32_t*, uint32_t*, const uint32_t*, uint32_t*, Py_ssize_t) noexcept nogil

cdef long long MOST = 2147483647


cdef class MRG(Step):

    cdef Lengths lengths
    cdef Py_ssize_t[MAX_NDIM] shape
    cdef Py_ssize_t n
    cdef mrg_t draw

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* states = self.inputs[0]
        cdef Slot* sample = self.outputs[1]
        if self.nout != 2 or states.ndim != 2 or states.typenum != NPY_INT32:
            raise ValueError("mrg takes a matrix of int32, one stream a row, and gives new states and samples")
        if self.outputs[0].ndim != 2 or self.outputs[0].typenum != NPY_INT32:
            raise ValueError("the new states are a matrix of int32, as the old ones")
        if sample.typenum not in (NPY_FLOAT, NPY_DOUBLE):
            raise ValueError(f"mrg does not draw {<object> sample.descr}")
        parse_lengths(self, &self.lengths, self.params["shape"], sample.ndim)
        self.draw = <mrg_t> <void*> kernel_address("mrg_f32" if sample.typenum == NPY_FLOAT else "mrg_f64")
        self.fallible = self.lengths.vary
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* states = self.inputs[0]
        cdef int k
        cdef bint empty = False
        self.n = 1
        if count_lengths(&self.lengths) != self.outputs[1].ndim:
            raise ValueError(f"size must have length {self.outputs[1].ndim} (not {count_lengths(&self.lengths)})")
        if states.dims[1] != 6 or states.dims[0] < 1:
            raise ValueError(
                f"rstate must have 6 columns and a row for each stream, not shape {states.dims[0], states.dims[1]}")
        for k in range(self.outputs[1].ndim):
            self.shape[k] = read_length(&self.lengths, k)
            if self.shape[k] < 0:
                raise ValueError(f"size has the negative length {self.shape[k]} on axis {k}")
            empty |= self.shape[k] == 0
        for k in range(self.outputs[1].ndim):
            if empty:
                self.n = 0
            elif self.n > MOST // self.shape[k]:
                raise ValueError("rng_mrg does not support more than (2**31 - 1) samples")
            else:
                self.n *= self.shape[k]
        self.output(ws, 0, states.dims)
        ws.allocate(self.outputs[1], self.shape, NULL)
        ws.reserve(6 * BLOCK * sizeof(uint32_t))
        self.cost = 20 + self.n
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* states = self.outputs[0]
        cdef Py_ssize_t i = 0, streams
        if not are_lengths(&self.lengths, self.shape):
            return PREPARE
        if self.taken[0] < 0:
            copy_array(2, states.dims, states.data, states.strides, self.inputs[0].data, self.inputs[0].strides, 4)
        streams = min(states.dims[0], self.n)
        while i < streams:
            self.draw_block(<uint32_t*> ws.scratch.data, i, min(<Py_ssize_t> BLOCK, streams - i))
            i += BLOCK
        return DONE

    cdef void draw_block(self, uint32_t* words, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
        """Draw all samples of n streams from number `first` on."""
        cdef Slot* states = self.outputs[0]
        cdef Slot* sample = self.outputs[1]
        cdef uint32_t* row[6]
        cdef Py_ssize_t i, j = first
        cdef int k, age = 0
        for k in range(6):
            row[k] = words + k * BLOCK
            for i in range(n):
                row[k][i] = (<uint32_t*> (states.data + (first + i) * states.strides[0] + k * states.strides[1]))[0]
        while j < self.n:
            # row `age` of the three has the newest word; the oldest, before it, is replaced by the next
            self.draw(
                sample.data + j * sample.itemsize, row[(age + 1) % 3], row[(age + 2) % 3], row[3 + age],
                row[3 + (age + 2) % 3], min(n, self.n - j))
            if self.n - j < n:
                self.put_back(row, age, first, self.n - j, n)
                n = self.n - j
            age = (age + 2) % 3
            j += states.dims[0]
        self.put_back(row, age, first, 0, n)

    cdef void put_back(
        self, uint32_t** row, int age, Py_ssize_t first, Py_ssize_t start, Py_ssize_t stop
    ) noexcept nogil:
        """Store the states of streams `start` to `stop` of a block, the newest words of which are in row `age`."""
        cdef Slot* new = self.outputs[0]
        cdef Py_ssize_t i
        cdef int k
        for k in range(6):
            for i in range(start, stop):
                (<uint32_t*> (new.data + (first + i) * new.strides[0] + k * new.strides[1]))[0] = (
                    row[k // 3 * 3 + (age + k) % 3][i])


KINDS["mrg"] = MRG
