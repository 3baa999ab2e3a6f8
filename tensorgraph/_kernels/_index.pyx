# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Take, pick, set and add at advanced indices, and set and add at slices."""

from libc.string cimport memcpy

from ._array cimport NPY_DOUBLE, NPY_FLOAT
from ._code cimport Inst, resolve_merge
from ._indexed cimport Indexed, add_array, add_row, broadcast_strides, dense_copy, fetch, fits, raise_misfit
from ._move cimport copy_array
from ._slices cimport Slices, apply_slices, parse_slices, raise_slices
from ._workspace cimport DONE, FAIL, MAX_NDIM, Slot, Step, Workspace, count

from ._workspace import KINDS


cdef class Take(Indexed):
    """``x[:, i]`` and ``x[i0, i1, ...]``"""

    cdef Py_ssize_t[MAX_NDIM] out_strides
    cdef Py_ssize_t out_step
    cdef Py_ssize_t whole       # bytes of the rest of x, where it lies in one piece; else 0

    cdef int build(self, Workspace ws) except -1:
        self.parse(1, self.params.get("ranges", ()))
        self.axis = self.params.get("axis", 0)
        if self.axis < 0:
            self.axis += self.inputs[0].ndim
        if not 0 <= self.axis <= self.inputs[0].ndim - self.nindices:
            raise ValueError(f"axis {self.params.get('axis', 0)} does not fit {self.inputs[0].ndim} axes")
        if self.inputs[0].typenum != self.outputs[0].typenum:
            raise ValueError("what is taken from an array has its dtype")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef int k
        self.prepare_index()
        if out.ndim != x.ndim - self.nindices + self.ndim:
            raise ValueError(f"indices of {self.ndim} axes do not give {out.ndim}")
        for k in range(out.ndim):
            if k < self.axis:
                shape[k] = x.dims[k]
            elif k < self.axis + self.ndim:
                shape[k] = self.dims[k - self.axis]
            else:
                shape[k] = x.dims[k - self.ndim + self.nindices]
        ws.allocate(out, shape, NULL)
        self.out_step = x.itemsize
        for k in range(self.axis + self.ndim, out.ndim):
            self.out_step *= out.dims[k]
        for k in range(self.ninner):
            self.out_strides[k] = out.strides[k if k < self.axis else k + self.ndim]
        self.whole = x.itemsize
        for k in range(self.ninner - 1, -1, -1):
            if self.inner[k] != 1 and (self.x_strides[k] != self.whole or k < self.axis):
                self.whole = 0
                break
            self.whole *= self.inner[k]
        self.cost = 50 + 3 * self.n + count(out)
        return ws.reserve(self.index_bytes())

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef long long* offsets = <long long*> ws.scratch.data
        cdef char* to = out.data
        cdef Py_ssize_t i
        if self.load(x, ws.scratch.data):
            return FAIL
        if self.whole == 8:
            for i in range(self.n):
                (<long long*> to)[i] = (<long long*> (x.data + offsets[i]))[0]
        elif self.whole == 4:
            for i in range(self.n):
                (<int*> to)[i] = (<int*> (x.data + offsets[i]))[0]
        elif self.whole:
            for i in range(self.n):
                fetch(x.data + offsets[i + 2 if i + 2 < self.n else i], self.whole)
                memcpy(to + i * self.out_step, x.data + offsets[i], self.whole)
        else:
            for i in range(self.n):
                copy_array(
                    self.ninner, self.inner, to + i * self.out_step, self.out_strides, x.data + offsets[i],
                    self.x_strides, x.itemsize)
        return DONE


