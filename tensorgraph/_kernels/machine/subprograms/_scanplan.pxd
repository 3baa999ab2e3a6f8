# The plan of the scan step: the roles and lengths of outer and inner slots.
from cpython.object cimport PyObject

from .._buffer cimport Buffer
from ._ring cimport Rows
from ._subprogram cimport SubProgram
from ._tape cimport Tape
from .._workspace cimport Slot, Step, Workspace

cdef struct Sequence:           # an array that a step reads one row of
    Slot* slot
    Py_ssize_t stride

cdef struct Moving:             # a register of a tape that goes through rows
    int reg
    Py_ssize_t stride
    char* first                 # where it goes on after the last row
    char* end                   # NULL: it never comes there

cdef struct Item:               # a result that is put in its row when the step has ended
    int source, target
    Py_ssize_t size


cdef void keep_object(Slot* slot, PyObject* value)


cdef class ScanPlan(Step):
    cdef SubProgram body
    cdef Tape tape              # the body where it computes numbers, else None
    cdef Moving* moving
    cdef Item* items
    cdef Sequence* seqs
    cdef Rows* rows
    cdef int* numbers           # of taps and places
    cdef Py_ssize_t* asides
    cdef Buffer copies
    cdef int nseqs, nstates, nrows, nshared, nothers
    cdef int shared_in, shared_out, others_in       # first input or output of the inner program
    cdef Slot** shared          # outer slots: inputs, then outputs
    cdef Slot** others
    cdef Slot* condition        # NULL: no condition
    cdef Py_ssize_t n, i        # steps, and which one runs
    cdef object error           # of the step itself

    cdef int describe_rows(self) except -1
    cdef int describe_outside(self, int k, Rows* rows, taps) except -1
    cdef int check(self) except -1
    cdef int prepare_rows(self, Workspace ws, int k, Py_ssize_t* top) except -1
    cdef bint is_kept(self, Rows* rows, int j) noexcept nogil
    cdef int make_room(self, Workspace ws, int k) except -1
    cdef const Py_ssize_t* row_dims(self, int k) noexcept nogil
    cdef bint are_numbers(self) noexcept
    cdef int run_on_trial(self, Workspace ws) except -1
    cdef int begin_shared(self, Workspace ws, int k) noexcept nogil
    cdef int begin_object(self, int k) noexcept
    cdef bint changed(self) noexcept nogil
