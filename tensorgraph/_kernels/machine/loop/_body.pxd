# The parts of a loop step that do not depend on shapes: its operands, instructions and registers.
from ._instructions cimport Inst
from ._operand cimport Operand
from ._reductions cimport Reduction
from .._buffer cimport Buffer
from ..threads._crew cimport CrewStep
from .._workspace cimport Workspace


cdef struct Code:
    Inst* instructions
    int n
    int* place                  # which block of the scratch memory a register has, -1: none
    bint* direct                # for each store: the register may point to the memory of the output
    int nplaces
    double cost                 # ns for each element
    bint is_reduced             # a reduction may take over the last instruction


cdef class LoopCode(CrewStep):
    cdef Operand* ins
    cdef Operand* stores        # outputs that are not reduced
    cdef Reduction* reds        # outputs that are
    cdef int* store_output      # which outputs these are
    cdef int* red_output
    cdef Code[2] codes          # plain, and with segments
    cdef Code* code             # the one in use
    cdef char** reg
    cdef int* kept_axes         # for each reduction: bit k: axis k is kept
    cdef int narrays            # the first inputs, which the code reads; others are lengths
    cdef int nreg, nconsts, nstores, nreds
    cdef int ndim
    cdef Buffer consts
    cdef Py_ssize_t capacity    # elements of the block of a constant, and at most of a temporary
    cdef Py_ssize_t widest      # bytes of an element of any register
    cdef Py_ssize_t usual       # elements of a block of which as many bytes are kept, whatever the dtypes
    cdef bint raises
    cdef bint as_blocks         # where blocks begin matters
    cdef bint counts            # integers are reduced, and nothing else

    cdef int build_operands(self, params) except -1
    cdef bint has_rows(self, params) except -1
    cdef int build_code(self, Code* code, instructions, params) except -1
    cdef int find_uses(self, params) except -1
    cdef int find_last(self, params) except -1
    cdef int build_instruction(self, Inst* inst, op, dst, srcs, reg_dtypes) except -1
    cdef int build_outputs(self, params, list reg_dtypes) except -1
    cdef int place_registers(self, Code* code, instructions, params) except -1
    cdef bint may_be_direct(self, int k, tuple ranges, instructions) except -1
    cdef bint keeps_nothing(self) noexcept
    cdef bint is_one_kernel(self) noexcept
