# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Convolutions of vectors, of each of a batch: the shorter one has the factors of copies of the longer one, shifted.

The third input, a bool that is read at each call, says whether the results are those of all places where the vectors
overlap, or of those where one lies in the other. A few results of long vectors are products; many of two long vectors
are left to NumPy.
"""

from cython cimport floating
from libc.string cimport memset

from .._array cimport NPY_BOOL, NPY_DOUBLE, NPY_FLOAT
from .._move cimport copy_run
from .._workspace cimport DONE, FAIL, PREPARE, Slot, Workspace, count
from ..steps._python cimport PythonStep

from ..kinds import KINDS

cdef enum:
    MOST_FACTORS = 48


cdef class Convolve(PythonStep):
    """``(x, y, full) -> z`` along the last axis, with at most one axis in front."""

    cdef Py_ssize_t n, k, length    # of the longer vector, of the shorter one and of the result
    cdef bint turned                # y is the longer one
    cdef bint full

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        if self.nin != 3 or self.nout != 1 or x.typenum not in (NPY_FLOAT, NPY_DOUBLE) or x.ndim not in (1, 2) \
                or self.inputs[1].typenum != x.typenum or self.outputs[0].typenum != x.typenum \
                or self.inputs[1].ndim != x.ndim or self.outputs[0].ndim != x.ndim \
                or self.inputs[2].typenum != NPY_BOOL:
            raise ValueError("convolve takes two vectors or batches of one float dtype, and a bool")
        PythonStep.build(self, None)
        self.fallible = 1
        return 0

    cdef bint is_full(self) noexcept nogil:
        return self.inputs[2].data[0] != 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef int last = x.ndim - 1
        cdef Py_ssize_t dims[2]
        if count(self.inputs[2]) != 1:
            raise ValueError("the mode of convolutions is one bool")
        self.turned = y.dims[last] > x.dims[last]
        self.n = max(x.dims[last], y.dims[last])
        self.k = min(x.dims[last], y.dims[last])
        self.full = self.is_full()
        self.length = max(self.n + self.k - 1, <Py_ssize_t> 0) if self.full else self.n - self.k + 1
        dims[0] = y.dims[0] if x.dims[0] == 1 else x.dims[0]
        if last and y.dims[0] != dims[0] and y.dims[0] != 1:
            raise ValueError(f"batches of {x.dims[0]} and {y.dims[0]} vectors cannot be convolved")
        dims[last] = self.length
        ws.allocate(self.outputs[0], dims, NULL)
        self.cost = 20 + 0.3 * self.n * self.k * (dims[0] if last else 1)
        return ws.reserve((self.n + self.k) * x.itemsize)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef Slot* longer = self.inputs[self.turned]
        cdef Slot* shorter = self.inputs[not self.turned]
        cdef int last = out.ndim - 1
        cdef Py_ssize_t size = out.itemsize, i, rows = out.dims[0] if last else 1
        cdef Py_ssize_t a_row = longer.strides[0] if last and longer.dims[0] > 1 else 0
        cdef Py_ssize_t b_row = shorter.strides[0] if last and shorter.dims[0] > 1 else 0
        cdef char* a = ws.scratch.data
        cdef char* b = a + self.n * size
        cdef char* z = out.data
        cdef bint by_products = self.k > MOST_FACTORS
        if self.is_full() != self.full:
            return PREPARE
        if self.k == 0 or by_products and (self.full or self.length > MOST_FACTORS):
            return FAIL
        memset(z, 0, rows * self.length * size)
        for i in range(rows):
            copy_run(a, size, longer.data + i * a_row, longer.strides[last], self.n, size)
            copy_run(b, size, shorter.data + i * b_row, shorter.strides[last], self.k, size)
            if by_products and size == 8:
                multiply_pieces(self.k, self.length, <const double*> a, <const double*> b, <double*> z)
            elif by_products:
                multiply_pieces(self.k, self.length, <const float*> a, <const float*> b, <float*> z)
            elif size == 8:
                add_shifted(self.n, self.k, self.full, <const double*> a, <const double*> b, <double*> z)
            else:
                add_shifted(self.n, self.k, self.full, <const float*> a, <const float*> b, <float*> z)
            z += self.length * size
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        inputs = [ws.view(self.inputs[0]), ws.view(self.inputs[1]), ws.view(self.inputs[2])]
        return self.fill(ws, self.computed(ws, inputs))


cdef void add_shifted(
        Py_ssize_t n, Py_ssize_t k, bint full, const floating* a, const floating* b, floating* z) noexcept nogil:
    """Add to z the vector a, shifted by j and times ``b[j]``."""
    cdef Py_ssize_t i, j, width = n if full else n - k + 1
    cdef floating c
    for j in range(k):
        c = b[j if full else k - 1 - j]
        for i in range(width):
            z[i] += c * a[i]
        if full:
            z += 1
        else:
            a += 1


cdef void multiply_pieces(
        Py_ssize_t k, Py_ssize_t length, const floating* a, const floating* b, floating* z) noexcept nogil:
    """Write the products of b, backwards, and of each piece of a of its length."""
    cdef Py_ssize_t i, j
    cdef floating[4] sums
    for i in range(length):
        sums[0] = sums[1] = sums[2] = sums[3] = 0
        for j in range(0, k - 3, 4):
            sums[0] += a[i + j] * b[k - 1 - j]
            sums[1] += a[i + j + 1] * b[k - 2 - j]
            sums[2] += a[i + j + 2] * b[k - 3 - j]
            sums[3] += a[i + j + 3] * b[k - 4 - j]
        for j in range(k - k % 4, k):
            sums[0] += a[i + j] * b[k - 1 - j]
        z[i] = (sums[0] + sums[1]) + (sums[2] + sums[3])


KINDS.update(convolve=Convolve)
