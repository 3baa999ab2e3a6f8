# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Blocks of a loop's operands, whatever their layout.

A loop goes over the elements of its grid in order, a block at a time; a block may begin and end in the middle of a row,
and hold many short rows. Kernels see contiguous blocks only: most are the operand's own memory, the rest are gathered
here.
"""

from libc.string cimport memcpy

from .._move cimport copy_matrix, copy_run, copy_square
from ..shuffling cimport are_shuffled
from .padded._padding cimport padded_block

from ...loops import dispatch

ctypedef void (*runs_t)(char* to, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t rows) noexcept nogil

ctypedef void (*shuffle_t)(
    char* to, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size,
    Py_ssize_t spare) noexcept nogil

cdef enum:
    FEW_ROWS = 8                # of matrices that are copied side by side
    SPARE = 64                  # bytes behind a block

cdef dict _runs = dispatch.module("runs").kernels()
cdef runs_t copy_runs = <runs_t> <void*> <size_t> _runs["copy_runs"]            # n bytes each
cdef runs_t spread_4 = <runs_t> <void*> <size_t> _runs["spread_runs_4"]         # n elements each
cdef runs_t spread_8 = <runs_t> <void*> <size_t> _runs["spread_runs_8"]
cdef Py_ssize_t WORDS = dispatch.module("shuffles").word_window()
cdef shuffle_t shuffle_rows = <shuffle_t> <void*> <size_t> dispatch.module("shuffles").kernels()["shuffle_rows"]


cdef bint is_dense(const Operand* op, const Grid* grid) noexcept nogil:
    """Return True if the elements are contiguous."""
    cdef int k
    cdef Py_ssize_t expected = op.itemsize
    for k in range(grid.nd - 1, -1, -1):
        if op.strides[k] != expected:
            return False
        expected *= grid.dims[k]
    return True


cdef Py_ssize_t period(const Operand* op, const Grid* grid, int last) noexcept nogil:
    """Return how many elements an operand passes in order, up to axis `last`, before it begins anew; 0: none."""
    cdef Py_ssize_t found = 1
    cdef int k = last
    while k >= 0 and op.strides[k] == found * op.itemsize:
        found *= grid.dims[k]
        k -= 1
    while k >= 0:
        if op.strides[k] != 0:
            return 0
        k -= 1
    return found


cdef bint next_row(Grid* grid) noexcept nogil:
    """Step to the beginning of the next row; return False at the end."""
    cdef int k
    grid.j = 0
    for k in range(grid.nd - 2, -1, -1):
        grid.index[k] += 1
        if grid.index[k] < grid.dims[k]:
            return True
        grid.index[k] = 0
    return False


cdef void advance(Grid* grid, Py_ssize_t n) noexcept nogil:
    """Step n elements on, whatever the number of rows in between; not beyond the end."""
    cdef Py_ssize_t rows
    cdef int k = grid.nd - 2
    n += grid.j
    if n == grid.inner:
        next_row(grid)
        return
    rows = n // grid.inner
    grid.j = n - rows * grid.inner
    while rows and k >= 0:
        grid.index[k] += rows
        rows = grid.index[k] // grid.dims[k]
        grid.index[k] -= rows * grid.dims[k]
        k -= 1


cdef Py_ssize_t row_offset(Operand* op, Grid* grid) noexcept nogil:
    """Return the offset in bytes of the grid's row in an operand."""
    cdef Py_ssize_t offset = 0
    cdef int k
    for k in range(grid.nd - 1):
        offset += grid.index[k] * op.strides[k]
    return offset


cdef void gather_rows(Operand* op, const Grid* grid, char* block, const char* row, Py_ssize_t rows) noexcept nogil:
    """Copy whole rows of the last axis but one into a block, behind which 64 bytes are free."""
    cdef Py_ssize_t step = op.strides[grid.nd - 2]
    if are_shuffled(step, op.stride, rows, grid.inner, op.itemsize, WORDS):
        shuffle_rows(block, row, step, op.stride, rows, grid.inner, op.itemsize, SPARE)
    elif op.stride == op.itemsize and op.itemsize >= 4:
        copy_runs(block, row, step, grid.inner * op.itemsize, rows)
    elif op.stride == 0 and op.itemsize == 4:
        spread_4(block, row, step, grid.inner, rows)
    elif op.stride == 0 and op.itemsize == 8:
        spread_8(block, row, step, grid.inner, rows)
    else:
        copy_matrix(
            block, grid.inner * op.itemsize, op.itemsize, row, step, op.stride, rows, grid.inner, op.itemsize)


