# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Loops over the rows of dense matrices.  Compiled once per instruction set.

``rows_<how>_<dtype>(o, a, b, width, rows)`` works on dense rows. ``add_rows_<dtype>(o, places, a, step, scale, width,
rows)`` adds rows to those that begin at `places`.
"""

from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from tensorgraph._kernels.loops.combine cimport tg_combine_f32, tg_combine_f64, tg_times_f32, tg_times_f64
from tensorgraph._kernels.loops.lanes cimport LANES, tree_sum
from tensorgraph._kernels.loops.prefetch cimport AHEAD, fetch

cdef enum:
    FEW = 16                    # elements of rows that are shorter than what is written at once
    SPREAD = 256                # elements of a block

ctypedef fused real:
    float
    double

ctypedef fused item:
    float
    double
    int8_t
    int16_t
    int32_t
    int64_t
    uint8_t
    uint16_t
    uint32_t
    uint64_t


cdef void rows_dot(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = sum(a[r, :] b[r, :])``"""
    cdef Py_ssize_t r, i, k, m = width // LANES * LANES
    cdef real[LANES] lane
    for r in range(rows):
        for k in range(LANES):
            lane[k] = 0
        for i in range(0, m, 32):
            for k in range(LANES):
                lane[k] += a[i + k] * b[i + k]
        for k in range(width - m):
            lane[k] += a[m + k] * b[m + k]
        o[r] = tree_sum(lane)
        a += width
        b += width


