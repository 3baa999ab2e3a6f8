# Operands of a loop: access to the blocks of inputs and results.
from ._instructions cimport Inst
from .._workspace cimport MAX_NDIM, Slot

cdef enum:
    SHORT_ROW = 128             # reduced rows up to here are taken several at a time

cdef enum Mode:                 # where the block of an operand is
    MOVING                      # consecutive elements: a pointer that moves
    FIXED                       # one value, spread over a block once
    TILE                        # a short row that repeats: a tile, read from a moving offset
    STILL                       # one value for all elements of a block or of its rows, for segments and sums of rows
    PITCHED                     # consecutive elements in each row of a block, for segments and sums of rows
    WALK                        # anything else: in place where a row holds the whole block, else gathered or scattered
    PADDED                      # zeros around a part of the grid: in place where a block is in that part, else copied

cdef enum How:                  # what becomes of a result
    STORE
    FOLD                        # reduced to one value per row, or to one in all
    ACROSS                      # reduced over the outer axes: one value for each position in a row

cdef enum Near:                 # WALK: how the rows of a block lie, if they are of one index of the outer axes
    APART
    ADJACENT                    # one behind the other
    EQUAL                       # they are one row
    TURNED                      # as columns of contiguous rows: several are copied at once

cdef inline bint is_one(Slot* slot, int axis) noexcept nogil:
    """Return True if an input of a loop is repeated along an axis; a number is along all."""
    return slot.ndim == 0 or slot.ones >> axis & 1


cdef struct Padding:            # the part of the grid that an input fills
    bint is_nothing
    Py_ssize_t first[MAX_NDIM]  # on each axis
    Py_ssize_t stop[MAX_NDIM]
    Py_ssize_t strides[MAX_NDIM]    # of the input


cdef struct Operand:
    Slot* slot
    int reg
    int mode
    int how
    bint in_segments            # nothing but segments reads it
    bint in_last                # nothing but the last instruction reads it
    bint by_rows                # a kernel that adds rows reads it where it is
    bint direct                 # STORE: the register may point to the memory of the output
    Py_ssize_t itemsize         # of the array; of the accumulators when reduced
    Py_ssize_t stride           # of the inner axis
    Py_ssize_t strides[MAX_NDIM]
    Py_ssize_t place            # of its block or tile in the scratch memory
    Py_ssize_t room             # elements of that block; TURNED: rows
    Py_ssize_t period           # TILE, and accumulators: elements before it begins anew
    Py_ssize_t offset           # the same: where the next block starts
    char* at                    # the next element (MOVING), the row that the next block starts in (else)
    char* filled                # WALK: the value or the row that its block is filled with
    Py_ssize_t nfilled          # EQUAL: and how much of it; TURNED: so many rows from `filled` on are there
    int near
    Padding* padding            # NULL where an input fills the grid

cdef struct Grid:               # the axes of a loop, joined where possible, and the place where the next block starts
    int nd
    Py_ssize_t dims[MAX_NDIM]
    Py_ssize_t index[MAX_NDIM]
    Py_ssize_t inner            # length of the inner axis
    Py_ssize_t j                # index on the inner axis

cdef char* input_block(Operand* op, Grid* grid, Py_ssize_t n, char* scratch) noexcept nogil
cdef char* output_block(Operand* op, Grid* grid, Py_ssize_t n, char* scratch) noexcept nogil
cdef void store_block(Operand* op, Grid* grid, Py_ssize_t n, const char* block, char* scratch) noexcept nogil
cdef void make_tile(Operand* op, char* scratch) noexcept nogil
cdef bint is_dense(const Operand* op, const Grid* grid) noexcept nogil
cdef Py_ssize_t period(const Operand* op, const Grid* grid, int last) noexcept nogil
cdef void advance(Grid* grid, Py_ssize_t n) noexcept nogil
cdef bint next_row(Grid* grid) noexcept nogil
cdef Py_ssize_t row_offset(Operand* op, Grid* grid) noexcept nogil
