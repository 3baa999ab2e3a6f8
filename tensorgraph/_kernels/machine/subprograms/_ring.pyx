# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Ring buffers of rows."""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.string cimport memset

from .._move cimport copy_array
from .._workspace cimport DONE, FAIL, MAX_NDIM, Slot


cdef void clear_rows(Rows* rows, Py_ssize_t first) noexcept nogil:
    """Set the rows from `first` on to 0."""
    cdef Py_ssize_t[MAX_NDIM] none
    cdef double[2] zero
    cdef Py_ssize_t n = rows.slot.dims[0]
    memset(none, 0, sizeof(none))
    zero[0] = zero[1] = 0
    rows.slot.dims[0] = n - first
    copy_array(
        rows.slot.ndim, rows.slot.dims, rows.slot.data + first * rows.slot.strides[0], rows.slot.strides, <char*> zero,
        none, rows.slot.itemsize)
    rows.slot.dims[0] = n


cdef Py_ssize_t dense_strides(Rows* rows, Py_ssize_t* strides) noexcept nogil:
    """Compute the strides of a C contiguous row, and return its size in bytes."""
    cdef Py_ssize_t size = rows.slot.itemsize
    cdef int axis
    for axis in range(rows.slot.ndim - 1, 0, -1):
        strides[axis - 1] = size
        size *= rows.slot.dims[axis]
    return size


cdef int rotate(Rows* rows) noexcept nogil:
    """Rotate the buffer so that the row at `at` is the first."""
    cdef Py_ssize_t[MAX_NDIM] dense
    cdef Slot* slot = rows.slot
    cdef Py_ssize_t size = dense_strides(rows, dense), i
    cdef Py_ssize_t stride = slot.strides[0]
    cdef char* aside
    aside = <char*> PyMem_RawMalloc(rows.at * size + 1)
    if aside == NULL:
        return FAIL
    for i in range(rows.at):
        copy_array(
            slot.ndim - 1, slot.dims + 1, aside + i * size, dense, slot.data + i * stride, slot.strides + 1,
            slot.itemsize)
    for i in range(rows.at, rows.n):
        copy_array(
            slot.ndim - 1, slot.dims + 1, slot.data + (i - rows.at) * stride, slot.strides + 1, slot.data + i * stride,
            slot.strides + 1, slot.itemsize)
    for i in range(rows.at):
        copy_array(
            slot.ndim - 1, slot.dims + 1, slot.data + (rows.n - rows.at + i) * stride, slot.strides + 1,
            aside + i * size, dense, slot.itemsize)
    PyMem_RawFree(aside)
    return DONE
