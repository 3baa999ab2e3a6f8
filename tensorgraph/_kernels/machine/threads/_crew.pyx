# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Steps whose work has pieces, which several threads may run at once.

a. How work is cut depends on shapes and layouts alone, and the results of pieces are joined in order: the bits are the
   same for any number of threads.
b. What a step changes while it runs belongs to one thread: the others have copies of the step, its mates, with the
   same operands and plans of their own, and scratch memory of their own.
c. All of that is made when the step is prepared: no piece fails.
"""

from cpython.mem cimport PyMem_RawFree

from .._buffer cimport Buffer
from ..memory cimport zeros
from .limits cimport SHARE
from ._workers cimport MOST_THREADS, run_pieces, thread_count

cdef extern from "Python.h":
    PyObject* PyList_GET_ITEM(object, Py_ssize_t) noexcept nogil

cdef struct Work:
    PyObject* leader
    PyObject* ws


cdef void _run(void* argument, int number, Py_ssize_t piece) noexcept nogil:
    cdef Work* work = <Work*> argument
    cdef PyObject* step = (<CrewStep> work.leader).crew[number]
    (<CrewStep> step).run_piece(<CrewStep> work.leader, scratch_of(<Workspace> work.ws, number), piece)


cdef char* scratch_of(Workspace ws, int number) noexcept nogil:
    """Return the scratch memory of one of the threads that take part in a step."""
    if number == 0:
        return ws.scratch.data
    return (<Buffer> PyList_GET_ITEM(ws.scratches, number - 1)).data


cdef int hire(Workspace ws, Py_ssize_t npieces, double cost) except -1:
    """Return how many threads may share out work of `cost` ns, and have scratch memory like the caller's for each."""
    cdef int k, n = max(ws.nthreads, thread_count())
    n = 1 if ws.alone else <int> max(1., min(<double> min(<Py_ssize_t> n, npieces), cost / SHARE))
    while len(ws.scratches) < n - 1:
        ws.scratches.append(Buffer(ws.scratch.size))
    for k in range(n - 1):
        if (<Buffer> ws.scratches[k]).size < ws.scratch.size:
            ws.scratches[k] = Buffer(ws.scratch.size)
    return n


cdef class CrewStep(Step):

    def __cinit__(self, Workspace ws, described):
        self.described = described
        self.mates = []
        self.npieces = self.ncrew = 1
        self.crew = <PyObject**> zeros(MOST_THREADS, sizeof(PyObject*))
        self.crew[0] = <PyObject*> self

    def __dealloc__(self):
        PyMem_RawFree(self.crew)

    cdef int gather_crew(self, Workspace ws) except -1:
        """At the end of `prepare`, prepare a mate for each other thread that may take part."""
        cdef CrewStep mate
        cdef int k
        if self.leader != NULL:
            return 0
        self.ncrew = hire(ws, self.npieces, self.cost)
        for k in range(1, self.ncrew):
            if k > len(self.mates):
                mate = type(self)(ws, self.described)
                mate.leader = <PyObject*> self
                self.mates.append(mate)
                self.crew[k] = <PyObject*> mate
            (<CrewStep> self.mates[k - 1]).prepare(ws)
        return 0

    cdef void run_crew(self, Workspace ws) noexcept nogil:
        """Run all pieces."""
        cdef Work work
        work.leader, work.ws = <PyObject*> self, <PyObject*> ws
        run_pieces(_run, &work, self.npieces, min(self.ncrew, thread_count()), self.cost)

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        """Run one piece of the work of `leader`, on the state of this step."""
        pass
