# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Pooling of the last axes, and its gradients, image by image and row by row.

The rows that a window covers are reduced by elementwise kernels, and the windows along the reduced row by loops that
vectorise. Windows that extend beyond the row read the identity from scratch memory around it. Threads share out the
images.
"""

from libc.math cimport INFINITY
from libc.string cimport memcpy, memset

from ..loop._instructions cimport kernel_address, kernel_t
from ._images cimport MAX, SUM, WITH_PADDING, Images, Windowed, put
from ..threads._crew cimport CrewStep
from .._workspace cimport DONE, MAX_NDIM, Slot, Workspace

from ...loops import dispatch
from ..kinds import KINDS

ctypedef void (*window_t)(
    void* o, const void* a, const void* b, const void* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step) noexcept nogil

cdef enum:
    MANY = 4                    # layers

cdef dict _loops = dispatch.module("windows").kernels() | dispatch.module("folds").kernels()


cdef window_t _window(name, code):
    return <window_t> <void*> <size_t> _loops[f"window_{name}_{code}"]


cdef class Pool(Windowed):

    cdef Images x
    cdef kernel_t join
    cdef window_t along, divide
    cdef Py_ssize_t row_place, sizes_place
    cdef bint sticks_out            # windows reach beyond the row
    cdef char* source               # the image
    cdef char* scratch
    cdef char* joined               # the rows so far
    cdef char* out
    cdef double[1] height

    cdef int build(self, Workspace ws) except -1:
        self.read_windows()
        self.join = <kernel_t> <void*> kernel_address(f"{'maximum' if self.mode == MAX else 'add'}_{self.code}")
        self.along = _window("max" if self.mode == MAX else "sum", self.code)
        self.divide = _window("divide", self.code)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t top = 0, extent
        cdef Slot* x = self.inputs[0]
        self.look(x)
        memcpy(dims, x.dims, self.lead * sizeof(Py_ssize_t))
        memcpy(dims + self.lead, self.windows, self.nd * sizeof(Py_ssize_t))
        ws.allocate(self.outputs[0], dims, NULL)
        self.plan_images(&self.x, x, &top)
        extent = self.extent()
        self.sticks_out = self.pad[self.last] > 0 or extent > self.covered
        self.row_place = top
        top += (extent * self.size + 63) & ~<Py_ssize_t> 63
        self.sizes_place = top
        return self.cut(ws, top + self.windows[self.last] * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.nwindows:
            self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Py_ssize_t i
        self.scratch = scratch
        self.blank()
        self.columns(self.scratch + self.sizes_place)
        for i in range(piece * self.piece, self.end_of(piece)):
            self.source = self.read(&self.x, i, self.scratch)
            self.out = self.outputs[0].data + i * self.nwindows * self.size
            self.walk()

    cdef void blank(self) noexcept nogil:
        """Fill the row with the identity of the reduction."""
        put(self.scratch + self.row_place, -INFINITY if self.mode == MAX else 0, self.extent(), self.size)

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        self.joined = NULL
        put(<char*> self.height, size, 1, self.size)

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        cdef char* row = self.scratch + self.row_place + self.pad[self.last] * self.size
        if self.joined != NULL:
            self.join(row, self.joined, self.source + offset, NULL, NULL, self.covered)
            self.joined = row
        elif self.sticks_out:
            memcpy(row, self.source + offset, self.covered * self.size)
            self.joined = row
        else:
            self.joined = self.source + offset

    cdef void end(self) noexcept nogil:
        cdef Py_ssize_t n = self.windows[self.last]
        if self.joined == NULL:
            # padding alone
            self.blank()
            self.joined = self.scratch + self.row_place + self.pad[self.last] * self.size
        self.along(
            self.out, self.joined - self.pad[self.last] * self.size, NULL, NULL, n, self.ws[self.last],
            self.step[self.last])
        if self.mode >= WITH_PADDING:
            self.divide(self.out, self.out, self.scratch + self.sizes_place, self.height, n, 0, 0)
        self.out += n * self.size


cdef class PoolGrad(Windowed):
    """Base class of pooling gradients: the contributions of a row of windows, laid out along the rows they cover."""

    cdef Images gz
    cdef window_t spread
    cdef Py_ssize_t wide_place
    cdef Py_ssize_t wide_size       # bytes of such a row
    cdef char* scratch
    cdef char* source               # the rows of gz that are left
    cdef char* out                  # the image

    cdef int plan_grad(self, Workspace ws, Slot* gz, Py_ssize_t* top) except -1:
        self.check(gz, "gz")
        ws.allocate(self.outputs[0], self.inputs[0].dims, NULL)
        self.plan_images(&self.gz, gz, top)
        self.wide_size = (self.extent() * self.size + 63) & ~<Py_ssize_t> 63
        self.wide_place = top[0]
        return 0

    cdef char* wide(self, Py_ssize_t k) noexcept nogil:
        """Return row k of the scratch memory, from the first element that lies in the image."""
        return self.scratch + self.wide_place + k * self.wide_size + self.pad[self.last] * self.size


cdef class MaxPoolGrad(PoolGrad):
    """The gradient of max pooling, with overlapping windows in layers in which they do not overlap.

    Each row has one loop per layer. With many layers, or windows one element apart, there is one loop per element of a
    window.
    """

    cdef Images x, z
    cdef window_t add_where
    cdef Py_ssize_t layers          # 0: there are none
    cdef char* values              # of the image
    cdef char* largest              # the rows of z that are left

    cdef int build(self, Workspace ws) except -1:
        self.read_windows()
        self.spread = _window("spread", self.code)
        self.add_where = _window("add_where", self.code)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0, step = self.step[self.last]
        self.look(self.inputs[0])
        self.check(self.inputs[1], "maxout")
        self.plan_images(&self.x, self.inputs[0], &top)
        self.plan_images(&self.z, self.inputs[1], &top)
        self.plan_grad(ws, self.inputs[2], &top)
        self.layers = min((self.ws[self.last] + step - 1) // step, self.windows[self.last])
        if self.layers > MANY or step == 1 and self.layers > 1:
            self.layers = 0
        return self.cut(ws, top + 2 * self.layers * self.wide_size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Py_ssize_t i
        self.scratch = scratch
        # no window covers what lies between windows
        memset(self.scratch + self.wide_place, 0, 2 * self.layers * self.wide_size)
        for i in range(piece * self.piece, self.end_of(piece)):
            self.out = self.outputs[0].data + i * self.pixels * self.size
            memset(self.out, 0, self.pixels * self.size)
            if self.nwindows:
                self.values = self.read(&self.x, i, self.scratch)
                self.largest = self.read(&self.z, i, self.scratch)
                self.source = self.read(&self.gz, i, self.scratch)
                self.walk()

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        cdef Py_ssize_t k, n = self.windows[self.last], ws = self.ws[self.last], step = self.step[self.last], start
        for k in range(self.layers):
            start = (k * step - self.pad[self.last]) * self.size
            self.spread(self.wide(2 * k) + start, self.source + k * self.size, NULL, NULL, n - k, ws, step)
            self.spread(self.wide(2 * k + 1) + start, self.largest + k * self.size, NULL, NULL, n - k, ws, step)

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        cdef Py_ssize_t k, j, place
        for k in range(self.layers):
            self.add_where(
                self.out + offset, self.values + offset, self.wide(2 * k + 1), self.wide(2 * k), self.covered, 0, 1)
        if self.layers:
            return
        for k in range(self.ws[self.last]):
            j = self.first_with(k)
            place = offset + (j * self.step[self.last] + k - self.pad[self.last]) * self.size
            self.add_where(
                self.out + place, self.values + place, self.largest + j * self.size, self.source + j * self.size,
                self.number_with(k), 0, self.step[self.last])

    cdef void end(self) noexcept nogil:
        self.source += self.windows[self.last] * self.size
        self.largest += self.windows[self.last] * self.size


cdef class MaxPoolPick(Windowed):
    """The sum of a second image over the positions in each window where the first equals the maximum."""

    cdef Images x, z, dx
    cdef window_t pick
    cdef char* scratch
    cdef char* values               # of the image
    cdef char* largest              # rows of z that are left
    cdef char* source               # the second image
    cdef char* out

    cdef int build(self, Workspace ws) except -1:
        self.read_windows()
        self.pick = _window("pick", self.code)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        cdef Slot* x = self.inputs[0]
        cdef Slot* dx = self.inputs[2]
        cdef int k
        self.look(x)
        self.check(self.inputs[1], "maxout")
        for k in range(x.ndim):
            if dx.dims[k] != x.dims[k]:
                raise ValueError(
                    f"dx has length {dx.dims[k]} along axis {k}, and x has {x.dims[k]}: it must have the shape of x")
        ws.allocate(self.outputs[0], self.inputs[1].dims, NULL)
        self.plan_images(&self.x, x, &top)
        self.plan_images(&self.z, self.inputs[1], &top)
        self.plan_images(&self.dx, dx, &top)
        return self.cut(ws, top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.nwindows:
            self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Py_ssize_t i, first = piece * self.piece
        self.scratch = scratch
        self.out = self.outputs[0].data + first * self.nwindows * self.size
        memset(self.out, 0, (self.end_of(piece) - first) * self.nwindows * self.size)
        for i in range(piece * self.piece, self.end_of(piece)):
            self.values = self.read(&self.x, i, self.scratch)
            self.largest = self.read(&self.z, i, self.scratch)
            self.source = self.read(&self.dx, i, self.scratch)
            self.walk()

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        cdef Py_ssize_t k, j, place
        for k in range(self.ws[self.last]):
            j = self.first_with(k)
            place = offset + (j * self.step[self.last] + k - self.pad[self.last]) * self.size
            self.pick(
                self.out + j * self.size, self.values + place, self.largest + j * self.size, self.source + place,
                self.number_with(k), 0, self.step[self.last])

    cdef void end(self) noexcept nogil:
        self.largest += self.windows[self.last] * self.size
        self.out += self.windows[self.last] * self.size


cdef class AveragePoolGrad(PoolGrad):
    """The gradient of average pooling: a row of windows adds the same to all rows it covers, summed once."""

    cdef window_t add, divide
    cdef Py_ssize_t row_place, sizes_place

    cdef int build(self, Workspace ws) except -1:
        self.read_windows()
        self.spread = _window("spread", self.code)
        self.add = _window("add", self.code)
        self.divide = _window("divide", self.code)
        if self.mode == MAX:
            raise ValueError("the gradient of max pooling is another step")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0, size
        self.look(self.inputs[0])
        self.plan_grad(ws, self.inputs[1], &top)
        size = (self.windows[self.last] * self.size + 63) & ~<Py_ssize_t> 63
        self.row_place = top + self.wide_size
        self.sizes_place = self.row_place + size
        return self.cut(ws, self.sizes_place + size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef Py_ssize_t i
        self.scratch = scratch
        memset(self.scratch + self.wide_place, 0, self.wide_size)
        if self.nwindows:
            self.columns(self.scratch + self.sizes_place)
        for i in range(piece * self.piece, self.end_of(piece)):
            self.out = self.outputs[0].data + i * self.pixels * self.size
            memset(self.out, 0, self.pixels * self.size)
            if self.nwindows:
                self.source = self.read(&self.gz, i, self.scratch)
                self.walk()

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        cdef double[1] height
        cdef Py_ssize_t k, n = self.windows[self.last], ws = self.ws[self.last], step = self.step[self.last]
        cdef char* gradient = self.source
        cdef char* wide = self.scratch + self.wide_place
        if self.mode != SUM:
            put(<char*> height, size, 1, self.size)
            gradient = self.scratch + self.row_place
            self.divide(gradient, self.source, self.scratch + self.sizes_place, height, n, 0, 0)
        if step >= ws:
            self.spread(wide, gradient, NULL, NULL, n, ws, step)
            return
        memset(wide, 0, self.wide_size)
        for k in range(ws):
            self.add(wide + k * self.size, gradient, NULL, NULL, n, 0, step)

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        self.add(self.out + offset, self.wide(0), NULL, NULL, self.covered, 0, 1)

    cdef void end(self) noexcept nogil:
        self.source += self.windows[self.last] * self.size


KINDS.update(
    pool=Pool, pool_max_grad=MaxPoolGrad, pool_max_pick=MaxPoolPick, pool_average_grad=AveragePoolGrad)
