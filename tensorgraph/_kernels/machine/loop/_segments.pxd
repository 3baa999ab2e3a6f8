# Segments: instructions of a loop that do the work of many, on tiles in vector registers.
from libc.stdint cimport int32_t

cdef struct TileOp:
    const void* label
    int32_t x, y                # registers of the loop

cdef struct RowStep:
    Py_ssize_t bytes
    int32_t reg

ctypedef void (*segment_t)(
    const TileOp* code, char** reg, Py_ssize_t at, Py_ssize_t n, Py_ssize_t rows, const RowStep* steps) noexcept nogil

cdef struct Array:
    int reg
    int size                    # bytes of an element
    bint read, written
    bint still                  # one value for all elements of a row
    bint far                    # in memory that is fetched ahead

cdef struct Choice:             # of the label of an operation: its sources move, the first is still, the second, both
    const void* labels[4]

cdef struct Version:            # the code for tiles of one length
    segment_t run
    TileOp* code                # one ends a tile; its y counts the arrays, x those behind it, which are fetched ahead
    Choice* choices             # one for each operation
    int tile                    # elements

cdef struct Segment:
    Version[2] versions         # for short tiles and for long ones, if there are any
    int nversions
    Py_ssize_t row              # elements of the rows that a block consists of, 0: it is one row
    int narrays, nops
    int nread_only, nwritten    # of the arrays, in this order
    Array* arrays               # what it reads and writes besides numbers
    RowStep* steps              # of the arrays, from row to row

cdef Segment* new_segment(op, reg_dtypes) except NULL
cdef void set_still(Segment* segment, int reg, bint still) noexcept nogil
cdef void set_rows(Segment* segment, Py_ssize_t row) noexcept nogil
cdef void set_step(Segment* segment, int reg, Py_ssize_t step) noexcept nogil
cdef void set_far(Segment* segment, int reg, bint far) noexcept nogil
cdef void free_segment(Segment* segment) noexcept
cdef void run_segment(const Segment* segment, char** reg, Py_ssize_t n) noexcept nogil
