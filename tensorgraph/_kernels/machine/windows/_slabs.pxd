# Common parts of convolutions and their derivatives.
from ..linalg._matrices cimport Routines
from ...loops.products cimport Product
from .._entry cimport Lengths
from ._patches cimport Part, Patches
from ..threads._crew cimport CrewStep
from .._workspace cimport Slot, Workspace


cdef class Convolution(CrewStep):
    cdef Routines* blas
    cdef Patches p
    cdef int nd
    cdef Py_ssize_t size, groups
    cdef Py_ssize_t batch, filters      # images; filters of a group
    cdef Py_ssize_t depth               # K: channels of a group times elements of a filter
    cdef bint is_sum                    # over all places: the products of parts are added up anyway
    cdef bint plain                     # the image is the slab
    cdef bint empty                     # there is nothing to add up
    cdef Py_ssize_t images              # in a slab
    cdef Py_ssize_t rows, width         # of the result, in a slab of one image
    cdef Py_ssize_t length              # elements of filters in a slab
    cdef Py_ssize_t frame_place, block_place, tile_place, kernel_place, top_place
    cdef char* filter_data              # consecutive, as the results are
    cdef char* top_data
    cdef Py_ssize_t turns               # of a piece: the images of a slab are one
    cdef Py_ssize_t first, end          # the turns that are worked on
    cdef Lengths lengths                # of the result, for the derivatives
    cdef Py_ssize_t[3] given

    cdef int read_shape(self) except -1
    cdef bint changed(self) noexcept nogil
    cdef int ask(self, Py_ssize_t* dims) except -1
    cdef int check(self, const Py_ssize_t* image, const Py_ssize_t* kernel, Py_ssize_t* top, bint known) except -1
    cdef int check_channels(self, const Py_ssize_t* image, const Py_ssize_t* kernel) except -1
    cdef list places_of(self, const Py_ssize_t* image, const Py_ssize_t* kernel)
    cdef int plan(self, Workspace ws, Slot* image, Slot* kernel, Slot* top) except -1
    cdef void cut(self, Patches* p) noexcept
    cdef Py_ssize_t lay_out(self, Patches* p, Slot* kernel, Slot* top) noexcept
    cdef void cut_turns(self) noexcept
    cdef void begin_piece(self, Py_ssize_t piece) noexcept nogil
    cdef char* consecutive(self, Slot* x, char* place) noexcept nogil
    cdef bint next_part(self, Part* part) noexcept nogil
    cdef Py_ssize_t places(self, Part* part, Py_ssize_t n) noexcept nogil
    cdef char* image_of(self, Slot* image, Py_ssize_t b, Py_ssize_t g) noexcept nogil
    cdef char* read_slab(
        self, Slot* image, Py_ssize_t b, Py_ssize_t n, Py_ssize_t g, Py_ssize_t k, Py_ssize_t end, Part* part,
        char* scratch, int* ld) noexcept nogil
    cdef char* block(
        self, char* top, Py_ssize_t b, Py_ssize_t g, Part* part, char* scratch, int* ld, Py_ssize_t n) noexcept nogil
    cdef void multiply(
        self, Product* x, char* a, char* b, char* c, bint add, char* scratch) noexcept nogil
    cdef char* result(self, char* top, Py_ssize_t b, Py_ssize_t g) noexcept nogil
    cdef void move_block(
        self, char* top, Py_ssize_t b, Py_ssize_t n, Py_ssize_t g, char* scratch, bint out) noexcept nogil
