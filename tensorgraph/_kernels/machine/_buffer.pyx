# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Memory of the machine.

With ``TENSORGRAPH_POISON=1`` in the environment every new buffer holds nan, and so does the memory that a step is to
fill: a result that depends on uninitialised memory shows.
"""

import os

from .allocation._recycled cimport allocated, give_back

poisoned = os.environ.get("TENSORGRAPH_POISON", "0") not in ("", "0")


cdef class Buffer:
    """Memory that starts at a multiple of 64 bytes; where it is large, at another place of its page than arrays do."""

    def __cinit__(self, Py_ssize_t size):
        self.data = allocated(size)
        if self.data == NULL:
            raise MemoryError(f"cannot allocate {size} bytes")
        self.size = size
        if poisoned:
            self.poison()

    def __dealloc__(self):
        if self.data != NULL:
            give_back(self.data)

    cdef void poison(self) noexcept nogil:
        poison_items(self.data, self.size, 1, c"f")
