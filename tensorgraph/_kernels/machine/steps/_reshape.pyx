# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Reshapes, without moving elements if strides can express the new shape."""

from .._entry cimport Lengths, are_lengths, count_lengths, parse_lengths, read_length
from ..threads._copying cimport share_copy
from .._workspace cimport DONE, MAX_NDIM, PREPARE, Slot, Step, Workspace, check_ones, count, is_contiguous, set_view

from ..kinds import KINDS


cdef class Reshape(Step):
    """The elements in C order under another shape: a view if strides allow it, else a copy."""

    cdef Lengths lengths
    cdef Py_ssize_t[MAX_NDIM] wanted
    cdef Py_ssize_t[MAX_NDIM] strides
    cdef bint is_view

    cdef int build(self, Workspace ws) except -1:
        parse_lengths(self, &self.lengths, self.params["shape"], self.outputs[0].ndim)
        # constant lengths are checked once for each shape of the input
        self.fallible = self.lengths.vary
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t n = count(x), known = 1
        cdef int k, open_axis = -1
        if count_lengths(&self.lengths) != out.ndim:
            raise ValueError(
                f"shape argument to Reshape.perform has incorrect length {count_lengths(&self.lengths)}, "
                f"should be {out.ndim}"
            )
        for k in range(out.ndim):
            self.wanted[k] = dims[k] = read_length(&self.lengths, k)
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
        if open_axis >= 0 and known == 0 and n == 0:
            remaining(x, out.ndim, dims, open_axis, &n, &known)
        if open_axis >= 0 and known > 0 and n % known == 0:
            dims[open_axis] = n // known
        elif open_axis >= 0 or known != n:
            self.refuse(x, out.ndim)
        check_ones(out, dims)
        self.is_view = view_strides(x, out.ndim, dims, self.strides)
        if self.is_view:
            set_view(out, x, x.data, dims, self.strides)
        else:
            ws.allocate(out, dims, NULL)
        self.cost = 10 if self.is_view else 20 + n
        return 0

    cdef int refuse(self, Slot* x, int ndim) except -1:
        """Raise the error of lengths that do not fit the number of elements."""
        cdef int k
        shape = tuple([read_length(&self.lengths, k) for k in range(ndim)])
        wanted = ",".join(map(str, shape)) + ("," if len(shape) == 1 else "")
        before = tuple([x.dims[k] for k in range(x.ndim)])
        raise ValueError(f"cannot reshape array of size {count(x)} into shape ({wanted}): its own is {before}")

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t stride = x.itemsize
        cdef int k
        if not are_lengths(&self.lengths, self.wanted):
            return PREPARE
        if self.is_view:
            out.data = x.data
            out.base = x.base
            return DONE
        out.base = out
        for k in range(x.ndim - 1, -1, -1):
            strides[k] = stride
            stride *= x.dims[k]
        share_copy(x.ndim, x.dims, out.data, strides, x.data, x.strides, x.itemsize)
        return DONE


cdef int remaining(
    Slot* x, int ndim, const Py_ssize_t* dims, int open_axis, Py_ssize_t* size, Py_ssize_t* known
) noexcept nogil:
    """Count the elements of x, and those of known axes, without the axes that both shapes begin with.

    They cancel: (0, 3, 4) as (0, -1) is (0, 12).
    """
    cdef int same = 0, k
    while same < open_axis and same < x.ndim and dims[same] == x.dims[same]:
        same += 1
    size[0] = known[0] = 1
    for k in range(same, x.ndim):
        size[0] *= x.dims[k]
    for k in range(same, ndim):
        if k != open_axis:
            known[0] *= dims[k] if dims[k] == 0 or known[0] <= (1LL << 62) // dims[k] else 0
    return 0


cdef bint view_strides(Slot* x, int ndim, const Py_ssize_t* dims, Py_ssize_t* strides) noexcept nogil:
    """Compute strides that show the elements of x, in C order, in another shape; False if there are none."""
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
        # the smallest groups of old and new axes with the same number of elements
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


KINDS["reshape"] = Reshape
