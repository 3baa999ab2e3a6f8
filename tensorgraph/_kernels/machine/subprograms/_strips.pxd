# Bodies of loops that run in strips of steps.
from .._buffer cimport Buffer
from .._workspace cimport MAX_NDIM
from ..loop._instructions cimport Inst, kernel_t

cdef enum What:                 # what a task does
    KERNEL
    COPY
    EXPAND                      # repeat a single value
    FOLD                        # reduce a row to a single value
    UFUNC
    ROWS                        # a loop over the rows of a matrix

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
    bint is_turned              # a matrix, given as its transpose
    bint in_bulk                # its rows follow each other, a fixed one is repeated
    bint is_local               # one row is enough
    char* base                  # the first row of the strip
    Py_ssize_t step             # bytes to the next

cdef struct Task:
    kernel_t kernel
    void* chain                 # computes a number from the last one, or NULL
    Py_ssize_t width
    int what
    char* row[6]                # of the present step: target, sources
    Py_ssize_t step[6]          # to the next
    bint moves                  # some step is not 0
    bint is_last                # what it computes is the last number of a chain
    Inst inst
    Py_ssize_t itemsize         # of what is copied, repeated or accumulated; of a matrix the number of rows
    double[2] identity          # of a fold

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
    cdef Buffer memory
    cdef readonly list row_shapes
    cdef double step_cost       # ns
    cdef object constants

    cdef int build_registers(self, body) except -1
    cdef int build_tasks(self, list parts) except -1
    cdef int build_task(self, Task* task, instruction, part) except -1
    cdef int build_areas(self, list places, list sizes) except -1
    cdef int lay_out(self) except -1
    cdef void fill(self, int r, const char* source, bint is_single) noexcept nogil
    cdef void repeat(self, int r, Py_ssize_t rows) noexcept nogil
    cdef void run(self, Py_ssize_t n) noexcept nogil
    cdef void run_bulk(self, const Part* part, Py_ssize_t n) noexcept nogil
    cdef void point(self, Task* task) noexcept nogil
    cdef void run_chain(self, const Part* part, Py_ssize_t n) noexcept nogil
    cdef void run_steps(self, int first, int last, Py_ssize_t n) noexcept nogil
