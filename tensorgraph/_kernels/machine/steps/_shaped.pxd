# The base class of steps with an output shape of index entries.
from .._entry cimport Entry
from .._workspace cimport MAX_NDIM, Step


cdef class Shaped(Step):
    cdef Entry[MAX_NDIM] entries
    cdef Py_ssize_t[MAX_NDIM] last
    cdef int nentries

    cdef int parse(self, values) except -1
    cdef int read(self) noexcept nogil
    cdef bint changed(self) noexcept nogil
