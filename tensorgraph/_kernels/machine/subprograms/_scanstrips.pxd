# The scan step of loops over short rows.
from ._scantape cimport TapedScan
from .strips._strips cimport Area, Register, Strips
from .._workspace cimport Slot, Workspace


cdef class StrippedScan(TapedScan):
    cdef dict known_strips      # by the shapes of rows
    cdef bint* shaping          # for each of the other arguments: shapes depend on its value,
    cdef long long* lengths     # which was this
    cdef Strips strips          # of the present shapes, None where the body does not run in strips

    cdef int choose_strips(self) except -1
    cdef bint can_strip(self) except -1
    cdef tuple row_shape(self, Slot* slot)
    cdef tuple whole_shape(self, Slot* slot)
    cdef Strips make_strips(self, list shapes, dict numbers)
    cdef bint is_long(self, int k) noexcept nogil
    cdef bint is_direct_area(self, const Area* area) noexcept nogil
    cdef int run_strips(self) noexcept nogil
    cdef void begin_strips(self) noexcept nogil
    cdef void read_fixed(self, int r, Slot* slot) noexcept nogil
    cdef void move_rows_of(self, int k, Py_ssize_t first, Py_ssize_t n, char* memory, bint out) noexcept nogil
    cdef void load(self, Py_ssize_t first, Py_ssize_t n) noexcept nogil
    cdef void load_sequence(self, Register* reg, Py_ssize_t first, Py_ssize_t n) noexcept nogil
    cdef Py_ssize_t stop(self, Py_ssize_t n) noexcept nogil
    cdef void land_strip(self, Py_ssize_t first, Py_ssize_t n) noexcept nogil
