# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Factors of a matrix with partial pivoting, of any shape, and the order of rows that the exchanges give.

Our loops factor a small square matrix by rows, LAPACK others by columns.
"""

from libc.limits cimport INT_MAX

from .._array cimport NPY_INT, NPY_INT64
from .._workspace cimport DONE, FAIL, Slot, Workspace
from ._lapack cimport SMALL, LapackStep
from ..steps._python cimport PythonStep

from ..kinds import KINDS


cdef bint find_order(const char* pivots, Py_ssize_t step, Py_ssize_t k, long long* order, Py_ssize_t n) noexcept nogil:
    """Write the order of n rows that k exchanges give; return False if one is not with a row from 0 to n - 1."""
    cdef Py_ssize_t i
    cdef long long held
    cdef int j
    for i in range(n):
        order[i] = i
    for i in range(k):
        j = (<const int*> (pivots + i * step))[0]
        if j < 0 or j >= n:
            return False
        held = order[i]
        order[i] = order[j]
        order[j] = held
    return True


cdef class LUFactor(LapackStep):
    """``(x) -> (factors, exchanges, order)`` with ``x[order] == L U``."""

    cdef int m                  # rows, n is the number of columns

    cdef int build(self, Workspace ws) except -1:
        if self.nin != 1 or self.nout != 3 or self.outputs[0].typenum != self.inputs[0].typenum \
                or self.outputs[1].typenum != NPY_INT or self.outputs[2].typenum != NPY_INT64:
            raise ValueError("lu_factor gives factors of the dtype of the matrix, int32 exchanges and an int64 order")
        return self.build_step(1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t dims[2]
        cdef Py_ssize_t strides[2]
        cdef Py_ssize_t k = min(x.dims[0], x.dims[1])
        if max(x.dims[0], x.dims[1]) > INT_MAX:
            self.refuse(ws)
        self.m, self.n = <int> x.dims[0], <int> x.dims[1]
        dims[0], dims[1] = self.m, self.n
        strides[0], strides[1] = self.size, self.m * self.size
        if self.is_small():
            ws.allocate(self.outputs[0], dims, NULL)
        else:
            self.load()
            ws.allocate(self.outputs[0], dims, strides)
        ws.allocate(self.outputs[1], &k, NULL)
        ws.allocate(self.outputs[2], dims, NULL)
        self.cost = 100 + 0.2 * self.m * self.n * k
        return 0

    cdef bint is_small(self) noexcept nogil:
        return self.m == self.n and self.n <= SMALL

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* a = self.outputs[0].data
        cdef int* pivots = <int*> self.outputs[1].data
        cdef int i, k = min(self.m, self.n), info = 0
        self.read_rows(self.inputs[0], a, not self.is_small())
        if k == 0 or self.loops.not_finite(a, self.m * <Py_ssize_t> self.n):
            return FAIL
        if self.is_small():
            self.loops.lu(a, pivots, self.n)
        else:
            self.lapack.getrf(&self.m, &self.n, a, &self.m, pivots, &info)
            for i in range(k):
                pivots[i] -= 1
        find_order(<char*> pivots, sizeof(int), k, <long long*> self.outputs[2].data, self.m)
        return DONE


cdef class PivotOrder(LapackStep):
    """``(exchanges) -> order``"""

    cdef int build(self, Workspace ws) except -1:
        if self.nin != 1 or self.nout != 1 or self.inputs[0].typenum != NPY_INT \
                or self.outputs[0].typenum != NPY_INT64:
            raise ValueError("pivot_order gives an int64 order of int32 exchanges")
        PythonStep.build(self, None)
        self.fallible = 1
        self.given = 1
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        return ws.allocate(self.outputs[0], self.inputs[0].dims, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t n = x.dims[0]
        return DONE if find_order(x.data, x.strides[0], n, <long long*> self.outputs[0].data, n) else FAIL


KINDS.update(lu_factor=LUFactor, pivot_order=PivotOrder)
