# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rows that are read where they are, by segments and by sums.

What is one value for each row, the same row again and again, and rows of a part of an array need not be copied to
blocks: segments go from row to row with a step for each array, and so do the kernels that add a formula over rows.
"""

from ._instructions cimport Inst
from ._operand cimport ACROSS, FOLD, SHORT_ROW, Operand, is_dense, period
from ._reductions cimport Reduction
from .._workspace cimport BLOCK

from ...loops import dispatch

cdef Py_ssize_t _fewest = dispatch.module("rowsums").FEWEST
cdef Py_ssize_t _long_row = dispatch.module("rowsums").LONG_ROW

cdef enum:
    TILES = 3                   # of rows from which on what is one value for each is read where it is
    SEVERAL = 2                 # such values from which on that pays in shorter rows


cdef class LoopRows(LoopPacks):

    cdef bint pay_segments(self) noexcept:
        """Return True if segments do the work of several instructions, or of one that reads values where they are."""
        cdef int values = self.rows_in_place()
        if self.codes[1].n < self.codes[0].n:
            return True
        if values < SEVERAL and self.grid.inner < TILES * self.longest_tile():
            return False
        return values > 0 and (self.codes[1].n == 1 or 2 * self.grid.inner <= self.capacity)

    cdef int rows_in_place(self) noexcept:
        """Return the number of inputs that only rows can read in place; 0 if too much would be computed twice."""
        cdef int k, found = 0, nd = self.grid.nd
        cdef Py_ssize_t tile = self.longest_tile(), inner = self.grid.inner
        for k in range(self.narrays if nd > 1 and inner >= tile else 0):
            if self.ins[k].in_segments and self.stays_in_place(&self.ins[k]):
                found += 1
        # a copy of an input takes about as long as an eighth of the work
        return found if 8 * ((tile - inner % tile) % tile) <= inner * max(3, found) else 0

    cdef bint stays_in_place(self, const Operand* op) noexcept:
        """Return True if an operand would have to be copied to blocks that hold several rows, but not row by row."""
        cdef Py_ssize_t repeats = period(op, &self.grid, self.grid.nd - 1)
        if op.stride == 0:
            return repeats != 1
        return self.is_in_rows(op) and not 0 < repeats <= LONG_TILE

    cdef Py_ssize_t longest_tile(self) noexcept:
        cdef Py_ssize_t found = 1
        cdef int k
        for k in range(self.codes[1].n):
            if self.codes[1].instructions[k].segment != NULL:
                found = max(found, <Py_ssize_t> self.codes[1].instructions[k].segment.versions[0].tile)
        return found

    cdef bint may_step(self) noexcept:
        """Return True if segments may go from row to row, in blocks that stay within the last axis but one.

        Long code takes more time for the ends of rows than copies of its inputs would.
        """
        cdef int values = self.rows_in_place()
        return values and self.code.n <= 2 * values + 1 and self.keeps_to_axis()

    cdef bint keeps_to_axis(self) noexcept:
        """Return True if the last axis but one holds enough elements for blocks that stay within it."""
        cdef int nd = self.grid.nd
        return nd == 2 or nd > 2 and self.grid.dims[nd - 2] * self.grid.inner >= 2 * BLOCK

    cdef bint is_in_rows(self, const Operand* op) noexcept:
        """Return True if an operand has one value or consecutive elements in each row, and is not contiguous."""
        return (op.stride == 0 or op.stride == op.itemsize) and not is_dense(op, &self.grid)

    cdef bint can_go_by_rows(self, const Reduction* red) noexcept:
        """Return True if a kernel may reduce many rows at once, whose accumulators lie side by side or are one."""
        cdef Py_ssize_t step = red.op.strides[self.grid.nd - 2] if self.grid.nd > 1 else -1
        if step < 0 or red.op.how != FOLD or red.rows_fold == NULL:
            return False
        return step == red.op.itemsize or step == 0 and red.fold != NULL

    cdef bint inputs_are_dense(self) noexcept:
        cdef int k
        for k in range(self.narrays):
            if not is_dense(&self.ins[k], &self.grid):
                return False
        return True

    cdef void choose_sum(self, Reduction* red) noexcept:
        """Choose if a kernel computes the results of the last instruction and adds its rows or columns."""
        cdef const Inst* inst
        cdef int k, a, b
        cdef Py_ssize_t longest = self.capacity // 2, size = red.operand_size
        if not self.code.is_reduced or red.whole or self.grid.inner < _fewest:
            return
        inst = &self.code.instructions[self.code.n - 1]
        a, b = inst.a, inst.b
        if self.is_value(a) and red.is_symmetric:
            a, b = b, a
        if self.is_value(a) or red.row_sums[self.is_value(b)] == NULL:
            return
        if self.can_go_by_rows(red):
            if red.dtype_size == 1 and self.grid.inner < 2 * _fewest:
                # bools of short rows are counted faster
                return
            if self.grid.nd > 1 and red.op.strides[self.grid.nd - 2] == 0 and not self.keeps_to_axis():
                # small matrices, of which several are reduced at once
                return
            red.formula_sum = red.row_sums[self.is_value(b)]
            longest = MEDIUM_ROW if self.is_alone() else longest
        elif self.goes_to_columns(red) and self.keeps_to_axis():
            red.formula_sum = red.column_sums[self.is_value(b)]
            longest = self.grid.inner if self.is_alone() else longest
        if red.formula_sum == NULL or self.grid.inner > longest:
            red.formula_sum = NULL
            return
        if red.op.how == ACROSS:
            red.by_columns = self.to_axis = True
            red.tiled = red.cyclic = False
            red.op.period = 0
        red.operands[0], red.operands[1] = a, b
        red.is_scaled = self.is_value(b)
        for k in range(2):
            red.steps[k] = self.step_of(red.operands[k], size)
            if red.operands[k] < self.narrays:
                self.ins[red.operands[k]].by_rows = self.may_go(&self.ins[red.operands[k]])

    cdef bint by_columns(self) noexcept:
        """Return True if columns are reduced, whose accumulators are read and written for each block."""
        cdef int k
        for k in range(self.nreds):
            if self.reds[k].by_columns:
                return True
        return False

    cdef bint goes_down_columns(self) noexcept:
        """Return True if a few columns of a formula are read at a time: rows of a block stay in a near cache."""
        cdef int k
        for k in range(self.nreds):
            if self.reds[k].by_columns and self.reds[k].formula_sum != NULL:
                return self.grid.inner * self.reds[k].operand_size < _long_row
        return False

    cdef bint pays_by_columns(self, const Reduction* red) noexcept:
        """Return True if a kernel reduces the last axis but one, which is known of matrices of short rows.

        What is computed is folded into the accumulators in passing if its rows are long.
        """
        if red.columns_fold == NULL or self.grid.inner == 0 or not self.goes_to_columns(red):
            return False
        if self.grid.inner <= SHORT_ROW:
            return red.op.period == 0 and self.grid.nd > 2
        return self.code.n == 0

    cdef bint goes_to_columns(self, const Reduction* red) noexcept:
        """Return True if the last axis but one is reduced to accumulators that lie side by side."""
        if red.op.how != ACROSS or self.grid.nd < 2:
            return False
        return red.op.strides[self.grid.nd - 2] == 0 and red.op.stride == red.op.itemsize

    cdef bint may_go(self, const Operand* op) noexcept:
        """Return True if the last instruction may read an input where it is, which nothing else reads."""
        return op.in_last and self.keeps_to_axis() and self.is_in_rows(op)

    cdef bint is_value(self, int reg) noexcept:
        """Return True if a register has one value for each row, or a number."""
        if reg < self.narrays:
            return self.ins[reg].stride == 0 and self.may_go(&self.ins[reg])
        return reg < self.narrays + self.nconsts

    cdef Py_ssize_t step_of(self, int reg, Py_ssize_t size) noexcept:
        """Return the bytes from row to row of a register, of elements of `size` bytes."""
        if reg < self.narrays and self.may_go(&self.ins[reg]):
            return self.ins[reg].strides[self.grid.nd - 2]
        return 0 if self.is_value(reg) else self.grid.inner * size

    cdef bint is_alone(self) noexcept:
        """Return True if a loop does nothing but add a formula over rows of its inputs, which needs no blocks."""
        cdef int k
        if self.code.n > 1 or self.nstores or self.nreds > 1:
            return False
        for k in range(self.narrays):
            if not is_dense(&self.ins[k], &self.grid) and not self.may_go(&self.ins[k]):
                return False
        return True
