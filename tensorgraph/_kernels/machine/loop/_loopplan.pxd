# The plan of a loop over arrays of the last shapes and layouts.
from ._looprows cimport LoopRows
from ._operand cimport Operand
from ._reductions cimport Reduction
from ._segments cimport Segment
from .._buffer cimport Buffer
from .._workspace cimport Workspace


cdef class LoopPlan(LoopRows):
    cdef Py_ssize_t block
    cdef Py_ssize_t place_bytes  # of a temporary's block
    cdef int nrun               # how many instructions run: the last may be part of a reduction
    cdef Buffer acc
    cdef Py_ssize_t acc_size    # of it, without the accumulators of pieces
    cdef bint flat              # consecutive elements or single values everywhere, and no reduction
    cdef bint at_once           # flat, and one segment, which needs no blocks
    cdef bint rows              # a block may not cross the end of a row, unless it holds whole rows
    cdef bint whole_rows        # a block of rows holds whole ones
    cdef bint by_steps          # segments go from row to row of a block
    cdef bint by_axis           # a block does not cross the end of the last axis but one
    cdef bint turns             # rows of some operand are copied as columns
    cdef bint cyclic            # a block does not cross the end of accumulators that begin anew
    cdef Py_ssize_t unit        # of elements that a block of whole rows holds a multiple of
    cdef bint walks             # some operand needs to know where the grid is

    cdef int bytes_of_element(self) noexcept
    cdef Py_ssize_t room(self) noexcept
    cdef Py_ssize_t near_room(self) noexcept
    cdef int choose_block(self) except -1
    cdef void choose_formula(self, Reduction* red) noexcept
    cdef bint sums_formula(self) noexcept
    cdef bint only_folds(self) noexcept
    cdef bint only_rows(self) noexcept
    cdef void keep_matrices(self, Reduction* red, Py_ssize_t room) noexcept
    cdef void keep_to_axis(self) noexcept
    cdef bint folds_memory(self) noexcept
    cdef bint is_one_segment(self) noexcept
    cdef bint may_walk(self) noexcept
    cdef bint may_turn(self) noexcept
    cdef bint is_turned(self, const Operand* op) noexcept
    cdef void stand_still(self, int k) noexcept
    cdef bint is_shifted(self, int k) noexcept
    cdef int mode_of(self, Operand* op, bint is_input) noexcept
    cdef Py_ssize_t choose_mode(self, Operand* op, Py_ssize_t place, bint is_input) noexcept
    cdef bint may_hold_rows(self) noexcept
    cdef Py_ssize_t block_of_rows(self, Py_ssize_t room) noexcept
    cdef int plan_reductions(self) except -1
    cdef int choose_modes(self, Workspace ws) except -1
