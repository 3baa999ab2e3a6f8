# The pieces of a loop, which several threads may run.
from ._loopplan cimport LoopPlan
from ._reductions cimport Reduction


cdef class LoopPieces(LoopPlan):
    cdef Py_ssize_t piece       # elements, in the order of the grid

    cdef int cut(self) except -1
    cdef Py_ssize_t multiple(self) noexcept
    cdef Py_ssize_t elements_apart(self, const Reduction* red) noexcept
