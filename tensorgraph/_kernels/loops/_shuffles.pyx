# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Copies of small elements that are near each other in another order.  Compiled once per instruction set.

A piece of the result are elements that lie in a window of the source, 16 bytes or, for words of four bytes, a vector:
one shuffle copies them. They may be of several short rows, or a part of a long one. Nothing is read but between the
first and the last element, and nothing is written behind the last: windows at an end are moved inside, and what they
give goes through a buffer.
"""

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcpy, memset

from tensorgraph._kernels.loops.shuffles cimport (
    TG_WIDE, load_16, load_wide, shuffle_16, shuffle_wide, sixteen, store_16, store_wide, wide
)

cdef enum:
    NARROW = 16                 # bytes of a window of bytes
    WIDEST = 64
    MOST_WORDS = 16


cdef struct Pieces:             # of a copy
    Py_ssize_t window           # bytes
    uint8_t places[WIDEST]      # of the bytes of a piece in its window,
    uint32_t words[MOST_WORDS]  # or of its words
    Py_ssize_t first            # offset of the first window in the source
    Py_ssize_t stride           # bytes from one window to the next
    Py_ssize_t size             # bytes of a piece
    Py_ssize_t bottom, top      # offsets: what may be read


cdef inline Py_ssize_t size_of(Py_ssize_t way) noexcept nogil:
    return -way if way < 0 else way


cdef inline Py_ssize_t window_of(Py_ssize_t row, Py_ssize_t step, Py_ssize_t size) noexcept nogil:
    """Return the bytes of a window."""
    return NARROW if (row | step | size) & 3 else TG_WIDE


cdef void place(Pieces* pieces, Py_ssize_t shift) noexcept nogil:
    """Move the places of a piece in its window."""
    cdef Py_ssize_t k
    if pieces.window == NARROW:
        for k in range(NARROW):
            pieces.places[k] = <uint8_t> (pieces.places[k] + shift)
    else:
        for k in range(MOST_WORDS):
            pieces.words[k] = <uint32_t> (pieces.words[k] + shift // 4)


cdef void plan(
    Pieces* pieces, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size
) noexcept nogil:
    """Find the places of the bytes of some rows of n elements, and the window that holds them."""
    cdef Py_ssize_t i, j, k, b = 0, low, high
    low = min((rows - 1) * row, <Py_ssize_t> 0) + min((n - 1) * step, <Py_ssize_t> 0)
    high = max((rows - 1) * row, <Py_ssize_t> 0) + max((n - 1) * step, <Py_ssize_t> 0) + size
    pieces.size = rows * n * size
    # further windows lie behind or before: the first one begins, or ends, with its elements
    pieces.first = low if pieces.stride >= 0 else high - pieces.window
    if pieces.window == NARROW:
        memset(pieces.places, 0, NARROW)
        for i in range(rows):
            for j in range(n):
                for k in range(size):
                    pieces.places[b] = <uint8_t> (i * row + j * step + k - pieces.first)
                    b += 1
    else:
        memset(pieces.words, 0, WIDEST)
        for i in range(rows):
            for j in range(n):
                for k in range(size >> 2):
                    pieces.words[b] = <uint32_t> ((i * row + j * step - pieces.first) >> 2) + <uint32_t> k
                    b += 1


cdef void limit(
    Pieces* pieces, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size
) noexcept nogil:
    """Find what may be read: the rows and what lies between them."""
    pieces.window = window_of(row, step, size)
    pieces.bottom = min((rows - 1) * row, <Py_ssize_t> 0) + min((n - 1) * step, <Py_ssize_t> 0)
    pieces.top = max((rows - 1) * row, <Py_ssize_t> 0) + max((n - 1) * step, <Py_ssize_t> 0) + size


cdef Py_ssize_t safe_pieces(const Pieces* pieces, Py_ssize_t left, Py_ssize_t room) noexcept nogil:
    """Return how many pieces of `left` bytes need no care at the ends, where `room` bytes may be written."""
    cdef Py_ssize_t n = pieces_of(pieces, left), ahead = pieces.first - pieces.bottom
    if pieces.stride >= 0:
        ahead = pieces.top - pieces.window - pieces.first
    if room < pieces.window or ahead < 0:
        return 0
    n = min(n, (room - pieces.window) // pieces.size + 1)
    return n if pieces.stride == 0 else min(n, ahead // size_of(pieces.stride) + 1)


cdef inline Py_ssize_t pieces_of(const Pieces* pieces, Py_ssize_t left) noexcept nogil:
    return (left + pieces.size - 1) // pieces.size


cdef inline void copy_safe(const Pieces* pieces, char* to, const char* source, Py_ssize_t n) noexcept nogil:
    """Write n pieces, and anything behind them."""
    cdef Py_ssize_t _i, stride = pieces.stride, size = pieces.size, fourth = 3 * stride, fourth_to = 3 * size
    cdef sixteen order
    cdef wide order_of_words
    source += pieces.first
    if pieces.window == NARROW:
        order = load_16(pieces.places)
        while n >= 4:
            store_16(to, shuffle_16(load_16(source), order))
            store_16(to + size, shuffle_16(load_16(source + stride), order))
            store_16(to + 2 * size, shuffle_16(load_16(source + 2 * stride), order))
            store_16(to + fourth_to, shuffle_16(load_16(source + fourth), order))
            to += 4 * size
            source += 4 * stride
            n -= 4
        for _i in range(n):
            store_16(to, shuffle_16(load_16(source), order))
            to += size
            source += stride
    else:
        order_of_words = load_wide(pieces.words)
        for _i in range(n):
            store_wide(to, shuffle_wide(load_wide(source), order_of_words))
            to += size
            source += stride


cdef void copy_windows(
    const Pieces* pieces, char* to, const char* source, Py_ssize_t left, Py_ssize_t room
) noexcept nogil:
    """Write `left` bytes, piece by piece, and anything behind them as far as there is room."""
    cdef Py_ssize_t n = safe_pieces(pieces, left, room), at = pieces.first + n * pieces.stride
    cdef Pieces one
    cdef char buffer[WIDEST]
    copy_safe(pieces, to, source, n)
    to += n * pieces.size
    left -= n * pieces.size
    while left > 0:
        one = pieces[0]
        one.first = min(max(at, pieces.bottom), pieces.top - pieces.window)
        place(&one, at - one.first)
        copy_safe(&one, buffer, source, 1)
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
    cdef Py_ssize_t extent = size_of((n - 1) * step) + size, many
    if rows <= 0:
        return
    limit(&pieces, row, step, rows, n, size)
    if pieces.top - pieces.bottom < pieces.window:
        copy_each(to, n * size, source, row, step, rows, n, size)
        return
    many = pieces.window // (n * size)
    if row:
        many = min(many, (pieces.window - extent) // size_of(row) + 1)
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
    cdef Py_ssize_t i, many, left = n * size, count, last, end
    # what is written behind a row is written again, with the next one
    cdef Py_ssize_t room = rows * left if to_row == left else left
    if n <= 0 or rows <= 0:
        return
    limit(&pieces, row, step, rows, n, size)
    if pieces.top - pieces.bottom < pieces.window:
        copy_each(to, to_row, source, row, step, rows, n, size)
        return
    many = pieces.window // size
    many = min(many, (pieces.window - size) // size_of(step) + 1) if step else many
    pieces.stride = many * step
    plan(&pieces, 0, step, 1, many, size)
    count = pieces_of(&pieces, left)
    last, end = pieces.first + (count - 1) * pieces.stride, (count - 1) * pieces.size + pieces.window
    for i in range(rows):
        if room >= end and min(pieces.first, last) >= pieces.bottom and (
                max(pieces.first, last) + pieces.window <= pieces.top):
            copy_safe(&pieces, to + i * to_row, source + i * row, count)
        else:
            copy_windows(&pieces, to + i * to_row, source + i * row, left, room)
        pieces.bottom -= row
        pieces.top -= row
        if to_row == left:
            room -= left


def word_window():
    """Return the bytes of a window of words."""
    return TG_WIDE


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "shuffle_rows": <size_t> <void*> shuffle_rows,
        "shuffle_runs": <size_t> <void*> shuffle_runs,
    }
