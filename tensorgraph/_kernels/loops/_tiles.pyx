# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Segments: code on tiles in vector registers.  Compiled once per instruction set.

``segment_<dtype>(code, registers, at, n, rows, steps)`` runs code on the elements from ``at`` to ``n``, at least a
tile, of the arrays that the loop's registers point to; if ``at`` is 0, of so many rows, from one to the next of which
the registers take their steps. The last tile of a row may begin before the one before it ends. ``long_segment_<dtype>``
does the same on longer tiles. Where the compiler cannot jump to labels, there are none.
"""

from tensorgraph._kernels.loops.vecmath.trig cimport TG_FMA

cdef extern from "tiles.h":
    ctypedef struct tg_tile_op:
        pass
    ctypedef struct tg_row_step:
        pass
    enum: TG_TILES_OF_HALVES
    enum: TG_TILE_f32
    enum: TG_TILE_f64
    enum: TG_LONG_TILE_f32
    enum: TG_LONG_TILE_f64
    const char* tg_tiles_f32
    const char* tg_names_f32
    const char* tg_names_f64
    const void** tg_labels_f32
    const void** tg_labels_f64
    const void** tg_long_labels_f32
    const void** tg_long_labels_f64
    void tg_segment_f32(
        const tg_tile_op*, char**, Py_ssize_t, Py_ssize_t, Py_ssize_t, const tg_row_step*) noexcept nogil
    void tg_segment_f64(
        const tg_tile_op*, char**, Py_ssize_t, Py_ssize_t, Py_ssize_t, const tg_row_step*) noexcept nogil
    void tg_long_segment_f32(
        const tg_tile_op*, char**, Py_ssize_t, Py_ssize_t, Py_ssize_t, const tg_row_step*) noexcept nogil
    void tg_long_segment_f64(
        const tg_tile_op*, char**, Py_ssize_t, Py_ssize_t, Py_ssize_t, const tg_row_step*) noexcept nogil

if TG_TILE_f32:
    tg_segment_f32(NULL, NULL, 0, 0, 0, NULL)
    tg_segment_f64(NULL, NULL, 0, 0, 0, NULL)
if TG_LONG_TILE_f32:
    tg_long_segment_f32(NULL, NULL, 0, 0, 0, NULL)
    tg_long_segment_f64(NULL, NULL, 0, 0, 0, NULL)


def kernels():
    """Return the addresses of the functions by name."""
    found = {}
    if TG_TILE_f32:
        found.update(segment_f32=<size_t> <void*> tg_segment_f32, segment_f64=<size_t> <void*> tg_segment_f64)
    if TG_LONG_TILE_f32:
        found["long_segment_f32"] = <size_t> <void*> tg_long_segment_f32
        found["long_segment_f64"] = <size_t> <void*> tg_long_segment_f64
    return found


def tiles():
    """Return the names of the tiles."""
    return tg_tiles_f32.decode()


def has_halves():
    """Return True if arrays of half precision can be read and written."""
    return bool(TG_TILES_OF_HALVES)


def rounds_once():
    """Return True if a product that is added to something is rounded once."""
    return bool(TG_FMA)


def lengths():
    """Return the number of elements of a tile for each function."""
    found = {
        "segment_f32": TG_TILE_f32, "segment_f64": TG_TILE_f64, "long_segment_f32": TG_LONG_TILE_f32,
        "long_segment_f64": TG_LONG_TILE_f64,
    }
    return {name: length for name, length in found.items() if length}


cdef dict addresses(const char* names, const void** labels):
    """Return the addresses of a function's labels by name."""
    return {name: <size_t> labels[<int> i] for i, name in enumerate(names.decode().split())}


def labels():
    """Return the addresses of the operations by name, for each function."""
    found = {}
    if TG_TILE_f32:
        found["segment_f32"] = addresses(tg_names_f32, tg_labels_f32)
        found["segment_f64"] = addresses(tg_names_f64, tg_labels_f64)
    if TG_LONG_TILE_f32:
        found["long_segment_f32"] = addresses(tg_names_f32, tg_long_labels_f32)
        found["long_segment_f64"] = addresses(tg_names_f64, tg_long_labels_f64)
    return found
