# Rows of a few bytes, copied by moves whose length the compiler knows.
from libc.string cimport memcpy


cdef inline void copy_pieces(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t rows, Py_ssize_t size, Py_ssize_t piece
) noexcept nogil:
    """Copy rows of one to two pieces, which may overlap."""
    cdef Py_ssize_t _r
    if size == piece:
        for _r in range(rows):
            memcpy(to, source, piece)
            to += to_row
            source += row
        return
    for _r in range(rows):
        memcpy(to, source, piece)
        memcpy(to + size - piece, source + size - piece, piece)
        to += to_row
        source += row
