# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""From the slots of a program to those of a workspace."""

from cpython.ref cimport Py_INCREF, PyObject

import numpy as np

from ._array cimport tg_data
from ._workspace cimport CONST, Slot


cdef int describe(Slot* slot, described, list kept) except -1:
    """Set what does not change with the values of a slot."""
    dtype = np.dtype(described.dtype)
    slot.itemsize = dtype.itemsize
    slot.typenum = dtype.num
    slot.kind = ord(dtype.kind)
    slot.descr = <PyObject*> dtype
    kept.append(dtype)
    for k, one in enumerate(described.broadcastable):
        if one:
            slot.ones |= 1u << <int> k
    if slot.storage == CONST:
        describe_constant(slot, described)
    return 0


cdef int describe_constant(Slot* slot, described) except -1:
    """Set the value of a slot for good."""
    cdef Py_ssize_t i
    value = described.value
    if described.dtype != "object":
        value = np.asarray(value, dtype=described.dtype)
        if not value.flags.aligned:
            value = value.copy()
        if value.ndim != slot.ndim:
            raise ValueError(f"the constant in a slot of {slot.ndim} axes has {value.ndim}")
        for i in range(slot.ndim):
            slot.dims[i] = value.shape[i]
            slot.strides[i] = value.strides[i]
            if slot.ones >> i & 1 and slot.dims[i] != 1:
                raise ValueError(
                    f"a constant of shape {value.shape} is in a slot with broadcast flags {described.broadcastable}")
        slot.data = <char*> tg_data(<PyObject*> value)
    slot.array = <PyObject*> value
    Py_INCREF(value)
    return 0
