# Products by our own tiles instead of BLAS.
from ...loops.products cimport Tiled
from ._matrices cimport Matrix

cdef int plan_tiled(Tiled* x, Matrix* a, Matrix* b, Matrix* c, Py_ssize_t size, Py_ssize_t* top) except -1
cdef void mirror(char* c, Py_ssize_t row, Py_ssize_t n, Py_ssize_t size) noexcept nogil
cdef void multiply_tiled(
    Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, char* scratch, Py_ssize_t size
) noexcept nogil
