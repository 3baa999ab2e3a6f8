# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Systems of equations whose matrix has three diagonals; no other element is read."""

from .._move cimport copy_array
from .._workspace cimport DONE, FAIL, Slot, Workspace, count
from ._lapack cimport LapackStep

from ..kinds import KINDS


cdef class SolveTridiagonal(LapackStep):
    """``A z = b`` for a vector or matrix b."""

    cdef int width

    cdef int build(self, Workspace ws) except -1:
        return self.build_matrices(2, 1)

    cdef int prepare(self, Workspace ws) except -1:
        self.width = self.take_system(ws, True)
        self.load()
        self.cost = 100 + 5 * self.n * (self.width + 2.0)
        return ws.reserve(3 * self.n * self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* A = self.inputs[0]
        cdef Slot* b = self.inputs[1]
        cdef Slot* x = self.outputs[0]
        cdef char* below = ws.scratch.data
        cdef char* diagonal = below + self.n * self.size
        cdef char* above = diagonal + self.n * self.size
        cdef Py_ssize_t step = A.strides[0] + A.strides[1], dense = self.size
        cdef Py_ssize_t n = self.n, shorter = self.n - 1
        cdef int info = 0
        if self.n < 2 or count(x) == 0:
            return FAIL
        copy_array(1, &n, diagonal, &dense, A.data, &step, self.size)
        copy_array(1, &shorter, below, &dense, A.data + A.strides[0], &step, self.size)
        copy_array(1, &shorter, above, &dense, A.data + A.strides[1], &step, self.size)
        copy_array(b.ndim, b.dims, x.data, x.strides, b.data, b.strides, self.size)
        self.lapack.gtsv(&self.n, &self.width, below, diagonal, above, x.data, &self.n, &info)
        return FAIL if info else DONE


KINDS.update(solve_tridiagonal=SolveTridiagonal)
