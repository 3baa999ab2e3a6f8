# What the machine reads of NumPy's objects, by plain pointers: no reference is counted behind the reader's back.
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

    /* Nobody else can see this array: no reference, no weak reference, its own memory. */
    static inline int tg_is_private(PyObject* a) {
        return Py_REFCNT(a) == 1 && ((PyArrayObject_fields*)a)->weakreflist == NULL && PyArray_BASE(TG_AA(a)) == NULL
            && PyArray_CHKFLAGS(TG_AA(a), NPY_ARRAY_OWNDATA | NPY_ARRAY_WRITEABLE);
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

    /* NumPy's loop that finds the largest of n consecutive elements. */
    typedef int (*tg_argmax_t)(void* data, npy_intp n, npy_intp* place, void* array);
    static inline tg_argmax_t tg_argmax(PyObject* descr) {
        return (tg_argmax_t)PyDataType_GetArrFuncs((PyArray_Descr*)descr)->argmax;
    }

    static inline int tg_copy_into(PyObject* to, PyObject* from) { return PyArray_CopyInto(TG_AA(to), TG_AA(from)); }
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
    bint tg_is_private(PyObject* a) noexcept
    PyObject* tg_new(
        PyObject* descr, int ndim, const npy_intp* dims, const npy_intp* strides, void* data, int flags) except NULL
    int tg_set_base(PyObject* a, PyObject* base) except -1
    ctypedef int (*tg_argmax_t)(void* data, npy_intp n, npy_intp* place, void* array) noexcept nogil
    tg_argmax_t tg_argmax(PyObject* descr) noexcept
    int tg_copy_into(PyObject* to, PyObject* source) except -1
    PyObject* tg_copy(PyObject* a, int order) except NULL


cdef inline object take(PyObject* new):
    """The object of a new reference."""
    result = <object> new
    Py_DECREF(result)
    return result
