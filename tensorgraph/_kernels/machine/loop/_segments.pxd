# Segments: instructions of a loop that do the work of many, on tiles in vector registers.
from libc.stdint cimport int32_t

cdef struct TileOp:
    const void* label
    int32_t x, y                # registers of the loop

ctypedef void (*segment_t)(const TileOp* code, char** reg, Py_ssize_t tiles) noexcept nogil

cdef struct Array:
    int reg
    int size                    # bytes of an element
    bint read, written

cdef struct Segment:
    segment_t run
    TileOp* code
    int tile                    # elements
    int narrays
    Array* arrays               # what it reads and writes besides numbers

cdef Segment* new_segment(op, reg_dtypes) except NULL
cdef void free_segment(Segment* segment) noexcept
cdef void run_segment(const Segment* segment, char** reg, Py_ssize_t n) noexcept nogil
