# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Eigenvalues and singular values, by the routines that NumPy uses, on matrices by columns.

The matrices of vectors are given by columns, as LAPACK writes them.
"""

from cython cimport floating
from libc.limits cimport INT_MAX

from .._workspace cimport DONE, FAIL, Slot, Workspace
from ._lapack cimport LapackStep, read, rounded

from ..kinds import KINDS


cdef class Decomposition(LapackStep):
    """Base class: a copy of the matrix by columns, and LAPACK's work space behind it."""

    cdef int check(self, Workspace ws) except -1:
        """Set the lengths to those of the input."""
        cdef Slot* x = self.inputs[0]
        if max(x.dims[0], x.dims[1]) > INT_MAX // 8:
            self.refuse(ws)
        self.m, self.n = <int> x.dims[0], <int> x.dims[1]
        self.load()
        self.cost = 1000 + 4.0 * self.m * self.n * min(self.m, self.n)
        return 0

    cdef int by_columns(self, Workspace ws, int k, Py_ssize_t rows, Py_ssize_t columns) except -1:
        """Allocate output `k`, a matrix by columns."""
        cdef Py_ssize_t dims[2]
        cdef Py_ssize_t strides[2]
        dims[0], dims[1] = rows, columns
        strides[0], strides[1] = self.size, rows * self.size
        return ws.allocate(self.outputs[k], dims, strides)

    cdef int vector(self, Workspace ws, int k, Py_ssize_t n) except -1:
        """Allocate output `k`, a vector."""
        return ws.allocate(self.outputs[k], &n, NULL)

    cdef int wanted(self, const double* query) noexcept nogil:
        """Return the number of elements of work space that a routine has asked for."""
        return <int> read(<const char*> query, self.size)

    cdef int settle(self, Workspace ws, Py_ssize_t taken) except -1:
        """Plan the work space behind the first `taken` bytes."""
        self.work = rounded(taken)
        self.iwork = self.work + rounded(self.lwork * <Py_ssize_t> self.size)
        return ws.reserve(self.iwork + rounded(self.liwork * sizeof(int)))

    cdef bint is_finite(self, const char* x) noexcept nogil:
        return not self.loops.not_finite(x, self.m * <Py_ssize_t> self.n)


