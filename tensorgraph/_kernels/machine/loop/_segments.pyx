# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Segments: code on tiles, bound to the registers of a loop.

Whole tiles are computed where the registers point to, for a segment reads and writes no element beyond the block. What
is left of it is the end of a last tile, if a segment may compute elements twice; else it is computed in copies.
"""

from cpython.mem cimport PyMem_RawFree
from libc.string cimport memcpy, memset

import numpy as np

from ...loops import dispatch
from ..memory cimport zeros

cdef enum:
    MOST_ARRAYS = 32
    TILE_BYTES = 256            # at most

cdef dict _addresses = dispatch.module("tiles").kernels()
cdef dict _lengths = dispatch.module("tiles").lengths()
cdef dict _labels = dispatch.module("tiles").labels()


cdef dict arrays_of(ops, reg_dtypes):
    """Return for each register that code uses as an array ``[size of an element, read, written]``."""
    found = {}
    for op, _, kinds, *registers in ops:
        if op in ("store", "storemask", "loadmask"):
            used = registers[:1]
        else:
            used = [r for kind, r in zip(kinds, registers) if kind == "m"]
        for r in used:
            entry = found.setdefault(r, [np.dtype(reg_dtypes[r]).itemsize, False, False])
            entry[2 if op in ("store", "storemask") else 1] = True
    return found


cdef str label(name, tile, kinds, int still):
    """Return the name of an operation on tiles, some of whose sources in memory are one value for all elements."""
    kinds = ["s" if kind == "m" and still >> i & 1 else kind for i, kind in enumerate(kinds)]
    return "_".join([name, tile, *kinds])


cdef Segment* new_segment(op, reg_dtypes) except NULL:
    """Return the segment of an instruction ``("segment", dtype code, operations)``."""
    cdef Segment* segment
    cdef int i, k
    _, code, ops = op
    arrays = arrays_of(ops, reg_dtypes)
    labels = _labels[code]
    if f"segment_{code}" not in _addresses or len(arrays) > MOST_ARRAYS:
        raise ValueError(f"a segment of {code} with {len(arrays)} arrays cannot run here")
    for name, _, _, x, y in ops:
        if not (0 <= x < len(reg_dtypes) and 0 <= y < len(reg_dtypes)):
            raise ValueError(f"{name} of a segment reads the registers {x} and {y}, which are not there")
    segment = <Segment*> zeros(1, sizeof(Segment))
    segment.run = <segment_t> <void*> <size_t> _addresses[f"segment_{code}"]
    segment.tile = _lengths[code]
    try:
        segment.code = <TileOp*> zeros(len(ops) + 1 + len(arrays), sizeof(TileOp))
        segment.choices = <Choice*> zeros(len(ops), sizeof(Choice))
        segment.arrays = <Array*> zeros(len(arrays), sizeof(Array))
        for i in range(len(ops)):
            name, tile, kinds, x, y = ops[i]
            for k in range(4):
                segment.choices[i].labels[k] = <void*> <size_t> labels[label(name, tile, kinds, k)]
            segment.code[i].label = segment.choices[i].labels[0]
            segment.code[i].x, segment.code[i].y = x, y
        segment.code[len(ops)].label = <void*> <size_t> labels["end"]
    except (KeyError, MemoryError) as error:
        free_segment(segment)
        if isinstance(error, MemoryError):
            raise
        raise ValueError(f"there is no operation {ops[i]} on tiles") from None
    segment.narrays, segment.nops = len(arrays), len(ops)
    for i, (reg, (size, read, written)) in enumerate(arrays.items()):
        segment.arrays[i].reg, segment.arrays[i].size = reg, size
        segment.arrays[i].read, segment.arrays[i].written = read, written
    return segment


cdef void set_still(Segment* segment, int reg, bint still) noexcept nogil:
    """Let the operations read an array as one value for all elements, or as elements."""
    cdef int i, k, which
    cdef const TileOp* op
    for k in range(segment.narrays):
        if segment.arrays[k].reg == reg:
            segment.arrays[k].still = still
    for i in range(segment.nops):
        which = 0
        op = &segment.code[i]
        for k in range(segment.narrays):
            if segment.arrays[k].still:
                which |= (op.x == segment.arrays[k].reg) | (op.y == segment.arrays[k].reg) << 1
        segment.code[i].label = segment.choices[i].labels[which]


cdef void set_far(Segment* segment, int reg, bint far) noexcept nogil:
    """Let an array be fetched ahead, or not."""
    cdef TileOp* end = &segment.code[segment.nops]
    cdef int k
    end.x = 0
    for k in range(segment.narrays):
        if segment.arrays[k].reg == reg:
            segment.arrays[k].far = far
        if segment.arrays[k].far:
            end.x += 1
            end[end.x].x, end[end.x].y = segment.arrays[k].reg, segment.arrays[k].size


cdef void free_segment(Segment* segment) noexcept:
    if segment != NULL:
        PyMem_RawFree(segment.code)
        PyMem_RawFree(segment.choices)
        PyMem_RawFree(segment.arrays)
        PyMem_RawFree(segment)


cdef void run_segment(const Segment* segment, char** reg, Py_ssize_t n) noexcept nogil:
    """Run a segment on n elements of the arrays that the registers point to."""
    cdef Py_ssize_t tiles = n // segment.tile
    if tiles:
        segment.run(segment.code, reg, tiles)
    n -= tiles * segment.tile
    if n and tiles and is_repeatable(segment, reg):
        run_last(segment, reg, (tiles - 1) * segment.tile + n)
    elif n:
        run_rest(segment, reg, tiles * segment.tile, n)


cdef bint is_repeatable(const Segment* segment, char** reg) noexcept nogil:
    """Return True if a segment writes nothing that it reads, so that it may compute elements twice."""
    cdef int i, k
    for i in range(segment.narrays):
        for k in range(segment.narrays if segment.arrays[i].written else 0):
            if segment.arrays[k].read and reg[segment.arrays[k].reg] == reg[segment.arrays[i].reg]:
                return False
    return True


cdef void run_last(const Segment* segment, char** reg, Py_ssize_t at) noexcept nogil:
    """Run a segment on the last tile, some of whose elements have been computed."""
    cdef int k
    for k in range(segment.narrays):
        if not segment.arrays[k].still:
            reg[segment.arrays[k].reg] += at * segment.arrays[k].size
    segment.run(segment.code, reg, 1)
    for k in range(segment.narrays):
        if not segment.arrays[k].still:
            reg[segment.arrays[k].reg] -= at * segment.arrays[k].size


cdef void run_rest(const Segment* segment, char** reg, Py_ssize_t at, Py_ssize_t n) noexcept nogil:
    """Run a segment on the last n elements, fewer than a tile."""
    cdef char tiles[MOST_ARRAYS * TILE_BYTES]
    cdef char* places[MOST_ARRAYS]
    cdef char* tile = &tiles[0]
    cdef const Array* array
    cdef int k
    for k in range(segment.narrays):
        array = &segment.arrays[k]
        places[k] = reg[array.reg]
        if array.still:
            continue
        reg[array.reg] = tile
        if array.read:
            memcpy(tile, places[k] + at * array.size, n * array.size)
            memset(tile + n * array.size, 0, (segment.tile - n) * array.size)
        tile += TILE_BYTES
    segment.run(segment.code, reg, 1)
    for k in range(segment.narrays):
        array = &segment.arrays[k]
        if array.written:
            memcpy(places[k] + at * array.size, reg[array.reg], n * array.size)
        reg[array.reg] = places[k]
