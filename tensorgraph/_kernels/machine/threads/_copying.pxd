# Copies of arrays that several threads share out.
cdef void share_copy(
    int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil
