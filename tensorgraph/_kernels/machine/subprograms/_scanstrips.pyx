# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scan step of loops over short rows: strips of steps run part by part.

a. The rows of a buffer that no later step overwrites are written where they belong; those of a ring, or rows that are
   not contiguous, are made in a strip and then moved.
b. A strip may go on after the step in which the condition says stop: its first rows alone are kept.
"""

from libc.string cimport memcpy, memmove

from .._move cimport copy_array
from .._workspace cimport DONE, FAIL, MAX_NDIM, Slot, Workspace, count, is_contiguous
from ._ring cimport Rows
from ._strips cimport FIXED, OLD, SEQUENCE, Area

from . import fission

cdef double PATIENCE = 5e7      # ns of work between looks for signals

cdef enum:
    PLANS = 8                   # shapes whose plans are kept
    FIRST = 8                   # steps of the first strip of a loop that may stop


cdef inline bint is_dense(const Slot* slot, int first) noexcept nogil:
    """Return True if the elements along the axes from `first` are contiguous."""
    cdef Py_ssize_t expected = slot.itemsize
    cdef int axis
    for axis in range(slot.ndim - 1, first - 1, -1):
        if slot.dims[axis] != 1 and slot.strides[axis] != expected:
            return False
        expected *= slot.dims[axis]
    return True


cdef class StrippedScan(TapedScan):

    cdef int prepare(self, Workspace ws) except -1:
        cdef int k
        cdef bint had_strips = self.strips is not None
        self.choose_strips()
        for k in range(self.nstates, self.nrows):
            if self.strips is not None or had_strips:
                self.rows[k].known = self.strips is not None or self.tape is not None
        TapedScan.prepare(self, ws)
        for k in range(self.nstates):
            if self.strips is not None and self.rows[k].added_to and not self.is_long(k):
                self.strips = None
        if self.strips is not None:
            self.cost = 100 + self.n * self.strips.step_cost
        return 0

    cdef const Py_ssize_t* row_dims(self, int k) noexcept nogil:
        return TapedScan.row_dims(self, k) if self.strips is None else self.strips.areas[k].dims

    cdef int choose_strips(self) except -1:
        """Find or make the plan for the present shapes of rows."""
        cdef int k
        self.strips = None
        if self.known_strips is None:
            self.known_strips = {} if self.can_strip() else {None: None}
        if None in self.known_strips:
            return 0
        slots = [self.row_shape(self.seqs[k].slot) for k in range(self.nseqs)]
        for k in range(self.nstates):
            slots += [self.row_shape(self.rows[k].source)] * self.rows[k].nin
        key = (*slots, *[self.whole_shape(self.others[k]) for k in range(self.nothers)])
        if key not in self.known_strips:
            if len(self.known_strips) >= PLANS:
                self.known_strips.clear()
            self.make_strips(key)
        self.strips = self.known_strips[key]
        return 0

    cdef tuple row_shape(self, Slot* slot):
        cdef int axis
        return tuple([slot.dims[axis] for axis in range(1, slot.ndim)])

    cdef tuple whole_shape(self, Slot* slot):
        cdef int axis
        return tuple([slot.dims[axis] for axis in range(slot.ndim)])

    cdef bint can_strip(self) except -1:
        """Return True if the plans for some shapes may run in strips."""
        cdef int k
        program = self.params["program"]
        for k in range(self.nrows):
            if self.rows[k].nout != 1 or self.rows[k].added_to and self.condition != NULL:
                return False
        used = (*program.inputs, *program.outputs)
        return self.nshared == 0 and all([step.kind in fission.STEPS for step in program.steps]) and not any(
            [program.slots[i].dtype == "object" for i in used])

    cdef int make_strips(self, shapes) except -1:
        cdef int k, j
        sources = [("sequence", k) for k in range(self.nseqs)]
        for k in range(self.nstates):
            sources += [("tap", k, self.rows[k].taps[j]) for j in range(self.rows[k].nin)]
        sources += [("fixed", k) for k in range(self.nothers)]
        places = [self.rows[k].places[0] for k in range(self.nrows)]
        depths = [max(0, self.rows[k].places[0] + self.rows[k].depth) for k in range(self.nrows)]
        try:
            strips = Strips(self.params["program"], shapes, sources, places, depths)
            for k in range(self.nstates):
                if self.row_shape(self.rows[k].source) != tuple(strips.row_shapes[k]):
                    strips = None
                    break
        except fission.Unfit:
            strips = None
        self.known_strips[shapes] = strips
        return 0

    cdef bint is_long(self, int k) noexcept nogil:
        """Return True if a buffer has a row for each step."""
        cdef Rows* rows = &self.rows[k]
        cdef Py_ssize_t last = rows.places[0]
        cdef int j
        for j in range(rows.nin):
            last = max(last, <Py_ssize_t> rows.taps[j])
        return rows.n >= rows.depth + last + self.n

    cdef bint is_direct_area(self, int k) noexcept nogil:
        """Return True if the rows of a buffer can be written where they belong."""
        cdef Slot* slot = self.rows[k].slot
        return self.is_long(k) and is_dense(slot, 1) and (
            self.rows[k].n <= 1 or slot.strides[0] == self.strips.areas[k].size)

    cdef int run_strips(self) noexcept nogil:
        """Run all steps."""
        cdef Py_ssize_t n, kept, room = self.strips.room
        cdef double waited = 0
        cdef bint stops = False
        cdef int k
        self.begin_strips()
        if self.condition != NULL:
            room = min(room, <Py_ssize_t> FIRST)
        while self.i < self.n and not stops:
            n = kept = min(room, self.n - self.i)
            self.load(self.i, n)
            self.strips.run(n)
            if self.condition != NULL:
                kept = self.stop(n)
                stops = kept <= n
                kept = min(kept, n)
                room = min(2 * room, self.strips.room)
            self.land_strip(self.i, kept)
            self.i += kept
            waited += n * self.strips.step_cost
            if waited > PATIENCE:
                waited = 0
                if self.is_interrupted():
                    return FAIL
        for k in range(self.nrows):
            if self.rows[k].n:
                self.rows[k].at = (self.rows[k].depth + self.i) % self.rows[k].n
        return DONE

    cdef void begin_strips(self) noexcept nogil:
        """Read what is the same in all steps, and the rows before the first one."""
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef Py_ssize_t i
        cdef int r, k
        cdef Register* reg
        cdef Area* area
        cdef Rows* rows
        cdef Slot* slot
        for r in range(self.strips.nreg):
            reg = &self.strips.reg[r]
            if reg.role != FIXED or reg.number < 0:
                continue
            slot = self.others[reg.number]
            if count(slot) == 1 or is_contiguous(slot):
                self.strips.fill(r, slot.data, count(slot) == 1)
            else:
                dense_layout(slot.ndim, slot.dims, slot.itemsize, dense)
                copy_array(slot.ndim, slot.dims, reg.base, dense, slot.data, slot.strides, slot.itemsize)
            self.strips.repeat(r, min(self.n, self.strips.room))
        for k in range(self.nrows):
            rows, area = &self.rows[k], &self.strips.areas[k]
            area.is_staged = not self.is_direct_area(k)
            i = rows.depth + rows.places[0]
            area.base = rows.slot.data + i * area.size
            if area.is_staged:
                area.base = self.strips.memory.data + area.scratch + area.depth * area.size
                self.move_rows_of(k, i - area.depth, area.depth, self.strips.memory.data + area.scratch, False)

    cdef void move_rows_of(self, int k, Py_ssize_t first, Py_ssize_t n, char* memory, bint out) noexcept nogil:
        """Copy n rows of a buffer from its row `first` on to contiguous memory, or back."""
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* slot = self.rows[k].slot
        cdef char* data = slot.data + first * slot.strides[0]
        if n == 0:
            return
        memcpy(dims, slot.dims, slot.ndim * sizeof(Py_ssize_t))
        dims[0] = n
        dense_layout(slot.ndim, dims, slot.itemsize, dense)
        if out:
            copy_array(slot.ndim, dims, data, slot.strides, memory, dense, slot.itemsize)
        else:
            copy_array(slot.ndim, dims, memory, dense, data, slot.strides, slot.itemsize)

    cdef void load(self, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
        """Point registers to the rows of a strip, or copy them."""
        cdef int r
        cdef Register* reg
        for r in range(self.strips.nreg):
            reg = &self.strips.reg[r]
            if reg.role == SEQUENCE:
                self.load_sequence(reg, first, n)
            elif reg.role == OLD:
                self.move_rows_of(
                    reg.number, self.rows[reg.number].depth + reg.place + first, n, reg.base, False)

    cdef void load_sequence(self, Register* reg, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* slot = self.seqs[reg.number].slot
        cdef Py_ssize_t stride = self.seqs[reg.number].stride
        reg.base, reg.step = slot.data + first * stride, stride
        if is_dense(slot, 1) and (not reg.in_bulk or stride == reg.size or n == 1):
            return
        memcpy(dims, slot.dims, slot.ndim * sizeof(Py_ssize_t))
        dims[0] = n
        dense_layout(slot.ndim, dims, slot.itemsize, dense)
        copy_array(
            slot.ndim, dims, self.strips.memory.data + reg.scratch, dense, reg.base, slot.strides, slot.itemsize)
        reg.base, reg.step = self.strips.memory.data + reg.scratch, reg.size

    cdef Py_ssize_t stop(self, Py_ssize_t n) noexcept nogil:
        """Return the number of steps up to the one that says stop, or more than n."""
        cdef Register* reg = &self.strips.reg[self.strips.condition]
        cdef Slot said = self.condition[0]
        cdef Py_ssize_t i
        for i in range(n):
            said.data = reg.base + i * reg.step
            if self.stops(&said):
                return i + 1
        return n + 1

    cdef void land_strip(self, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
        """Move the rows that a strip has made to where they belong."""
        cdef int k
        cdef Py_ssize_t i, m, to
        cdef Area* area
        cdef Rows* rows
        for k in range(self.nrows):
            area, rows = &self.strips.areas[k], &self.rows[k]
            if not area.is_staged:
                area.base += n * area.size
                continue
            i = max(<Py_ssize_t> 0, n - rows.n)
            while i < n and rows.n:
                to = (rows.depth + rows.places[0] + first + i) % rows.n
                m = min(n - i, rows.n - to)
                self.move_rows_of(k, to, m, area.base + i * area.size, True)
                i += m
            memmove(
                area.base - area.depth * area.size, area.base + (n - area.depth) * area.size, area.depth * area.size)


cdef void dense_layout(int ndim, const Py_ssize_t* dims, Py_ssize_t itemsize, Py_ssize_t* strides) noexcept nogil:
    """Compute the strides of a C contiguous array."""
    cdef int axis
    for axis in range(ndim - 1, -1, -1):
        strides[axis] = itemsize
        itemsize *= dims[axis]
