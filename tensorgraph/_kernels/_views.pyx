# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Views: other ways to look at the memory of a slot.

No element is moved, but by a reshape that no strides can express.
"""

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree

from ._entry cimport Entry, parse_entry, read_entry
from ._move cimport copy_array
from ._slices cimport Slices, apply_slices, parse_slices, raise_slices, raise_too_few
from ._workspace cimport DONE, FAIL, MAX_NDIM, PREPARE, Slot, Step, Workspace, count, is_contiguous, read_int, set_view

from ._workspace import KINDS


cdef Entry* _entries(Step step, values) except NULL:
    """Parse a sequence of index entries."""
    cdef int k
    cdef Entry* entries = <Entry*> PyMem_RawCalloc(len(values) + 1, sizeof(Entry))
    if entries == NULL:
        raise MemoryError
    for k in range(len(values)):
        parse_entry(step, &entries[k], values[k])
    return entries


cdef int _check_ones(Slot* slot, const Py_ssize_t* dims) except -1:
    """The lengths that the type of a slot promises."""
    cdef int k
    for k in range(slot.ndim):
        if slot.ones >> k & 1 and dims[k] != 1:
            raise ValueError(f"axis {k} should have length 1 and has {dims[k]}")
    return 0


cdef class FixedView(Step):
    """A view whose layout depends on that of the input alone."""

    cdef Py_ssize_t offset

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        out.data = self.inputs[0].data + self.offset
        out.base = self.inputs[0].base
        return DONE

    cdef int show(self, const Py_ssize_t* dims, const Py_ssize_t* strides) except -1:
        _check_ones(self.outputs[0], dims)
        set_view(self.outputs[0], self.inputs[0], self.inputs[0].data, dims, strides)
        return 0


cdef class DimShuffle(FixedView):
    """Axes in another order, without axes of length 1, with new ones."""

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


cdef class SpecifyShape(FixedView):
    """The same array, whose shape is checked."""

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
                raise AssertionError(
                    f"SpecifyShape: dim {k} of input has shape {self.inputs[0].dims[k]}, "
                    f"expected {read_entry(&self.entries[k])}."
                )
        return 0


cdef class Subtensor(Step):
    """Integers and slices along the leading axes."""

    cdef Slices slices
    cdef int bad_axis

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        parse_slices(self, &self.slices, self.inputs[0].ndim, self.params["index"])
        # the bounds of a slice are never wrong
        self.fallible = self.outputs[0].ones != 0
        for k in range(self.slices.n):
            if not self.slices.index[k].is_slice or self.slices.index[k].step.slot != NULL \
                    or self.slices.index[k].step.given and self.slices.index[k].step.value == 0:
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


cdef class Reshape(Step):
    """The elements in C order under another shape: a view where strides can say so, else a copy."""

    cdef Entry* entries
    cdef Slot* vector           # the shape, or NULL for entries
    cdef Py_ssize_t[MAX_NDIM] wanted
    cdef Py_ssize_t[MAX_NDIM] strides
    cdef bint is_view

    def __dealloc__(self):
        PyMem_RawFree(self.entries)

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        shape = self.params["shape"]
        if len(shape) == 2 and shape[0] == "vector":
            self.vector = self.inputs[<int> shape[1]]
            if self.vector.ndim != 1 or self.vector.kind not in (c"i", c"u"):
                raise ValueError("a shape is an integer vector")
        else:
            if len(shape) != self.outputs[0].ndim:
                raise ValueError(f"shape {shape} does not give {self.outputs[0].ndim} axes")
            self.entries = _entries(self, shape)
        for k in range(MAX_NDIM):
            self.wanted[k] = -2
        # what is known when the program is written is checked once for a shape of the input
        self.fallible = self.vector != NULL
        for k in range(0 if self.vector != NULL else self.outputs[0].ndim):
            if self.entries[k].slot != NULL:
                self.fallible = 1
        return 0

    cdef long long wish(self, int k) noexcept nogil:
        """The requested length of axis k."""
        cdef Slot here
        if self.vector == NULL:
            return read_entry(&self.entries[k])
        here = self.vector[0]
        here.data += k * here.strides[0]
        return read_int(&here)

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t n = count(x), known = 1
        cdef int k, open_axis = -1
        if self.vector != NULL and self.vector.dims[0] != out.ndim:
            raise ValueError(
                f"shape argument to Reshape.perform has incorrect length {self.vector.dims[0]}, should be {out.ndim}")
        for k in range(out.ndim):
            self.wanted[k] = dims[k] = self.wish(k)
            if dims[k] == -1 and open_axis < 0:
                open_axis = k
            elif dims[k] == -1:
                raise ValueError("can only specify one unknown dimension")
            elif dims[k] < 0:
                raise ValueError("negative dimensions are not allowed")
            elif dims[k] and known > (1LL << 62) // dims[k]:
                known = -1
                break
            else:
                known *= dims[k]
        if open_axis >= 0 and known > 0 and n % known == 0:
            dims[open_axis] = n // known
        elif open_axis >= 0 or known != n:
            self.wanted[0] = -2
            shape = tuple([self.wish(k) for k in range(out.ndim)])
            wanted = ",".join(map(str, shape)) + ("," if len(shape) == 1 else "")
            before = tuple([x.dims[k] for k in range(x.ndim)])
            raise ValueError(f"cannot reshape array of size {n} into shape ({wanted}): its own is {before}")
        _check_ones(out, dims)
        self.is_view = view_strides(x, out.ndim, dims, self.strides)
        if self.is_view:
            set_view(out, x, x.data, dims, self.strides)
        else:
            ws.allocate(out, dims, NULL)
        self.cost = 10 if self.is_view else 20 + n
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t stride = x.itemsize
        cdef int k
        for k in range(out.ndim):
            if self.wish(k) != self.wanted[k]:
                return PREPARE
        if self.is_view:
            out.data = x.data
            out.base = x.base
            return DONE
        out.base = out
        for k in range(x.ndim - 1, -1, -1):
            strides[k] = stride
            stride *= x.dims[k]
        copy_array(x.ndim, x.dims, out.data, strides, x.data, x.strides, x.itemsize)
        return DONE


cdef bint view_strides(Slot* x, int ndim, const Py_ssize_t* dims, Py_ssize_t* strides) noexcept nogil:
    """Strides that show the elements of x, in C order, in another shape; False where there are none."""
    cdef Py_ssize_t old[MAX_NDIM]
    cdef Py_ssize_t old_strides[MAX_NDIM]
    cdef Py_ssize_t stride, size_old, size_new
    cdef int nold = 0, i = 0, j = 0, first_i, first_j, k
    if count(x) == 0 or is_contiguous(x):
        stride = x.itemsize
        for k in range(ndim - 1, -1, -1):
            strides[k] = stride
            stride *= max(dims[k], <Py_ssize_t> 1)
        return True
    for k in range(x.ndim):
        if x.dims[k] != 1:
            old[nold], old_strides[nold] = x.dims[k], x.strides[k]
            nold += 1
    while i < nold and j < ndim:
        # The smallest groups of axes, old and new, that hold equally many elements.
        first_i, first_j = i, j
        size_old, size_new = old[i], dims[j]
        i += 1
        j += 1
        while size_old != size_new:
            if size_new < size_old:
                size_new *= dims[j]
                j += 1
            else:
                size_old *= old[i]
                i += 1
        for k in range(first_i, i - 1):
            if old_strides[k] != old[k + 1] * old_strides[k + 1]:
                return False
        strides[j - 1] = old_strides[i - 1]
        for k in range(j - 2, first_j - 1, -1):
            strides[k] = strides[k + 1] * dims[k + 1]
    for k in range(j, ndim):
        strides[k] = x.itemsize
    return True


cdef class Split(Step):
    """Consecutive parts along an axis; the sizes are a vector."""

    cdef int axis

    cdef int build(self, Workspace ws) except -1:
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
            n = self.size(k)
            if n < 0 or n > x.dims[self.axis] - start or self.outputs[k].ones >> self.axis & 1 and n != 1:
                return FAIL
            start += n
        if start != x.dims[self.axis]:
            return FAIL
        for k in range(x.ndim):
            dims[k] = x.dims[k]
        start = 0
        for k in range(self.nout):
            dims[self.axis] = self.size(k)
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
    """The first rows, of which a loop needs all."""

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
    dimshuffle=DimShuffle, diagonal=Diagonal, specify_shape=SpecifyShape, subtensor=Subtensor, reshape=Reshape,
    split=Split, first_rows=FirstRows,
)
