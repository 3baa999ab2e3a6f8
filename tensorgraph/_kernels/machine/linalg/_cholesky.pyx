# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cholesky factors and their gradient."""

from .._workspace cimport DONE, FAIL, Slot, Workspace
from ._lapack cimport SMALL, LapackStep, read, rounded

from ..kinds import KINDS

cdef enum:
    ROWS = 32                   # of a block of the gradient of a large factor


cdef class Cholesky(LapackStep):
    """``z z' = x``, z lower, or ``z' z = x``, z upper: the lower triangle by columns."""

    cdef bint lower

    cdef int build(self, Workspace ws) except -1:
        self.lower = self.params["lower"]
        return self.build_matrices(1, 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t strides[2]
        self.take_square(ws, x)
        strides[0], strides[1] = self.size, self.n * self.size
        ws.allocate(self.outputs[0], x.dims, NULL if self.lower else strides)
        if self.n > SMALL:
            self.load()
        self.cost = 100 + 0.1 * self.n * self.n * self.n
        return ws.reserve(self.n * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* z = self.outputs[0].data
        cdef char uplo = c"U"
        cdef int info = 0
        self.read_rows(self.inputs[0], z, not self.lower)
        if self.n == 0 or self.loops.not_finite(z, self.n * self.n):
            return FAIL
        if self.n <= SMALL:
            info = <int> self.loops.cholesky(z, ws.scratch.data, self.n)
        else:
            self.lapack.potrf(&uplo, &self.n, z, &self.n, &info)
        if info:
            return FAIL
        self.clear_above(z)
        return DONE


cdef class CholeskyGrad(LapackStep):
    """The gradient with respect to the triangle of x that is read, from its factor and that factor's gradient."""

    cdef bint lower
    cdef Py_ssize_t place       # of a symmetric block, in the scratch memory

    cdef int build(self, Workspace ws) except -1:
        self.lower = self.params["lower"]
        return self.build_matrices(2, 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* z = self.inputs[0]
        cdef Slot* gz = self.inputs[1]
        cdef Py_ssize_t strides[2]
        self.take_square(ws, z)
        if gz.dims[0] != self.n or gz.dims[1] != self.n:
            self.refuse(ws)
        strides[0], strides[1] = self.size, self.n * self.size
        ws.allocate(self.outputs[0], z.dims, NULL if self.lower else strides)
        if self.n > SMALL:
            self.load()
        self.place = rounded(self.n * <Py_ssize_t> self.n * self.size)
        self.cost = 100 + 0.3 * self.n * self.n * self.n
        return ws.reserve(self.place + rounded(ROWS * ROWS * self.size))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* factor = ws.scratch.data
        cdef char* g = self.outputs[0].data
        cdef Py_ssize_t i, count = self.n * <Py_ssize_t> self.n
        self.read_rows(self.inputs[0], factor, not self.lower)
        self.read_rows(self.inputs[1], g, not self.lower)
        if self.n == 0 or self.loops.not_finite(factor, count) or self.loops.not_finite(g, count):
            return FAIL
        for i in range(self.n):
            if read(factor + i * (self.n + 1) * self.size, self.size) == 0:
                return FAIL
        if self.n <= SMALL:
            self.loops.cholesky_grad(g, factor, self.n, self.n)
        else:
            self.undo_blocks(g, factor, factor + self.place)
        self.clear_above(g)
        return DONE

    cdef void undo_blocks(self, char* g, char* factor, char* block) noexcept nogil:
        """Undo the factorisation by blocks of rows: `d` over `c` are a block's columns, `r` over `b` those before."""
        cdef char side = c"L", uplo = c"U", plain = c"N", turned = c"T"
        cdef int first, last = self.n, rows, below, n = self.n
        cdef char* d
        cdef char* gd
        cdef char* r
        cdef char* gr
        cdef Py_ssize_t row = n * self.size
        cdef void* one = self.lapack.one
        cdef void* minus = self.lapack.minus_one
        while last > 0:
            first = max(last - ROWS, 0)
            rows, below = last - first, n - last
            r, gr = factor + first * row, g + first * row
            d, gd = r + first * self.size, gr + first * self.size
            if below:
                # gc := gc d^-1, gb -= gc r, gd -= gc' c
                self.lapack.trsm(
                    &side, &uplo, &plain, &plain, &rows, &below, one, d, &n, gd + rows * row, &n)
                self.lapack.gemm(
                    &plain, &plain, &first, &below, &rows, minus, r, &n, gd + rows * row, &n, one, gr + rows * row, &n)
                self.lapack.gemm(
                    &plain, &turned, &rows, &rows, &below, minus, d + rows * row, &n, gd + rows * row, &n, one, gd, &n)
            self.loops.cholesky_grad(gd, d, n, rows)
            if first:
                # gr -= gc' b + (gd + gd') r
                if below:
                    self.lapack.gemm(
                        &plain, &turned, &first, &rows, &below, minus, r + rows * row, &n, gd + rows * row, &n, one, gr,
                        &n)
                self.add_transpose(block, gd, rows)
                self.lapack.gemm(&plain, &plain, &first, &rows, &rows, minus, r, &n, block, &rows, one, gr, &n)
            last = first

    cdef void add_transpose(self, char* to, const char* x, int rows) noexcept nogil:
        """Write the sum of a lower triangle and its transpose."""
        cdef Py_ssize_t i, j, n = self.n
        for i in range(rows):
            for j in range(i + 1):
                if self.size == 4:
                    (<float*> to)[i * rows + j] = (<const float*> x)[i * n + j] * (1 + (i == j))
                    (<float*> to)[j * rows + i] = (<float*> to)[i * rows + j]
                else:
                    (<double*> to)[i * rows + j] = (<const double*> x)[i * n + j] * (1 + (i == j))
                    (<double*> to)[j * rows + i] = (<double*> to)[i * rows + j]


KINDS.update(cholesky=Cholesky, cholesky_grad=CholeskyGrad)
