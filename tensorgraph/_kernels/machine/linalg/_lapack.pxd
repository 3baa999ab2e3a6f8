# Common parts of steps by LAPACK: its routines, our loops for small matrices, and what is left to Python.
from .._workspace cimport Slot, Workspace
from ._matrices cimport gemm_t
from ..steps._python cimport PythonStep

ctypedef void (*trsm_t)(
    char*, char*, char*, char*, int*, int*, const void*, const void*, int*, void*, int*) noexcept nogil
ctypedef void (*trsv_t)(char*, char*, char*, int*, const void*, int*, void*, int*) noexcept nogil
ctypedef void (*potrf_t)(char*, int*, void*, int*, int*) noexcept nogil
ctypedef void (*getrf_t)(int*, int*, void*, int*, int*, int*) noexcept nogil
ctypedef void (*getri_t)(int*, void*, int*, int*, void*, int*, int*) noexcept nogil
ctypedef void (*gecon_t)(char*, int*, const void*, int*, const void*, void*, void*, int*, int*) noexcept nogil
ctypedef void (*syevd_t)(char*, char*, int*, void*, int*, void*, void*, int*, int*, int*, int*) noexcept nogil
ctypedef void (*geev_t)(
    char*, char*, int*, void*, int*, void*, void*, void*, int*, void*, int*, void*, int*, int*) noexcept nogil
ctypedef void (*gesdd_t)(
    char*, int*, int*, void*, int*, void*, void*, int*, void*, int*, void*, int*, int*, int*) noexcept nogil
ctypedef void (*geqrf_t)(int*, int*, void*, int*, void*, void*, int*, int*) noexcept nogil
ctypedef void (*orgqr_t)(int*, int*, int*, void*, int*, void*, void*, int*, int*) noexcept nogil
ctypedef void (*gees_t)(
    char*, char*, void*, int*, void*, int*, int*, void*, void*, void*, int*, void*, int*, int*, int*) noexcept nogil

ctypedef void (*gges_t)(
    char*, char*, char*, void*, int*, void*, int*, void*, int*, int*, void*, void*, void*, void*, int*, void*, int*,
    void*, int*, int*, int*) noexcept nogil
ctypedef void (*geqp3_t)(int*, int*, void*, int*, int*, void*, void*, int*, int*) noexcept nogil
ctypedef void (*gtsv_t)(int*, int*, void*, void*, void*, void*, int*, int*) noexcept nogil
# of complex numbers
ctypedef void (*gees_c_t)(
    char*, char*, void*, int*, void*, int*, int*, void*, void*, int*, void*, int*, void*, int*, int*) noexcept nogil
ctypedef void (*gecon_c_t)(char*, int*, const void*, int*, const void*, void*, void*, void*, int*) noexcept nogil
ctypedef void (*getrs_t)(char*, int*, int*, const void*, int*, const int*, void*, int*, int*) noexcept nogil

ctypedef Py_ssize_t (*cholesky_t)(void*, void*, Py_ssize_t) noexcept nogil
ctypedef void (*cholesky_grad_t)(void*, const void*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef Py_ssize_t (*lu_t)(void*, int*, Py_ssize_t) noexcept nogil
ctypedef void (*solve_rows_t)(void*, const void*, Py_ssize_t, Py_ssize_t, Py_ssize_t, int) noexcept nogil
ctypedef double (*norm_t)(const void*, void*, Py_ssize_t) noexcept nogil
ctypedef double (*bound_t)(const void*, void*, Py_ssize_t, int) noexcept nogil
ctypedef Py_ssize_t (*test_t)(const void*, Py_ssize_t) noexcept nogil

cdef enum:                      # bits of `how` of solve_rows and inverse_bound, as in _triangles.pyx
    LOWER = 1
    TRANSPOSED = 2
    UNIT = 4

cdef enum:
    SMALL = 64                  # rows up to which our loops are as fast as LAPACK, which may wake threads for nothing

cdef inline Py_ssize_t rounded(Py_ssize_t size) noexcept nogil:
    """Return the size in bytes of a part of the scratch memory."""
    return (size + 63) & ~<Py_ssize_t> 63


cdef inline double read(const char* x, Py_ssize_t size) noexcept nogil:
    return (<const float*> x)[0] if size == 4 else (<const double*> x)[0]


cdef struct Lapack:             # of one dtype
    trsm_t trsm
    trsv_t trsv
    potrf_t potrf
    getrf_t getrf
    getri_t getri
    gecon_t gecon
    syevd_t syevd
    geev_t geev
    gesdd_t gesdd
    geqrf_t geqrf
    orgqr_t orgqr
    gees_t gees
    gges_t gges
    geqp3_t geqp3
    gtsv_t gtsv
    gemm_t gemm
    double one[1]
    double minus_one[1]

cdef struct ComplexLapack:      # of double precision
    gees_c_t gees
    getrf_t getrf
    gecon_c_t gecon
    getrs_t getrs

cdef struct FactorLoops:        # of one dtype
    cholesky_t cholesky
    cholesky_grad_t cholesky_grad
    lu_t lu
    solve_rows_t solve_rows
    norm_t largest_column
    norm_t largest_row
    bound_t inverse_bound
    test_t not_finite


cdef class LapackStep(PythonStep):
    cdef FactorLoops loops
    cdef Lapack* lapack         # NULL where only small matrices have been seen
    cdef Py_ssize_t size
    cdef int n
    cdef int given              # inputs of the op; others follow

    cdef int find_loops(self) except -1
    cdef int build_step(self, int given) except -1
    cdef int build_matrices(self, int given, int nout) except -1
    cdef list run_op(self, Workspace ws)
    cdef int refuse(self, Workspace ws) except -1
    cdef int take_square(self, Workspace ws, Slot* x) except -1
    cdef int take_system(self, Workspace ws, bint by_columns) except -1
    cdef int load(self) except -1
    cdef void read_rows(self, Slot* x, char* to, bint transposed) noexcept nogil
    cdef void clear_above(self, char* rows) noexcept nogil
    cdef void solve_triangle(self, char* x, const char* a, int ld, int width, int how) noexcept nogil
