# How the slots of a call get its arguments and what shared variables hold.
from ._workspace cimport Slot, Workspace

cdef int* int_array(values) except NULL


cdef class Binder:
    cdef readonly object program
    cdef object plan
    cdef list storages          # for each shared slot, the list that holds its value
    cdef int* inputs            # slots
    cdef int* shared
    cdef int* destroyed         # arguments and shared slots that a step writes over
    cdef int nin, nshared, ndestroyed

    cdef int set_slots(self, containers) except -1
    cdef int bind(self, Workspace ws, int i, object value) except -1
    cdef int bind_shared(self, Workspace ws) except -1
    cdef int separate(self, Workspace ws) except -1
    cdef bint is_entangled(self, Workspace ws, Slot* slot) noexcept
