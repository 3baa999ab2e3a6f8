# Common parts of index steps: index arrays as byte offsets, and loops that put or add values there.
from ..loop._instructions cimport Inst
from .._buffer cimport Buffer
from .._workspace cimport BLOCK, MAX_NDIM, Slot, Step, Workspace

cdef enum:
    MAX_INDICES = 8
    MAX_FIXED = 65536           # index tuples up to which the offsets of constant indices are kept

cdef inline void add_row(const Inst* add, char* to, char* source, Py_ssize_t n, Py_ssize_t itemsize) noexcept nogil:
    """``to[i] += source[i]``, both contiguous, by a kernel."""
    cdef Py_ssize_t m
    while n > 0:
        m = min(n, <Py_ssize_t> BLOCK)
        add.kernel(to, to, source, NULL, NULL, m)
        to += m * itemsize
        source += m * itemsize
        n -= m


cdef inline bint proceed(
    int ndim, const Py_ssize_t* dims, Py_ssize_t* index, char** a, const Py_ssize_t* a_strides, char** b,
    const Py_ssize_t* b_strides
) noexcept nogil:
    """Move two pointers to the next position in C order; after the last, return False and go back to the first."""
    cdef int k
    for k in range(ndim - 1, -1, -1):
        index[k] += 1
        a[0] += a_strides[k]
        b[0] += b_strides[k]
        if index[k] < dims[k]:
            return True
        a[0] -= index[k] * a_strides[k]
        b[0] -= index[k] * b_strides[k]
        index[k] = 0
    return False


cdef void broadcast_strides(Slot* slot, int ndim, Py_ssize_t* strides) noexcept nogil
cdef void add_array(
    const Inst* add, int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize) noexcept nogil
cdef bint fits(Slot* y, int ndim, const Py_ssize_t* shape) noexcept nogil
cdef int raise_misfit(Slot* y, int ndim, const Py_ssize_t* shape) except -1
cdef int copy_in_order(Workspace ws, Step step) except -1
cdef void dense_copy(Slot* y, Slot* copy, Py_ssize_t* strides, char* to) noexcept nogil


cdef class Indexed(Step):
    cdef int nindices           # axes that are indexed
    cdef int first              # input that holds the first index
    cdef int axis               # the first axis that is indexed
    cdef Slot* index[MAX_INDICES]  # NULL: a range
    cdef int ndim               # of the indices, broadcast
    cdef Py_ssize_t[MAX_NDIM] dims
    cdef Py_ssize_t n           # number of index tuples
    cdef int nouter             # axes that are not indexed and lie outside of all that are: walked first
    cdef int[MAX_NDIM] outer
    cdef Py_ssize_t[MAX_NDIM] outer_dims
    cdef int ninner             # the other axes that are not indexed
    cdef int[MAX_NDIM] inner
    cdef Py_ssize_t[MAX_NDIM] inner_dims
    cdef int bad_axis
    cdef long long bad_index
    cdef bint labels            # one for each row, and none is counted from the end
    cdef Inst add
    cdef bint adds
    cdef bint constant          # the indices are
    cdef Buffer fixed           # the offsets of constant indices, computed when the step is prepared; else None

    cdef int parse(self, int first, ranges) except -1
    cdef int prepare_index(self, Slot* x) except -1
    cdef int broadcast_indices(self) except -1
    cdef void order_rest(self, Slot* x) noexcept
    cdef Py_ssize_t index_bytes(self) noexcept nogil
    cdef int fix(self, Slot* x) except -1
    cdef int load(self, Slot* x, char* scratch) noexcept nogil
    cdef const long long* offsets(self, Workspace ws, Slot* x) noexcept nogil
