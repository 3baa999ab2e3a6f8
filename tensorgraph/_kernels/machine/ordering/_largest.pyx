# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The largest or the smallest elements along an axis, and their places.

Rows whose elements do not follow one another are copied first. Where a good part of a long row is asked for, NumPy
sorts all of it in less time.
"""

from .._array cimport NPY_INT64
from .._move cimport copy_array, copy_run
from .._workspace cimport DONE, MAX_NDIM, PREPARE, PYTHON, Slot, Workspace, count, is_contiguous, read_int
from ..steps._python cimport PythonStep

from ...loops import dispatch
from ..kinds import KINDS
from ..loop._instructions import CODES

ctypedef void (*select_t)(long long* places, const void* x, Py_ssize_t n, Py_ssize_t k) noexcept nogil

cdef dict _kernels = dispatch.module("heaps").kernels()

cdef enum:
    PART = 8                    # NumPy sorts where more than this part of a row is asked for
    SHORT = 1 << 10             # unless the row is that short


cdef class Largest(PythonStep):
    """``(x, k) -> values, places`` of the k largest elements, for a negative k of the smallest."""

    cdef int axis
    cdef long long k            # as it was when the outputs were allocated
    cdef Py_ssize_t outer, n, inner, size
    cdef bint is_copied
    cdef int values, places     # which outputs these are, or -1
    cdef select_t largest, smallest

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef int j
        code = CODES.get((<object> x.descr).name)
        if f"largest_{code}" not in _kernels:
            raise ValueError(f"there is no kernel largest_{code}")
        self.axis = self.params["axis"]
        if self.nin != 2 or self.inputs[1].ndim or self.inputs[1].kind not in (c"i", c"u"):
            raise ValueError("the number of the largest elements is an integer")
        if not 0 <= self.axis < x.ndim:
            raise ValueError(f"axis {self.axis} is not an axis of an array of {x.ndim}")
        outs = self.params["outs"]
        if self.nout != len(outs) or not outs:
            raise ValueError(f"{len(outs)} results have {self.nout} outputs")
        self.values = outs.index("values") if "values" in outs else -1
        self.places = outs.index("places") if "places" in outs else -1
        for j in range(self.nout):
            if self.outputs[j].ndim != x.ndim or self.outputs[j].typenum != (
                x.typenum if j == self.values else NPY_INT64
            ):
                raise ValueError(f"output {j} of the largest elements is not of the type of {outs[j]}")
        self.largest = <select_t> <void*> <size_t> _kernels[f"largest_{code}"]
        self.smallest = <select_t> <void*> <size_t> _kernels[f"smallest_{code}"]
        PythonStep.build(self, None)
        self.fallible = 1
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int axis
        self.outer = self.inner = 1
        for axis in range(x.ndim):
            dims[axis] = x.dims[axis]
            if axis < self.axis:
                self.outer *= x.dims[axis]
            elif axis > self.axis:
                self.inner *= x.dims[axis]
        self.n = x.dims[self.axis]
        self.k = read_int(self.inputs[1])
        if not (1 <= self.k <= self.n or 1 <= -self.k <= self.n):
            raise ValueError(
                f"topk: kth must be between 1 and {self.n} (or the same negative, for the smallest), not {self.k}")
        self.size = dims[self.axis] = <Py_ssize_t> (self.k if self.k > 0 else -self.k)
        for axis in range(self.nout):
            ws.allocate(self.outputs[axis], dims, NULL)
        self.is_copied = self.inner > 1 or not is_contiguous(x)
        self.cost = 20 + 0.2 * count(x) + 20. * self.outer * self.inner * self.size
        return ws.reserve((count(x) * x.itemsize if self.is_copied else 0) + self.size * sizeof(long long))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef long long* places = <long long*> ws.scratch.data
        cdef const char* row = x.data
        cdef Py_ssize_t i, j
        if read_int(self.inputs[1]) != self.k:
            return PREPARE
        if PART * self.size > self.n > SHORT:
            return PYTHON
        if self.is_copied:
            row = ws.scratch.data + self.size * sizeof(long long)
            self.copy_rows(<char*> row)
        for i in range(self.outer):
            for j in range(self.inner):
                (self.largest if self.k > 0 else self.smallest)(places, row, self.n, self.size)
                self.store(places, row, i * self.size * self.inner + j)
                row += self.n * x.itemsize
        return DONE

    cdef void copy_rows(self, char* to) noexcept nogil:
        """Copy the elements so that those of a row follow one another."""
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef Py_ssize_t step = self.n * x.itemsize
        cdef int axis
        for axis in range(x.ndim - 1, -1, -1):
            if axis != self.axis:
                strides[axis] = step
                step *= x.dims[axis]
        strides[self.axis] = x.itemsize
        copy_array(x.ndim, x.dims, to, strides, x.data, x.strides, x.itemsize)

    cdef void store(self, const long long* places, const char* row, Py_ssize_t first) noexcept nogil:
        """Store the results of a row, of which the first one is at a place of the outputs."""
        cdef Py_ssize_t i, size = self.inputs[0].itemsize
        cdef char* to
        if self.values >= 0:
            to = self.outputs[self.values].data + first * size
            for i in range(self.size):
                copy_run(to + i * self.inner * size, size, row + places[i] * size, 0, 1, size)
        if self.places >= 0:
            for i in range(self.size):
                (<long long*> self.outputs[self.places].data)[first + i * self.inner] = places[i]

    cdef int perform(self, Workspace ws) except -1:
        return self.fill(ws, self.computed(ws, [ws.view(self.inputs[0]), ws.view(self.inputs[1])]))


KINDS["largest"] = Largest
