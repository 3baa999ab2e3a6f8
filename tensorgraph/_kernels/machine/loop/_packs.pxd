# Inputs of a loop that are repeated, and copied once.
from ._loopgrid cimport LoopGrid
from ._operand cimport Operand
from .._buffer cimport Buffer
from .._workspace cimport MAX_NDIM, Slot


cdef struct Pack:               # the copy of an input
    Slot slot                   # of which the operand reads the place of the elements alone
    bint used
    int nd                      # axes of the grid along which the input is not repeated
    Py_ssize_t dims[MAX_NDIM]
    Py_ssize_t source[MAX_NDIM]
    Py_ssize_t to[MAX_NDIM]


cdef class LoopPacks(LoopGrid):
    cdef Pack* packs            # one for each input, or NULL
    cdef Buffer packed          # their elements; those of a leader serve its mates

    cdef int plan_packs(self) except -1
    cdef Py_ssize_t elements_to_pack(self, const Operand* op) noexcept
    cdef void plan_pack(self, Operand* op, Pack* pack) noexcept
    cdef void fill_packs(self) noexcept nogil
