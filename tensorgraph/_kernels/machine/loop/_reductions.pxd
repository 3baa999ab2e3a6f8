# Reductions of a loop's results, block by block.
from ._instructions cimport Inst, kernel_t
from ._operand cimport Grid, Operand

ctypedef void (*rows_t)(void* o, const void* a, const void* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil
ctypedef void (*columns_t)(
    void* o, const void* a, Py_ssize_t width, Py_ssize_t apart, Py_ssize_t rows, Py_ssize_t matrices) noexcept nogil

ctypedef void (*formula_sum_t)(
    void* o, const char* const* operands, const Py_ssize_t* steps, Py_ssize_t width, Py_ssize_t rows) noexcept nogil

cdef enum:
    STRIP = 2048                # columns whose results stay in the nearest cache
    CHUNK = 16                  # blocks whose sums are added one after another; chunks are added pairwise

cdef struct Reduction:
    Operand op                  # the output; its strides are those of the accumulators, 0 on reduced axes
    int dtype_size              # of the register
    Inst merge                  # joins two values
    Inst plus                   # adds values of the register's dtype
    kernel_t fold               # ``o = op(o, a[0], ..., a[n - 1])``, or NULL: `merge` by a ufunc's loop does it
    Inst fold_loop
    kernel_t wide_fold          # the same from `dtype` to a wider accumulator, or NULL
    kernel_t wide_merge
    kernel_t formula_fold       # computes the loop's last instruction and folds it, or NULL
    kernel_t formula_merge
    kernel_t formula            # the one of the two that is in use, or NULL
    char* args[4]               # its operands, and those of `formula_sum`
    formula_sum_t row_sums[2]   # compute the last instruction of arrays, or an array and values, and add its rows,
    formula_sum_t column_sums[2]                                                # or its columns
    formula_sum_t formula_sum   # the one that is in use, or NULL
    int operands[2]             # registers of its operands
    Py_ssize_t operand_size     # bytes of an element of them
    bint is_symmetric           # they may be in any order
    bint is_scaled              # the second one has one value for each row
    Py_ssize_t steps[2]         # bytes from row to row of them
    rows_t rows_fold            # of many short rows at once, or NULL
    columns_t columns_fold      # of the columns of many matrices at once, or NULL
    columns_t columns_merge     # the same of accumulators
    Inst before, after          # casts to and from the accumulator's dtype
    bint has_before, has_after
    bint is_wide                # `wide_fold` or `wide_merge` does it, without a cast before
    bint is_sum
    bint may_spread             # parts do not over- or underflow where the whole does not
    bint pairwise               # over so many elements that chunks are added pairwise
    bint by_rows                # FOLD: a kernel reduces the whole rows of a block at once
    bint direct                 # it writes the results, each of which is of one row
    bint by_columns             # ACROSS: a kernel reduces the last axis but one
    bint tiled                  # ACROSS: whole rows of a block at once, in a tile
    bint cyclic                 # ACROSS: blocks lie one behind the other in the accumulators, which begin anew
    bint whole                  # FOLD: all elements to one value
    bint is_kept                # a single element has the value and the dtype of its result
    bint single                 # each result is of a single element, whose place is `next`
    char* next
    bint spread                 # pieces of the loop reduce to the same values, and each has accumulators of its own:
    Py_ssize_t piece_place      # where, in the memory of the loop,
    Py_ssize_t piece_size       # and their bytes
    double identity[2]
    Py_ssize_t cast_place       # scratch for a block after `before`
    Py_ssize_t acc_place        # of the accumulators in the memory of the loop, -1: they are the output
    Py_ssize_t nacc
    char* acc
    char* tile
    Py_ssize_t tile_place, ntile
    double chunk[2]
    double partial[96]          # sums of 2**k chunks
    Py_ssize_t nchunks
    int nblocks

cdef int resolve_reduction(Reduction* red, how, dtype, acc_dtype, out_dtype) except -1
cdef void resolve_formula(Reduction* red, how, name, dtype, acc_dtype)
cdef void begin(Reduction* red, char* memory) noexcept nogil
cdef void begin_piece(
    Reduction* red, Grid* grid, Py_ssize_t first, Py_ssize_t piece, char* memory, char* own) noexcept nogil
cdef void end_piece(Reduction* red, Grid* grid) noexcept nogil
cdef void reduce_block(Reduction* red, Grid* grid, Py_ssize_t n, char* block, char* scratch) noexcept nogil
cdef void finish(Reduction* red, Py_ssize_t npieces, char* memory) noexcept nogil
