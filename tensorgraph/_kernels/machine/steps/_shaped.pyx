# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Steps with an output shape of index entries."""

from .._entry cimport parse_entry, read_entry


cdef class Shaped(Step):
    """Base class of steps with an output shape of index entries: they are prepared again when one changes."""

    cdef int parse(self, values) except -1:
        cdef int k
        if len(values) > MAX_NDIM:
            raise ValueError(f"{len(values)} axes are too many")
        self.nentries = len(values)
        for k in range(self.nentries):
            parse_entry(self, &self.entries[k], values[k])
            if not self.entries[k].given:
                raise ValueError("a length cannot be None")
            if self.entries[k].slot != NULL:
                self.fallible = 1
        return 0

    cdef int read(self) noexcept nogil:
        cdef int k
        for k in range(self.nentries):
            self.last[k] = read_entry(&self.entries[k])
        return 0

    cdef bint changed(self) noexcept nogil:
        cdef int k
        for k in range(self.nentries):
            if self.last[k] != read_entry(&self.entries[k]):
                return True
        return False
