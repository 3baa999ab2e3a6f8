# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Additions of arrays, whatever their layouts, by kernels on contiguous blocks."""

from .loop._instructions cimport merge
from ._move cimport copy_array, copy_run, join_axes, proceed
from ._workspace cimport MAX_NDIM

cdef enum:
    FEW = 128                   # elements of rows that are added many at a time


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


cdef void add_block(
    const Inst* add, int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil:
    """``to += source`` for up to 2 * BLOCK elements, by way of dense copies."""
    cdef double a[4 * BLOCK]
    cdef double b[4 * BLOCK]
    cdef Py_ssize_t dense[MAX_NDIM]
    cdef Py_ssize_t size = itemsize
    cdef int k
    for k in range(ndim - 1, -1, -1):
        dense[k] = size
        size *= dims[k]
    copy_array(ndim, dims, <char*> a, dense, to, to_strides, itemsize)
    copy_array(ndim, dims, <char*> b, dense, source, strides, itemsize)
    merge(add, <char*> a, <char*> b, size // itemsize)
    copy_array(ndim, dims, to, to_strides, <char*> a, dense, itemsize)


cdef void add_blocks(
    const Inst* add, int ndim, Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t size, Py_ssize_t itemsize
) noexcept nogil:
    """``to += source``, in parts of the first axis; behind it are `size` elements."""
    cdef Py_ssize_t left = dims[0]
    while left > 0:
        dims[0] = min(left, 2 * BLOCK // size)
        add_block(add, ndim, dims, to, to_strides, source, strides, itemsize)
        to += dims[0] * to_strides[0]
        source += dims[0] * strides[0]
        left -= dims[0]


cdef void add_array(
    const Inst* add, int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil:
    """``to += source``, elementwise; strides of the source may be 0."""
    cdef Py_ssize_t n[MAX_NDIM]
    cdef Py_ssize_t out[MAX_NDIM]
    cdef Py_ssize_t step[MAX_NDIM]
    cdef Py_ssize_t index[MAX_NDIM]
    cdef Py_ssize_t size = 1, length
    cdef int nd = join_axes(ndim, dims, to_strides, strides, n, out, step), k, axis
    if nd < 0:
        return
    if nd == 0:
        merge(add, to, source, 1)
        return
    axis = nd - 1
    if n[axis] <= FEW:
        # as many short rows at once as fit a block
        while axis and size * n[axis] <= BLOCK:
            size *= n[axis]
            axis -= 1
    for k in range(nd):
        index[k] = 0
    length = n[axis]
    while True:
        if axis == nd - 1:
            add_run(add, to, out[axis], source, step[axis], length, itemsize)
        else:
            n[axis] = length
            add_blocks(add, nd - axis, n + axis, to, out + axis, source, step + axis, size, itemsize)
        if not proceed(axis, n, index, &to, out, &source, step):
            return
