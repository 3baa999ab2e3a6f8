# Threads that take part in the work of a step.
cdef enum:
    MOST_THREADS = 64

ctypedef void (*piece_t)(void* work, int number, Py_ssize_t piece) noexcept nogil

cdef inline Py_ssize_t parts_of(Py_ssize_t n, Py_ssize_t length) noexcept nogil:
    """Return the number of parts of that length, the last of which may be shorter."""
    return (n + length - 1) // length


cdef int thread_count() noexcept nogil
cdef void run_pieces(piece_t run, void* work, Py_ssize_t npieces, int crew, double cost) noexcept nogil
