# New arrays for results.  Large ones start at a cache line, since a SIMD vector that crosses two costs twice.  NumPy's
# own allocator guarantees 16 bytes only; an array keeps its allocator, so the difference is invisible.  They start
# at another place of their pages than NumPy's do: a processor takes a load for one of what it has just stored, and
# waits, if both have the same place in a page (x + y of 200,000 float64: 74 us, 55 so).
from cpython.ref cimport PyObject

from ._array cimport npy_intp

cdef extern from *:
    """
    #include <stdlib.h>
    #include <string.h>
    #include <numpy/arrayobject.h>
    #if defined(__linux__)
    #include <sys/mman.h>
    #endif

    enum { TG_LINE = 64, TG_LARGE = 1 << 16, TG_APART = 1024, TG_PAGE = 4096, TG_HUGE = 1 << 22 };

    /* Lies before the data. */
    typedef struct { void* raw; size_t size; } tg_header;
    #define TG_HEADER(data) ((tg_header*)(data) - 1)

    static inline void* tg_place(char* raw, size_t size) {
        char* data;
        if (raw == NULL) return NULL;
        data = (char*)(((size_t)raw + sizeof(tg_header) + TG_LINE - 1) & ~(size_t)(TG_LINE - 1));
        if (size >= TG_LARGE) data += TG_APART;
        TG_HEADER(data)->raw = raw;
        TG_HEADER(data)->size = size;
    #if defined(MADV_HUGEPAGE)
        if (size >= TG_HUGE) {
            size_t first = ((size_t)data + TG_PAGE - 1) & ~(size_t)(TG_PAGE - 1);
            madvise((void*)first, (size_t)data + size - first, MADV_HUGEPAGE);
        }
    #endif
        return data;
    }

    static inline size_t tg_room(size_t size) {
        return size > (size_t)PY_SSIZE_T_MAX - 2 * TG_LINE - TG_APART ? 0 : size + 2 * TG_LINE + TG_APART;
    }

    static void* tg_malloc(void* ctx, size_t size) {
        size_t room = tg_room(size);
        return room ? tg_place((char*)malloc(room), size) : NULL;
    }

    static void* tg_calloc(void* ctx, size_t n, size_t itemsize) {
        size_t room = itemsize && n > (size_t)PY_SSIZE_T_MAX / itemsize ? 0 : tg_room(n * itemsize);
        return room ? tg_place((char*)calloc(1, room), n * itemsize) : NULL;
    }

    static void tg_free(void* ctx, void* data, size_t size) {
        if (data != NULL) free(TG_HEADER(data)->raw);
    }

    static void* tg_realloc(void* ctx, void* data, size_t size) {
        void* moved = tg_malloc(ctx, size);
        if (moved != NULL && data != NULL) {
            size_t old = TG_HEADER(data)->size;
            memcpy(moved, data, old < size ? old : size);
            tg_free(ctx, data, old);
        }
        return moved;
    }

    static PyDataMem_Handler tg_lines = {"tensorgraph", 1, {NULL, tg_malloc, tg_calloc, tg_realloc, tg_free}};

    /* The handler as NumPy wants it; lives as long as the process. */
    static inline PyObject* tg_make_handler(void) { return PyCapsule_New(&tg_lines, "mem_handler", NULL); }

    static inline PyObject* tg_fresh(
        PyObject* handler, PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides)
    {
        npy_intp size = PyDataType_ELSIZE((PyArray_Descr*)descr);
        PyObject *old = NULL, *array;
        int i;
        for (i = 0; i < ndim; i++) size *= dims[i];
        if (size >= TG_LARGE) {
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
    PyObject* tg_make_handler() except NULL
    PyObject* tg_fresh(
        PyObject* handler, PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides) except NULL
