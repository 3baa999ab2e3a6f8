# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The traversal of a loop step's arrays, planned anew when a shape or a layout changes.

Axes that every operand steps through as one are merged first, in the order in which the inputs lie in memory; then each
operand gets the cheapest way to its blocks.
"""

from ._instructions cimport Inst
from ._operand cimport (
    ACROSS, ADJACENT, APART, EQUAL, FIXED, FOLD, MOVING, SHORT_ROW, STILL, TILE, WALK, is_dense, is_one, period
)
from ._reductions cimport Reduction
from ._segments cimport Segment, set_far, set_still
from .._move cimport magnitude
from .._workspace cimport BLOCK, MAX_NDIM

from ....scalar.reductions import REDUCTIONS

cdef enum:
    LONG_TILE = 1024            # a row that repeats is tiled up to here
    MEDIUM_ROW = 2048           # rows up to here are added by one kernel where nothing else reads them
    LONG_BLOCK = 1024           # where nothing is kept between instructions
    LONGEST_BLOCK = 4096        # where memory is folded
    LONG_ROW = 512              # from here on, blocks end where rows do if some operand has to walk
    FEW = 64                    # elements from which on segments serve
    FAR = 1 << 22               # bytes of an input that only memory and the last cache hold
    MANY = 65536                # elements of rows that are reduced by one call


cdef inline Py_ssize_t _round_up(Py_ssize_t size) noexcept nogil:
    return (size + 63) & ~<Py_ssize_t> 63


cdef class LoopPlan(LoopCode):

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int axes[MAX_NDIM]
        cdef int axis, n = 0
        self.loop_dims(dims)
        self.total = 1
        for axis in range(self.ndim):
            self.total *= dims[axis]
            if dims[axis] != 1:
                axes[n] = axis
                n += 1
        self.code = &self.codes[self.codes[1].n > 0 and self.total >= FEW]
        self.sort_axes(axes, n)
        self.lay_out(ws, dims, axes, n)
        self.join_axes(dims, axes, n)
        self.choose_block()
        self.choose_modes(ws)
        self.cost = 20 + self.total * (0.1 * (self.nin + self.nout) + 0.3 * self.code.n)
        return 0

    cdef int loop_dims(self, Py_ssize_t* dims) except -1:
        """Compute the shape of the loop: that of every input, except for broadcast axes."""
        cdef int axis, k, first
        for axis in range(self.ndim):
            first = -1
            dims[axis] = 1
            for k in range(self.nin):
                if is_one(self.inputs[k], axis):
                    continue
                if first < 0:
                    first = k
                    dims[axis] = self.inputs[k].dims[axis]
                elif self.inputs[k].dims[axis] != dims[axis]:
                    raise ValueError(
                        f"Input dimension mis-match. (input[{first}].shape[{axis}] = {dims[axis]}, "
                        f"input[{k}].shape[{axis}] = {self.inputs[k].dims[axis]})"
                    )
        return 0

    cdef void sort_axes(self, int* axes, int n) noexcept:
        """Sort the axes by their layout in memory, the smallest strides last."""
        cdef int i, j, k, axis
        cdef Py_ssize_t before, after
        for i in range(1, n):
            j = i
            while j > 0:
                before = after = 0
                for k in range(self.nin):
                    if not (is_one(self.inputs[k], axes[j - 1]) or is_one(self.inputs[k], axes[j])):
                        before = magnitude(self.inputs[k].strides[axes[j - 1]])
                        after = magnitude(self.inputs[k].strides[axes[j]])
                        if before and after and before != after:
                            break
                if before == 0 or after <= before:
                    break
                axis = axes[j]
                axes[j] = axes[j - 1]
                axes[j - 1] = axis
                j -= 1

    cdef int lay_out(self, Workspace ws, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Allocate the outputs, in the order of the axes."""
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef int axis, i, k, m
        cdef Reduction* red
        for k in range(self.nstores):
            i = self.store_output[k]
            if self.taken[i] >= 0:
                self.output(ws, i, dims)
            else:
                self.dense_strides(dims, axes, n, -1, self.stores[k].itemsize, strides)
                ws.allocate(self.outputs[i], dims, strides)
        for k in range(self.nreds):
            red = &self.reds[k]
            self.dense_strides(dims, axes, n, self.kept_axes[k], red.op.slot.itemsize, strides)
            m = 0
            red.nacc = 1
            for axis in range(self.ndim):
                if self.kept_axes[k] >> axis & 1:
                    shape[m] = dims[axis]
                    strides[m] = strides[axis]
                    red.nacc *= dims[axis]
                    m += 1
            if self.total == 0 and red.nacc:
                record = REDUCTIONS[self.params["outs"][self.red_output[k]][1]]
                if record.picks:
                    raise ValueError(f"zero-size array to reduction operation {record.op} which has no identity")
            ws.allocate(red.op.slot, shape, strides)
        return 0

    cdef void dense_strides(
        self, const Py_ssize_t* dims, const int* axes, int n, int kept, Py_ssize_t size, Py_ssize_t* strides
    ) noexcept:
        """Compute the strides of a dense array whose axes have the order of the loop's."""
        cdef int axis, i
        cdef Py_ssize_t inner = size
        for axis in range(self.ndim):
            strides[axis] = size
        for i in range(n - 1, -1, -1):
            if kept >> axes[i] & 1:
                strides[axes[i]] = inner
                inner *= max(dims[axes[i]], 1)

    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Fill the grid, with axes that every operand steps through as one merged."""
        cdef int i, k, nd = 0
        cdef bint joined
        for i in range(n):
            joined = nd > 0
            for k in range(self.nin + self.nstores + self.nreds):
                self.operand(k).strides[nd] = self.operand_stride(k, dims, axes, n, axes[i])
                if nd and self.operand(k).strides[nd - 1] != self.operand(k).strides[nd] * dims[axes[i]]:
                    joined = False
            if joined:
                for k in range(self.nin + self.nstores + self.nreds):
                    self.operand(k).strides[nd - 1] = self.operand(k).strides[nd]
                self.grid.dims[nd - 1] *= dims[axes[i]]
            else:
                self.grid.dims[nd] = dims[axes[i]]
                nd += 1
        self.grid.nd = nd
        self.grid.inner = self.grid.dims[nd - 1] if nd else 1
        for k in range(self.nin + self.nstores + self.nreds):
            self.operand(k).stride = self.operand(k).strides[nd - 1] if nd else 0
        return 0

    cdef Operand* operand(self, int k) noexcept nogil:
        if k < self.nin:
            return &self.ins[k]
        if k < self.nin + self.nstores:
            return &self.stores[k - self.nin]
        return &self.reds[k - self.nin - self.nstores].op

    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept:
        """Return the stride of an operand along an axis of the loop, of the accumulators for a reduction."""
        cdef Py_ssize_t strides[MAX_NDIM]
        if k < self.nin:
            return 0 if is_one(self.inputs[k], axis) else self.inputs[k].strides[axis]
        if k < self.nin + self.nstores:
            return self.stores[k - self.nin].slot.strides[axis]
        k -= self.nin + self.nstores
        if not self.kept_axes[k] >> axis & 1:
            return 0
        self.dense_strides(dims, axes, n, self.kept_axes[k], self.reds[k].op.itemsize, strides)
        return strides[axis]

    cdef int choose_block(self) except -1:
        """Choose how the elements are cut into blocks."""
        cdef int k
        cdef Py_ssize_t room = BLOCK, pieces
        self.rows = self.nreds == 0 and self.grid.inner >= LONG_ROW and self.may_walk()
        self.cyclic = False
        self.unit = self.grid.inner
        self.nrun = self.code.n
        for k in range(self.nreds):
            self.rows = self.rows or not self.reds[k].whole
            self.choose_formula(&self.reds[k])
        if self.only_folds():
            room = LONGEST_BLOCK if self.folds_memory() else LONG_BLOCK
        elif self.nreds == 0 and self.is_one_segment():
            room = LONG_BLOCK
        self.block = room
        self.whole_rows = self.grid.inner <= SHORT_ROW
        if self.rows and self.grid.nd:
            if self.only_rows():
                self.whole_rows = True
                self.block = self.grid.inner * (MANY // max(self.grid.inner, 1))
            elif self.whole_rows:
                self.block = self.block_of_rows(max(room, self.capacity))
            else:
                pieces = (self.grid.inner + room - 1) // room
                self.block = min(room, ((self.grid.inner + pieces - 1) // pieces + 31) // 32 * 32)
        return self.plan_reductions()

    cdef Py_ssize_t block_of_rows(self, Py_ssize_t room) noexcept:
        """Return the length of a block of whole rows: a multiple of eight of them, where there are more."""
        cdef Py_ssize_t units = room // max(self.unit, 1)
        return self.unit * (units - units % 8 if units > 8 else units)

    cdef int plan_reductions(self) except -1:
        """Choose how blocks are reduced, and the places of accumulators."""
        cdef int k
        cdef Py_ssize_t place = 0
        cdef Reduction* red
        for k in range(self.nreds):
            red = &self.reds[k]
            red.by_rows = self.whole_rows and self.can_go_by_rows(red)
            red.pairwise = red.is_sum and red.op.how == FOLD
            red.pairwise = red.pairwise and (self.total if red.whole else self.grid.inner) > 16 * BLOCK
            red.acc_place = -1
            if red.has_after:
                red.acc_place = place
                place += _round_up(red.nacc * red.op.itemsize)
            red.ntile = self.block if red.tiled else 0
            red.tile_place = place
            place += _round_up(red.ntile * red.op.itemsize)
        self.acc_size = place
        if self.acc is None or self.acc.size < place:
            self.acc = Buffer(place)
        return 0

    cdef void choose_formula(self, Reduction* red) noexcept:
        """Choose if the results of the last instruction are reduced as they are computed."""
        red.op.how = ACROSS if red.op.stride else FOLD
        red.op.period = period(&red.op, &self.grid, self.grid.nd - 1 - (red.op.how == FOLD))
        red.tiled = red.cyclic = False
        if red.op.how == ACROSS and 0 < self.grid.inner <= SHORT_ROW:
            red.tiled = 0 < red.op.period <= BLOCK
            red.cyclic = red.op.period > BLOCK
        self.cyclic = self.cyclic or red.cyclic
        if red.tiled:
            self.unit = max(self.unit, red.op.period)
        red.is_wide = (red.wide_fold if red.op.how == FOLD else red.wide_merge) != NULL
        red.formula = NULL
        if self.code.is_reduced and (red.whole or red.tiled or red.cyclic or self.grid.inner > SHORT_ROW):
            red.formula = red.formula_fold if red.op.how == FOLD else red.formula_merge
            self.nrun -= red.formula != NULL

    cdef bint only_folds(self) noexcept:
        """Return True if blocks of inputs are reduced and nothing else; constants fill short blocks only."""
        cdef int k
        cdef Inst* inst
        if self.nrun or self.nstores or not self.nreds:
            return False
        for k in range(self.nreds):
            if self.reds[k].formula == NULL and self.reds[k].op.reg >= self.nin:
                return False
        for k in range(self.code.n):
            inst = &self.code.instructions[k]
            if max(inst.a, inst.b, inst.c, inst.d) >= self.nin:
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
            found = segment.arrays[i].reg < self.nin
            for k in range(self.nstores):
                found = found or self.stores[k].reg == segment.arrays[i].reg
            if not found:
                return False
        return segment != NULL

    cdef bint may_walk(self) noexcept:
        """Return True if some operand has to walk."""
        cdef int k
        for k in range(self.nin + self.nstores):
            if self.mode_of(self.operand(k), k < self.nin) == WALK:
                return True
        return False

    cdef bint only_rows(self) noexcept:
        """Return True if dense rows of inputs are reduced, which needs no blocks."""
        cdef int k
        cdef Reduction* red
        if self.grid.inner > MEDIUM_ROW or not self.only_folds():
            return False
        for k in range(self.nreds):
            red = &self.reds[k]
            if red.formula != NULL or red.has_before and not red.is_wide or not self.can_go_by_rows(red):
                return False
        return self.inputs_are_dense()

    cdef bint can_go_by_rows(self, const Reduction* red) noexcept:
        """Return True if a kernel may reduce many rows at once, whose accumulators lie side by side."""
        if self.grid.nd < 2 or red.op.how != FOLD or red.rows_fold == NULL:
            return False
        return red.op.period > 0 and red.op.strides[self.grid.nd - 2] != 0

    cdef bint inputs_are_dense(self) noexcept:
        cdef int k
        for k in range(self.nin):
            if not is_dense(&self.ins[k], &self.grid):
                return False
        return True

    cdef void keep_to_axis(self) noexcept:
        """Let blocks hold whole rows of the last axis but one, where that has many: fewer of them need to be copied."""
        cdef int k, nd = self.grid.nd
        cdef Py_ssize_t step
        for k in range(self.nin):
            self.by_axis = self.by_axis or self.ins[k].mode == WALK
        if not self.by_axis:
            return
        self.block -= self.block % self.grid.inner
        for k in range(self.nin):
            step = self.ins[k].strides[nd - 2]
            if step == 0:
                self.ins[k].near = EQUAL
            elif self.ins[k].stride == self.ins[k].itemsize and step == self.grid.inner * self.ins[k].itemsize:
                self.ins[k].near = ADJACENT

    cdef int choose_modes(self, Workspace ws) except -1:
        """Choose how the blocks of each operand are accessed, and their places in scratch memory."""
        cdef int k, nd = self.grid.nd
        cdef Py_ssize_t top = self.code.scratch_size
        self.walks = self.rows
        self.by_axis = False
        self.flat = self.nreds == 0
        for k in range(self.nin + self.nstores):
            top = _round_up(top + self.choose_mode(self.operand(k), top, k < self.nin))
        if nd > 2 and self.grid.inner <= SHORT_ROW and self.grid.dims[nd - 2] * self.grid.inner >= 2 * BLOCK:
            self.keep_to_axis()
        for k in range(self.nstores):
            self.stores[k].direct = self.code.direct[k]
            self.flat = self.flat and self.stores[k].direct
        self.at_once = self.flat and self.is_one_segment()
        for k in range(self.nin):
            self.stand_still(k)
            self.at_once = self.at_once and self.ins[k].mode != FIXED
        for k in range(self.nreds):
            if self.reds[k].has_before:
                self.reds[k].cast_place = top
                top += self.block * self.reds[k].op.itemsize
        return ws.reserve(top)

    cdef void stand_still(self, int k) noexcept:
        """Let segments read an input as one value for a block if that is what it has, or fetch it ahead."""
        cdef int i
        cdef Operand* op = &self.ins[k]
        cdef bint still = self.code == &self.codes[1] and op.in_segments and op.stride == 0
        still = still and (op.mode == FIXED or op.mode == WALK and self.rows and not self.whole_rows)
        if still:
            op.mode = STILL
        for i in range(self.code.n):
            if self.code.instructions[i].segment != NULL:
                set_still(self.code.instructions[i].segment, k, still)
                set_far(self.code.instructions[i].segment, k, op.mode == MOVING and self.total * op.itemsize >= FAR)

    cdef Py_ssize_t choose_mode(self, Operand* op, Py_ssize_t place, bint is_input) noexcept:
        """Choose how the blocks of an operand are accessed; return the size of its scratch memory, at `place`."""
        op.place, op.near, op.room = place, APART, self.block
        op.mode = self.mode_of(op, is_input)
        self.flat = self.flat and (op.mode == MOVING or op.mode == FIXED)
        self.walks = self.walks or op.mode == WALK
        if op.mode == MOVING:
            return 0
        if op.mode == TILE:
            return _round_up((op.period + op.room) * op.itemsize)
        return op.room * op.itemsize + 64

    cdef int mode_of(self, Operand* op, bint is_input) noexcept:
        """Return the mode of an operand, and set the period of one that repeats."""
        if self.total <= 1 or is_dense(op, &self.grid):
            return MOVING
        op.period = period(op, &self.grid, self.grid.nd - 1)
        if op.period == 1:
            return FIXED
        return TILE if is_input and 0 < op.period <= LONG_TILE else WALK
