# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of a matrix and a vector, and of two vectors, part by part.

OpenBLAS shares large ones out among its threads, which stay awake for some 60 ms afterwards and keep a processor from
everything else (decision 43).  So it gets parts that it does not share out, and our own threads share out the parts.
These depend on shapes and layouts alone.

A part has some elements of the result.  Where A lies by columns and these are not very long, it has some of the terms
instead, so that columns are read as wholes, and the parts are added up in their order.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.string cimport memset

from ._matrices cimport vector_cost
from ..threads._workers cimport parts_of, run_pieces

cdef enum:
    PIECE = 1 << 17             # elements of a matrix, for a thread
    LONG = 8192                 # elements of columns of which parts are read
    MOST_SUMS = 16              # that are added up


cdef inline char* place_of(
    char* x, int inc, Py_ssize_t n, Py_ssize_t first, Py_ssize_t end, Py_ssize_t size
) noexcept nogil:
    """Return where BLAS finds elements `first` to `end` of a vector of n; a negative increment starts at the end."""
    return x + (first if inc >= 0 else end - n) * inc * size


cdef void multiply_part(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    """Compute a part of a vector; all of its terms, some at a time."""
    cdef VectorProduct* p = <VectorProduct*> argument
    cdef bint turned = p.by == c"T"
    cdef Py_ssize_t ny = p.n if turned else p.m, nx = p.m if turned else p.n
    cdef Py_ssize_t first = piece * p.part, end = min(first + p.part, ny), j = 0, stop
    cdef Py_ssize_t terms = max(<Py_ssize_t> 1, p.blas.part // p.part)
    cdef char* y = place_of(p.y, p.inc_y, ny, first, end, p.size)
    cdef char* a
    cdef void* beta = p.beta
    cdef int m, n
    while j < nx:
        stop = min(j + terms, nx)
        if turned:
            m, n, a = <int> (stop - j), <int> (end - first), p.a + (first * p.ld + j) * p.size
        else:
            m, n, a = <int> (end - first), <int> (stop - j), p.a + (j * p.ld + first) * p.size
        p.blas.gemv(
            &p.by, &m, &n, p.alpha, a, &p.ld, place_of(p.x, p.inc_x, nx, j, stop, p.size), &p.inc_x, beta, y, &p.inc_y)
        beta = p.blas.one
        j = stop


cdef void multiply_parts(VectorProduct* p, int crew) noexcept nogil:
    """Compute ``y := alpha A x + beta y``."""
    cdef Py_ssize_t elements = <Py_ssize_t> p.m * p.n, ny = p.n if p.by == c"T" else p.m
    if elements > p.blas.whole and p.by == c"N" and p.m < LONG and add_terms(p, crew):
        return
    if elements <= p.blas.whole:
        p.blas.gemv(&p.by, &p.m, &p.n, p.alpha, p.a, &p.ld, p.x, &p.inc_x, p.beta, p.y, &p.inc_y)
        return
    if p.by == c"T":
        p.part = max(<Py_ssize_t> 1, p.blas.part // p.m)
    else:
        p.part = min(<Py_ssize_t> LONG // 4, ny)
    run_pieces(multiply_part, p, parts_of(ny, p.part), crew, vector_cost(p.m, p.n, p.size))


cdef void multiply_terms(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    """Compute a part of the terms of a vector: the first one where it belongs, others in memory of their own."""
    cdef VectorProduct* p = <VectorProduct*> argument
    cdef Py_ssize_t j = piece * p.part, end = min(j + p.part, p.n), columns = max(<Py_ssize_t> 1, p.blas.part // p.m)
    cdef char* y = p.y if piece == 0 else p.sums + (piece - 1) * p.m * p.size
    cdef void* beta = p.beta if piece == 0 else p.blas.one
    cdef int n, inc = p.inc_y if piece == 0 else 1
    if piece:
        memset(y, 0, p.m * p.size)
    while j < end:
        n = <int> min(columns, end - j)
        p.blas.gemv(
            &p.by, &p.m, &n, p.alpha, p.a + j * p.ld * p.size, &p.ld, place_of(p.x, p.inc_x, p.n, j, j + n, p.size),
            &p.inc_x, beta, y, &inc)
        beta = p.blas.one
        j += n


cdef bint add_terms(VectorProduct* p, int crew) noexcept nogil:
    """Compute ``y := alpha A x + beta y`` as the sum of several; return False if there is no memory."""
    cdef Py_ssize_t elements = <Py_ssize_t> p.m * p.n, i
    cdef Py_ssize_t npieces = min(<Py_ssize_t> MOST_SUMS, parts_of(elements, PIECE), p.n)
    cdef int one = 1
    p.part = parts_of(p.n, npieces)
    npieces = parts_of(p.n, p.part)
    p.sums = <char*> PyMem_RawMalloc(npieces * p.m * p.size)
    if p.sums == NULL:
        return False
    run_pieces(multiply_terms, p, npieces, crew, vector_cost(p.m, p.n, p.size))
    for i in range(npieces - 1):
        p.blas.axpy(&p.m, p.blas.one, p.sums + i * p.m * p.size, &one, p.y, &p.inc_y)
    PyMem_RawFree(p.sums)
    return True


cdef void add_part(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    """Add an outer product to some columns of a matrix."""
    cdef OuterProduct* p = <OuterProduct*> argument
    cdef Py_ssize_t i, j = piece * p.part, end = min(j + p.part, p.n)
    cdef Py_ssize_t columns = max(<Py_ssize_t> 1, p.blas.outer // p.m)
    cdef char* y
    cdef int m, n
    while j < end:
        n = <int> min(columns, end - j)
        y = place_of(p.y, p.inc_y, p.n, j, j + n, p.size)
        i = 0
        while i < p.m:
            m = <int> min(p.blas.outer, p.m - i)
            p.blas.ger(
                &m, &n, p.alpha, place_of(p.x, p.inc_x, p.m, i, i + m, p.size), &p.inc_x, y, &p.inc_y,
                p.a + (j * p.ld + i) * p.size, &p.ld)
            i += m
        j += n


cdef void add_parts(OuterProduct* p, int crew) noexcept nogil:
    """Compute ``A := A + alpha x y'``."""
    p.part = max(<Py_ssize_t> 1, PIECE // p.m)
    run_pieces(add_part, p, parts_of(p.n, p.part), crew, vector_cost(p.m, p.n, p.size))
