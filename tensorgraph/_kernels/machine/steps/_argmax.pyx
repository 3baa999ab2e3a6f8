# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The maximum of an array along an axis, and its position.

Rows are searched by NumPy's loop. Down the columns of a C contiguous array, a row of positions and values is kept.
"""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.string cimport memcpy

from .._array cimport NPY_DOUBLE, NPY_FLOAT, NPY_INT64, tg_argmax, tg_argmax_t
from ..loop._instructions cimport kernel_address
from .._move cimport copy_array, copy_run
from .._workspace cimport BLOCK, DONE, MAX_NDIM, Slot, Step, Workspace, count, is_contiguous

from ..kinds import KINDS

cnp.import_array()

ctypedef void (*across_t)(int64_t* place, void* best, const void* a, Py_ssize_t row, Py_ssize_t n) noexcept nogil


cdef class ArgMax(Step):

    cdef int axis               # -1: of the flattened array
    cdef Slot* largest          # outputs, or NULL
    cdef Slot* place
    cdef tg_argmax_t find
    cdef across_t across
    cdef Py_ssize_t before, length, after  # axes before the axis and after it, as one
    cdef bint columns

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
        if len(names) != self.nout or not {*names} <= {"max", "argmax"} or x.kind not in (c"f", c"i", c"u", c"b"):
            raise ValueError(f"argmax does not give {names} of {<object> x.descr}")
        for k in range(self.nout):
            if self.outputs[k].ndim != (0 if self.axis < 0 else x.ndim - 1):
                raise ValueError(f"argmax does not give {self.outputs[k].ndim} axes")
            if names[k] == "max":
                self.largest = self.outputs[k]
            else:
                self.place = self.outputs[k]
                if self.place.typenum != NPY_INT64:
                    raise ValueError("argmax is int64")
        self.find = tg_argmax(x.descr)
        if x.typenum in (NPY_FLOAT, NPY_DOUBLE):
            code = "f32" if x.typenum == NPY_FLOAT else "f64"
            self.across = <across_t> <void*> kernel_address(f"across_argmax_{code}")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int k, n = 0
        self.before = self.after = 1
        self.length = count(x) if self.axis < 0 else x.dims[self.axis]
        for k in range(x.ndim if self.axis >= 0 else 0):
            if k != self.axis:
                dims[n] = x.dims[k]
                n += 1
                if k < self.axis:
                    self.before *= x.dims[k]
                else:
                    self.after *= x.dims[k]
        if self.length == 0 and self.before * self.after:
            raise ValueError("attempt to get argmax of an empty sequence")
        for k in range(self.nout):
            ws.allocate(self.outputs[k], dims, NULL)
        self.columns = self.across != NULL and self.after >= 4 and is_contiguous(x)
        self.cost = 50 + 0.5 * count(x)
        return ws.reserve(self.length * x.itemsize)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.columns:
            self.down_columns()
        elif self.length:
            self.along_rows(ws.scratch.data)
        return DONE

    cdef void down_columns(self) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef int64_t place[BLOCK]
        cdef double best[BLOCK]
        cdef Py_ssize_t i, j, k, n, row = self.after * x.itemsize
        cdef Py_ssize_t out = 0
        cdef char* source
        for i in range(self.before):
            j = 0
            while j < self.after:
                n = min(<Py_ssize_t> BLOCK, self.after - j)
                source = x.data + i * self.length * row + j * x.itemsize
                memcpy(best, source, n * x.itemsize)
                for k in range(n):
                    place[k] = 0
                for k in range(1, self.length):
                    self.across(place, best, source + k * row, k, n)
                if self.place != NULL:
                    memcpy(self.place.data + out * 8, place, n * 8)
                if self.largest != NULL:
                    memcpy(self.largest.data + out * x.itemsize, best, n * x.itemsize)
                out += n
                j += n

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
        for r in range(self.before * self.after):
            data = row
            if self.axis < 0:
                if not is_contiguous(x):
                    copy_array(x.ndim, x.dims, scratch, strides, x.data, x.strides, x.itemsize)
                    data = scratch
            elif x.strides[self.axis] != x.itemsize and self.length > 1:
                copy_run(scratch, x.itemsize, row, x.strides[self.axis], self.length, x.itemsize)
                data = scratch
            self.find(data, self.length, &place, NULL)
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
