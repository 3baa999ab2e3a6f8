# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Schur's form of two matrices."""

from .._array cimport NPY_CDOUBLE, NPY_CFLOAT
from .._workspace cimport DONE, FAIL, Workspace
from ._lapack cimport read
from ._spectra cimport Decomposition

from ..kinds import KINDS


cdef void write(char* to, double value, Py_ssize_t size) noexcept nogil:
    if size == 4:
        (<float*> to)[0] = <float> value
    else:
        (<double*> to)[0] = value


cdef class QZ(Decomposition):
    """``(t, s, alpha, beta, q, z)`` of two matrices ``q t z'`` and ``q s z'``, or without ``values`` four of them."""

    cdef bint values
    cdef Py_ssize_t parts       # of the eigenvalues, in the scratch memory

    cdef int build(self, Workspace ws) except -1:
        cdef int k, typenum = self.inputs[0].typenum
        self.values = self.params["values"]
        if self.nin != 2 or self.nout != (6 if self.values else 4) or self.inputs[1].typenum != typenum \
                or self.values and self.outputs[2].typenum not in (NPY_CFLOAT, NPY_CDOUBLE):
            raise ValueError("qz takes two arrays of one dtype")
        for k in range(self.nout):
            if self.outputs[k].typenum != typenum and not (self.values and k == 2):
                raise ValueError("qz gives arrays of the dtype of the matrices")
        return self.build_step(2)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[1]
        cdef char vectors = c"V", sort = c"N"
        cdef int k, info = 0, found = 0, all = -1
        self.take_square(ws, self.inputs[0])
        if self.inputs[1].dims[0] != self.n or self.inputs[1].dims[1] != self.n:
            self.refuse(ws)
        self.check(ws)
        for k in range(self.nout):
            if self.values and k in (2, 3):
                self.vector(ws, k, self.n)
            else:
                self.by_columns(ws, k, self.n, self.n)
        self.lwork = 1
        if self.n:
            self.lapack.gges(
                &vectors, &vectors, &sort, NULL, &self.n, query, &self.n, query, &self.n, &found, query, query, query,
                query, &self.n, query, &self.n, query, &all, &self.liwork, &info)
            self.lwork = self.wanted(query)
        self.liwork = 0
        self.cost *= 10
        return self.settle(ws, 3 * self.n * <Py_ssize_t> self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef int last = self.nout - 1
        cdef char* t = self.outputs[0].data
        cdef char* s = self.outputs[1].data
        cdef char* real = ws.scratch.data
        cdef char* imaginary = real + self.n * self.size
        cdef char* beta = self.outputs[3].data if self.values else imaginary + self.n * self.size
        cdef char* alpha = self.outputs[2].data
        cdef char vectors = c"V", sort = c"N"
        cdef int i, info = 0, found = 0, unused = 0
        self.read_rows(self.inputs[0], t, True)
        self.read_rows(self.inputs[1], s, True)
        if self.n == 0 or not self.is_finite(t) or not self.is_finite(s):
            return FAIL
        self.lapack.gges(
            &vectors, &vectors, &sort, NULL, &self.n, t, &self.n, s, &self.n, &found, real, imaginary, beta,
            self.outputs[last - 1].data, &self.n, self.outputs[last].data, &self.n, real + self.work, &self.lwork,
            &unused, &info)
        if info:
            return FAIL
        if self.values:
            for i in range(self.n):
                write(alpha + 2 * i * self.size, read(real + i * self.size, self.size), self.size)
                write(alpha + (2 * i + 1) * self.size, read(imaginary + i * self.size, self.size), self.size)
        return DONE


KINDS.update(qz=QZ)
