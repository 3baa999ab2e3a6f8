# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies of arrays that several threads share out: parts of the first axis that has several elements."""

from libc.string cimport memcpy

from .._move cimport copy_array
from .limits cimport LARGE
from ._workers cimport parts_of, run_pieces, thread_count
from .._workspace cimport MAX_NDIM

cdef enum:
    MOST_PARTS = 32

cdef struct Copy:
    int ndim, axis              # axis: of which the pieces are parts
    const Py_ssize_t* dims
    char* to
    const Py_ssize_t* to_strides
    const char* source
    const Py_ssize_t* strides
    Py_ssize_t itemsize
    Py_ssize_t part             # elements of the axis in a piece


cdef void run_piece(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    cdef Copy* copy = <Copy*> argument
    cdef Py_ssize_t dims[MAX_NDIM]
    cdef Py_ssize_t first = piece * copy.part
    memcpy(dims, copy.dims, copy.ndim * sizeof(Py_ssize_t))
    dims[copy.axis] = min(copy.part, dims[copy.axis] - first)
    copy_array(
        copy.ndim, dims, copy.to + first * copy.to_strides[copy.axis], copy.to_strides,
        copy.source + first * copy.strides[copy.axis], copy.strides, copy.itemsize)


cdef void share_copy(
    int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil:
    """Copy all elements of an array to another of the same shape, by several threads if that pays."""
    cdef Copy copy
    cdef Py_ssize_t bytes = itemsize
    cdef int k
    copy.axis = 0
    for k in range(ndim):
        if bytes == itemsize:
            copy.axis = k
        bytes *= dims[k]
    if bytes < LARGE or thread_count() < 2 or ndim > MAX_NDIM:
        copy_array(ndim, dims, to, to_strides, source, strides, itemsize)
        return
    copy.ndim, copy.dims, copy.itemsize = ndim, dims, itemsize
    copy.to, copy.to_strides, copy.source, copy.strides = to, to_strides, source, strides
    copy.part = parts_of(dims[copy.axis], MOST_PARTS)
    run_pieces(
        run_piece, &copy, parts_of(dims[copy.axis], copy.part), min(thread_count(), bytes // (LARGE // 2)),
        0.03 * bytes)
