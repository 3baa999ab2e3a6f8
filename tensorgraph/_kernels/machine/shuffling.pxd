# Which copies of small elements are best made by shuffles.

cdef enum:
    WINDOW = 16                 # bytes that are shuffled at once
    MANY = 32                   # bytes of the source, or elements, that are worth a plan of how
    FAR = 128                   # bytes of the source from which on picking beats shuffling


cdef inline Py_ssize_t distance(Py_ssize_t step) noexcept nogil:
    return -step if step < 0 else step


cdef inline bint is_shuffled(Py_ssize_t step, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    """Return True for a run of which four elements lie in a window, if no kernel that picks them is faster."""
    cdef Py_ssize_t bytes = n * distance(step)
    if bytes < MANY or 3 * distance(step) + size > WINDOW:
        return False
    return bytes < FAR or step < -size or step > 4 * size or step % size


cdef inline bint are_shuffled(
    Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t size
) noexcept nogil:
    """Return True for rows that go one behind the other, if each lies in a window."""
    return row != 0 and rows * n >= MANY and n * size <= WINDOW and (n - 1) * distance(step) + size <= WINDOW
