# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of vectors and matrices of integers, one or a batch."""

from .._move cimport copy_array
from ...loops import dispatch
from .._workspace cimport DONE, Slot, Step, Workspace, is_contiguous

from ..kinds import KINDS

ctypedef void (*product_t)(
    Py_ssize_t, Py_ssize_t, Py_ssize_t, const void*, Py_ssize_t, Py_ssize_t, const void*, void*) noexcept nogil

cdef dict _kernels = dispatch.module("integers").kernels()


cdef class IntegerDot(Step):
    """``z = x y`` modulo ``2**bits``; of operands with three axes for each place of the first one."""

    cdef product_t product
    cdef Py_ssize_t size, batch, m, n, k
    cdef Py_ssize_t row, column     # steps of x, in elements
    cdef bint is_turned             # a matrix by columns times a vector: the vector times the rows of its transpose
    cdef bint packs_x, packs_y
    cdef Py_ssize_t y_place         # bytes of scratch memory before y

    cdef int build(self, Workspace ws) except -1:
        cdef int ndim = self.inputs[0].ndim, other = self.inputs[1].ndim
        self.size = self.outputs[0].itemsize
        self.product = <product_t> <void*> <size_t> _kernels[f"integer_product_{self.size}"]
        for k in range(2):
            if self.inputs[k].typenum != self.outputs[0].typenum:
                raise ValueError("integer_dot takes operands of the dtype of its result")
        if not (ndim == other == 3 or 1 <= ndim <= 2 and 1 <= other <= 2):
            raise ValueError("integer_dot takes vectors and matrices, or two batches of matrices")
        if self.outputs[0].ndim != (3 if ndim == 3 else ndim + other - 2):
            raise ValueError(f"integer_dot does not give {self.outputs[0].ndim} axes")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Py_ssize_t dims[3]
        cdef int first = x.ndim == 3, naxes = 0
        self.batch = x.dims[0] if first else 1
        self.m = x.dims[x.ndim - 2] if x.ndim > 1 else 1
        self.k = x.dims[x.ndim - 1]
        self.n = y.dims[y.ndim - 1] if y.ndim > 1 else 1
        if first and y.dims[0] != self.batch:
            raise ValueError(f"Shape mismatch: batch sizes unequal: {self.batch}, {y.dims[0]}")
        if y.dims[y.ndim - 2 if y.ndim > 1 else 0] != self.k:
            raise ValueError(
                f"Shape mismatch: x.shape[{x.ndim - 1}] != y.shape[{max(0, y.ndim - 2)}]: {self.k}, "
                f"{y.dims[y.ndim - 2 if y.ndim > 1 else 0]}"
            )
        if first:
            dims[naxes] = self.batch
            naxes += 1
        if x.ndim > 1:
            dims[naxes] = self.m
            naxes += 1
        if y.ndim > 1:
            dims[naxes] = self.n
        ws.allocate(self.outputs[0], dims, NULL)
        self.column = x.strides[x.ndim - 1] // self.size
        self.row = x.strides[x.ndim - 2] // self.size if x.ndim > 1 else 0
        self.is_turned = x.ndim == 2 and y.ndim == 1 and y.strides[0] % self.size == 0 and (
            self.m == 1 or x.strides[0] == self.size) and (self.k == 1 or x.strides[1] == self.m * self.size)
        self.packs_x = x.strides[x.ndim - 1] % self.size != 0 or x.ndim > 1 and x.strides[x.ndim - 2] % self.size != 0
        if self.packs_x:
            self.row, self.column = self.k, 1
        self.packs_y = not is_contiguous(y)
        self.y_place = (self.batch * self.m * self.k * self.size + 63) // 64 * 64 if self.packs_x else 0
        ws.reserve(self.y_place + (self.batch * self.k * self.n * self.size if self.packs_y else 0))
        self.cost = 100 + 0.05 * self.size / 4 * self.batch * self.m * self.n * self.k
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef char* a = x.data
        cdef char* b = y.data
        cdef char* c = self.outputs[0].data
        cdef Py_ssize_t step = x.strides[0], _i
        if self.is_turned:
            self.product(1, self.m, self.k, b, 0, y.strides[0] // self.size, a, c)
            return DONE
        if self.packs_x:
            a = ws.scratch.data
            pack(a, x, self.size)
            step = self.m * self.k * self.size
        if self.packs_y:
            b = ws.scratch.data + self.y_place
            pack(b, y, self.size)
        for _i in range(self.batch):
            self.product(self.m, self.n, self.k, a, self.row, self.column, b, c)
            a += step
            b += self.k * self.n * self.size
            c += self.m * self.n * self.size
        return DONE


cdef void pack(char* to, Slot* x, Py_ssize_t size) noexcept nogil:
    """Copy an array to scratch memory, in C order."""
    cdef Py_ssize_t strides[3]
    cdef Py_ssize_t step = size
    cdef int k
    for k in range(x.ndim - 1, -1, -1):
        strides[k] = step
        step *= x.dims[k]
    copy_array(x.ndim, x.dims, to, strides, x.data, x.strides, size)


KINDS["integer_dot"] = IntegerDot
