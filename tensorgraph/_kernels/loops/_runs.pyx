# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Copies of runs between an image or a table and a matrix, and transposed ones; and where indices point to.

Compiled once per instruction set.

A row of the matrix holds runs of n consecutive elements one after another; in the image they are `step` bytes apart, in
the table anywhere.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from tensorgraph._kernels.loops.pieces cimport copy_pieces
from tensorgraph._kernels.loops.prefetch cimport AHEAD, fetch
from tensorgraph._kernels.loops.turns cimport (
    TG_TURN_1, TG_TURN_2, TG_TURN_4, TG_TURN_8, turn_1, turn_2, turn_4, turn_8
)

cdef enum:
    SOON = 8                    # short runs that are asked for before they are needed
    WIDE = 64                   # bytes that are copied at once

ctypedef fused real:
    float
    double

ctypedef fused item:
    uint32_t
    uint64_t

ctypedef fused element:
    uint8_t
    uint16_t
    uint32_t
    uint64_t


cdef void copy_runs(
    char* to, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t rows
) noexcept nogil:
    """Copy runs of n bytes, a multiple of 4."""
    cdef Py_ssize_t _r, i
    if n >= 16 * WIDE:
        for _r in range(rows):
            memcpy(to, source, n)
            to += n
            source += step
    elif n >= WIDE:
        for _r in range(rows):
            i = 0
            while i < n - WIDE:
                memcpy(to + i, source + i, WIDE)
                i += WIDE
            memcpy(to + n - WIDE, source + n - WIDE, WIDE)
            to += n
            source += step
    elif n >= 32:
        copy_pieces(to, n, source, step, rows, n, 32)
    elif n >= 16:
        copy_pieces(to, n, source, step, rows, n, 16)
    elif n >= 8:
        copy_pieces(to, n, source, step, rows, n, 8)
    elif n:
        copy_pieces(to, n, source, step, rows, n, 4)


cdef inline void gather_pieces(
    char* to, const char* source, const long long* places, Py_ssize_t n, Py_ssize_t rows, Py_ssize_t piece
) noexcept nogil:
    """Copy runs of one to two pieces, which may overlap."""
    cdef Py_ssize_t _r
    for _r in range(rows):
        fetch(source + places[_r + SOON if _r + SOON < rows else _r], 1)
        memcpy(to, source + places[_r], piece)
        memcpy(to + n - piece, source + places[_r] + n - piece, piece)
        to += n


cdef void gather_runs(
    char* to, const char* source, const long long* places, Py_ssize_t n, Py_ssize_t rows
) noexcept nogil:
    """Copy runs of n bytes from places in bytes."""
    cdef Py_ssize_t _r
    if n > 64:
        for _r in range(rows):
            fetch(source + places[_r + AHEAD if _r + AHEAD < rows else _r], n)
            memcpy(to, source + places[_r], n)
            to += n
    elif n >= 32:
        gather_pieces(to, source, places, n, rows, 32)
    elif n >= 16:
        gather_pieces(to, source, places, n, rows, 16)
    elif n >= 8:
        gather_pieces(to, source, places, n, rows, 8)
    elif n >= 4:
        gather_pieces(to, source, places, n, rows, 4)
    elif n >= 2:
        gather_pieces(to, source, places, n, rows, 2)
    elif n:
        gather_pieces(to, source, places, n, rows, 1)


