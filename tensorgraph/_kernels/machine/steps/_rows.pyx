# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rows of arrays, along any axis: dense rows are processed in place, others are gathered and scattered.

Rows of up to 512 elements are taken several at a time, so that the exponentials run over whole blocks. Longer rows are
processed in blocks. Along another axis than the last one, blocks may hold the elements of one place in many rows.
"""

from libc.math cimport isfinite

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from ..loop._instructions cimport kernel_address
from .._move cimport copy_array, copy_run
from ..threads._crew cimport MOST_PIECES
from ..threads.limits cimport PIECE
from .._workspace cimport BLOCK

cdef enum:
    SHORT_ROW = 512
    MEDIUM_ROW = 128            # up to here, as many rows as a cache line has elements are worked on at once
    GATHERED = 1 << 17          # bytes of rows that are gathered at once
    MOST_GATHERED = 32
    LINE = 64                   # bytes
    FEWEST = 16                 # rows that are worked on by columns
    SIDE = 128                  # the same of a piece that is not all of them


ctypedef fused real:
    float
    double


cdef inline void replace_infinite(real* top, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(n):
        top[k] = top[k] if isfinite(top[k]) else 0


cdef void* _find(name) except NULL:
    cdef size_t address = kernel_address(name)
    if not address:
        raise ValueError(f"there is no kernel called {name}")
    return <void*> address


cdef class RowStep(CrewStep):
    """Base class of steps on the rows of their input along an axis."""

    cdef int find_loops(self) except -1:
        """Find the loops for the dtype of the first input; check that it is float32 or float64."""
        if self.inputs[0].typenum not in (NPY_FLOAT, NPY_DOUBLE):
            raise ValueError(f"row kernels are for float32 and float64, not {<object> self.inputs[0].descr}")
        code = "f32" if self.inputs[0].typenum == NPY_FLOAT else "f64"
        cdef RowLoops* loops = &self.loops
        loops.exp = <kernel_t> _find(f"exp_{code}")
        loops.exp_sub = <kernel_t> _find(f"exp_sub_{code}")
        loops.log = <kernel_t> _find(f"log_{code}")
        loops.inv = <kernel_t> _find(f"inv_{code}")
        loops.add = <kernel_t> _find(f"add_{code}")
        loops.sub = <kernel_t> _find(f"sub_{code}")
        loops.mul = <kernel_t> _find(f"mul_{code}")
        loops.sub_mul = <kernel_t> _find(f"sub_mul_{code}")
        loops.nmul_add = <kernel_t> _find(f"nmul_add_{code}")
        loops.maximum = <kernel_t> _find(f"maximum_{code}")
        loops.fold_sum = <kernel_t> _find(f"fold_sum_{code}")
        loops.rows_max = <rows_t> _find(f"rows_max_{code}")
        loops.rows_sum = <rows_t> _find(f"rows_sum_{code}")
        loops.rows_dot = <rows_t> _find(f"rows_dot_{code}")
        loops.rows_sub = <rows_t> _find(f"rows_sub_{code}")
        loops.rows_mul = <rows_t> _find(f"rows_mul_{code}")
        self.size = self.inputs[0].itemsize
        self.axis = self.params.get("axis", -1)
        if self.axis < 0:
            self.axis += self.inputs[0].ndim
        if not 0 <= self.axis < self.inputs[0].ndim:
            raise ValueError(f"axis {self.params.get('axis', -1)} is not an axis of an array of {self.inputs[0].ndim}")
        return 0

    cdef int find_rows(self, Slot* x) except -1:
        """Find the number and length of the rows of x."""
        cdef int k
        self.width = x.dims[self.axis]
        self.nrows = 1
        self.nouter = 0
        self.scattered = False
        for k in range(x.ndim):
            if k != self.axis:
                self.outer[self.nouter] = x.dims[k]
                self.nouter += 1
                self.nrows *= x.dims[k]
        self.group = 1
        if 0 < self.width <= MEDIUM_ROW:
            self.group = max(<Py_ssize_t> BLOCK // self.width, LINE // self.size)
        elif MEDIUM_ROW < self.width <= SHORT_ROW:
            self.group = GROUP // self.width
        self.gathered = max(self.group, min(<Py_ssize_t> MOST_GATHERED, GATHERED // max(self.width * self.size, 1)))
        self.cost = 50 + (3 + 0.08 * self.size * self.width) * self.nrows
        self.run = self.nrows
        self.by_columns = self.width > 0
        return 0

    cdef bint limit_run(self, const Rows* rows) noexcept:
        """Limit the run of rows to that of a slot; return True if it is long enough to be worked on by columns."""
        cdef Py_ssize_t run = 1
        cdef int k
        for k in range(rows.slot.ndim - 1, -1, -1):
            if k == self.axis or rows.slot.dims[k] == 1:
                continue
            if rows.slot.strides[k] != run * self.size:
                break
            run *= rows.slot.dims[k]
        self.run = min(self.run, run)
        return self.by_columns and self.run >= FEWEST

    cdef int make_output(self, Workspace ws, const Rows* x) except -1:
        """Allocate an output like `x`: by columns if x is."""
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t expected = self.size
        cdef int k
        if self.taken[0] >= 0 or self.axis < x.slot.ndim - 1 or not self.limit_run(x):
            return self.output(ws, 0, x.slot.dims)
        for k in range(self.nouter - 1, -1, -1):
            strides[k] = expected
            expected *= self.outer[k]
        strides[self.axis] = expected
        return ws.allocate(self.outputs[0], x.slot.dims, strides)

    cdef Py_ssize_t columns(self, Py_ssize_t r) noexcept nogil:
        """Return the number of rows from row r on that are worked on at once by columns: about the same each time."""
        cdef Py_ssize_t left = min(self.end - r, self.run - r % self.run)
        cdef Py_ssize_t times = (left + COLUMNS - 1) // COLUMNS
        return (left + times - 1) // times

    cdef int plan_rows(self, Rows* rows, Slot* slot, int axis, Py_ssize_t* top) except -1:
        """Plan the access to the rows of a slot; `axis` is -1 for one value per row."""
        cdef int k, n = self.nouter - 1
        cdef Py_ssize_t expected = self.size
        rows.slot, rows.axis = slot, axis
        rows.step = slot.strides[axis] if axis >= 0 else self.size
        rows.dense = axis < 0 or self.width == 1 or rows.step == self.size
        if axis >= 0:
            expected *= self.width
        for k in range(slot.ndim - 1, -1, -1):
            if k == axis:
                continue
            if slot.dims[k] != self.outer[n]:
                raise ValueError(f"Shape mismatch: an axis has length {slot.dims[k]}, not {self.outer[n]}")
            if slot.dims[k] != 1 and slot.strides[k] != expected:
                rows.dense = False
            expected *= slot.dims[k]
            n -= 1
        if n != -1 or axis >= 0 and slot.dims[axis] != self.width:
            raise ValueError(f"Shape mismatch: rows of length {self.width} meet others")
        rows.place = top[0]
        if not rows.dense:
            self.scattered = True
            top[0] += (self.gathered * (self.width if axis >= 0 else 1) * self.size + 63) & ~<Py_ssize_t> 63
        return 0

    cdef int reserve_rows(self, Workspace ws, Py_ssize_t top) except -1:
        """At the end of `prepare`, reserve scratch memory and cut the rows into pieces."""
        cdef Py_ssize_t wanted = <Py_ssize_t> max(1., min(<double> MOST_PIECES, self.cost / PIECE))
        cdef Py_ssize_t unit = self.gathered if self.scattered else self.group
        if self.by_columns:
            wanted = max(<Py_ssize_t> 1, min(wanted, self.nrows // SIDE))
            unit = LINE // self.size
        self.piece = max(unit, ((self.nrows + wanted - 1) // wanted + unit - 1) // unit * unit)
        self.npieces = (self.nrows + self.piece - 1) // self.piece
        ws.reserve(top)
        return self.gather_crew(ws)

    cdef void begin_piece(self, Py_ssize_t piece) noexcept nogil:
        """Set the rows to work on."""
        self.first = piece * self.piece
        self.end = min(self.first + self.piece, self.nrows)

    cdef char* row(self, const Rows* rows, Py_ssize_t r) noexcept nogil:
        """Return the start of row r of a slot."""
        cdef char* data = rows.slot.data
        cdef int k, n = self.nouter - 1
        for k in range(rows.slot.ndim - 1, -1, -1):
            if k != rows.axis:
                data += (r % self.outer[n]) * rows.slot.strides[k]
                r //= self.outer[n]
                n -= 1
        return data

    cdef char* read(self, Rows* rows, Py_ssize_t r, Py_ssize_t n, char* scratch) noexcept nogil:
        """Return rows r to r + n, contiguous; those of a piece are read in order."""
        cdef Py_ssize_t size = (self.width if rows.axis >= 0 else 1) * self.size
        if rows.dense:
            return rows.slot.data + r * size
        if r == self.first or r + n > rows.last:
            rows.first, rows.last = r, min(r + self.gathered, self.end)
            self.gather(rows, r, rows.last - r, scratch + rows.place)
        return scratch + rows.place + (r - rows.first) * size

    cdef void gather(self, const Rows* rows, Py_ssize_t r, Py_ssize_t n, char* to) noexcept nogil:
        """Copy rows r to r + n."""
        cdef Py_ssize_t[2] dims, strides, dense
        cdef Py_ssize_t length = self.outer[self.nouter - 1] if self.nouter else 1
        cdef int last = rows.slot.ndim - 1
        last -= last == rows.axis
        dims[1] = self.width if rows.axis >= 0 else 1
        dense[0], dense[1] = dims[1] * self.size, self.size
        strides[0], strides[1] = rows.slot.strides[last] if last >= 0 else 0, rows.step
        while n > 0:
            dims[0] = min(n, length - r % length)
            copy_array(2, dims, to, dense, self.row(rows, r), strides, self.size)
            to += dims[0] * dense[0]
            r += dims[0]
            n -= dims[0]

    cdef char* target(self, const Rows* rows, Py_ssize_t r, char* scratch) noexcept nogil:
        """Return the memory in which to compute the rows from row r on."""
        if rows.dense:
            return rows.slot.data + r * (self.width if rows.axis >= 0 else 1) * self.size
        return scratch + rows.place

    cdef void write(self, const Rows* rows, Py_ssize_t r, Py_ssize_t n, const char* block) noexcept nogil:
        """Store computed rows in their places."""
        cdef Py_ssize_t width = self.width if rows.axis >= 0 else 1
        cdef Py_ssize_t k
        if rows.dense:
            return
        for k in range(n):
            copy_run(self.row(rows, r + k), rows.step, block, self.size, width, self.size)
            block += width * self.size

    cdef void exps(
        self, const char* x, char* e, bint keep, bint finite, char* top, char* total, Py_ssize_t n
    ) noexcept nogil:
        """Compute ``e = exp(x - top)`` for n rows, with the maximum and the sum of each; `e` is one block unless kept.

        With `finite`, an infinite maximum is not subtracted.
        """
        cdef RowLoops* loops = &self.loops
        cdef double shift[BLOCK]
        cdef Py_ssize_t left, m, k
        loops.rows_max(top, x, NULL, self.width, n)
        if finite:
            self.limit(top, n)
        if self.width <= SHORT_ROW:
            loops.rows_sub(e, x, top, self.width, n)
            loops.exp(e, e, NULL, NULL, NULL, n * self.width)
            loops.rows_sum(total, e, NULL, self.width, n)
            return
        copy_run(<char*> shift, self.size, top, 0, BLOCK, self.size)
        for k in range(self.size):
            total[k] = 0
        left = self.width
        while left > 0:
            m = min(left, <Py_ssize_t> BLOCK)
            loops.exp_sub(e, x, shift, NULL, NULL, m)
            loops.fold_sum(total, e, NULL, NULL, NULL, m)
            x += m * self.size
            if keep:
                e += m * self.size
            left -= m

    cdef void limit(self, char* top, Py_ssize_t n) noexcept nogil:
        """Replace infinite maxima by zero."""
        if self.size == 8:
            replace_infinite(<double*> top, n)
        else:
            replace_infinite(<float*> top, n)

    cdef void add_row(self, const char* x, const char* b, char* to, Py_ssize_t n) noexcept nogil:
        """``to[r, :] = x[r, :] + b``"""
        cdef Py_ssize_t _r, left, m
        cdef const char* addend
        for _r in range(n):
            left = self.width
            addend = b
            while left > 0:
                m = min(left, <Py_ssize_t> BLOCK)
                self.loops.add(to, x, addend, NULL, NULL, m)
                to += m * self.size
                x += m * self.size
                addend += m * self.size
                left -= m
