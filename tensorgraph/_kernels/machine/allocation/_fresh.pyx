# cython: language_level=3
"""New arrays for results, and copies that lie as they do.

Large ones start at a cache line, since a SIMD vector that crosses two costs twice, and their memory is used again
(``_recycled.pyx``).  NumPy's own allocator guarantees 16 bytes only; an array keeps its allocator, so the difference is
invisible.
"""

from cpython.object cimport PyObject
from libc.string cimport memcpy, memset

cimport numpy as cnp

import numpy as np

from .._array cimport npy_intp, take, tg_dims, tg_ndim
from ._recycled cimport LARGE, allocated, capacity, give_back

cnp.import_array()

cdef extern from *:
    """
    typedef void* (*tg_allocate)(void*, size_t);
    typedef void* (*tg_allocate_items)(void*, size_t, size_t);
    typedef void* (*tg_reallocate)(void*, void*, size_t);
    typedef void (*tg_release)(void*, void*, size_t);

    /* The handler as NumPy wants it; lives as long as the process. */
    static PyObject* tg_handler(
        tg_allocate allocate, tg_allocate_items allocate_items, tg_reallocate reallocate, tg_release release)
    {
        static PyDataMem_Handler handler = {"tensorgraph", 1, {NULL}};
        handler.allocator.malloc = allocate;
        handler.allocator.calloc = allocate_items;
        handler.allocator.realloc = reallocate;
        handler.allocator.free = release;
        return PyCapsule_New(&handler, "mem_handler", NULL);
    }

    static inline PyObject* tg_fresh(
        PyObject* handler, Py_ssize_t large, PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides)
    {
        npy_intp size = PyDataType_ELSIZE((PyArray_Descr*)descr);
        PyObject *old = NULL, *array;
        int i;
        for (i = 0; i < ndim; i++) size *= dims[i];
        if (size >= large) {
            old = PyDataMem_SetHandler(handler);
            if (old == NULL) return NULL;
        }
        Py_INCREF(descr);
        array = PyArray_NewFromDescr(
            &PyArray_Type, (PyArray_Descr*)descr, ndim, (npy_intp*)dims, (npy_intp*)strides, NULL, 0, NULL);
        if (old != NULL) {
            PyObject *type, *value, *trace, *ours;
            PyErr_Fetch(&type, &value, &trace);
            ours = PyDataMem_SetHandler(old);
            Py_DECREF(old);
            if (ours == NULL) Py_CLEAR(array);
            Py_XDECREF(ours);
            if (type != NULL) PyErr_Restore(type, value, trace);
        }
        return array;
    }
    """
    ctypedef void* (*tg_allocate)(void*, size_t) noexcept nogil
    ctypedef void* (*tg_allocate_items)(void*, size_t, size_t) noexcept nogil
    ctypedef void* (*tg_reallocate)(void*, void*, size_t) noexcept nogil
    ctypedef void (*tg_release)(void*, void*, size_t) noexcept nogil
    PyObject* tg_handler(tg_allocate, tg_allocate_items, tg_reallocate, tg_release) except NULL
    PyObject* tg_fresh(
        PyObject* handler, Py_ssize_t large, PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides
    ) except NULL


cdef void* allocate(void* context, size_t size) noexcept nogil:
    return allocated(size)


cdef void* allocate_items(void* context, size_t n, size_t itemsize) noexcept nogil:
    cdef void* data = NULL
    if not itemsize or n <= <size_t> -1 // itemsize:
        data = allocated(n * itemsize)
    if data != NULL:
        memset(data, 0, n * itemsize)
    return data


cdef void release(void* context, void* data, size_t size) noexcept nogil:
    if data != NULL:
        give_back(<char*> data)


cdef void* reallocate(void* context, void* data, size_t size) noexcept nogil:
    cdef char* moved = allocated(size)
    if moved != NULL and data != NULL:
        memcpy(moved, data, min(capacity(<char*> data), size))
        give_back(<char*> data)
    return moved


cdef PyObject* _handler = tg_handler(allocate, allocate_items, reallocate, release)


cdef PyObject* fresh(PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides) except NULL:
    """Return a new array, C contiguous unless there are (dense) strides."""
    return tg_fresh(_handler, LARGE, descr, ndim, dims, strides)


def copied(array):
    """Return a copy of an array, in C order."""
    cdef PyObject* given = <PyObject*> array
    if type(array) is not np.ndarray or array.dtype.kind not in "biufc":
        return array.copy()
    descr = array.dtype
    found = take(fresh(<PyObject*> descr, tg_ndim(given), tg_dims(given), NULL))
    np.copyto(found, array)
    return found
