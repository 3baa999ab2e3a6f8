# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Places of values in sorted tables.  Threads share out the values.

What is found in a table that is not sorted depends on how one searches, which differs between versions of NumPy: such
a table is NumPy's. So is a long one for few values: it would take longer to look if it is sorted.
"""

from cpython.object cimport PyObject

import numpy as np

from .._array cimport NPY_INT64
from .._workspace cimport DONE, PYTHON, Slot, Step, Workspace, count, is_contiguous
from ..dense cimport copy_dense
from ..threads._crew cimport MOST_PIECES
from ..threads.limits cimport PIECE
from ..threads._workers cimport parts_of, run_pieces, thread_count

from ...loops import dispatch
from ..kinds import KINDS
from ..loop._instructions import CODES

ctypedef void (*bisect_t)(
    long long* o, const void* table, Py_ssize_t n, const void* x, Py_ssize_t m, bint right) noexcept nogil

cdef dict _kernels = dispatch.module("bisections").kernels()

ctypedef bint (*ascends_t)(const void* table, Py_ssize_t n) noexcept nogil

cdef enum:
    LINE = 16                   # values that a kernel places together
    MANY = 64                   # elements of a table for each value, from which on it is not looked if they are sorted,
    LONG = 1 << 11              # if looking takes longer than a call of NumPy

cdef struct Share:              # what threads share out
    PyObject* step
    char* table
    char* x


cdef char* dense(Slot* x, char* scratch) noexcept nogil:
    """Return the elements of an array in C order, copied if they are not."""
    if is_contiguous(x):
        return x.data
    copy_dense(x, scratch)
    return scratch


cdef class Search(Step):
    """``searchsorted(table, x)``"""

    cdef bint right             # behind equal elements
    cdef Py_ssize_t part        # values of a piece
    cdef bisect_t kernel
    cdef ascends_t ascends

    cdef int build(self, Workspace ws) except -1:
        cdef Slot* table = self.inputs[0]
        cdef Slot* x = self.inputs[1]
        code = CODES.get((<object> table.descr).name)
        if f"bisect_{code}" not in _kernels:
            raise ValueError(f"there is no kernel bisect_{code}")
        if table.ndim != 1 or x.typenum != table.typenum:
            raise ValueError("values are searched for in a vector of their dtype")
        if self.outputs[0].ndim != x.ndim or self.outputs[0].typenum != NPY_INT64:
            raise ValueError(f"places of values with {x.ndim} axes are int64 in as many")
        self.kernel = <bisect_t> <void*> <size_t> _kernels[f"bisect_{code}"]
        self.ascends = <ascends_t> <void*> <size_t> _kernels[f"ascends_{code}"]
        self.right = self.params["side"] == "right"
        self.fallible = 1
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* table = self.inputs[0]
        cdef Slot* x = self.inputs[1]
        cdef Py_ssize_t levels = 1, wanted, m = count(x)
        while table.dims[0] >> levels:
            levels += 1
        ws.allocate(self.outputs[0], x.dims, NULL)
        self.cost = 20 + 0.6 * levels * m
        wanted = <Py_ssize_t> max(1., min(<double> MOST_PIECES, self.cost / PIECE))
        self.part = LINE * max(<Py_ssize_t> 1, parts_of((m + LINE - 1) // LINE, wanted))
        return ws.reserve(
            (0 if is_contiguous(table) else count(table) * table.itemsize)
            + (0 if is_contiguous(x) else m * x.itemsize))

    cdef void run(self, const Share* share, Py_ssize_t piece) noexcept nogil:
        """Place some of the values."""
        cdef Py_ssize_t first = piece * self.part
        self.kernel(
            <long long*> self.outputs[0].data + first, share.table, self.inputs[0].dims[0],
            share.x + first * self.inputs[1].itemsize, min(self.part, count(self.inputs[1]) - first), self.right)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Share share
        cdef Slot* table = self.inputs[0]
        cdef Py_ssize_t n = table.dims[0], m = count(self.inputs[1])
        cdef Py_ssize_t used = 0 if is_contiguous(table) else n * table.itemsize
        if n >= LONG and n >= MANY * m:
            return PYTHON
        share.step, share.table = <PyObject*> self, dense(table, ws.scratch.data)
        share.x = dense(self.inputs[1], ws.scratch.data + used)
        if not self.ascends(share.table, n):
            return PYTHON
        run_pieces(run_piece, &share, parts_of(m, self.part), thread_count(), self.cost)
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        places = np.searchsorted(ws.view(self.inputs[0]), ws.view(self.inputs[1]), self.params["side"])
        ws.view(self.outputs[0])[...] = places
        return 0


cdef void run_piece(void* argument, int _number, Py_ssize_t piece) noexcept nogil:
    cdef Share* share = <Share*> argument
    (<Search> share.step).run(share, piece)


KINDS["search"] = Search
