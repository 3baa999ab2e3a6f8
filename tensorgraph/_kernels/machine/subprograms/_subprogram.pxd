# A program that a step of another program runs, on memory of the outer one.
from cpython.object cimport PyObject

from .._workspace cimport Slot, Step, Workspace

cdef struct Place:              # where a result should be: an array of the outer program, or a row of one
    char* data
    const Py_ssize_t* dims
    const Py_ssize_t* strides
    PyObject* owner


cdef class SubProgram:
    cdef readonly object program
    cdef int number             # which of the programs of its step it is
    cdef Workspace ws
    cdef Slot** inputs
    cdef Slot** outputs
    cdef Slot** homes           # for each output the slot whose memory may be elsewhere, or NULL
    cdef int* holders           # slots of Python objects, which are let go after a run
    cdef int nin, nout, nheld
    cdef object error
    cdef tuple within
    cdef double* seconds        # for each step the time that it took in all runs; NULL where nobody wants to know
    cdef Py_ssize_t* calls

    cdef int check_input(self, int k, Slot* slot, int leading, what) except -1
    cdef int check_output(self, int k, Slot* slot, int leading, what) except -1
    cdef int show(self, int k, const Py_ssize_t* dims, const Py_ssize_t* strides) except -1
    cdef void point(self, int k, char* data, PyObject* owner) noexcept nogil
    cdef int show_whole(self, int k, Slot* slot) except -1
    cdef void point_whole(self, int k, Workspace outer, Slot* slot) noexcept nogil
    cdef void aim(self, int k, const Place* place) noexcept nogil
    cdef int run(self) noexcept nogil
    cdef int run_timed(self) noexcept nogil
    cdef bint fits(self, int k, const Py_ssize_t* dims) noexcept nogil
    cdef void land(self, int k, const Place* place) noexcept nogil
    cdef bint resume(self, int status, int* at) noexcept
    cdef int let_go(self) except -1
    cdef bint has_failed(self)
    cdef object failure(self, Step step, place)
