# Rows that are read where they are.
from ._operand cimport Operand
from ._packs cimport LoopPacks
from ._reductions cimport Reduction

cdef enum:
    LONG_TILE = 1024            # a row that repeats is tiled up to here
    MEDIUM_ROW = 2048           # rows up to here are reduced by one kernel where nothing else reads them


cdef class LoopRows(LoopPacks):
    cdef bint to_axis           # a reduction goes along the last axis but one, and blocks do not cross its end

    cdef bint pay_segments(self) noexcept
    cdef int rows_in_place(self) noexcept
    cdef bint stays_in_place(self, const Operand* op) noexcept
    cdef Py_ssize_t longest_tile(self) noexcept
    cdef bint may_step(self) noexcept
    cdef bint keeps_to_axis(self) noexcept
    cdef bint is_in_rows(self, const Operand* op) noexcept
    cdef bint can_go_by_rows(self, const Reduction* red) noexcept
    cdef bint inputs_are_dense(self) noexcept
    cdef void choose_sum(self, Reduction* red) noexcept
    cdef bint by_columns(self) noexcept
    cdef bint goes_down_columns(self) noexcept
    cdef bint pays_by_columns(self, const Reduction* red) noexcept
    cdef bint goes_to_columns(self, const Reduction* red) noexcept
    cdef bint may_go(self, const Operand* op) noexcept
    cdef bint is_value(self, int reg) noexcept
    cdef Py_ssize_t step_of(self, int reg, Py_ssize_t size) noexcept
    cdef bint is_alone(self) noexcept
