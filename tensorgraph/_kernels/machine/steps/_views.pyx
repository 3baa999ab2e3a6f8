# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Views of the memory of a slot."""

from cpython.mem cimport PyMem_RawFree

from .._entry cimport Entry, parse_entry, read_entry
from .._slices cimport Index, Slices, apply_slices, parse_slices, raise_slices, raise_too_few
from .._workspace cimport DONE, FAIL, MAX_NDIM, Slot, Step, Workspace, check_ones, read_int, set_view
from ..memory cimport zeros

from ....errors import ShapeMismatch
from ..kinds import KINDS


cdef Entry* _entries(Step step, values) except NULL:
    """Parse a sequence of index entries."""
    cdef int k
    cdef Entry* entries = <Entry*> zeros(len(values), sizeof(Entry))
    for k in range(len(values)):
        parse_entry(step, &entries[k], values[k])
    return entries


cdef class FixedView(Step):
    """Return a view whose layout depends on that of the input alone."""

    cdef Py_ssize_t offset

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        out.data = self.inputs[0].data + self.offset
        out.base = self.inputs[0].base
        return DONE

    cdef int show(self, const Py_ssize_t* dims, const Py_ssize_t* strides) except -1:
        check_ones(self.outputs[0], dims)
        set_view(self.outputs[0], self.inputs[0], self.inputs[0].data, dims, strides)
        return 0


cdef class DimShuffle(FixedView):
    """A transpose, with axes of length 1 dropped and added."""

    cdef int[MAX_NDIM] pattern
    cdef unsigned int dropped

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        cdef list axes = [axis for axis in self.params["pattern"] if axis != "x"]
        if len(self.params["pattern"]) != self.outputs[0].ndim:
            raise ValueError(f"pattern {self.params['pattern']} does not give {self.outputs[0].ndim} axes")
        if len(set(axes)) != len(axes) or not all(0 <= axis < self.inputs[0].ndim for axis in axes):
            raise ValueError(f"pattern {self.params['pattern']} does not fit {self.inputs[0].ndim} axes")
        for k in range(self.outputs[0].ndim):
            axis = self.params["pattern"][k]
            self.pattern[k] = -1 if axis == "x" else axis
        for k in range(self.inputs[0].ndim):
            if k not in axes:
                self.dropped |= 1u << k
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int k
        for k in range(x.ndim):
            if self.dropped >> k & 1 and x.dims[k] != 1:
                raise ValueError(f"cannot drop a non-broadcastable dimension: axis {k} has length {x.dims[k]}")
        for k in range(self.outputs[0].ndim):
            if self.pattern[k] < 0:
                dims[k], strides[k] = 1, 0
            else:
                dims[k], strides[k] = x.dims[self.pattern[k]], x.strides[self.pattern[k]]
        return self.show(dims, strides)


cdef class Diagonal(FixedView):
    """``numpy.diagonal``"""

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int k, n = 0
        cdef int first = self.params["axis1"], second = self.params["axis2"]
        cdef Py_ssize_t offset = self.params["offset"], rows, columns
        if first < 0:
            first += x.ndim
        if second < 0:
            second += x.ndim
        if not (0 <= first < x.ndim and 0 <= second < x.ndim and first != second):
            raise ValueError("axis1 and axis2 must be two axes of the input")
        for k in range(x.ndim):
            if k != first and k != second:
                dims[n], strides[n] = x.dims[k], x.strides[k]
                n += 1
        rows, columns = x.dims[first], x.dims[second]
        if offset >= 0:
            columns -= offset
            self.offset = offset * x.strides[second]
        else:
            rows += offset
            self.offset = -offset * x.strides[first]
        dims[n] = max(<Py_ssize_t> 0, min(rows, columns))
        strides[n] = x.strides[first] + x.strides[second]
        if dims[n] == 0:
            self.offset = 0
        return self.show(dims, strides)


cdef class Pairs(FixedView):
    """Complex numbers as pairs of real ones along a new last axis."""

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* z = self.outputs[0]
        if x.kind != c"c" or z.kind != c"f" or x.itemsize != 2 * z.itemsize or z.ndim != x.ndim + 1:
            raise ValueError("pairs takes complex numbers and gives their parts along one more axis")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef int k
        for k in range(x.ndim):
            dims[k], strides[k] = x.dims[k], x.strides[k]
        dims[x.ndim], strides[x.ndim] = 2, x.itemsize // 2
        return self.show(dims, strides)


cdef class SpecifyShape(FixedView):
    """The same array, with its shape checked."""

    cdef Entry* entries

    def __dealloc__(self):
        PyMem_RawFree(self.entries)

    cdef int build(self, Workspace ws) except -1:
        if len(self.params["shape"]) != self.inputs[0].ndim:
            raise ValueError("specify_shape needs one entry for each axis")
        self.fallible = 1
        self.entries = _entries(self, self.params["shape"])
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        return self.show(self.inputs[0].dims, self.inputs[0].strides)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef int k
        for k in range(self.inputs[0].ndim):
            if self.entries[k].given and read_entry(&self.entries[k]) != self.inputs[0].dims[k]:
                return FAIL
        return FixedView.execute(self, ws)

    cdef int perform(self, Workspace ws) except -1:
        cdef int k
        for k in range(self.inputs[0].ndim):
            if self.entries[k].given and read_entry(&self.entries[k]) != self.inputs[0].dims[k]:
                raise ShapeMismatch(k, self.inputs[0].dims[k], read_entry(&self.entries[k]))
        return 0


