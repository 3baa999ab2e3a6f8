# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Turns: calls that change shared variables take turns, and those that read them see a consistent snapshot.

A call takes the turns of all variables that it changes, and a share in those that it reads, at once or not at all, and
waits for nothing while it holds them: no lock order is needed, and no deadlock can arise. All this happens under the
GIL, so that an uncontended turn costs a few loads and stores.

a. The value in a storage is whole, except while `writing` is set: then an array in it is being overwritten, by a call
   that holds the turn until the end of its program. Readers wait for that and for nothing else.
b. A reader registers that it looks, and keeps references to what it looks at. Whoever wants to overwrite an array with
   other references copies it first if anybody looks at anything, and overwrites the copy: the array may have been the
   value of another variable when the reader came.
c. A thread that waited for more than a millisecond claims what it waits for: later ones queue behind it.
d. A fork waits until no other thread holds a turn, so that the child finds all values whole and nothing taken.
"""

import os
from _thread import allocate_lock
from copy import copy
from time import monotonic

from cpython.list cimport PyList_GET_SIZE
from cpython.object cimport PyObject
from cpython.pythread cimport PyThread_get_thread_ident

cdef double PATIENCE = 1e-3         # s until a thread claims what it waits for

cdef Hold* _newest = NULL           # all that is held
cdef Hold* _looking = NULL          # all that work on values without having their turns
cdef list _gates = []               # locks of waiting threads; opened whenever something is given back
cdef list _claimed = []             # turns that have a claimer
cdef list _watches = []             # calls that run code of the user on what they have read
cdef unsigned long _forker = 0      # a thread that is about to fork: nobody else takes a turn


cdef unsigned long this_thread() noexcept:
    return PyThread_get_thread_ident()


cdef class Turn:
    """The right to change the value in a storage; whoever shares the storage shares the turn."""

    @property
    def number(self):
        """The number of values so far."""
        return self.version

    def read(self, list storage):
        """Return the value of a storage as soon as it is whole."""
        cdef PyObject* me = <PyObject*> self
        if self.writing:
            until_whole(&me, 1)
        return storage[0]

    def copy(self, list storage, function):
        """Return ``function(value)`` while nobody overwrites the value in a storage."""
        cdef PyObject* me = <PyObject*> self
        cdef Hold hold
        hold.turns, hold.changes, hold.n = &me, NULL, 1
        until_whole(&me, 1)
        look(&hold)
        try:
            return function(storage[0])
        finally:
            look_away(&hold)

    def write(self, list storage, value):
        """Assign another value to a storage, between two calls that change it."""
        self.update(storage, lambda old: value)

    def update(self, list storage, function):
        """Replace the value in a storage by ``function(value)``, between two calls that change it."""
        cdef PyObject* me = <PyObject*> self
        cdef int changes = True
        cdef Hold hold
        hold.turns, hold.changes, hold.n = &me, &changes, 1
        take_turns(&hold)
        try:
            # the old value is released after the turn is given back, since that may run any code
            old = storage[0]
            storage[0] = function(old)
            self.renew()
        finally:
            give_back(&hold)

    def overwrite(self, list storage, function):
        """Overwrite the value in a storage by `function`, or a copy of it if somebody looks."""
        def write_over(old):
            new = copy(old) if somebody_looks() else old
            self.writing = True
            function(new)
            return new

        self.update(storage, write_over)


cdef void count_own(Turn turn) noexcept:
    """Count a thread's own changes as seen by its own calls."""
    cdef Watch watch
    for watch in _watches:
        if watch.thread == this_thread() and has(watch.turns, watch.n, turn):
            watch.seen += 1


cdef class Watch:
    """A check that the values that a call has read are still those in the storages.

    Changes by the thread itself, in calls within the call, do not count.
    """

    cdef int begin(self, PyObject** turns, int n) except -1:
        self.thread, self.turns, self.n, self.seen = this_thread(), turns, n, versions(turns, n)
        _watches.append(self)
        set_watching()
        return 0

    cdef bint is_current(self) noexcept:
        return self.seen == versions(self.turns, self.n)

    cdef void end(self) noexcept:
        if self in _watches:
            _watches.remove(self)
        set_watching()


cdef void set_watching() noexcept:
    global watching
    watching = PyList_GET_SIZE(_watches)


cdef Py_ssize_t versions(PyObject** turns, int n) noexcept:
    cdef Py_ssize_t total = 0
    cdef int i
    for i in range(n):
        total += (<Turn> turns[i]).version
    return total


cdef bint has(PyObject** turns, int n, Turn turn) noexcept:
    cdef int i
    for i in range(n):
        if turns[i] == <PyObject*> turn:
            return True
    return False


# ---------------------------------------------------------------- taking and giving back

cdef int take_turns(Hold* hold) except -1:
    """Take all turns of a call, or wait."""
    cdef PyObject* turn
    cdef int i
    hold.thread = this_thread()
    if not is_free(hold):
        wait_for(hold)
    for i in range(hold.n):
        turn = hold.turns[i]
        if not hold.changes[i]:
            (<Turn> turn).readers += 1
        elif (<Turn> turn).owner:
            (<Turn> turn).depth += 1
        else:
            (<Turn> turn).owner = hold.thread
    link(&_newest, hold)
    return 0


cdef void give_back(Hold* hold) noexcept:
    """End the turns of a call."""
    cdef PyObject* turn
    cdef int i
    for i in range(hold.n):
        turn = hold.turns[i]
        if not hold.changes[i]:
            (<Turn> turn).readers -= 1
        elif (<Turn> turn).depth:
            (<Turn> turn).depth -= 1
        else:
            (<Turn> turn).owner = 0
            (<Turn> turn).writing = False
    unlink(&_newest, hold)
    if PyList_GET_SIZE(_gates):
        open_gates()


