# Large pieces of memory, which begin at a multiple of 64 bytes; what is given back is kept for what needs as much next.

cdef enum:
    LARGE = 65536               # bytes from which memory is kept, and lies apart


cdef char* allocated(size_t size) noexcept nogil        # NULL where memory does not suffice
cdef size_t capacity(const char* data) noexcept nogil   # bytes, at least what was asked for
cdef void give_back(char* data) noexcept nogil
