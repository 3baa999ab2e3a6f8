# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The padded loop step: elementwise work on arrays that fill parts of a grid, with zeros around them.

Sums of what is written to several slices of zeros are such loops: each result is stored once, and there are no zeros.

a. The grid of an array that is padded has one axis for each of the loop's that is longer than 1. No two are merged:
   seen from outside, its elements lie as those of no array do (`GAP`).
b. Blocks of long rows end where an array begins or ends: what is between is read where it is.
c. A segment goes along shorter rows from one such end to the next, and from row to row: nothing is copied. Where two
   ends are close, it goes along columns.
d. Where rows are as far apart in all arrays, and one part of them is all but a few columns, the segment goes on from
   one row to the next through what lies between. Columns are computed before and stored after.
"""

from cpython.mem cimport PyMem_RawFree
from libc.string cimport memcpy, memmove

from ..._entry cimport Lengths, are_lengths, parse_lengths, read_length
from .._loop cimport Loop
from .._operand cimport FIXED, MOVING, STILL, Grid, Operand, Padding, advance, is_one
from .._segments cimport RowStep, Segment, run_segment
from ._padding cimport has, place, zeros as zero_block
from ..._move cimport copy_run
from ..._slices cimport Index, Slices, parse_slices, slice_bounds
from ..._workspace cimport MAX_NDIM, PREPARE, Slot, Workspace
from ...memory cimport zeros

from ...kinds import KINDS

MISFIT = "the inputs of a padded loop do not fit each other"  # never shown: the steps that the loop replaces tell more

cdef enum:
    GAP = 1                     # bytes between elements, which no layout has
    MOST_ARRAYS = 32            # of a segment
    SELDOM = 8                  # elements of a row for one that is computed with those of its column
    COLUMN = 64                 # elements of a column that are computed at once
    FEW = 8                     # columns that are kept while what lies in their place is overwritten,
    LARGE = 4                   # and elements of a row for each of them


cdef struct Part:
    int input
    int term                    # inputs of one term are as long as each other
    Slices slices


cdef class PaddedLoop(Loop):
    cdef Part* parts
    cdef Padding* paddings
    cdef int nparts
    cdef Lengths lengths
    cdef Py_ssize_t[MAX_NDIM] last      # lengths
    cdef Py_ssize_t* edges              # where an array begins or ends in a row, sorted
    cdef int nedges
    cdef Py_ssize_t start, stop         # of the largest part between two of them
    cdef bint by_parts                  # segments go from end to end and from row to row,
    cdef bint through                   # through what lies between the rows of one part

    def __dealloc__(self):
        PyMem_RawFree(self.parts)
        PyMem_RawFree(self.paddings)
        PyMem_RawFree(self.edges)

    cdef int build(self, Workspace ws) except -1:
        cdef int axis, k
        cdef Index* part
        Loop.build(self, ws)
        given = self.params["parts"]
        self.nparts = len(given)
        self.parts = <Part*> zeros(self.nparts, sizeof(Part))
        self.paddings = <Padding*> zeros(self.nparts, sizeof(Padding))
        self.edges = <Py_ssize_t*> zeros(2 * self.nparts, sizeof(Py_ssize_t))
        for k in range(self.nparts):
            number, term, index = given[k]
            if not 0 <= number < self.narrays or self.inputs[<int> number].ndim != self.ndim or len(index) != self.ndim:
                raise ValueError(f"input {number} of a padded loop has not the axes of the loop")
            self.parts[k].input, self.parts[k].term = number, term
            parse_slices(self, &self.parts[k].slices, self.ndim, index)
            for axis in range(self.ndim):
                part = &self.parts[k].slices.index[axis]
                if not part.is_slice or part.step.given or part.start.slot != NULL or part.stop.slot != NULL:
                    raise ValueError("inputs of a padded loop lie at slices of constant bounds and step 1")
            self.ins[<int> number].padding = &self.paddings[k]
        if self.nreds:
            raise ValueError("a padded loop reduces nothing")
        return parse_lengths(self, &self.lengths, self.params["shape"] or (), self.ndim if self.params["shape"] else 0)

    cdef int loop_dims(self, Py_ssize_t* dims) except -1:
        """Read the shape of the loop, which is that of all inputs that are not padded."""
        cdef int axis, k
        for axis in range(self.ndim):
            dims[axis] = read_length(&self.lengths, axis) if self.lengths.n else self.inputs[0].dims[axis]
            self.last[axis] = dims[axis]
            if dims[axis] < 0:
                raise ValueError("negative dimensions are not allowed")
            for k in range(self.narrays):
                if self.ins[k].padding == NULL and not is_one(self.inputs[k], axis):
                    if self.inputs[k].dims[axis] != dims[axis]:
                        raise ValueError(MISFIT)
        return 0

    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept:
        if k < self.narrays and self.ins[k].padding != NULL:
            return self.ins[k].itemsize + GAP
        return Loop.operand_stride(self, k, dims, axes, n, axis)

    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1:
        cdef int k
        Loop.join_axes(self, dims, axes, n)
        self.nedges = 0
        for k in range(self.nparts):
            self.compare(k)
            self.lay(k, dims, axes, n)
            if n:
                self.add_edge(self.paddings[k].first[n - 1])
                self.add_edge(self.paddings[k].stop[n - 1])
        return 0

    cdef int compare(self, int number) except -1:
        """Compare the lengths of an input with those of the others of its term."""
        cdef int axis, k
        cdef Slot* x = self.inputs[self.parts[number].input]
        cdef Slot* other
        for k in range(number):
            other = self.inputs[self.parts[k].input]
            for axis in range(self.ndim if self.parts[k].term == self.parts[number].term else 0):
                if not (is_one(x, axis) or is_one(other, axis)) and x.dims[axis] != other.dims[axis]:
                    raise ValueError(MISFIT)
        return 0

    cdef int lay(self, int number, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Compute which elements of the grid an input is."""
        cdef Py_ssize_t first, length, step
        cdef int axis, k
        cdef Padding* padding = &self.paddings[number]
        cdef Slot* x = self.inputs[self.parts[number].input]
        padding.is_nothing = False
        for axis in range(self.ndim):
            slice_bounds(&self.parts[number].slices.index[axis], dims[axis], &first, &length, &step)
            if x.dims[axis] != 1 and x.dims[axis] != length:
                raise ValueError(MISFIT)
            padding.is_nothing = padding.is_nothing or length == 0
            for k in range(n):
                if axes[k] == axis:
                    padding.first[k], padding.stop[k] = first, first + length
                    padding.strides[k] = 0 if x.dims[axis] == 1 else x.strides[axis]
        return 0

    cdef void add_edge(self, Py_ssize_t edge) noexcept:
        """Add a place on the inner axis where blocks end, if there is none yet."""
        cdef int k = self.nedges
        while k and self.edges[k - 1] > edge:
            k -= 1
        if edge == 0 or edge == self.grid.inner or k and self.edges[k - 1] == edge:
            return
        memmove(&self.edges[k + 1], &self.edges[k], (self.nedges - k) * sizeof(Py_ssize_t))
        self.edges[k] = edge
        self.nedges += 1

    cdef int choose_modes(self, Workspace ws) except -1:
        Loop.choose_modes(self, ws)
        self.by_parts = self.may_go_by_parts()
        self.through = self.by_parts and self.may_go_through()
        self.by_parts = self.through or self.by_parts and SELDOM * self.columns() <= self.grid.inner
        return 0

    cdef bint may_go_by_parts(self) noexcept:
        """Return True if one segment does the work, on short rows in which arrays begin or end."""
        cdef int k
        cdef Grid* grid = &self.grid
        if grid.nd < 2 or self.nedges == 0 or grid.inner > self.block or self.narrays >= MOST_ARRAYS:
            return False
        if not self.is_one_segment() or self.stores[0].mode != MOVING:
            return False
        for k in range(self.narrays):
            if not self.is_in_place(&self.ins[k]):
                return False
        return True

    cdef bint may_go_through(self) noexcept:
        """Return True if one part of the rows is most of them, and as far from row to row in all arrays."""
        cdef Py_ssize_t start = 0, stop, most = 0
        cdef int k
        cdef const Operand* op
        for k in range(self.narrays):
            op = &self.ins[k]
            if op.padding != NULL and op.padding.strides[self.grid.nd - 1] and self.row_step(op) != (
                    self.grid.inner * op.itemsize):
                return False
        for k in range(self.nedges + 1):
            stop = self.edges[k] if k < self.nedges else self.grid.inner
            if stop - start > most:
                most, self.start, self.stop = stop - start, start, stop
            start = stop
        return self.grid.inner - most <= min(<Py_ssize_t> FEW, self.grid.inner // LARGE)

    cdef Py_ssize_t columns(self) noexcept:
        """Return the number of elements of a row between ends too close for a segment to go along rows."""
        cdef Py_ssize_t start = 0, stop, found = 0
        cdef int k
        for k in range(self.nedges + 1):
            stop = self.edges[k] if k < self.nedges else self.grid.inner
            if stop - start < self.code.instructions[0].segment.versions[0].tile:
                found += stop - start
            start = stop
        return found

    cdef bint is_in_place(self, const Operand* op) noexcept:
        """Return True if an input is a value, or rows of consecutive elements."""
        cdef const Py_ssize_t* strides = &op.strides[0]
        cdef bint is_value = True
        cdef int k
        if op.padding != NULL:
            strides = &op.padding.strides[0]
        for k in range(self.grid.nd):
            is_value = is_value and strides[k] == 0
        if op.padding == NULL:
            return op.mode == MOVING or op.mode == FIXED or op.mode == STILL and is_value
        return is_value or strides[self.grid.nd - 1] == op.itemsize

    cdef Py_ssize_t multiple(self) noexcept:
        """Let pieces consist of whole rows where these are read in place."""
        if not self.by_parts:
            return Loop.multiple(self)
        return self.block // self.grid.inner * self.grid.inner

    cdef int execute(self, Workspace ws) noexcept nogil:
        return Loop.execute(self, ws) if are_lengths(&self.lengths, self.last) else PREPARE

    cdef Py_ssize_t block_length(self, Py_ssize_t left) noexcept nogil:
        cdef Py_ssize_t n = Loop.block_length(self, left)
        cdef int k
        for k in range(self.nedges if self.rows and not self.whole_rows else 0):
            if self.grid.j < self.edges[k]:
                return min(n, self.edges[k] - self.grid.j)
        return n

    cdef void run_blocks(self, char* scratch, Py_ssize_t left) noexcept nogil:
        cdef Py_ssize_t rows, inner = self.grid.inner
        if not self.by_parts:
            Loop.run_blocks(self, scratch, left)
            return
        while left > 0:
            rows = min(self.rows_alike(), left // inner)
            if self.through:
                rows = min(rows, self.most_rows())
            self.run_rows(scratch, rows)
            left -= rows * inner
            if left > 0:
                advance(&self.grid, rows * inner)

    cdef Py_ssize_t rows_alike(self) noexcept nogil:
        """Return the number of rows up to the next in which an array begins or ends."""
        cdef int k, axis = self.grid.nd - 2
        cdef Py_ssize_t row = self.grid.index[axis], stop = self.grid.dims[axis]
        for k in range(self.nparts):
            if row < self.paddings[k].first[axis] < stop:
                stop = self.paddings[k].first[axis]
            if row < self.paddings[k].stop[axis] < stop:
                stop = self.paddings[k].stop[axis]
        return stop - row

    cdef void run_rows(self, char* scratch, Py_ssize_t rows) noexcept nogil:
        """Run the segment on rows, between the places where arrays begin and end."""
        cdef int k, axis
        cdef Py_ssize_t j, start = 0, stop, at = 0
        cdef Segment segment = self.code.instructions[0].segment[0]
        for axis in range(self.grid.nd - 1):
            at = at * self.grid.dims[axis] + self.grid.index[axis]
        at *= self.grid.inner
        if self.through:
            self.run_through(segment, scratch, at, rows)
            return
        for k in range(self.nedges + 1):
            stop = self.edges[k] if k < self.nedges else self.grid.inner
            if stop - start >= segment.versions[0].tile:
                segment.row = stop - start
                self.run_part(segment, scratch, at, start, (stop - start) * rows)
            else:
                for j in range(start, stop):
                    self.run_column(segment, scratch, at, j, rows)
            start = stop

    cdef Py_ssize_t most_rows(self) noexcept nogil:
        """Return how many rows to run on at once: those of a block if an input is a block of zeros or of a value."""
        cdef int k
        cdef const Operand* op
        for k in range(self.narrays):
            op = &self.ins[k]
            if op.padding != NULL and (not self.is_there(op, self.start) or not op.padding.strides[self.grid.nd - 1]):
                return min(<Py_ssize_t> COLUMN, self.block // self.grid.inner)
        return COLUMN

    cdef void run_through(self, Segment segment, char* scratch, Py_ssize_t at, Py_ssize_t rows) noexcept nogil:
        """Run the segment on some rows as on one, and on the columns that this overwrites."""
        cdef char[FEW * COLUMN * 8] kept
        cdef Py_ssize_t j, inner = self.grid.inner, part = self.stop - self.start
        cdef int k
        segment.row = 0
        for k in range(inner - part):
            j = k if k < self.start else k + part
            self.compute_column(segment, scratch, at, j, 0, rows, kept + k * COLUMN * 8)
        self.run_part(segment, scratch, at, self.start, (rows - 1) * inner + part)
        for k in range(inner - part):
            j = k if k < self.start else k + part
            self.store_column(at, j, 0, rows, kept + k * COLUMN * 8)

    cdef bint is_there(self, const Operand* op, Py_ssize_t j) noexcept nogil:
        """Return True if an input has an element j in the present row."""
        cdef int last = self.grid.nd - 1
        return has(op.padding, self.grid.index, last) and op.padding.first[last] <= j < op.padding.stop[last]

    cdef char* element(self, const Operand* op, Py_ssize_t at, Py_ssize_t j) noexcept nogil:
        """Return where element j of the present row is, `at` elements from the first."""
        cdef int last = self.grid.nd - 1
        if op.padding == NULL:
            return op.slot.data + (at + j) * op.itemsize
        return place(op, self.grid.index, last) + (j - op.padding.first[last]) * op.padding.strides[last]

    cdef Py_ssize_t row_step(self, const Operand* op) noexcept nogil:
        """Return the bytes from row to row of an input."""
        return self.grid.inner * op.itemsize if op.padding == NULL else op.padding.strides[self.grid.nd - 2]

    cdef void run_part(
        self, Segment segment, char* scratch, Py_ssize_t at, Py_ssize_t start, Py_ssize_t n
    ) noexcept nogil:
        """Run the segment on n elements of a part of some rows that inputs fill or leave out."""
        cdef RowStep[MOST_ARRAYS] steps
        cdef Py_ssize_t step, row = segment.row if segment.row else n
        cdef int i, k, last = self.grid.nd - 1
        cdef Operand* op
        memcpy(steps, segment.steps, segment.narrays * sizeof(RowStep))
        segment.steps = steps
        for k in range(self.narrays + self.nstores):
            op, step = self.operand(k), 0
            if op.padding != NULL and not self.is_there(op, start):
                self.reg[k] = zero_block(op, row, scratch + op.place)
            elif op.padding != NULL and op.padding.strides[last] == 0:
                self.reg[k], op.filled = scratch + op.place, NULL
                copy_run(self.reg[k], op.itemsize, self.element(op, at, start), 0, row, op.itemsize)
            elif op.padding != NULL or op.mode == MOVING:
                self.reg[op.reg if k >= self.narrays else k] = self.element(op, at, start)
                step = self.row_step(op)
            elif op.mode == STILL:
                self.reg[k] = op.slot.data
            for i in range(segment.narrays):
                if steps[i].reg == (op.reg if k >= self.narrays else k):
                    steps[i].bytes = step
        run_segment(&segment, self.reg, n)

    cdef void run_column(
        self, Segment segment, char* scratch, Py_ssize_t at, Py_ssize_t j, Py_ssize_t rows
    ) noexcept nogil:
        """Run the segment on an element of each of some rows."""
        cdef char[COLUMN * 8] column
        cdef Py_ssize_t n, first = 0
        segment.row = 0
        while first < rows:
            n = min(rows - first, <Py_ssize_t> COLUMN)
            self.compute_column(segment, scratch, at, j, first, n, column)
            self.store_column(at, j, first, n, column)
            first += n

    cdef void compute_column(
        self, Segment segment, char* scratch, Py_ssize_t at, Py_ssize_t j, Py_ssize_t first, Py_ssize_t n, char* found
    ) noexcept nogil:
        """Run the segment on an element of each of n rows, from the one that many rows on."""
        cdef char[MOST_ARRAYS * COLUMN * 8] columns
        cdef char* to = columns
        cdef Operand* op
        cdef int k
        for k in range(self.narrays):
            op = &self.ins[k]
            if op.mode == STILL:
                self.reg[k] = op.slot.data
            if op.padding == NULL and op.mode != MOVING:
                continue
            if op.padding != NULL and not self.is_there(op, j):
                self.reg[k] = zero_block(op, n, scratch + op.place)
                continue
            copy_run(
                to, op.itemsize, self.element(op, at, j) + first * self.row_step(op), self.row_step(op), n, op.itemsize)
            self.reg[k] = to
            to += COLUMN * 8
        self.reg[self.stores[0].reg] = found
        run_segment(&segment, self.reg, n)

    cdef void store_column(
        self, Py_ssize_t at, Py_ssize_t j, Py_ssize_t first, Py_ssize_t n, const char* found
    ) noexcept nogil:
        """Store an element of each of n rows."""
        cdef Operand* op = &self.stores[0]
        copy_run(
            self.element(op, at, j) + first * self.row_step(op), self.row_step(op), found, op.itemsize, n, op.itemsize)


KINDS["padded_loop"] = PaddedLoop
