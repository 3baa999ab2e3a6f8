# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Sums, products, extrema and truth values of the blocks that a loop computes.

a. A block is folded by lanes and a tree; up to 16 blocks (4,096 elements) are added sequentially, and such chunks
   pairwise. The order of additions depends on shape and layout alone, so the bits are those of any other run.
b. Reduced over outer axes, a block of rows is combined with a row of accumulators, short rows several at once, in a
   tile that is folded at the end. Columns of inputs, and axes between outer ones that are kept and short rows, are
   reduced by a kernel: those of many matrices at once, or of a part of a large one.
c. Axes of one element are not reduced: the elements are the results.
d. Where the last instruction has a kernel that also sums, its results are never stored, nor what is one value for each
   row spread over it. Where nothing but folds reads the inputs, blocks are longer.
"""

from cpython.object cimport PyObject
from libc.string cimport memcpy, memset

import numpy as np

from .._array cimport tg_data
from ._instructions cimport kernel_address, merge, resolve_cast, resolve_merge, resolve_merge_loop
from .._move cimport copy_run
from ._operand cimport ACROSS, FOLD, advance, row_offset
from ..threads._crew cimport MOST_PIECES
from .._workspace cimport BLOCK

from ....scalar.reductions import REDUCTIONS
from ._instructions import CODES


cdef int resolve_reduction(Reduction* red, how, dtype, acc_dtype, out_dtype) except -1:
    """Find the code of a reduction of blocks of `dtype`."""
    memset(red, 0, sizeof(Reduction))
    red.dtype_size = np.dtype(dtype).itemsize
    red.op.itemsize = np.dtype(acc_dtype).itemsize
    if dtype != acc_dtype:
        red.has_before = True
        resolve_cast(&red.before, dtype, acc_dtype)
    if acc_dtype != out_dtype:
        red.has_after = True
        resolve_cast(&red.after, acc_dtype, out_dtype)
    resolve_merge(&red.merge, how, acc_dtype)
    red.fold = <kernel_t> <void*> kernel_address(f"fold_{how}_{CODES[acc_dtype]}")
    if red.fold == NULL:
        resolve_merge_loop(&red.fold_loop, how, acc_dtype)
    red.is_kept = dtype == out_dtype and np.dtype(dtype).kind in "fiu"
    red.is_sum = how == "sum"
    if red.is_kept and red.is_sum:
        resolve_merge(&red.plus, how, dtype)
    red.may_spread = red.is_sum or REDUCTIONS[how].picks or np.dtype(acc_dtype).kind in "biu"
    red.wide_fold = <kernel_t> <void*> kernel_address(f"fold_{how}_{CODES[dtype]}_{CODES[acc_dtype]}")
    red.wide_merge = <kernel_t> <void*> kernel_address(f"across_{how}_{CODES[dtype]}_{CODES[acc_dtype]}")
    rows = CODES[acc_dtype] if red.wide_fold == NULL else f"{CODES[dtype]}_{CODES[acc_dtype]}"
    red.rows_fold = <rows_t> <void*> kernel_address(f"rows_{how}_{rows}")
    red.columns_fold = <columns_t> <void*> kernel_address(f"columns_{how}_{rows}")
    red.columns_merge = <columns_t> <void*> kernel_address(f"columns_{how}_{CODES[acc_dtype]}")
    start = REDUCTIONS[how].start(acc_dtype)
    memcpy(red.identity, tg_data(<PyObject*> start), red.op.itemsize)
    return 0


cdef void resolve_formula(Reduction* red, how, name, dtype, acc_dtype):
    """Find the kernels that compute instruction `name` and reduce its results, if there are any."""
    formula, _, code = name.rpartition("_")
    codes = code if dtype == acc_dtype else f"{code}_{CODES[acc_dtype]}"
    red.formula_fold = <kernel_t> <void*> kernel_address(f"fold_{how}_{formula}_{codes}")
    red.formula_merge = <kernel_t> <void*> kernel_address(f"across_{how}_{formula}_{codes}")
    red.operand_size = int(code[1:]) // 8
    red.is_symmetric = formula not in ("lt", "le", "gt", "ge")
    for kinds in "m", "mm", "ms":
        found = f"{how}_{formula}_{kinds}_{codes}"
        if kernel_address(f"rows_{found}"):
            red.row_sums[kinds == "ms"] = <formula_sum_t> <void*> kernel_address(f"rows_{found}")
            red.column_sums[kinds == "ms"] = <formula_sum_t> <void*> kernel_address(f"columns_{found}")


cdef void fold(Reduction* red, char* acc, char* block, Py_ssize_t n) noexcept nogil:
    """``acc[0] = op(acc[0], block[0], ..., block[n - 1])``"""
    cdef char* args[3]
    cdef Py_ssize_t steps[3]
    if red.formula != NULL:
        red.formula(acc, red.args[0], red.args[1], red.args[2], red.args[3], n)
        return
    if red.is_wide:
        red.wide_fold(acc, block, NULL, NULL, NULL, n)
        return
    if red.fold != NULL:
        red.fold(acc, block, NULL, NULL, NULL, n)
        return
    args[0] = acc
    args[1] = block
    args[2] = acc
    steps[0] = 0
    steps[1] = red.op.itemsize
    steps[2] = 0
    red.fold_loop.loop(args, &n, steps, red.fold_loop.data)


cdef void begin(Reduction* red, char* memory) noexcept nogil:
    """Set the accumulators to the identity, which are in the memory of the loop if they are not the output."""
    red.acc = red.op.slot.data if red.acc_place < 0 else memory + red.acc_place
    if not red.single:
        copy_run(red.acc, red.op.itemsize, <char*> red.identity, 0, red.nacc, red.op.itemsize)


cdef void begin_piece(
    Reduction* red, Grid* grid, Py_ssize_t first, Py_ssize_t piece, char* memory, char* own
) noexcept nogil:
    """Point to the accumulators of a piece, from element `first` on; its thread has memory of its own."""
    if red.single:
        red.next = red.op.slot.data + first * red.dtype_size
        return
    red.acc = red.op.slot.data if red.acc_place < 0 else memory + red.acc_place
    if red.spread:
        red.acc = memory + red.piece_place + piece * red.piece_size
        copy_run(red.acc, red.op.itemsize, <char*> red.identity, 0, red.nacc, red.op.itemsize)
    red.op.at = red.acc + row_offset(&red.op, grid)
    red.op.offset = 0
    if first and red.op.period:
        if red.by_columns:
            first //= grid.dims[grid.nd - 2]
        elif red.op.how == FOLD:
            first //= grid.inner
        red.op.offset = first % red.op.period
    if red.tiled:
        red.tile = own + red.tile_place
        copy_run(red.tile, red.op.itemsize, <char*> red.identity, 0, red.ntile, red.op.itemsize)
    memcpy(red.chunk, red.identity, sizeof(red.chunk))
    red.nchunks = red.nblocks = 0


cdef void end_chunk(Reduction* red) noexcept nogil:
    """Add a full chunk to the sums of 1, 2, 4, ... chunks, as in binary counting."""
    cdef Py_ssize_t bit = 1
    cdef char* partial = <char*> red.partial
    while red.nchunks & bit:
        merge(&red.merge, <char*> red.chunk, partial, 1)
        partial += 16
        bit <<= 1
    memcpy(partial, red.chunk, 16)
    red.nchunks += 1
    red.nblocks = 0
    memcpy(red.chunk, red.identity, sizeof(red.chunk))


cdef void end_row(Reduction* red) noexcept nogil:
    """Add the sums of the chunks of a row, the smallest first."""
    cdef Py_ssize_t bit = 1
    cdef char* partial = <char*> red.partial
    while bit <= red.nchunks:
        if red.nchunks & bit:
            merge(&red.merge, <char*> red.chunk, partial, 1)
        partial += 16
        bit <<= 1
    merge(&red.merge, red.op.at, <char*> red.chunk, 1)
    memcpy(red.chunk, red.identity, sizeof(red.chunk))
    red.nchunks = red.nblocks = 0


cdef void join(Reduction* red, char* acc, char* block, Py_ssize_t n) noexcept nogil:
    """``acc[i] = op(acc[i], block[i])``"""
    if red.formula != NULL:
        red.formula(acc, red.args[0], red.args[1], red.args[2], red.args[3], n)
    elif red.is_wide:
        red.wide_merge(acc, block, NULL, NULL, NULL, n)
    else:
        merge(&red.merge, acc, block, n)


cdef void keep(Reduction* red, char* block, Py_ssize_t n) noexcept nogil:
    """Make n elements the next results."""
    cdef Py_ssize_t size = n * red.dtype_size
    if red.is_sum:
        # a sum is never -0
        memset(red.next, 0, size)
        merge(&red.plus, red.next, block, n)
    else:
        memcpy(red.next, block, size)
    red.next += size


cdef void reduce_block(Reduction* red, Grid* grid, Py_ssize_t n, char* block, char* scratch) noexcept nogil:
    """Reduce the next n elements, which begin at the grid's position."""
    if red.single:
        keep(red, block, n)
        return
    if red.has_before and not red.is_wide and red.formula == NULL and red.formula_sum == NULL:
        red.before.kernel(scratch + red.cast_place, block, NULL, NULL, NULL, n)
        block = scratch + red.cast_place
    if red.tiled:
        join(red, red.tile, block, n)
    elif red.cyclic:
        join(red, red.acc + red.op.offset * red.op.itemsize, block, n)
        red.op.offset += n
        if red.op.offset == red.op.period:
            red.op.offset = 0
    elif red.whole or n <= grid.inner - grid.j and red.op.how != ACROSS and not red.by_rows:
        if not red.pairwise:
            fold(red, red.op.at, block, n)
            return
        fold(red, <char*> red.chunk, block, n)
        red.nblocks += (n + BLOCK - 1) // BLOCK
        if red.nblocks >= CHUNK:
            end_chunk(red)
        if not red.whole and grid.j + n == grid.inner:
            end_row(red)
    elif n <= grid.inner - grid.j and not red.by_rows and red.formula_sum == NULL:
        join(red, red.op.at + grid.j * red.op.itemsize, block, n)
    else:
        reduce_rows(red, grid, n // grid.inner, block)


cdef void join_folded(Reduction* red, Grid* here, char* folded, Py_ssize_t n) noexcept nogil:
    """Join n values to the accumulators, which begin anew after their last, or to those of the grid's position."""
    cdef char* acc
    cdef Py_ssize_t m
    if red.op.period == 0:
        acc = red.acc + row_offset(&red.op, here)
        if red.op.how == FOLD and red.op.strides[here.nd - 2] == 0:
            red.fold(acc, folded, NULL, NULL, NULL, n)
        else:
            merge(&red.merge, acc, folded, n)
        return
    while n > 0:
        m = min(n, red.op.period - red.op.offset)
        merge(&red.merge, red.acc + red.op.offset * red.op.itemsize, folded, m)
        red.op.offset += m
        if red.op.offset == red.op.period:
            red.op.offset = 0
        folded += m * red.op.itemsize
        n -= m


cdef inline void go_on(Reduction* red, Py_ssize_t columns, Py_ssize_t rows) noexcept nogil:
    """Point the operands of a formula so many columns and rows on."""
    red.args[0] += rows * red.steps[0] + columns * red.operand_size
    red.args[1] += rows * red.steps[1] + (0 if red.is_scaled else columns * red.operand_size)


cdef Py_ssize_t whole_matrices(Reduction* red, Grid* here, Py_ssize_t height, Py_ssize_t rows) noexcept nogil:
    """Return how many matrices, of `height` times the last axis but one, go to neighbouring accumulators."""
    cdef int last = here.nd - 2
    cdef Py_ssize_t length = here.dims[last]
    if last < 2 or height < here.dims[last - 1] or red.op.strides[last - 2] != length * red.op.itemsize:
        return 1
    rows = min(rows, <Py_ssize_t> (2 * BLOCK)) // (height * length)
    return min(rows, here.dims[last - 2] - here.index[last - 2])


cdef Py_ssize_t fold_matrices(Reduction* red, Grid* here, Py_ssize_t matrices, char* block) noexcept nogil:
    """Reduce whole matrices of the last two axes from the grid's position on; return how many rows they have."""
    cdef double folded[2 * BLOCK]
    cdef int last = here.nd - 2
    matrices = min(matrices, <Py_ssize_t> (2 * BLOCK))
    if last == 0 or red.op.strides[last - 1] != red.op.itemsize:
        matrices = 1
    else:
        matrices = min(matrices, here.dims[last - 1] - here.index[last - 1])
    red.rows_fold(folded, block, NULL, here.dims[last] * here.inner, matrices)
    merge(&red.merge, red.acc + row_offset(&red.op, here), <char*> folded, matrices)
    return matrices * here.dims[last]


cdef Py_ssize_t fold_rows(Reduction* red, Grid* here, Py_ssize_t rows, char* block) noexcept nogil:
    """Reduce rows from the grid's position on, as many as can be at once; return how many."""
    cdef double folded[2 * BLOCK]
    cdef double columns[2 * BLOCK]
    cdef int last = here.nd - 2
    cdef Py_ssize_t n = min(rows, <Py_ssize_t> (2 * BLOCK)), length = here.dims[last], matrices = 1
    if red.direct:
        n = min(rows, red.op.period - red.op.offset)
        red.rows_fold(red.acc + red.op.offset * red.op.itemsize, block, NULL, here.inner, n)
        red.op.offset = (red.op.offset + n) % red.op.period
        return n
    if red.op.strides[last] == 0 and here.index[last] == 0 and rows >= length > 1 and red.formula_sum == NULL:
        return fold_matrices(red, here, rows // length, block)
    if red.op.period == 0:
        if last and here.index[last] == 0 and n >= 2 * length and red.op.strides[last - 1] == 0 and red.columns_merge:
            n = min(n // length, here.dims[last - 1] - here.index[last - 1])
            matrices = whole_matrices(red, here, n, rows)
            n *= matrices * length
        else:
            n = min(n, length - here.index[last])
    if red.formula_sum != NULL:
        red.formula_sum(folded, <const char**> red.args, red.steps, here.inner, n)
        go_on(red, 0, n)
    else:
        red.rows_fold(folded, block, NULL, here.inner, n)
    if n <= length or red.op.period:
        join_folded(red, here, <char*> folded, n)
        return n
    red.columns_merge(columns, folded, length, length, n // (length * matrices), matrices)
    join_folded(red, here, <char*> columns, matrices * length)
    return n


cdef void fold_strips(Reduction* red, char* acc, const char* block, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """Reduce the columns of long rows, so many at a time that their results stay in the nearest cache."""
    cdef double folded[STRIP]
    cdef Py_ssize_t c = 0, n, left, size = red.dtype_size if red.is_wide else red.op.itemsize
    for left in range((width + STRIP - 1) // STRIP, 0, -1):
        n = (width - c) // left
        if red.formula_sum == NULL:
            red.columns_fold(folded, block + c * size, n, width, rows, 1)
        else:
            red.formula_sum(folded, <const char**> red.args, red.steps, n, rows)
            go_on(red, n if left > 1 else -c, 0 if left > 1 else rows)
        merge(&red.merge, acc + c * red.op.itemsize, <char*> folded, n)
        c += n


cdef Py_ssize_t fold_columns(Reduction* red, Grid* here, Py_ssize_t rows, char* block) noexcept nogil:
    """Reduce matrices from the grid's position on, as many as can be at once, or a part of one; return their rows."""
    cdef double folded[STRIP]
    cdef int last = here.nd - 2
    cdef Py_ssize_t n = min(rows, here.dims[last] - here.index[last]), matrices = 1
    if here.inner > STRIP:
        fold_strips(red, red.acc + row_offset(&red.op, here), block, here.inner, n)
        return n
    if red.op.period:
        matrices = min(rows // n, STRIP // here.inner)
    elif (red.formula_sum == NULL and last and n == here.dims[last]
            and red.op.strides[last - 1] == here.inner * red.op.itemsize):
        # the accumulators of neighbouring matrices lie side by side
        matrices = min(min(rows // n, STRIP // here.inner), here.dims[last - 1] - here.index[last - 1])
    if red.formula_sum != NULL:
        red.formula_sum(folded, <const char**> red.args, red.steps, here.inner, n)
        go_on(red, 0, n)
    else:
        red.columns_fold(folded, block, here.inner, here.inner, n, matrices)
    join_folded(red, here, <char*> folded, matrices * here.inner)
    return n * matrices


cdef void reduce_rows(Reduction* red, Grid* grid, Py_ssize_t rows, char* block) noexcept nogil:
    """Reduce several whole rows."""
    cdef Grid here
    cdef Py_ssize_t n, size = red.dtype_size if red.is_wide else red.op.itemsize
    memcpy(&here, grid, sizeof(Grid))
    while rows > 0:
        n = 1
        if red.by_rows:
            n = fold_rows(red, &here, rows, block)
        elif red.by_columns:
            n = fold_columns(red, &here, rows, block)
        elif red.op.how == ACROSS:
            join(red, red.acc + row_offset(&red.op, &here), block, here.inner)
        else:
            fold(red, red.acc + row_offset(&red.op, &here), block, here.inner)
        advance(&here, n * here.inner)
        block += n * here.inner * size
        rows -= n


cdef void end_piece(Reduction* red, Grid* grid) noexcept nogil:
    """Join what is not in the accumulators yet."""
    cdef Py_ssize_t i, rows
    cdef double columns[2 * BLOCK]
    if red.whole and red.pairwise:
        end_row(red)
    if red.tiled:
        rows = red.ntile // red.op.period
        if red.columns_merge and rows > 1:
            red.columns_merge(columns, red.tile, red.op.period, red.op.period, rows, 1)
            merge(&red.merge, red.acc, <char*> columns, red.op.period)
            return
        for i in range(rows):
            merge(&red.merge, red.acc, red.tile + i * red.op.period * red.op.itemsize, red.op.period)


cdef void join_pieces(Reduction* red, Py_ssize_t npieces, char* pieces) noexcept nogil:
    """Join the accumulators of the pieces."""
    cdef char values[16 * MOST_PIECES]
    cdef Py_ssize_t i
    if red.nacc > 1 or red.fold == NULL:
        for i in range(npieces):
            merge(&red.merge, red.acc, pieces + i * red.piece_size, red.nacc)
        return
    for i in range(npieces):
        memcpy(values + i * red.op.itemsize, pieces + i * red.piece_size, red.op.itemsize)
    red.fold(red.acc, values, NULL, NULL, NULL, npieces)


cdef void finish(Reduction* red, Py_ssize_t npieces, char* memory) noexcept nogil:
    """Join the pieces and cast to the output."""
    cdef Py_ssize_t i, n
    cdef char* to = red.op.slot.data
    cdef char* source
    if red.single:
        return
    red.acc = source = to if red.acc_place < 0 else memory + red.acc_place
    if red.spread:
        join_pieces(red, npieces, memory + red.piece_place)
    if red.has_after:
        i = red.nacc
        while i > 0:
            n = min(i, <Py_ssize_t> BLOCK)
            red.after.kernel(to, source, NULL, NULL, NULL, n)
            to += n * red.op.slot.itemsize
            source += n * red.op.itemsize
            i -= n
