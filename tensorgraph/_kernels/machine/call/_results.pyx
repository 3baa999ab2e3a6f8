# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Slots turned into the outputs of a call and the new values of shared variables.

Where steps overwrite shared memory, the results are prepared before the first of them, so that nothing can fail after
it.
"""

from cpython.list cimport PyList_GET_ITEM
from cpython.mem cimport PyMem_RawFree
from cpython.ref cimport Py_INCREF, Py_XDECREF
cimport numpy as cnp

from .._array cimport take, tg_base, tg_copy, tg_data, tg_dims, tg_is_array, tg_is_untouched, tg_set_data, tg_strides
from ._bind cimport check_storages, int_array
from ..threads._copying cimport share_copy
from ._turns cimport Turn
from .._workspace cimport OBJECT, OUTPUT, same_layout
from ..memory cimport zeros

from ..storage import filled_slots

cnp.import_array()


cdef class Giver(Binder):
    """The slots of a machine that leave a call."""

    def __dealloc__(self):
        PyMem_RawFree(self.outputs)
        PyMem_RawFree(self.olds)
        PyMem_RawFree(self.news)
        PyMem_RawFree(self.places)
        PyMem_RawFree(self.givers)
        PyMem_RawFree(self.stays)

    cdef int set_leaving(self, pack) except -1:
        """Find the slots in the program; `pack` is as `Machine` takes it."""
        program = self.program
        olds, news = [old for old, _ in program.updates], [new for _, new in program.updates]
        for old in olds:
            if program.slots[old].kind != "shared":
                raise ValueError(f"slot {old} is updated and is not shared")
        self.outputs, self.nout = int_array(program.outputs), len(program.outputs)
        self.olds, self.news, self.nupdates = int_array(olds), int_array(news), len(program.updates)
        # if the old array of a variable is the new value of another one, it is given away
        self.givers = int_array([
            olds.index(new) if new in olds and new != old and news.count(new) == 1 else -1
            for old, new in program.updates
        ])
        filled = filled_slots(program)
        self.stays = int_array([filled[new] == old for old, new in program.updates])
        places = {self.shared[place]: place for place in range(self.nshared)}
        self.places = int_array([places[old] for old in olds])
        self.single = pack == "single"
        self.keys = pack if isinstance(pack, tuple) else None
        if self.single and self.nout != 1 or self.keys is not None and len(self.keys) != self.nout:
            raise ValueError(f"pack={pack!r} does not fit {self.nout} outputs")
        return 0

    cdef object container(self):
        """Return the container of the outputs."""
        return None if self.single else [None] * self.nout if self.keys is None else dict.fromkeys(self.keys)

    cdef int make_ready(self, Workspace ws) except -1:
        """Make containers for the results, and arrays for those with the layout of the last call."""
        cdef int i
        ws.is_ready = True
        ws.packed = self.container()
        if ws.values is None:
            ws.values = [None] * (self.nupdates + self.nshared)
        if not ws.nready and self.nout + self.nupdates:
            ws.ready = <PyObject**> zeros(self.nout + self.nupdates, sizeof(PyObject*))
            ws.nready = self.nout + self.nupdates
        for i in range(self.nout):
            make_array_ready(ws, i, &ws.slots[self.outputs[i]], False)
        for i in range(self.nupdates):
            if not self.stays[i]:
                make_array_ready(ws, self.nout + i, &ws.slots[self.news[i]], True)
        return 0

    cdef void forget(self, Workspace ws) noexcept:
        """After a call, drop what was prepared for its results."""
        cdef PyObject* array
        cdef int i
        if ws.is_ready:
            ws.is_ready = False
            ws.packed = None
            for i in range(ws.nready):
                array = ws.ready[i]
                ws.ready[i] = NULL
                Py_XDECREF(array)
        if ws.values is not None:
            for i in range(self.nupdates + self.nshared):
                ws.values[i] = None

    cdef object result(self, Workspace ws, int index, int place):
        """Return the value of a slot as an array of its own; `place` is that of the array prepared for it."""
        cdef Slot* slot = &ws.slots[index]
        if slot.storage == OBJECT:
            return ws.as_array(slot)
        if slot.base.storage == OUTPUT and is_whole(slot):
            return <object> slot.base.array
        if ws.is_ready and ws.ready[place] != NULL and fill_ready(ws, slot, ws.ready[place]):
            return <object> ws.ready[place]
        array = ws.as_array(slot)
        if slot.base.storage == OUTPUT or slot.kind == c"O":
            return array
        return take(tg_copy(<PyObject*> array, cnp.NPY_CORDER))

    cdef object finish(self, Workspace ws, dict given):
        """Store the updates and pack the outputs."""
        cdef int i
        packed = ws.packed if ws.is_ready else self.container()
        if self.single:
            packed = self.result(ws, self.outputs[0], 0)
        elif self.keys is None:
            for i in range(self.nout):
                (<list> packed)[i] = self.result(ws, self.outputs[i], i)
        else:
            for i in range(self.nout):
                packed[self.keys[i]] = self.result(ws, self.outputs[i], i)
        if self.nupdates or given is not None:
            self.store(ws, given)
        return packed

    cdef int store(self, Workspace ws, dict given) except -1:
        """Assign the new values of the shared variables."""
        cdef int i
        cdef Slot* old
        cdef Slot* new
        cdef list values
        cdef PyObject* storage
        if ws.values is None:
            ws.values = [None] * (self.nupdates + self.nshared)
        values = ws.values
        for i in range(self.nupdates):
            old = &ws.slots[self.olds[i]]
            new = &ws.slots[self.news[i]]
            if new.base == old and new.data == old.data and same_layout(old, new.dims, new.strides):
                values[i] = <object> old.array
            elif self.givers[i] >= 0 and ws.slots[self.news[self.givers[i]]].base != new.base:
                values[i] = <object> new.array
            else:
                value = self.result(ws, self.news[i], self.nout + i)
                if tg_is_array(<PyObject*> value) and tg_base(<PyObject*> value) != NULL:
                    # a view keeps its whole base alive, but that is better than a failure after values changed in place
                    try:
                        value = take(tg_copy(<PyObject*> value, cnp.NPY_CORDER))
                    except MemoryError:
                        pass
                values[i] = value
        check_storages(self.storages)
        # no Python code runs from here to the last update, so that all values change at once
        if given is not None:
            for place, value in given.items():
                self.keep(place, value, values)
        for i in range(self.nupdates):
            self.keep(self.places[i], <object> PyList_GET_ITEM(values, i), values)
        for i in range(self.nupdates):
            storage = PyList_GET_ITEM(self.storages, self.places[i])
            old = &ws.slots[self.olds[i]]
            new = &ws.slots[self.news[i]]
            if PyList_GET_ITEM(<list> storage, 0) != old.array and is_whole(new):
                recycle(old, new.base)
        return 0

    cdef int keep(self, int place, object value, list old) except -1:
        """Assign a value to a shared variable; the old value stays alive in `old`, which has a place for it."""
        cdef PyObject* storage = PyList_GET_ITEM(self.storages, place)
        cdef PyObject* held = PyList_GET_ITEM(<list> storage, 0)
        if held != <PyObject*> value:
            if held.ob_refcnt == 1:
                old[self.nupdates + place] = <object> held
            (<list> storage)[0] = value
        (<Turn> self.turn[place]).renew()
        return 0


cdef int make_array_ready(Workspace ws, int place, Slot* slot, bint apart) except -1:
    """Prepare an array for the value of a slot that keeps its layout and needs one.

    A view of an output is one, unless it must be `apart`.
    """
    cdef object array
    if slot.storage == OBJECT or slot.kind == c"O" or slot.ndim and not slot.version:
        return 0
    if slot.base.storage == OUTPUT and (is_whole(slot) or slot.base.array == NULL):
        return 0
    array = ws.view(slot) if slot.base.storage == OUTPUT and not apart else ws.unfilled(slot)
    Py_INCREF(array)
    ws.ready[place] = <PyObject*> array
    return 0


cdef bint fill_ready(Workspace ws, Slot* slot, PyObject* array) noexcept:
    """Make a prepared array the value of a slot; return False if it has another layout."""
    cdef int k
    for k in range(slot.ndim):
        if tg_dims(array)[k] != slot.dims[k]:
            return False
    if tg_base(array) != NULL:
        if tg_base(array) != slot.base.array or not same_layout(slot, slot.dims, tg_strides(array)):
            return False
        tg_set_data(array, slot.data)
    else:
        share_copy(
            slot.ndim, slot.dims, <char*> tg_data(array), tg_strides(array), slot.data, slot.strides, slot.itemsize)
    return True


cdef bint is_whole(Slot* slot):
    """Return True if the slot is its base, or an indistinguishable view of it."""
    cdef Slot* base = slot.base
    return slot == base or (
        slot.data == base.data and slot.ndim == base.ndim and slot.typenum == base.typenum
        and same_layout(slot, base.dims, base.strides)
    )


cdef void recycle(Slot* old, Slot* new):
    """Reuse the old array of a shared variable for its next value, if nobody else can see it."""
    cdef PyObject* array = old.array
    if new.storage == OUTPUT and array != NULL and new.array != array and tg_is_untouched(
            array, tg_data(array), new.descr, new.ndim, new.dims, new.strides):
        Py_XDECREF(new.array)
        new.array = array
        new.data = <char*> tg_data(array)
        old.array = NULL
