# The scan step of loops over scalars.
from ._ring cimport Rows
from ._scanplan cimport ScanPlan
from ._tape cimport Tape
from .._workspace cimport Slot


cdef class TapedScan(ScanPlan):
    cdef int play(self, Tape tape) noexcept nogil
    cdef bint is_direct(self, Rows* rows, int j) noexcept nogil
    cdef void put(self, int* n, int out) noexcept nogil
    cdef void move_rows(self, int* n, int reg, Rows* rows, Py_ssize_t tap) noexcept nogil
    cdef void move(self, int* n, int reg, char* at, Py_ssize_t stride, char* first, char* end) noexcept nogil
    cdef bint stops(self, Slot* slot) noexcept nogil
    cdef bint is_interrupted(self) noexcept nogil
