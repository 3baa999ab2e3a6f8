# Steps on windows over the last axes of images.
from ..threads._crew cimport CrewStep
from .._workspace cimport MAX_NDIM, Slot, Workspace

cdef enum Mode:
    MAX
    SUM
    WITH_PADDING
    WITHOUT_PADDING


cdef struct Images:             # the images of a slot
    Slot* slot
    bint dense                  # each is C contiguous
    Py_ssize_t place            # in the scratch memory, where others are copied


cdef void put(char* to, double value, Py_ssize_t n, Py_ssize_t size) noexcept nogil


cdef class Windowed(CrewStep):
    cdef int nd, lead, mode
    cdef bint ignore_border
    cdef Py_ssize_t[MAX_NDIM] given             # how long windows are
    cdef Py_ssize_t[MAX_NDIM] ws                # and at most in the image
    cdef Py_ssize_t[MAX_NDIM] step, pad
    cdef Py_ssize_t[MAX_NDIM] image, windows    # lengths: of the images, and how many windows there are
    cdef Py_ssize_t nimages, pixels, nwindows, nrows
    cdef Py_ssize_t last, covered   # the last axis; how many of its elements the windows reach
    cdef Py_ssize_t size
    cdef Py_ssize_t piece           # images of a piece
    cdef str code

    cdef int read_windows(self) except -1
    cdef int look(self, Slot* x) except -1
    cdef int cut(self, Workspace ws, Py_ssize_t top) except -1
    cdef Py_ssize_t end_of(self, Py_ssize_t piece) noexcept nogil
    cdef Py_ssize_t extent(self) noexcept nogil
    cdef int check(self, Slot* slot, name) except -1
    cdef int plan_images(self, Images* images, Slot* slot, Py_ssize_t* top) except -1
    cdef char* read(self, const Images* images, Py_ssize_t i, char* scratch) noexcept nogil
    cdef Py_ssize_t first_with(self, Py_ssize_t k) noexcept nogil
    cdef Py_ssize_t number_with(self, Py_ssize_t k) noexcept nogil
    cdef void begin(self, Py_ssize_t row, double size) noexcept nogil
    cdef void visit(self, Py_ssize_t offset) noexcept nogil
    cdef void end(self) noexcept nogil
    cdef void walk(self) noexcept nogil
    cdef void columns(self, char* sizes) noexcept nogil
