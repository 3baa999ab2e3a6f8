# The machine, which runs a program.
from ._results cimport Giver
from ._turns cimport Hold
from .._workspace cimport Slot, Workspace


cdef class Machine(Giver):
    cdef readonly object node_info
    cdef list free              # workspaces that no call uses
    cdef int* fresh             # slots of storage OUTPUT
    cdef int* held              # slots whose arrays are let go after a call
    cdef int nfresh, nheld
    cdef int* changes           # for each shared slot: whether it is updated
    cdef int* seized            # places of shared slots that steps write over
    cdef int nseized
    cdef int early              # steps that run before shared variables are read,
    cdef int alone              # and before the call takes its turn: they run code of the user
    cdef bint runs_python       # some step does, or one inside of a step
    cdef public bint unusual    # every call goes to `call`
    cdef int destroyer          # the first step that writes over shared memory
    cdef double* seconds        # for each step the time that it took in all calls; NULL where nobody wants to know
    cdef Py_ssize_t* calls      # and how often it ran

    cdef object execute_plain(self, tuple args, dict given)
    cdef bint take_alone(self, Workspace ws, Hold* hold, tuple args, dict given) except -1
    cdef int bind_arguments(self, Workspace ws, tuple args) except -1
    cdef void let_go(self, Workspace ws) noexcept
    cdef void drop_values(self, Workspace ws) noexcept
    cdef int run(self, Workspace ws, int first, int last) except -1
    cdef int seize(self, Workspace ws, bint mine) except -1
    cdef bint is_seen(self, Slot* slot, int place) noexcept
    cdef bint is_risky(self, Workspace ws)
    cdef list back_up(self, Workspace ws)
