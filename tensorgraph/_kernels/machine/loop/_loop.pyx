# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loop step: elementwise work and its reductions, fused.

Registers hold blocks of 2 KB, of which those of several stay in the nearest cache while the instructions run over them.
"""

from cpython.exc cimport PyErr_Fetch, PyErr_Occurred
from cpython.object cimport PyObject
from cpython.ref cimport Py_XDECREF

from ._instructions cimport Inst, run_inst
from .._move cimport copy_run
from ._operand cimport (
    FIXED, MOVING, PITCHED, STILL, TILE, WALK, Grid, Operand, advance, input_block, make_tile, output_block, row_offset,
    store_block
)
from ._reductions cimport begin, begin_piece, end_piece, finish, reduce_block
from ..threads._crew cimport CrewStep
from .._workspace cimport BLOCK, DONE, FAIL, Workspace

from ..kinds import KINDS


cdef enum:
    LINE = 64                   # bytes
    MANY = 4 * BLOCK            # elements


cdef inline Py_ssize_t before_line(Operand* op) noexcept nogil:
    """Return the number of elements of an operand before the first at the start of a cache line."""
    return (-<Py_ssize_t> op.slot.data & (LINE - 1)) // op.itemsize


cdef class Loop(LoopGaps):

    cdef int prepare(self, Workspace ws) except -1:
        LoopGaps.prepare(self, ws)
        self.cut()
        return self.gather_crew(ws)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef int k
        self.fill_packs()
        for k in range(self.nreds):
            begin(&self.reds[k], self.acc.data)
        if self.npieces > 1:
            self.run_crew(ws)
        else:
            self.run_piece(self, ws.scratch.data, 0)
        for k in range(self.nreds):
            finish(&self.reds[k], self.npieces, self.acc.data)
        if self.raises:
            with gil:
                return self.failed()
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Py_ssize_t first = piece * self.piece
        cdef Py_ssize_t n = min(self.piece, self.total - first)
        cdef int k
        for k in range(self.nreg):
            if self.code.place[k] >= 0:
                self.reg[k] = scratch + self.code.place[k] * self.place_bytes
        if self.pitch:
            self.run_gaps(scratch, first, n)
            return
        if self.flat:
            self.run_flat(scratch, first, n)
            return
        self.start(scratch, first)
        for k in range(self.nreds):
            begin_piece(&self.reds[k], &self.grid, first, piece, (<Loop> leader).acc.data, self.acc.data)
        self.run_blocks(scratch, n)
        for k in range(self.nreds):
            end_piece(&self.reds[k], &self.grid)

    cdef void run_flat(self, char* scratch, Py_ssize_t first, Py_ssize_t left) noexcept nogil:
        """Run a loop whose operands are all contiguous, or single values, on `left` elements."""
        cdef Py_ssize_t n = self.lead(left)
        cdef int k
        cdef Operand* op
        for k in range(self.narrays):
            op = &self.ins[k]
            if op.mode == MOVING:
                self.reg[k] = op.slot.data + first * op.itemsize
            elif op.mode == STILL:
                self.reg[k] = op.slot.data
            else:
                self.reg[k] = scratch + op.place
                copy_run(self.reg[k], op.itemsize, op.slot.data, 0, min(left, self.block), op.itemsize)
        for k in range(self.nstores):
            self.reg[self.stores[k].reg] = self.stores[k].slot.data + first * self.stores[k].itemsize
        while left > 0:
            for k in range(self.code.n):
                run_inst(&self.code.instructions[k], self.reg, n)
            left -= n
            if left > 0:
                for k in range(self.narrays):
                    if self.ins[k].mode == MOVING:
                        self.reg[k] += n * self.ins[k].itemsize
                for k in range(self.nstores):
                    self.reg[self.stores[k].reg] += n * self.stores[k].itemsize
            n = left if self.at_once else min(left, self.block)

    cdef Py_ssize_t lead(self, Py_ssize_t elements) noexcept nogil:
        """Return the length of the first block, so that the others start at cache lines in most operands.

        A result counts twice: what is stored across two lines takes longer than what is read.
        """
        cdef Py_ssize_t n, best = 0
        cdef int k, i, votes, most = 0
        if elements < MANY or self.as_blocks:
            return min(elements, self.block)
        for k in range(self.narrays + self.nstores):
            if self.operand(k).mode != MOVING:
                continue
            n = before_line(self.operand(k))
            votes = 0
            for i in range(self.narrays + self.nstores):
                if self.operand(i).mode == MOVING and before_line(self.operand(i)) == n:
                    votes += 1 if i < self.narrays else 2
            if votes > most:
                best, most = n, votes
        return min(elements, best if best else self.block)

    cdef void run_blocks(self, char* scratch, Py_ssize_t left) noexcept nogil:
        """Run the loop on `left` elements, from where it was started."""
        cdef Py_ssize_t n
        cdef int k
        cdef Grid* grid = &self.grid
        cdef Inst* inst
        while left > 0:
            n = self.block_length(left)
            for k in range(self.narrays):
                if self.ins[k].mode != FIXED:
                    self.reg[k] = input_block(&self.ins[k], grid, n, scratch)
            for k in range(self.nstores):
                if self.stores[k].direct:
                    self.reg[self.stores[k].reg] = output_block(&self.stores[k], grid, n, scratch)
            for k in range(self.nrun):
                run_inst(&self.code.instructions[k], self.reg, n)
            for k in range(self.nreds):
                if self.reds[k].formula_sum != NULL:
                    self.reds[k].args[0] = self.reg[self.reds[k].operands[0]]
                    self.reds[k].args[1] = self.reg[self.reds[k].operands[1]]
                elif self.reds[k].formula != NULL:
                    inst = &self.code.instructions[self.nrun]
                    self.reds[k].args[0] = self.reg[inst.a]
                    self.reds[k].args[1] = self.reg[inst.b]
                    self.reds[k].args[2] = self.reg[inst.c]
                    self.reds[k].args[3] = self.reg[inst.d]
                reduce_block(&self.reds[k], grid, n, self.reg[self.reds[k].op.reg], scratch)
            for k in range(self.nstores):
                if self.taken[self.store_output[k]] < 0:
                    store_block(&self.stores[k], grid, n, self.reg[self.stores[k].reg], scratch)
            for k in range(self.nstores):
                if self.taken[self.store_output[k]] >= 0:
                    store_block(&self.stores[k], grid, n, self.reg[self.stores[k].reg], scratch)
            left -= n
            if self.walks and left > 0:
                self.walk(n)

    cdef Py_ssize_t block_length(self, Py_ssize_t left) noexcept nogil:
        """Return the length of the next block, which crosses no end that it has to keep to."""
        cdef int k
        cdef Grid* grid = &self.grid
        cdef Py_ssize_t n = min(left, self.block)
        if self.rows and n > grid.inner - grid.j and not self.whole_rows:
            n = grid.inner - grid.j
        if self.by_axis:
            n = min(n, (grid.dims[grid.nd - 2] - grid.index[grid.nd - 2]) * grid.inner)
        for k in range(self.nreds if self.cyclic else 0):
            if self.reds[k].cyclic:
                n = min(n, self.reds[k].op.period - self.reds[k].op.offset)
        return n

    cdef void start(self, char* scratch, Py_ssize_t first) noexcept nogil:
        """Prepare the first block, from element `first` on: broadcast single values, tile rows."""
        cdef int k
        cdef Operand* op
        self.seek(first)
        for k in range(self.narrays):
            op = &self.ins[k]
            op.at = op.slot.data
            op.filled = NULL
            if op.mode == MOVING:
                op.at += first * op.itemsize
            elif op.mode == TILE:
                make_tile(op, scratch)
                op.offset = first % op.period
            elif op.mode == FIXED:
                self.reg[k] = scratch + op.place
                copy_run(self.reg[k], op.itemsize, op.at, 0, min(self.total, op.room), op.itemsize)
            else:
                op.at += row_offset(op, &self.grid)
        for k in range(self.nstores):
            op = &self.stores[k]
            op.at = op.slot.data
            op.at += first * op.itemsize if op.mode == MOVING else row_offset(op, &self.grid)

    cdef void walk(self, Py_ssize_t n) noexcept nogil:
        """Advance the grid by n elements."""
        cdef int k
        cdef Operand* op
        cdef Grid* grid = &self.grid
        if grid.j + n < grid.inner:
            grid.j += n
            return
        advance(grid, n)
        for k in range(self.narrays):
            op = &self.ins[k]
            if op.mode == WALK or op.mode == STILL or op.mode == PITCHED:
                op.at = op.slot.data + row_offset(op, grid)
        for k in range(self.nstores):
            op = &self.stores[k]
            if op.mode == WALK:
                op.at = op.slot.data + row_offset(op, grid)
        for k in range(self.nreds):
            self.reds[k].op.at = self.reds[k].acc + row_offset(&self.reds[k].op, grid)

    cdef int failed(self) noexcept:
        """Take over the Python error that a ufunc's loop has set."""
        cdef PyObject* kind
        cdef PyObject* value
        cdef PyObject* trace
        if PyErr_Occurred() == NULL:
            return DONE
        PyErr_Fetch(&kind, &value, &trace)
        self.error = (<object> kind, None if value == NULL else <object> value)
        Py_XDECREF(kind)
        Py_XDECREF(value)
        Py_XDECREF(trace)
        return FAIL

    cdef int perform(self, Workspace ws) except -1:
        kind, value = self.error
        self.error = None
        raise value if isinstance(value, BaseException) else kind(value)


KINDS["loop"] = Loop
