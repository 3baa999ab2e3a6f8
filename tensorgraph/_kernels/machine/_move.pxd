# Copies of elements with any strides.

cdef inline Py_ssize_t magnitude(Py_ssize_t stride) noexcept nogil:
    return -stride if stride < 0 else stride


cdef bint is_one_byte(const char* source, Py_ssize_t itemsize) noexcept nogil
cdef void copy_run(
    char* to, Py_ssize_t to_step, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t itemsize) noexcept nogil
cdef void copy_matrix(
    char* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row, Py_ssize_t step,
    Py_ssize_t rows, Py_ssize_t n, Py_ssize_t itemsize) noexcept nogil
cdef void copy_square(
    Py_ssize_t rows, Py_ssize_t n, char* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row,
    Py_ssize_t step, Py_ssize_t itemsize) noexcept nogil
cdef int join_axes(
    int ndim, const Py_ssize_t* dims, const Py_ssize_t* to_strides, const Py_ssize_t* strides, Py_ssize_t* n,
    Py_ssize_t* out, Py_ssize_t* step) noexcept nogil
cdef void copy_array(
    int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize) noexcept nogil
