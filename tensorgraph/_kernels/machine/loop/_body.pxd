# The parts of a loop step that do not depend on shapes: its operands, instructions and registers.
from ._instructions cimport Inst
from ._operand cimport Operand
from ._reductions cimport Reduction
from .._buffer cimport Buffer
from .._workspace cimport Step, Workspace


cdef class LoopCode(Step):
    cdef Operand* ins
    cdef Operand* stores        # outputs that are not reduced
    cdef Reduction* reds        # outputs that are
    cdef int* store_output      # which outputs these are
    cdef int* red_output
    cdef Inst* code
    cdef char** reg
    cdef Py_ssize_t* reg_place  # of the register's block in the scratch memory, -1: none
    cdef int* kept_axes         # for each reduction: bit k: axis k is kept
    cdef int ncode, nreg, nstores, nreds
    cdef int ndim
    cdef Py_ssize_t scratch_size
    cdef Buffer consts
    cdef bint raises
    cdef bint as_blocks         # where blocks begin matters

    cdef int build_code(self, params) except -1
    cdef int build_outputs(self, params, list reg_dtypes) except -1
    cdef int place_registers(self, params) except -1
