# Steps whose work has pieces, which several threads may run at once.
from cpython.object cimport PyObject

from ._workers cimport thread_count
from .._workspace cimport Step, Workspace

cdef enum:
    MOST_PIECES = 64


cdef int hire(Workspace ws, Py_ssize_t npieces, double cost) except -1
cdef char* scratch_of(Workspace ws, int number) noexcept nogil


cdef class CrewStep(Step):
    cdef object described
    cdef list mates             # other steps of the same description: number k runs the pieces of worker k
    cdef PyObject** crew        # this step and its mates, borrowed
    cdef int ncrew
    cdef PyObject* leader       # borrowed: the step whose mate this one is, or NULL
    cdef Py_ssize_t npieces     # depends on shapes alone

    cdef int gather_crew(self, Workspace ws) except -1
    cdef void run_crew(self, Workspace ws) noexcept nogil
    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil


cdef inline void replan(Workspace ws) noexcept nogil:
    """Have all steps of a workspace prepared again if there may be more threads than they were prepared for."""
    cdef int i
    if ws.nthreads < thread_count():
        ws.nthreads = thread_count()
        for i in range(ws.nsteps):
            (<Step> ws.step[i]).seen = -1
