# Threads that take part in the work of a step.
cdef enum:
    MOST_THREADS = 64

ctypedef void (*piece_t)(void* work, int number, Py_ssize_t piece) noexcept nogil

cdef int thread_count() noexcept nogil
cdef void run_pieces(piece_t run, void* work, Py_ssize_t npieces, int crew, double cost) noexcept nogil
