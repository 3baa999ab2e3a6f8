# Outputs of a call and new values of shared variables, from slots.
from cpython.ref cimport PyObject

from ._bind cimport Binder
from .._workspace cimport Slot, Workspace


cdef class Giver(Binder):
    cdef tuple keys             # names of the outputs, or None
    cdef bint single
    cdef int* outputs           # slots
    cdef int* olds              # updates: shared slot and new slot
    cdef int* news
    cdef int* places            # updates: which storage
    cdef int* givers            # updates: which one replaces the shared slot that is the new value here, or -1
    cdef int* stays             # updates: whether steps always write the new value over the old one
    cdef int nout, nupdates

    cdef int set_leaving(self, pack) except -1
    cdef object container(self)
    cdef int make_ready(self, Workspace ws) except -1
    cdef void forget(self, Workspace ws) noexcept
    cdef object result(self, Workspace ws, int index, int place)
    cdef object finish(self, Workspace ws, dict given)
    cdef int store(self, Workspace ws, dict given) except -1
    cdef int keep(self, int place, object value, list old) except -1
