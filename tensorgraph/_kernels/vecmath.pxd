cdef inline double sqr(double x) noexcept nogil:
    return x * x
