# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Orthogonal and triangular factors of a matrix, or of one whose columns are exchanged."""

from libc.string cimport memcpy, memset

from .._array cimport NPY_INT
from .._workspace cimport DONE, FAIL, Workspace
from ._spectra cimport Decomposition

from ..kinds import KINDS


cdef class QR(Decomposition):
    """``(q, r)``, with ``pivots`` an order of columns, without ``vectors`` no q; q is square if it is ``full``."""

    cdef bint vectors, full, pivots
    cdef int k, columns         # of q

    cdef int build(self, Workspace ws) except -1:
        cdef int k, typenum = self.inputs[0].typenum
        self.vectors, self.full, self.pivots = (self.params[name] for name in ("vectors", "full", "pivots"))
        if self.nin != 1 or self.nout != 1 + self.vectors + self.pivots:
            raise ValueError("qr takes a matrix, and gives factors and an order of columns")
        for k in range(self.nout):
            if self.outputs[k].typenum != (typenum if k <= self.vectors else NPY_INT):
                raise ValueError("qr gives factors of the dtype of the matrix, and an int32 order")
        return self.build_step(1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef int info = 0, all = -1
        cdef Py_ssize_t dims[2]
        self.check(ws)
        self.k = min(self.m, self.n)
        self.columns = self.m if self.full else self.k
        dims[0], dims[1] = self.columns, self.n
        if self.vectors:
            self.by_columns(ws, 0, self.m, self.columns)
        ws.allocate(self.outputs[<int> self.vectors], dims, NULL)
        if self.pivots:
            self.vector(ws, self.nout - 1, self.n)
        self.lwork = 1
        if self.k:
            self.factor(<char*> query, NULL, <char*> query, <char*> query, all, &info)
            self.lwork = self.wanted(query)
            self.lapack.orgqr(&self.m, &self.columns, &self.k, query, &self.m, query, query, &all, &info)
            self.lwork = max(self.lwork, self.wanted(query))
        self.lwork += self.k
        return self.settle(ws, self.m * <Py_ssize_t> self.n * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* x = ws.scratch.data
        cdef char* scales = x + self.work
        cdef char* work = scales + self.k * self.size
        cdef char* q = self.outputs[0].data
        cdef int* order = <int*> self.outputs[self.nout - 1].data if self.pivots else NULL
        cdef int j, info = 0, lwork = self.lwork - self.k
        self.read_rows(self.inputs[0], x, True)
        if self.k == 0 or not self.is_finite(x):
            return FAIL
        self.factor(x, order, scales, work, lwork, &info)
        if info:
            return FAIL
        for j in range(self.n if self.pivots else 0):
            order[j] -= 1
        self.write_triangle(x, self.outputs[<int> self.vectors].data)
        if self.vectors:
            memcpy(q, x, self.m * <Py_ssize_t> self.k * self.size)
            self.lapack.orgqr(&self.m, &self.columns, &self.k, q, &self.m, scales, work, &lwork, &info)
        return FAIL if info else DONE

    cdef void factor(self, char* x, int* order, char* scales, char* work, int lwork, int* info) noexcept nogil:
        """Factor columns of x, or write to `work` how much work space that takes."""
        cdef int unused = 0
        if not self.pivots:
            self.lapack.geqrf(&self.m, &self.n, x, &self.m, scales, work, &lwork, info)
            return
        if order == NULL:
            order = &unused
        else:
            # no column is held at the front
            memset(order, 0, self.n * sizeof(int))
        self.lapack.geqp3(&self.m, &self.n, x, &self.m, order, scales, work, &lwork, info)

    cdef void write_triangle(self, const char* x, char* r) noexcept nogil:
        """Write the upper triangle of the columns of x to the rows of r."""
        cdef Py_ssize_t i, j, m = self.m, n = self.n
        for i in range(self.columns):
            memset(r + i * n * self.size, 0, min(i, n) * self.size)
            for j in range(i, n):
                if self.size == 4:
                    (<float*> r)[i * n + j] = (<const float*> x)[j * m + i]
                else:
                    (<double*> r)[i * n + j] = (<const double*> x)[j * m + i]


KINDS.update(qr=QR)
