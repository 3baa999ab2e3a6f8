# Common parts of row steps: the layout of rows, and the loops over them.
from ..loop._instructions cimport kernel_t
from ..loop._reductions cimport rows_t
from ..threads._crew cimport CrewStep
from .._workspace cimport MAX_NDIM, Slot, Workspace

cdef enum:
    COLUMNS = 512               # rows that are worked on at once by columns
    GROUP = 1024                # doubles that hold the short rows that are worked on at once

cdef struct RowLoops:           # of one dtype
    kernel_t exp, exp_sub, log, inv, add, sub, mul, sub_mul, nmul_add, maximum, fold_sum
    rows_t rows_max, rows_sum, rows_dot, rows_sub, rows_mul

cdef struct Rows:               # the rows of a slot along an axis
    Slot* slot
    int axis                    # -1: one value for each row
    bint dense                  # each row follows the one before
    Py_ssize_t step             # bytes from element to element
    Py_ssize_t place            # in the scratch memory, where rows that are not dense are gathered
    Py_ssize_t first, last      # of the rows that are there


cdef class RowStep(CrewStep):
    cdef RowLoops loops
    cdef int axis
    cdef Py_ssize_t width, nrows
    cdef Py_ssize_t group       # rows that are worked on at once
    cdef Py_ssize_t gathered    # rows that are gathered at once: a cache line has elements of many
    cdef Py_ssize_t[MAX_NDIM] outer
    cdef int nouter
    cdef Py_ssize_t size
    cdef bint scattered         # some rows are gathered
    cdef bint by_columns        # elements of the same place in many rows are contiguous, and worked on at once:
    cdef Py_ssize_t run         # those of so many rows
    cdef Py_ssize_t piece       # rows of a piece,
    cdef Py_ssize_t first, end  # and those of the one that is worked on

    cdef int find_loops(self) except -1
    cdef int find_rows(self, Slot* x) except -1
    cdef bint limit_run(self, const Rows* rows) noexcept
    cdef int make_output(self, Workspace ws, const Rows* x) except -1
    cdef Py_ssize_t columns(self, Py_ssize_t r) noexcept nogil
    cdef int plan_rows(self, Rows* rows, Slot* slot, int axis, Py_ssize_t* top) except -1
    cdef int reserve_rows(self, Workspace ws, Py_ssize_t top) except -1
    cdef void begin_piece(self, Py_ssize_t piece) noexcept nogil
    cdef void gather(self, const Rows* rows, Py_ssize_t r, Py_ssize_t n, char* to) noexcept nogil
    cdef char* row(self, const Rows* rows, Py_ssize_t r) noexcept nogil
    cdef char* read(self, Rows* rows, Py_ssize_t r, Py_ssize_t n, char* scratch) noexcept nogil
    cdef char* target(self, const Rows* rows, Py_ssize_t r, char* scratch) noexcept nogil
    cdef void write(self, const Rows* rows, Py_ssize_t r, Py_ssize_t n, const char* block) noexcept nogil
    cdef void exps(
        self, const char* x, char* e, bint keep, bint finite, char* top, char* total, Py_ssize_t n) noexcept nogil
    cdef void limit(self, char* top, Py_ssize_t n) noexcept nogil
    cdef void add_row(self, const char* x, const char* b, char* to, Py_ssize_t n) noexcept nogil
