# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Loops that fold many elements into few: blocks, rows one by one, rows into others. Compiled per instruction set.

``fold_<how>_<dtype>(o, a, n)`` joins n elements to ``o[0]``: by lanes, whose number fixes what is added to what, then
a tree. ``rows_<how>_<dtype>(o, a, b, width, rows)`` works on dense rows, of which short ones are taken eight at a
time. ``add_rows_<dtype>(o, places, a, step, scale, width, rows)`` adds rows to those that begin at `places`. A nan is
the maximum and the minimum of whatever it is among.
"""

from libc.stdint cimport int32_t, int64_t

from tensorgraph._kernels.loops.lanes cimport LANES, number, tree_sum
from tensorgraph._kernels.loops.prefetch cimport AHEAD, fetch

ctypedef fused real:
    float
    double

cdef enum:
    ROWS = 8
    EXTREMA_BYTES = 256         # of lanes in which extrema are found: enough chains of comparisons side by side
    EXTREMA = 64


cdef inline number larger(number x, number y) noexcept nogil:
    if number is float or number is double:
        return x if x > y else (x if x != x else y)
    else:
        return x if x > y else y


cdef inline number smaller(number x, number y) noexcept nogil:
    if number is float or number is double:
        return x if x < y else (x if x != x else y)
    else:
        return x if x < y else y


cdef void fold_sum(
    number* o, const number* a, const void* b, const void* c, const void* d, Py_ssize_t n
) noexcept nogil:
    cdef number[LANES] lane
    cdef Py_ssize_t i, k, m = n // LANES * LANES
    for k in range(LANES):
        lane[k] = 0
    for i in range(0, m, 32):
        for k in range(LANES):
            lane[k] += a[i + k]
    for k in range(n - m):
        lane[k] += a[m + k]
    o[0] += tree_sum(lane)


cdef void fold_prod(
    number* o, const number* a, const void* b, const void* c, const void* d, Py_ssize_t n
) noexcept nogil:
    cdef number[LANES] lane
    cdef Py_ssize_t i, k, m = n // LANES * LANES
    for k in range(LANES):
        lane[k] = 1
    for i in range(0, m, 32):
        for k in range(LANES):
            lane[k] *= a[i + k]
    for k in range(n - m):
        lane[k] *= a[m + k]
    for k in range(16):
        lane[k] *= lane[k + 16]
    for k in range(8):
        lane[k] *= lane[k + 8]
    for k in range(4):
        lane[k] *= lane[k + 4]
    o[0] *= (lane[0] * lane[2]) * (lane[1] * lane[3])


cdef void fold_max(
    number* o, const number* a, const void* b, const void* c, const void* d, Py_ssize_t n
) noexcept nogil:
    # nan in lanes of its own: the maximum of two numbers is one instruction
    cdef number[EXTREMA] lane
    cdef number[EXTREMA] nan
    cdef Py_ssize_t i, k, lanes = EXTREMA_BYTES // sizeof(number), m = n // lanes * lanes
    for k in range(lanes):
        lane[k] = nan[k] = o[0]
    for i in range(m // lanes):
        for k in range(lanes):
            lane[k] = a[i * lanes + k] if a[i * lanes + k] > lane[k] else lane[k]
            if number is float or number is double:
                nan[k] = a[i * lanes + k] if a[i * lanes + k] != a[i * lanes + k] else nan[k]
    for k in range(n - m):
        lane[k] = larger(a[m + k], lane[k])
    for k in range(lanes):
        lane[k] = larger(nan[k], lane[k])
    if lanes == EXTREMA:
        for k in range(32):
            lane[k] = larger(lane[k + 32], lane[k])
    for k in range(16):
        lane[k] = larger(lane[k + 16], lane[k])
    for k in range(8):
        lane[k] = larger(lane[k + 8], lane[k])
    for k in range(4):
        lane[k] = larger(lane[k + 4], lane[k])
    o[0] = larger(larger(lane[0], lane[2]), larger(lane[1], lane[3]))


cdef void fold_min(
    number* o, const number* a, const void* b, const void* c, const void* d, Py_ssize_t n
) noexcept nogil:
    cdef number[EXTREMA] lane
    cdef number[EXTREMA] nan
    cdef Py_ssize_t i, k, lanes = EXTREMA_BYTES // sizeof(number), m = n // lanes * lanes
    for k in range(lanes):
        lane[k] = nan[k] = o[0]
    for i in range(m // lanes):
        for k in range(lanes):
            lane[k] = a[i * lanes + k] if a[i * lanes + k] < lane[k] else lane[k]
            if number is float or number is double:
                nan[k] = a[i * lanes + k] if a[i * lanes + k] != a[i * lanes + k] else nan[k]
    for k in range(n - m):
        lane[k] = smaller(a[m + k], lane[k])
    for k in range(lanes):
        lane[k] = smaller(nan[k], lane[k])
    if lanes == EXTREMA:
        for k in range(32):
            lane[k] = smaller(lane[k + 32], lane[k])
    for k in range(16):
        lane[k] = smaller(lane[k + 16], lane[k])
    for k in range(8):
        lane[k] = smaller(lane[k + 8], lane[k])
    for k in range(4):
        lane[k] = smaller(lane[k + 4], lane[k])
    o[0] = smaller(smaller(lane[0], lane[2]), smaller(lane[1], lane[3]))


cdef void fold_sum_wide(
    double* o, const float* a, const void* b, const void* c, const void* d, Py_ssize_t n
) noexcept nogil:
    """``o[0] += sum(a)``, float32 summed in float64."""
    cdef double[LANES] lane
    cdef Py_ssize_t i, k, m = n // LANES * LANES
    for k in range(LANES):
        lane[k] = 0
    for i in range(0, m, 32):
        for k in range(LANES):
            lane[k] += <double> a[i + k]
    for k in range(n - m):
        lane[k] += <double> a[m + k]
    o[0] += tree_sum(lane)


cdef void across_sum_wide(
    double* o, const float* a, const void* b, const void* c, const void* d, Py_ssize_t n
) noexcept nogil:
    """``o += a``, float32 to float64."""
    cdef Py_ssize_t i
    for i in range(n):
        o[i] += <double> a[i]


cdef void rows_sum(real* o, const real* a, const void* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = sum(a[r, :])``"""
    cdef Py_ssize_t r = 0, i, k
    cdef real[ROWS] total
    while r + ROWS <= rows:
        for k in range(ROWS):
            total[k] = 0
        for i in range(width):
            for k in range(ROWS):
                total[k] += a[(r + k) * width + i]
        for k in range(ROWS):
            o[r + k] = total[k]
        r += ROWS
    while r < rows:
        o[r] = 0
        fold_sum(&o[r], &a[r * width], NULL, NULL, NULL, width)
        r += 1


