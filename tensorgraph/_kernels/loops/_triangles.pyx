# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Factors of small square matrices, and systems of equations with them.  Compiled once per instruction set.

Matrices are dense and lie by rows, n elements a row unless there is a `step`. The inner loops run along rows. A result
tells what went wrong, counted from 1; there the factors are of no use.
"""

from libc.math cimport fabs, sqrt

from tensorgraph._kernels.loops.lanes cimport LANES, tree_sum

ctypedef fused real:
    float
    double

cdef enum:                      # bits of `how`; twins/triangles.py has them too
    LOWER = 1                   # of the triangle, as it lies
    TRANSPOSED = 2              # the system is that of the transposed triangle
    UNIT = 4                    # the diagonal is 1, whatever lies there


cdef Py_ssize_t cholesky(real* a, real* work, Py_ssize_t n) noexcept nogil:
    """Replace the lower triangle of a by L with ``L L' = a``; return the first row whose pivot is not positive."""
    cdef Py_ssize_t i, j, k
    cdef real pivot, c
    cdef real* row
    for j in range(n):
        pivot = a[j * n + j]
        if not pivot > 0:
            return j + 1
        pivot = sqrt(pivot)
        a[j * n + j] = pivot
        for i in range(j + 1, n):
            a[i * n + j] /= pivot
            work[i] = a[i * n + j]
        for i in range(j + 1, n):
            row = a + i * n
            c = work[i]
            for k in range(j + 1, i + 1):
                row[k] -= c * work[k]
    return 0


cdef void cholesky_grad(real* g, const real* z, Py_ssize_t step, Py_ssize_t n) noexcept nogil:
    """Replace the lower triangle of g, a gradient with respect to z, by that with respect to ``z z'``.

    It undoes the factorisation from the last row to the first (I. Murray, arXiv:1602.07527). Rows of both are `step`
    elements apart.
    """
    cdef Py_ssize_t i, j, k
    cdef real pivot, top, c
    cdef real* row
    cdef real* other
    cdef const real* factor
    cdef const real* below
    for j in range(n - 1, -1, -1):
        row, factor = g + j * step, z + j * step
        pivot = factor[j]
        top = row[j]
        for i in range(j + 1, n):
            g[i * step + j] /= pivot
            top -= z[i * step + j] * g[i * step + j]
        top /= pivot
        row[j] = top / 2
        for k in range(j):
            row[k] -= top * factor[k]
        for i in range(j + 1, n):
            other, below = g + i * step, z + i * step
            c = other[j]
            for k in range(j):
                row[k] -= c * below[k]
                other[k] -= c * factor[k]


cdef Py_ssize_t lu(real* a, int* pivots, Py_ssize_t n) noexcept nogil:
    """Replace a by the factors of its rows, row j exchanged with row pivots[j]; return the first pivot that is 0."""
    cdef Py_ssize_t i, j, k, p, zero = 0
    cdef real largest, c
    cdef real* row
    cdef real* top
    for j in range(n):
        top = a + j * n
        p = j
        largest = fabs(top[j])
        for i in range(j + 1, n):
            c = fabs(a[i * n + j])
            if c > largest:
                p, largest = i, c
        pivots[j] = <int> p
        if p != j:
            row = a + p * n
            for k in range(n):
                c = top[k]
                top[k] = row[k]
                row[k] = c
        if top[j] == 0:
            zero = zero or j + 1
            continue
        for i in range(j + 1, n):
            row = a + i * n
            c = row[j] / top[j]
            row[j] = c
            for k in range(j + 1, n):
                row[k] -= c * top[k]
    return zero


