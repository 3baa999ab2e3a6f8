# Copies of what lies at the places of integer arrays.
from ...loop._instructions cimport kernel_t
from ._movement cimport PICKED_AXES

cdef struct Gather:
    Py_ssize_t outer            # positions of the axes before those that are indexed,
    Py_ssize_t step, out        # bytes from one to the next: of what is indexed, of what is taken from it
    Py_ssize_t count            # places
    Py_ssize_t width, size      # elements and bytes at each place
    int nindices
    Py_ssize_t[PICKED_AXES] length, stride      # of the axis of each index, the stride in bytes

cdef int build_gather(Gather* g, spec, dtype) except -1
cdef bint gather(const Gather* g, char* to, const char* source, const char* const* places) noexcept nogil
cdef bint scatter(
    const Gather* g, char* to, const char* source, const char* const* places, kernel_t add) noexcept nogil
