# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies of what lies at the places of integer arrays, and sums that are put there."""

from libc.stdint cimport int64_t
from libc.string cimport memcpy

import numpy as np


cdef int build_gather(Gather* g, spec, dtype) except -1:
    """Describe a `bodies.Gather` in bytes."""
    cdef Py_ssize_t itemsize = np.dtype(dtype).itemsize
    cdef int k
    g.outer, g.count, g.width = spec.outer, spec.count, spec.width
    g.size = spec.width * itemsize
    g.out, g.step = g.count * g.size, g.size
    g.nindices = len(spec.axes)
    for k, (length, stride) in enumerate(spec.axes):
        g.length[k], g.stride[k] = length, stride * itemsize
        g.step *= g.length[k]
    return 0


cdef inline Py_ssize_t offset_of(
    const Gather* g, const char* const* places, Py_ssize_t j, bint* inside
) noexcept nogil:
    """Return the bytes to the j-th place; if it lies outside, note that and take the first one."""
    cdef Py_ssize_t offset = 0
    cdef int64_t place
    cdef int k
    for k in range(g.nindices):
        place = (<const int64_t*> places[k])[j]
        if place < 0:
            place += g.length[k]
        if place < 0 or place >= g.length[k]:
            place, inside[0] = 0, False
        offset += place * g.stride[k]
    return offset


cdef inline void copy_few(char* to, const char* source, Py_ssize_t size) noexcept nogil:
    if size == 8:
        memcpy(to, source, 8)
    elif size == 4:
        memcpy(to, source, 4)
    else:
        memcpy(to, source, size)


cdef bint gather(const Gather* g, char* to, const char* source, const char* const* places) noexcept nogil:
    """Copy what lies at places; return False if one lies outside."""
    cdef bint inside = True
    cdef Py_ssize_t i, j, offset
    for j in range(g.count):
        offset = offset_of(g, places, j, &inside)
        for i in range(g.outer):
            copy_few(to + i * g.out + j * g.size, source + i * g.step + offset, g.size)
    return inside


cdef bint scatter(
    const Gather* g, char* to, const char* source, const char* const* places, kernel_t add
) noexcept nogil:
    """Put values at places, one after another, or add them by a kernel; return False if a place lies outside."""
    cdef bint inside = True
    cdef Py_ssize_t j, offset
    for j in range(g.count):
        offset = offset_of(g, places, j, &inside)
        if add == NULL:
            copy_few(to + offset, source, g.size)
        else:
            add(to + offset, to + offset, <void*> source, NULL, NULL, g.width)
        source += g.size
    return inside
