# Patches of an image as a matrix: one row for each element of a filter, one column for each place of the filter.

cdef struct Patches:
    Py_ssize_t size             # of an element
    Py_ssize_t channels         # that a filter sees
    Py_ssize_t[3] image         # lengths along the axes; images of two have a first one of length 1
    Py_ssize_t[3] taps          # of the filters
    Py_ssize_t[3] out           # of the result
    Py_ssize_t[3] stride
    Py_ssize_t[3] dilation
    Py_ssize_t[3] before        # zeros before the image
    Py_ssize_t[4] steps         # bytes from one channel, plane, row and element of the image to the next
    Py_ssize_t ntaps, nplaces
    bint flip                   # filters lie reversed
    bint framed                 # a channel is copied into a frame first


cdef struct Part:               # of the places of the result
    Py_ssize_t r0, r1           # rows of it
    Py_ssize_t w0, w1           # and elements of these: all, unless it is one row


cdef void finish(Patches* p) noexcept nogil
cdef Py_ssize_t frame_size(Patches* p, Py_ssize_t rows, Py_ssize_t width) noexcept nogil
cdef bint is_plain(Patches* p) noexcept nogil
cdef void read_patches(
    Patches* p, char* image, Py_ssize_t k0, Py_ssize_t k1, Part* part, char* slab, Py_ssize_t ld, char* frame
) noexcept nogil
cdef void add_patches(
    Patches* p, char* image, Py_ssize_t k0, Py_ssize_t k1, Part* part, char* slab, Py_ssize_t ld, char* frame
) noexcept nogil
cdef void copy_wide(char* to, const char* source, Py_ssize_t n) noexcept nogil
