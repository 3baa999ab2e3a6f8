# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a call gives, what it holds while it runs, and what it puts back where it fails."""

from cpython.ref cimport Py_XDECREF
from cpython.weakref cimport PyWeakref_NewRef
cimport numpy as cnp

from ._array cimport tg_base, tg_data, tg_dims, tg_is_array, tg_is_untouched, tg_set_data, tg_strides
from ._move cimport copy_array
from ._workspace cimport OBJECT, OUTPUT, has_moved, same_layout

cnp.import_array()


cdef int hold_array(Workspace ws, PyObject* array) except -1:
    """Make a weak reference to an array, and to the one whose memory it shows."""
    if array != NULL and tg_is_array(array):
        ws.held.append(PyWeakref_NewRef(<object> array, None))
        if tg_base(array) != NULL and tg_is_array(tg_base(array)):
            ws.held.append(PyWeakref_NewRef(<object> tg_base(array), None))
    return 0


cdef int restore(Workspace ws) except -1:
    """Put back what steps wrote over; arrays without any allocation, so that this cannot fail."""
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


cdef object ready_array(Workspace ws, Slot* slot, bint apart):
    """An array that `fill_ready` makes the value of a slot, if the slot keeps its layout; None where none is needed.

    A view of an output is one, unless it must be `apart`.
    """
    if slot.storage == OBJECT or slot.kind == c"O" or slot.ndim and not slot.version:
        return None
    if slot.base.storage == OUTPUT and (is_whole(slot) or slot.base.array == NULL):
        return None
    if slot.base.storage == OUTPUT and not apart:
        return ws.view(slot)
    return ws.unfilled(slot)


cdef bint fill_ready(Workspace ws, Slot* slot, PyObject* array) noexcept:
    """Let an array that was made ready be the value of a slot; False where it has another layout."""
    cdef int k
    for k in range(slot.ndim):
        if tg_dims(array)[k] != slot.dims[k]:
            return False
    if tg_base(array) != NULL:
        if tg_base(array) != slot.base.array or not same_layout(slot, slot.dims, tg_strides(array)):
            return False
        tg_set_data(array, slot.data)
    else:
        copy_array(
            slot.ndim, slot.dims, <char*> tg_data(array), tg_strides(array), slot.data, slot.strides, slot.itemsize)
    return True


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
    if new.storage == OUTPUT and array != NULL and new.array != array and tg_is_untouched(
            array, tg_data(array), new.descr, new.ndim, new.dims, new.strides):
        Py_XDECREF(new.array)
        new.array = array
        new.data = <char*> tg_data(array)
        old.array = NULL
