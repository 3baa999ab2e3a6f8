# The machine: calls a program.
from cpython.pythread cimport PyThread_type_lock

from ._bind cimport Binder
from ._workspace cimport Workspace


cdef class Machine(Binder):
    cdef readonly object node_info
    cdef list free              # workspaces that no call uses
    cdef tuple keys             # names of the outputs, or None
    cdef int* outputs           # slots
    cdef int* olds              # updates: shared slot and new slot
    cdef int* news
    cdef int* places            # updates: which storage
    cdef int* givers            # updates: which one replaces the shared slot that is the new value here, or -1
    cdef int* fresh             # slots of storage OUTPUT
    cdef int* held              # slots whose arrays are let go after a call
    cdef int nout, nupdates, nfresh, nheld
    cdef PyThread_type_lock lock
    cdef unsigned long owner    # the thread that holds it
    cdef int depth              # of calls within calls
    cdef bint single
    cdef public bint unusual    # every call goes to `call`
    cdef int destroyer          # the first step that writes over shared memory
    cdef double* seconds        # for each step the time that it took in all calls; NULL where nobody wants to know
    cdef Py_ssize_t* calls      # and how often it ran

    cdef object execute_plain(self, tuple args)
    cdef int run(self, Workspace ws) except -1
    cdef int acquire(self) except -1
    cdef void unlock(self) noexcept
    cdef bint is_risky(self, Workspace ws)
    cdef object finish(self, Workspace ws)
    cdef list back_up(self, Workspace ws)
    cdef object result(self, Workspace ws, int index)
    cdef int store(self, Workspace ws) except -1
