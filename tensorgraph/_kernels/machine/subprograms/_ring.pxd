# Ring buffers of rows, whose oldest rows are overwritten by the next.
from ._subprogram cimport Place
from .._workspace cimport Slot

cdef struct Rows:               # a buffer: its rows are what the steps make
    Slot* source                # the rows before the first step; NULL: none
    Slot* slot                  # all rows
    Slot* length                # how many there are; NULL where `source` tells that
    Slot* used                  # how many are left where the loop stops early; NULL
    int first_in, nin           # which inputs of the inner program are rows, at these taps
    int first_out, nout         # which of its outputs are, written at these places
    int* taps
    int* places
    Py_ssize_t* aside           # for each tap where its row is copied to, because a step writes over it; or -1
    Py_ssize_t depth            # how many rows there are before the one that a step makes first
    Py_ssize_t n
    Py_ssize_t at               # the row that place 0 means
    bint added_to               # rows are read and written anywhere, and stay in their order
    bint apart                  # a step may read a row while it writes that row: not before the end of the step
    bint known                  # the shape of the rows is known
    Place place


cdef inline bint same_row(Rows* rows, Py_ssize_t x, Py_ssize_t y) noexcept nogil:
    """Return True if two taps or places refer to one row."""
    return rows.n == 0 or (x - y) % rows.n == 0


cdef inline char* row(Rows* rows, Py_ssize_t tap) noexcept nogil:
    """Return the row that a tap refers to in the current step."""
    cdef Py_ssize_t i = rows.at + tap
    if i < 0 or i >= rows.n:
        i %= rows.n
        if i < 0:
            i += rows.n
    return rows.slot.data + i * rows.slot.strides[0]


cdef void clear_rows(Rows* rows, Py_ssize_t first) noexcept nogil
cdef Py_ssize_t dense_strides(Rows* rows, Py_ssize_t* strides) noexcept nogil
cdef int rotate(Rows* rows) noexcept nogil
