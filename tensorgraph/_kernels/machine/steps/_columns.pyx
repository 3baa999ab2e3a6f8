# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Softmax and its kin along another axis than the last one, where the elements of many rows lie side by side.

A block holds the elements of one place in up to 512 rows, so that nothing is gathered, or those of several places where
they lie one behind the other. Sums add as many blocks at a time as there are such parts, to stay as accurate as those
of rows.
"""

from libc.math cimport sqrt
from libc.string cimport memcpy, memset

from ._rows cimport COLUMNS

cdef struct Sum:
    kernel_t add
    Py_ssize_t size, n          # of an element, and of the longest block
    Py_ssize_t most             # blocks that are added one after another
    Py_ssize_t count            # of what is added in `part`
    char* total
    double[COLUMNS] part


cdef void begin(Sum* sum, RowStep step, char* total, Py_ssize_t several, Py_ssize_t n) noexcept nogil:
    sum.add, sum.size, sum.n, sum.count, sum.total = step.loops.add, step.size, several * n, 0, total
    sum.most = <Py_ssize_t> sqrt(step.width / several) + 1
    memset(total, 0, sum.n * step.size)
    memset(sum.part, 0, sum.n * sum.size)


cdef void end(Sum* sum) noexcept nogil:
    sum.add(sum.total, sum.total, sum.part, NULL, NULL, sum.n)
    memset(sum.part, 0, sum.n * sum.size)
    sum.count = 0


cdef void put(Sum* sum, const char* block, Py_ssize_t n) noexcept nogil:
    sum.add(sum.part, sum.part, block, NULL, NULL, n)
    sum.count += 1
    if sum.count == sum.most:
        end(sum)


cdef Py_ssize_t places(RowStep step, Py_ssize_t x_step, Py_ssize_t to_step, Py_ssize_t n) noexcept nogil:
    """Return how many places of n rows a block holds: several if they lie one behind the other."""
    if x_step != n * step.size or to_step != x_step:
        return 1
    return max(<Py_ssize_t> 1, min(step.width, COLUMNS // n))


cdef void join(kernel_t join_two, Py_ssize_t size, char* values, Py_ssize_t several, Py_ssize_t n) noexcept nogil:
    """Join what several places have for n rows."""
    cdef Py_ssize_t half
    while several > 1:
        half = (several + 1) // 2
        join_two(values, values, values + half * n * size, NULL, NULL, (several - half) * n)
        several = half


cdef void repeat(char* values, Py_ssize_t several, Py_ssize_t size) noexcept nogil:
    """Repeat what n rows have, of so many bytes, for several places."""
    cdef Py_ssize_t k
    for k in range(1, several):
        memcpy(values + k * size, values, size)


cdef void highest(
    RowStep step, const char* x, Py_ssize_t x_step, char* top, bint finite, Py_ssize_t several, Py_ssize_t n
) noexcept nogil:
    """Find the maxima of n rows, and repeat them for several places."""
    cdef Py_ssize_t k = several
    memcpy(top, x, several * n * step.size)
    while k < step.width:
        step.loops.maximum(top, top, x + k * x_step, NULL, NULL, min(several, step.width - k) * n)
        k += several
    join(step.loops.maximum, step.size, top, several, n)
    if finite:
        step.limit(top, n)
    repeat(top, several, n * step.size)


cdef void softmax_columns(
    RowStep step, const char* x, Py_ssize_t x_step, char* to, Py_ssize_t to_step, bint is_log, Py_ssize_t n
) noexcept nogil:
    """Compute the softmax of n rows, or its logarithm."""
    cdef RowLoops* loops = &step.loops
    cdef double[COLUMNS] top, total, block
    cdef Sum sum
    cdef Py_ssize_t k = 0, m, several = places(step, x_step, to_step, n)
    cdef char* e
    if step.width == 1:
        # 0, nan of an infinity
        loops.sub(to, x, x, NULL, NULL, n)
        if not is_log:
            loops.exp(to, to, NULL, NULL, NULL, n)
        return
    highest(step, x, x_step, <char*> top, False, several, n)
    begin(&sum, step, <char*> total, several, n)
    while k < step.width:
        m = min(several, step.width - k) * n
        e = <char*> block if is_log else to + k * to_step
        loops.exp_sub(e, x + k * x_step, top, NULL, NULL, m)
        put(&sum, e, m)
        k += several
    end(&sum)
    join(loops.add, step.size, <char*> total, several, n)
    if is_log:
        loops.log(total, total, NULL, NULL, NULL, n)
    else:
        loops.inv(total, total, NULL, NULL, NULL, n)
    repeat(<char*> total, several, n * step.size)
    k = 0
    while k < step.width:
        m = min(several, step.width - k) * n
        if is_log:
            loops.sub(to + k * to_step, x + k * x_step, top, NULL, NULL, m)
            loops.sub(to + k * to_step, to + k * to_step, total, NULL, NULL, m)
        else:
            loops.mul(to + k * to_step, to + k * to_step, total, NULL, NULL, m)
        k += several


cdef void softmax_grad_columns(
    RowStep step, const char* dz, Py_ssize_t dz_step, const char* z, Py_ssize_t z_step, char* to, Py_ssize_t to_step,
    bint is_log, Py_ssize_t n
) noexcept nogil:
    """Compute the gradient of the softmax of n rows, or of its logarithm."""
    cdef RowLoops* loops = &step.loops
    cdef double[COLUMNS] total, block
    cdef Sum sum
    cdef Py_ssize_t k = 0, m, several = places(step, dz_step, z_step, n)
    if to_step != dz_step:
        several = 1
    begin(&sum, step, <char*> total, several, n)
    while k < step.width:
        m = min(several, step.width - k) * n
        if is_log:
            put(&sum, dz + k * dz_step, m)
        else:
            loops.mul(block, dz + k * dz_step, z + k * z_step, NULL, NULL, m)
            put(&sum, <char*> block, m)
        k += several
    end(&sum)
    join(loops.add, step.size, <char*> total, several, n)
    repeat(<char*> total, several, n * step.size)
    k = 0
    while k < step.width:
        m = min(several, step.width - k) * n
        if is_log:
            loops.exp(block, z + k * z_step, NULL, NULL, NULL, m)
            loops.nmul_add(to + k * to_step, block, total, dz + k * dz_step, NULL, m)
        else:
            loops.sub_mul(to + k * to_step, dz + k * dz_step, total, z + k * z_step, NULL, m)
        k += several


cdef void log_sum_exp_columns(RowStep step, const char* x, Py_ssize_t x_step, char* to, Py_ssize_t n) noexcept nogil:
    """Compute ``log(sum(exp(x)))`` of n rows."""
    cdef RowLoops* loops = &step.loops
    cdef double[COLUMNS] top, total, block
    cdef Sum sum
    cdef Py_ssize_t k = 0, m, several = places(step, x_step, x_step, n)
    if step.width == 1:
        memcpy(to, x, n * step.size)
        return
    highest(step, x, x_step, <char*> top, True, several, n)
    begin(&sum, step, <char*> total, several, n)
    while k < step.width:
        m = min(several, step.width - k) * n
        loops.exp_sub(block, x + k * x_step, top, NULL, NULL, m)
        put(&sum, <char*> block, m)
        k += several
    end(&sum)
    join(loops.add, step.size, <char*> total, several, n)
    loops.log(total, total, NULL, NULL, NULL, n)
    loops.add(to, top, total, NULL, NULL, n)
