# Copies of some elements of a row to places in another.
cdef enum:
    MOVED_AXES = 4

cdef struct Move:               # which elements become which: lengths, and bytes, of as few axes as there can be
    Py_ssize_t[MOVED_AXES] n
    Py_ssize_t[MOVED_AXES] out
    Py_ssize_t[MOVED_AXES] step
    Py_ssize_t to_first, first
    Py_ssize_t itemsize

cdef int build_move(Move* move, spec, dtype) except -1
cdef void move(const Move* m, char* to, const char* source) noexcept nogil
