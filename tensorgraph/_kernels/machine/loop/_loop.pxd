# The loop step: a program of kernels over blocks, with reductions of its results.
from ._gaps cimport LoopGaps


cdef class Loop(LoopGaps):
    cdef object error

    cdef void run_flat(self, char* scratch, Py_ssize_t first, Py_ssize_t left) noexcept nogil
    cdef Py_ssize_t lead(self, Py_ssize_t n) noexcept nogil
    cdef void run_blocks(self, char* scratch, Py_ssize_t left) noexcept nogil
    cdef Py_ssize_t block_length(self, Py_ssize_t left) noexcept nogil
    cdef void start(self, char* scratch, Py_ssize_t first) noexcept nogil
    cdef void walk(self, Py_ssize_t n) noexcept nogil
    cdef int failed(self) noexcept
