# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies between layouts.

An array is copied in the order of the memory that is written; where the source lies across it, by square tiles that
stay in cache. Rows of a few elements are copied many at a time: contiguous ones by two moves that may overlap, others
by four columns.
"""

from libc.stdint cimport uint16_t, uint32_t
from libc.string cimport memcpy, memset

from ..loops.pieces cimport copy_pieces
from .shuffling cimport are_shuffled, is_shuffled
from ._workspace cimport MAX_NDIM

from ..loops import dispatch

cdef extern from *:
    """
    #include <stdint.h>
    /* complex64 has this size, and begins at any multiple of 4 */
    #ifdef __GNUC__
    typedef uint64_t tg_item_8 __attribute__((aligned(4)));
    #else
    typedef uint64_t tg_item_8;
    #endif
    """
    ctypedef unsigned long long item_8 "tg_item_8"

cdef enum:
    SQUARE = 32                 # elements on a side
    LONG = 1024                 # bytes that are worth a look at what they are filled with
    NEAR = 4096                 # bytes that stay in the nearest cache while they are copied
    FEW = 16                    # elements of rows that are copied by columns, four at a time
    AT_ONCE = 256               # such rows
    SHORT = 512                 # bytes of rows that are copied many at a time


ctypedef void (*turn_t)(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t rows, Py_ssize_t n) noexcept nogil

cdef dict _kernels = dispatch.module("runs").kernels()
cdef turn_t turn_1 = <turn_t> <void*> <size_t> _kernels["turn_1"]
cdef turn_t turn_2 = <turn_t> <void*> <size_t> _kernels["turn_2"]
cdef turn_t turn_4 = <turn_t> <void*> <size_t> _kernels["turn_4"]
cdef turn_t turn_8 = <turn_t> <void*> <size_t> _kernels["turn_8"]


ctypedef void (*pick_t)(char* to, const char* source, Py_ssize_t step, Py_ssize_t n) noexcept nogil

cdef pick_t pick_1 = <pick_t> <void*> <size_t> _kernels["pick_1"]
cdef pick_t pick_2 = <pick_t> <void*> <size_t> _kernels["pick_2"]
cdef pick_t pick_4 = <pick_t> <void*> <size_t> _kernels["pick_4"]
cdef pick_t pick_8 = <pick_t> <void*> <size_t> _kernels["pick_8"]


ctypedef void (*shuffle_rows_t)(
    char* to, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size,
    Py_ssize_t spare) noexcept nogil
ctypedef void (*shuffle_runs_t)(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n,
    Py_ssize_t size) noexcept nogil

cdef Py_ssize_t WORDS = dispatch.module("shuffles").word_window()
cdef dict _shuffles = dispatch.module("shuffles").kernels()
cdef shuffle_rows_t shuffle_rows = <shuffle_rows_t> <void*> <size_t> _shuffles["shuffle_rows"]
cdef shuffle_runs_t shuffle_runs = <shuffle_runs_t> <void*> <size_t> _shuffles["shuffle_runs"]


ctypedef fused item_t:
    unsigned char
    uint16_t
    uint32_t
    item_8
    double complex


cdef void copy_items(
    item_t* to, Py_ssize_t to_step, const char* source, Py_ssize_t step, Py_ssize_t n
) noexcept nogil:
    cdef Py_ssize_t i
    cdef item_t value
    cdef char* out = <char*> to
    cdef const item_t* items = <const item_t*> source
    if to_step != sizeof(item_t):
        for i in range(n):
            (<item_t*> (out + i * to_step))[0] = (<item_t*> (source + i * step))[0]
    elif step == 0 and n > 0:
        value = items[0]
        for i in range(n):
            to[i] = value
    elif sizeof(item_t) <= 8 and is_shuffled(step, 1, n, sizeof(item_t), WORDS):
        shuffle_runs(out, 0, source, 0, step, 1, n, sizeof(item_t))
    elif item_t is item_8:
        pick_8(out, source, step, n)
    elif item_t is uint32_t:
        pick_4(out, source, step, n)
    elif sizeof(item_t) == 2 and magnitude(step) <= 4 * sizeof(item_t):
        pick_2(out, source, step, n)
    elif sizeof(item_t) == 1 and magnitude(step) <= 4 * sizeof(item_t):
        pick_1(out, source, step, n)
    else:
        for i in range(n):
            to[i] = (<item_t*> (source + i * step))[0]


cdef bint is_one_byte(const char* source, Py_ssize_t itemsize) noexcept nogil:
    """Return True if all bytes of an element are equal, as in zeros."""
    cdef Py_ssize_t i
    for i in range(1, itemsize):
        if source[i] != source[0]:
            return False
    return True


cdef void fill(char* to, const char* source, Py_ssize_t size, Py_ssize_t itemsize) noexcept nogil:
    """Repeat an element over many bytes by copying what was written already, as long as it is near."""
    cdef Py_ssize_t have, more
    if is_one_byte(source, itemsize):
        memset(to, source[0], size)
        return
    have = LONG // 8
    copy_run(to, itemsize, source, 0, have // itemsize, itemsize)
    while have < size:
        more = min(min(have, <Py_ssize_t> NEAR), size - have)
        memcpy(to + have, to, more)
        have += more


cdef void copy_run(
    char* to, Py_ssize_t to_step, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t itemsize
) noexcept nogil:
    """Copy n elements at equal distances."""
    if step == itemsize and to_step == itemsize:
        memcpy(to, source, n * itemsize)
    elif step == 0 and to_step == itemsize and n * itemsize >= LONG:
        fill(to, source, n * itemsize, itemsize)
    elif itemsize == 8:
        copy_items(<item_8*> to, to_step, source, step, n)
    elif itemsize == 4:
        copy_items(<uint32_t*> to, to_step, source, step, n)
    elif itemsize == 1:
        copy_items(<unsigned char*> to, to_step, source, step, n)
    elif itemsize == 2:
        copy_items(<uint16_t*> to, to_step, source, step, n)
    else:
        copy_items(<double complex*> to, to_step, source, step, n)


cdef inline void weave(item_t* to, const char* source, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n) noexcept nogil:
    """Lay n arrays, a number that the compiler knows, side by side as columns."""
    cdef Py_ssize_t i, j
    for i in range(rows):
        for j in range(n):
            to[i * n + j] = (<const item_t*> (source + j * step))[i]


cdef inline void copy_columns(
    item_t* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row, Py_ssize_t step,
    Py_ssize_t rows, Py_ssize_t n
) noexcept nogil:
    """Copy n columns, a number that the compiler knows."""
    cdef char* out = <char*> to
    cdef Py_ssize_t i, j
    for i in range(rows):
        for j in range(n):
            (<item_t*> (out + i * to_row + j * to_step))[0] = (<const item_t*> (source + i * row + j * step))[0]


cdef void copy_items_of_rows(
    item_t* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row, Py_ssize_t step,
    Py_ssize_t rows, Py_ssize_t n
) noexcept nogil:
    cdef Py_ssize_t i = 0, j, m
    cdef item_t* part
    cdef const char* at
    if to_step == sizeof(item_t) and to_row == n * to_step and are_shuffled(row, step, rows, n, sizeof(item_t), WORDS):
        shuffle_rows(<char*> to, source, row, step, rows, n, sizeof(item_t), 0)
    elif to_step == sizeof(item_t) and to_row == n * to_step and row == sizeof(item_t) and 2 <= n <= 4:
        if n == 2:
            weave(to, source, step, rows, 2)
        elif n == 3:
            weave(to, source, step, rows, 3)
        else:
            weave(to, source, step, rows, 4)
    elif n <= FEW:
        # a few columns of as many rows as stay in the nearest cache
        while i < rows:
            m, j = min(rows - i, <Py_ssize_t> AT_ONCE), 0
            while j < n:
                part, at = <item_t*> (<char*> to + i * to_row + j * to_step), source + i * row + j * step
                if n - j >= 4:
                    copy_columns(part, to_row, to_step, at, row, step, m, 4)
                elif n - j == 3:
                    copy_columns(part, to_row, to_step, at, row, step, m, 3)
                elif n - j == 2:
                    copy_columns(part, to_row, to_step, at, row, step, m, 2)
                else:
                    copy_items(part, to_row, at, row, m)
                j += 4
            i += m
    elif sizeof(item_t) <= 8 and to_step == sizeof(item_t) and is_shuffled(step, rows, n, sizeof(item_t), WORDS):
        shuffle_runs(<char*> to, to_row, source, row, step, rows, n, sizeof(item_t))
    else:
        for i in range(rows):
            copy_items(<item_t*> (<char*> to + i * to_row), to_step, source + i * row, step, n)


cdef void copy_dense_rows(
    char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row, Py_ssize_t rows, Py_ssize_t size
) noexcept nogil:
    """Copy rows of `size` contiguous bytes."""
    cdef Py_ssize_t i, unit = 1 if (row | size) & 3 else 4
    if to_row == size and are_shuffled(row, unit, rows, size // unit, unit, WORDS):
        shuffle_rows(to, source, row, unit, rows, size // unit, unit, 0)
    elif size > 64:
        for i in range(rows):
            memcpy(to + i * to_row, source + i * row, size)
    elif size >= 32:
        copy_pieces(to, to_row, source, row, rows, size, 32)
    elif size >= 16:
        copy_pieces(to, to_row, source, row, rows, size, 16)
    elif size >= 8:
        copy_pieces(to, to_row, source, row, rows, size, 8)
    elif size >= 4:
        copy_pieces(to, to_row, source, row, rows, size, 4)
    elif size >= 2:
        copy_pieces(to, to_row, source, row, rows, size, 2)
    else:
        copy_items(<unsigned char*> to, to_row, source, row, rows)


cdef void copy_matrix(
    char* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row, Py_ssize_t step,
    Py_ssize_t rows, Py_ssize_t n, Py_ssize_t itemsize
) noexcept nogil:
    """Copy rows of n elements."""
    if step == itemsize and to_step == itemsize:
        copy_dense_rows(to, to_row, source, row, rows, n * itemsize)
    elif itemsize == 8:
        copy_items_of_rows(<item_8*> to, to_row, to_step, source, row, step, rows, n)
    elif itemsize == 4:
        copy_items_of_rows(<uint32_t*> to, to_row, to_step, source, row, step, rows, n)
    elif itemsize == 1:
        copy_items_of_rows(<unsigned char*> to, to_row, to_step, source, row, step, rows, n)
    elif itemsize == 2:
        copy_items_of_rows(<uint16_t*> to, to_row, to_step, source, row, step, rows, n)
    else:
        copy_items_of_rows(<double complex*> to, to_row, to_step, source, row, step, rows, n)


cdef void copy_square(
    Py_ssize_t rows, Py_ssize_t n, char* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row,
    Py_ssize_t step, Py_ssize_t itemsize
) noexcept nogil:
    """Copy a matrix whose columns are close in the source; what is backwards in one of them is copied from its end."""
    cdef Py_ssize_t i = 0, j, side = SQUARE
    if row == -itemsize:
        source += (rows - 1) * row
        to += (rows - 1) * to_row
        row, to_row = -row, -to_row
    if to_step == -itemsize:
        source += (n - 1) * step
        to += (n - 1) * to_step
        step, to_step = -step, -to_step
    if rows < SQUARE:
        side = SQUARE * SQUARE // rows
    while i < rows:
        j = 0
        while j < n:
            copy_tile(
                min(rows - i, <Py_ssize_t> SQUARE), min(side, n - j), to + i * to_row + j * to_step, to_row, to_step,
                source + i * row + j * step, row, step, itemsize)
            j += side
        i += SQUARE


cdef inline void copy_tile(
    Py_ssize_t rows, Py_ssize_t n, char* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row,
    Py_ssize_t step, Py_ssize_t itemsize
) noexcept nogil:
    cdef Py_ssize_t k
    if to_step == itemsize and row == itemsize and itemsize <= 8:
        if itemsize == 1:
            turn_1(to, to_row, source, step, rows, n)
        elif itemsize == 2:
            turn_2(to, to_row, source, step, rows, n)
        elif itemsize == 4:
            turn_4(to, to_row, source, step, rows, n)
        else:
            turn_8(to, to_row, source, step, rows, n)
    else:
        for k in range(rows):
            copy_run(to + k * to_row, to_step, source + k * row, step, n, itemsize)


cdef void copy_slabs(
    const Py_ssize_t* n, char* to, const Py_ssize_t* out, const char* source, const Py_ssize_t* step,
    Py_ssize_t itemsize
) noexcept nogil:
    """Copy an array of three axes, the last two of which are short: the same row of many slabs at a time."""
    cdef Py_ssize_t i = 0, k, m
    while i < n[0]:
        m = min(n[0] - i, <Py_ssize_t> AT_ONCE)
        for k in range(n[1]):
            copy_matrix(
                to + i * out[0] + k * out[1], out[0], out[2], source + i * step[0] + k * step[1], step[0], step[2], m,
                n[2], itemsize)
        i += m


cdef int join_axes(
    int ndim, const Py_ssize_t* dims, const Py_ssize_t* to_strides, const Py_ssize_t* strides, Py_ssize_t* n,
    Py_ssize_t* out, Py_ssize_t* step
) noexcept nogil:
    """Sort the axes of two arrays by the strides of the first, join those that both step through as one.

    Return how many axes are left, -1 if there are no elements.
    """
    cdef int nd = 0, i, k
    for k in range(ndim):
        if dims[k] == 0:
            return -1
        if dims[k] == 1:
            continue
        i = nd
        while i > 0 and magnitude(out[i - 1]) < magnitude(to_strides[k]):
            n[i], out[i], step[i] = n[i - 1], out[i - 1], step[i - 1]
            i -= 1
        n[i], out[i], step[i] = dims[k], to_strides[k], strides[k]
        nd += 1
    if nd == 0:
        return 0
    k = 0
    for i in range(1, nd):
        if out[k] == out[i] * n[i] and step[k] == step[i] * n[i]:
            n[k], out[k], step[k] = n[k] * n[i], out[i], step[i]
        else:
            k += 1
            n[k], out[k], step[k] = n[i], out[i], step[i]
    return k + 1


cdef void copy_array(
    int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil:
    """Copy all elements of an array to another of the same shape; a stride of the source may be 0."""
    cdef Py_ssize_t n[MAX_NDIM]
    cdef Py_ssize_t out[MAX_NDIM]
    cdef Py_ssize_t step[MAX_NDIM]
    cdef Py_ssize_t index[MAX_NDIM]
    cdef int nd = join_axes(ndim, dims, to_strides, strides, n, out, step), k, inner
    if nd < 0:
        return
    if nd == 0:
        memcpy(to, source, itemsize)
        return
    for k in range(nd):
        index[k] = 0
    if nd >= 2 and step[nd - 2] and magnitude(step[nd - 2]) < magnitude(step[nd - 1]) and n[nd - 1] > 4:
        while True:
            copy_square(
                n[nd - 2], n[nd - 1], to, out[nd - 2], out[nd - 1], source, step[nd - 2], step[nd - 1], itemsize)
            if not proceed(nd - 2, n, index, &to, out, <char**> &source, step):
                return
    inner = nd - 1
    if nd > 1 and n[inner] * itemsize <= SHORT:
        inner -= 1
        if nd > 2 and n[inner] * n[inner + 1] * itemsize <= SHORT and n[inner - 1] > n[inner]:
            inner -= 1
    while True:
        if inner == nd - 3:
            copy_slabs(n + inner, to, out + inner, source, step + inner, itemsize)
        elif inner == nd - 2:
            copy_matrix(
                to, out[inner], out[nd - 1], source, step[inner], step[nd - 1], n[inner], n[nd - 1], itemsize)
        else:
            copy_run(to, out[inner], source, step[inner], n[inner], itemsize)
        if not proceed(inner, n, index, &to, out, <char**> &source, step):
            return
