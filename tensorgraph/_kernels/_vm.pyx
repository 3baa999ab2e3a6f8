# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The machine that calls a program.

A call binds its arguments and the shared variables to slots, runs the steps and gives out fresh arrays.  The program
is read only; what a running call writes is in a workspace from a free list, so that calls may overlap.

a. An output that nobody else refers to any more when the next call starts is written again instead of a new one.
b. Work beyond ~5 us runs without the GIL, which costs 22 ns to let go.
c. A call that fails leaves shared variables as they were.  Updates are stored at the end; where a step writes over
   shared memory and a later step may still fail, the machine keeps a copy until the end.
d. Calls of one machine that change shared variables take turns; all others overlap freely.
"""

from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_XDECREF
from cpython.time cimport perf_counter
from cpython.pythread cimport (
    NOWAIT_LOCK, WAIT_LOCK, PyThread_acquire_lock, PyThread_allocate_lock, PyThread_free_lock,
    PyThread_get_thread_ident, PyThread_release_lock,
)
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_GET_SIZE
cimport numpy as cnp

from ._array cimport take, tg_copy, tg_copy_into, tg_data, tg_dims, tg_fits, tg_is_private, tg_strides
from ._bind cimport Binder, int_array
from ._workspace cimport (
    DONE, OBJECT, OUTPUT, PREPARE, Slot, Step, Workspace, advance, inputs_of, same_layout, versions,
)
from .memory cimport zeros

from .storage import plan as plan_storage
from .undo import undo_for

cnp.import_array()

cdef double RELEASE = 5000.0        # ns of work from which the GIL is let go


cdef class Machine(Binder):
    """Calls a program.

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
        slots = program.slots
        self.set_slots(containers)
        shared = [self.shared[i] for i in range(self.nshared)]
        fresh = [i for i, storage in enumerate(self.plan.storage) if storage == OUTPUT]
        self.outputs, self.nout = int_array(program.outputs), len(program.outputs)
        olds, news = [old for old, _ in program.updates], [new for _, new in program.updates]
        self.olds, self.news, self.nupdates = int_array(olds), int_array(news), len(program.updates)
        # an array that is replaced itself is given away
        self.givers = int_array([
            olds.index(new) if new in olds and new != old and news.count(new) == 1 else -1
            for old, new in program.updates
        ])
        places = {slot: place for place, slot in enumerate(shared)}
        self.places = int_array([places[old] for old, _ in program.updates if old in places])
        self.fresh, self.nfresh = int_array(fresh), len(fresh)
        held = shared + [i for i, storage in enumerate(self.plan.storage) if storage == OBJECT]
        self.held, self.nheld = int_array(held), len(held)
        for old, _ in program.updates:
            if slots[old].kind != "shared":
                raise ValueError(f"slot {old} is updated and is not shared")
        self.single = pack == "single"
        self.keys = pack if isinstance(pack, tuple) else None
        if self.single and self.nout != 1 or self.keys is not None and len(self.keys) != self.nout:
            raise ValueError(f"pack={pack!r} does not fit {self.nout} outputs")
        self.lock = PyThread_allocate_lock()
        if self.lock == NULL:
            raise MemoryError
        self.destroyer = min(self.plan.destroyers, default=len(program.steps))
        self.free = [Workspace(program, self.plan)]

    def __dealloc__(self):
        PyMem_RawFree(self.outputs)
        PyMem_RawFree(self.olds)
        PyMem_RawFree(self.news)
        PyMem_RawFree(self.places)
        PyMem_RawFree(self.givers)
        PyMem_RawFree(self.fresh)
        PyMem_RawFree(self.held)
        if self.lock != NULL:
            PyThread_free_lock(self.lock)
        PyMem_RawFree(self.seconds)
        PyMem_RawFree(self.calls)

    def measure(self):
        """From now on note how long each step takes."""
        if self.calls == NULL:
            self.calls = <Py_ssize_t*> zeros(len(self.program.steps), sizeof(Py_ssize_t))
        if self.seconds == NULL:
            self.seconds = <double*> zeros(len(self.program.steps), sizeof(double))

    def measured(self):
        """For each step ``(seconds, runs)`` since :meth:`measure`."""
        n = len(self.program.steps)
        return [(self.seconds[i], self.calls[i]) for i in range(n)] if self.seconds != NULL else [(0.0, 0)] * n

    def layouts(self):
        """For each slot ``(shape, strides)`` as the last call left them, None for what is no array or was not there."""
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
        """A call with keywords or another number of arguments than input slots, or any call where `unusual` is set.

        Subclasses add keywords and defaults and end in `execute`.
        """
        raise TypeError(f"expected {self.nin} arguments, got {len(args)}" + (" and keywords" if kwargs else ""))

    def execute(self, tuple args):
        """Call with one value for each input slot."""
        if PyTuple_GET_SIZE(args) != self.nin:
            raise TypeError(f"expected {self.nin} arguments, got {len(args)}")
        return self.execute_plain(args)

    def on_error(self, node, exception, inputs):
        """The exception to raise when a step failed; subclasses add what they know about node number `node`."""
        return exception

    def on_inner_error(self, node, exception, within):
        """The same where a program inside the step failed, before `on_error`.

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
        return self.execute_plain(args)

    cdef object execute_plain(self, tuple args):
        cdef Workspace ws
        cdef int i
        ws = <Workspace> self.free.pop() if PyList_GET_SIZE(self.free) else Workspace(self.program, self.plan)
        if self.nupdates:
            self.acquire()
        try:
            for i in range(self.nin):
                self.bind(ws, i, <object> PyTuple_GET_ITEM(args, i))
            if self.nshared:
                self.bind_shared(ws)
            if self.ndestroyed:
                self.separate(ws)
            for i in range(self.nfresh):
                ws.renew(&ws.slots[self.fresh[i]])
            self.run(ws)
            return self.finish(ws)
        finally:
            for i in range(self.nheld):
                Py_XDECREF(ws.slots[self.held[i]].array)
                ws.slots[self.held[i]].array = NULL
            ws.settle()
            self.free.append(ws)
            if self.nupdates:
                self.unlock()

    cdef int acquire(self) except -1:
        """Calls that change shared variables take turns: their changes are those of some serial order."""
        cdef unsigned long me = PyThread_get_thread_ident()
        if not PyThread_acquire_lock(self.lock, NOWAIT_LOCK):
            if self.owner == me:
                self.depth += 1
                return 0
            with nogil:
                PyThread_acquire_lock(self.lock, WAIT_LOCK)
        self.owner = me
        return 0

    cdef void unlock(self) noexcept:
        if self.depth:
            self.depth -= 1
            return
        self.owner = 0
        PyThread_release_lock(self.lock)

    cdef int run(self, Workspace ws) except -1:
        cdef int i = 0, first = 0, status
        cdef int stop = self.destroyer if self.destroyer < ws.nsteps else ws.nsteps
        cdef int end = stop
        cdef Step step
        cdef double cost, begin = 0
        cdef list backups = None
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
                if i == ws.nsteps:
                    return 0
                end = stop = ws.nsteps
                if self.is_risky(ws):
                    backups = self.back_up(ws)
                continue
            step = <Step> ws.step[i]
            try:
                if status == PREPARE:
                    cost = step.cost
                    step.prepare(ws)
                    step.seen = versions(step)
                    ws.cost += step.cost - cost
                    if i == self.destroyer and backups is None and self.is_risky(ws):
                        # what it gives has another layout now, which a later step may refuse
                        backups = self.back_up(ws)
                else:
                    step.perform(ws)
                    i += 1
                if self.seconds != NULL:
                    self.seconds[first] += perf_counter() - begin
                    self.calls[first] += status != PREPARE
            except BaseException as exception:
                step.seen = -1
                if backups is not None:
                    for changed, saved in backups:
                        if changed is None:
                            saved()
                        else:
                            tg_copy_into(<PyObject*> changed, <PyObject*> saved)
                error = exception if step.within is None else self.on_inner_error(step.node, exception, step.within)
                error = self.on_error(step.node, error, inputs_of(ws, step))
                if error is exception:
                    raise
                raise error from exception

    cdef bint is_risky(self, Workspace ws):
        """May something go wrong after the first step that writes over shared memory has begun?"""
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
        """For each shared value that steps write over: an array and its copy, or None and what puts an object back."""
        cdef PyObject* array
        destroyed = {slot for slots in self.plan.destroyers.values() for slot in slots}
        result = []
        for i in destroyed:
            array = ws.slots[<Py_ssize_t> i].array
            if ws.slots[<Py_ssize_t> i].kind == c"O":
                result.append((None, undo_for(<object> array)))
            else:
                result.append((<object> array, take(tg_copy(array, cnp.NPY_KEEPORDER))))
        return result

    cdef object result(self, Workspace ws, int index):
        """The value of a slot as an array of its own."""
        cdef Slot* slot = &ws.slots[index]
        if slot.storage == OBJECT:
            return <object> slot.array
        if slot.base.storage == OUTPUT and is_whole(slot):
            return <object> slot.base.array
        array = ws.as_array(slot)
        if slot.base.storage == OUTPUT or slot.kind == c"O":
            return array
        return take(tg_copy(<PyObject*> array, cnp.NPY_CORDER))

    cdef object finish(self, Workspace ws):
        """Store the updates and pack the outputs."""
        cdef int i
        cdef list outputs
        if self.single:
            outputs = None
            only = self.result(ws, self.outputs[0])
        else:
            outputs = []
            for i in range(self.nout):
                outputs.append(self.result(ws, self.outputs[i]))
        if self.nupdates:
            self.store(ws)
        if self.single:
            return only
        if self.keys is not None:
            return dict(zip(self.keys, outputs, strict=True))
        return outputs

    cdef int store(self, Workspace ws) except -1:
        """Let the shared variables hold their new values."""
        cdef int i
        cdef Slot* old
        cdef Slot* new
        cdef list values = []
        for i in range(self.nupdates):
            old = &ws.slots[self.olds[i]]
            new = &ws.slots[self.news[i]]
            if new.base == old and new.data == old.data and same_layout(old, new.dims, new.strides):
                values.append(<object> old.array)
            elif self.givers[i] >= 0 and ws.slots[self.news[self.givers[i]]].base != new.base:
                values.append(<object> new.array)
            else:
                values.append(self.result(ws, self.news[i]))
        for i in range(self.nupdates):
            storage = <list> self.storages[self.places[i]]
            value = <object> PyList_GET_ITEM(values, i)
            if PyList_GET_ITEM(storage, 0) == <PyObject*> value:
                continue
            storage[0] = value
            if is_whole(&ws.slots[self.news[i]]):
                recycle(&ws.slots[self.olds[i]], ws.slots[self.news[i]].base)
        return 0


cdef bint is_whole(Slot* slot):
    """Is the slot its base, or a view of it that cannot be told from it?"""
    cdef Slot* base = slot.base
    return slot == base or (
        slot.data == base.data and slot.ndim == base.ndim and slot.typenum == base.typenum
        and same_layout(slot, base.dims, base.strides)
    )


cdef void recycle(Slot* old, Slot* new):
    """What a shared variable held until now is memory for its next value, if nobody else can see it."""
    cdef PyObject* array = old.array
    if new.storage == OUTPUT and array != NULL and new.array != array and tg_is_private(array) \
            and tg_fits(array, new.descr, new.ndim) and same_layout(new, tg_dims(array), tg_strides(array)):
        Py_XDECREF(new.array)
        new.array = array
        new.data = <char*> tg_data(array)
        old.array = NULL
