# Products of many small matrices.
from ._matrices cimport Matrix


cdef struct SmallProducts:      # strides in elements: from product to product, row to row, column to column
    Py_ssize_t m, n, k
    Py_ssize_t[3] a
    Py_ssize_t[3] b


cdef bint plan_small(
    SmallProducts* x, Matrix* a, Matrix* b, Py_ssize_t next_a, Py_ssize_t next_b, Py_ssize_t size) noexcept
cdef void multiply_small(
    const SmallProducts* x, Py_ssize_t count, char* a, char* b, char* c, Py_ssize_t size) noexcept nogil
