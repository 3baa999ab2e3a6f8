# Common parts of products: SciPy's routines, and the layout of their arguments.
from ...loops.products cimport Tiled
from .._workspace cimport Slot, Step, Workspace

ctypedef void (*gemm_t)(
    char*, char*, int*, int*, int*, void*, const void*, int*, const void*, int*, void*, void*, int*) noexcept nogil
ctypedef void (*gemv_t)(
    char*, int*, int*, void*, const void*, int*, const void*, int*, void*, void*, int*) noexcept nogil
ctypedef void (*syrk_t)(
    char*, char*, int*, int*, void*, const void*, int*, void*, void*, int*) noexcept nogil
ctypedef void (*ger_t)(int*, int*, void*, const void*, int*, const void*, int*, void*, int*) noexcept nogil
ctypedef void (*axpy_t)(int*, void*, const void*, int*, void*, int*) noexcept nogil
ctypedef float complex (*cdotu_t)(int*, const void*, int*, const void*, int*) noexcept nogil
ctypedef double complex (*zdotu_t)(int*, const void*, int*, const void*, int*) noexcept nogil

cdef struct Routines:
    gemm_t gemm
    gemv_t gemv
    ger_t ger
    axpy_t axpy
    syrk_t syrk
    void* dotu                  # of complex numbers: a cdotu_t or zdotu_t
    double one[2]               # 1 and 0 of the dtype
    double zero[2]
    Py_ssize_t whole            # elements of a matrix that gemv multiplies at once,
    Py_ssize_t part             # of the parts of a larger one,
    Py_ssize_t outer            # and of one that ger adds to at once: OpenBLAS does these with one thread


cdef struct Matrix:
    char* data
    Py_ssize_t rows, columns
    Py_ssize_t row, column      # strides in bytes
    bint copied                 # neither rows nor columns are consecutive: copied into the scratch memory first
    Py_ssize_t place
    bint by_columns             # as BLAS has them
    int ld


cdef struct Vector:
    char* data
    Py_ssize_t n
    Py_ssize_t stride
    bint copied
    Py_ssize_t place
    int inc


cdef void* routine_address(module, name) except NULL
cdef Routines* routines_for(int typenum) noexcept
cdef int plan_matrix(Matrix* x, Slot* slot, int first, Py_ssize_t size, Py_ssize_t* top) except -1
cdef int finish_matrix(Matrix* x, Py_ssize_t size, Py_ssize_t* top) except -1
cdef char* read_matrix(Matrix* x, char* data, char* scratch, Py_ssize_t size) noexcept nogil
cdef int plan_vector(Vector* x, Py_ssize_t n, Py_ssize_t stride, Py_ssize_t size, Py_ssize_t* top) except -1
cdef char* read_vector(Vector* x, char* data, char* scratch, Py_ssize_t size) noexcept nogil
cdef void multiply_complex(
    Routines* blas, Vector* x, Vector* y, char* a, char* b, char* z, Py_ssize_t size) noexcept nogil


cdef inline double product_cost(double m, double n, double k, Py_ssize_t size) noexcept nogil:
    """Return about how many ns a product of matrices takes by tiles."""
    return 0.006 * size * m * n * k


cdef inline double vector_cost(double m, double n, Py_ssize_t size) noexcept nogil:
    """Return about how many ns a product of a matrix and a vector takes."""
    return 0.04 * size * m * n


cdef class BlasStep(Step):
    cdef Routines* blas
    cdef Py_ssize_t size
    cdef Slot* alpha_slot
    cdef Slot* beta_slot
    cdef double[2] alpha
    cdef double[2] beta
    cdef Tiled tiled            # of a product of matrices
    cdef int crew               # threads that may share it out

    cdef int check(self) except -1
    cdef int check_ranks(self, ranks) except -1
    cdef Slot* scalar(self, name, double* value) except? NULL
    cdef void read_scalars(self) noexcept nogil
    cdef bint is_zero(self, const double* value) noexcept nogil
    cdef int plan_product(self, Matrix* a, Matrix* b, Matrix* c, Py_ssize_t* top) except -1
    cdef int reserve(self, Workspace ws, Py_ssize_t top, Py_ssize_t npieces) except -1
    cdef void multiply(
        self, Matrix* a, Matrix* b, Matrix* c, char* A, char* B, char* C, double* alpha, double* beta, char* scratch
    ) noexcept nogil
    cdef void share_product(
        self, Matrix* a, Matrix* b, Matrix* c, char* A, char* B, char* C, double* alpha, double* beta, Workspace ws
    ) noexcept nogil
    cdef void multiply_vector(
        self, Matrix* a, Vector* x, Vector* y, char* A, char* X, char* Y, void* alpha, void* beta, bint fresh
    ) noexcept nogil