cdef void gather_matrices(Operand* op, const Grid* grid, char* block, const char* at, Py_ssize_t n) noexcept nogil:
    """Copy whole matrices of the last axes into a block: the first rows of all, the second ones, and so on."""
    cdef Py_ssize_t rows = grid.dims[grid.nd - 2], row, size = grid.inner * op.itemsize
    for row in range(rows):
        copy_matrix(
            block + row * size, rows * size, op.itemsize, at + row * op.strides[grid.nd - 2], op.strides[grid.nd - 3],
            op.stride, n, grid.inner, op.itemsize)


cdef inline Py_ssize_t rows_ahead(Operand* op, const Grid* grid, const Py_ssize_t* index) noexcept nogil:
    """Return how many rows follow each other at one distance."""
    cdef int last = grid.nd - 2
    cdef Py_ssize_t rows = grid.dims[last] - index[last]
    if last and op.strides[last - 1] == op.strides[last] * grid.dims[last]:
        rows += (grid.dims[last - 1] - index[last - 1] - 1) * grid.dims[last]
    return rows


cdef inline void pass_rows(const Grid* grid, Py_ssize_t* index, Py_ssize_t rows) noexcept nogil:
    """Advance an index by so many rows, which may reach into the axis before."""
    cdef int last = grid.nd - 2
    rows += index[last]
    index[last] = rows % grid.dims[last]
    if last:
        index[last - 1] += rows // grid.dims[last]


