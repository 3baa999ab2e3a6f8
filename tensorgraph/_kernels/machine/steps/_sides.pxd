# The rows of a triangle.
cdef inline Py_ssize_t first_with(Py_ssize_t length, Py_ssize_t k, Py_ssize_t n) noexcept nogil:
    """Return the first of n rows that has at least `length` elements on or below diagonal k."""
    if k >= length - 1:
        return 0
    # k may be any integer: no sum with it may overflow
    return n if k < length - n else length - 1 - k