cdef inline Py_ssize_t spread(real* block, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """Repeat the value of each row as often as it has elements, for as many rows as fit; return their number."""
    cdef Py_ssize_t r, k, n = min(rows, SPREAD // width)
    for r in range(n):
        for k in range(FEW):
            block[r * width + k] = b[r]
    return n


cdef void rows_sub(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r, :] = a[r, :] - b[r]``"""
    cdef Py_ssize_t r, i, n
    cdef real value
    cdef real[SPREAD + FEW] block
    while 0 < width < FEW and rows > 0:
        n = spread(block, b, width, rows)
        for i in range(n * width):
            o[i] = a[i] - block[i]
        o, a, b, rows = o + n * width, a + n * width, b + n, rows - n
    for r in range(rows):
        value = b[r]
        for i in range(width):
            o[i] = a[i] - value
        o += width
        a += width


cdef void rows_mul(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r, :] = a[r, :] b[r]``"""
    cdef Py_ssize_t r, i, n
    cdef real value
    cdef real[SPREAD + FEW] block
    while 0 < width < FEW and rows > 0:
        n = spread(block, b, width, rows)
        for i in range(n * width):
            o[i] = a[i] * block[i]
        o, a, b, rows = o + n * width, a + n * width, b + n, rows - n
    for r in range(rows):
        value = b[r]
        for i in range(width):
            o[i] = a[i] * value
        o += width
        a += width


cdef void rows_combine(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[:] = sum(b[r] a[r, :])``: a row is taken apart as by the kernels of short rows"""
    if real is float:
        tg_combine_f32(o, a, b, width, rows)
    else:
        tg_combine_f64(o, a, b, width, rows)


cdef void rows_times(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = sum(a[r, :] b[:])``"""
    if real is float:
        tg_times_f32(o, a, b, width, rows)
    else:
        tg_times_f64(o, a, b, width, rows)


cdef void rows_outer(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r, :] = a[:] b[r]``"""
    cdef Py_ssize_t r, i
    cdef real value
    for r in range(rows):
        value = b[r]
        for i in range(width):
            o[i] = a[i] * value
        o += width


cdef void add_rows(
    real* o, const int64_t* places, const real* a, Py_ssize_t step, real scale, Py_ssize_t width, Py_ssize_t rows
) noexcept nogil:
    """``o[i] += scale * a[i]`` for the elements of each row; places and the step from row to row in bytes"""
    cdef Py_ssize_t r, i
    cdef real* to
    for r in range(rows):
        fetch(<char*> o + places[r + AHEAD if r + AHEAD < rows else r], width * sizeof(real))
        to = <real*> (<char*> o + places[r])
        for i in range(width):
            to[i] += scale * a[i]
        a = <const real*> (<const char*> a + step)


cdef inline void across_best(
    item* best, void* places, const item* a, Py_ssize_t row, Py_ssize_t n, bint smallest
) noexcept nogil:
    """Update the best element of each column and its place by row number `row`; the first nan stays.

    Places are as wide as elements, and the number of the row has to fit.
    """
    cdef uint8_t* bytes_ = <uint8_t*> places
    cdef uint16_t* shorts = <uint16_t*> places
    cdef int32_t* narrow = <int32_t*> places
    cdef int64_t* wide = <int64_t*> places
    cdef Py_ssize_t i
    cdef item x, y
    cdef bint better
    for i in range(n):
        x = a[i]
        y = best[i]
        better = ((x < y) if smallest else (x > y)) | ((x != x) & (y == y))
        if sizeof(item) == 1:
            bytes_[i] = <uint8_t> row if better else bytes_[i]
        elif sizeof(item) == 2:
            shorts[i] = <uint16_t> row if better else shorts[i]
        elif sizeof(item) == 4:
            narrow[i] = <int32_t> row if better else narrow[i]
        else:
            wide[i] = row if better else wide[i]
        best[i] = x if better else y


cdef void across_argmax(item* best, void* places, const item* a, Py_ssize_t row, Py_ssize_t n) noexcept nogil:
    across_best(best, places, a, row, n, False)


cdef void across_argmin(item* best, void* places, const item* a, Py_ssize_t row, Py_ssize_t n) noexcept nogil:
    across_best(best, places, a, row, n, True)


ctypedef void (*rows_f32)(float*, const float*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*rows_f64)(double*, const double*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f32)(
    float*, const int64_t*, const float*, Py_ssize_t, float, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f64)(
    double*, const int64_t*, const double*, Py_ssize_t, double, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_f32)(float*, void*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_f64)(double*, void*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_i8)(int8_t*, void*, const int8_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_i16)(int16_t*, void*, const int16_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_i32)(int32_t*, void*, const int32_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_i64)(int64_t*, void*, const int64_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_u8)(uint8_t*, void*, const uint8_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_u16)(uint16_t*, void*, const uint16_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_u32)(uint32_t*, void*, const uint32_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_u64)(uint64_t*, void*, const uint64_t*, Py_ssize_t, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "rows_dot_f32": <size_t> <void*> <rows_f32> rows_dot, "rows_dot_f64": <size_t> <void*> <rows_f64> rows_dot,
        "rows_sub_f32": <size_t> <void*> <rows_f32> rows_sub, "rows_sub_f64": <size_t> <void*> <rows_f64> rows_sub,
        "rows_mul_f32": <size_t> <void*> <rows_f32> rows_mul, "rows_mul_f64": <size_t> <void*> <rows_f64> rows_mul,
        "rows_combine_f32": <size_t> <void*> <rows_f32> rows_combine,
        "rows_combine_f64": <size_t> <void*> <rows_f64> rows_combine,
        "rows_times_f32": <size_t> <void*> <rows_f32> rows_times,
        "rows_times_f64": <size_t> <void*> <rows_f64> rows_times,
        "rows_outer_f32": <size_t> <void*> <rows_f32> rows_outer,
        "rows_outer_f64": <size_t> <void*> <rows_f64> rows_outer,
        "add_rows_f32": <size_t> <void*> <add_f32> add_rows, "add_rows_f64": <size_t> <void*> <add_f64> add_rows,
        "across_argmax_f32": <size_t> <void*> <across_f32> across_argmax,
        "across_argmin_f32": <size_t> <void*> <across_f32> across_argmin,
        "across_argmax_f64": <size_t> <void*> <across_f64> across_argmax,
        "across_argmin_f64": <size_t> <void*> <across_f64> across_argmin,
        "across_argmax_i8": <size_t> <void*> <across_i8> across_argmax,
        "across_argmin_i8": <size_t> <void*> <across_i8> across_argmin,
        "across_argmax_i16": <size_t> <void*> <across_i16> across_argmax,
        "across_argmin_i16": <size_t> <void*> <across_i16> across_argmin,
        "across_argmax_i32": <size_t> <void*> <across_i32> across_argmax,
        "across_argmin_i32": <size_t> <void*> <across_i32> across_argmin,
        "across_argmax_i64": <size_t> <void*> <across_i64> across_argmax,
        "across_argmin_i64": <size_t> <void*> <across_i64> across_argmin,
        "across_argmax_u8": <size_t> <void*> <across_u8> across_argmax,
        "across_argmin_u8": <size_t> <void*> <across_u8> across_argmin,
        "across_argmax_u16": <size_t> <void*> <across_u16> across_argmax,
        "across_argmin_u16": <size_t> <void*> <across_u16> across_argmin,
        "across_argmax_u32": <size_t> <void*> <across_u32> across_argmax,
        "across_argmin_u32": <size_t> <void*> <across_u32> across_argmin,
        "across_argmax_u64": <size_t> <void*> <across_u64> across_argmax,
        "across_argmin_u64": <size_t> <void*> <across_u64> across_argmin,
    }
