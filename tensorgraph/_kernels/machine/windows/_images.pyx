# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Windows over the last axes of images, and the rows of the image that each row of windows covers."""

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from .._move cimport copy_array
from ..threads._crew cimport CrewStep, MOST_PIECES
from ..threads.limits cimport PIECE
from ..threads._workers cimport parts_of
from .._workspace cimport MAX_NDIM, Slot, Workspace

cdef dict _MODES = {"max": MAX, "sum": SUM, "average_inc_pad": WITH_PADDING, "average_exc_pad": WITHOUT_PADDING}


cdef void put(char* to, double value, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    """Fill a row with a number."""
    cdef Py_ssize_t j
    for j in range(n):
        if size == 8:
            (<double*> to)[j] = value
        else:
            (<float*> to)[j] = <float> value


cdef class Windowed(CrewStep):
    """Base class of steps on the windows over the last axes of their first input."""

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
        """Compute the windows over images in the shape of x."""
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
        self.cost = 100 + 0.02 * self.size * self.nimages * (self.pixels + self.nwindows)
        return 0

    cdef int cut(self, Workspace ws, Py_ssize_t top) except -1:
        """At the end of `prepare`, reserve scratch memory and choose the pieces: some images each."""
        cdef Py_ssize_t wanted = <Py_ssize_t> max(1., min(<double> MOST_PIECES, self.cost / PIECE))
        self.piece = max(<Py_ssize_t> 1, parts_of(self.nimages, wanted))
        self.npieces = parts_of(self.nimages, self.piece)
        ws.reserve(top)
        return self.gather_crew(ws)

    cdef Py_ssize_t end_of(self, Py_ssize_t piece) noexcept nogil:
        """Return the image after those of a piece."""
        return min((piece + 1) * self.piece, self.nimages)

    cdef Py_ssize_t extent(self) noexcept nogil:
        """Return the distance from the start of the first window along the last axis to the end of the last."""
        cdef Py_ssize_t n = self.windows[self.last]
        return (n - 1) * self.step[self.last] + self.ws[self.last] if n else self.pad[self.last]

    cdef int check(self, Slot* slot, name) except -1:
        """Check that a slot has one element for each window."""
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
        """Return image i, C contiguous."""
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

    cdef Py_ssize_t first_with(self, Py_ssize_t k) noexcept nogil:
        """Return the first window whose element k lies in the image."""
        cdef Py_ssize_t pad = self.pad[self.last], step = self.step[self.last]
        return (pad - k + step - 1) // step if k < pad else 0

    cdef Py_ssize_t number_with(self, Py_ssize_t k) noexcept nogil:
        """Return how many windows from there on have their element k in the image."""
        cdef Py_ssize_t end = self.image[self.last] + self.pad[self.last] - k, step = self.step[self.last]
        if end <= 0:
            return 0
        return max(<Py_ssize_t> 0, min(self.windows[self.last], (end - 1) // step + 1) - self.first_with(k))

    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil:
        """Begin a row of windows, each `size` rows high."""
        return

    cdef void visit(self, Py_ssize_t offset) noexcept nogil:
        """Visit a row of the image, in bytes from its start, that these windows cover."""
        return

    cdef void end(self) noexcept nogil:
        return

    cdef void walk(self) noexcept nogil:
        """Walk the rows of windows of an image, and the rows of the image that each covers."""
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
        """Compute the width of each window of a row, as an average counts it."""
        cdef Py_ssize_t n = self.image[self.last], pad = self.pad[self.last], j, start, end
        for j in range(self.windows[self.last]):
            start = j * self.step[self.last] - pad
            end = min(start + self.ws[self.last], n + pad if self.mode == WITH_PADDING else n)
            if self.mode != WITH_PADDING:
                start = max(<Py_ssize_t> 0, start)
            put(sizes + j * self.size, <double> max(<Py_ssize_t> 1, end - start), 1, self.size)
