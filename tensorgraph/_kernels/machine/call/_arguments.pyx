# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Arguments taken without conversion: exact arrays that fit, and Python numbers where nothing is lost."""

from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from cpython.object cimport PyObject
cimport numpy as cnp

import numpy as np

from .._array cimport NPY_ARRAY_WRITEABLE, NPY_DOUBLE, NPY_FLOAT, tg_data, tg_dims, tg_fits, tg_flags, tg_strides
from .._workspace cimport same_layout

cnp.import_array()

cdef long long EXACT = 1LL << 53    # integers up to here are float64
cdef object _float64 = np.float64
cdef frozenset _floats = frozenset((np.float16, np.float32))
cdef frozenset _integers = frozenset((bool, np.bool_, *[np.dtype(code).type for code in np.typecodes["AllInteger"]]))


cdef bint take_number(Slot* slot, object value):
    """Read a number of Python or NumPy into a 0-d slot; return False if that is not exact."""
    cdef long long integer
    cdef int overflow = 0
    kind = type(value)
    if PyFloat_CheckExact(value) or kind is _float64:
        if not take_float(slot, PyFloat_AS_DOUBLE(value)):
            return False
    elif kind in _floats:
        if not take_float(slot, <double> value):
            return False
    elif PyLong_CheckExact(value) or kind in _integers:
        integer = PyLong_AsLongLongAndOverflow(value if PyLong_CheckExact(value) else int(value), &overflow)
        if overflow or not take_integer(slot, integer):
            return False
    else:
        return False
    slot.data = <char*> slot.value
    slot.array = NULL
    return True


cdef bint take_float(Slot* slot, double value) noexcept:
    if slot.typenum == NPY_DOUBLE:
        slot.value[0] = value
    elif slot.typenum == NPY_FLOAT and (<double> <float> value == value or value != value):
        (<float*> slot.value)[0] = <float> value
    else:
        return False
    return True


cdef bint take_integer(Slot* slot, long long value) noexcept:
    if slot.kind == c"f":
        return -EXACT <= value <= EXACT and take_float(slot, <double> value)
    if slot.kind == c"b" and 0 <= value <= 1:
        (<char*> slot.value)[0] = <char> value
        return True
    if slot.kind == c"u" and value < 0 or slot.kind != c"i" and slot.kind != c"u":
        return False
    if slot.itemsize == 8:
        (<long long*> slot.value)[0] = value
    elif slot.itemsize == 4 and fits(value, slot.kind, 32):
        (<int*> slot.value)[0] = <int> value
    elif slot.itemsize == 2 and fits(value, slot.kind, 16):
        (<short*> slot.value)[0] = <short> value
    elif slot.itemsize == 1 and fits(value, slot.kind, 8):
        (<signed char*> slot.value)[0] = <signed char> value
    else:
        return False
    return True


cdef inline bint fits(long long value, char kind, int bits) noexcept:
    """Return True if an integer of so many bits, with a sign or without, has a value."""
    if kind == c"u":
        return 0 <= value < 1LL << bits
    return -(1LL << (bits - 1)) <= value < 1LL << (bits - 1)


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