cdef void gather(Operand* op, const Grid* grid, Py_ssize_t n, char* block, bint scatter) noexcept nogil:
    """Copy n elements at the grid's position into a block, or scatter a block there."""
    cdef Py_ssize_t index[MAX_NDIM]
    cdef Py_ssize_t m, rows, matrices, j = grid.j
    cdef char* row = op.at
    cdef int k, last = grid.nd - 2
    if grid.nd > 1:
        memcpy(index, grid.index, (grid.nd - 1) * sizeof(Py_ssize_t))
    while True:
        m = min(n, grid.inner - j)
        if j == 0 and n > 2 * grid.inner and not scatter and last >= 0:
            # whole rows, as many as follow each other at one distance, or whole matrices of few rows
            rows, matrices = min(n // grid.inner, rows_ahead(op, grid, index)), 1
            if last and index[last] == 0 and rows == grid.dims[last] <= FEW_ROWS:
                matrices = min(n // (rows * grid.inner), grid.dims[last - 1] - index[last - 1])
            if matrices > rows:
                gather_matrices(op, grid, block, row, matrices)
                index[last - 1] += matrices - 1
                row += (matrices - 1) * op.strides[last - 1]
            else:
                matrices = 1
                gather_rows(op, grid, block, row, rows)
            m = matrices * rows * grid.inner
            row += (rows - 1) * op.strides[last]
            pass_rows(grid, index, rows - 1)
        elif scatter:
            copy_run(row + j * op.stride, op.stride, block, op.itemsize, m, op.itemsize)
        else:
            copy_run(block, op.itemsize, row + j * op.stride, op.stride, m, op.itemsize)
        n -= m
        if n == 0:
            return
        block += m * op.itemsize
        j = 0
        for k in range(last, -1, -1):
            index[k] += 1
            row += op.strides[k]
            if index[k] < grid.dims[k]:
                break
            row -= index[k] * op.strides[k]
            index[k] = 0


cdef void make_tile(Operand* op, char* scratch) noexcept nogil:
    """Repeat a row until a block fits from any offset in it."""
    cdef char* tile = scratch + op.place
    cdef Py_ssize_t size = op.period * op.itemsize
    cdef Py_ssize_t end = size + op.room * op.itemsize
    cdef Py_ssize_t have = size
    copy_run(tile, op.itemsize, op.slot.data, op.itemsize, op.period, op.itemsize)
    while have < end:
        memcpy(tile + have, tile, min(have, end - have))
        have += min(have, end - have)
    op.offset = 0


cdef void fill_block(const Operand* op, char* block) noexcept nogil:
    """Write one element to the whole of a block, behind which 64 bytes are free."""
    if op.itemsize == 8:
        spread_8(block, op.at, 0, op.room, 1)
    elif op.itemsize == 4:
        spread_4(block, op.at, 0, op.room, 1)
    else:
        copy_run(block, op.itemsize, op.at, 0, op.room, op.itemsize)


cdef char* turned_block(Operand* op, const Grid* grid, Py_ssize_t n, char* block) noexcept nogil:
    """Return the next n elements, of a part of a row or of whole rows, from those that are copied to a block."""
    cdef int last = grid.nd - 2
    cdef Py_ssize_t rows = max(<Py_ssize_t> 1, n // grid.inner), away = -1, first = 0
    if op.filled != NULL:
        away = op.at - op.filled
        first = away // op.itemsize
    # rows of another matrix may begin anywhere, those of complex64 also between two elements
    if away < 0 or away % op.itemsize or first + rows > op.nfilled:
        first = 0
        op.filled = op.at
        op.nfilled = min(op.room, grid.dims[last] - grid.index[last])
        copy_square(
            op.nfilled, grid.inner, block, grid.inner * op.itemsize, op.itemsize, op.at, op.itemsize, op.stride,
            op.itemsize)
    return block + (first * grid.inner + grid.j) * op.itemsize


cdef char* input_block(Operand* op, Grid* grid, Py_ssize_t n, char* scratch) noexcept nogil:
    """Return the next n elements of an operand as a block; the first value or row if it stands still or has a pitch."""
    cdef char* block
    if op.mode == MOVING:
        block = op.at
        op.at += n * op.itemsize
        return block
    if op.mode == STILL or op.mode == PITCHED:
        return op.at
    block = scratch + op.place
    if op.mode == PADDED:
        return padded_block(op, grid, n, block)
    if op.near == TURNED:
        return turned_block(op, grid, n, block)
    if op.mode == TILE:
        block += op.offset * op.itemsize
        op.offset += n
        if op.offset >= op.period:
            op.offset %= op.period
        return block
    if grid.j + n > grid.inner:
        if op.near == ADJACENT:
            return op.at + grid.j * op.stride
        if op.near != EQUAL or op.filled != op.at or op.nfilled < n:
            gather(op, grid, n, block, False)
            op.nfilled = n
        op.filled = op.at if op.near == EQUAL else NULL
    elif op.stride == op.itemsize:
        return op.at + grid.j * op.stride
    elif op.stride != 0:
        copy_run(block, op.itemsize, op.at + grid.j * op.stride, op.stride, n, op.itemsize)
    elif op.filled != op.at:
        fill_block(op, block)
        op.filled = op.at
    return block


cdef char* output_block(Operand* op, Grid* grid, Py_ssize_t n, char* scratch) noexcept nogil:
    """Return the memory for the next n elements of a direct output."""
    if op.mode == MOVING:
        return op.at
    if op.stride == op.itemsize and grid.j + n <= grid.inner:
        return op.at + grid.j * op.stride
    return scratch + op.place


cdef void store_block(Operand* op, Grid* grid, Py_ssize_t n, const char* block, char* scratch) noexcept nogil:
    """Store the next n elements of an output from `block`."""
    cdef char* to
    if op.mode == MOVING:
        if op.at != block:
            memcpy(op.at, block, n * op.itemsize)
        op.at += n * op.itemsize
    elif grid.j + n <= grid.inner:
        to = op.at + grid.j * op.stride
        if to != block:
            copy_run(to, op.stride, block, op.itemsize, n, op.itemsize)
    else:
        gather(op, grid, n, <char*> block, True)
