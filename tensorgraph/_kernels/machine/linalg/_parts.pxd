# Products of a matrix and a vector, and of two vectors, part by part.
from ._matrices cimport Routines

cdef struct VectorProduct:      # y := alpha A x + beta y, as BLAS has it
    Routines* blas
    char by                     # "N", or "T": A is transposed
    int m, n, ld                # rows and columns of A as it lies, by columns
    void* alpha
    void* beta
    char* a
    char* x
    char* y
    int inc_x, inc_y
    Py_ssize_t size
    Py_ssize_t part             # elements of y in a piece, or of x
    char* sums                  # of the terms of pieces after the first


cdef struct OuterProduct:       # A := A + alpha x y'
    Routines* blas
    int m, n, ld
    void* alpha
    char* a
    char* x
    char* y
    int inc_x, inc_y
    Py_ssize_t size
    Py_ssize_t part             # columns of A in a piece


cdef void multiply_parts(VectorProduct* p, int crew) noexcept nogil
cdef void add_parts(OuterProduct* p, int crew) noexcept nogil