cdef class Put(Indexed):
    """``x[i0, i1, ...] = y`` or ``+= y``, in place or on a copy"""

    cdef Py_ssize_t[MAX_NDIM] y_strides
    cdef Py_ssize_t[MAX_NDIM] z_strides
    cdef bint aliased           # y is memory of x: copied first
    cdef Py_ssize_t y_place
    cdef Py_ssize_t row         # elements of what one index points at, where y and x hold it in one piece; else 0

    cdef int build(self, Workspace ws) except -1:
        self.parse(2, self.params.get("ranges", ()))
        if not self.inputs[0].typenum == self.inputs[1].typenum == self.outputs[0].typenum:
            raise ValueError("what is put into an array has its dtype")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef int k, ndim
        cdef bint same
        self.output(ws, 0, x.dims)
        self.prepare_index()
        ndim = self.ndim + self.ninner
        for k in range(ndim):
            shape[k] = self.dims[k] if k < self.ndim else self.inner[k - self.ndim]
        if y.ndim > ndim:
            raise ValueError(f"what is put has {y.ndim} axes, where it is put {ndim}")
        if not fits(y, ndim, shape):
            raise_misfit(y, ndim, shape)
        for k in range(self.ninner):
            self.z_strides[k] = out.strides[self.nindices + k]
        self.aliased = self.taken[0] >= 0 and y.base == out.base
        self.row = 1 if self.ndim == 1 and y.ndim == ndim and not self.aliased else 0
        for k in range(self.ninner - 1, -1, -1):
            same = self.z_strides[k] == self.row * out.itemsize and y.strides[k + 1] == self.row * out.itemsize
            same = same and y.dims[k + 1] == self.inner[k]
            self.row = self.row * self.inner[k] if same else 0
        self.y_place = self.index_bytes()
        self.cost = 50 + 3 * self.n + self.n * count(x) / max(x.dims[0], <Py_ssize_t> 1)
        return ws.reserve(self.y_place + (count(y) * y.itemsize if self.aliased else 0))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Slot* out = self.outputs[0]
        cdef long long* offsets = <long long*> ws.scratch.data
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t index[MAX_NDIM]
        cdef Py_ssize_t i
        cdef Slot source = y[0]
        cdef Py_ssize_t dense[MAX_NDIM]
        cdef char* value
        cdef int k
        if self.load(out, ws.scratch.data):
            return FAIL
        if self.taken[0] < 0:
            copy_array(x.ndim, x.dims, out.data, out.strides, x.data, x.strides, x.itemsize)
        if self.aliased:
            dense_copy(y, &source, dense, ws.scratch.data + self.y_place)
        broadcast_strides(&source, self.ndim + self.ninner, strides)
        value = source.data
        if self.ninner == 0 and self.ndim == 1 and self.adds and out.typenum in (NPY_DOUBLE, NPY_FLOAT):
            if out.itemsize == 8:
                for i in range(self.n):
                    (<double*> (out.data + offsets[i]))[0] += (<double*> (value + i * strides[0]))[0]
            else:
                for i in range(self.n):
                    (<float*> (out.data + offsets[i]))[0] += (<float*> (value + i * strides[0]))[0]
            return DONE
        if self.adds and self.row and self.add.kernel != NULL:
            for i in range(self.n):
                fetch(out.data + offsets[i + 2 if i + 2 < self.n else i], self.row * out.itemsize)
                add_row(&self.add, out.data + offsets[i], value + i * strides[0], self.row, out.itemsize)
            return DONE
        for k in range(self.ndim):
            index[k] = 0
        for i in range(self.n):
            if self.adds:
                add_array(
                    &self.add, self.ninner, self.inner, out.data + offsets[i], self.z_strides, value,
                    &strides[self.ndim], out.itemsize)
            else:
                copy_array(
                    self.ninner, self.inner, out.data + offsets[i], self.z_strides, value, &strides[self.ndim],
                    out.itemsize)
            for k in range(self.ndim - 1, -1, -1):
                index[k] += 1
                value += strides[k]
                if index[k] < self.dims[k]:
                    break
                value -= index[k] * strides[k]
                index[k] = 0
        return DONE


cdef class PutSlice(Step):
    """``x[1:, 2] = y`` or ``+= y``, in place or on a copy"""

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
        self.adds = self.params["how"] == "inc"
        if self.adds:
            resolve_merge(&self.add, "sum", (<object> self.outputs[0].descr).name)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        self.output(ws, 0, self.inputs[0].dims)
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
            copy_array(x.ndim, x.dims, out.data, out.strides, x.data, x.strides, x.itemsize)
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
