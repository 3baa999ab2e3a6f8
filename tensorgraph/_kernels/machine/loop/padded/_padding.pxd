# Blocks of arrays that fill a part of a loop's grid.
from .._operand cimport Grid, Operand

cdef char* padded_block(Operand* op, const Grid* grid, Py_ssize_t n, char* block) noexcept nogil
