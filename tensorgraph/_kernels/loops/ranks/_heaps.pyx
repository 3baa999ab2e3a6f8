# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Places of the largest and of the smallest elements of rows.  Compiled once per instruction set.

``largest_<dtype>(places, x, n, k)`` writes the places of the k largest of n elements, 1 <= k <= n, in decreasing
order, of equal ones the later first; ``smallest_<dtype>`` in increasing order, of equal ones the earlier first. What is
not a number is larger than all numbers, as NumPy sorts it.

The best k so far are in a heap with the worst of them on top, with which a line of elements is compared at once: in
long rows hardly any line has an element that comes before it.
"""

from libc.stdint cimport int32_t, int64_t

cdef enum:
    LINE = 64

ctypedef fused item:
    float
    double
    int32_t
    int64_t


cdef inline bint is_less(item x, item y) noexcept nogil:
    """Return True if x is smaller than y; what is not a number is larger than all numbers."""
    return x < y or y != y and x == x


cdef inline bint comes_before(const item* x, Py_ssize_t i, Py_ssize_t j, bint largest) noexcept nogil:
    """Return True if the element at i comes before the one at j."""
    if largest:
        return is_less(x[j], x[i]) or not is_less(x[i], x[j]) and i > j
    return is_less(x[i], x[j]) or not is_less(x[j], x[i]) and i < j


cdef inline void sift(long long* places, const item* x, Py_ssize_t k, Py_ssize_t i, bint largest) noexcept nogil:
    """Let the place at i of a heap sink to where no child comes behind it."""
    cdef long long moved = places[i]
    cdef Py_ssize_t child = 2 * i + 1
    while child < k:
        if child + 1 < k and comes_before(x, places[child], places[child + 1], largest):
            child += 1
        if not comes_before(x, moved, places[child], largest):
            break
        places[i] = places[child]
        i = child
        child = 2 * i + 1
    places[i] = moved


cdef inline bint any_joins(const item* x, Py_ssize_t n, item worst, bint largest) noexcept nogil:
    """Return True if some of n later elements may come before the worst of those that are kept."""
    cdef Py_ssize_t j
    cdef int found = 0
    if largest:
        for j in range(n):
            found |= not (x[j] < worst)
    else:
        for j in range(n):
            found |= not (x[j] >= worst)
    return found != 0


cdef inline void select(long long* places, const item* x, Py_ssize_t n, Py_ssize_t k, bint largest) noexcept nogil:
    cdef Py_ssize_t i, first = k, end
    for i in range(k):
        places[i] = i
    for i in range(k // 2 - 1, -1, -1):
        sift(places, x, k, i, largest)
    while first < n:
        end = min(first + LINE, n)
        if any_joins(x + first, end - first, x[places[0]], largest):
            for i in range(first, end):
                if comes_before(x, i, places[0], largest):
                    places[0] = i
                    sift(places, x, k, 0, largest)
        first = end
    # the worst to the end, one after the other
    for i in range(k - 1, 0, -1):
        places[0], places[i] = places[i], places[0]
        sift(places, x, i, 0, largest)


cdef void largest(long long* places, const item* x, Py_ssize_t n, Py_ssize_t k) noexcept nogil:
    select(places, x, n, k, True)


cdef void smallest(long long* places, const item* x, Py_ssize_t n, Py_ssize_t k) noexcept nogil:
    select(places, x, n, k, False)


ctypedef void (*select_f32)(long long*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*select_f64)(long long*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*select_i32)(long long*, const int32_t*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*select_i64)(long long*, const int64_t*, Py_ssize_t, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "largest_f32": <size_t> <void*> <select_f32> largest, "largest_f64": <size_t> <void*> <select_f64> largest,
        "largest_i32": <size_t> <void*> <select_i32> largest, "largest_i64": <size_t> <void*> <select_i64> largest,
        "smallest_f32": <size_t> <void*> <select_f32> smallest, "smallest_f64": <size_t> <void*> <select_f64> smallest,
        "smallest_i32": <size_t> <void*> <select_i32> smallest, "smallest_i64": <size_t> <void*> <select_i64> smallest,
    }
