# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Advanced indices: take, pick, set and add.

All indices are read first, checked and turned into byte offsets; nothing is written before the last one is known to be
valid.
"""

from ..loop._instructions cimport kernel_address, kernel_t, resolve_merge
from .._move cimport copy_array, magnitude
from .._buffer cimport Buffer
from .._workspace cimport CONST, DONE, FAIL, count, is_contiguous, read_int
from ..dense cimport dense_strides

cdef extern from "Python.h":
    Py_ssize_t PY_SSIZE_T_MAX

cdef enum:
    PART = 1024                 # narrow indices that are read and placed at once

from ....errors import LabelError
from ..loop._instructions import CODES
from ...loops import dispatch

ctypedef bint (*place_t)(
    long long* places, const long long* indices, Py_ssize_t n, Py_ssize_t length, Py_ssize_t stride, Py_ssize_t wrap,
    bint add) noexcept nogil

cdef place_t place_indices = <place_t> <void*> <size_t> dispatch.module("runs").kernels()["place_indices"]


cdef void read_run(Slot* slot, const char* source, Py_ssize_t step, Py_ssize_t n, long long* to) noexcept nogil:
    """Read integers of any dtype at equal distances."""
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
    """Read the integers of an array, broadcast by strides of 0, in C order."""
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
    """Compute the strides of a slot broadcast to a shape of more axes, 0 where it is repeated."""
    cdef int k, axis
    for k in range(ndim):
        axis = k - (ndim - slot.ndim)
        strides[k] = slot.strides[axis] if axis >= 0 and slot.dims[axis] != 1 else 0


cdef bint is_one_walk(int ndim, const Py_ssize_t* dims, const Py_ssize_t* strides, Py_ssize_t* step) noexcept nogil:
    """Return True if elements that follow each other along some axes are equally far apart, and set that distance."""
    cdef Py_ssize_t width = 0
    cdef int k
    cdef bint any = False
    step[0] = 0
    for k in range(ndim - 1, -1, -1):
        if dims[k] == 1:
            continue
        if not any:
            step[0] = width = strides[k]
            any = True
        elif strides[k] != width:
            return False
        width *= dims[k]
    return True


cdef class Indexed(Step):
    """Base class of advanced indices: index arrays over some axes of x, as byte offsets in scratch memory."""

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
            # of int64 there is none, and those of uint64 beyond it must not become negative
            if self.index[k].itemsize < 8:
                code = CODES[(<object> self.index[k].descr).name]
                self.read[k] = <kernel_t> <void*> kernel_address(f"cast_{code}_i64")
        if n != self.nin - first:
            raise ValueError(f"ranges {ranges} are not axes that are indexed")
        how = self.params.get("how", "set")
        if how not in ("set", "inc"):
            raise ValueError(f"{how} is neither set nor inc")
        self.adds = how == "inc"
        self.constant = n > 0
        for k in range(self.nindices):
            self.constant &= self.index[k] == NULL or self.index[k].storage == CONST
        if self.adds:
            resolve_merge(&self.add, "sum", (<object> self.outputs[0].descr).name)
        return 0

    cdef int prepare_index(self, Slot* x) except -1:
        """Plan the broadcast shape of the indices, and the order in which the rest of an array like x is walked."""
        self.broadcast_indices()
        self.order_rest(x)
        return 0

    cdef int broadcast_indices(self) except -1:
        """Compute the shape to which the indices broadcast."""
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
        return 0

    cdef void order_rest(self, Slot* x) noexcept:
        """Order the axes that are not indexed: outer ones, with strides above those of indexed axes, and inner ones."""
        cdef int k, axis
        cdef Py_ssize_t length, widest = PY_SSIZE_T_MAX
        for axis in range(self.axis, self.axis + self.nindices):
            if x.dims[axis] > 1:
                length = magnitude(x.strides[axis])
                widest = length if widest == PY_SSIZE_T_MAX else max(widest, length)
        self.nouter = self.ninner = 0
        for axis in range(x.ndim):
            if self.axis <= axis < self.axis + self.nindices:
                continue
            if x.dims[axis] > 1 and magnitude(x.strides[axis]) > widest:
                k = self.nouter
                while k > 0 and magnitude(x.strides[self.outer[k - 1]]) < magnitude(x.strides[axis]):
                    self.outer[k] = self.outer[k - 1]
                    k -= 1
                self.outer[k] = axis
                self.nouter += 1
            else:
                self.inner[self.ninner] = axis
                self.ninner += 1
        for k in range(self.nouter):
            self.outer_dims[k] = x.dims[self.outer[k]]
        for k in range(self.ninner):
            self.inner_dims[k] = x.dims[self.inner[k]]

    cdef Py_ssize_t index_bytes(self) noexcept nogil:
        return 2 * ((self.n * sizeof(long long) + 63) & ~<Py_ssize_t> 63)

    cdef int fix(self, Slot* x) except -1:
        """Keep the offsets of constant indices for a slot's layout; one that is out of bounds fails at each run."""
        self.fixed = None
        if self.constant and 0 < self.n <= MAX_FIXED:
            kept = Buffer(self.index_bytes())
            if self.load(x, kept.data) == DONE:
                self.fixed = kept
        return 0

    cdef const long long* offsets(self, Workspace ws, Slot* x) noexcept nogil:
        """Return the byte offsets of all index tuples, NULL if one is out of bounds."""
        if self.fixed is not None:
            return <long long*> self.fixed.data
        return NULL if self.load(x, ws.scratch.data) else <long long*> ws.scratch.data

    cdef int load(self, Slot* x, char* scratch) noexcept nogil:
        """Compute the byte offsets of all index tuples for the strides of a slot; FAIL if one is out of bounds."""
        cdef long long* offsets = <long long*> scratch
        cdef long long* room = <long long*> (scratch + self.index_bytes() // 2)
        cdef long long* one
        cdef Py_ssize_t length, stride, n = self.n
        cdef int k
        cdef long long value, wrap
        for k in range(self.nindices):
            length, stride = x.dims[self.axis + k], x.strides[self.axis + k]
            wrap = 0 if self.labels else length
            if n == 0 and self.index[k] != NULL and self.index[k].ndim == 0:
                # of indices that are broadcast to no elements, NumPy checks only scalars
                value = read_int(self.index[k])
                if value < -length or value >= length:
                    self.bad_axis, self.bad_index = self.axis + k, value
                    return FAIL
            if self.index[k] != NULL and self.read[k] != NULL and self.is_dense(self.index[k]):
                if self.place_narrow(offsets, k, room, length, stride, wrap):
                    return self.find_bad(k, self.read_indices(k, room), length, wrap)
                continue
            one = self.read_indices(k, room)
            if place_indices(offsets, one, n, length, stride, wrap, k > 0):
                return self.find_bad(k, one, length, wrap)
        return DONE

    cdef bint is_dense(self, Slot* index) noexcept nogil:
        """Return True if an index array is contiguous and not broadcast."""
        return count(index) == self.n and is_contiguous(index)

    cdef bint place_narrow(
        self, long long* offsets, int k, long long* part, Py_ssize_t length, Py_ssize_t stride, long long wrap
    ) noexcept nogil:
        """Place the indices of an axis, read part by part; return True if one is out of bounds."""
        cdef Py_ssize_t m, first = 0
        cdef bint bad = False
        while first < self.n:
            m = min(self.n - first, <Py_ssize_t> PART)
            self.read[k](part, self.index[k].data + first * self.index[k].itemsize, NULL, NULL, NULL, m)
            bad |= place_indices(offsets + first, part, m, length, stride, wrap, k > 0)
            first += m
        return bad

    cdef long long* read_indices(self, int k, long long* room) noexcept nogil:
        """Return the indices of an axis as int64, one for each tuple."""
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t i
        if self.index[k] == NULL:
            for i in range(self.n):
                room[i] = i
        elif self.index[k].kind == c"i" and self.index[k].itemsize == 8 and self.is_dense(self.index[k]):
            return <long long*> self.index[k].data
        else:
            broadcast_strides(self.index[k], self.ndim, strides)
            walk_run(self.ndim, self.dims, self.index[k], self.index[k].data, strides, room)
        return room

    cdef int find_bad(self, int k, const long long* one, Py_ssize_t length, long long wrap) noexcept nogil:
        """Note which of the indices of an axis is out of bounds; return FAIL."""
        cdef Py_ssize_t i
        # another thread may have changed the indices: report any
        self.bad_axis, self.bad_index = self.axis + k, length
        for i in range(self.n):
            if one[i] < -wrap or one[i] >= length:
                self.bad_index = one[i]
                break
        return FAIL

    cdef int perform(self, Workspace ws) except -1:
        if self.labels:
            raise LabelError(self.bad_index, self.inputs[0].dims[self.bad_axis])
        raise IndexError(
            f"index {self.bad_index} is out of bounds for axis {self.bad_axis} "
            f"with size {self.inputs[0].dims[self.bad_axis]}"
        )


cdef bint fits(Slot* y, int ndim, const Py_ssize_t* shape) noexcept nogil:
    """Return True if y broadcasts to a shape."""
    cdef int k
    for k in range(y.ndim):
        if y.dims[k] != shape[ndim - y.ndim + k] and y.dims[k] != 1:
            return False
    return True


cdef int raise_misfit(Slot* y, int ndim, const Py_ssize_t* shape) except -1:
    raise ValueError(
        f"shape mismatch: value array of shape {tuple([y.dims[i] for i in range(y.ndim)])} could not be broadcast to "
        f"indexing result of shape {tuple([shape[i] for i in range(ndim)])}"
    )


cdef void dense_copy(Slot* y, Slot* copy, Py_ssize_t* strides, char* to) noexcept nogil:
    """Make `copy` a contiguous copy of a slot at `to`."""
    dense_strides(y, strides)
    copy_array(y.ndim, y.dims, to, strides, y.data, y.strides, y.itemsize)
    copy.data = to
    copy.strides = strides


cdef int copy_in_order(Workspace ws, Step step) except -1:
    """Make output 0 of a step overwrite input 0, or allocate a copy with its axes in the same order."""
    cdef Py_ssize_t strides[MAX_NDIM]
    cdef int axes[MAX_NDIM]
    cdef Slot* x = step.inputs[0]
    cdef Py_ssize_t stride = x.itemsize
    cdef int axis, k
    if step.taken[0] >= 0:
        return step.output(ws, 0, x.dims)
    for axis in range(x.ndim):
        k = axis
        while k > 0 and x.dims[axis] > 1 and magnitude(x.strides[axes[k - 1]]) < magnitude(x.strides[axis]):
            axes[k] = axes[k - 1]
            k -= 1
        axes[k] = axis
    for k in range(x.ndim - 1, -1, -1):
        strides[axes[k]] = stride
        stride *= max(x.dims[axes[k]], <Py_ssize_t> 1)
    return ws.allocate(step.outputs[0], x.dims, strides)
