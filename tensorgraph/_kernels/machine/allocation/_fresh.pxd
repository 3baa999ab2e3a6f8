# New arrays for results.
from cpython.object cimport PyObject

from .._array cimport npy_intp

cdef PyObject* fresh(PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides) except NULL
