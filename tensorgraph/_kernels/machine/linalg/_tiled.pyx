# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of real matrices by our own tiles (``loops/_gemm.pyx``) where they were measured to be faster than BLAS.

They read A and B in any layout, so nothing is copied first, and need C to lie by rows, or by columns as its transpose.
Threads share out pieces of C, in which an element has the bits that it has in the whole.

Where BLAS has several threads, it gets no product that it would share out among them: those stay awake for some 60 ms
after it, and keep a processor from everything else (decision 43). Nor does it get one where its kernels have shorter
vectors than ours, as those that ``OPENBLAS_CORETYPE`` asks for.
"""

from cpython.object cimport PyObject

from ...loops.products cimport Product, Tiled, mirror_t, plan_product_t, product_t
from ._matrices cimport Matrix, product_cost
from ..threads._crew cimport scratch_of
from ..threads.limits cimport PIECE
from ..threads._workers cimport parts_of, run_pieces
from .._workspace cimport Workspace

from ...loops import dispatch

from .scipy_routines import blas_threads, blas_vector

cdef enum:
    TERMS = 32                  # of the sums of a symmetric product that is copied from one half to the other
    SHARED_WORK = 1 << 19       # so many multiplications OpenBLAS shares out among two threads
    MOST_PARTS = 32             # pieces of a product
    PACKED_ROWS = 128           # rows that a packed copy of B serves at least: each piece makes its own
    LANES = 16                  # of columns in a piece
    MOST_PANELS = 4             # of a slab that are packed at once

cdef bint _alone = blas_threads() == 1
cdef bint _wider = blas_vector() < dispatch.module("gemm").vector()     # all tables are for kernels like ours
cdef plan_product_t[2] _plans       # float32, float64
cdef product_t[2] _products
cdef mirror_t[2] _mirrors

cdef struct Share:              # a product that threads share out
    Tiled* tiled
    char* a
    char* b
    char* c
    double[2] factors           # alpha and beta, of its dtype
    PyObject* ws
    Py_ssize_t size


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
    cdef double work = <double> a.rows * b.columns * a.columns
    x.used = p.mirrored = False
    x.npieces = 1
    x.square = _mirrors[size == 8] != NULL and a.columns >= TERMS
    x.square = x.square and a.rows == b.columns and a.row == b.column and a.column == b.row
    if a.rows < 2 or b.columns < 2 or a.columns < 1:
        return 0
    if a.row % size or a.column % size or b.row % size or b.column % size:
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
    if not _plans[size == 8](p, &scratch, _wider or not _alone and work >= SHARED_WORK):
        return 0
    x.used = True
    cut(x, product_cost(a.rows, b.columns, a.columns, size))
    a.copied = b.copied = False
    x.place = top[0]
    top[0] += (scratch + 63) & ~<Py_ssize_t> 63
    return 0


cdef bint plan_slab(Product* x, Py_ssize_t size) noexcept nogil:
    """Plan a product of matrices that are in cache; return False where BLAS is to compute it."""
    cdef Py_ssize_t scratch
    x.mirrored = False
    if not _plans[size == 8](x, &scratch, _wider or not _alone and <double> x.m * x.n * x.k >= SHARED_WORK):
        return False
    x.packed = x.col_b != 1
    x.width = min(x.width, MOST_PANELS * x.tile_columns)
    return True


cdef Py_ssize_t slab_scratch(Product* x, Py_ssize_t size) noexcept nogil:
    """Return the bytes of scratch memory that products need, of which none is longer than this one in any direction."""
    cdef Py_ssize_t scratch = 0
    if not _plans[size == 8](x, &scratch, True):
        return 0
    return (min(x.n, MOST_PANELS * x.tile_columns) + x.tile_columns) * min(x.depth, x.k) * size


cdef void multiply_slab(Product* x, char* a, char* b, char* c, bint add, char* scratch, Py_ssize_t size) noexcept nogil:
    """Compute ``C := A B``, or add it to C."""
    cdef double[2] factors
    if size == 8:
        factors[0], factors[1] = 1, add
    else:
        (<float*> factors)[0], (<float*> factors)[1] = 1, add
    _products[size == 8](x, a, b, c, factors, scratch)


cdef void cut(Tiled* x, double cost) noexcept nogil:
    """Choose the pieces of C: some of its panels, each of which is packed once, and parts of its rows."""
    cdef Product* p = &x.product
    cdef Py_ssize_t wanted = <Py_ssize_t> max(1., min(<double> MOST_PARTS, cost / PIECE))
    cdef Py_ssize_t panels = parts_of(p.n, p.tile_columns)
    cdef Py_ssize_t parts = parts_of(panels, parts_of(panels, wanted))
    x.columns = parts_of(parts_of(p.n, parts), LANES) * LANES
    parts = parts_of(p.n, x.columns)
    wanted = max(<Py_ssize_t> 1, min(wanted // parts, p.m // (PACKED_ROWS if p.packed else p.tile_rows)))
    x.rows = parts_of(parts_of(p.m, wanted), p.tile_rows) * p.tile_rows
    x.npieces = parts * parts_of(p.m, x.rows)


cdef void mirror(char* c, Py_ssize_t row, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    """Copy what is below the diagonal of a matrix, whose rows are `row` elements apart, to the places above it."""
    _mirrors[size == 8](c, row, n)


cdef void start(
    Share* share, Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, Py_ssize_t size
) noexcept nogil:
    share.tiled, share.a, share.b, share.c, share.size = x, a, b, c, size
    if x.turned:
        share.a, share.b = b, a
    if size == 8:
        share.factors[0], share.factors[1] = alpha[0], beta[0]
    else:
        (<float*> share.factors)[0] = (<const float*> alpha)[0]
        (<float*> share.factors)[1] = (<const float*> beta)[0]


cdef void finish(Share* share) noexcept nogil:
    cdef Product* p = &share.tiled.product
    if p.mirrored:
        mirror(share.c, p.row_c, p.n, share.size)


cdef void multiply_tiled(
    Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, char* scratch, Py_ssize_t size
) noexcept nogil:
    """Compute ``C := alpha A B + beta C`` as planned."""
    cdef Share share
    start(&share, x, a, b, c, alpha, beta, size)
    _products[size == 8](&x.product, share.a, share.b, c, share.factors, scratch + x.place)
    finish(&share)


cdef void run_part(void* argument, int number, Py_ssize_t piece) noexcept nogil:
    """Compute a piece of a product, in the scratch memory of a thread."""
    cdef Share* share = <Share*> argument
    cdef Tiled* x = share.tiled
    cdef Product part = x.product
    cdef Py_ssize_t parts = parts_of(part.m, x.rows)
    cdef Py_ssize_t i = piece % parts * x.rows, j = piece // parts * x.columns
    part.m, part.n, part.below = min(x.rows, part.m - i), min(x.columns, part.n - j), i - j
    _products[share.size == 8](
        &part, share.a + i * part.row_a * share.size, share.b + j * part.col_b * share.size,
        share.c + (i * part.row_c + j) * share.size, share.factors,
        scratch_of(<Workspace> share.ws, number) + x.place)


cdef void share_tiled(
    Tiled* x, char* a, char* b, char* c, const double* alpha, const double* beta, Workspace ws, int crew, double cost,
    Py_ssize_t size
) noexcept nogil:
    """Compute ``C := alpha A B + beta C`` as planned, by several threads."""
    cdef Share share
    start(&share, x, a, b, c, alpha, beta, size)
    share.ws = <PyObject*> ws
    run_pieces(run_part, &share, x.npieces, crew, cost)
    finish(&share)
