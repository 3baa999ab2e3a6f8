# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Softmax and its kin along another axis than the last one, where the elements of many rows lie side by side.

A block holds the elements of one place in up to 512 rows, so that nothing is gathered. Sums add 64 of them at a time,
to stay as accurate as those of rows.
"""

from libc.string cimport memcpy, memset

from ._rows cimport COLUMNS

cdef enum:
    ADDED = 64                  # elements that are added one after another


cdef struct Sum:
    kernel_t add
    Py_ssize_t size, n          # of an element, and of the block
    Py_ssize_t count            # of what is added in `part`
    char* total
    double[COLUMNS] part


cdef void begin(Sum* sum, RowStep step, char* total, Py_ssize_t n) noexcept nogil:
    sum.add, sum.size, sum.n, sum.count, sum.total = step.loops.add, step.size, n, 0, total
    memset(total, 0, n * step.size)
    memset(sum.part, 0, sum.n * sum.size)


cdef void end(Sum* sum) noexcept nogil:
    sum.add(sum.total, sum.total, sum.part, NULL, NULL, sum.n)
    memset(sum.part, 0, sum.n * sum.size)
    sum.count = 0


cdef void put(Sum* sum, const char* block) noexcept nogil:
    sum.add(sum.part, sum.part, block, NULL, NULL, sum.n)
    sum.count += 1
    if sum.count == ADDED:
        end(sum)


cdef void softmax_columns(
    RowStep step, const char* x, Py_ssize_t x_step, char* to, Py_ssize_t to_step, bint is_log, Py_ssize_t n
) noexcept nogil:
    """Compute the softmax of n rows, or its logarithm."""
    cdef RowLoops* loops = &step.loops
    cdef double[COLUMNS] top, total, block
    cdef Sum sum
    cdef Py_ssize_t k
    cdef char* e
    if step.width == 1:
        # 0, nan of an infinity
        loops.sub(to, x, x, NULL, NULL, n)
        if not is_log:
            loops.exp(to, to, NULL, NULL, NULL, n)
        return
    step.highest(x, x_step, <char*> top, False, n)
    begin(&sum, step, <char*> total, n)
    for k in range(step.width):
        e = <char*> block if is_log else to + k * to_step
        loops.exp_sub(e, x + k * x_step, top, NULL, NULL, n)
        put(&sum, e)
    end(&sum)
    if is_log:
        loops.log(total, total, NULL, NULL, NULL, n)
        for k in range(step.width):
            loops.sub(to + k * to_step, x + k * x_step, top, NULL, NULL, n)
            loops.sub(to + k * to_step, to + k * to_step, total, NULL, NULL, n)
    else:
        loops.inv(total, total, NULL, NULL, NULL, n)
        for k in range(step.width):
            loops.mul(to + k * to_step, to + k * to_step, total, NULL, NULL, n)


cdef void softmax_grad_columns(
    RowStep step, const char* dz, Py_ssize_t dz_step, const char* z, Py_ssize_t z_step, char* to, Py_ssize_t to_step,
    bint is_log, Py_ssize_t n
) noexcept nogil:
    """Compute the gradient of the softmax of n rows, or of its logarithm."""
    cdef RowLoops* loops = &step.loops
    cdef double[COLUMNS] total, block
    cdef Sum sum
    cdef Py_ssize_t k
    begin(&sum, step, <char*> total, n)
    for k in range(step.width):
        if is_log:
            put(&sum, dz + k * dz_step)
        else:
            loops.mul(block, dz + k * dz_step, z + k * z_step, NULL, NULL, n)
            put(&sum, <char*> block)
    end(&sum)
    for k in range(step.width):
        if is_log:
            loops.exp(block, z + k * z_step, NULL, NULL, NULL, n)
            loops.nmul_add(to + k * to_step, block, total, dz + k * dz_step, NULL, n)
        else:
            loops.sub_mul(to + k * to_step, dz + k * dz_step, total, z + k * z_step, NULL, n)


cdef void log_sum_exp_columns(RowStep step, const char* x, Py_ssize_t x_step, char* to, Py_ssize_t n) noexcept nogil:
    """Compute ``log(sum(exp(x)))`` of n rows."""
    cdef RowLoops* loops = &step.loops
    cdef double[COLUMNS] top, total, block
    cdef Sum sum
    cdef Py_ssize_t k
    if step.width == 1:
        memcpy(to, x, n * step.size)
        return
    step.highest(x, x_step, <char*> top, True, n)
    begin(&sum, step, <char*> total, n)
    for k in range(step.width):
        loops.exp_sub(block, x + k * x_step, top, NULL, NULL, n)
        put(&sum, <char*> block)
    end(&sum)
    loops.log(total, total, NULL, NULL, NULL, n)
    loops.add(to, top, total, NULL, NULL, n)
