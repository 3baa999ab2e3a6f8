# Common parts of index steps: index arrays as byte offsets, and where values are put.
from ..loop._instructions cimport Inst, kernel_t
from .._buffer cimport Buffer
from .._workspace cimport MAX_NDIM, Slot, Step, Workspace

cdef enum:
    MAX_INDICES = 8
    MAX_FIXED = 65536           # index tuples up to which the offsets of constant indices are kept

cdef void broadcast_strides(Slot* slot, int ndim, Py_ssize_t* strides) noexcept nogil
cdef bint is_one_walk(int ndim, const Py_ssize_t* dims, const Py_ssize_t* strides, Py_ssize_t* step) noexcept nogil
cdef bint fits(Slot* y, int ndim, const Py_ssize_t* shape) noexcept nogil
cdef int raise_misfit(Slot* y, int ndim, const Py_ssize_t* shape) except -1
cdef int copy_in_order(Workspace ws, Step step) except -1
cdef void dense_copy(Slot* y, Slot* copy, Py_ssize_t* strides, char* to) noexcept nogil


cdef class Indexed(Step):
    cdef int nindices           # axes that are indexed
    cdef int first              # input that holds the first index
    cdef int axis               # the first axis that is indexed
    cdef Slot* index[MAX_INDICES]  # NULL: a range
    cdef kernel_t read[MAX_INDICES]  # of narrow integers to int64, or NULL
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
    cdef bint is_dense(self, Slot* index) noexcept nogil
    cdef bint place_narrow(
        self, long long* offsets, int k, long long* part, Py_ssize_t length, Py_ssize_t stride, long long wrap
    ) noexcept nogil
    cdef long long* read_indices(self, int k, long long* room) noexcept nogil
    cdef int find_bad(self, int k, const long long* one, Py_ssize_t length, long long wrap) noexcept nogil
    cdef const long long* offsets(self, Workspace ws, Slot* x) noexcept nogil
