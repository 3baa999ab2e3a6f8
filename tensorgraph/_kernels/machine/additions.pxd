# Additions of numbers at places of an array, one after another.
from libc.stdint cimport uint32_t, uint64_t

from ._workspace cimport Slot

ctypedef fused summand:
    float
    double
    uint32_t
    uint64_t


cdef inline void add_items(
    summand* to, const char* value, const long long* offsets, Py_ssize_t step, summand scale, Py_ssize_t n
) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(n):
        (<summand*> (<char*> to + offsets[i]))[0] += scale * (<const summand*> (value + i * step))[0]


cdef inline bint add_numbers(
    const Slot* x, char* to, const char* value, const long long* offsets, Py_ssize_t step, double scale, Py_ssize_t n
) noexcept nogil:
    """Add numbers of the dtype of `x`, floats times a scale, at offsets in bytes; integers wrap.

    Return False for a dtype that is not added here.
    """
    if x.kind == c"f" and x.itemsize == 8:
        add_items(<double*> to, value, offsets, step, scale, n)
    elif x.kind == c"f" and x.itemsize == 4:
        add_items(<float*> to, value, offsets, step, <float> scale, n)
    elif (x.kind == c"i" or x.kind == c"u") and x.itemsize == 8:
        add_items(<uint64_t*> to, value, offsets, step, 1, n)
    elif (x.kind == c"i" or x.kind == c"u") and x.itemsize == 4:
        add_items(<uint32_t*> to, value, offsets, step, 1, n)
    else:
        return False
    return True