cdef class Subtensor(Step):
    """Return integers and slices along the leading axes."""

    cdef Slices slices
    cdef int bad_axis

    cdef int build(self, Workspace ws) except -1:
        cdef const Index* index
        cdef int k
        parse_slices(self, &self.slices, self.inputs[0].ndim, self.params["index"])
        # constant bounds of a slice cannot fail; others may give another layout, which a later step may refuse
        self.fallible = self.outputs[0].ones != 0
        for k in range(self.slices.n):
            index = &self.slices.index[k]
            if not index.is_slice or index.start.slot != NULL or index.stop.slot != NULL or index.step.slot != NULL \
                    or index.step.given and index.step.value == 0:
                self.fallible = 1
        if self.outputs[0].ndim != self.slices.kept:
            raise ValueError(f"index {self.params['index']} leaves {self.slices.kept} axes, not {self.outputs[0].ndim}")
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef char* data = self.inputs[0].data
        cdef int k
        self.bad_axis = apply_slices(&self.slices, self.inputs[0], &data, dims, strides)
        if self.bad_axis >= 0:
            return FAIL
        for k in range(self.outputs[0].ndim):
            if self.outputs[0].ones >> k & 1 and dims[k] != 1:
                return FAIL
        set_view(self.outputs[0], self.inputs[0], data, dims, strides)
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        if self.bad_axis >= 0:
            raise_slices(&self.slices, self.bad_axis, self.inputs[0])
        raise ValueError("an axis of a subtensor should have length 1 by its type, and has not")


cdef class Split(Step):
    """Consecutive parts along an axis; the sizes are a vector."""

    cdef int axis
    cdef long long* sizes       # read once: another thread may write there

    def __dealloc__(self):
        PyMem_RawFree(self.sizes)

    cdef int build(self, Workspace ws) except -1:
        self.sizes = <long long*> zeros(self.nout, sizeof(long long))
        self.axis = self.params["axis"]
        if self.axis < 0:
            self.axis += self.inputs[0].ndim
        if not 0 <= self.axis < self.inputs[0].ndim:
            raise ValueError(f"axis {self.params['axis']} is not an axis of the input")
        if self.inputs[1].ndim != 1 or self.inputs[1].kind not in (c"i", c"u"):
            raise ValueError("the sizes of a split are an integer vector")
        self.fallible = 1
        return 0

    cdef long long size(self, int k) noexcept nogil:
        cdef Slot here = self.inputs[1][0]
        here.data += k * here.strides[0]
        return read_int(&here)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef char* data
        cdef long long start = 0, n
        cdef int k
        if self.inputs[1].dims[0] != self.nout:
            return FAIL
        for k in range(self.nout):
            n = self.sizes[k] = self.size(k)
            if n < 0 or n > x.dims[self.axis] - start or self.outputs[k].ones >> self.axis & 1 and n != 1:
                return FAIL
            start += n
        if start != x.dims[self.axis]:
            return FAIL
        for k in range(x.ndim):
            dims[k] = x.dims[k]
        start = 0
        for k in range(self.nout):
            dims[self.axis] = self.sizes[k]
            data = x.data + (start * x.strides[self.axis] if dims[self.axis] else 0)
            set_view(self.outputs[k], x, data, dims, x.strides)
            start += dims[self.axis]
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        if self.inputs[1].dims[0] != self.nout:
            raise ValueError(f"Length of splits is not equal to n_splits: {self.inputs[1].dims[0]}, {self.nout}")
        sizes = [self.size(k) for k in range(self.nout)]
        if min(sizes) < 0:
            raise ValueError("Split sizes cannot be negative")
        if sum(sizes) != self.inputs[0].dims[self.axis]:
            raise ValueError(
                f"The splits sum to {sum(sizes)}, expected {self.inputs[0].dims[self.axis]}: "
                f"the length of axis {self.axis}"
            )
        raise ValueError(
            f"parts of sizes {sizes} along axis {self.axis} do not have the length 1 that their types promise")


cdef class FirstRows(Step):
    """The first rows, all of which a loop needs."""

    cdef int build(self, Workspace ws) except -1:
        self.fallible = 1
        if self.nin != 2 or self.inputs[1].ndim or self.inputs[1].kind not in (c"i", c"u", c"b"):
            raise ValueError("first_rows takes an array and the number of rows")
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef long long n = read_int(self.inputs[1])
        cdef int k
        if n < 0 or n > x.dims[0]:
            return FAIL
        dims[0] = n
        for k in range(1, x.ndim):
            dims[k] = x.dims[k]
        set_view(self.outputs[0], x, x.data, dims, x.strides)
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        return raise_too_few(self.params["loop"], self.params["number"], read_int(self.inputs[1]), self.inputs[0])


KINDS.update(
    dimshuffle=DimShuffle, diagonal=Diagonal, pairs=Pairs, specify_shape=SpecifyShape, subtensor=Subtensor,
    split=Split, first_rows=FirstRows,
)
