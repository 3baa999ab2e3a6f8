# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The machine that calls a program.

A call binds its arguments and the shared variables to slots, runs the steps and returns fresh arrays. The program is
read-only; what a running call writes is in a workspace from a free list, so that calls may overlap.

a. An output without other references when the next call starts is overwritten instead of allocated anew.
b. Work beyond ~5 us runs without the GIL, which costs 22 ns to release.
c. A call that fails leaves shared variables unchanged. Updates are stored at the end; where a step overwrites shared
   memory and a later step may still fail, the machine keeps a copy until the end.
d. Calls that change shared variables take turns with all others that do: see `_turns`. No step that runs code of the
   user has a turn: the machine runs those first, and again where another thread has changed what they read.
"""

from cython cimport final
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_XDECREF
from cpython.time cimport perf_counter
from cpython.tuple cimport PyTuple_GET_SIZE
cimport numpy as cnp

from .._array cimport take, tg_base, tg_copy, tg_data, tg_strides
from ._bind cimport int_array, move, replace_object
from .._failing cimport given_to, placed_in
from .._move cimport copy_array
from ._results cimport Giver
from ._turns cimport Hold, Turn, Watch, give_back, look, look_away, somebody_looks, take_turns, until_whole
from .._workspace cimport DONE, OBJECT, OUTPUT, PREPARE, Slot, Step, Workspace, advance, has_moved, versions
from ..memory cimport zeros
from ..threads._crew cimport replan

from ..storage import plan as plan_storage, runs_python, user_steps
from ..subprograms._subprogram import watch_inside, watched_inside
from .undo import undo_for

cdef extern from "Python.h":
    int PyList_Append(list, PyObject*) noexcept
    void PyErr_Clear() noexcept

cnp.import_array()

cdef double RELEASE = 5000.0        # ns of work from which the GIL is let go


cdef int restore(Workspace ws) except -1:
    """Restore what steps overwrote, arrays without any allocation, so that this cannot fail."""
    cdef list backups = ws.backups
    cdef Slot* slot
    cdef PyObject* saved
    ws.backups = None
    for i, kept in backups:
        slot = &ws.slots[<Py_ssize_t> i]
        if slot.kind == c"O":
            kept()
        elif not has_moved(slot):
            saved = <PyObject*> kept
            copy_array(
                slot.ndim, slot.dims, slot.data, slot.strides, <char*> tg_data(saved), tg_strides(saved),
                slot.itemsize)
    return 0

cdef class Machine(Giver):
    """A callable program.

    Parameters
    ----------
    program : Program
    containers : mapping or sequence
        ``containers[i]`` is the container of shared slot `i`: its attribute ``storage`` is a list of one item, the
        value.
    node_info : object
        Kept for `on_error` of subclasses.
    pack : None, "single" or tuple of str
        A call returns the list of outputs, the first output alone, or a dict with these keys.
    """

    def __init__(self, program, containers=(), node_info=None, pack=None):
        self.program = program
        self.node_info = node_info
        self.plan = plan_storage(program)
        self.set_slots(containers)
        self.set_leaving(pack)
        updated = {old for old, _ in program.updates}
        shared = [self.shared[i] for i in range(self.nshared)]
        fresh = [i for i, storage in enumerate(self.plan.storage) if storage == OUTPUT]
        self.fresh, self.nfresh = int_array(fresh), len(fresh)
        held = shared + [i for i, storage in enumerate(self.plan.storage) if storage == OBJECT]
        self.held, self.nheld = int_array(held), len(held)
        # shared variables that are overwritten change even without an update
        self.changes = int_array([slot in updated or slot in self.plan.destroyed for slot in shared])
        seized = [place for place, slot in enumerate(shared) if slot in self.plan.destroyed]
        self.seized, self.nseized = int_array(seized), len(seized)
        self.early, self.alone = user_steps(program) if updated or seized else (0, 0)
        self.runs_python = runs_python(program)
        self.destroyer = min(self.plan.destroyers, default=len(program.steps))
        self.free = [Workspace(program, self.plan)]

    def __dealloc__(self):
        PyMem_RawFree(self.fresh)
        PyMem_RawFree(self.held)
        PyMem_RawFree(self.changes)
        PyMem_RawFree(self.seized)
        PyMem_RawFree(self.seconds)
        PyMem_RawFree(self.calls)

    def measure(self):
        """Start timing each step."""
        if self.calls == NULL:
            self.calls = <Py_ssize_t*> zeros(len(self.program.steps), sizeof(Py_ssize_t))
        if self.seconds == NULL:
            self.seconds = <double*> zeros(len(self.program.steps), sizeof(double))

    def measured(self):
        """Return ``(seconds, runs)`` for each step since :meth:`measure`."""
        n = len(self.program.steps)
        return [(self.seconds[i], self.calls[i]) for i in range(n)] if self.seconds != NULL else [(0.0, 0)] * n

    def measure_inside(self):
        """Start timing the steps inside of each step; return how they ran until now, if it was not one by one."""
        return [watch_inside(step) for step in (<Workspace> self.free[len(self.free) - 1]).steps]

    def measured_inside(self):
        """Return ``[(seconds, runs, the same of those inside of it), ...]`` for each step."""
        return [watched_inside(step) for step in (<Workspace> self.free[len(self.free) - 1]).steps]

    def layouts(self):
        """Return ``(shape, strides)`` of each slot after the last call, None for those that are no array or unset."""
        if not self.free:
            return [None] * len(self.program.slots)
        cdef Workspace ws = <Workspace> self.free[len(self.free) - 1]
        cdef Slot* slot
        cdef int i, k
        found = []
        for i in range(ws.nslots):
            slot = &ws.slots[i]
            if slot.kind == c"O" or slot.ndim and not slot.version:
                found.append(None)
            else:
                shape = tuple([slot.dims[k] for k in range(slot.ndim)])
                found.append((shape, tuple([slot.strides[k] for k in range(slot.ndim)])))
        return found

    def call(self, args, kwargs):
        """Handle a call with keywords or a wrong number of arguments, or any call if `unusual` is set.

        Subclasses add keywords and defaults and end in `execute`.
        """
        raise TypeError(f"expected {self.nin} arguments, got {len(args)}" + (" and keywords" if kwargs else ""))

    def execute(self, tuple args, dict given=None):
        """Call with one value per input slot, and `given` values for some shared slots, by position."""
        if PyTuple_GET_SIZE(args) != self.nin:
            raise TypeError(f"expected {self.nin} arguments, got {len(args)}")
        return self.execute_plain(args, given)

    def on_error(self, node, exception, inputs):
        """Return the exception to raise when a step failed; subclasses add what they know about node number `node`."""
        return exception

    def on_inner_error(self, node, exception, within):
        """Return the exception to raise when a program inside the step failed, before `on_error`.

        Parameters
        ----------
        within : tuple of (int, str, int, list)
            From the outside in: which of the programs of the step, where in its work, the number of the node that
            failed, and its inputs.
        """
        return exception

    def __call__(self, *args, **kwargs):
        if PyTuple_GET_SIZE(args) != self.nin or kwargs or self.unusual:
            return self.call(args, kwargs)
        return self.execute_plain(args, None)

    @final
    cdef object execute_plain(self, tuple args, dict given):
        cdef Workspace ws
        cdef Hold hold
        cdef bint held = False, looking = False, done = False
        ws = <Workspace> self.free.pop() if PyList_GET_SIZE(self.free) else Workspace(self.program, self.plan)
        hold.turns, hold.changes, hold.n = self.turn, self.changes, self.nshared
        try:
            if self.alone:
                while not held:
                    held = self.take_alone(ws, &hold, args, given)
            else:
                self.bind_arguments(ws, args)
                if self.nupdates or self.nseized:
                    take_turns(&hold)
                    held = True
                elif self.nshared:
                    look(&hold)
                    looking = True
                if self.nshared:
                    self.bind_shared(ws, given)
                if self.ndestroyed:
                    self.separate(ws)
            self.run(ws, self.alone, ws.nsteps)
            if PyList_GET_SIZE(ws.held):
                ws.held.clear()
            packed = self.finish(ws, given)
            done = True
            return packed
        finally:
            if ws.backups is not None:
                if done:
                    ws.backups = None
                else:
                    restore(ws)
            if held:
                give_back(&hold)
            elif looking:
                look_away(&hold)
            self.let_go(ws)

    cdef bint take_alone(self, Workspace ws, Hold* hold, tuple args, dict given) except -1:
        """Run the steps that run code of the user, then take the turn; return False if they ran on old values."""
        cdef Watch watch = Watch()
        self.bind_arguments(ws, args)
        if self.ndestroyed:
            self.spare(ws)
        if self.early:
            self.run(ws, 0, self.early)
        if self.early == self.alone:
            take_turns(hold)
            try:
                self.bind_shared(ws, given)
                self.separate(ws)
            except BaseException:
                give_back(hold)
                raise
            return True
        until_whole(self.turn, self.nshared)
        watch.begin(self.turn, self.nshared)
        look(hold)
        try:
            self.bind_shared(ws, given)
            self.separate(ws)
            self.run(ws, self.early, self.alone)
        finally:
            look_away(hold)
            watch.end()
        take_turns(hold)
        if watch.is_current():
            return True
        give_back(hold)
        self.drop_values(ws)
        return False

    @final
    cdef int bind_arguments(self, Workspace ws, tuple args) except -1:
        cdef int i
        self.bind(ws, args)
        for i in range(self.nfresh):
            ws.renew(&ws.slots[self.fresh[i]])
        return 0

    @final
    cdef void let_go(self, Workspace ws) noexcept:
        """After a call, drop the references to its inputs and results, and keep its workspace for the next one."""
        self.drop_values(ws)
        if PyList_GET_SIZE(ws.held):
            ws.held.clear()
        if ws.is_ready or ws.values is not None:
            self.forget(ws)
        if PyList_Append(self.free, <PyObject*> ws) < 0:
            PyErr_Clear()           # the next call makes another one

    @final
    cdef void drop_values(self, Workspace ws) noexcept:
        """Drop the references to what a call worked on."""
        cdef int i
        for i in range(self.nheld):
            Py_XDECREF(ws.slots[self.held[i]].array)
            ws.slots[self.held[i]].array = NULL
        if ws.moved or PyList_GET_SIZE(ws.call_kept):
            ws.settle()

    @final
    cdef int run(self, Workspace ws, int i, int last) except -1:
        """Run steps number `i` to `last`."""
        cdef int stop = self.destroyer if i <= self.destroyer < last else last
        cdef int end = stop, first = 0, status
        cdef Step step
        cdef double cost, begin = 0
        if ws.cost > RELEASE or self.runs_python:
            self.hold(ws)
        if ws.cost > RELEASE:
            replan(ws)
        while True:
            if self.seconds != NULL:
                first, begin = i, perf_counter()
                end = min(i + 1, stop)
            if ws.cost > RELEASE:
                with nogil:
                    status = advance(ws, &i, end)
            else:
                status = advance(ws, &i, end)
            if status == DONE:
                if self.seconds != NULL and first < end:
                    self.seconds[first] += perf_counter() - begin
                    self.calls[first] += 1
                    if i < stop:
                        continue
                if i == last:
                    return 0
                end = stop = last
                self.seize(ws, last > self.alone)
                self.make_ready(ws)
                if self.is_risky(ws):
                    ws.backups = self.back_up(ws)
                continue
            step = <Step> ws.step[i]
            try:
                if status == PREPARE:
                    cost = step.cost
                    step.prepare(ws)
                    step.seen = versions(step)
                    ws.cost += step.cost - cost
                    if i == self.destroyer and ws.backups is None and self.is_risky(ws):
                        # its result has another layout now, which a later step may refuse
                        ws.backups = self.back_up(ws)
                    if ws.cost > RELEASE and not ws.held:
                        self.hold(ws)
                else:
                    step.perform(ws)
                    i += 1
                if self.seconds != NULL:
                    self.seconds[first] += perf_counter() - begin
                    self.calls[first] += status != PREPARE
            except BaseException as exception:
                step.seen = -1
                if ws.backups is not None:
                    restore(ws)
                error, given = exception, given_to(ws, step)
                if step.within is not None:
                    error = self.on_inner_error(step.node, exception, placed_in(step.within, given))
                error = self.on_error(step.node, error, given)
                if error is exception:
                    raise
                raise error from exception

    cdef int seize(self, Workspace ws, bint mine) except -1:
        """Make the shared values that steps overwrite exclusive to this call.

        A value at which nobody looks is overwritten in place, and nobody gets to see it until the end of the turn.
        Others are copied, and all of them if the turn is not `mine`; steps overwrite the copies.
        """
        cdef Slot* slot
        cdef int i, place
        for i in range(self.nseized):
            place = self.seized[i]
            slot = &ws.slots[self.shared[place]]
            if mine and not (somebody_looks() and self.is_seen(slot, place)):
                (<Turn> self.turn[place]).writing = True
            elif slot.kind == c"O":
                replace_object(slot)
            else:
                move(ws, slot)
        return 0

    cdef bint is_seen(self, Slot* slot, int place) noexcept:
        """Return True if somebody else may have the value of a shared slot."""
        cdef list storage = <list> PyList_GET_ITEM(self.storages, place)
        if PyList_GET_SIZE(storage) != 1:
            return True
        if slot.array.ob_refcnt > 1 + (PyList_GET_ITEM(storage, 0) == slot.array):
            return True
        return slot.kind != c"O" and tg_base(slot.array) != NULL

    cdef bint is_risky(self, Workspace ws):
        """Return True if something may fail after the first step that overwrites shared memory has begun."""
        cdef int i
        cdef Step step = <Step> ws.step[self.destroyer]
        if step.fallible == 2:
            return True
        if self.destroyer + 1 < ws.nsteps and step.seen != versions(step):
            return True
        for i in range(self.destroyer + 1, ws.nsteps):
            step = <Step> ws.step[i]
            if step.fallible or step.seen != versions(step):
                return True
        return False

    cdef list back_up(self, Workspace ws):
        """Return, for each overwritten shared slot, its number and a copy of the array or a function that restores
        it.
        """
        destroyed = {slot for slots in self.plan.destroyers.values() for slot in slots}
        arrays, objects = [], []
        for i in destroyed:
            array = ws.slots[<Py_ssize_t> i].array
            if ws.slots[<Py_ssize_t> i].kind == c"O":
                objects.append((i, undo_for(<object> array)))
            else:
                arrays.append((i, take(tg_copy(array, cnp.NPY_CORDER))))
        return arrays + objects
