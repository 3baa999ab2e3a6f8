# The loop step: a program of kernels over blocks, with reductions of its results.
from ._code cimport Inst
from ._operand cimport Grid, Operand
from ._reduction cimport Reduction
from ._workspace cimport MAX_NDIM, Buffer, Step, Workspace


cdef class Loop(Step):
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
    cdef Grid grid
    cdef Py_ssize_t total, block
    cdef Py_ssize_t scratch_size
    cdef Buffer consts, acc
    cdef bint flat              # consecutive elements or single values everywhere, and no reduction
    cdef bint rows              # a block may not cross the end of a row, unless it holds whole rows
    cdef bint walks             # some operand needs to know where the grid is
    cdef bint raises
    cdef object error

    cdef int build_code(self, params) except -1
    cdef int build_outputs(self, params, list reg_dtypes) except -1
    cdef int place_registers(self, params) except -1
    cdef int loop_dims(self, Py_ssize_t* dims) except -1
    cdef void sort_axes(self, int* axes, int n) noexcept
    cdef void dense_strides(
        self, const Py_ssize_t* dims, const int* axes, int n, int kept, Py_ssize_t size, Py_ssize_t* strides) noexcept
    cdef Operand* operand(self, int k) noexcept nogil
    cdef Py_ssize_t operand_stride(self, int k, const Py_ssize_t* dims, const int* axes, int n, int axis) noexcept
    cdef bint is_dense(self, Operand* op, int outermost) noexcept
    cdef void start(self, char* scratch) noexcept nogil
    cdef void walk(self, Py_ssize_t n) noexcept nogil
    cdef int failed(self) noexcept
    cdef int lay_out(self, Workspace ws, const Py_ssize_t* dims, const int* axes, int n) except -1
    cdef int join_axes(self, const Py_ssize_t* dims, const int* axes, int n) except -1
    cdef int choose_modes(self, Workspace ws) except -1
    cdef int choose_block(self) except -1
    cdef void run_flat(self, char* scratch) noexcept nogil
    cdef void run_blocks(self, char* scratch) noexcept nogil
