# Copies of some elements of a row to places in another.
cdef enum:
    MOVED_AXES = 4
    PICKED_AXES = 3

cdef struct Move:               # which elements become which: lengths, and bytes, of as few axes as there can be
    Py_ssize_t[MOVED_AXES] n
    Py_ssize_t[MOVED_AXES] out
    Py_ssize_t[MOVED_AXES] step
    Py_ssize_t to_first, first
    Py_ssize_t itemsize
    Py_ssize_t size             # bytes, where it is a single element, else 0
    int npicks                  # places that a step computes,
    bint is_put                 # in the target:
    Py_ssize_t[PICKED_AXES] length, stride      # of the axis of each, the stride in bytes

cdef int build_move(Move* move, spec, dtype) except -1
cdef void move(const Move* m, char* to, const char* source) noexcept nogil
cdef bint pick(const Move* m, char* to, const char* source, const char* const* places) noexcept nogil