cdef void solve_row(real* x, const real* a, Py_ssize_t step, Py_ssize_t n, int how) noexcept nogil:
    """Solve for one vector."""
    cdef Py_ssize_t i, j, t, first, last
    cdef bint lower = how & LOWER, transposed = (how & TRANSPOSED) != 0
    cdef real value, other
    cdef const real* row
    for t in range(n):
        i = t if lower != transposed else n - 1 - t
        row = a + i * step
        first, last = 0 if lower else i + 1, i if lower else n
        if transposed:
            value = x[i] if how & UNIT else x[i] / row[i]
            x[i] = value
            for j in range(first, last):
                x[j] -= value * row[j]
        else:
            value = x[i]
            other = 0
            for j in range(first, last - 1, 2):
                value -= row[j] * x[j]
                other += row[j + 1] * x[j + 1]
            if (last - first) & 1:
                value -= row[last - 1] * x[last - 1]
            x[i] = value - other if how & UNIT else (value - other) / row[i]


cdef void solve_rows(
    real* x, const real* a, Py_ssize_t step, Py_ssize_t n, Py_ssize_t width, int how
) noexcept nogil:
    """Replace x, n rows, by the solution of a triangular system; rows of a are `step` elements apart.

    Of a row those above it, or below, are subtracted four at a time: it is read and written a fourth as often.
    """
    cdef Py_ssize_t i, j, k, t, last, along
    cdef bint forward = ((how & LOWER) != 0) != ((how & TRANSPOSED) != 0)
    cdef real c, c1, c2, c3
    cdef real* row
    cdef const real* solved
    cdef const real* factor
    if width == 1:
        solve_row(x, a, step, n, how)
        return
    along = step if how & TRANSPOSED else 1
    for t in range(n):
        i = t if forward else n - 1 - t
        row = x + i * width
        factor = a + i * (1 if how & TRANSPOSED else step)
        j, last = 0 if forward else i + 1, i if forward else n
        while j + 4 <= last:
            c, c1 = factor[j * along], factor[(j + 1) * along]
            c2, c3 = factor[(j + 2) * along], factor[(j + 3) * along]
            solved = x + j * width
            for k in range(width):
                row[k] -= c * solved[k] + c1 * solved[k + width] + (
                    c2 * solved[k + 2 * width] + c3 * solved[k + 3 * width])
            j += 4
        while j < last:
            c, solved = factor[j * along], x + j * width
            for k in range(width):
                row[k] -= c * solved[k]
            j += 1
        if not how & UNIT:
            c = factor[i * along]
            for k in range(width):
                row[k] /= c


cdef double largest_column(const real* a, real* work, Py_ssize_t n) noexcept nogil:
    """Return the largest sum of the absolute values of a column."""
    cdef Py_ssize_t i, k
    cdef double largest = 0
    for k in range(n):
        work[k] = 0
    for i in range(n):
        for k in range(n):
            work[k] += fabs(a[i * n + k])
    for k in range(n):
        largest = max(largest, <double> work[k])
    return largest


cdef double largest_row(const real* a, real* work, Py_ssize_t n) noexcept nogil:
    """Return the largest sum of the absolute values of a row."""
    cdef Py_ssize_t i
    cdef double largest = 0
    for i in range(n):
        largest = max(largest, <double> absolute_sum(a + i * n, NULL, n))
    return largest


cdef inline real absolute_sum(const real* row, const real* factors, Py_ssize_t n) noexcept nogil:
    """Return the sum of absolute values, times factors if there are any, added in lanes."""
    cdef real[LANES] lane
    cdef real total = 0
    cdef Py_ssize_t j, k = 0
    if n >= LANES:
        for j in range(LANES):
            lane[j] = 0
        while k + LANES <= n:
            for j in range(LANES):
                lane[j] += <real> fabs(row[k + j]) * (factors[k + j] if factors != NULL else 1)
            k += LANES
        total = tree_sum(lane)
    while k < n:
        total += <real> fabs(row[k]) * (factors[k] if factors != NULL else 1)
        k += 1
    return total


