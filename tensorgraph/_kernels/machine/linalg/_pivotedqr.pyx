# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Orthogonal and triangular factors of a matrix with exchanged columns, as SciPy has them."""

from libc.string cimport memcpy, memset

from .._array cimport NPY_INT
from .._workspace cimport DONE, FAIL, Workspace
from ._spectra cimport Decomposition

from ..kinds import KINDS


cdef class PivotedQR(Decomposition):
    """``(q, r, order)`` with ``x[:, order] == q r``, or without ``vectors`` ``(r, order)``; q square if it is ``full``.
    """

    cdef bint vectors, full
    cdef int k, columns         # of q

    cdef int build(self, Workspace ws) except -1:
        cdef int k, typenum = self.inputs[0].typenum
        self.vectors, self.full = self.params["vectors"], self.params["full"]
        if self.nin != 1 or self.nout != 2 + self.vectors or self.outputs[self.nout - 1].typenum != NPY_INT:
            raise ValueError("pivoted_qr gives factors and an int32 order of columns")
        for k in range(self.nout - 1):
            if self.outputs[k].typenum != typenum:
                raise ValueError("pivoted_qr gives factors of the dtype of the matrix")
        return self.build_step(1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef int info = 0, all = -1
        cdef Py_ssize_t dims[2]
        self.check(ws)
        self.k = min(self.m, self.n)
        self.columns = self.m if self.full else self.k
        dims[0], dims[1] = self.columns, self.n
        ws.allocate(self.outputs[self.nout - 2], dims, NULL)
        self.vector(ws, self.nout - 1, self.n)
        if self.vectors:
            self.by_columns(ws, 0, self.m, self.columns)
        self.lwork = 1
        if self.k:
            self.lapack.geqp3(&self.m, &self.n, query, &self.m, &self.liwork, query, query, &all, &info)
            self.lwork = self.wanted(query)
            self.lapack.orgqr(&self.m, &self.columns, &self.k, query, &self.m, query, query, &all, &info)
            self.lwork = max(self.lwork, self.wanted(query))
        self.liwork = 0
        self.lwork += self.k
        return self.settle(ws, self.m * <Py_ssize_t> self.n * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* x = ws.scratch.data
        cdef char* scales = x + self.work
        cdef char* work = scales + self.k * self.size
        cdef char* q = self.outputs[0].data
        cdef int* order = <int*> self.outputs[self.nout - 1].data
        cdef int j, info = 0, lwork = self.lwork - self.k
        self.read_rows(self.inputs[0], x, True)
        if self.k == 0 or not self.is_finite(x):
            return FAIL
        # no column is held at the front
        memset(order, 0, self.n * sizeof(int))
        self.lapack.geqp3(&self.m, &self.n, x, &self.m, order, scales, work, &lwork, &info)
        if info:
            return FAIL
        for j in range(self.n):
            order[j] -= 1
        self.write_triangle(x, self.outputs[self.nout - 2].data)
        if self.vectors:
            memcpy(q, x, self.m * <Py_ssize_t> self.k * self.size)
            self.lapack.orgqr(&self.m, &self.columns, &self.k, q, &self.m, scales, work, &lwork, &info)
        return FAIL if info else DONE

    cdef void write_triangle(self, const char* x, char* r) noexcept nogil:
        """Write the upper triangle of the columns of x to the rows of r."""
        cdef Py_ssize_t i, j, m = self.m, n = self.n
        memset(r, 0, self.columns * n * self.size)
        for i in range(self.k):
            for j in range(i, n):
                memcpy(r + (i * n + j) * self.size, x + (j * m + i) * self.size, self.size)


KINDS.update(pivoted_qr=PivotedQR)
