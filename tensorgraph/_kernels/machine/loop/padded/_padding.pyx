# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Blocks of arrays that fill a part of a loop's grid: their elements, with zeros around them."""

from libc.string cimport memcpy, memset

from ..._move cimport copy_matrix, copy_run
from .._operand cimport Grid, Operand, Padding
from ..._workspace cimport MAX_NDIM


cdef inline bint are_adjacent(const Operand* op, const Grid* grid) noexcept nogil:
    """Return True if whole rows of the grid lie one behind the other in an input, if they are there."""
    cdef const Padding* part = op.padding
    cdef int last = grid.nd - 1
    if part.first[last] or part.stop[last] != grid.inner or part.strides[last] != op.itemsize:
        return False
    return part.strides[last - 1] == grid.inner * op.itemsize


cdef inline bint has_rows(const Operand* op, const Grid* grid, Py_ssize_t n) noexcept nogil:
    """Return True if all of the next n elements, of several rows of one index of the outer axes, are there."""
    cdef int last = grid.nd - 1
    return (
        has(op.padding, grid.index, last)
        and grid.index[last - 1] * grid.inner + grid.j + n <= op.padding.stop[last - 1] * grid.inner)


cdef char* zeros(Operand* op, Py_ssize_t n, char* block) noexcept nogil:
    """Return a block of n zeros, which are written once."""
    if op.filled != block or op.nfilled < n:
        memset(block, 0, n * op.itemsize)
        op.filled, op.nfilled = block, n
    return block


cdef char* padded_block(Operand* op, const Grid* grid, Py_ssize_t n, char* block) noexcept nogil:
    """Return the next n elements of a grid, a part of which an input fills."""
    cdef const Padding* part = op.padding
    cdef int last = grid.nd - 1
    cdef Py_ssize_t first, stop, stride
    if last < 0:
        return zeros(op, n, block) if part.is_nothing else op.slot.data
    if grid.j + n > grid.inner:
        if are_adjacent(op, grid) and has_rows(op, grid, n):
            return place(op, grid.index, last) + grid.j * op.itemsize
        op.filled = NULL
        memset(block, 0, n * op.itemsize)
        if not part.is_nothing:
            gather_part(op, grid, n, block)
        return block
    first, stop = max(part.first[last], grid.j), min(part.stop[last], grid.j + n)
    if first >= stop or not has(part, grid.index, last):
        return zeros(op, n, block)
    stride = part.strides[last]
    if stop - first == n and stride == op.itemsize:
        return place(op, grid.index, last) + (first - part.first[last]) * stride
    if stop - first < n:
        memset(block, 0, n * op.itemsize)
    op.filled = NULL
    copy_run(
        block + (first - grid.j) * op.itemsize, op.itemsize,
        place(op, grid.index, last) + (first - part.first[last]) * stride, stride, stop - first, op.itemsize)
    return block


cdef void gather_part(Operand* op, const Grid* grid, Py_ssize_t n, char* block) noexcept nogil:
    """Copy those of n elements, of several rows, that there are to a block of zeros."""
    cdef const Padding* part = op.padding
    cdef int k, last = grid.nd - 1
    cdef Py_ssize_t index[MAX_NDIM]
    cdef char* to
    cdef char* source
    cdef Py_ssize_t m, first, stop, row, rows, size = op.itemsize, inner = grid.inner
    memcpy(index, grid.index, last * sizeof(Py_ssize_t))
    index[last] = grid.j
    while n:
        # rows of one index of the outer axes, or a part of one
        rows = min(n // inner, grid.dims[last - 1] - index[last - 1]) if index[last] == 0 else 0
        m = rows * inner if rows else min(n, inner - index[last])
        if has(part, index, last - 1):
            first = max(part.first[last], index[last])
            stop = min(part.stop[last], inner if rows else index[last] + m)
            row = index[last - 1]
            rows = min(part.stop[last - 1], row + max(rows, <Py_ssize_t> 1)) - max(part.first[last - 1], row)
            if rows > 0 and stop > first:
                row = max(part.first[last - 1], row)
                to = block + ((row - index[last - 1]) * inner + first - index[last]) * size
                source = place(op, index, last - 1) + (row - part.first[last - 1]) * part.strides[last - 1]
                source += (first - part.first[last]) * part.strides[last]
                if stop - first == inner and are_adjacent(op, grid):
                    memcpy(to, source, rows * inner * size)
                else:
                    copy_matrix(
                        to, inner * size, size, source, part.strides[last - 1], part.strides[last], rows, stop - first,
                        size)
        n -= m
        block += m * size
        index[last] += m
        for k in range(last, -1, -1):
            if k == last:
                index[last - 1] += index[last] // inner
                index[last] %= inner
            elif index[k] >= grid.dims[k] and k:
                index[k - 1] += index[k] // grid.dims[k]
                index[k] %= grid.dims[k]
