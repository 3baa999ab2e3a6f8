# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Counts of the outcomes that uniform samples choose, by rows of probabilities.

Rows that are no probabilities, and a number of samples that does not fit, are left to the operation, which says so.
"""

from libc.stdint cimport int32_t
from libc.string cimport memset

from .._array cimport NPY_DOUBLE, NPY_FLOAT, NPY_INT64
from .._workspace cimport DONE, PYTHON, Slot, Workspace, count, read_int
from ..steps._python cimport PythonStep

from ..kinds import KINDS

cdef extern from "numpy/arrayobject.h":
    int NPY_INT32

cdef enum:
    SHARE = 1024                # by one part of so many the sum of a row may be larger than 1


cdef inline double read_real(const char* data, bint is_single) noexcept nogil:
    return (<const float*> data)[0] if is_single else (<const double*> data)[0]


cdef inline Py_ssize_t first_above(const double* totals, Py_ssize_t n, double x) noexcept nogil:
    """Return the first of n ascending numbers that is larger than x, n if none is."""
    cdef Py_ssize_t half, first = 0
    if n == 0 or not totals[n - 1] > x:
        return n
    while n > 1:
        half = n >> 1
        first += half if totals[first + half - 1] <= x else 0
        n -= half
    return first


cdef class Multinomial(PythonStep):
    """``(probabilities, samples, n) -> counts``: sample `i` is one of row ``i % rows``."""

    cdef Py_ssize_t rows, outcomes
    cdef bint are_single, samples_are_single

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        for k in range(2):
            if self.inputs[k].typenum not in (NPY_FLOAT, NPY_DOUBLE) or self.inputs[k].ndim != 2 - k:
                raise ValueError("multinomial takes a matrix of probabilities and a vector of samples, both floats")
        if self.nin != 3 or self.inputs[2].ndim or self.inputs[2].kind not in (c"i", c"u"):
            raise ValueError("the number of samples is an integer")
        if self.outputs[0].ndim != 2 or self.outputs[0].typenum not in (NPY_FLOAT, NPY_DOUBLE, NPY_INT32, NPY_INT64):
            raise ValueError(f"counts are a matrix of numbers of 4 or 8 bytes, not {<object> self.outputs[0].descr}")
        self.are_single = self.inputs[0].typenum == NPY_FLOAT
        self.samples_are_single = self.inputs[1].typenum == NPY_FLOAT
        PythonStep.build(self, None)
        self.fallible = 1
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        self.rows, self.outcomes = self.inputs[0].dims[0], self.inputs[0].dims[1]
        ws.allocate(self.outputs[0], self.inputs[0].dims, NULL)
        self.cost = 20 + 3. * count(self.inputs[0]) + 10. * self.inputs[1].dims[0]
        return ws.reserve(self.outcomes * sizeof(double))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* samples = self.inputs[1]
        cdef double* totals = <double*> ws.scratch.data
        cdef Py_ssize_t row, i, place
        cdef long long each = read_int(self.inputs[2])
        cdef double x
        if self.rows == 0 or each < 0 or each != samples.dims[0] // self.rows or samples.dims[0] % self.rows:
            return PYTHON
        memset(self.outputs[0].data, 0, count(self.outputs[0]) * self.outputs[0].itemsize)
        for row in range(self.rows):
            if not self.add_up(row, totals):
                return PYTHON
            i = row
            while i < samples.dims[0]:
                x = read_real(samples.data + i * samples.strides[0], self.samples_are_single)
                place = first_above(totals, self.outcomes, x)
                if place < self.outcomes:
                    self.add_one(row * self.outcomes + place)
                i += self.rows
        return DONE

    cdef bint add_up(self, Py_ssize_t row, double* totals) noexcept nogil:
        """Add up the probabilities of a row; return False if they may be none."""
        cdef Slot* p = self.inputs[0]
        cdef const char* data = p.data + row * p.strides[0]
        cdef Py_ssize_t j
        cdef double x, total = 0
        cdef bint are_positive = True
        for j in range(self.outcomes):
            x = read_real(data + j * p.strides[1], self.are_single)
            are_positive &= x >= 0
            total += x
            totals[j] = total
        return are_positive and total <= 1 + 1. / SHARE

    cdef void add_one(self, Py_ssize_t place) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        if out.typenum == NPY_INT64:
            (<long long*> out.data)[place] += 1
        elif out.typenum == NPY_INT32:
            (<int32_t*> out.data)[place] += 1
        elif out.typenum == NPY_FLOAT:
            (<float*> out.data)[place] += 1
        else:
            (<double*> out.data)[place] += 1

    cdef int perform(self, Workspace ws) except -1:
        cdef int k
        return self.fill(ws, self.computed(ws, [ws.view(self.inputs[k]) for k in range(3)]))


KINDS["multinomial"] = Multinomial
