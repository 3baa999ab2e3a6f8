# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cumulative sums and products, linear recurrences and logarithms of sums, along an axis.

Inputs that are not C contiguous are copied first, one of them to the output. Threads share out the other axes.
"""

from cpython.object cimport PyObject

from ..threads._crew cimport MOST_PIECES
from ..threads.limits cimport PIECE
from ..threads._workers cimport parts_of, run_pieces, thread_count
from .._workspace cimport DONE, Slot, Step, Workspace, count, is_contiguous
from ..dense cimport copy_dense

from ...loops import dispatch
from ..kinds import KINDS
from ..loop._instructions import CODES

ctypedef void (*cumulative_t)(
    void* o, const void* a, const void* b, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t outer) noexcept nogil

cdef dict _kernels = dispatch.module("cumulative").kernels()

cdef struct Share:              # what threads share out
    PyObject* step
    char* to
    char* a
    char* b


cdef class Cumulative(Step):

    cdef int axis               # -1: of the flattened array
    cdef Py_ssize_t outer, n, inner
    cdef Py_ssize_t part        # positions of the outer axes in a piece
    cdef cumulative_t kernel

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        cdef Slot* x = self.inputs[0]
        name = f"cumulative_{self.params['how']}_{CODES.get((<object> x.descr).name)}"
        if name not in _kernels:
            raise ValueError(f"there is no kernel {name}")
        self.kernel = <cumulative_t> <void*> <size_t> _kernels[name]
        self.axis = -1 if self.params["axis"] is None else self.params["axis"]
        if self.axis >= x.ndim or self.outputs[0].ndim != (1 if self.axis < 0 else x.ndim):
            raise ValueError(f"axis {self.params['axis']} is not an axis of an array of {x.ndim}")
        if self.nin != (2 if self.params["how"] == "recur" else 1) or self.nin == 2 and self.axis < 0:
            raise ValueError(f"{name} does not take {self.nin} arrays")
        for k in range(self.nin):
            if self.inputs[k].typenum != self.outputs[0].typenum or self.inputs[k].ndim != x.ndim:
                raise ValueError(f"{name} takes and gives arrays of one type")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t wanted
        cdef int axis
        self.outer = self.inner = 1
        self.n = count(x)
        for axis in range(x.ndim):
            if self.nin == 2 and x.dims[axis] != self.inputs[1].dims[axis]:
                raise ValueError(
                    f"axis {axis} of a linear recurrence has lengths {x.dims[axis]} and {self.inputs[1].dims[axis]}")
            if axis < self.axis:
                self.outer *= x.dims[axis]
            elif axis > self.axis >= 0:
                self.inner *= x.dims[axis]
        if self.axis >= 0:
            self.n = x.dims[self.axis]
        ws.allocate(self.outputs[0], &self.n if self.axis < 0 else x.dims, NULL)
        self.cost = 50 + 0.03 * x.itemsize * count(x)
        wanted = <Py_ssize_t> max(1., min(<double> MOST_PIECES, self.cost / PIECE))
        self.part = max(<Py_ssize_t> 1, parts_of(self.outer, wanted))
        return ws.reserve(count(x) * x.itemsize if self.nin == 2 and not is_contiguous(x) else 0)

    cdef void run(self, const Share* share, Py_ssize_t piece) noexcept nogil:
        """Compute some positions of the axes before the one that is added up."""
        cdef Py_ssize_t first = piece * self.part
        cdef Py_ssize_t at = first * self.n * self.inner * self.outputs[0].itemsize
        self.kernel(share.to + at, share.a + at, share.b + at, self.n, self.inner, min(self.part, self.outer - first))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Share share
        cdef char* to = self.outputs[0].data
        cdef char* a = self.inputs[0].data
        cdef char* b = a
        if self.nin == 2:
            b = self.inputs[1].data
            if not is_contiguous(self.inputs[1]):
                copy_dense(self.inputs[1], to)
                b = to
            if not is_contiguous(self.inputs[0]):
                copy_dense(self.inputs[0], ws.scratch.data)
                a = ws.scratch.data
        elif not is_contiguous(self.inputs[0]):
            copy_dense(self.inputs[0], to)
            a = to
        share.step, share.to, share.a, share.b = <PyObject*> self, to, a, b
        run_pieces(run_piece, &share, parts_of(self.outer, self.part), thread_count(), self.cost)
        return DONE


cdef void run_piece(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    cdef Share* share = <Share*> argument
    (<Cumulative> share.step).run(share, piece)


KINDS["cumulative"] = Cumulative
