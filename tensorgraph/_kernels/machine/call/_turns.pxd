# Turns: the right to change a shared variable, and registration of its readers.
from cpython.object cimport PyObject


cdef class Turn:
    cdef unsigned long owner    # the thread whose call may change the value; 0: nobody's
    cdef unsigned long claimer  # a thread that has waited for long: those who come later let it go first; 0: nobody
    cdef int depth              # of calls of the owner within calls
    cdef int readers            # calls that change something else and read this value
    cdef bint writing           # the owner is writing over the array that the storage holds
    cdef Py_ssize_t version     # grows with each new value

    cdef inline void renew(self) noexcept:
        """Note that the storage holds a new value."""
        self.version += 1
        if watching:
            count_own(self)


cdef int watching               # how many calls run code of the user on what they have read
cdef void count_own(Turn turn) noexcept


cdef struct Hold:               # what one running call has taken, or looks at; on its stack
    Hold* older
    Hold* newer
    unsigned long thread
    PyObject** turns            # borrowed
    const int* changes         # for each turn: the call changes the value, else it reads it
    int n


cdef class Watch:               # a call that runs code of the user on values that it has read
    cdef unsigned long thread
    cdef PyObject** turns       # borrowed
    cdef int n
    cdef Py_ssize_t seen        # sum of the versions

    cdef int begin(self, PyObject** turns, int n) except -1
    cdef bint is_current(self) noexcept
    cdef void end(self) noexcept


cdef unsigned long this_thread() noexcept
cdef int take_turns(Hold* hold) except -1
cdef void give_back(Hold* hold) noexcept
cdef void look(Hold* hold) noexcept
cdef void look_away(Hold* hold) noexcept
cdef bint somebody_looks() noexcept
cdef int until_whole(PyObject** turns, int n) except -1
