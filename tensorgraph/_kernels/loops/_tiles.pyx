# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Segments: code on tiles in vector registers.  Compiled once per instruction set.

``segment_<dtype>(code, registers, at, n, rows, steps)`` runs code on the elements from ``at`` to ``n``, at least a
tile, of the arrays that the loop's registers point to; if ``at`` is 0, of so many rows, from one to the next of which
the registers take their steps. The last tile of a row may begin before the one before it ends. ``long_segment_<dtype>``
does the same on longer tiles of floats. Where the compiler cannot jump to labels, there are none.
"""

from tensorgraph._kernels.loops.vecmath.trig cimport TG_FMA

cdef extern from "tiles.h":
    ctypedef void tg_segment(void*, void*, Py_ssize_t, Py_ssize_t, Py_ssize_t, void*) noexcept nogil
    ctypedef struct tg_tile_function:
        const char* name
        tg_segment* run
        const void** labels
        const char* names
        int tile
    enum: TG_TILES_CONVERT
    const tg_tile_function* const* tg_tile_functions
    const char* tg_tiles

cdef const tg_tile_function* _function
cdef const tg_tile_function* const* _functions = tg_tile_functions
cdef dict _kernels = {}, _lengths = {}, _labels = {}

while _functions[0] != NULL:
    _function = _functions[0]
    # it notes where its labels are
    _function.run(NULL, NULL, 0, 0, 0, NULL)
    _name = _function.name.decode()
    _kernels[_name] = <size_t> <void*> _function.run
    _lengths[_name] = _function.tile
    _labels[_name] = {x: <size_t> _function.labels[<int> i] for i, x in enumerate(_function.names.decode().split())}
    _functions += 1


def kernels():
    """Return the addresses of the functions by name."""
    return dict(_kernels)


def tiles():
    """Return the names of the tiles."""
    return tg_tiles.decode()


def converts():
    """Return True if arrays of other dtypes can be read, and those of half precision be written, too."""
    return bool(TG_TILES_CONVERT)


def rounds_once():
    """Return True if a product that is added to something is rounded once."""
    return bool(TG_FMA)


def lengths():
    """Return the number of elements of a tile for each function."""
    return dict(_lengths)


def labels():
    """Return the addresses of the operations by name, for each function."""
    return dict(_labels)