cdef inline void link(Hold** newest, Hold* hold) noexcept:
    hold.newer, hold.older = NULL, newest[0]
    if newest[0] != NULL:
        newest[0].newer = hold
    newest[0] = hold


cdef inline void unlink(Hold** newest, Hold* hold) noexcept:
    if hold.newer != NULL:
        hold.newer.older = hold.older
    else:
        newest[0] = hold.older
    if hold.older != NULL:
        hold.older.newer = hold.newer


cdef void look(Hold* hold) noexcept:
    """Register that a call works on values without having their turns."""
    hold.thread = this_thread()
    link(&_looking, hold)


cdef void look_away(Hold* hold) noexcept:
    """Undo :func:`look`."""
    unlink(&_looking, hold)


cdef bint somebody_looks() noexcept:
    """Return True if a call works on values without having their turns.

    Which variables it looks at does not matter: values may have moved to others since.
    """
    return _looking != NULL


cdef bint is_free(Hold* hold) noexcept:
    """Return True if nobody else has, or has claimed, what a call needs."""
    cdef PyObject* turn
    cdef int i
    cdef unsigned long me = hold.thread
    if _forker and _forker != me:
        return False
    for i in range(hold.n):
        turn = hold.turns[i]
        if (<Turn> turn).owner and (<Turn> turn).owner != me or (<Turn> turn).claimer and (<Turn> turn).claimer != me:
            return False
        if hold.changes[i] and (<Turn> turn).readers and (<Turn> turn).readers > shares(turn, me):
            return False
    return True


cdef int shares(PyObject* turn, unsigned long thread) noexcept:
    """Return the number of calls of a thread that read a value under its turn."""
    cdef Hold* hold = _newest
    cdef int i, n = 0
    while hold != NULL:
        if hold.thread == thread:
            for i in range(hold.n):
                n += hold.turns[i] == turn and not hold.changes[i]
        hold = hold.older
    return n


cdef bint is_whole(PyObject** turns, int n) noexcept:
    """Return True if no other thread is overwriting a value."""
    cdef int i
    for i in range(n):
        if (<Turn> turns[i]).writing and (<Turn> turns[i]).owner != this_thread():
            return False
    return True


cdef int until_whole(PyObject** turns, int n) except -1:
    """Wait until no other thread is overwriting one of the values; that holds until Python code runs."""
    cdef Hold hold
    if not is_whole(turns, n):
        hold.thread, hold.turns, hold.changes, hold.n = this_thread(), turns, NULL, n
        wait_for(&hold)
    return 0


cdef bint may_go(Hold* hold) noexcept:
    return is_free(hold) if hold.changes != NULL else is_whole(hold.turns, hold.n)


cdef int wait_for(Hold* hold) except -1:
    """Wait until nobody else needs what a call needs."""
    cdef double start = monotonic()
    cdef list claims = []
    cdef object gate
    try:
        while True:
            gate = allocate_lock()
            gate.acquire()
            if may_go(hold):
                return 0
            _gates.append(gate)
            gate.acquire()          # lets the GIL go; a signal may end it
            if not claims and monotonic() - start > PATIENCE:
                claim(hold, claims)
    except BaseException:
        if gate in _gates:
            _gates.remove(gate)
        raise
    finally:
        for turn in claims:
            (<Turn> turn).claimer = 0
            _claimed.remove(turn)
        if claims:
            open_gates()


cdef int claim(Hold* hold, list claims) except -1:
    """Claim everything that a call needs, or nothing if somebody else has claimed a part."""
    cdef int i
    for i in range(hold.n):
        if (<Turn> hold.turns[i]).claimer:
            return 0
    for i in range(hold.n):
        if not (<Turn> hold.turns[i]).claimer:
            (<Turn> hold.turns[i]).claimer = hold.thread
            claims.append(<Turn> hold.turns[i])
            _claimed.append(<Turn> hold.turns[i])
    return 0


cdef void open_gates() noexcept:
    while PyList_GET_SIZE(_gates):
        _gates.pop(0).release()


# ---------------------------------------------------------------- forks

cdef bint others_hold() noexcept:
    cdef Hold* hold = _newest
    while hold != NULL:
        if hold.thread != this_thread():
            return True
        hold = hold.older
    return False


cdef bint holds_itself() noexcept:
    cdef Hold* hold = _newest
    while hold != NULL:
        if hold.thread == this_thread():
            return True
        hold = hold.older
    return False


def _before_fork():
    global _forker
    cdef unsigned long me = this_thread()
    # a thread that forks during its own turn must not wait for one that waits for the end of that turn
    cdef bint first = not holds_itself()
    while True:
        gate = allocate_lock()
        gate.acquire()
        if first and (_forker == 0 or _forker == me):
            _forker = me
        if not others_hold() and (not first or _forker == me):
            return
        _gates.append(gate)
        gate.acquire()


def _after_fork_in_parent():
    global _forker
    if _forker == this_thread():
        _forker = 0
    open_gates()


def _after_fork_in_child():
    """Reset the state, as only this thread goes on."""
    global _forker
    cdef Hold* hold = _looking
    cdef Hold* older
    while hold != NULL:
        older = hold.older
        if hold.thread != this_thread():
            look_away(hold)
        hold = older
    hold = _newest
    _gates.clear()
    _forker = 0
    for turn in _claimed:
        if (<Turn> turn).claimer != this_thread():
            (<Turn> turn).claimer = 0
    _claimed[:] = [turn for turn in _claimed if (<Turn> turn).claimer]
    _watches[:] = [watch for watch in _watches if (<Watch> watch).thread == this_thread()]
    set_watching()
    while hold != NULL:
        older = hold.older
        if hold.thread != this_thread():
            give_back(hold)
        hold = older


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
