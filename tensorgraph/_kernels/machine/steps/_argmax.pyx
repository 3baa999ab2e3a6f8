# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The maximum of an array along an axis, and its position, or that of the minimum.

Rows are searched by NumPy's loop, very long ones for the part that has the best element first. Short ones, and those
whose elements are not contiguous while elements of neighbouring rows are, are searched many at once: a block has the
best value and its position for each of the rows, and meets their first elements, their second ones and so on.
"""

cimport numpy as cnp
from libc.stdint cimport INT32_MAX, int32_t, int64_t
from libc.string cimport memcpy, memset

from .._array cimport NPY_INT64, tg_argmax, tg_argmax_t, tg_argmin
from ..loop._instructions cimport kernel_address, kernel_t
from .._move cimport copy_array, copy_matrix, copy_run
from .._workspace cimport BLOCK, DONE, MAX_NDIM, Slot, Step, Workspace, count, is_contiguous

from ..kinds import KINDS
from ..loop._instructions import CODES

cnp.import_array()

cdef enum:
    SHORT_ROW = 32              # elements of rows that are searched many at once wherever they are,
    FEWEST = 8                  # so many at least
    PART = 4096                 # elements of a very long row

ctypedef void (*across_t)(void* best, void* places, const void* a, Py_ssize_t row, Py_ssize_t n) noexcept nogil


cdef class ArgMax(Step):

    cdef int axis               # -1: of the flattened array
    cdef Slot* largest          # outputs, or NULL
    cdef Slot* place
    cdef tg_argmax_t find
    cdef kernel_t fold          # the best of many elements, or NULL
    cdef across_t across
    cdef Py_ssize_t length, nrows
    cdef int nouter             # other axes, of which those that follow each other in memory are one:
    cdef Py_ssize_t[MAX_NDIM + 2] outer, step
    cdef bint by_blocks

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        cdef Slot* x = self.inputs[0]
        names = self.params["outs"]
        self.axis = -1
        if self.params["axis"] is not None:
            self.axis = self.params["axis"]
            if self.axis < 0:
                self.axis += x.ndim
            if not 0 <= self.axis < x.ndim:
                raise ValueError(f"axis {self.params['axis']} is not an axis of an array of {x.ndim}")
        if (len(names) != self.nout or not ({*names} <= {"max", "argmax"} or names == ("argmin",))
                or x.kind not in (c"f", c"i", c"u", c"b")):
            raise ValueError(f"argmax does not give {names} of {<object> x.descr}")
        for k in range(self.nout):
            if self.outputs[k].ndim != (0 if self.axis < 0 else x.ndim - 1):
                raise ValueError(f"argmax does not give {self.outputs[k].ndim} axes")
            if names[k] == "max":
                self.largest = self.outputs[k]
            else:
                self.place = self.outputs[k]
                if self.place.typenum != NPY_INT64:
                    raise ValueError(f"{names[k]} is int64")
        how = "argmin" if names == ("argmin",) else "argmax"
        self.find = tg_argmin(x.descr) if how == "argmin" else tg_argmax(x.descr)
        code = CODES.get((<object> x.descr).name)
        self.fold = <kernel_t> <void*> kernel_address(f"fold_{how[3:]}_{code}")
        self.across = <across_t> <void*> kernel_address(f"across_{how}_{code}")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int k, n = 0
        self.length = count(x) if self.axis < 0 else x.dims[self.axis]
        for k in range(x.ndim if self.axis >= 0 else 0):
            if k != self.axis:
                dims[n] = x.dims[k]
                n += 1
        self.join_axes()
        if self.length == 0 and self.nrows:
            raise ValueError("attempt to get argmax of an empty sequence")
        for k in range(self.nout):
            ws.allocate(self.outputs[k], dims, NULL)
        n = self.nouter - 1
        self.by_blocks = (
            self.across != NULL and self.axis >= 0 and self.nrows >= FEWEST and self.length <= INT32_MAX
            and (self.length <= SHORT_ROW or self.step[n] == x.itemsize and self.outer[n] >= FEWEST))
        self.cost = 50 + 0.5 * count(x)
        return ws.reserve(self.length * x.itemsize)

    cdef void join_axes(self) noexcept:
        """Find the axes of the rows: at least two, the last of them as long as can be."""
        cdef Slot* x = self.inputs[0]
        cdef int k, n = 2
        self.outer[0] = self.outer[1] = self.nrows = 1
        self.step[0] = self.step[1] = 0
        for k in range(x.ndim if self.axis >= 0 else 0):
            if k == self.axis or x.dims[k] == 1:
                continue
            self.nrows *= x.dims[k]
            if self.outer[n - 1] > 1 and self.step[n - 1] == x.strides[k] * x.dims[k]:
                self.outer[n - 1] *= x.dims[k]
                self.step[n - 1] = x.strides[k]
            else:
                self.outer[n], self.step[n] = x.dims[k], x.strides[k]
                n += 1
        self.nouter = n

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.by_blocks:
            self.in_blocks()
        elif self.length:
            self.along_rows(ws.scratch.data)
        return DONE

    cdef void in_blocks(self) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t index[MAX_NDIM + 2]
        cdef Py_ssize_t i, j, m, width, most, done = 0
        cdef int k, rows = self.nouter - 2, last = self.nouter - 1
        cdef char* source = x.data
        memset(index, 0, sizeof(index))
        most = max(<Py_ssize_t> 1, BLOCK // self.outer[last])
        while True:
            # the last two axes
            i = 0
            while i < self.outer[rows]:
                m, j = min(most, self.outer[rows] - i), 0
                while j < self.outer[last]:
                    width = min(<Py_ssize_t> BLOCK, self.outer[last] - j)
                    self.search(source + i * self.step[rows] + j * self.step[last], m, width, done)
                    done += m * width
                    j += width
                i += m
            k = rows - 1
            while k >= 0:
                index[k] += 1
                source += self.step[k]
                if index[k] < self.outer[k]:
                    break
                source -= index[k] * self.step[k]
                index[k] = 0
                k -= 1
            if k < 0:
                return

    cdef void search(self, const char* source, Py_ssize_t m, Py_ssize_t width, Py_ssize_t done) noexcept nogil:
        """Search m times `width` rows, which begin at `source`; so many are done."""
        cdef Slot* x = self.inputs[0]
        cdef int last = self.nouter - 1, size = x.itemsize
        cdef double[BLOCK] best, places, gathered
        cdef const char* block
        cdef Py_ssize_t k, n = m * width
        if self.length == 1 and self.largest == NULL:
            memset(self.place.data + done * 8, 0, n * 8)
            return
        for k in range(self.length):
            block = source
            if k == 0 or m > 1 or self.step[last] != size:
                block = <char*> gathered if k else <char*> best
                copy_matrix(
                    <char*> block, width * size, size, source, self.step[last - 1], self.step[last], m, width, size)
            if k == 0:
                memset(places, 0, n * size)
            else:
                self.across(best, places, block, k, n)
            source += x.strides[self.axis]
        if self.largest != NULL:
            memcpy(self.largest.data + done * size, best, n * size)
        if self.place != NULL and size == 8:
            memcpy(self.place.data + done * 8, places, n * 8)
        elif self.place != NULL:
            for k in range(n):
                (<int64_t*> self.place.data)[done + k] = (<int32_t*> places)[k]

    cdef Py_ssize_t find_by_parts(self, char* row) noexcept nogil:
        """Return the place of the best element of a row, in the first of its parts that has it."""
        cdef Py_ssize_t place, first = 0, best = 0, size = self.inputs[0].itemsize
        cdef char[16] pair                      # the best elements until now and of a part
        while first < self.length:
            memcpy(&pair[size], row + first * size, size)
            self.fold(&pair[size], row + first * size, NULL, NULL, NULL, min(self.length - first, <Py_ssize_t> PART))
            place = 1
            if first:
                self.find(pair, 2, &place, NULL)
            if place:
                memcpy(pair, &pair[size], size)
                best = first
            first += PART
        self.find(row + best * size, min(self.length - best, <Py_ssize_t> PART), &place, NULL)
        return best + place

    cdef void along_rows(self, char* scratch) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t r, place, stride = x.itemsize
        cdef int k
        cdef char* row = x.data
        cdef char* data
        for k in range(x.ndim - 1, -1, -1):
            index[k] = 0
            strides[k] = stride
            stride *= x.dims[k]
        for r in range(self.nrows):
            data = row
            if self.axis < 0:
                if not is_contiguous(x):
                    copy_array(x.ndim, x.dims, scratch, strides, x.data, x.strides, x.itemsize)
                    data = scratch
            elif x.strides[self.axis] != x.itemsize and self.length > 1:
                copy_run(scratch, x.itemsize, row, x.strides[self.axis], self.length, x.itemsize)
                data = scratch
            if self.length < 2 * PART or self.fold == NULL:
                self.find(data, self.length, &place, NULL)
            else:
                place = self.find_by_parts(data)
            if self.place != NULL:
                (<int64_t*> self.place.data)[r] = place
            if self.largest != NULL:
                memcpy(self.largest.data + r * x.itemsize, data + place * x.itemsize, x.itemsize)
            for k in range(x.ndim - 1, -1, -1):
                if k == self.axis or self.axis < 0:
                    continue
                index[k] += 1
                row += x.strides[k]
                if index[k] < x.dims[k]:
                    break
                row -= index[k] * x.strides[k]
                index[k] = 0


KINDS["argmax"] = ArgMax