cdef double inverse_bound(const real* a, real* work, Py_ssize_t n, int how) noexcept nogil:
    """Return a bound of the sums of absolute values of the columns of the inverse of a triangle, or of its transpose.

    With all elements off the diagonal negative and the diagonal positive, no element of the inverse gets smaller. The
    sums of its columns are the solution of the transposed system for ones.
    """
    cdef Py_ssize_t i, k, t, first, last
    cdef real y
    cdef double largest = 0
    cdef bint lower = how & LOWER, transposed = (how & TRANSPOSED) != 0
    cdef const real* row
    for k in range(n):
        work[k] = 1
    for t in range(n):
        i = t if lower == transposed else n - 1 - t
        row = a + i * n
        first, last = 0 if lower else i + 1, i if lower else n
        y = work[i]
        if transposed:
            y += absolute_sum(row + first, work + first, last - first)
        if not how & UNIT:
            y /= <real> fabs(row[i])
        work[i] = y
        largest = max(largest, <double> y)
        if not transposed:
            for k in range(first, last):
                work[k] += y * <real> fabs(row[k])
    return largest


cdef Py_ssize_t not_finite(const real* a, Py_ssize_t n) noexcept nogil:
    """Return 1 if there is nan or infinity."""
    cdef Py_ssize_t i
    cdef bint found = False
    for i in range(n):
        found |= a[i] * 0 != 0
    return found


ctypedef Py_ssize_t (*cholesky_f32)(float*, float*, Py_ssize_t) noexcept nogil
ctypedef Py_ssize_t (*cholesky_f64)(double*, double*, Py_ssize_t) noexcept nogil
ctypedef void (*grad_f32)(float*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*grad_f64)(double*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef Py_ssize_t (*lu_f32)(float*, int*, Py_ssize_t) noexcept nogil
ctypedef Py_ssize_t (*lu_f64)(double*, int*, Py_ssize_t) noexcept nogil
ctypedef void (*solve_f32)(float*, const float*, Py_ssize_t, Py_ssize_t, Py_ssize_t, int) noexcept nogil
ctypedef void (*solve_f64)(double*, const double*, Py_ssize_t, Py_ssize_t, Py_ssize_t, int) noexcept nogil
ctypedef double (*norm_f32)(const float*, float*, Py_ssize_t) noexcept nogil
ctypedef double (*norm_f64)(const double*, double*, Py_ssize_t) noexcept nogil
ctypedef double (*bound_f32)(const float*, float*, Py_ssize_t, int) noexcept nogil
ctypedef double (*bound_f64)(const double*, double*, Py_ssize_t, int) noexcept nogil
ctypedef Py_ssize_t (*test_f32)(const float*, Py_ssize_t) noexcept nogil
ctypedef Py_ssize_t (*test_f64)(const double*, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "cholesky_f32": <size_t> <void*> <cholesky_f32> cholesky,
        "cholesky_f64": <size_t> <void*> <cholesky_f64> cholesky,
        "cholesky_grad_f32": <size_t> <void*> <grad_f32> cholesky_grad,
        "cholesky_grad_f64": <size_t> <void*> <grad_f64> cholesky_grad,
        "lu_f32": <size_t> <void*> <lu_f32> lu, "lu_f64": <size_t> <void*> <lu_f64> lu,
        "solve_rows_f32": <size_t> <void*> <solve_f32> solve_rows,
        "solve_rows_f64": <size_t> <void*> <solve_f64> solve_rows,
        "largest_column_f32": <size_t> <void*> <norm_f32> largest_column,
        "largest_column_f64": <size_t> <void*> <norm_f64> largest_column,
        "largest_row_f32": <size_t> <void*> <norm_f32> largest_row,
        "largest_row_f64": <size_t> <void*> <norm_f64> largest_row,
        "inverse_bound_f32": <size_t> <void*> <bound_f32> inverse_bound,
        "inverse_bound_f64": <size_t> <void*> <bound_f64> inverse_bound,
        "not_finite_f32": <size_t> <void*> <test_f32> not_finite,
        "not_finite_f64": <size_t> <void*> <test_f64> not_finite,
    }
