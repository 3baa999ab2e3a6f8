# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The axes of a loop: its shape, the layout of its outputs, and the grid.

Axes that every operand steps through as one are merged, in the order in which the inputs lie in memory.
"""

from ._operand cimport advance, is_one
from ._reductions cimport Reduction
from ..axisorder cimport ordered_strides, sort_axes
from .._workspace cimport MAX_NDIM

from ....scalar.reductions import REDUCTIONS


cdef class LoopGrid(LoopCode):

    cdef int make_grid(self, Workspace ws) except -1:
        """Allocate the outputs and fill the grid."""
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef int axes[MAX_NDIM]
        cdef int axis, n = 0
        self.loop_dims(dims)
        self.total = 1
        for axis in range(self.ndim):
            self.total *= dims[axis]
            if dims[axis] != 1:
                axes[n] = axis
                n += 1
        sort_axes(self.inputs, self.narrays, axes, n)
        self.lay_out(ws, dims, axes, n)
        return self.join_axes(dims, axes, n)

    cdef int loop_dims(self, Py_ssize_t* dims) except -1:
        """Compute the shape of the loop: that of every input, except for broadcast axes."""
        cdef int axis, k, first
        for axis in range(self.ndim):
            first = -1
            dims[axis] = 1
            for k in range(self.narrays):
                if is_one(self.inputs[k], axis):
                    continue
                if first < 0:
                    first = k
                    dims[axis] = self.inputs[k].dims[axis]
                elif self.inputs[k].dims[axis] != dims[axis]:
                    raise ValueError(
                        f"Input dimension mis-match. (input[{first}].shape[{axis}] = {dims[axis]}, "
                        f"input[{k}].shape[{axis}] = {self.inputs[k].dims[axis]})"
                    )
        return 0

    cdef int lay_out(self, Workspace ws, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Allocate the outputs, in the order of the axes."""
        cdef Py_ssize_t shape[MAX_NDIM]
        cdef Py_ssize_t strides[MAX_NDIM]
        cdef int axis, i, k, m
        cdef Reduction* red
        for k in range(self.nstores):
            i = self.store_output[k]
            if self.taken[i] >= 0:
                self.output(ws, i, dims)
            else:
                ordered_strides(self.ndim, dims, axes, n, -1, self.stores[k].itemsize, strides)
                ws.allocate(self.outputs[i], dims, strides)
        for k in range(self.nreds):
            red = &self.reds[k]
            ordered_strides(self.ndim, dims, axes, n, self.kept_axes[k], red.op.slot.itemsize, strides)
            m = 0
            red.nacc = 1
            for axis in range(self.ndim):
                if self.kept_axes[k] >> axis & 1:
                    shape[m] = dims[axis]
                    strides[m] = strides[axis]
                    red.nacc *= dims[axis]
                    m += 1
            if self.total == 0 and red.nacc:
                record = REDUCTIONS[self.params["outs"][self.red_output[k]][1]]
                if record.picks:
                    raise ValueError(f"zero-size array to reduction operation {record.op} which has no identity")
            ws.allocate(red.op.slot, shape, strides)
        return 0

    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1:
        """Fill the grid, with axes that every operand steps through as one merged."""
        cdef int i, k, nd = 0
        cdef bint joined
        for i in range(n):
            joined = nd > 0
            for k in range(self.narrays + self.nstores + self.nreds):
                self.operand(k).strides[nd] = self.operand_stride(k, dims, axes, n, axes[i])
                if nd and self.operand(k).strides[nd - 1] != self.operand(k).strides[nd] * dims[axes[i]]:
                    joined = False
            if joined:
                for k in range(self.narrays + self.nstores + self.nreds):
                    self.operand(k).strides[nd - 1] = self.operand(k).strides[nd]
                self.grid.dims[nd - 1] *= dims[axes[i]]
            else:
                self.grid.dims[nd] = dims[axes[i]]
                nd += 1
        self.grid.nd = nd
        self.grid.inner = self.grid.dims[nd - 1] if nd else 1
        for k in range(self.narrays + self.nstores + self.nreds):
            self.operand(k).stride = self.operand(k).strides[nd - 1] if nd else 0
        return 0

    cdef void seek(self, Py_ssize_t element) noexcept nogil:
        """Set the grid's position."""
        cdef int k
        for k in range(self.grid.nd):
            self.grid.index[k] = 0
        self.grid.j = 0
        if element:
            advance(&self.grid, element)

    cdef Operand* operand(self, int k) noexcept nogil:
        if k < self.narrays:
            return &self.ins[k]
        if k < self.narrays + self.nstores:
            return &self.stores[k - self.narrays]
        return &self.reds[k - self.narrays - self.nstores].op

    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept:
        """Return the stride of an operand along an axis of the loop, of the accumulators for a reduction."""
        cdef Py_ssize_t strides[MAX_NDIM]
        if k < self.narrays:
            return 0 if is_one(self.inputs[k], axis) else self.inputs[k].strides[axis]
        if k < self.narrays + self.nstores:
            return self.stores[k - self.narrays].slot.strides[axis]
        k -= self.narrays + self.nstores
        if not self.kept_axes[k] >> axis & 1:
            return 0
        ordered_strides(self.ndim, dims, axes, n, self.kept_axes[k], self.reds[k].op.itemsize, strides)
        return strides[axis]
