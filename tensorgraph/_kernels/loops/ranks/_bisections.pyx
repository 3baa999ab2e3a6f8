# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Places of values in sorted tables.  Compiled once per instruction set.

``bisect_<dtype>(o, table, n, x, m, right)`` writes for each of m values where to insert it into a sorted table of n:
before equal elements, or behind them. What is not a number comes last, as NumPy sorts it. ``ascends_<dtype>(table, n)``
tells if a table is sorted.

A line of values halves its ranges together, without branches: loads of a line do not wait for each other, and vectors
of them are gathered.
"""

from libc.stdint cimport int32_t, int64_t

cdef enum:
    LINE = 16

ctypedef fused item:
    float
    double
    int32_t
    int64_t


cdef inline void bisect_line(
    long long* o, const item* table, Py_ssize_t n, const item* x, Py_ssize_t m, bint right
) noexcept nogil:
    """Place a line of up to LINE values, n > 0; a value that is not a number is placed like none at all."""
    cdef long long[LINE] first
    cdef item[LINE] value
    cdef Py_ssize_t j, half, size = n
    cdef item middle
    for j in range(LINE):
        first[j], value[j] = 0, x[j if j < m else 0]
    while size > 1:
        half = size >> 1
        for j in range(LINE):
            middle = table[first[j] + half - 1]
            first[j] += half if (middle <= value[j] if right else middle < value[j]) else 0
        size -= half
    for j in range(LINE):
        middle = table[first[j]]
        first[j] += 1 if (middle <= value[j] if right else middle < value[j]) else 0
    for j in range(m):
        o[j] = first[j]


cdef inline Py_ssize_t numbers(const item* table, Py_ssize_t n) noexcept nogil:
    """Return how many elements come before those that are not numbers."""
    cdef Py_ssize_t half, first = 0
    while n > 0:
        half = n >> 1
        if table[first + half] == table[first + half]:
            first += half + 1
            n -= half + 1
        else:
            n = half
    return first


cdef inline bint comes_before(item x, item y) noexcept nogil:
    """Return True if x comes before y; what is not a number comes last."""
    return x < y or y != y and x == x


cdef bint ascends(const item* table, Py_ssize_t n) noexcept nogil:
    """Return True if a table is sorted."""
    cdef Py_ssize_t j
    cdef bint found = True
    for j in range(1, n):
        found &= not comes_before(table[j], table[j - 1])
    return found


cdef void bisect(
    long long* o, const item* table, Py_ssize_t n, const item* x, Py_ssize_t m, bint right
) noexcept nogil:
    cdef Py_ssize_t j = 0, last
    while j < m and n > 0:
        if right:
            bisect_line(o + j, table, n, x + j, min(m - j, <Py_ssize_t> LINE), True)
        else:
            bisect_line(o + j, table, n, x + j, min(m - j, <Py_ssize_t> LINE), False)
        j += LINE
    if item is float or item is double or n == 0:
        last = n if right else numbers(table, n)
        for j in range(m):
            if n == 0 or x[j] != x[j]:
                o[j] = last


ctypedef void (*bisect_f32)(long long*, const float*, Py_ssize_t, const float*, Py_ssize_t, bint) noexcept nogil
ctypedef void (*bisect_f64)(long long*, const double*, Py_ssize_t, const double*, Py_ssize_t, bint) noexcept nogil
ctypedef void (*bisect_i32)(long long*, const int32_t*, Py_ssize_t, const int32_t*, Py_ssize_t, bint) noexcept nogil
ctypedef void (*bisect_i64)(long long*, const int64_t*, Py_ssize_t, const int64_t*, Py_ssize_t, bint) noexcept nogil
ctypedef bint (*ascends_f32)(const float*, Py_ssize_t) noexcept nogil
ctypedef bint (*ascends_f64)(const double*, Py_ssize_t) noexcept nogil
ctypedef bint (*ascends_i32)(const int32_t*, Py_ssize_t) noexcept nogil
ctypedef bint (*ascends_i64)(const int64_t*, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "ascends_f32": <size_t> <void*> <ascends_f32> ascends,
        "ascends_f64": <size_t> <void*> <ascends_f64> ascends,
        "ascends_i32": <size_t> <void*> <ascends_i32> ascends,
        "ascends_i64": <size_t> <void*> <ascends_i64> ascends,
        "bisect_f32": <size_t> <void*> <bisect_f32> bisect,
        "bisect_f64": <size_t> <void*> <bisect_f64> bisect,
        "bisect_i32": <size_t> <void*> <bisect_i32> bisect,
        "bisect_i64": <size_t> <void*> <bisect_i64> bisect,
    }
