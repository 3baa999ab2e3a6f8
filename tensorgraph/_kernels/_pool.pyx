# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Pooling of the last axes, and its gradients, image by image and row by row.

The rows that a window covers are joined by elementwise kernels, and the windows along the joined row by loops that
vectorise. Windows that stick out of the row find what joins to nothing in scratch memory around it.
"""

from libc.math cimport INFINITY
from libc.string cimport memcpy, memset

from ._array cimport NPY_DOUBLE, NPY_FLOAT
from ._code cimport kernel_address, kernel_t
from ._move cimport copy_array
from ._workspace cimport DONE, MAX_NDIM, Slot, Step, Workspace

from . import dispatch
from ._workspace import KINDS

ctypedef void (*window_t)(
    void* o, const void* a, const void* b, const void* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step) noexcept nogil

cdef enum Mode:
    MAX
    SUM
    WITH_PADDING
    WITHOUT_PADDING

cdef dict _MODES = {"max": MAX, "sum": SUM, "average_inc_pad": WITH_PADDING, "average_exc_pad": WITHOUT_PADDING}
cdef dict _loops = dispatch.module("windows").kernels()


cdef struct Images:             # the images of a slot
    Slot* slot
    bint dense                  # each is C contiguous
    Py_ssize_t place            # in the scratch memory, where others are copied


cdef window_t _window(name, code):
    return <window_t> <void*> <size_t> _loops[f"window_{name}_{code}"]


cdef void put(char* to, double value, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    """Fill a row with a number."""
    cdef Py_ssize_t j
    for j in range(n):
        if size == 8:
            (<double*> to)[j] = value
        else:
            (<float*> to)[j] = <float> value


cdef class Windowed(Step):
    """A step on the windows over the last axes of its first input."""

    cdef int nd, lead, mode
    cdef bint ignore_border
    cdef Py_ssize_t[MAX_NDIM] given             # how long windows are
    cdef Py_ssize_t[MAX_NDIM] ws                # and at most in the image
    cdef Py_ssize_t[MAX_NDIM] step, pad
    cdef Py_ssize_t[MAX_NDIM] image, windows    # lengths: of the images, and how many windows there are
    cdef Py_ssize_t nimages, pixels, nwindows, nrows
    cdef Py_ssize_t last, covered   # the last axis; how many of its elements the windows reach
    cdef Py_ssize_t size
    cdef str code

    cdef int read_windows(self) except -1:
        cdef Slot* x = self.inputs[0]
        cdef int k
        if x.typenum not in (NPY_FLOAT, NPY_DOUBLE):
            raise ValueError(f"pooling kernels are for float32 and float64, not {<object> x.descr}")
        for k in range(1, self.nin):
            if self.inputs[k].typenum != x.typenum or self.inputs[k].ndim != x.ndim:
                raise ValueError("the images have one dtype and one number of axes")
        self.code = "f32" if x.typenum == NPY_FLOAT else "f64"
        self.size = x.itemsize
        self.mode = _MODES[self.params.get("mode", "max")]
        self.ignore_border = self.params["ignore_border"]
        self.nd = len(self.params["ws"])
        self.lead = x.ndim - self.nd
        if self.nd < 1 or self.lead < 0 or not self.nd == len(self.params["stride"]) == len(self.params["pad"]):
            raise ValueError(f"windows {self.params} do not fit {x.ndim} axes")
        for k in range(self.nd):
            self.given[k] = self.params["ws"][k]
            self.step[k] = self.params["stride"][k]
            self.pad[k] = self.params["pad"][k]
            if self.given[k] < 1 or self.step[k] < 1 or self.pad[k] < 0 or \
                    self.pad[k] and not self.ignore_border or \
                    max(self.given[k], self.step[k], self.pad[k]) > 1 << 40:
                raise ValueError(f"there are no windows {self.params}")
        self.last = self.nd - 1
        return 0

    cdef int look(self, Slot* x) except -1:
        """The windows over images in the shape of x."""
        cdef Py_ssize_t n, ws, step, pad
        cdef int k
        self.nimages = self.pixels = self.nrows = 1
        for k in range(self.lead):
            self.nimages *= x.dims[k]
        for k in range(self.nd):
            n, ws, step, pad = x.dims[self.lead + k], self.given[k], self.step[k], self.pad[k]
            self.ws[k] = ws if self.ignore_border else max(<Py_ssize_t> 1, min(ws, n))
            self.image[k] = n
            self.pixels *= n
            if self.ignore_border:
                self.windows[k] = (n + 2 * pad - ws) // step + 1 if n + 2 * pad >= ws else 0
            elif n == 0:
                self.windows[k] = 0
            elif step >= ws:
                self.windows[k] = (n - 1) // step + 1
            else:
                self.windows[k] = (n - ws + step - 1) // step + 1 if n > ws else 1
            if k < self.last:
                self.nrows *= self.windows[k]
        self.nwindows = self.nrows * self.windows[self.last]
        self.covered = max(<Py_ssize_t> 0, min(self.image[self.last], self.extent() - self.pad[self.last]))
        self.cost = 100 + 2.0 * self.nimages * (self.pixels + self.nwindows)
        return 0

    cdef Py_ssize_t extent(self) noexcept nogil:
        """From the first element of the first window along the last axis to the last of the last."""
        cdef Py_ssize_t n = self.windows[self.last]
        return (n - 1) * self.step[self.last] + self.ws[self.last] if n else self.pad[self.last]

    cdef int check(self, Slot* slot, name) except -1:
        """Raise ValueError unless a slot has one element for each window."""
        cdef Py_ssize_t wanted
        cdef int k
        for k in range(slot.ndim):
            wanted = self.inputs[0].dims[k] if k < self.lead else self.windows[k - self.lead]
            if slot.dims[k] != wanted:
                raise ValueError(
                    f"{name} has length {slot.dims[k]} along axis {k}, where there are {wanted} windows: it must have "
                    "the shape of the pooled image"
                )
        return 0

    cdef int plan_images(self, Images* images, Slot* slot, Py_ssize_t* top) except -1:
        cdef Py_ssize_t expected = self.size
        cdef int k
        images.slot = slot
        images.dense = True
        images.place = top[0]
        for k in range(slot.ndim - 1, self.lead - 1, -1):
            if slot.dims[k] != 1 and slot.strides[k] != expected:
                images.dense = False
            expected *= slot.dims[k]
        if not images.dense:
            top[0] += (expected + 63) & ~<Py_ssize_t> 63
        return 0

    cdef char* read(self, const Images* images, Py_ssize_t i, char* scratch) noexcept nogil:
        """Image i, C contiguous."""
        cdef Slot* slot = images.slot
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t expected = self.size
        cdef char* data = slot.data
        cdef int k
        for k in range(self.lead - 1, -1, -1):
            data += (i % slot.dims[k]) * slot.strides[k]
            i //= slot.dims[k]
        if images.dense:
            return data
        for k in range(self.last, -1, -1):
            strides[k] = expected
            expected *= slot.dims[self.lead + k]
        copy_array(
            self.nd, slot.dims + self.lead, scratch + images.place, strides, data, slot.strides + self.lead, self.size)
        return scratch + images.place

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        """A row of windows follows, each `size` rows high."""
        return

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        """One of the rows of the image, in bytes from its start, that these windows cover."""
        return

    cdef void end(self) noexcept nogil:
        return

    cdef void walk(self) noexcept nogil:
        """Go through the rows of windows of an image, and through the rows of the image that each covers."""
        cdef Py_ssize_t at[MAX_NDIM]
        cdef Py_ssize_t low[MAX_NDIM]
        cdef Py_ssize_t high[MAX_NDIM]
        cdef Py_ssize_t i[MAX_NDIM]
        cdef Py_ssize_t row, start, offset
        cdef double size
        cdef bint empty
        cdef int k, last = self.last
        for k in range(last):
            at[k] = 0
        for row in range(self.nrows):
            size = 1
            empty = self.pixels == 0
            for k in range(last):
                start = at[k] * self.step[k] - self.pad[k]
                low[k] = max(<Py_ssize_t> 0, start)
                high[k] = min(start + self.ws[k], self.image[k])
                empty |= high[k] <= low[k]
                size *= min(start + self.ws[k], self.image[k] + self.pad[k]) - start if self.mode == WITH_PADDING \
                    else max(<Py_ssize_t> 1, high[k] - low[k])
                i[k] = low[k]
            self.begin(row, size)
            while not empty:
                offset = 0
                for k in range(last):
                    offset = (offset + i[k]) * self.image[k + 1]
                self.visit(offset * self.size)
                k = last - 1
                while k >= 0:
                    i[k] += 1
                    if i[k] < high[k]:
                        break
                    i[k] = low[k]
                    k -= 1
                if k < 0:
                    break
            self.end()
            for k in range(last - 1, -1, -1):
                at[k] += 1
                if at[k] < self.windows[k]:
                    break
                at[k] = 0

    cdef void columns(self, char* sizes) noexcept nogil:
        """How wide each window of a row is, as an average counts it."""
        cdef Py_ssize_t n = self.image[self.last], pad = self.pad[self.last], j, start, end
        for j in range(self.windows[self.last]):
            start = j * self.step[self.last] - pad
            end = min(start + self.ws[self.last], n + pad if self.mode == WITH_PADDING else n)
            if self.mode != WITH_PADDING:
                start = max(<Py_ssize_t> 0, start)
            put(sizes + j * self.size, <double> max(<Py_ssize_t> 1, end - start), 1, self.size)


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
        return ws.reserve(top + self.windows[self.last] * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t i
        if self.nwindows == 0:
            return DONE
        self.scratch = ws.scratch.data
        self.blank()
        self.columns(self.scratch + self.sizes_place)
        for i in range(self.nimages):
            self.source = self.read(&self.x, i, self.scratch)
            self.out = self.outputs[0].data + i * self.nwindows * self.size
            self.walk()
        return DONE

    cdef void blank(self) noexcept nogil:
        """Fill the row with what joins to nothing."""
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
    """What both gradients do: a row that holds something for each window is added to the rows that these cover."""

    cdef Images gz
    cdef window_t repeat, add
    cdef Py_ssize_t row_place, wide_place
    cdef bint side_by_side          # windows neither overlap nor leave gaps along the row
    cdef char* scratch
    cdef char* gradient             # what the windows of the row add
    cdef char* source               # the rows of gz that are left
    cdef char* out                  # the image

    cdef int find_loops(self) except -1:
        self.read_windows()
        self.repeat = _window("repeat", self.code)
        return 0

    cdef int plan_grad(self, Workspace ws, Slot* gz, Py_ssize_t* top) except -1:
        self.check(gz, "gz")
        self.side_by_side = self.step[self.last] == self.ws[self.last]
        ws.allocate(self.outputs[0], self.inputs[0].dims, NULL)
        self.plan_images(&self.gz, gz, top)
        self.row_place = top[0]
        top[0] += (self.windows[self.last] * self.size + 63) & ~<Py_ssize_t> 63
        self.wide_place = top[0]
        if self.side_by_side:
            top[0] += (self.extent() * self.size + 63) & ~<Py_ssize_t> 63
        return 0

    cdef char* widen(self, char* row, Py_ssize_t place) noexcept nogil:
        """Each element of a row as often as its window is wide, from the first that lies in the image."""
        cdef char* wide = self.scratch + place
        self.repeat(wide, row, NULL, NULL, self.windows[self.last], self.ws[self.last], 0)
        return wide + self.pad[self.last] * self.size

    cdef Py_ssize_t first(self, Py_ssize_t k) noexcept nogil:
        """The first window whose element k lies in the image."""
        cdef Py_ssize_t pad = self.pad[self.last], step = self.step[self.last]
        return (pad - k + step - 1) // step if k < pad else 0

    cdef Py_ssize_t number(self, Py_ssize_t k) noexcept nogil:
        """How many windows from there on have their element k in the image."""
        cdef Py_ssize_t end = self.image[self.last] + self.pad[self.last] - k, step = self.step[self.last]
        if end <= 0:
            return 0
        return max(<Py_ssize_t> 0, min(self.windows[self.last], (end - 1) // step + 1) - self.first(k))


cdef class MaxPoolGrad(PoolGrad):

    cdef Images x, z
    cdef window_t add_where
    cdef Py_ssize_t wide_z_place
    cdef char* image
    cdef char* largest              # rows of z that are left, and the one at work
    cdef char* top

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        self.add_where = _window("add_where", self.code)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.look(self.inputs[0])
        self.check(self.inputs[1], "maxout")
        self.plan_grad(ws, self.inputs[2], &top)
        self.plan_images(&self.x, self.inputs[0], &top)
        self.plan_images(&self.z, self.inputs[1], &top)
        self.wide_z_place = top
        return ws.reserve(top + self.extent() * self.size if self.side_by_side else top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t i
        self.scratch = ws.scratch.data
        for i in range(self.nimages):
            self.out = self.outputs[0].data + i * self.pixels * self.size
            memset(self.out, 0, self.pixels * self.size)
            if self.nwindows:
                self.image = self.read(&self.x, i, self.scratch)
                self.largest = self.read(&self.z, i, self.scratch)
                self.source = self.read(&self.gz, i, self.scratch)
                self.walk()
        return DONE

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        self.gradient = self.source
        self.top = self.largest
        if self.side_by_side:
            self.gradient = self.widen(self.source, self.wide_place)
            self.top = self.widen(self.largest, self.wide_z_place)

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        cdef Py_ssize_t k, j, place
        if self.side_by_side:
            self.add_where(
                self.out + offset, self.image + offset, self.top, self.gradient, self.covered, 0, 1)
            return
        for k in range(self.ws[self.last]):
            j = self.first(k)
            place = offset + (j * self.step[self.last] + k - self.pad[self.last]) * self.size
            self.add_where(
                self.out + place, self.image + place, self.top + j * self.size, self.gradient + j * self.size,
                self.number(k), 0, self.step[self.last])

    cdef void end(self) noexcept nogil:
        self.source += self.windows[self.last] * self.size
        self.largest += self.windows[self.last] * self.size


cdef class AveragePoolGrad(PoolGrad):

    cdef window_t divide
    cdef Py_ssize_t sizes_place

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        self.add = _window("add", self.code)
        self.divide = _window("divide", self.code)
        if self.mode == MAX:
            raise ValueError("the gradient of max pooling is another step")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.look(self.inputs[0])
        self.plan_grad(ws, self.inputs[1], &top)
        self.sizes_place = top
        return ws.reserve(top + self.windows[self.last] * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t i
        self.scratch = ws.scratch.data
        if self.nwindows:
            self.columns(self.scratch + self.sizes_place)
        for i in range(self.nimages):
            self.out = self.outputs[0].data + i * self.pixels * self.size
            memset(self.out, 0, self.pixels * self.size)
            if self.nwindows:
                self.source = self.read(&self.gz, i, self.scratch)
                self.walk()
        return DONE

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        cdef double[1] height
        cdef Py_ssize_t n = self.windows[self.last]
        self.gradient = self.source
        if self.mode != SUM:
            put(<char*> height, size, 1, self.size)
            self.gradient = self.scratch + self.row_place
            self.divide(self.gradient, self.source, self.scratch + self.sizes_place, height, n, 0, 0)
        if self.side_by_side:
            self.gradient = self.widen(self.gradient, self.wide_place)

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        cdef Py_ssize_t k, j, place
        if self.side_by_side:
            self.add(self.out + offset, self.gradient, NULL, NULL, self.covered, 0, 1)
            return
        for k in range(self.ws[self.last]):
            j = self.first(k)
            place = offset + (j * self.step[self.last] + k - self.pad[self.last]) * self.size
            self.add(
                self.out + place, self.gradient + j * self.size, NULL, NULL, self.number(k), 0, self.step[self.last])

    cdef void end(self) noexcept nogil:
        self.source += self.windows[self.last] * self.size


KINDS.update(pool=Pool, pool_max_grad=MaxPoolGrad, pool_average_grad=AveragePoolGrad)
