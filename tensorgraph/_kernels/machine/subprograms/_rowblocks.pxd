# Several steps over the same rows, run block by block.
from ..loop._instructions cimport Inst
from ._subprogram cimport Place, SubProgram
from .._workspace cimport MAX_NDIM, Slot, Step, Workspace

cdef enum How:
    ROWS                        # row i of the output belongs to row i of the inputs
    MERGED                      # what the blocks give is joined, with an operation that has a kernel
    PLACED                      # the inner program writes into memory that it was given

cdef struct Result:
    How how
    Slot* slot
    Place place                 # ROWS: of a block
    bint known                  # has the slot its layout?
    Inst merge                  # MERGED: in the dtype of the inner program
    Inst cast                   # from that to the dtype of the slot
    bint is_cast
    char* joined                # MERGED: where the blocks are joined
    Py_ssize_t count            # elements there
    Py_ssize_t[MAX_NDIM] strides


cdef class RowBlocks(Step):
    cdef SubProgram full        # runs the blocks of `block` rows
    cdef SubProgram rest        # runs what is left
    cdef SubProgram running
    cdef int nrows              # inputs whose rows belong together; the others are whole
    cdef Result* results
    cdef list joined            # for each output its Buffer, where it is joined in another dtype
    cdef Py_ssize_t n           # rows
    cdef Py_ssize_t block
    cdef Py_ssize_t at          # first row of the block that runs
    cdef object error

    cdef int describe(self) except -1
    cdef int show_rows(self, SubProgram body, Py_ssize_t n) except -1
    cdef bint are_known(self) noexcept nogil
    cdef void point_inputs(self, Workspace ws, SubProgram body) noexcept nogil
    cdef int share(self, Workspace ws) noexcept nogil
    cdef int run_block(self, Workspace ws, SubProgram body, Py_ssize_t n) noexcept nogil
    cdef int gather(self, Workspace ws, SubProgram body) noexcept nogil
    cdef int try_make_room(self, Workspace ws, SubProgram body) noexcept
    cdef void aim_joined(self) noexcept nogil
    cdef int make_joined(self, int k, Slot* inner) except -1
    cdef int join_in_order(self, int k, SubProgram body) noexcept


cdef void join(Result* result, char* part, int itemsize) noexcept nogil
