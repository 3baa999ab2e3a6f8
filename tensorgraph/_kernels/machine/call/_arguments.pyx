# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Arguments taken without conversion: exact arrays that fit, and Python numbers where nothing is lost."""

from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from cpython.object cimport PyObject
cimport numpy as cnp

import numpy as np

from .._array cimport NPY_ARRAY_WRITEABLE, NPY_DOUBLE, tg_data, tg_dims, tg_fits, tg_flags, tg_strides
from .._workspace cimport same_layout

cnp.import_array()

cdef long long EXACT = 1LL << 53    # integers up to here are float64
cdef object _float64 = np.float64


cdef bint take_number(Slot* slot, object value):
    """Read a Python number into a 0-d slot; return False if that is not exact."""
    cdef long long integer
    cdef int overflow = 0
    if slot.typenum == NPY_DOUBLE and (PyFloat_CheckExact(value) or type(value) is _float64):
        slot.value[0] = PyFloat_AS_DOUBLE(value)
    elif PyLong_CheckExact(value):
        integer = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow:
            return False
        if slot.typenum == NPY_DOUBLE:
            if not -EXACT <= integer <= EXACT:
                return False
            slot.value[0] = <double> integer
        elif slot.kind == c"i" and slot.itemsize == 8:
            (<long long*> slot.value)[0] = integer
        elif slot.kind == c"i" and slot.itemsize == 4 and -(1LL << 31) <= integer < 1LL << 31:
            (<int*> slot.value)[0] = <int> integer
        elif slot.kind == c"i" and slot.itemsize == 2 and -(1LL << 15) <= integer < 1LL << 15:
            (<short*> slot.value)[0] = <short> integer
        elif slot.kind == c"i" and slot.itemsize == 1 and -128 <= integer < 128:
            (<signed char*> slot.value)[0] = <signed char> integer
        else:
            return False
    else:
        return False
    slot.data = <char*> slot.value
    slot.array = NULL
    return True


cdef bint take_array(Slot* slot, object value):
    """Bind a slot to an array if it fits; return False otherwise."""
    cdef PyObject* array = <PyObject*> value
    cdef Py_ssize_t* dims
    cdef Py_ssize_t* strides
    cdef int k
    if not tg_fits(array, slot.descr, slot.ndim):
        return False
    if slot.destroyed and not tg_flags(array) & NPY_ARRAY_WRITEABLE:
        return False
    slot.data = <char*> tg_data(array)
    if slot.ndim:
        dims = tg_dims(array)
        strides = tg_strides(array)
        if not same_layout(slot, dims, strides):
            for k in range(slot.ndim):
                if slot.ones >> k & 1 and dims[k] != 1:
                    return False
            for k in range(slot.ndim):
                slot.dims[k] = dims[k]
                slot.strides[k] = strides[k]
            slot.version += 1
    slot.array = array
    return True


cdef bint overlap(Slot* x, Slot* y) noexcept:
    """Return True if two arrays may share memory, that is if their extents overlap."""
    cdef char* x_low = x.data
    cdef char* x_high = x.data + x.itemsize
    cdef char* y_low = y.data
    cdef char* y_high = y.data + y.itemsize
    extend(x, &x_low, &x_high)
    extend(y, &y_low, &y_high)
    return x_low < y_high and y_low < x_high


cdef void extend(Slot* slot, char** low, char** high) noexcept:
    """Widen the extent of the first element to that of all elements."""
    cdef int k
    for k in range(slot.ndim):
        if slot.dims[k] == 0:
            high[0] = low[0]
            return
        if slot.strides[k] > 0:
            high[0] += slot.strides[k] * (slot.dims[k] - 1)
        else:
            low[0] += slot.strides[k] * (slot.dims[k] - 1)
