# Binding of the arguments of a call and the values of shared variables to slots.
from cpython.object cimport PyObject

from .._workspace cimport Slot, Workspace

cdef int check_storages(list storages) except -1
cdef int* int_array(values) except NULL
cdef int replace_object(Slot* slot) except -1
cdef int move(Workspace ws, Slot* slot) except -1


cdef class Binder:
    cdef readonly object program
    cdef object plan
    cdef list storages          # for each shared slot, the list that holds its value
    cdef list turns             # and who may change it
    cdef PyObject** turn        # the same, borrowed
    cdef int* inputs            # slots
    cdef int* strict            # for each of them, whether it takes no numbers
    cdef int* shared
    cdef int* destroyed         # arguments and shared slots that a step writes over
    cdef int nin, nshared, ndestroyed

    cdef int set_slots(self, containers) except -1
    cdef int bind(self, Workspace ws, tuple args) except -1
    cdef int bind_converted(self, Workspace ws, list args) except -1
    cdef int bind_shared(self, Workspace ws, dict given) except -1
    cdef int bind_held(self, Workspace ws, int i) except -1
    cdef int spare(self, Workspace ws) except -1
    cdef int hold(self, Workspace ws) except -1
    cdef int separate(self, Workspace ws) except -1
    cdef bint is_entangled(self, Workspace ws, Slot* slot) noexcept
