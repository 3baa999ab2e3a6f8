# The axes of a loop over arrays of the last shapes and layouts.
from ._body cimport LoopCode
from ._operand cimport Grid, Operand
from .._workspace cimport Workspace


cdef class LoopGrid(LoopCode):
    cdef Grid grid
    cdef Py_ssize_t total

    cdef int make_grid(self, Workspace ws) except -1
    cdef int loop_dims(self, Py_ssize_t* dims) except -1
    cdef int lay_out(self, Workspace ws, const Py_ssize_t* dims, const int* axes, int n) except -1
    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1
    cdef void seek(self, Py_ssize_t element) noexcept nogil
    cdef Operand* operand(self, int k) noexcept nogil
    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept
