# Copies of arrays in C order.
from ._move cimport copy_array
from ._workspace cimport MAX_NDIM, Slot


cdef inline void dense_strides(const Slot* x, Py_ssize_t* strides) noexcept nogil:
    """Compute the strides of an array of the shape of `x` in C order."""
    cdef Py_ssize_t size = x.itemsize
    cdef int axis
    for axis in range(x.ndim - 1, -1, -1):
        strides[axis] = size
        size *= x.dims[axis]


cdef inline void copy_dense(const Slot* x, char* to) noexcept nogil:
    """Copy the elements of an array in C order."""
    cdef Py_ssize_t strides[MAX_NDIM]
    dense_strides(x, strides)
    copy_array(x.ndim, x.dims, to, strides, x.data, x.strides, x.itemsize)
