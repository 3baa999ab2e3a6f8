# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Matrices of zeros and ones, and of zeros around a diagonal."""

from libc.string cimport memset

from ..loop._instructions cimport Inst, resolve_cast
from .._move cimport copy_array, copy_run, magnitude
from .._workspace cimport DONE, MAX_NDIM, PREPARE, Slot, Step, Workspace, count
from ._shaped cimport Shaped
from ._sides cimport first_with

from ..kinds import KINDS


cdef class Eye(Shaped):
    """Ones on a diagonal of a matrix of zeros, or also below."""

    cdef Inst cast
    cdef bint below

    cdef int build(self, Workspace ws) except -1:
        self.parse((self.params["n"], self.params["m"], self.params["k"]))
        self.below = self.params.get("below", False)
        if self.outputs[0].ndim != 2:
            raise ValueError("eye makes a matrix")
        if (<object> self.outputs[0].descr).name != "bool":
            resolve_cast(&self.cast, "bool", (<object> self.outputs[0].descr).name)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        self.read()
        self.cost = 20 + 0.1 * self.last[0] * self.last[1]
        return ws.allocate(self.outputs[0], self.last, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef double one[2]
        cdef unsigned char true = 1
        if self.changed():
            return PREPARE
        (<unsigned char*> one)[0] = 1
        if self.cast.kernel != NULL:
            self.cast.kernel(one, &true, NULL, NULL, NULL, 1)
        if self.below:
            self.fill_triangle(<char*> one)
        else:
            self.fill_diagonal(<char*> one)
        return DONE

    cdef void fill_diagonal(self, const char* one) noexcept nogil:
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t i, k = self.last[2]
        memset(out.data, 0, count(out) * out.itemsize)
        if -self.last[0] < k < self.last[1]:
            i = k * out.strides[1] if k > 0 else -k * out.strides[0]
            copy_run(
                out.data + i, out.strides[0] + out.strides[1], one, 0,
                min(self.last[0] + min(k, <Py_ssize_t> 0), self.last[1] - max(k, <Py_ssize_t> 0)), out.itemsize)

    cdef void fill_triangle(self, const char* one) noexcept nogil:
        """Fill the rows that are all ones at once, the others one by one."""
        cdef Slot* out = self.outputs[0]
        cdef Py_ssize_t n = self.last[0], m = self.last[1], k = self.last[2], size = out.itemsize, i
        cdef Py_ssize_t first = first_with(1, k, n), full = first_with(m, k, n)
        memset(out.data, 0, full * m * size)
        for i in range(first, full):
            copy_run(out.data + i * m * size, size, one, 0, i + k + 1, size)
        copy_run(out.data + full * m * size, size, one, 0, (n - full) * m, size)


cdef class AllocDiagonal(Step):
    """The last axis on a diagonal of two new last axes, zeros elsewhere."""

    cdef Py_ssize_t offset

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        self.offset = self.params["offset"]
        if x.ndim < 1 or self.outputs[0].ndim != x.ndim + 1 or self.outputs[0].typenum != x.typenum:
            raise ValueError("a diagonal has one axis less than its matrix, and its dtype")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int k
        for k in range(x.ndim):
            dims[k] = x.dims[k]
        dims[x.ndim - 1] += abs(self.offset)
        dims[x.ndim] = dims[x.ndim - 1]
        ws.allocate(self.outputs[0], dims, NULL)
        self.cost = 20 + 0.1 * count(self.outputs[0])
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* z = self.outputs[0]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t first = self.offset * z.strides[x.ndim if self.offset > 0 else x.ndim - 1]
        cdef int k
        for k in range(x.ndim):
            strides[k] = z.strides[k]
        strides[x.ndim - 1] += z.strides[x.ndim]
        memset(z.data, 0, count(z) * z.itemsize)
        copy_array(x.ndim, x.dims, z.data + magnitude(first), strides, x.data, x.strides, x.itemsize)
        return DONE


KINDS.update(eye=Eye, alloc_diagonal=AllocDiagonal)
