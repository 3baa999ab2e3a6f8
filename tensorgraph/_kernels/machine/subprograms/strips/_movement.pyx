# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies of some elements of a row to places in another."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

import numpy as np

from ..._move cimport copy_matrix, join_axes
from ..._workspace cimport MAX_NDIM

from .bodies import Unfit

ctypedef fused item:
    uint8_t
    uint16_t
    uint32_t
    uint64_t
    double complex


cdef int build_move(Move* move, spec, dtype) except -1:
    """Describe a `bodies.Move` by as few axes as there can be; those before them have length 1."""
    cdef Py_ssize_t[4][MAX_NDIM] given
    cdef Py_ssize_t[3][MAX_NDIM] joined
    cdef int ndim = len(spec.dims), n, k, j
    if ndim > MAX_NDIM:
        raise Unfit("too many axes")
    move.itemsize = np.dtype(dtype).itemsize
    move.to_first, move.first = spec.to_first * move.itemsize, spec.first * move.itemsize
    for k in range(ndim):
        given[0][k] = spec.dims[k]
        given[1][k] = spec.to_strides[k] * move.itemsize
        given[2][k] = spec.strides[k] * move.itemsize
    move.npicks, move.is_put = len(spec.picks), spec.is_put
    for k, (length, stride) in enumerate(spec.picks):
        move.length[k], move.stride[k] = length, stride * move.itemsize
    n = join_axes(ndim, given[0], given[1], given[2], joined[0], joined[1], joined[2])
    if n < 0 or n > MOVED_AXES:
        raise Unfit("elements in too many directions")
    for j in range(MOVED_AXES):
        k = j - MOVED_AXES + n
        move.n[j] = 1 if k < 0 else joined[0][k]
        move.out[j] = move.itemsize if k < 0 else joined[1][k]
        move.step[j] = move.itemsize if k < 0 else joined[2][k]
    move.size = move.itemsize if n == 0 else 0
    return 0


cdef void move_items(item* to, const char* source, const Move* m) noexcept nogil:
    cdef Py_ssize_t i, j, k, r, n = m.n[3], out = m.out[3], step = m.step[3]
    cdef char* row
    cdef const char* of
    cdef item value
    for i in range(m.n[0]):
        for j in range(m.n[1]):
            for k in range(m.n[2]):
                row = <char*> to + i * m.out[0] + j * m.out[1] + k * m.out[2]
                of = source + i * m.step[0] + j * m.step[1] + k * m.step[2]
                if step == 0:
                    value = (<const item*> of)[0]
                    for r in range(n):
                        (<item*> (row + r * out))[0] = value
                else:
                    for r in range(n):
                        (<item*> (row + r * out))[0] = (<const item*> (of + r * step))[0]


cdef void move(const Move* m, char* to, const char* source) noexcept nogil:
    """Copy elements that have strides."""
    cdef Py_ssize_t i, j
    to += m.to_first
    source += m.first
    if m.size == 8:
        memcpy(to, source, 8)
    elif m.size == 4:
        memcpy(to, source, 4)
    elif m.step[3] == m.itemsize and m.out[3] == m.itemsize:
        for i in range(m.n[0]):
            for j in range(m.n[1]):
                copy_matrix(
                    to + i * m.out[0] + j * m.out[1], m.out[2], m.out[3], source + i * m.step[0] + j * m.step[1],
                    m.step[2], m.step[3], m.n[2], m.n[3], m.itemsize)
    elif m.itemsize == 8:
        move_items(<uint64_t*> to, source, m)
    elif m.itemsize == 4:
        move_items(<uint32_t*> to, source, m)
    elif m.itemsize == 2:
        move_items(<uint16_t*> to, source, m)
    elif m.itemsize == 1:
        move_items(<uint8_t*> to, source, m)
    else:
        move_items(<double complex*> to, source, m)


cdef bint pick(const Move* m, char* to, const char* source, const char* const* places) noexcept nogil:
    """Copy elements at places that were computed; return False if one lies outside, instead of which 0 is taken."""
    cdef Py_ssize_t offset = 0
    cdef bint inside = True
    cdef int64_t place
    cdef int k
    for k in range(m.npicks):
        place = (<const int64_t*> places[k])[0]
        if place < 0:
            place += m.length[k]
        if place < 0 or place >= m.length[k]:
            place, inside = 0, False
        offset += place * m.stride[k]
    if m.is_put:
        move(m, to + offset, source)
    else:
        move(m, to, source + offset)
    return inside