cdef void rows_max(real* o, const real* a, const void* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = max(a[r, :])``"""
    cdef Py_ssize_t r = 0, i, k
    cdef real[ROWS] best
    while r + ROWS <= rows:
        for k in range(ROWS):
            best[k] = a[(r + k) * width]
        for i in range(1, width):
            for k in range(ROWS):
                best[k] = larger(a[(r + k) * width + i], best[k])
        for k in range(ROWS):
            o[r + k] = best[k]
        r += ROWS
    while r < rows:
        o[r] = a[r * width]
        fold_max(&o[r], &a[r * width], NULL, NULL, NULL, width)
        r += 1


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


cdef void rows_sub(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r, :] = a[r, :] - b[r]``"""
    cdef Py_ssize_t r, i
    cdef real value
    for r in range(rows):
        value = b[r]
        for i in range(width):
            o[i] = a[i] - value
        o += width
        a += width


cdef void rows_mul(real* o, const real* a, const real* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r, :] = a[r, :] b[r]``"""
    cdef Py_ssize_t r, i
    cdef real value
    for r in range(rows):
        value = b[r]
        for i in range(width):
            o[i] = a[i] * value
        o += width
        a += width


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


cdef void across_argmax(int64_t* place, real* best, const real* a, Py_ssize_t row, Py_ssize_t n) noexcept nogil:
    """Update the argmax of each column by row number `row`; the first nan stays."""
    cdef Py_ssize_t i
    cdef real x, y
    cdef bint better
    for i in range(n):
        x = a[i]
        y = best[i]
        better = (x > y) | ((x != x) & (y == y))
        place[i] = row if better else place[i]
        best[i] = x if better else y


ctypedef void (*fold_f32)(float*, const float*, const void*, const void*, const void*, Py_ssize_t) noexcept nogil
ctypedef void (*fold_f64)(double*, const double*, const void*, const void*, const void*, Py_ssize_t) noexcept nogil
ctypedef void (*fold_i32)(int32_t*, const int32_t*, const void*, const void*, const void*, Py_ssize_t) noexcept nogil
ctypedef void (*fold_i64)(int64_t*, const int64_t*, const void*, const void*, const void*, Py_ssize_t) noexcept nogil
ctypedef void (*reduce_f32)(float*, const float*, const void*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*reduce_f64)(double*, const double*, const void*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*rows_f32)(float*, const float*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*rows_f64)(double*, const double*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f32)(
    float*, const int64_t*, const float*, Py_ssize_t, float, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f64)(
    double*, const int64_t*, const double*, Py_ssize_t, double, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_f32)(int64_t*, float*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*across_f64)(int64_t*, double*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "fold_sum_f32": <size_t> <void*> <fold_f32> fold_sum, "fold_sum_f64": <size_t> <void*> <fold_f64> fold_sum,
        "fold_sum_i32": <size_t> <void*> <fold_i32> fold_sum, "fold_sum_i64": <size_t> <void*> <fold_i64> fold_sum,
        "fold_prod_f32": <size_t> <void*> <fold_f32> fold_prod, "fold_prod_f64": <size_t> <void*> <fold_f64> fold_prod,
        "fold_prod_i32": <size_t> <void*> <fold_i32> fold_prod, "fold_prod_i64": <size_t> <void*> <fold_i64> fold_prod,
        "fold_max_f32": <size_t> <void*> <fold_f32> fold_max, "fold_max_f64": <size_t> <void*> <fold_f64> fold_max,
        "fold_max_i32": <size_t> <void*> <fold_i32> fold_max, "fold_max_i64": <size_t> <void*> <fold_i64> fold_max,
        "fold_min_f32": <size_t> <void*> <fold_f32> fold_min, "fold_min_f64": <size_t> <void*> <fold_f64> fold_min,
        "fold_min_i32": <size_t> <void*> <fold_i32> fold_min, "fold_min_i64": <size_t> <void*> <fold_i64> fold_min,
        "fold_sum_f32_f64": <size_t> <void*> fold_sum_wide, "across_sum_f32_f64": <size_t> <void*> across_sum_wide,
        "rows_sum_f32": <size_t> <void*> <reduce_f32> rows_sum, "rows_sum_f64": <size_t> <void*> <reduce_f64> rows_sum,
        "rows_max_f32": <size_t> <void*> <reduce_f32> rows_max, "rows_max_f64": <size_t> <void*> <reduce_f64> rows_max,
        "rows_dot_f32": <size_t> <void*> <rows_f32> rows_dot, "rows_dot_f64": <size_t> <void*> <rows_f64> rows_dot,
        "rows_sub_f32": <size_t> <void*> <rows_f32> rows_sub, "rows_sub_f64": <size_t> <void*> <rows_f64> rows_sub,
        "rows_mul_f32": <size_t> <void*> <rows_f32> rows_mul, "rows_mul_f64": <size_t> <void*> <rows_f64> rows_mul,
        "add_rows_f32": <size_t> <void*> <add_f32> add_rows, "add_rows_f64": <size_t> <void*> <add_f64> add_rows,
        "across_argmax_f32": <size_t> <void*> <across_f32> across_argmax,
        "across_argmax_f64": <size_t> <void*> <across_f64> across_argmax,
    }
