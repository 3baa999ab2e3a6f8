# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The pieces of a loop: runs of its elements, in the order of the grid.

A reduction whose outer axes are kept has pieces that end where its accumulators do. Any other has accumulators for each
piece, which are joined at the end, so it has fewer pieces the more accumulators it has. Products of floats, parts of
which may overflow, are not cut that way.
"""

from .._buffer cimport Buffer
from ..threads._crew cimport MOST_PIECES
from ..threads.limits cimport PIECE

cdef enum:
    FEWEST = 4                  # pieces that end where accumulators do; with fewer, each has its own
    JOINED = 64                 # elements to reduce for each accumulator of a piece


cdef class LoopPieces(LoopPlan):

    cdef int cut(self) except -1:
        """Choose the pieces, and the places of their accumulators."""
        cdef Py_ssize_t unit, wanted, place = self.acc_size
        cdef int k
        self.npieces, self.piece = 1, self.total
        for k in range(self.nreds):
            self.reds[k].spread = False
        wanted = <Py_ssize_t> min(<double> MOST_PIECES, self.cost / PIECE)
        if self.raises or wanted < 2:
            return 0
        unit = self.multiple()
        for k in range(self.nreds):
            if self.reds[k].spread:
                wanted = min(wanted, self.total // (JOINED * self.reds[k].nacc)) if self.reds[k].may_spread else 1
        if wanted >= 2:
            self.piece = ((self.total + wanted - 1) // wanted + unit - 1) // unit * unit
            self.npieces = (self.total + self.piece - 1) // self.piece
        for k in range(self.nreds):
            self.reds[k].spread = self.reds[k].spread and self.npieces > 1
            if self.reds[k].spread:
                self.reds[k].piece_place = place
                self.reds[k].piece_size = (self.reds[k].nacc * self.reds[k].op.itemsize + 63) & ~<Py_ssize_t> 63
                place += self.npieces * self.reds[k].piece_size
        if place > self.acc.size:
            self.acc = Buffer(place)
        return 0

    cdef Py_ssize_t multiple(self) noexcept:
        """Return a number of elements that all pieces are multiples of, and find the reductions that are spread."""
        cdef Py_ssize_t apart, unit = self.block
        cdef int k
        if self.rows and self.nreds:
            unit = self.unit if self.whole_rows else self.grid.inner
        for k in range(self.nreds):
            apart = self.elements_apart(&self.reds[k])
            self.reds[k].spread = apart * FEWEST > self.total
            if not self.reds[k].spread:
                unit = max(unit, apart)
        if self.whole_rows and self.block > unit and self.block % unit == 0 and self.block * FEWEST <= self.total:
            unit = self.block
        return unit

    cdef Py_ssize_t elements_apart(self, const Reduction* red) noexcept:
        """Return the number of elements after which a reduction never uses an accumulator again."""
        cdef Py_ssize_t elements = self.total
        cdef int k
        for k in range(self.grid.nd):
            if red.op.strides[k] == 0:
                break
            elements //= self.grid.dims[k]
        return elements
