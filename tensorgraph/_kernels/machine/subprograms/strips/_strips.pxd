# Bodies of loops that run in strips of steps.
from ..._buffer cimport Buffer
from ..._workspace cimport MAX_NDIM
from ._movement cimport Move
from ._tasks cimport Task

cdef enum Role:                 # as in bodies.ROLES
    FIXED
    SEQUENCE
    TAP
    OLD
    OUT
    TEMP
    VIEW

cdef struct Register:
    int role, number
    Py_ssize_t place            # as in bodies.Register
    Py_ssize_t itemsize, width, size
    Py_ssize_t scratch          # place in the memory of the strips
    int source                  # of a fixed one that has elements of another: which, or -1
    Move move
    bint in_bulk                # its rows follow each other, a fixed one is repeated
    bint is_local               # one row is enough
    char* base                  # the first row of the strip
    Py_ssize_t step             # bytes to the next

cdef struct Part:
    bint is_bulk
    int first, last             # tasks
    int chain                   # bytes of the numbers of a chain, 0 if it is none
    int initial                 # the register that has the last number before the first step, or -1

cdef struct Area:               # rows of a buffer that a strip writes: those of one output
    int buffer
    Py_ssize_t place
    int landed                  # which area is moved to its buffer in this turn: of one buffer the latest rows last
    Py_ssize_t depth            # rows before them that it reads
    Py_ssize_t size
    Py_ssize_t scratch
    Py_ssize_t dims[MAX_NDIM]   # of a row
    char* base                  # the row that the first step writes
    bint is_staged              # in the memory of the strips, not in the buffer itself


cdef class Strips:
    cdef Register* reg
    cdef char** at              # the present row of each register
    cdef Task* tasks
    cdef Part* parts
    cdef Area* areas
    cdef int nreg, ntasks, nparts, nareas
    cdef int condition          # register of the stop condition, -1: none
    cdef Py_ssize_t room        # steps of a strip
    cdef bint picks             # steps compute places,
    cdef bint strayed           # of which one lay outside
    cdef Buffer memory
    cdef readonly list row_shapes
    cdef double step_cost       # ns
    cdef object constants

    cdef int build_registers(self, body) except -1
    cdef int build_tasks(self, list parts) except -1
    cdef int build_areas(self, list places, list sizes) except -1
    cdef int lay_out(self) except -1
    cdef void fill(self, int r, const char* source, bint is_single) noexcept nogil
    cdef Register* root(self, Register* reg, Py_ssize_t* offset) noexcept nogil
    cdef void take(self, int r) noexcept nogil
    cdef void repeat(self, int r, Py_ssize_t rows) noexcept nogil
    cdef void run(self, Py_ssize_t n) noexcept nogil
    cdef void run_bulk(self, const Part* part, Py_ssize_t n) noexcept nogil
    cdef bint copy_rows(self, Task* task, Py_ssize_t n) noexcept nogil
    cdef void point(self, Task* task) noexcept nogil
    cdef void run_chain(self, const Part* part, Py_ssize_t n) noexcept nogil
    cdef void run_steps(self, int first, int last, Py_ssize_t n) noexcept nogil
