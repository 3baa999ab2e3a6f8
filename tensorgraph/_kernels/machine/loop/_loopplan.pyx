# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The traversal of a loop step's arrays, planned anew when a shape or a layout changes.

Blocks are as long as reductions and caches want them, and each operand gets the cheapest way to its blocks.
"""

from ._instructions cimport Inst
from ._looprows cimport LONG_TILE, MEDIUM_ROW
from ._operand cimport (
    ACROSS, ADJACENT, APART, EQUAL, FIXED, FOLD, Grid, MOVING, PADDED, PITCHED, SHORT_ROW, STILL, TILE, TURNED, WALK,
    is_dense, period
)
from ._reductions cimport Reduction
from ._segments cimport Segment, set_far, set_rows, set_step, set_still
from .._workspace cimport BLOCK

cdef enum:
    LONG_BLOCK = 1024           # where nothing is kept between instructions
    LONGEST_BLOCK = 16384       # where memory is folded
    LONG_ROW = 512              # from here on, blocks end where rows do if some operand has to walk
    NEAR = 98304                # bytes of all blocks
    FEW = 64                    # elements from which on segments serve
    LONGEST_TURNED = 4096       # elements of rows that are copied as columns of others,
    FEWEST_TURNED = 128         # of the matrix that they are,
    TURNED_BYTES = 64           # so many of each column at once
    SHIFT = 4096                # bytes from one part of an array to another
    FAR = 1 << 22               # bytes of an input that only memory and the last cache hold
    MANY = 65536                # elements of rows that are reduced by one call
    MANY_BY_COLUMNS = 16384     # the same where columns are read a few at a time,
    FEW_ROWS = 16               # but so many rows at least


cdef inline Py_ssize_t _round_up(Py_ssize_t size) noexcept nogil:
    return (size + 63) & ~<Py_ssize_t> 63


cdef class LoopPlan(LoopRows):

    cdef int prepare(self, Workspace ws) except -1:
        self.make_grid(ws)
        self.plan_packs()
        self.code = &self.codes[self.codes[1].n > 0 and self.total >= FEW and self.pay_segments()]
        self.choose_block()
        self.choose_modes(ws)
        self.cost = 20 + self.total * (0.015 * self.bytes_of_element() + self.code.cost)
        return 0

    cdef int bytes_of_element(self) noexcept:
        """Return how many bytes are read and written for each element."""
        cdef int k, size = 0
        for k in range(self.narrays):
            size += self.inputs[k].itemsize
        for k in range(self.nout):
            size += self.outputs[k].itemsize
        return size

    cdef int choose_block(self) except -1:
        """Choose how the elements are cut into blocks."""
        cdef int k
        cdef Py_ssize_t room, pieces
        self.by_steps = self.code == &self.codes[1] and self.may_step()
        self.rows = self.nreds == 0 and self.grid.inner >= LONG_ROW and self.may_walk()
        self.cyclic = self.to_axis = False
        self.unit = self.grid.inner
        self.nrun = self.code.n
        for k in range(self.narrays):
            self.ins[k].by_rows = False
        for k in range(self.nreds):
            self.rows = self.rows or not self.reds[k].whole
            self.choose_formula(&self.reds[k])
        self.turns = self.may_turn()
        self.block = room = self.room()
        self.whole_rows = self.grid.inner <= SHORT_ROW or self.sums_formula() or self.may_hold_rows()
        if self.nreds == 0 and self.by_steps:
            room = max(room, self.near_room())
            self.whole_rows = self.grid.inner <= room
        self.by_steps = self.by_steps and self.whole_rows
        self.rows = self.rows or self.by_steps or self.turns
        for k in range(self.nreds):
            if self.reds[k].by_columns and self.reds[k].formula_sum == NULL:
                self.keep_matrices(&self.reds[k], room)
        if self.rows and self.grid.nd:
            if self.only_rows():
                self.whole_rows = True
                room = MANY_BY_COLUMNS if self.goes_down_columns() else MANY
                self.block = self.block_of_rows(max(room, FEW_ROWS * self.grid.inner) if self.by_columns() else room)
            elif self.whole_rows:
                self.block = self.block_of_rows(max(room, self.capacity) if self.nreds else room)
            else:
                pieces = (self.grid.inner + room - 1) // room
                self.block = min(room, ((self.grid.inner + pieces - 1) // pieces + 31) // 32 * 32)
        return self.plan_reductions()

    cdef Py_ssize_t room(self) noexcept:
        """Return the length of blocks that what is computed allows."""
        if self.only_folds():
            return LONGEST_BLOCK if self.folds_memory() else LONG_BLOCK
        if self.nreds == 0 and self.is_one_segment():
            return LONGEST_BLOCK if self.by_steps else LONG_BLOCK
        if self.may_walk() or (self.counts or self.nreds and self.code.n == 1 and not self.rows) and not self.as_blocks:
            return self.near_room()
        if self.nreds or self.as_blocks:
            return BLOCK
        return max(<Py_ssize_t> LONG_BLOCK, self.usual) if self.is_one_kernel() else self.usual

    cdef Py_ssize_t near_room(self) noexcept:
        """Return the length of blocks of which those of all inputs and temporaries stay in a near cache."""
        cdef Py_ssize_t size = self.code.nplaces * self.widest
        cdef int k
        for k in range(self.narrays):
            size += self.ins[k].itemsize
        return min(self.capacity, max(<Py_ssize_t> BLOCK, NEAR // max(size, <Py_ssize_t> 1)))

    cdef bint sums_formula(self) noexcept:
        """Return True if a kernel adds rows or columns of a formula: it needs whole rows, whatever else is reduced."""
        cdef int k
        for k in range(self.nreds):
            if self.reds[k].formula_sum != NULL:
                return True
        return False

    cdef bint may_hold_rows(self) noexcept:
        """Return True if rows that are no short ones are reduced when several are computed, as they fit a block."""
        cdef int k
        if self.nreds == 0 or 2 * self.grid.inner > self.capacity:
            return False
        for k in range(self.nreds):
            if self.reds[k].formula != NULL or self.reds[k].op.how == FOLD and not self.can_go_by_rows(&self.reds[k]):
                return False
        return True

    cdef Py_ssize_t block_of_rows(self, Py_ssize_t room) noexcept:
        """Return the length of a block of whole rows: a multiple of eight of them, where there are more."""
        cdef Py_ssize_t units = room // max(self.unit, 1)
        return self.unit * (units - units % 8 if units > 8 else units)

    cdef void keep_matrices(self, Reduction* red, Py_ssize_t room) noexcept:
        """Let blocks hold whole matrices of the last two axes, or parts of one."""
        cdef int nd = self.grid.nd
        cdef Py_ssize_t size = self.grid.dims[nd - 2] * self.grid.inner
        cdef Grid outer
        if size > room:
            self.to_axis = True
            red.op.period = 0
            return
        self.unit = max(self.unit, size)
        # the accumulators as they are passed, a row of them for each matrix
        outer = self.grid
        outer.dims[nd - 2] = self.grid.inner
        red.op.strides[nd - 2] = red.op.stride
        red.op.period = period(&red.op, &outer, nd - 2)
        red.op.strides[nd - 2] = 0

    cdef int plan_reductions(self) except -1:
        """Choose how blocks are reduced, and the places of accumulators."""
        cdef int k
        cdef Py_ssize_t place = 0
        cdef Reduction* red
        for k in range(self.nreds):
            red = &self.reds[k]
            red.by_rows = self.whole_rows and self.can_go_by_rows(red)
            red.direct = red.by_rows and red.formula_sum == NULL and red.op.period == red.nacc
            red.direct = red.direct and red.nacc * self.grid.inner == self.total
            red.pairwise = red.is_sum and red.op.how == FOLD
            red.pairwise = red.pairwise and (self.total if red.whole else self.grid.inner) > 16 * BLOCK
            red.acc_place = -1
            if red.has_after and not red.single:
                red.acc_place = place
                place += _round_up(red.nacc * red.op.itemsize)
            red.ntile = min(self.block, self.total) if red.tiled else 0
            red.tile_place = place
            place += _round_up(red.ntile * red.op.itemsize)
        self.acc_size = place
        if self.acc is None or self.acc.size < place:
            self.acc = Buffer(place)
        return 0

    cdef void choose_formula(self, Reduction* red) noexcept:
        """Choose if the results of the last instruction are reduced as they are computed."""
        red.formula, red.formula_sum = NULL, NULL
        red.tiled = red.cyclic = False
        red.op.how = ACROSS if red.op.stride else FOLD
        red.single = red.is_kept and red.nacc == self.total > 1 and is_dense(&red.op, &self.grid)
        red.by_columns = False
        if red.single:
            return
        red.op.period = period(&red.op, &self.grid, self.grid.nd - 1 - (red.op.how == FOLD))
        if red.op.how == ACROSS and 0 < self.grid.inner <= SHORT_ROW:
            red.tiled = 0 < red.op.period <= BLOCK
            red.cyclic = red.op.period > BLOCK
        red.by_columns = red.op.how == ACROSS and self.pays_by_columns(red)
        self.choose_sum(red)
        self.cyclic = self.cyclic or red.cyclic
        if red.tiled:
            self.unit = max(self.unit, red.op.period)
        elif red.op.how == FOLD and self.grid.nd > 1 and red.op.strides[self.grid.nd - 2] == 0:
            # whole matrices are reduced to one value each
            if 2 * self.grid.dims[self.grid.nd - 2] * self.grid.inner <= self.capacity:
                self.unit = max(self.unit, self.grid.dims[self.grid.nd - 2] * self.grid.inner)
        red.is_wide = (red.wide_fold if red.op.how == FOLD else red.wide_merge) != NULL
        if red.formula_sum != NULL:
            self.nrun -= 1
        elif self.code.is_reduced and (red.whole or red.tiled or red.cyclic or self.grid.inner > SHORT_ROW):
            red.formula = red.formula_fold if red.op.how == FOLD else red.formula_merge
            self.nrun -= red.formula != NULL

    cdef bint only_folds(self) noexcept:
        """Return True if blocks of inputs are reduced and nothing else.

        Constants fill short blocks only, but to sums of formulas, which are all of the code then, they are one value.
        """
        cdef int k
        cdef Inst* inst
        if self.nrun or self.nstores or not self.nreds:
            return False
        for k in range(self.nreds):
            if self.reds[k].formula != NULL or self.reds[k].formula_sum != NULL:
                continue
            if self.reds[k].op.reg >= self.narrays:
                return False
        for k in range(0 if self.sums_formula() else self.code.n):
            inst = &self.code.instructions[k]
            if max(inst.a, inst.b, inst.c, inst.d) >= self.narrays:
                return False
        return True

    cdef bint folds_memory(self) noexcept:
        """Return True if all inputs are folded where they are; sums are more accurate in shorter blocks."""
        cdef int k
        for k in range(self.nreds):
            if self.reds[k].op.how != FOLD or self.reds[k].is_sum or self.reds[k].has_before:
                return False
        return self.inputs_are_dense()

    cdef bint is_one_segment(self) noexcept:
        """Return True if a single segment reads the inputs and writes the outputs."""
        cdef int i, k
        cdef const Segment* segment = self.code.instructions[0].segment if self.code.n == 1 else NULL
        cdef bint found
        for k in range(self.nstores):
            if not self.code.direct[k]:
                return False
        for i in range(segment.narrays if segment != NULL else 0):
            found = segment.arrays[i].reg < self.narrays
            for k in range(self.nstores):
                found = found or self.stores[k].reg == segment.arrays[i].reg
            if not found:
                return False
        return segment != NULL

    cdef bint may_walk(self) noexcept:
        """Return True if some operand has to walk."""
        cdef int k
        for k in range(self.narrays + self.nstores):
            if self.mode_of(self.operand(k), k < self.narrays) >= WALK:
                return True
        return False

    cdef bint may_turn(self) noexcept:
        """Return True if the columns of some input are contiguous, and the rows are not.

        Blocks stay within the last axis but one then, so it has to hold all that accumulators want in one.
        """
        cdef int k, nd = self.grid.nd
        if nd < 2 or self.grid.dims[nd - 2] * self.grid.inner < max(self.unit, <Py_ssize_t> FEWEST_TURNED):
            return False
        for k in range(self.narrays):
            if self.is_turned(&self.ins[k]):
                return True
        return False

    cdef bint is_turned(self, const Operand* op) noexcept:
        cdef int nd = self.grid.nd
        cdef Py_ssize_t fewest = TURNED_BYTES // op.itemsize
        if op.strides[nd - 2] != op.itemsize or op.stride == op.itemsize or op.stride == 0:
            return False
        return (
            (op.itemsize == 4 or op.itemsize == 8) and fewest <= self.grid.inner <= LONGEST_TURNED
            and self.grid.dims[nd - 2] >= fewest)

    cdef bint only_rows(self) noexcept:
        """Return True if dense rows or columns of inputs are reduced, which needs no blocks."""
        cdef int k
        cdef Reduction* red
        if not self.only_folds():
            return False
        for k in range(self.nreds):
            red = &self.reds[k]
            if red.formula_sum != NULL:
                return (red.by_columns or self.grid.inner <= MEDIUM_ROW) and self.is_alone()
            if red.formula != NULL or red.has_before and not red.is_wide:
                return False
            if not red.by_columns and (self.grid.inner > MEDIUM_ROW or not self.can_go_by_rows(red)):
                return False
        return self.inputs_are_dense()

    cdef void keep_to_axis(self) noexcept:
        """Let blocks hold whole rows of the last axis but one, where that has many: fewer of them need to be copied."""
        cdef int k, nd = self.grid.nd
        cdef Py_ssize_t step
        for k in range(self.narrays):
            self.by_axis = self.by_axis or self.ins[k].mode == WALK
        if not self.by_axis:
            return
        self.block -= self.block % self.grid.inner
        for k in range(self.narrays):
            step = self.ins[k].strides[nd - 2]
            if step == 0:
                self.ins[k].near = EQUAL
            elif self.ins[k].stride == self.ins[k].itemsize and step == self.grid.inner * self.ins[k].itemsize:
                self.ins[k].near = ADJACENT

    cdef int choose_modes(self, Workspace ws) except -1:
        """Choose how the blocks of each operand are accessed, and their places in scratch memory."""
        cdef int k, nd = self.grid.nd
        cdef Py_ssize_t top
        # a result that is written where it belongs has no block, however long they are
        self.place_bytes = _round_up(
            (min(self.block, self.capacity) if self.keeps_nothing() else self.block) * self.widest)
        top = self.code.nplaces * self.place_bytes
        self.walks = self.rows
        self.by_axis = self.to_axis or self.by_steps or self.turns
        self.flat = self.nreds == 0
        for k in range(self.narrays + self.nstores):
            top = _round_up(top + self.choose_mode(self.operand(k), top, k < self.narrays))
            self.by_axis = self.by_axis or k < self.narrays and self.ins[k].by_rows
        if nd > 2 and self.grid.inner <= SHORT_ROW and self.grid.dims[nd - 2] * self.grid.inner >= 2 * BLOCK:
            self.keep_to_axis()
        for k in range(self.nstores):
            self.stores[k].direct = self.code.direct[k]
            self.flat = self.flat and self.stores[k].direct
        self.at_once = self.flat and self.is_one_segment()
        for k in range(self.code.n):
            if self.code.instructions[k].segment != NULL:
                set_rows(self.code.instructions[k].segment, self.grid.inner if self.by_steps else 0)
        for k in range(self.narrays):
            self.stand_still(k)
            self.at_once = self.at_once and self.ins[k].mode != FIXED
        for k in range(self.nreds):
            if self.reds[k].has_before:
                self.reds[k].cast_place = top
                top += self.block * self.reds[k].op.itemsize
        return ws.reserve(top)

    cdef void stand_still(self, int k) noexcept:
        """Let an input be read where it is, if it has one value for a block or a row; or let it be fetched ahead."""
        cdef int i
        cdef Operand* op = &self.ins[k]
        cdef Segment* segment
        if op.by_rows:
            op.mode = PITCHED if op.stride else STILL
        elif self.code == &self.codes[1] and op.in_segments:
            if op.mode == FIXED or op.mode == WALK and op.stride == 0 and self.rows and not self.whole_rows:
                op.mode = STILL
            elif self.by_steps and self.is_in_rows(op):
                op.mode = PITCHED if op.stride else STILL
        for i in range(self.code.n):
            segment = self.code.instructions[i].segment
            if segment != NULL:
                set_still(segment, k, op.mode == STILL)
                set_far(segment, k, op.mode == MOVING and self.total * op.itemsize >= FAR and not self.is_shifted(k))
                if self.by_steps and (op.mode == STILL or op.mode == PITCHED):
                    set_step(segment, k, op.strides[self.grid.nd - 2])

    cdef bint is_shifted(self, int k) noexcept:
        """Return True if an input begins near one before it, as parts of one array do: what is fetched serves both."""
        cdef int i
        for i in range(k):
            if self.ins[i].mode == MOVING and abs(self.ins[i].slot.data - self.ins[k].slot.data) < SHIFT:
                return True
        return False

    cdef Py_ssize_t choose_mode(self, Operand* op, Py_ssize_t place, bint is_input) noexcept:
        """Choose how the blocks of an operand are accessed; return the size of its scratch memory, at `place`."""
        op.place, op.near, op.room = place, APART, min(self.block, self.total)
        op.mode = self.mode_of(op, is_input)
        self.flat = self.flat and (op.mode == MOVING or op.mode == FIXED)
        self.walks = self.walks or op.mode >= WALK
        if op.mode == MOVING:
            return 0
        if is_input and op.mode == WALK and self.turns and self.is_turned(op):
            op.near, op.room = TURNED, max(TURNED_BYTES // op.itemsize, self.block // self.grid.inner)
            return op.room * self.grid.inner * op.itemsize + 64
        if op.mode == TILE:
            return _round_up((op.period + op.room) * op.itemsize)
        return op.room * op.itemsize + 64

    cdef int mode_of(self, Operand* op, bint is_input) noexcept:
        """Return the mode of an operand, and set the period of one that repeats."""
        if op.padding != NULL:
            return PADDED
        if self.total <= 1 or is_dense(op, &self.grid):
            return MOVING
        op.period = period(op, &self.grid, self.grid.nd - 1)
        if op.period == 1:
            return FIXED
        return TILE if is_input and 0 < op.period <= LONG_TILE else WALK
