# Which copies of small elements are best made by shuffles.

cdef enum:
    WINDOW = 16                 # bytes that are shuffled at once; of words there may be more
    MANY = 32                   # elements of rows that are worth a plan of how
    NEAR = 64                   # bytes of the source, and four windows, up to which shuffling beats picking


cdef inline Py_ssize_t distance(Py_ssize_t step) noexcept nogil:
    return -step if step < 0 else step


cdef inline Py_ssize_t window_of(Py_ssize_t places, Py_ssize_t words) noexcept nogil:
    """Return the bytes of a window, of words if all distances, joined by or, are multiples of them."""
    return WINDOW if places & 3 else words


cdef inline bint is_shuffled(
    Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size, Py_ssize_t words
) noexcept nogil:
    """Return True for runs of which four elements lie in a window, if no kernel that picks them is faster."""
    cdef Py_ssize_t bytes = n * distance(step), window = window_of(step | size, words)
    # a plan for a single row must pay, and longer elements are picked well
    cdef Py_ssize_t least = 2 * window if rows > 1 or size <= 2 else 8 * window
    if bytes < least or 3 * distance(step) + size > window:
        return False
    return bytes < NEAR + 4 * window or step < -size or step > 4 * size or step % size


cdef inline bint are_shuffled(
    Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size, Py_ssize_t words
) noexcept nogil:
    """Return True for rows that go one behind the other, if each lies in a window; one of words has so many bytes."""
    cdef Py_ssize_t window = window_of(row | step | size, words), more = 2 if size >= 4 else 1
    if step == size and more * distance(row) + n * size > window:
        # moves of whole rows are as good, unless there are several in a window
        return False
    return row != 0 and rows * n >= MANY and n * size <= window and (n - 1) * distance(step) + size <= window
