# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Advanced indices: take, pick, set and add.

All indices are read first, checked and turned into byte offsets; nothing is written before the last one is known to be good.
"""

from libc.string cimport memcpy

from ._array cimport NPY_DOUBLE, NPY_FLOAT
from ._code cimport Inst, merge, resolve_merge
from ._move cimport copy_array, copy_run
from ._slices cimport Slices, apply_slices, parse_slices, raise_slices
from ._workspace cimport BLOCK, DONE, FAIL, MAX_NDIM, Slot, Step, Workspace, count, read_int

from ._workspace import KINDS

cdef enum:
    MAX_INDICES = 8


cdef void read_run(Slot* slot, const char* source, Py_ssize_t step, Py_ssize_t n, long long* to) noexcept nogil:
    """Integers of any dtype at equal distances."""
    cdef Slot here
    cdef Py_ssize_t i
    if slot.kind == c"i" and slot.itemsize == 8:
        for i in range(n):
            to[i] = (<long long*> (source + i * step))[0]
    elif slot.kind == c"i" and slot.itemsize == 4:
        for i in range(n):
            to[i] = (<int*> (source + i * step))[0]
    else:
        here = slot[0]
        for i in range(n):
            here.data = <char*> source + i * step
            to[i] = read_int(&here)


cdef void walk_run(
    int ndim, const Py_ssize_t* dims, Slot* slot, const char* source, const Py_ssize_t* strides, long long* to
) noexcept nogil:
    """Integers of an array, broadcast by strides of 0, in C order."""
    cdef Py_ssize_t index[MAX_NDIM]
    cdef int k
    for k in range(ndim):
        if dims[k] == 0:
            return
        index[k] = 0
    while True:
        read_run(slot, source, strides[ndim - 1] if ndim else 0, dims[ndim - 1] if ndim else 1, to)
        to += dims[ndim - 1] if ndim else 1
        k = ndim - 2
        while k >= 0:
            index[k] += 1
            source += strides[k]
            if index[k] < dims[k]:
                break
            source -= index[k] * strides[k]
            index[k] = 0
            k -= 1
        if k < 0:
            return


cdef void broadcast_strides(Slot* slot, int ndim, Py_ssize_t* strides) noexcept nogil:
    """Strides of a slot under a shape of more axes, 0 where it is repeated."""
    cdef int k, axis
    for k in range(ndim):
        axis = k - (ndim - slot.ndim)
        strides[k] = slot.strides[axis] if axis >= 0 and slot.dims[axis] != 1 else 0


cdef class Indexed(Step):
    """What all of these share: index arrays over some axes of x, as byte offsets in the scratch memory."""

    cdef int nindices           # axes that are indexed
    cdef int first              # input that holds the first index
    cdef int axis               # the first axis that is indexed
    cdef Slot* index[MAX_INDICES] # NULL: a range
    cdef int ndim               # of the indices, broadcast
    cdef Py_ssize_t[MAX_NDIM] dims
    cdef Py_ssize_t n           # number of index tuples
    cdef int ninner             # axes of x that are not indexed
    cdef Py_ssize_t[MAX_NDIM] inner
    cdef Py_ssize_t[MAX_NDIM] x_strides
    cdef int bad_axis
    cdef long long bad_index
    cdef Inst add
    cdef bint adds

    cdef int parse(self, int first, ranges) except -1:
        cdef int k, n = 0
        self.fallible = 1
        self.first = first
        self.nindices = self.nin - first + len(ranges)
        if not 1 <= self.nindices <= min(<int> MAX_INDICES, self.inputs[0].ndim):
            raise ValueError(f"{self.nindices} indices do not fit {self.inputs[0].ndim} axes")
        for k in range(self.nindices):
            if k in ranges:
                self.index[k] = NULL
                continue
            self.index[k] = self.inputs[first + n]
            n += 1
            if self.index[k].kind not in (c"i", c"u"):
                raise ValueError("an index is an integer array")
        if n != self.nin - first:
            raise ValueError(f"ranges {ranges} are not axes that are indexed")
        how = self.params.get("how", "set")
        if how not in ("set", "inc"):
            raise ValueError(f"{how} is neither set nor inc")
        self.adds = how == "inc"
        if self.adds:
            resolve_merge(&self.add, "sum", (<object> self.outputs[0].descr).name)
        return 0

    cdef int prepare_index(self) except -1:
        """The shape of the indices, broadcast, and the rest of x."""
        cdef Slot* x = self.inputs[0]
        cdef Slot* slot
        cdef int k, axis
        cdef Py_ssize_t length
        self.ndim = 0
        for k in range(self.nindices):
            if self.index[k] != NULL:
                self.ndim = max(self.ndim, self.index[k].ndim)
        for axis in range(self.ndim):
            self.dims[axis] = 1
        for k in range(self.nindices):
            slot = self.index[k]
            if slot == NULL:
                continue
            for axis in range(slot.ndim):
                length = slot.dims[axis]
                if length != 1:
                    if self.dims[self.ndim - slot.ndim + axis] not in (1, length):
                        raise IndexError(
                            "shape mismatch: indexing arrays could not be broadcast together: an axis has lengths "
                            f"{self.dims[self.ndim - slot.ndim + axis]} and {length}"
                        )
                    self.dims[self.ndim - slot.ndim + axis] = length
        self.n = 1
        for axis in range(self.ndim):
            self.n *= self.dims[axis]
        for k in range(self.nindices):
            if self.index[k] == NULL and self.ndim != 1:
                raise ValueError("a range goes with index vectors")
        self.ninner = 0
        for axis in range(x.ndim):
            if not self.axis <= axis < self.axis + self.nindices:
                self.inner[self.ninner], self.x_strides[self.ninner] = x.dims[axis], x.strides[axis]
                self.ninner += 1
        return 0

    cdef Py_ssize_t index_bytes(self) noexcept nogil:
        return 2 * ((self.n * sizeof(long long) + 63) & ~<Py_ssize_t> 63)

    cdef int load(self, Slot* x, char* scratch) noexcept nogil:
        """Byte offsets of all index tuples, for the strides of a slot; FAIL where one is out of bounds."""
        cdef long long* offsets = <long long*> scratch
        cdef long long* one = <long long*> (scratch + self.index_bytes() // 2)
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t i, length, stride
        cdef int k
        cdef long long value
        cdef bint bad
        for k in range(self.nindices):
            length, stride = x.dims[self.axis + k], x.strides[self.axis + k]
            if self.index[k] == NULL:
                for i in range(self.n):
                    one[i] = i
            else:
                broadcast_strides(self.index[k], self.ndim, strides)
                walk_run(self.ndim, self.dims, self.index[k], self.index[k].data, strides, one)
            bad = False
            for i in range(self.n):
                value = one[i]
                value += length if value < 0 else 0
                bad |= value < 0 or value >= length
                offsets[i] = value * stride + (offsets[i] if k else 0)
            if bad:
                for i in range(self.n):
                    if one[i] < -length or one[i] >= length:
                        self.bad_axis, self.bad_index = self.axis + k, one[i]
                        break
                return FAIL
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        raise IndexError(
            f"index {self.bad_index} is out of bounds for axis {self.bad_axis} with size {self.inputs[0].dims[self.bad_axis]}"
        )


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
        if not 0 <= self.axis <= self.inputs[0].ndim - self.nindices or self.inputs[0].typenum != self.outputs[0].typenum:
            raise ValueError(f"axis {self.params.get('axis', 0)} does not fit, or the dtypes differ")
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
                memcpy(to + i * self.out_step, x.data + offsets[i], self.whole)
        else:
            for i in range(self.n):
                copy_array(
                    self.ninner, self.inner, to + i * self.out_step, self.out_strides, x.data + offsets[i], self.x_strides,
                    x.itemsize)
        return DONE


cdef void add_run(
    const Inst* add, char* to, Py_ssize_t to_step, char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t itemsize
) noexcept nogil:
    """``to[i] += source[i]`` at equal distances."""
    cdef double a[2 * BLOCK]
    cdef double b[2 * BLOCK]
    cdef Py_ssize_t m
    while n > 0:
        m = min(n, <Py_ssize_t> BLOCK)
        if to_step == itemsize and step == itemsize:
            merge(add, to, source, m)
        elif to_step == itemsize:
            copy_run(<char*> b, itemsize, source, step, m, itemsize)
            merge(add, to, <char*> b, m)
        else:
            copy_run(<char*> a, itemsize, to, to_step, m, itemsize)
            copy_run(<char*> b, itemsize, source, step, m, itemsize)
            merge(add, <char*> a, <char*> b, m)
            copy_run(to, to_step, <char*> a, itemsize, m, itemsize)
        to += m * to_step
        source += m * step
        n -= m


cdef void add_array(
    const Inst* add, int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil:
    """``to += source``, elementwise; a stride of the source may be 0."""
    cdef Py_ssize_t index[MAX_NDIM]
    cdef int k
    for k in range(ndim):
        if dims[k] == 0:
            return
        index[k] = 0
    if ndim == 0:
        merge(add, to, source, 1)
        return
    while True:
        add_run(add, to, to_strides[ndim - 1], source, strides[ndim - 1], dims[ndim - 1], itemsize)
        k = ndim - 2
        while k >= 0:
            index[k] += 1
            to += to_strides[k]
            source += strides[k]
            if index[k] < dims[k]:
                break
            to -= index[k] * to_strides[k]
            source -= index[k] * strides[k]
            index[k] = 0
            k -= 1
        if k < 0:
            return


cdef bint fits(Slot* y, int ndim, const Py_ssize_t* shape) noexcept nogil:
    """Has y that shape, but for missing and broadcastable axes?"""
    cdef int k
    for k in range(y.ndim):
        if y.dims[k] != shape[ndim - y.ndim + k] and not (y.dims[k] == 1 and (y.ones >> k) & 1):
            return False
    return True


cdef int raise_misfit(Slot* y, int ndim, const Py_ssize_t* shape) except -1:
    raise ValueError(
        f"shape mismatch: value array of shape {tuple([y.dims[i] for i in range(y.ndim)])} could not be broadcast to "
        f"indexing result of shape {tuple([shape[i] for i in range(ndim)])}: only axes that are broadcastable by their "
        "type are repeated"
    )


cdef class Put(Indexed):
    """``x[i0, i1, ...] = y`` or ``+= y``, in place or on a copy"""

    cdef Py_ssize_t[MAX_NDIM] y_strides
    cdef Py_ssize_t[MAX_NDIM] z_strides
    cdef bint aliased           # y is memory of x: copied first
    cdef Py_ssize_t y_place

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
        for k in range(self.ndim):
            index[k] = 0
        for i in range(self.n):
            if self.adds:
                add_array(
                    &self.add, self.ninner, self.inner, out.data + offsets[i], self.z_strides, value, &strides[self.ndim],
                    out.itemsize)
            else:
                copy_array(
                    self.ninner, self.inner, out.data + offsets[i], self.z_strides, value, &strides[self.ndim], out.itemsize)
            for k in range(self.ndim - 1, -1, -1):
                index[k] += 1
                value += strides[k]
                if index[k] < self.dims[k]:
                    break
                value -= index[k] * strides[k]
                index[k] = 0
        return DONE


cdef void dense_copy(Slot* y, Slot* copy, Py_ssize_t* strides, char* to) noexcept nogil:
    """Let `copy` be a contiguous copy of a slot at `to`."""
    cdef Py_ssize_t stride = y.itemsize
    cdef int k
    for k in range(y.ndim - 1, -1, -1):
        strides[k] = stride
        stride *= y.dims[k]
    copy_array(y.ndim, y.dims, to, strides, y.data, y.strides, y.itemsize)
    copy.data = to
    copy.strides = strides


cdef class PutSlice(Step):
    """``x[1:, 2] = y`` or ``+= y``, in place or on a copy"""

    cdef Slices slices
    cdef Inst add
    cdef bint adds
    cdef bint aliased
    cdef int bad_axis
    cdef Py_ssize_t[MAX_NDIM] shape # of x[index], at an error

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
