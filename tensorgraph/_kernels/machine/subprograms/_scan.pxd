# The scan step: a program that runs for each row of its sequences, on states that it carries from step to step.
from ._scanstrips cimport StrippedScan
from .._workspace cimport Workspace


cdef class Scan(StrippedScan):
    cdef int misfit             # the output whose shape is wrong, or -1

    cdef int run_all(self, Workspace ws) noexcept nogil
    cdef int begin(self, Workspace ws) noexcept nogil
    cdef void point(self) noexcept nogil
    cdef int land(self, Workspace ws) noexcept nogil
    cdef int keep_shared(self, Workspace ws, int k) noexcept nogil
    cdef int try_make_room(self, Workspace ws, int k) noexcept
    cdef int try_resize(self, Workspace ws, int k) noexcept
    cdef int end(self, Workspace ws) noexcept nogil
    cdef void forget(self, Workspace ws) noexcept
