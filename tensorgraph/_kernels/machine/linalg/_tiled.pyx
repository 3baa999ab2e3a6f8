# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of real matrices by our own tiles (``loops/_gemm.pyx``) where they were measured to be faster than BLAS.

They read A and B in any layout, so nothing is copied first, and need C to lie by rows, or by columns as its transpose.
They have one thread: where BLAS has several, it gets the products that it shares out among them.
"""

from ...loops.products cimport Product, Tiled, mirror_t, plan_product_t, product_t
from ._matrices cimport Matrix

from ...loops import dispatch

from .scipy_routines import blas_threads

cdef enum:
    TERMS = 32                  # of the sums of a symmetric product that is copied from one half to the other
    SHARED_WORK = 1 << 19       # so many multiplications OpenBLAS shares out among two threads

cdef bint _alone = blas_threads() == 1
cdef plan_product_t[2] _plans       # float32, float64
cdef product_t[2] _products
cdef mirror_t[2] _mirrors


def _load():
    cdef int k
    module = dispatch.module("gemm")
    for k, code in enumerate(("f32", "f64")):
        _plans[k] = <plan_product_t> <void*> <size_t> module.plans()[code]
        _products[k] = <product_t> <void*> <size_t> module.kernels().get(f"gemm_{code}", 0)
        _mirrors[k] = <mirror_t> <void*> <size_t> module.kernels().get(f"mirror_{code}", 0)


_load()


cdef int plan_tiled(Tiled* x, Matrix* a, Matrix* b, Matrix* c, Py_ssize_t size, Py_ssize_t* top) except -1:
    """Plan a product of real matrices, after those have been planned for BLAS; `top` is the end of what is reserved."""
    cdef Product* p = &x.product
    cdef Py_ssize_t scratch = 0
    x.used = p.mirrored = False
    x.square = _mirrors[size == 8] != NULL and a.columns >= TERMS
    x.square = x.square and a.rows == b.columns and a.row == b.column and a.column == b.row
    if a.rows < 2 or b.columns < 2 or a.columns < 1:
        return 0
    if a.row % size or a.column % size or b.row % size or b.column % size:
        return 0
    if not _alone and <double> a.rows * b.columns * a.columns >= SHARED_WORK:
        return 0
    x.turned = c.by_columns
    if x.turned:
        p.m, p.n = b.columns, a.rows
        p.row_a, p.col_a, p.row_b, p.col_b = b.column, b.row, a.column, a.row
    else:
        p.m, p.n = a.rows, b.columns
        p.row_a, p.col_a, p.row_b, p.col_b = a.row, a.column, b.row, b.column
    p.k, p.row_c = a.columns, c.ld
    p.row_a, p.col_a, p.row_b, p.col_b = p.row_a // size, p.col_a // size, p.row_b // size, p.col_b // size
    if not _plans[size == 8](p, &scratch):
        return 0
    x.used = True
    a.copied = b.copied = False
    x.place = top[0]
    top[0] += (scratch + 63) & ~<Py_ssize_t> 63
    return 0


cdef void mirror(char* c, Py_ssize_t row, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    """Copy what is below the diagonal of a matrix, whose rows are `row` elements apart, to the places above it."""
    _mirrors[size == 8](c, row, n)


cdef void multiply_tiled(
    Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, char* scratch, Py_ssize_t size
) noexcept nogil:
    """Compute ``C := alpha A B + beta C`` as planned."""
    cdef double[2] factors
    if size == 8:
        factors[0], factors[1] = alpha[0], beta[0]
    else:
        (<float*> factors)[0] = (<const float*> alpha)[0]
        (<float*> factors)[1] = (<const float*> beta)[0]
    if x.turned:
        a, b = b, a
    _products[size == 8](&x.product, a, b, c, <double*> factors, scratch + x.place)
