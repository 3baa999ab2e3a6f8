# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Cumulative sums, products, linear recurrences and logarithms of sums.  Compiled once per instruction set.

``cumulative_<how>_<dtype>(o, a, b, n, inner, outer)`` works along the middle axis of dense arrays of shape (outer, n,
inner).  How: ``add``, ``mul``, ``recur``, which is ``o[j] = a[j] o[j - 1] + b[j]`` from ``o[-1] = 0``, or
``logaddexp``, which is ``o[j] = log(exp(o[j - 1]) + exp(a[j]))``.

(a) Elements are joined in their order: the bits of a plain loop.  What does not depend on each other is done at once:
    the elements of a row, or four rows where these are the axis.
(b) `o` may be `a` or `b`.
(c) Integers wrap, so one loop serves signed and unsigned ones.
(d) Logarithms of sums along contiguous rows: of a stretch of elements, none of which is much above the last sum, the
    exponentials less a common one are added, and the logarithms taken of all at once.
"""

from libc.math cimport INFINITY
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from tensorgraph._kernels.loops.vecmath.explog cimport exp, log, logaddexp

cdef enum:
    ADD
    MUL
    RECUR
    ROWS = 4
    FEW = 8                     # elements of a row up to which values stay in registers
    STRETCH = 64                # elements whose exponentials are added at once,
    REACH = 8                   # where they are not more than this above the sum before them

ctypedef fused item:
    float
    double
    uint8_t
    uint16_t
    uint32_t
    uint64_t

ctypedef fused real:
    float
    double

ctypedef void (*cumulative_t)(
    void* o, const void* a, const void* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer) noexcept nogil


cdef inline item joined(item last, item x, item y, int how) noexcept nogil:
    if how == ADD:
        return last + x
    if how == MUL:
        return last * x
    return x * last + y


cdef inline void along_rows(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t rows, int how
) noexcept nogil:
    """Go along contiguous rows, four at a time: an addition waits for the one before."""
    cdef const item* start = b if how == RECUR else a
    cdef Py_ssize_t _r, j
    cdef item p, q, r, s
    for _r in range(rows // ROWS):
        p, q, r, s = start[0], start[n], start[2 * n], start[3 * n]
        o[0], o[n], o[2 * n], o[3 * n] = p, q, r, s
        for j in range(1, n):
            p = joined(p, a[j], b[j], how)
            q = joined(q, a[n + j], b[n + j], how)
            r = joined(r, a[2 * n + j], b[2 * n + j], how)
            s = joined(s, a[3 * n + j], b[3 * n + j], how)
            o[j], o[n + j], o[2 * n + j], o[3 * n + j] = p, q, r, s
        start += ROWS * n
        o += ROWS * n
        a += ROWS * n
        b += ROWS * n
    for _r in range(rows % ROWS):
        o[0] = p = start[0]
        for j in range(1, n):
            p = joined(p, a[j], b[j], how)
            o[j] = p
        start += n
        o += n
        a += n
        b += n


cdef inline void down_columns(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t inner, int how
) noexcept nogil:
    """Go down the columns of a matrix, all at once."""
    cdef Py_ssize_t _j, i
    for i in range(inner):
        o[i] = b[i] if how == RECUR else a[i]
    for _j in range(1, n):
        o += inner
        a += inner
        b += inner
        for i in range(inner):
            o[i] = joined(o[i - inner], a[i], b[i], how)


cdef inline void down_few(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t inner, int how
) noexcept nogil:
    """Go down a few columns, whose last values are kept in registers."""
    cdef item[FEW] last
    cdef Py_ssize_t _j, i
    for i in range(inner):
        last[i] = b[i] if how == RECUR else a[i]
        o[i] = last[i]
    for _j in range(1, n):
        o += inner
        a += inner
        b += inner
        for i in range(inner):
            last[i] = joined(last[i], a[i], b[i], how)
            o[i] = last[i]


cdef inline void run(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer, int how
) noexcept nogil:
    cdef Py_ssize_t _k
    if n == 0 or inner == 0:
        return
    if inner == 1:
        along_rows(o, a, b, n, outer, how)
        return
    for _k in range(outer):
        if inner == 2:
            down_few(o, a, b, n, 2, how)
        elif inner == 4:
            down_few(o, a, b, n, 4, how)
        elif inner == 8:
            down_few(o, a, b, n, 8, how)
        elif inner < FEW:
            down_few(o, a, b, n, inner, how)
        else:
            down_columns(o, a, b, n, inner, how)
        o += n * inner
        a += n * inner
        b += n * inner


cdef void cumulative_add(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer
) noexcept nogil:
    run(o, a, a, n, inner, outer, ADD)


cdef void cumulative_mul(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer
) noexcept nogil:
    run(o, a, a, n, inner, outer, MUL)


cdef void cumulative_recur(
    item* o, const item* a, const item* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer
) noexcept nogil:
    run(o, a, b, n, inner, outer, RECUR)


cdef inline real add_stretch(real* o, const real* a, Py_ssize_t n, real last) noexcept nogil:
    """Write the logarithms of the sums of a stretch, and return the last one."""
    cdef real[STRETCH] sums
    cdef real top = last, total
    cdef Py_ssize_t j
    for j in range(n):
        top = a[j] if a[j] > top else top
    if not (max(last, a[0]) >= top - REACH and -INFINITY < top < INFINITY):
        # no number has been added yet, sums grow fast, or some are infinite
        for j in range(n):
            last = logaddexp(last, a[j])
            o[j] = last
        return last
    total = exp(last - top)
    for j in range(n):
        sums[j] = exp(a[j] - top)
    for j in range(n):
        total += sums[j]
        sums[j] = total
    for j in range(n):
        o[j] = top + log(sums[j])
    return o[n - 1]


cdef void cumulative_logaddexp(
    real* o, const real* a, const real* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer
) noexcept nogil:
    cdef Py_ssize_t _k, _j, i
    cdef real last
    if n == 0 or inner == 0:
        return
    for _k in range(outer):
        last = -INFINITY
        if inner == 1:
            i = 0
            while i < n:
                last = add_stretch(o + i, a + i, min(n - i, <Py_ssize_t> STRETCH), last)
                i += STRETCH
            o += n
            a += n
            continue
        for i in range(inner):
            o[i] = a[i]
        for _j in range(1, n):
            o += inner
            a += inner
            for i in range(inner):
                o[i] = logaddexp(o[i - inner], a[i])
        o += inner
        a += inner


def kernels():
    """Return the addresses of the loops by name."""
    found = {
        "cumulative_add_f32": <size_t> <void*> cumulative_add[float],
        "cumulative_add_f64": <size_t> <void*> cumulative_add[double],
        "cumulative_mul_f32": <size_t> <void*> cumulative_mul[float],
        "cumulative_mul_f64": <size_t> <void*> cumulative_mul[double],
        "cumulative_recur_f32": <size_t> <void*> cumulative_recur[float],
        "cumulative_recur_f64": <size_t> <void*> cumulative_recur[double],
        "cumulative_logaddexp_f32": <size_t> <void*> cumulative_logaddexp[float],
        "cumulative_logaddexp_f64": <size_t> <void*> cumulative_logaddexp[double],
    }
    sums = (
        <size_t> <void*> cumulative_add[uint8_t], <size_t> <void*> cumulative_add[uint16_t],
        <size_t> <void*> cumulative_add[uint32_t], <size_t> <void*> cumulative_add[uint64_t],
    )
    products = (
        <size_t> <void*> cumulative_mul[uint8_t], <size_t> <void*> cumulative_mul[uint16_t],
        <size_t> <void*> cumulative_mul[uint32_t], <size_t> <void*> cumulative_mul[uint64_t],
    )
    for bits, total, product in zip((8, 16, 32, 64), sums, products):
        for kind in "iu":
            found[f"cumulative_add_{kind}{bits}"] = total
            found[f"cumulative_mul_{kind}{bits}"] = product
    return found
