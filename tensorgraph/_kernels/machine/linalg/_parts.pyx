# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of a matrix and a vector, and of two vectors, part by part.

OpenBLAS shares large ones out among its threads, which stay awake for some 60 ms afterwards and keep a processor from
everything else (decision 43).  So it gets parts that it does not share out, and our own threads share out the parts.
These depend on shapes and layouts alone.
"""

from ._matrices cimport vector_cost
from ..threads._workers cimport run_pieces

cdef enum:
    PIECE = 1 << 16             # elements of a matrix, for a thread
    RUN = 2048                  # elements of a column that are read one after another


cdef inline char* part_of(char* x, int inc, Py_ssize_t n, Py_ssize_t first, Py_ssize_t end, Py_ssize_t size) noexcept nogil:
    """Return where BLAS finds elements `first` to `end` of a vector of n; a negative increment starts at the end."""
    return x + (first if inc >= 0 else end - n) * inc * size


cdef void multiply_part(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    """Compute a part of a vector; all of its terms, some at a time."""
    cdef VectorProduct* p = <VectorProduct*> argument
    cdef bint turned = p.by == c"T"
    cdef Py_ssize_t ny = p.n if turned else p.m, nx = p.m if turned else p.n
    cdef Py_ssize_t first = piece * p.part, end = min(first + p.part, ny), j = 0, stop
    cdef Py_ssize_t terms = max(<Py_ssize_t> 1, p.blas.part // p.part)
    cdef char* y = part_of(p.y, p.inc_y, ny, first, end, p.size)
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
            &p.by, &m, &n, p.alpha, a, &p.ld, part_of(p.x, p.inc_x, nx, j, stop, p.size), &p.inc_x, beta, y, &p.inc_y)
        beta = p.blas.one
        j = stop


cdef void multiply_parts(VectorProduct* p, int crew) noexcept nogil:
    """Compute ``y := alpha A x + beta y``."""
    cdef Py_ssize_t elements = <Py_ssize_t> p.m * p.n, ny = p.n if p.by == c"T" else p.m
    if elements <= p.blas.whole:
        p.blas.gemv(&p.by, &p.m, &p.n, p.alpha, p.a, &p.ld, p.x, &p.inc_x, p.beta, p.y, &p.inc_y)
        return
    if p.by == c"T":
        p.part = max(<Py_ssize_t> 1, p.blas.part // p.m)
    else:
        p.part = min(max(<Py_ssize_t> RUN, p.blas.part // p.n), ny)
    run_pieces(multiply_part, p, (ny + p.part - 1) // p.part, crew, vector_cost(p.m, p.n, p.size))


cdef void add_part(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    """Add an outer product to some columns of a matrix."""
    cdef OuterProduct* p = <OuterProduct*> argument
    cdef Py_ssize_t i, j = piece * p.part, end = min(j + p.part, p.n), columns = max(<Py_ssize_t> 1, p.blas.outer // p.m)
    cdef char* y
    cdef int m, n
    while j < end:
        n = <int> min(columns, end - j)
        y = part_of(p.y, p.inc_y, p.n, j, j + n, p.size)
        i = 0
        while i < p.m:
            m = <int> min(p.blas.outer, p.m - i)
            p.blas.ger(
                &m, &n, p.alpha, part_of(p.x, p.inc_x, p.m, i, i + m, p.size), &p.inc_x, y, &p.inc_y,
                p.a + (j * p.ld + i) * p.size, &p.ld)
            i += m
        j += n


cdef void add_parts(OuterProduct* p, int crew) noexcept nogil:
    """Compute ``A := A + alpha x y'``."""
    p.part = max(<Py_ssize_t> 1, PIECE // p.m)
    run_pieces(add_part, p, (p.n + p.part - 1) // p.part, crew, vector_cost(p.m, p.n, p.size))
