# Places of the best elements of many rows, which are searched at once.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t
from libc.string cimport memcpy

from ._array cimport tg_argmax_t

ctypedef fused place_t:
    uint8_t
    uint16_t
    int32_t


cdef inline void add_stretch(
    int64_t* wide, const place_t* places, Py_ssize_t first, Py_ssize_t n, bint again
) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(n):
        if not again or places[i] != <place_t> -1:
            wide[i] = first + places[i]


cdef inline void add_places(int64_t* wide, const void* places, int size, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
    """Take over the places of `size` bytes in a stretch, but for those with all bits set if it is not the first one."""
    if size == 1:
        add_stretch(wide, <const uint8_t*> places, first, n, first > 0)
    elif size == 2:
        add_stretch(wide, <const uint16_t*> places, first, n, first > 0)
    elif size == 4:
        add_stretch(wide, <const int32_t*> places, first, n, False)
    else:
        memcpy(wide, places, n * 8)


cdef inline bint is_second(tg_argmax_t find, char* pair) noexcept nogil:
    """Return True if the second of two elements is the better one."""
    cdef Py_ssize_t place
    find(pair, 2, &place, NULL)
    return place


cdef inline void join_folded(
    tg_argmax_t find, Py_ssize_t size, char* best, int64_t* places, Py_ssize_t width, Py_ssize_t folded
) noexcept nogil:
    """Choose among the best elements of the parts of each row, whose elements take turns: the first one of the row."""
    cdef Py_ssize_t i, j, one
    cdef bint is_later
    cdef char* best_of_part
    cdef char[16] pair
    for i in range(width):
        places[i] *= folded
        for j in range(1, folded):
            one = places[j * width + i] * folded + j
            best_of_part, is_later = best + (j * width + i) * size, one > places[i]
            memcpy(&pair[size if is_later else 0], best_of_part, size)
            memcpy(&pair[0 if is_later else size], best + i * size, size)
            if is_second(find, pair) == is_later:
                memcpy(best + i * size, best_of_part, size)
                places[i] = one
