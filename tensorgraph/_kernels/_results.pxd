# What a call gives, what it holds while it runs, and what it puts back where it fails.
from cpython.ref cimport PyObject

from ._workspace cimport Slot, Workspace

cdef int hold_array(Workspace ws, PyObject* array) except -1
cdef int restore(Workspace ws) except -1
cdef object ready_array(Workspace ws, Slot* slot, bint apart)
cdef bint fill_ready(Workspace ws, Slot* slot, PyObject* array) noexcept
cdef bint is_whole(Slot* slot)
cdef void recycle(Slot* old, Slot* new)
