# Instructions of a strip as the machine runs them.
from ...loop._instructions cimport Inst, kernel_t
from ._gathers cimport Gather
from ._movement cimport Move

cdef enum What:                 # what a task does
    KERNEL
    COPY
    EXPAND                      # repeat a single value
    FOLD                        # reduce a row to a single value
    UFUNC
    ROWS                        # a loop over the rows of a matrix
    COLUMNS                     # over its columns
    MOVE                        # copy elements that have strides
    PICK                        # the same, at places that the step computes
    GATHER                      # copy what lies at the places of arrays
    SCATTER                     # put values there
    CUMULATIVE                  # along an axis of dense rows

cdef struct Task:
    kernel_t kernel
    void* chain                 # computes a number from the last one, or NULL
    void* steps                 # does so in many steps, if a recurrence is nothing else, or NULL
    Py_ssize_t width
    int what
    char* row[6]                # of the present step: target, sources
    Py_ssize_t step[6]          # to the next
    bint moves                  # some step is not 0
    bint is_last                # what it computes is the last number of a chain
    Inst inst
    Py_ssize_t itemsize         # of what is copied, repeated or accumulated; of a matrix the number of rows
    Move move
    Gather gather
    Py_ssize_t n, inner, outer  # elements along the axis that is added up, behind and before it
    bint* strayed               # is set where a place lies outside
    double[2] identity          # of a fold

ctypedef fused real:
    float
    double

cdef int build_task(Task* task, instruction, part, bint* strayed) except -1
cdef void run_numbers(Task* start, const Task* end, real last, Py_ssize_t n) noexcept nogil
cdef void run_task(const Task* task) noexcept nogil
