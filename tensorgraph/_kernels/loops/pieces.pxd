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


cdef inline void gather_pieces(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t rows, const long long* places,
    Py_ssize_t n, Py_ssize_t piece
) noexcept nogil:
    """Gather n pieces of each row, which are at the same places in all of them."""
    cdef Py_ssize_t first, _r, i, j, m
    cdef const char* at
    cdef char* out
    # four at a time, of as many rows as stay in the nearest cache
    for first in range(0, rows, 128):
        m = min(rows - first, <Py_ssize_t> 128)
        for i in range(0, n - 3, 4):
            out, at = to + first * to_row + i * piece, source + first * row
            for _r in range(m):
                for j in range(4):
                    memcpy(out + j * piece, at + places[i + j], piece)
                out += to_row
                at += row
        for i in range(n & -4, n):
            out, at = to + first * to_row + i * piece, source + first * row + places[i]
            for _r in range(m):
                memcpy(out, at, piece)
                out += to_row
                at += row
