# The loop step: a program of kernels over blocks, with reductions of its results.
from ._loopplan cimport LoopPlan


cdef class Loop(LoopPlan):
    cdef object error

    cdef void run_flat(self, char* scratch) noexcept nogil
    cdef Py_ssize_t lead(self) noexcept nogil
    cdef void run_blocks(self, char* scratch) noexcept nogil
    cdef Py_ssize_t block_length(self, Py_ssize_t left) noexcept nogil
    cdef void start(self, char* scratch) noexcept nogil
    cdef void walk(self, Py_ssize_t n) noexcept nogil
    cdef int failed(self) noexcept
