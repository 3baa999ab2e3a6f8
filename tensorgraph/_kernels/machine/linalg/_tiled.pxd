# Products by our own tiles instead of BLAS.
from ...loops.products cimport Product, Tiled
from ._matrices cimport Matrix
from .._workspace cimport Workspace

cdef int plan_tiled(Tiled* x, Matrix* a, Matrix* b, Matrix* c, Py_ssize_t size, Py_ssize_t* top) except -1
cdef bint plan_slab(Product* x, Py_ssize_t size) noexcept nogil
cdef Py_ssize_t slab_scratch(Product* x, Py_ssize_t size) noexcept nogil
cdef void multiply_slab(Product* x, char* a, char* b, char* c, bint add, char* scratch, Py_ssize_t size) noexcept nogil
cdef void mirror(char* c, Py_ssize_t row, Py_ssize_t n, Py_ssize_t size) noexcept nogil
cdef void multiply_tiled(
    Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, char* scratch, Py_ssize_t size
) noexcept nogil
cdef void share_tiled(
    Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, Workspace ws, int crew, double cost,
    Py_ssize_t size
) noexcept nogil
