# The scan step: a program that runs for each row of its sequences, on states that it carries from step to step.
from ._subprogram cimport Place, SubProgram
from ._tape cimport Tape
from ._workspace cimport Buffer, Slot, Step, Workspace

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

cdef struct Rows:               # a buffer: its rows are what the steps make
    Slot* source                # the rows before the first step; NULL: none
    Slot* slot                  # all rows
    Slot* length                # how many there are; NULL where `source` tells that
    Slot* used                  # how many are left where the loop stops early; NULL
    int first_in, nin           # which inputs of the inner program are rows, at these taps
    int first_out, nout         # which of its outputs are, written at these places
    int* taps
    int* places
    Py_ssize_t* aside           # for each tap where its row is copied to, because a step writes over it; or -1
    Py_ssize_t depth            # how many rows there are before the one that a step makes first
    Py_ssize_t n
    Py_ssize_t at               # the row that place 0 means
    bint added_to               # rows are read and written anywhere, and stay in their order
    bint apart                  # a step may read a row while it writes that row: not before the end of the step
    bint known                  # the shape of the rows is known
    Place place


cdef class Scan(Step):
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
    cdef int misfit             # the output whose shape is wrong, or -1

    cdef object error           # of the step itself

    cdef int describe_rows(self) except -1
    cdef int check(self) except -1
    cdef int prepare_rows(self, Workspace ws, int k, Py_ssize_t* top) except -1
    cdef bint is_kept(self, Rows* rows, int j) noexcept nogil
    cdef int make_room(self, Workspace ws, int k) except -1
    cdef int run_on_zeros(self, Workspace ws) except -1
    cdef bint changed(self) noexcept nogil
    cdef int run_all(self, Workspace ws) noexcept nogil
    cdef int begin(self, Workspace ws) noexcept nogil
    cdef int begin_shared(self, Workspace ws, int k) noexcept nogil
    cdef int begin_object(self, int k) noexcept
    cdef void point(self) noexcept nogil
    cdef int land(self, Workspace ws) noexcept nogil
    cdef int keep_shared(self, Workspace ws, int k) noexcept nogil
    cdef int try_make_room(self, Workspace ws, int k) noexcept
    cdef int try_resize(self, Workspace ws, int k) noexcept
    cdef bint stops(self) noexcept nogil
    cdef int play(self, Tape tape) noexcept nogil
    cdef bint is_interrupted(self) noexcept nogil
    cdef bint is_direct(self, Rows* rows, int j) noexcept nogil
    cdef void put(self, int* n, int out) noexcept nogil
    cdef void move_rows(self, int* n, int reg, Rows* rows, Py_ssize_t tap) noexcept nogil
    cdef void move(self, int* n, int reg, char* at, Py_ssize_t stride, char* first, char* end) noexcept nogil
    cdef int end(self, Workspace ws) noexcept nogil
    cdef void forget(self, Workspace ws) noexcept
