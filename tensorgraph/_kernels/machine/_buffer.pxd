# Memory that the machine keeps between calls, filled with poison if the environment asks for it.
from libc.string cimport memset

cdef bint poisoned              # TENSORGRAPH_POISON: uninitialised memory holds values that no result has


cdef class Buffer:
    cdef char* data             # 64-byte aligned
    cdef Py_ssize_t size

    cdef void poison(self) noexcept nogil


cdef inline void poison_items(char* data, Py_ssize_t n, Py_ssize_t itemsize, char kind) noexcept nogil:
    """Fill with nan, or with the least of signed integers; other items get all bits."""
    cdef Py_ssize_t i
    memset(data, 0 if kind == c"i" else 0xFF, n * itemsize)
    if kind == c"i":
        for i in range(n):
            data[(i + 1) * itemsize - 1] = <char> 0x80
