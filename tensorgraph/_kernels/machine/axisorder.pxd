# The order in which arrays have their axes in memory.
from ._move cimport magnitude
from ._workspace cimport Slot


cdef inline void sort_axes(Slot** arrays, int count, int* axes, int n) noexcept:
    """Sort axes of results of a length other than 1 by the layout of what these are made of: smallest strides last."""
    cdef int i, j, k, axis
    cdef Py_ssize_t before, after
    for i in range(1, n):
        j = i
        while j > 0:
            before = after = 0
            for k in range(count):
                # what is repeated along an axis, or is one place of it, has no order
                if arrays[k].ndim and arrays[k].dims[axes[j - 1]] != 1 and arrays[k].dims[axes[j]] != 1:
                    before = magnitude(arrays[k].strides[axes[j - 1]])
                    after = magnitude(arrays[k].strides[axes[j]])
                    if before and after and before != after:
                        break
            if before == 0 or after <= before:
                break
            axis = axes[j]
            axes[j] = axes[j - 1]
            axes[j - 1] = axis
            j -= 1


cdef inline void ordered_strides(
    int ndim, const Py_ssize_t* dims, const int* axes, int n, int kept, Py_ssize_t size, Py_ssize_t* strides
) noexcept:
    """Compute the strides of a dense array with an order of axes, without those whose bit in `kept` is 0."""
    cdef int axis, i
    for axis in range(ndim):
        strides[axis] = size
    for i in range(n - 1, -1, -1):
        if kept >> axes[i] & 1:
            strides[axes[i]] = size
            size *= max(dims[axes[i]], 1)
