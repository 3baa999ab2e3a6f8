# Additions at places of an array: of numbers, one after another, of rows and of arrays.
from libc.stdint cimport uint32_t, uint64_t

from .loop._instructions cimport Inst
from ._workspace cimport BLOCK, Slot

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


cdef inline void add_row(const Inst* add, char* to, char* source, Py_ssize_t n, Py_ssize_t itemsize) noexcept nogil:
    """``to[i] += source[i]``, both contiguous, by a kernel."""
    cdef Py_ssize_t m
    while n > 0:
        m = min(n, <Py_ssize_t> BLOCK)
        add.kernel(to, to, source, NULL, NULL, m)
        to += m * itemsize
        source += m * itemsize
        n -= m


cdef void add_array(
    const Inst* add, int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize) noexcept nogil
