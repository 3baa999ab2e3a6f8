# Memory of the C allocator, which steps keep as long as they live; PyMem_RawFree releases it.
from cpython.mem cimport PyMem_RawCalloc


cdef inline void* zeros(Py_ssize_t n, size_t size) except NULL:
    """Allocate n items, all 0."""
    cdef void* memory = PyMem_RawCalloc(n + 1, size)
    if memory == NULL:
        raise MemoryError
    return memory
