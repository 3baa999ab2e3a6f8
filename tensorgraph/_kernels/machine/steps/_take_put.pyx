# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Take, pick, set and add at advanced indices; set and add at slices."""

from cpython.object cimport PyObject
from libc.string cimport memcpy

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from ..loop._instructions cimport Inst, kernel_address, resolve, resolve_merge
from ._offsets cimport Indexed, broadcast_strides, copy_in_order, dense_copy, fits, is_one_walk, raise_misfit
from .._move cimport copy_array, proceed
from .._adding cimport add_array, add_numbers, add_row
from ..threads._copying cimport share_copy
from ..threads.limits cimport LARGE
from ..threads._workers cimport parts_of, run_pieces, thread_count
from .._slices cimport Slices, apply_slices, parse_slices, raise_slices
from .._workspace cimport DONE, FAIL, MAX_NDIM, Slot, Step, Workspace, count
from ...loops.pieces cimport gather_pieces
from ...loops.prefetch cimport AHEAD, fetch

from ...loops import dispatch
from ..kinds import KINDS
from ..loop._instructions import CODES

ctypedef void (*gather_t)(
    char* to, const char* source, const long long* places, Py_ssize_t n, Py_ssize_t rows) noexcept nogil
ctypedef void (*add_f32)(
    float*, const long long*, const float*, Py_ssize_t, float, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*add_f64)(
    double*, const long long*, const double*, Py_ssize_t, double, Py_ssize_t, Py_ssize_t) noexcept nogil


cdef enum:
    MOST_PARTS = 32
    FEW = 16                    # elements that are gathered from several rows at once

cdef struct Gather:             # what threads share out
    PyObject* step
    char* to
    const char* source
    const long long* offsets
    Py_ssize_t part             # index tuples of a piece


cdef gather_t gather_runs = <gather_t> <void*> <size_t> dispatch.module("runs").kernels()["gather_runs"]


