# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Segments: code on tiles, bound to the registers of a loop.

Whole tiles are computed where the registers point to, for a segment reads and writes no element beyond the block. What
is left of it is the end of a last tile, some of whose elements are computed twice, from copies of what is overwritten.

Stretches of several long tiles are computed by those, which takes fewer jumps.

A block may consist of rows. An array has its own step from row to row, so what is one value for each row, or the same
row again and again, is read where it is.
"""

from cpython.mem cimport PyMem_RawFree
from libc.string cimport memcpy, memset

import numpy as np

from ...loops import dispatch
from ...loops.tileops import JUMPS, LOADS, STORES
from ...loops.prefetch cimport FORESEES
from ..memory cimport zeros

cdef enum:
    MOST_ARRAYS = 32
    TILE_BYTES = 768            # at most: complex numbers have two parts
    LONG_TILES = 4              # of a stretch from which on they are taken: the last one is computed in part twice

cdef dict _addresses = dispatch.module("tiles").kernels()
cdef dict _lengths = dispatch.module("tiles").lengths()
cdef dict _labels = dispatch.module("tiles").labels()


cdef dict arrays_of(ops, reg_dtypes):
    """Return for each register that code uses as an array ``[size of an element, read, written]``."""
    found = {}
    for op, _, kinds, *registers in ops:
        if op in STORES or op in LOADS:
            used = registers[:1]
        else:
            used = [r for kind, r in zip(kinds, registers) if kind == "m"]
        for r in used:
            entry = found.setdefault(r, [np.dtype(reg_dtypes[r]).itemsize, False, False])
            entry[2 if op in STORES else 1] = True
    return found


cdef str label(name, tile, kinds, int still):
    """Return the name of an operation on tiles, some of whose sources in memory are one value for all elements."""
    kinds = ["s" if kind == "m" and still >> i & 1 else kind for i, kind in enumerate(kinds)]
    return "_".join([name, tile, *kinds]) if tile else name


cdef int check_places(ops, Py_ssize_t nreg) except -1:
    """Check that operations read registers that are there, and jump forwards, to the end at most."""
    for i, (name, _, _, x, y) in enumerate(ops):
        if name in JUMPS and not 0 < x <= len(ops) - i:
            raise ValueError(f"{name} of a segment goes {x} operations on, where {len(ops) - i} are left")
        if name not in JUMPS and not (0 <= x < nreg and 0 <= y < nreg):
            raise ValueError(f"{name} of a segment reads the registers {x} and {y}, which are not there")
    return 0


cdef Segment* new_segment(op, reg_dtypes) except NULL:
    """Return the segment of an instruction ``("segment", dtype code, operations)``."""
    cdef Segment* segment
    cdef int i
    _, code, ops = op
    arrays = arrays_of(ops, reg_dtypes)
    if f"segment_{code}" not in _addresses or len(arrays) > MOST_ARRAYS:
        raise ValueError(f"a segment of {code} with {len(arrays)} arrays cannot run here")
    check_places(ops, len(reg_dtypes))
    segment = <Segment*> zeros(1, sizeof(Segment))
    try:
        for name in (f"segment_{code}", f"long_segment_{code}"):
            if name in _addresses:
                segment.nversions += 1
                fill_version(&segment.versions[segment.nversions - 1], name, ops, len(arrays))
        segment.arrays = <Array*> zeros(len(arrays), sizeof(Array))
        segment.steps = <RowStep*> zeros(len(arrays), sizeof(RowStep))
    except (ValueError, MemoryError):
        free_segment(segment)
        raise
    segment.narrays, segment.nops, segment.nwritten = len(arrays), len(ops), sum([x[2] for x in arrays.values()])
    segment.nread_only = segment.narrays - segment.nwritten
    # what is written last
    for i, (reg, (size, read, written)) in enumerate(sorted(arrays.items(), key=lambda array: array[1][2])):
        segment.arrays[i].reg, segment.arrays[i].size = reg, size
        segment.steps[i].reg = reg
        segment.arrays[i].read, segment.arrays[i].written = read, written
    return segment


cdef int fill_version(Version* version, function, ops, Py_ssize_t narrays) except -1:
    """Translate operations for a function on tiles."""
    cdef int i, k
    labels = _labels[function]
    version.run = <segment_t> <void*> <size_t> _addresses[function]
    version.tile = _lengths[function]
    version.code = <TileOp*> zeros(len(ops) + 1 + narrays, sizeof(TileOp))
    version.choices = <Choice*> zeros(len(ops), sizeof(Choice))
    for i in range(len(ops)):
        name, tile, kinds, x, y = ops[i]
        for k in range(4):
            address = labels.get(label(name, tile, kinds, k))
            if address is None:
                raise ValueError(f"there is no operation {ops[i]} on tiles")
            version.choices[i].labels[k] = <void*> <size_t> address
        version.code[i].label = version.choices[i].labels[0]
        version.code[i].x, version.code[i].y = x, y
    version.code[len(ops)].label = <void*> <size_t> labels["end"]
    version.code[len(ops)].y = narrays
    return 0


cdef void set_still(Segment* segment, int reg, bint still) noexcept nogil:
    """Let the operations read an array as one value for all elements, or as elements."""
    cdef int i, k, v, which
    cdef const TileOp* op
    for k in range(segment.narrays):
        if segment.arrays[k].reg == reg:
            segment.arrays[k].still = still
    for i in range(segment.nops):
        which = 0
        op = &segment.versions[0].code[i]
        for k in range(segment.narrays):
            if segment.arrays[k].still:
                which |= (op.x == segment.arrays[k].reg) | (op.y == segment.arrays[k].reg) << 1
        for v in range(segment.nversions):
            segment.versions[v].code[i].label = segment.versions[v].choices[i].labels[which]


cdef void set_rows(Segment* segment, Py_ssize_t row) noexcept nogil:
    """Let blocks consist of rows, which lie side by side in all arrays; 0: of one."""
    cdef int k
    segment.row = row
    for k in range(segment.narrays):
        segment.steps[k].bytes = row * segment.arrays[k].size


cdef void set_step(Segment* segment, int reg, Py_ssize_t step) noexcept nogil:
    """Set the bytes from row to row of an array."""
    cdef int k
    for k in range(segment.narrays):
        if segment.arrays[k].reg == reg:
            segment.steps[k].bytes = step


cdef void set_far(Segment* segment, int reg, bint far) noexcept nogil:
    """Let an array be fetched ahead, or not; some processors foresee what will be read."""
    cdef TileOp* end
    cdef int k, v
    for k in range(segment.narrays):
        if segment.arrays[k].reg == reg:
            segment.arrays[k].far = far and not FORESEES
    for v in range(segment.nversions):
        end = &segment.versions[v].code[segment.nops]
        end.x = 0
        for k in range(segment.narrays):
            if segment.arrays[k].far:
                end.x += 1
                end[end.x].x, end[end.x].y = segment.arrays[k].reg, segment.arrays[k].size


cdef void free_segment(Segment* segment) noexcept:
    cdef int v
    if segment != NULL:
        for v in range(2):
            PyMem_RawFree(segment.versions[v].code)
            PyMem_RawFree(segment.versions[v].choices)
        PyMem_RawFree(segment.arrays)
        PyMem_RawFree(segment.steps)
        PyMem_RawFree(segment)


cdef void run_segment(const Segment* segment, char** reg, Py_ssize_t n) noexcept nogil:
    """Run a segment on n elements of the arrays that the registers point to."""
    cdef char tiles[MOST_ARRAYS * TILE_BYTES]
    cdef int saved[MOST_ARRAYS]
    cdef const Version* version = &segment.versions[0]
    cdef Py_ssize_t _row, rows = 1, rest
    cdef int k, nsaved = 0
    if 0 < segment.row < n:
        rows, n = n // segment.row, segment.row
    if n < version.tile:
        run_few(segment, reg, n)
        return
    if segment.nversions > 1 and n >= LONG_TILES * segment.versions[1].tile:
        version = &segment.versions[1]
    rest = n % version.tile
    if rest:
        nsaved = find_overwritten(segment, reg, saved)
    if nsaved == 0:
        version.run(version.code, reg, 0, n, rows, segment.steps)
        step_rows(segment, reg, 1 - rows)
        return
    for _row in range(rows):
        for k in range(nsaved):
            save_last(&segment.arrays[saved[k]], reg, n, version.tile, &tiles[k * TILE_BYTES])
        version.run(version.code, reg, 0, n - rest, 1, segment.steps)
        run_last(segment, version, reg, n, saved, nsaved, tiles)
        step_rows(segment, reg, 1)
    step_rows(segment, reg, -rows)


cdef inline void step_rows(const Segment* segment, char** reg, Py_ssize_t rows) noexcept nogil:
    """Let the registers point so many rows on."""
    cdef int k
    for k in range(segment.narrays):
        reg[segment.steps[k].reg] += rows * segment.steps[k].bytes


cdef int find_overwritten(const Segment* segment, char** reg, int* found) noexcept nogil:
    """Find the arrays that a segment reads and stores its results in; return their number.

    What it reads from a register that it writes is its own.
    """
    cdef int i, k, n = 0
    cdef const Array* array
    cdef const Array* other
    for k in range(segment.narrays):
        array = &segment.arrays[k]
        for i in range(segment.nwritten if array.read else 0):
            other = &segment.arrays[segment.nread_only + i]
            if other != array and reg[array.reg] == reg[other.reg]:
                found[n] = k
                n += 1
                break
    return n


cdef void save_last(const Array* array, char** reg, Py_ssize_t n, Py_ssize_t size, char* tile) noexcept nogil:
    """Copy the last tile of a row of n elements, a part of which is computed and overwritten before it."""
    memcpy(tile, reg[array.reg] + (n - size) * array.size, size * array.size)


cdef void run_last(
    const Segment* segment, const Version* version, char** reg, Py_ssize_t n, const int* saved, int nsaved, char* tiles
) noexcept nogil:
    """Run a segment on the last tile of a row of n elements, of which some arrays are copies."""
    cdef char* places[MOST_ARRAYS]
    cdef const Array* array
    cdef int k
    for k in range(nsaved):
        array = &segment.arrays[saved[k]]
        places[k] = reg[array.reg]
        reg[array.reg] = tiles + k * TILE_BYTES - (n - version.tile) * array.size
    version.run(version.code, reg, n - version.tile, n, 1, segment.steps)
    for k in range(nsaved):
        reg[segment.arrays[saved[k]].reg] = places[k]


cdef void run_few(const Segment* segment, char** reg, Py_ssize_t n) noexcept nogil:
    """Run a segment on fewer elements than a tile has."""
    cdef char tiles[MOST_ARRAYS * TILE_BYTES]
    cdef char* places[MOST_ARRAYS]
    cdef char* tile = &tiles[0]
    cdef const Version* version = &segment.versions[0]
    cdef const Array* array
    cdef int k
    for k in range(segment.narrays):
        array = &segment.arrays[k]
        places[k] = reg[array.reg]
        if array.still:
            continue
        reg[array.reg] = tile
        if array.read:
            memcpy(tile, places[k], n * array.size)
            memset(tile + n * array.size, 0, (version.tile - n) * array.size)
        tile += TILE_BYTES
    version.run(version.code, reg, 0, version.tile, 1, segment.steps)
    for k in range(segment.narrays):
        array = &segment.arrays[k]
        if array.written:
            memcpy(places[k], reg[array.reg], n * array.size)
        reg[array.reg] = places[k]
