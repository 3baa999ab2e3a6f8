# Blocks of arrays that fill a part of a loop's grid.
from .._operand cimport Grid, Operand, Padding


cdef inline bint has(const Padding* part, const Py_ssize_t* index, int n) noexcept nogil:
    """Return True if there is something at these positions of the first n axes."""
    cdef int k
    for k in range(n):
        if not part.first[k] <= index[k] < part.stop[k]:
            return False
    return not part.is_nothing


cdef inline char* place(const Operand* op, const Py_ssize_t* index, int n) noexcept nogil:
    """Return where the elements at these positions of the first n axes begin."""
    cdef char* found = op.slot.data
    cdef int k
    for k in range(n):
        found += (index[k] - op.padding.first[k]) * op.padding.strides[k]
    return found


cdef char* zeros(Operand* op, Py_ssize_t n, char* block) noexcept nogil
cdef char* padded_block(Operand* op, const Grid* grid, Py_ssize_t n, char* block) noexcept nogil