cdef class Take(Indexed):
    """``x[:, i]`` and ``x[i0, i1, ...]``"""

    cdef Py_ssize_t[MAX_NDIM] x_outer  # strides of the axes that are not indexed, of x and of the result
    cdef Py_ssize_t[MAX_NDIM] z_outer
    cdef Py_ssize_t[MAX_NDIM] x_inner
    cdef Py_ssize_t[MAX_NDIM] z_inner
    cdef Py_ssize_t step        # bytes from one index tuple to the next in the result
    cdef Py_ssize_t whole       # bytes of what an index tuple points at, where it lies in one piece; else 0

    cdef int build(self, Workspace ws) except -1:
        self.parse(1, self.params.get("ranges", ()))
        self.axis = self.params.get("axis", 0)
        if self.axis < 0:
            self.axis += self.inputs[0].ndim
        if not 0 <= self.axis <= self.inputs[0].ndim - self.nindices:
            raise ValueError(f"axis {self.params.get('axis', 0)} does not fit {self.inputs[0].ndim} axes")
        if self.inputs[0].typenum != self.outputs[0].typenum:
            raise ValueError("what is taken from an array has its dtype")
        self.labels = self.params.get("labels", False)
        if self.labels and (self.inputs[0].ndim != 2 or self.index[0] != NULL or self.nin != 2):
            raise ValueError("labels are a vector, and pick from the rows of a matrix")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t stride = x.itemsize
        cdef int k, axis
        self.prepare_index(x)
        if self.labels and self.n != x.dims[0]:
            raise ValueError(f"there are {self.n} labels for {x.dims[0]} rows")
        if out.ndim != x.ndim - self.nindices + self.ndim:
            raise ValueError(f"indices of {self.ndim} axes do not give {out.ndim}")
        for k in range(self.ninner - 1, -1, -1):
            axis = self.place(self.inner[k])
            shape[axis], strides[axis] = self.inner_dims[k], stride
            self.x_inner[k], self.z_inner[k] = x.strides[self.inner[k]], stride
            stride *= max(self.inner_dims[k], <Py_ssize_t> 1)
        self.step = stride
        for k in range(self.ndim - 1, -1, -1):
            shape[self.axis + k], strides[self.axis + k] = self.dims[k], stride
            stride *= max(self.dims[k], <Py_ssize_t> 1)
        for k in range(self.nouter - 1, -1, -1):
            axis = self.place(self.outer[k])
            shape[axis], strides[axis] = self.outer_dims[k], stride
            self.x_outer[k], self.z_outer[k] = x.strides[self.outer[k]], stride
            stride *= self.outer_dims[k]
        ws.allocate(out, shape, strides)
        self.whole = x.itemsize
        for k in range(self.ninner - 1, -1, -1):
            if self.inner_dims[k] != 1 and self.x_inner[k] != self.whole:
                self.whole = 0
                break
            self.whole *= self.inner_dims[k]
        self.cost = 50 + 3 * self.n + count(out)
        self.fix(x)
        return ws.reserve(self.index_bytes())

    cdef inline int place(self, int axis) noexcept nogil:
        """Return the axis of the result for an axis of x."""
        return axis if axis < self.axis else axis - self.nindices + self.ndim

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t index[MAX_NDIM]
        cdef char* source = self.inputs[0].data
        cdef char* to = self.outputs[0].data
        cdef int k
        cdef const long long* offsets = self.offsets(ws, self.inputs[0])
        if offsets == NULL:
            return FAIL
        for k in range(self.nouter):
            index[k] = 0
        k = self.nouter - 1
        if k < 0 or self.whole != 8 and self.whole != 4 or self.n > FEW:
            k = self.nouter
        while True:
            if k == self.nouter:
                self.gather(to, source, offsets)
            elif self.whole == 8:
                gather_pieces(to, self.z_outer[k], source, self.x_outer[k], self.outer_dims[k], offsets, self.n, 8)
            else:
                gather_pieces(to, self.z_outer[k], source, self.x_outer[k], self.outer_dims[k], offsets, self.n, 4)
            if not proceed(k, self.outer_dims, index, &to, self.z_outer, &source, self.x_outer):
                return DONE

    cdef void gather(self, char* to, const char* source, const long long* offsets) noexcept nogil:
        """Gather all index tuples at one position of the outer axes, by several threads if that pays."""
        cdef Gather all
        cdef Py_ssize_t bytes = self.n * self.step
        if bytes < LARGE or thread_count() < 2:
            self.gather_some(to, source, offsets, self.n)
            return
        all.step, all.to, all.source, all.offsets = <PyObject*> self, to, source, offsets
        all.part = parts_of(self.n, MOST_PARTS)
        run_pieces(
            gather_part, &all, parts_of(self.n, all.part), min(thread_count(), bytes // (LARGE // 2)), 0.03 * bytes)

    cdef void gather_some(
        self, char* to, const char* source, const long long* offsets, Py_ssize_t n
    ) noexcept nogil:
        cdef Py_ssize_t i, size = self.whole
        # several small elements may be moved as one larger, possibly unaligned one
        if size == 8:
            for i in range(n):
                memcpy(to + 8 * i, source + offsets[i], 8)
        elif size == 4:
            for i in range(n):
                memcpy(to + 4 * i, source + offsets[i], 4)
        elif size:
            gather_runs(to, source, offsets, size, n)
        else:
            for i in range(n):
                copy_array(
                    self.ninner, self.inner_dims, to + i * self.step, self.z_inner, source + offsets[i], self.x_inner,
                    self.inputs[0].itemsize)


cdef void gather_part(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    cdef Gather* all = <Gather*> argument
    cdef Py_ssize_t first = piece * all.part
    (<Take> all.step).gather_some(
        all.to + first * (<Take> all.step).step, all.source, all.offsets + first,
        min(all.part, (<Take> all.step).n - first))


cdef class Put(Indexed):
    """``x[i0, i1, ...] = y`` or ``+= y`` or ``+= scale * y``, in place or on a copy"""

    cdef double scale
    cdef size_t add_rows        # kernel that adds rows in one piece, or 0
    cdef Py_ssize_t[MAX_NDIM] z_outer  # strides of the axes that are not indexed
    cdef Py_ssize_t[MAX_NDIM] z_inner
    cdef bint aliased           # y is memory of x
    cdef bint copied            # y is copied first, and scaled there
    cdef Py_ssize_t y_place
    cdef Py_ssize_t row         # elements of what an index tuple points at, where y and x hold it in one piece; else 0

    cdef int build(self, Workspace ws) except -1:
        self.parse(2, self.params.get("ranges", ()))
        if not self.inputs[0].typenum == self.inputs[1].typenum == self.outputs[0].typenum:
            raise ValueError("what is put into an array has its dtype")
        self.scale = self.params.get("scale", 1.0)
        if self.adds and self.outputs[0].typenum in (NPY_DOUBLE, NPY_FLOAT):
            self.add_rows = kernel_address("add_rows_f64" if self.outputs[0].itemsize == 8 else "add_rows_f32")
        if self.scale != 1.0 and not self.add_rows:
            raise ValueError("what is scaled is of float32 or float64 and added")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t step
        cdef int k, ndim
        copy_in_order(ws, self)
        self.prepare_index(out)
        ndim = self.ndim + x.ndim - self.nindices
        for k in range(ndim):
            shape[k] = self.dims[k] if k < self.ndim else x.dims[k - self.ndim + self.nindices]
        if y.ndim > ndim:
            raise ValueError(f"what is put has {y.ndim} axes, where it is put {ndim}")
        if not fits(y, ndim, shape):
            raise_misfit(y, ndim, shape)
        for k in range(self.nouter):
            self.z_outer[k] = out.strides[self.outer[k]]
        for k in range(self.ninner):
            self.z_inner[k] = out.strides[self.inner[k]]
        self.aliased = self.taken[0] >= 0 and y.base == out.base
        broadcast_strides(y, ndim, strides)
        self.row = 1 if is_one_walk(self.ndim, self.dims, strides, &step) and not self.aliased else 0
        for k in range(self.ninner - 1, -1, -1):
            step = self.row * out.itemsize
            if self.inner_dims[k] != 1 and (
                self.z_inner[k] != step or strides[self.inner[k] - self.nindices + self.ndim] != step
            ):
                self.row = 0
            self.row *= self.inner_dims[k]
        self.copied = self.aliased or self.scale != 1.0 and not self.row
        self.y_place = self.index_bytes()
        self.fix(out)
        self.cost = 50 + 3 * self.n + self.n * count(x) / max(x.dims[0], <Py_ssize_t> 1)
        return ws.reserve(self.y_place + (count(y) * y.itemsize if self.copied else 0))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t y_outer[MAX_NDIM]
        cdef Py_ssize_t y_inner[MAX_NDIM]
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Slot source = y[0]
        cdef char* to = out.data
        cdef char* value
        cdef int k
        cdef const long long* offsets = self.offsets(ws, out)
        if offsets == NULL:
            return FAIL
        if self.taken[0] < 0:
            share_copy(x.ndim, x.dims, out.data, out.strides, x.data, x.strides, x.itemsize)
        if self.copied:
            dense_copy(y, &source, dense, ws.scratch.data + self.y_place)
            if self.scale != 1.0:
                self.multiply(source.data, count(y))
        broadcast_strides(&source, self.ndim + x.ndim - self.nindices, strides)
        for k in range(self.nouter):
            y_outer[k] = strides[self.ndim + self.outer[k] - self.nindices]
            index[k] = 0
        for k in range(self.ninner):
            y_inner[k] = strides[self.ndim + self.inner[k] - self.nindices]
        value = source.data
        while True:
            self.scatter(to, value, offsets, strides, y_inner)
            if not proceed(self.nouter, self.outer_dims, index, &to, self.z_outer, &value, y_outer):
                return DONE

    cdef void multiply(self, char* y, Py_ssize_t n) noexcept nogil:
        """Scale n contiguous elements."""
        cdef float single = self.scale
        cdef Py_ssize_t i
        if self.inputs[1].itemsize == 8:
            for i in range(n):
                (<double*> y)[i] *= self.scale
        else:
            for i in range(n):
                (<float*> y)[i] *= single

    cdef void scatter(
        self, char* to, char* value, const long long* offsets, const Py_ssize_t* strides, const Py_ssize_t* y_inner
    ) noexcept nogil:
        """Scatter all index tuples in order at one position of the outer axes."""
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Py_ssize_t i, step, n = self.n, row = self.row, size = out.itemsize
        cdef double scale = 1.0 if self.copied else self.scale
        cdef float single = scale
        cdef int k
        cdef bint numbers = is_one_walk(self.ndim, self.dims, strides, &step) and self.ninner == 0
        if self.adds and numbers and add_numbers(out, to, value, offsets, step, scale, n):
            return
        if self.add_rows and row:
            if size == 8:
                (<add_f64> self.add_rows)(<double*> to, offsets, <double*> value, step, scale, row, n)
            else:
                (<add_f32> self.add_rows)(<float*> to, offsets, <float*> value, step, single, row, n)
            return
        if self.adds and row and self.add.kernel != NULL:
            for i in range(n):
                fetch(to + offsets[i + AHEAD if i + AHEAD < n else i], row * size)
                add_row(&self.add, to + offsets[i], value + i * step, row, size)
            return
        if not self.adds and numbers and size == 8:
            for i in range(n):
                (<long long*> (to + offsets[i]))[0] = (<long long*> (value + i * step))[0]
            return
        if not self.adds and numbers and size == 4:
            for i in range(n):
                (<int*> (to + offsets[i]))[0] = (<int*> (value + i * step))[0]
            return
        if not self.adds and row:
            for i in range(n):
                fetch(to + offsets[i + AHEAD if i + AHEAD < n else i], row * size)
                memcpy(to + offsets[i], value + i * step, row * size)
            return
        for k in range(self.ndim):
            index[k] = 0
        for i in range(self.n):
            if self.adds:
                add_array(
                    &self.add, self.ninner, self.inner_dims, to + offsets[i], self.z_inner, value, y_inner,
                    out.itemsize)
            else:
                copy_array(
                    self.ninner, self.inner_dims, to + offsets[i], self.z_inner, value, y_inner, out.itemsize)
            for k in range(self.ndim - 1, -1, -1):
                index[k] += 1
                value += strides[k]
                if index[k] < self.dims[k]:
                    break
                value -= index[k] * strides[k]
                index[k] = 0


cdef class PutSlice(Step):
    """``x[1:, 2] = y``, ``+= y`` or ``-= y``, in place or on a copy"""

    cdef Slices slices
    cdef Inst add
    cdef bint adds
    cdef bint aliased
    cdef int bad_axis
    cdef Py_ssize_t[MAX_NDIM] shape  # of x[index], at an error

    cdef int build(self, Workspace ws) except -1:
        self.fallible = 1
        parse_slices(self, &self.slices, self.inputs[0].ndim, self.params["index"])
        if self.inputs[1].ndim > self.slices.kept:
            raise ValueError(f"what is put has {self.inputs[1].ndim} axes, where it is put {self.slices.kept}")
        if not self.inputs[0].typenum == self.inputs[1].typenum == self.outputs[0].typenum:
            raise ValueError("what is put into an array has its dtype")
        self.adds = self.params["how"] != "set"
        dtype = (<object> self.outputs[0].descr).name
        if self.params["how"] == "dec":
            resolve(&self.add, f"sub_{CODES[dtype]}")
        elif self.adds:
            resolve_merge(&self.add, "sum", dtype)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        copy_in_order(ws, self)
        self.aliased = self.taken[0] >= 0 and self.inputs[1].base == self.outputs[0].base
        self.cost = 50 + count(self.inputs[0])
        return ws.reserve(count(self.inputs[1]) * self.inputs[1].itemsize if self.aliased else 0)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t to_strides[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Slot source = self.inputs[1][0]
        cdef char* to = out.data
        self.bad_axis = apply_slices(&self.slices, out, &to, dims, to_strides)
        if self.bad_axis >= 0:
            return FAIL
        if not fits(&source, self.slices.kept, dims):
            memcpy(self.shape, dims, sizeof(dims))
            return FAIL
        if self.taken[0] < 0:
            share_copy(x.ndim, x.dims, out.data, out.strides, x.data, x.strides, x.itemsize)
        if self.aliased:
            dense_copy(self.inputs[1], &source, dense, ws.scratch.data)
        broadcast_strides(&source, self.slices.kept, strides)
        if self.adds:
            add_array(&self.add, self.slices.kept, dims, to, to_strides, source.data, strides, out.itemsize)
        else:
            copy_array(self.slices.kept, dims, to, to_strides, source.data, strides, out.itemsize)
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        if self.bad_axis >= 0:
            raise_slices(&self.slices, self.bad_axis, self.inputs[0])
        return raise_misfit(self.inputs[1], self.slices.kept, self.shape)


KINDS.update(take=Take, pick=Take, put=Put, put_pick=Put, put_slice=PutSlice)
