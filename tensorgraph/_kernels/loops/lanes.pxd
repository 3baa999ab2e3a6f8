# Sums by lanes: the number of lanes and the tree that adds them fix the order of additions.
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

ctypedef fused number:
    float
    double
    int8_t
    int16_t
    int32_t
    int64_t
    uint8_t
    uint16_t
    uint32_t
    uint64_t

cdef enum:
    LANES = 32


cdef inline number tree_sum(number* lane) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(16):
        lane[k] += lane[k + 16]
    for k in range(8):
        lane[k] += lane[k + 8]
    for k in range(4):
        lane[k] += lane[k + 4]
    return (lane[0] + lane[2]) + (lane[1] + lane[3])


cdef inline number larger(number x, number y) noexcept nogil:
    """Return the larger one; x if it is nan."""
    return x if x > y else (x if x != x else y)


cdef inline number smaller(number x, number y) noexcept nogil:
    """Return the smaller one; x if it is nan."""
    return x if x < y else (x if x != x else y)