cdef class Eigh(Decomposition):
    """``(w, v)`` of a symmetric matrix, or without ``vectors`` w alone."""

    cdef bint vectors
    cdef char jobz, uplo

    cdef int build(self, Workspace ws) except -1:
        self.vectors = self.params["vectors"]
        self.jobz = c"V" if self.vectors else c"N"
        self.uplo = c"L" if self.params["lower"] else c"U"
        return self.build_matrices(1, 2 if self.vectors else 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef int info = 0, all = -1
        self.take_square(ws, self.inputs[0])
        self.check(ws)
        self.vector(ws, 0, self.n)
        if self.vectors:
            self.by_columns(ws, 1, self.n, self.n)
        if self.n:
            self.lapack.syevd(
                &self.jobz, &self.uplo, &self.n, query, &self.m, query, query, &all, &self.liwork, &all, &info)
            self.lwork = self.wanted(query)
        return self.settle(ws, 0 if self.vectors else self.m * <Py_ssize_t> self.n * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* scratch = ws.scratch.data
        cdef char* v = self.outputs[1].data if self.vectors else scratch
        cdef int info = 0
        self.read_rows(self.inputs[0], v, True)
        if self.n == 0 or not self.is_finite(v):
            return FAIL
        self.lapack.syevd(
            &self.jobz, &self.uplo, &self.n, v, &self.n, self.outputs[0].data, scratch + self.work, &self.lwork,
            <int*> (scratch + self.iwork), &self.liwork, &info)
        return FAIL if info else DONE


cdef class Eig(Decomposition):
    """``(w, v)`` of a matrix: complex, or real if the eigenvalues are."""

    cdef bint as_pairs
    cdef Py_ssize_t imaginary, vectors

    cdef int build(self, Workspace ws) except -1:
        self.as_pairs = self.outputs[0].kind == c"c"
        if not self.as_pairs:
            return self.build_matrices(1, 2)
        if self.nin != 1 or self.nout != 2 or self.outputs[0].itemsize != 2 * self.inputs[0].itemsize \
                or self.outputs[1].typenum != self.outputs[0].typenum:
            raise ValueError("eig gives real or complex numbers of the precision of the matrix")
        return self.build_step(1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef char left = c"N", right = c"V"
        cdef int info = 0, all = -1
        cdef Py_ssize_t dims[2]
        self.take_square(ws, self.inputs[0])
        self.check(ws)
        self.vector(ws, 0, self.n)
        if self.as_pairs:
            dims[0] = dims[1] = self.n
            ws.allocate(self.outputs[1], dims, NULL)
        else:
            self.by_columns(ws, 1, self.n, self.n)
        if self.n:
            self.lapack.geev(
                &left, &right, &self.n, query, &self.m, query, query, query, &self.m, query, &self.m, query, &all,
                &info)
            self.lwork = self.wanted(query)
        # a copy of the matrix, the parts of eigenvalues, vectors
        self.imaginary = rounded(self.n * <Py_ssize_t> self.n * self.size)
        self.vectors = self.imaginary + rounded(2 * self.n * <Py_ssize_t> self.size)
        return self.settle(ws, self.vectors + (self.imaginary if self.as_pairs else 0))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* x = ws.scratch.data
        cdef char* imaginary = x + self.imaginary
        cdef char* w = imaginary + self.n * self.size if self.as_pairs else self.outputs[0].data
        cdef char* v = x + self.vectors if self.as_pairs else self.outputs[1].data
        cdef char left = c"N", right = c"V"
        cdef int i, info = 0
        self.read_rows(self.inputs[0], x, True)
        if self.n == 0 or not self.is_finite(x):
            return FAIL
        self.lapack.geev(
            &left, &right, &self.n, x, &self.n, w, imaginary, x, &self.n, v, &self.n, x + self.work, &self.lwork,
            &info)
        if info == 0 and self.as_pairs:
            if self.size == 4:
                join_pairs(
                    self.n, <const float*> w, <const float*> imaginary, <const float*> v,
                    <float*> self.outputs[0].data, <float*> self.outputs[1].data)
            else:
                join_pairs(
                    self.n, <const double*> w, <const double*> imaginary, <const double*> v,
                    <double*> self.outputs[0].data, <double*> self.outputs[1].data)
            return DONE
        for i in range(self.n):
            if read(imaginary + i * self.size, self.size) != 0:
                return FAIL
        return FAIL if info else DONE


cdef void join_pairs(
        Py_ssize_t n, const floating* real, const floating* imaginary, const floating* columns, floating* values,
        floating* vectors) noexcept nogil:
    """Write eigenvalues, and the rows of the matrix of eigenvectors, as pairs of numbers.

    Of two conjugate values the columns are the real and the imaginary part of the vector of the first.
    """
    cdef Py_ssize_t i, j
    cdef floating sign
    cdef floating* pair
    for j in range(n):
        values[2 * j], values[2 * j + 1] = real[j], imaginary[j]
        sign = imaginary[j]
        for i in range(n):
            pair = vectors + 2 * (i * n + j)
            if sign == 0:
                pair[0], pair[1] = columns[j * n + i], 0
            elif sign > 0:
                pair[0], pair[1] = columns[j * n + i], columns[(j + 1) * n + i]
            else:
                pair[0], pair[1] = columns[(j - 1) * n + i], -columns[j * n + i]


cdef class Schur(Decomposition):
    """``(t, z)`` of a matrix: Schur's real form and the orthogonal matrix, in no order of eigenvalues."""

    cdef int build(self, Workspace ws) except -1:
        return self.build_matrices(1, 2)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef char vectors = c"V", sort = c"N"
        cdef int info = 0, found = 0, all = -1
        self.take_square(ws, self.inputs[0])
        self.check(ws)
        self.by_columns(ws, 0, self.n, self.n)
        self.by_columns(ws, 1, self.n, self.n)
        self.lwork = 1
        if self.n:
            self.lapack.gees(
                &vectors, &sort, NULL, &self.n, query, &self.n, &found, query, query, query, &self.n, query, &all,
                &self.liwork, &info)
            self.lwork = self.wanted(query)
        self.liwork = 0
        return self.settle(ws, 2 * self.n * <Py_ssize_t> self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* x = self.outputs[0].data
        cdef char* values = ws.scratch.data
        cdef char vectors = c"V", sort = c"N"
        cdef int info = 0, found = 0, unused = 0
        self.read_rows(self.inputs[0], x, True)
        if self.n == 0 or not self.is_finite(x):
            return FAIL
        self.lapack.gees(
            &vectors, &sort, NULL, &self.n, x, &self.n, &found, values, values + self.n * self.size,
            self.outputs[1].data, &self.n, values + self.work, &self.lwork, &unused, &info)
        return FAIL if info else DONE


cdef class SVD(Decomposition):
    """``(u, s, v)``, or without ``vectors`` s alone; u and v square if they are ``full``."""

    cdef bint vectors
    cdef char jobz
    cdef int rows               # of v

    cdef int build(self, Workspace ws) except -1:
        self.vectors = self.params["vectors"]
        self.jobz = c"N" if not self.vectors else c"A" if self.params["full"] else c"S"
        return self.build_matrices(1, 3 if self.vectors else 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef int k, info = 0, all = -1
        self.check(ws)
        k = min(self.m, self.n)
        self.rows = self.n if self.jobz == c"A" else k
        self.vector(ws, 1 if self.vectors else 0, k)
        if self.vectors:
            self.by_columns(ws, 0, self.m, self.m if self.jobz == c"A" else k)
            self.by_columns(ws, 2, self.rows, self.n)
        self.lwork = 1
        self.liwork = 8 * k
        if k:
            self.lapack.gesdd(
                &self.jobz, &self.m, &self.n, query, &self.m, query, query, &self.m, query, &self.rows, query, &all,
                &self.liwork, &info)
            self.liwork = 8 * k
            self.lwork = self.wanted(query)
        return self.settle(ws, self.m * <Py_ssize_t> self.n * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* x = ws.scratch.data
        cdef char* u = self.outputs[0].data if self.vectors else x
        cdef char* v = self.outputs[2].data if self.vectors else x
        cdef int info = 0
        self.read_rows(self.inputs[0], x, True)
        if self.m == 0 or self.n == 0 or not self.is_finite(x):
            return FAIL
        self.lapack.gesdd(
            &self.jobz, &self.m, &self.n, x, &self.m, self.outputs[1 if self.vectors else 0].data, u, &self.m, v,
            &self.rows, x + self.work, &self.lwork, <int*> (x + self.iwork), &info)
        return FAIL if info else DONE


KINDS.update(eigh=Eigh, eig=Eig, schur=Schur, svd=SVD)
