# Decompositions by LAPACK: a copy of the matrix by columns, and the work space.
from .._workspace cimport Workspace
from ._lapack cimport LapackStep


cdef class Decomposition(LapackStep):
    cdef int m                  # rows, n is the number of columns
    cdef int lwork, liwork
    cdef Py_ssize_t work, iwork  # places in the scratch memory

    cdef int check(self, Workspace ws) except -1
    cdef int by_columns(self, Workspace ws, int k, Py_ssize_t rows, Py_ssize_t columns) except -1
    cdef int vector(self, Workspace ws, int k, Py_ssize_t n) except -1
    cdef int wanted(self, const double* query) noexcept nogil
    cdef int settle(self, Workspace ws, Py_ssize_t taken) except -1
    cdef bint is_finite(self, const char* x) noexcept nogil
