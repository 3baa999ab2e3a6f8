# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Copies of small elements that are near each other in another order.  Compiled once per instruction set.

A piece of the result are elements that lie in 16 bytes of the source, a window: one shuffle copies them. They may be of
several short rows, or a part of a long one. Nothing is read but between the first and the last element, and nothing is
written behind the last: windows at an end are moved inside, and what they give goes through a buffer.
"""

from libc.string cimport memcpy

from tensorgraph._kernels.loops.shuffles cimport load_16, shuffle_16, sixteen, store_16

cdef enum:
    WINDOW = 16                 # bytes


cdef struct Pieces:             # of a copy
    unsigned char places[WINDOW]    # of the bytes of a piece in its window
    Py_ssize_t first            # offset of the first window in the source
    Py_ssize_t stride           # bytes from one window to the next
    Py_ssize_t size             # bytes of a piece
    Py_ssize_t bottom, top      # offsets: what may be read


cdef inline Py_ssize_t size_of(Py_ssize_t way) noexcept nogil:
    return -way if way < 0 else way


cdef void plan(
    Pieces* pieces, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size
) noexcept nogil:
    """Find the places of the bytes of some rows of n elements, and the window that holds them."""
    cdef Py_ssize_t i, j, k, b = 0, low, high
    low = min((rows - 1) * row, <Py_ssize_t> 0) + min((n - 1) * step, <Py_ssize_t> 0)
    high = max((rows - 1) * row, <Py_ssize_t> 0) + max((n - 1) * step, <Py_ssize_t> 0) + size
    pieces.size = rows * n * size
    # further windows lie behind or before: the first one begins, or ends, with its elements
    pieces.first = low if pieces.stride >= 0 else high - WINDOW
    for i in range(rows):
        for j in range(n):
            for k in range(size):
                pieces.places[b] = <unsigned char> (i * row + j * step + k - pieces.first)
                b += 1
    while b < WINDOW:
        pieces.places[b] = 0
        b += 1


cdef void limit(
    Pieces* pieces, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size
) noexcept nogil:
    """Find what may be read: the rows and what lies between them."""
    pieces.bottom = min((rows - 1) * row, <Py_ssize_t> 0) + min((n - 1) * step, <Py_ssize_t> 0)
    pieces.top = max((rows - 1) * row, <Py_ssize_t> 0) + max((n - 1) * step, <Py_ssize_t> 0) + size


cdef Py_ssize_t safe_pieces(const Pieces* pieces, Py_ssize_t left, Py_ssize_t room) noexcept nogil:
    """Return how many pieces of `left` bytes need no care at the ends, where `room` bytes may be written."""
    cdef Py_ssize_t n = pieces_of(pieces, left), ahead = pieces.first - pieces.bottom
    if pieces.stride >= 0:
        ahead = pieces.top - WINDOW - pieces.first
    if room < WINDOW or ahead < 0:
        return 0
    n = min(n, (room - WINDOW) // pieces.size + 1)
    return n if pieces.stride == 0 else min(n, ahead // size_of(pieces.stride) + 1)


cdef inline Py_ssize_t pieces_of(const Pieces* pieces, Py_ssize_t left) noexcept nogil:
    return (left + pieces.size - 1) // pieces.size


cdef inline void copy_safe(const Pieces* pieces, char* to, const char* source, Py_ssize_t n) noexcept nogil:
    """Write n pieces, and anything behind them."""
    cdef Py_ssize_t _i, stride = pieces.stride, size = pieces.size
    cdef sixteen order = load_16(pieces.places)
    source += pieces.first
    for _i in range(n):
        store_16(to, shuffle_16(load_16(source), order))
        to += size
        source += stride


cdef void copy_windows(
    const Pieces* pieces, char* to, const char* source, Py_ssize_t left, Py_ssize_t room
) noexcept nogil:
    """Write `left` bytes, piece by piece, and anything behind them as far as there is room."""
    cdef Py_ssize_t k, moved, n = safe_pieces(pieces, left, room), at = pieces.first + n * pieces.stride
    cdef unsigned char places[WINDOW]
    cdef char buffer[WINDOW]
    copy_safe(pieces, to, source, n)
    to += n * pieces.size
    left -= n * pieces.size
    while left > 0:
        moved = min(max(at, pieces.bottom), pieces.top - WINDOW)
        for k in range(WINDOW):
            places[k] = <unsigned char> (pieces.places[k] + at - moved)
        store_16(buffer, shuffle_16(load_16(source + moved), load_16(places)))
        memcpy(to, buffer, min(pieces.size, left))
        to += pieces.size
        left -= pieces.size
        at += pieces.stride


cdef void copy_each(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n,
    Py_ssize_t size
) noexcept nogil:
    """Copy so few elements that there is no window."""
    cdef Py_ssize_t i, j, k
    for i in range(rows):
        for j in range(n):
            for k in range(size):
                to[i * to_row + j * size + k] = source[i * row + j * step + k]


cdef void shuffle_rows(
    char* to, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size,
    Py_ssize_t spare
) noexcept nogil:
    """Copy short rows of n elements, each in one window, behind each other; `step` and `row` are in bytes.

    As many bytes as are spare may be written behind the last one.
    """
    cdef Pieces pieces
    cdef Py_ssize_t extent = size_of((n - 1) * step) + size, many = WINDOW // (n * size)
    if rows <= 0:
        return
    limit(&pieces, row, step, rows, n, size)
    if pieces.top - pieces.bottom < WINDOW:
        copy_each(to, n * size, source, row, step, rows, n, size)
        return
    if row:
        many = min(many, (WINDOW - extent) // size_of(row) + 1)
    many = min(many, rows)
    pieces.stride = many * row
    plan(&pieces, row, step, many, n, size)
    copy_windows(&pieces, to, source, rows * n * size, rows * n * size + spare)


cdef void shuffle_runs(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n,
    Py_ssize_t size
) noexcept nogil:
    """Copy rows of n elements, of which at least two, one after the other, lie in a window."""
    cdef Pieces pieces
    cdef Py_ssize_t i, many = WINDOW // size, left = n * size, count, last, end
    # what is written behind a row is written again, with the next one
    cdef Py_ssize_t room = rows * left if to_row == left else left
    if n <= 0 or rows <= 0:
        return
    limit(&pieces, row, step, rows, n, size)
    if pieces.top - pieces.bottom < WINDOW:
        copy_each(to, to_row, source, row, step, rows, n, size)
        return
    many = min(many, (WINDOW - size) // size_of(step) + 1) if step else many
    pieces.stride = many * step
    plan(&pieces, 0, step, 1, many, size)
    count = pieces_of(&pieces, left)
    last, end = pieces.first + (count - 1) * pieces.stride, (count - 1) * pieces.size + WINDOW
    for i in range(rows):
        if room >= end and min(pieces.first, last) >= pieces.bottom and max(pieces.first, last) + WINDOW <= pieces.top:
            copy_safe(&pieces, to + i * to_row, source + i * row, count)
        else:
            copy_windows(&pieces, to + i * to_row, source + i * row, left, room)
        pieces.bottom -= row
        pieces.top -= row
        if to_row == left:
            room -= left


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "shuffle_rows": <size_t> <void*> shuffle_rows,
        "shuffle_runs": <size_t> <void*> shuffle_runs,
    }
