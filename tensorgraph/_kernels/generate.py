import sys
open(sys.argv[1], "w").write('''# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
ctypedef void (*kernel_t)(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil

cdef void add_f64(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef double* restrict z = <double*> o
    cdef const double* restrict x = <const double*> a
    cdef const double* restrict y = <const double*> b
    cdef Py_ssize_t i
    for i in range(n):
        z[i] = x[i] + y[i]

def kernels():
    return {"add_f64": <size_t> &add_f64}
''')
open(sys.argv[3], "w").write(f"{sys.argv[1]}: {__file__}\n")
