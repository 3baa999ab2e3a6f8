# Integers and slices along the leading axes of an array.
from ._entry cimport Entry
from ._workspace cimport MAX_NDIM, Slot, Step

cdef struct Index:
    bint is_slice
    Entry start, stop, step     # an integer is `start`

cdef struct Slices:
    int n
    int kept                    # axes of the result
    Index index[MAX_NDIM]

cdef bint slice_bounds(
    const Index* index, Py_ssize_t n, Py_ssize_t* start, Py_ssize_t* length, Py_ssize_t* step) noexcept nogil
cdef int parse_slices(Step step, Slices* slices, int ndim, index) except -1
cdef int apply_slices(
    const Slices* slices, Slot* x, char** data, Py_ssize_t* dims, Py_ssize_t* strides) noexcept nogil
cdef int raise_slices(const Slices* slices, int axis, Slot* x) except -1
cdef int raise_too_few(loop, number, long long n, Slot* sequence) except -1