cdef void spread_runs(item* to, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t rows) noexcept nogil:
    """Write n times the element of each row; up to 64 bytes behind the last run are written, too."""
    cdef Py_ssize_t _r, i, k
    cdef item value
    for _r in range(rows):
        value = (<const item*> source)[0]
        i = 0
        while i < n:
            for k in range(<Py_ssize_t> (WIDE // sizeof(item))):
                to[i + k] = value
            i += WIDE // sizeof(item)
        to += n
        source += step


cdef inline void pick_each(element* to, const element* source, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    """Copy each element after `step` others, a number that the compiler knows: by vectors."""
    cdef Py_ssize_t i
    for i in range(n):
        to[i] = source[i * step]


cdef inline void pick_any(element* to, const char* source, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(n):
        # which may begin at half of its size
        memcpy(&to[k], source + k * step, sizeof(element))


cdef void pick(element* to, const char* source, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    """Copy n elements that are `step` bytes apart; they may begin at half of their size."""
    cdef const element* x = <const element*> source
    cdef Py_ssize_t steps = step // <Py_ssize_t> sizeof(element)
    if <size_t> source % sizeof(element) or step % <Py_ssize_t> sizeof(element):
        steps = 0
    if steps == -1:
        pick_each(to, x, -1, n)
    elif steps == 2:
        pick_each(to, x, 2, n)
    elif steps == 3:
        pick_each(to, x, 3, n)
    elif steps == 4:
        pick_each(to, x, 4, n)
    elif steps == -2:
        pick_each(to, x, -2, n)
    else:
        pick_any(to, source, step, n)


cdef inline void add_run(real* restrict to, const real* restrict source, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(n):
        to[i] += source[i]


cdef void add_runs(real* to, Py_ssize_t step, const real* source, Py_ssize_t n, Py_ssize_t rows) noexcept nogil:
    """Add runs of n elements to an image."""
    cdef Py_ssize_t _r
    for _r in range(rows):
        add_run(to, source, n)
        to = <real*> (<char*> to + step)
        source += n


cdef inline void split(
    element* restrict to, Py_ssize_t to_row, const element* x, Py_ssize_t m, Py_ssize_t n
) noexcept nogil:
    """Write m columns, a number that the compiler knows, of n rows that follow each other as rows."""
    cdef element* restrict second = <element*> (<char*> to + to_row)
    cdef element* restrict third = <element*> (<char*> to + 2 * to_row)
    cdef element* restrict fourth = <element*> (<char*> to + 3 * to_row)
    cdef Py_ssize_t i
    for i in range(n):
        to[i] = x[i * m]
        second[i] = x[i * m + 1]
        if m > 2:
            third[i] = x[i * m + 2]
        if m > 3:
            fourth[i] = x[i * m + 3]


cdef inline void turn_tile(element* to, Py_ssize_t to_row, const char* source, Py_ssize_t row) noexcept nogil:
    if element is uint8_t:
        turn_1(<char*> to, to_row, source, row)
    elif element is uint16_t:
        turn_2(<char*> to, to_row, source, row)
    elif element is uint32_t:
        turn_4(<char*> to, to_row, source, row)
    else:
        turn_8(<char*> to, to_row, source, row)


cdef void turn(
    element* out, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t m, Py_ssize_t n
) noexcept nogil:
    """Write the first m columns of n rows, which are `row` bytes apart, as rows, `to_row` bytes apart."""
    cdef Py_ssize_t i, k, j = 0, size = sizeof(element)
    cdef Py_ssize_t side = (
        TG_TURN_1 if element is uint8_t else TG_TURN_2 if element is uint16_t else TG_TURN_4 if element is uint32_t
        else TG_TURN_8)
    cdef element[64] tile
    cdef char* to = <char*> out
    cdef const char* at
    if 2 <= m <= 4 and row == m * size and <size_t> source % sizeof(element) == 0:
        if m == 2:
            split(out, to_row, <const element*> source, 2, n)
        elif m == 3:
            split(out, to_row, <const element*> source, 3, n)
        else:
            split(out, to_row, <const element*> source, 4, n)
        return
    while j + side <= n:
        i, at = 0, source + j * row
        while i + side <= m:
            turn_tile(<element*> (to + i * to_row), to_row, at + i * size, row)
            i += side
        if i < m and m >= side:
            # some columns again
            turn_tile(<element*> (to + (m - side) * to_row), to_row, at + (m - side) * size, row)
        elif i < m and row > 0 and (j + side - 1) * row + side * size <= (n - 1) * row + m * size:
            # what lies behind the columns, too
            turn_tile(tile, side * size, at, row)
            for k in range(m):
                memcpy(to + k * to_row, &tile[k * side], side * size)
        else:
            while i < m:
                pick_any(<element*> (to + i * to_row), at + i * size, row, side)
                i += 1
        to += side * size
        j += side
    for i in range(m):
        pick_any(<element*> (to + i * to_row), source + j * row + i * size, row, n - j)


cdef bint place_indices(
    long long* places, const long long* indices, Py_ssize_t n, Py_ssize_t length, Py_ssize_t stride, Py_ssize_t wrap,
    bint add
) noexcept nogil:
    """Compute, or add, offsets of indices into an axis, `wrap` added to negative ones; return True if one is bad."""
    cdef Py_ssize_t i
    cdef long long value
    cdef unsigned long long last = length - 1, bad = 0
    if add:
        for i in range(n):
            value = indices[i]
            value += wrap & (value >> 63)
            bad |= <unsigned long long> value | (last - <unsigned long long> value)
            places[i] += <long long> (<unsigned long long> value * <unsigned long long> stride)
    else:
        for i in range(n):
            value = indices[i]
            value += wrap & (value >> 63)
            bad |= <unsigned long long> value | (last - <unsigned long long> value)
            places[i] = <long long> (<unsigned long long> value * <unsigned long long> stride)
    return bad >> 63


ctypedef void (*turn_kernel_1)(uint8_t*, Py_ssize_t, const char*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*turn_kernel_2)(uint16_t*, Py_ssize_t, const char*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*turn_kernel_4)(uint32_t*, Py_ssize_t, const char*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*turn_kernel_8)(uint64_t*, Py_ssize_t, const char*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*pick_1)(uint8_t*, const char*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*pick_2)(uint16_t*, const char*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*pick_4)(uint32_t*, const char*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*pick_8)(uint64_t*, const char*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*spread_4)(uint32_t*, const char*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*spread_8)(uint64_t*, const char*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f32)(float*, Py_ssize_t, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f64)(double*, Py_ssize_t, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "copy_runs": <size_t> <void*> copy_runs,
        "gather_runs": <size_t> <void*> gather_runs,
        "pick_1": <size_t> <void*> <pick_1> pick,
        "pick_2": <size_t> <void*> <pick_2> pick,
        "pick_4": <size_t> <void*> <pick_4> pick,
        "pick_8": <size_t> <void*> <pick_8> pick,
        "place_indices": <size_t> <void*> place_indices,
        "spread_runs_4": <size_t> <void*> <spread_4> spread_runs,
        "spread_runs_8": <size_t> <void*> <spread_8> spread_runs,
        "turn_1": <size_t> <void*> <turn_kernel_1> turn,
        "turn_2": <size_t> <void*> <turn_kernel_2> turn,
        "turn_4": <size_t> <void*> <turn_kernel_4> turn,
        "turn_8": <size_t> <void*> <turn_kernel_8> turn,
        "add_runs_f32": <size_t> <void*> <add_f32> add_runs,
        "add_runs_f64": <size_t> <void*> <add_f64> add_runs,
    }
