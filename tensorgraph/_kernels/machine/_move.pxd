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


cdef inline bint proceed(
    int ndim, const Py_ssize_t* dims, Py_ssize_t* index, char** a, const Py_ssize_t* a_strides, char** b,
    const Py_ssize_t* b_strides
) noexcept nogil:
    """Move two pointers to the next position in C order; after the last, return False and go back to the first."""
    cdef int k
    for k in range(ndim - 1, -1, -1):
        index[k] += 1
        a[0] += a_strides[k]
        b[0] += b_strides[k]
        if index[k] < dims[k]:
            return True
        a[0] -= index[k] * a_strides[k]
        b[0] -= index[k] * b_strides[k]
        index[k] = 0
    return False
