# Parts of arrays that a loop computes together with the gaps between their rows.
from ._pieces cimport LoopPieces
from .._workspace cimport Workspace


cdef class LoopGaps(LoopPieces):
    cdef Py_ssize_t pitch       # elements from row to row of the inputs, 0: gaps are left out

    cdef Py_ssize_t common_pitch(self) noexcept
    cdef Py_ssize_t longest(self) noexcept
    cdef int plan_gaps(self, Workspace ws) except -1
    cdef void run_gaps(self, char* scratch, Py_ssize_t first, Py_ssize_t left) noexcept nogil
    cdef void store_rows(self, int k, Py_ssize_t first, Py_ssize_t rows) noexcept nogil
