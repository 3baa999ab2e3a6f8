# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Inputs of a loop that are repeated along an axis and not contiguous: each is copied once, not row by row.

A column of a matrix that is combined with every row of another would be gathered anew for each of them.
"""

from cpython.mem cimport PyMem_RawFree

from .._buffer cimport Buffer
from .._move cimport copy_array
from ..memory cimport zeros

cdef enum:
    LARGEST = 1 << 18           # bytes of a copy, which stays in a near cache
    LONG_ROW = 512              # consecutive elements from here on are read where they are


cdef class LoopPacks(LoopGrid):

    def __dealloc__(self):
        PyMem_RawFree(self.packs)

    cdef int plan_packs(self) except -1:
        """Choose the inputs that are packed, and let their operands be the copies."""
        cdef Py_ssize_t size, place = 0
        cdef int k
        cdef LoopPacks leader = self if self.leader == NULL else <LoopPacks> self.leader
        for k in range(self.narrays):
            self.ins[k].slot = self.inputs[k]
            if self.packs != NULL:
                self.packs[k].used = False
            size = self.elements_to_pack(&self.ins[k])
            if size == 0:
                continue
            if self.packs == NULL:
                self.packs = <Pack*> zeros(self.narrays, sizeof(Pack))
            self.plan_pack(&self.ins[k], &self.packs[k])
            self.packs[k].slot.data = <char*> <size_t> place
            place += (size * self.ins[k].itemsize + 127) & ~<Py_ssize_t> 63
        if place and leader is self and (self.packed is None or self.packed.size < place):
            self.packed = Buffer(place)
        for k in range(self.narrays if place else 0):
            if self.packs[k].used:
                self.packs[k].slot.data = leader.packed.data + <size_t> self.packs[k].slot.data
        return 0

    cdef Py_ssize_t elements_to_pack(self, const Operand* op) noexcept:
        """Return the number of different elements of an input that is to be packed, else 0."""
        cdef Py_ssize_t found = 1
        cdef bint dense = True
        cdef int axis
        if op.stride == 0 or op.stride == op.itemsize and self.grid.inner >= LONG_ROW:
            return 0
        for axis in range(self.grid.nd - 1, -1, -1):
            if op.strides[axis]:
                dense = dense and op.strides[axis] == found * op.itemsize
                found *= self.grid.dims[axis]
        return 0 if dense or 2 * found > self.total or found * op.itemsize > LARGEST else found

    cdef void plan_pack(self, Operand* op, Pack* pack) noexcept:
        """Let an operand be a contiguous copy of what is not repeated."""
        cdef Py_ssize_t size = op.itemsize
        cdef int axis
        pack.used = True
        pack.nd = 0
        for axis in range(self.grid.nd):
            if op.strides[axis]:
                pack.dims[pack.nd] = self.grid.dims[axis]
                pack.source[pack.nd] = op.strides[axis]
                pack.nd += 1
        for axis in range(pack.nd - 1, -1, -1):
            pack.to[axis] = size
            size *= pack.dims[axis]
        size = op.itemsize
        for axis in range(self.grid.nd - 1, -1, -1):
            if op.strides[axis]:
                op.strides[axis] = size
                size *= self.grid.dims[axis]
        op.stride = op.itemsize
        op.slot = &pack.slot

    cdef void fill_packs(self) noexcept nogil:
        """Copy the inputs that are packed."""
        cdef int k
        cdef Pack* pack
        for k in range(self.narrays if self.packs != NULL else 0):
            pack = &self.packs[k]
            if pack.used:
                copy_array(
                    pack.nd, pack.dims, pack.slot.data, pack.to, self.inputs[k].data, pack.source,
                    self.inputs[k].itemsize)
