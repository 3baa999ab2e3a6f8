# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scan step of loops over short rows: strips of steps run part by part.

a. The rows of a buffer that no later step overwrites are written where they belong; those of a ring, or rows that are
   not contiguous, are made in a strip and then moved.
b. A strip may go on after the step in which the condition says stop: its first rows alone are kept.
"""

from cpython.mem cimport PyMem_RawFree
from libc.string cimport memcpy, memmove

from .._move cimport copy_array, copy_run
from .._workspace cimport DONE, FAIL, MAX_NDIM, Slot, Workspace, count, is_contiguous, read_int
from ..memory cimport zeros
from ._ring cimport Rows
from .strips._strips cimport FIXED, OLD, SEQUENCE, Area

from .strips import bodies, rowsteps
from ..joined import apart

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

    def __dealloc__(self):
        PyMem_RawFree(self.shaping)
        PyMem_RawFree(self.lengths)

    cdef int prepare(self, Workspace ws) except -1:
        cdef int k
        cdef bint had_strips = self.strips is not None
        self.choose_strips()
        for k in range(self.nstates, self.nrows):
            if self.strips is not None or had_strips:
                self.rows[k].known = self.strips is not None or self.tape is not None
        TapedScan.prepare(self, ws)
        for k in range(self.nstates):
            if self.strips is not None and self.rows[k].added_to and (self.strips.picks or not self.is_long(k)):
                self.strips = None
        if self.strips is not None:
            self.cost = 100 + self.n * self.strips.step_cost
        return 0

    cdef bint changed(self) noexcept nogil:
        cdef int k
        for k in range(self.nothers):
            if self.strips is not None and self.shaping[k] and read_int(self.others[k]) != self.lengths[k]:
                return True
        return TapedScan.changed(self)

    cdef const Py_ssize_t* row_dims(self, int k) noexcept nogil:
        if self.strips is None:
            return TapedScan.row_dims(self, k)
        return self.strips.areas[self.rows[k].first_out].dims

    cdef int choose_strips(self) except -1:
        """Find or make the plan for the present shapes of rows."""
        cdef int k
        self.strips = None
        if self.known_strips is None:
            self.shaping = <bint*> zeros(self.nothers, sizeof(bint))
            self.lengths = <long long*> zeros(self.nothers, sizeof(long long))
            self.known_strips = {} if self.can_strip() else {None: None}
        if None in self.known_strips:
            return 0
        shapes = [self.row_shape(self.seqs[k].slot) for k in range(self.nseqs)]
        for k in range(self.nstates):
            shapes += [self.row_shape(self.rows[k].source)] * self.rows[k].nin
        shapes += [self.whole_shape(self.others[k]) for k in range(self.nothers)]
        numbers = []
        for k in range(self.nothers):
            if self.shaping[k]:
                self.lengths[k] = read_int(self.others[k])
                numbers.append((self.params["program"].inputs[self.others_in + k], self.lengths[k]))
        key = (tuple(shapes), tuple(numbers))
        if key not in self.known_strips:
            if len(self.known_strips) >= PLANS:
                self.known_strips.clear()
            self.known_strips[key] = self.make_strips(shapes, dict(numbers))
        self.strips = self.known_strips[key]
        return 0

    cdef tuple row_shape(self, Slot* slot):
        cdef int axis
        return tuple([slot.dims[axis] for axis in range(1, slot.ndim)])

    cdef tuple whole_shape(self, Slot* slot):
        cdef int axis
        return tuple([slot.dims[axis] for axis in range(slot.ndim)])

    cdef bint can_strip(self) except -1:
        """Return True if the plans for some shapes may run in strips; find the numbers that shapes depend on."""
        cdef int k
        program = self.params["program"]
        ends = (*program.inputs, *program.outputs)
        steps = list(apart(program))
        if self.nshared or any([step.kind not in rowsteps.STEPS for step in steps]) or any(
                [program.slots[i].dtype == "object" for i in ends]):
            return False
        used = {step.inputs[k] for step in steps for k in rowsteps.shaping_inputs(step)}
        for k in range(self.nothers):
            self.shaping[k] = program.inputs[self.others_in + k] in used
        return True

    cdef Strips make_strips(self, list shapes, dict numbers):
        """Return the plan for rows of these shapes, None if they do not run in strips."""
        cdef int k, j
        sources = [("sequence", k) for k in range(self.nseqs)]
        for k in range(self.nstates):
            sources += [("tap", k, self.rows[k].taps[j]) for j in range(self.rows[k].nin)]
        sources += [("fixed", k) for k in range(self.nothers)]
        places = [(k, self.rows[k].places[j]) for k in range(self.nrows) for j in range(self.rows[k].nout)]
        try:
            strips = Strips(self.params["program"], shapes, sources, places, numbers)
        except bodies.Unfit:
            return None
        for (k, _), shape in zip(places, strips.row_shapes):
            if k < self.nstates and self.row_shape(self.rows[k].source) != tuple(shape):
                return None
        return strips

    cdef bint is_long(self, int k) noexcept nogil:
        """Return True if a buffer has a row for each step."""
        cdef Rows* rows = &self.rows[k]
        cdef Py_ssize_t last = 0
        cdef int j
        for j in range(rows.nin):
            last = max(last, <Py_ssize_t> rows.taps[j])
        for j in range(rows.nout):
            last = max(last, <Py_ssize_t> rows.places[j])
        return rows.n >= rows.depth + last + self.n

    cdef bint is_direct_area(self, const Area* area) noexcept nogil:
        """Return True if rows can be written where they belong."""
        cdef Rows* rows = &self.rows[area.buffer]
        cdef Slot* slot = rows.slot
        if rows.nout != 1 or rows.added_to and self.condition != NULL:
            return False
        return self.is_long(area.buffer) and is_dense(slot, 1) and (rows.n <= 1 or slot.strides[0] == area.size)

    cdef int run_strips(self) noexcept nogil:
        """Run all steps, or those before a strip where a step computes a place that lies outside."""
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
            if self.strips.strayed:
                break
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
        cdef Py_ssize_t i
        cdef int r, k
        cdef Register* reg
        cdef Area* area
        cdef Rows* rows
        for r in range(self.strips.nreg):
            reg = &self.strips.reg[r]
            if reg.role != FIXED or reg.number < 0 and reg.source < 0:
                continue
            if reg.source >= 0:
                self.strips.take(r)
            else:
                self.read_fixed(r, self.others[reg.number])
            self.strips.repeat(r, min(self.n, self.strips.room))
        for k in range(self.strips.nareas):
            area = &self.strips.areas[k]
            rows = &self.rows[area.buffer]
            area.is_staged = not self.is_direct_area(area)
            i = rows.depth + area.place
            area.base = rows.slot.data + i * area.size
            if area.is_staged:
                area.base = self.strips.memory.data + area.scratch + area.depth * area.size
                self.move_rows_of(
                    area.buffer, i - area.depth, area.depth, self.strips.memory.data + area.scratch, False)

    cdef void read_fixed(self, int r, Slot* slot) noexcept nogil:
        """Read an array that is the same in all steps."""
        cdef Py_ssize_t dense[MAX_NDIM]
        if count(slot) == 1 or is_contiguous(slot):
            self.strips.fill(r, slot.data, count(slot) == 1)
        else:
            dense_layout(slot.ndim, slot.dims, slot.itemsize, dense)
            copy_array(slot.ndim, slot.dims, self.strips.reg[r].base, dense, slot.data, slot.strides, slot.itemsize)

    cdef void move_rows_of(self, int k, Py_ssize_t first, Py_ssize_t n, char* memory, bint out) noexcept nogil:
        """Copy n rows of a buffer from its row `first` on to contiguous memory, or back."""
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* slot = self.rows[k].slot
        cdef char* data = slot.data + first * slot.strides[0]
        cdef Py_ssize_t size
        if n == 0:
            return
        if is_dense(slot, 1):
            size = row_size(slot)
            if out:
                copy_short(data, slot.strides[0], memory, size, size, n)
            else:
                copy_short(memory, size, data, slot.strides[0], size, n)
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
        if is_dense(slot, 1):
            copy_short(self.strips.memory.data + reg.scratch, reg.size, reg.base, stride, reg.size, n)
        else:
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
        for k in range(self.strips.nareas):
            area = &self.strips.areas[self.strips.areas[k].landed]
            rows = &self.rows[area.buffer]
            if not area.is_staged:
                area.base += n * area.size
                continue
            i = max(<Py_ssize_t> 0, n - rows.n)
            while i < n and rows.n:
                to = (rows.depth + area.place + first + i) % rows.n
                m = min(n - i, rows.n - to)
                self.move_rows_of(area.buffer, to, m, area.base + i * area.size, True)
                i += m
            memmove(
                area.base - area.depth * area.size, area.base + (n - area.depth) * area.size, area.depth * area.size)


cdef inline Py_ssize_t row_size(const Slot* slot) noexcept nogil:
    """Return the bytes of a row."""
    cdef Py_ssize_t size = slot.itemsize
    cdef int axis
    for axis in range(1, slot.ndim):
        size *= slot.dims[axis]
    return size


cdef inline void copy_pieces(char* to, const char* source, Py_ssize_t size, Py_ssize_t piece) noexcept nogil:
    """Copy at least one piece; the last one may overlap the one before."""
    cdef Py_ssize_t i = 0
    while i < size - piece:
        memcpy(to + i, source + i, piece)
        i += piece
    memcpy(to + size - piece, source + size - piece, piece)


cdef void copy_short(
    char* to, Py_ssize_t to_step, const char* source, Py_ssize_t step, Py_ssize_t size, Py_ssize_t rows
) noexcept nogil:
    """Copy short contiguous rows, which are at equal distances."""
    cdef Py_ssize_t _r
    if to_step == size and step == size:
        memcpy(to, source, rows * size)
        return
    if size <= 8 and size & (size - 1) == 0:
        copy_run(to, to_step, source, step, rows, size)
        return
    for _r in range(rows):
        if size >= 32:
            copy_pieces(to, source, size, 32)
        elif size >= 16:
            copy_pieces(to, source, size, 16)
        elif size >= 8:
            copy_pieces(to, source, size, 8)
        else:
            memcpy(to, source, size)
        to += to_step
        source += step


cdef void dense_layout(int ndim, const Py_ssize_t* dims, Py_ssize_t itemsize, Py_ssize_t* strides) noexcept nogil:
    """Compute the strides of a C contiguous array."""
    cdef int axis
    for axis in range(ndim - 1, -1, -1):
        strides[axis] = itemsize
        itemsize *= dims[axis]
