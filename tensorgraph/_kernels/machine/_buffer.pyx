# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Memory of the machine.

With ``TENSORGRAPH_POISON=1`` in the environment every new buffer holds nan, and so does the memory that a step is to
fill: a result that depends on uninitialised memory shows.
"""

import os

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc

poisoned = os.environ.get("TENSORGRAPH_POISON", "0") not in ("", "0")


cdef enum:
    LARGE = 65536               # bytes
    APART = 1024


cdef class Buffer:
    """Memory that starts at a multiple of 64 bytes; where it is large, at another place of its page than arrays do.

    See ``_fresh.pxd``.
    """

    def __cinit__(self, Py_ssize_t size):
        cdef Py_ssize_t apart = APART if size >= LARGE else 0
        self.raw = PyMem_RawMalloc(size + 64 + apart)
        if self.raw == NULL:
            raise MemoryError(f"cannot allocate {size} bytes")
        self.data = <char*> ((<size_t> self.raw + 63) & ~<size_t> 63) + apart
        self.size = size
        if poisoned:
            self.poison()

    def __dealloc__(self):
        PyMem_RawFree(self.raw)

    cdef void poison(self) noexcept nogil:
        poison_items(self.data, self.size, 1, c"f")
