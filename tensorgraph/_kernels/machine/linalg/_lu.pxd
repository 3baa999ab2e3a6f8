# Factors of square matrices, which several steps may read.
from .._workspace cimport Slot
from ._lapack cimport LapackStep


cdef class Factored(LapackStep):
    cdef Slot* lu               # the factors,
    cdef Slot* pivots           # the exchanges of rows, then what the factorisation said
    cdef bint small
    cdef bint transposed        # they are the factors of the transpose

    cdef int build_factored(self, int given, int nout) except -1
    cdef int plan(self) except -1
    cdef int status(self) noexcept nogil
    cdef void exchange(self, char* x, Py_ssize_t row, bint back) noexcept nogil
    cdef void solve_factored(self, char* x, int width) noexcept nogil
