# Access to NumPy's objects by plain pointers, without hidden reference counting.
from cpython.ref cimport Py_DECREF, PyObject

cdef extern from "numpy/arrayobject.h":
    ctypedef Py_ssize_t npy_intp
    int NPY_ARRAY_ALIGNED
    int NPY_ARRAY_WRITEABLE
    int NPY_ARRAY_BEHAVED
    int NPY_ARRAY_OWNDATA
    int NPY_BOOL, NPY_BYTE, NPY_UBYTE, NPY_SHORT, NPY_USHORT, NPY_INT, NPY_UINT, NPY_LONG, NPY_ULONG
    int NPY_LONGLONG, NPY_ULONGLONG, NPY_HALF, NPY_FLOAT, NPY_DOUBLE, NPY_CFLOAT, NPY_CDOUBLE, NPY_INT64, NPY_OBJECT

cdef extern from *:
    """
    #include <numpy/arrayobject.h>
    #include <numpy/ufuncobject.h>

    #define TG_AA(o) ((PyArrayObject*)(o))

    static inline void* tg_data(PyObject* a) { return PyArray_DATA(TG_AA(a)); }
    static inline npy_intp* tg_dims(PyObject* a) { return PyArray_DIMS(TG_AA(a)); }
    static inline npy_intp* tg_strides(PyObject* a) { return PyArray_STRIDES(TG_AA(a)); }
    static inline int tg_ndim(PyObject* a) { return PyArray_NDIM(TG_AA(a)); }
    static inline int tg_flags(PyObject* a) { return PyArray_FLAGS(TG_AA(a)); }
    static inline PyObject* tg_base(PyObject* a) { return PyArray_BASE(TG_AA(a)); }
    static inline int tg_is_array(PyObject* a) { return PyArray_CheckExact(a); }

    /* An exact, aligned array of that dtype in native byte order. */
    static inline int tg_fits(PyObject* a, PyObject* descr, int ndim) {
        return PyArray_CheckExact(a) && PyArray_NDIM(TG_AA(a)) == ndim && (PyArray_FLAGS(TG_AA(a)) & NPY_ARRAY_ALIGNED)
            && ((PyObject*)PyArray_DESCR(TG_AA(a)) == descr
                || PyArray_EquivTypes(PyArray_DESCR(TG_AA(a)), (PyArray_Descr*)descr));
    }

    /* Is an array still that memory, with that dtype and layout?  Its holder may have resized or reshaped it. */
    static inline int tg_shows(
        PyObject* a, const void* data, PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides)
    {
        int k;
        if (PyArray_DATA(TG_AA(a)) != data || (PyObject*)PyArray_DESCR(TG_AA(a)) != descr
            || PyArray_NDIM(TG_AA(a)) != ndim)
            return 0;
        for (k = 0; k < ndim; k++)
            if (PyArray_DIMS(TG_AA(a))[k] != dims[k] || PyArray_STRIDES(TG_AA(a))[k] != strides[k]) return 0;
        return 1;
    }

    /* Nobody else can see this array (no reference, no weak reference, its own memory), and who could has left it as it
       was made: writeable, and what `tg_shows` asks. */
    static inline int tg_is_untouched(
        PyObject* a, const void* data, PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides)
    {
        return Py_REFCNT(a) == 1 && ((PyArrayObject_fields*)a)->weakreflist == NULL && PyArray_BASE(TG_AA(a)) == NULL
            && PyArray_CHKFLAGS(TG_AA(a), NPY_ARRAY_OWNDATA | NPY_ARRAY_BEHAVED) && PyArray_CheckExact(a)
            && tg_shows(a, data, descr, ndim, dims, strides);
    }

    /* Can others see the memory of an array to which there are so many references?  They may hold it, or what it is a
       view of. */
    static inline int tg_is_shared(PyObject* a, Py_ssize_t references) {
        PyObject* base = PyArray_BASE(TG_AA(a));
        if (Py_REFCNT(a) > references) return 1;
        if (base == NULL) return !PyArray_CHKFLAGS(TG_AA(a), NPY_ARRAY_OWNDATA);
        return Py_REFCNT(base) > 1 || !PyArray_CheckExact(base) || !PyArray_CHKFLAGS(TG_AA(base), NPY_ARRAY_OWNDATA);
    }

    /* Is the memory of an array another by now, or less than it was?  Somebody resized it or gave it a state. */
    static inline int tg_has_moved(PyObject* a, const void* data, npy_intp size) {
        PyArrayObject* base = (PyArrayObject*)PyArray_BASE(TG_AA(a));
        const char* start;
        const char* end;
        if (PyArray_DATA(TG_AA(a)) != data) return 1;
        if (PyArray_CHKFLAGS(TG_AA(a), NPY_ARRAY_OWNDATA)) return PyArray_NBYTES(TG_AA(a)) < size;
        if (base == NULL || !PyArray_Check((PyObject*)base) || !PyArray_CHKFLAGS(base, NPY_ARRAY_OWNDATA) || !size)
            return 0;
        start = PyArray_BYTES(base);
        end = start + PyArray_NBYTES(base);
        return (const char*)data < start || (const char*)data >= end;
    }

    static inline PyObject* tg_new(
        PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides, void* data, int flags)
    {
        Py_INCREF(descr);
        return PyArray_NewFromDescr(&PyArray_Type, (PyArray_Descr*)descr, ndim, (npy_intp*)dims, (npy_intp*)strides,
                                    data, flags, NULL);
    }

    static inline int tg_set_base(PyObject* a, PyObject* base) {
        Py_INCREF(base);
        return PyArray_SetBaseObject(TG_AA(a), base);
    }

    /* Let an array that nobody else has seen show other memory of its base. */
    static inline void tg_set_data(PyObject* a, void* data) { ((PyArrayObject_fields*)a)->data = (char*)data; }

    /* NumPy's loops that find the largest and the smallest of n consecutive elements. */
    typedef int (*tg_argmax_t)(void* data, npy_intp n, npy_intp* place, void* array);
    static inline tg_argmax_t tg_argmax(PyObject* descr) {
        return (tg_argmax_t)PyDataType_GetArrFuncs((PyArray_Descr*)descr)->argmax;
    }
    static inline tg_argmax_t tg_argmin(PyObject* descr) {
        return (tg_argmax_t)PyDataType_GetArrFuncs((PyArray_Descr*)descr)->argmin;
    }

    static inline PyObject* tg_copy(PyObject* a, int order) { return PyArray_NewCopy(TG_AA(a), (NPY_ORDER)order); }
    """
    void* tg_data(PyObject* a) noexcept nogil
    npy_intp* tg_dims(PyObject* a) noexcept nogil
    npy_intp* tg_strides(PyObject* a) noexcept nogil
    int tg_ndim(PyObject* a) noexcept nogil
    int tg_flags(PyObject* a) noexcept nogil
    PyObject* tg_base(PyObject* a) noexcept nogil
    bint tg_is_array(PyObject* a) noexcept nogil
    bint tg_fits(PyObject* a, PyObject* descr, int ndim) noexcept
    bint tg_is_untouched(
        PyObject* a, const void* data, PyObject* descr, int ndim, const npy_intp* dims,
        const npy_intp* strides) noexcept
    bint tg_shows(
        PyObject* a, const void* data, PyObject* descr, int ndim, const npy_intp* dims,
        const npy_intp* strides) noexcept
    bint tg_is_shared(PyObject* a, Py_ssize_t references) noexcept
    bint tg_has_moved(PyObject* a, const void* data, npy_intp size) noexcept
    PyObject* tg_new(
        PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides, void* data, int flags) except NULL
    int tg_set_base(PyObject* a, PyObject* base) except -1
    void tg_set_data(PyObject* a, void* data) noexcept
    ctypedef int (*tg_argmax_t)(void* data, npy_intp n, npy_intp* place, void* array) noexcept nogil
    tg_argmax_t tg_argmax(PyObject* descr) noexcept
    tg_argmax_t tg_argmin(PyObject* descr) noexcept
    PyObject* tg_copy(PyObject* a, int order) except NULL


cdef inline object take(PyObject* new):
    """Return the object of a new reference."""
    result = <object> new
    Py_DECREF(result)
    return result
