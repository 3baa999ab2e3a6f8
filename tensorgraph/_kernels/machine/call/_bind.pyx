# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Binding of arguments and shared variables to slots.

Arguments that are exactly what a slot wants (an aligned ndarray of that dtype and rank, a Python float for a 0-d
float64, an int for a 0-d number) are taken as they are. Everything else goes to `convert`, which subclasses override.
"""

from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from cpython.tuple cimport PyTuple_GET_ITEM
from cpython.weakref cimport PyWeakref_NewRef
cimport numpy as cnp

from ._arguments cimport extend, overlap, take_array, take_number
from .._array cimport (
    NPY_ARRAY_ALIGNED, NPY_ARRAY_WRITEABLE, take, tg_base, tg_copy, tg_data, tg_is_array, tg_new, tg_set_base,
    tg_strides
)
from ._turns cimport Turn, until_whole
from .._workspace cimport Slot, Workspace, same_layout
from ..memory cimport zeros

from copy import deepcopy as copy_object

import numpy as np

cnp.import_array()


cdef int check_storages(list storages) except -1:
    """Check that each storage still holds one item: they are lists that programs can reach."""
    cdef Py_ssize_t i
    for i in range(PyList_GET_SIZE(storages)):
        if PyList_GET_SIZE(<list> PyList_GET_ITEM(storages, i)) != 1:
            raise TypeError("the storage of a shared variable must be a list of one item: use set_value to change it")
    return 0


cdef int* int_array(values) except NULL:
    """Return a sequence of integers in newly allocated memory."""
    cdef int i
    cdef int* result = <int*> zeros(len(values), sizeof(int))
    for i in range(len(values)):
        result[i] = values[i]
    return result


cdef void replace(Slot* slot, object value) noexcept:
    """Make a slot refer to another object."""
    cdef PyObject* old = slot.array
    Py_INCREF(value)
    slot.array = <PyObject*> value
    Py_XDECREF(old)


cdef int replace_object(Slot* slot) except -1:
    """Replace the object of a slot by a copy."""
    replace(slot, copy_object(<object> slot.array))
    return 0


cdef object spaced(Slot* slot):
    """Return an array with the layout of a slot, gaps included."""
    cdef char* low = slot.data
    cdef char* high = slot.data + slot.itemsize
    extend(slot, &low, &high)
    memory = np.empty(high - low, np.uint8)
    array = take(tg_new(
        slot.descr, slot.ndim, slot.dims, slot.strides, <char*> tg_data(<PyObject*> memory) + (slot.data - low),
        NPY_ARRAY_WRITEABLE | NPY_ARRAY_ALIGNED))
    tg_set_base(<PyObject*> array, <PyObject*> memory)
    return array


cdef int move(Workspace ws, Slot* slot) except -1:
    """Replace the array of a slot, and of all its views, by a copy with the same layout."""
    cdef Py_ssize_t distance, i
    copy = take(tg_copy(slot.array, cnp.NPY_KEEPORDER))
    if not same_layout(slot, slot.dims, tg_strides(<PyObject*> copy)):
        copy = spaced(slot)
        cnp.PyArray_CopyInto(<cnp.ndarray> copy, <cnp.ndarray> <object> slot.array)
    ws.call_kept.append(<object> slot.array)
    distance = <char*> tg_data(<PyObject*> copy) - slot.data
    for i in range(ws.nslots):
        if ws.slots[i].base == slot:
            ws.slots[i].data += distance
    replace(slot, copy)
    return 0


cdef int hold_array(Workspace ws, PyObject* array) except -1:
    """Make a weak reference to an array, and to the array that it views."""
    if array != NULL and tg_is_array(array):
        ws.held.append(PyWeakref_NewRef(<object> array, None))
        if tg_base(array) != NULL and tg_is_array(tg_base(array)):
            ws.held.append(PyWeakref_NewRef(<object> tg_base(array), None))
    return 0


cdef inline bint take_argument(Slot* slot, object value, bint is_strict):
    """Bind an input slot to an argument without conversion; return False if it does not fit."""
    if slot.kind == c"O":
        return False
    return slot.ndim == 0 and not is_strict and take_number(slot, value) or take_array(slot, value)


cdef class Binder:
    """The slots of a machine that a call fills: those of its arguments and of shared variables."""

    def __dealloc__(self):
        PyMem_RawFree(self.inputs)
        PyMem_RawFree(self.strict)
        PyMem_RawFree(self.shared)
        PyMem_RawFree(self.destroyed)
        PyMem_RawFree(self.turn)

    cdef int set_slots(self, containers) except -1:
        """Find the slots in the program; `containers` are those of the shared slots."""
        slots = self.program.slots
        inputs = [i for i, slot in enumerate(slots) if slot.kind == "input"]
        shared = [i for i, slot in enumerate(slots) if slot.kind == "shared"]
        destroyed = [slot for slot in self.plan.destroyed if slots[slot].kind in ("shared", "input")]
        self.inputs, self.nin = int_array(inputs), len(inputs)
        self.strict = int_array([0] * self.nin)
        self.shared, self.nshared = int_array(shared), len(shared)
        self.destroyed, self.ndestroyed = int_array(destroyed), len(destroyed)
        self.storages = [getattr(containers[i], "storage", containers[i]) for i in shared]
        for storage in self.storages:
            if type(storage) is not list or len(storage) != 1:
                raise TypeError("the storage of a shared variable is a list of one item")
        self.turns = [getattr(containers[i], "turn", None) or Turn() for i in shared]
        self.turn = <PyObject**> zeros(self.nshared, sizeof(PyObject*))
        for place, turn in enumerate(self.turns):
            self.turn[<int> place] = <PyObject*> turn
        return 0

    def refuse_numbers(self, places):
        """Take nothing but arrays as some arguments; their types convert or refuse the rest."""
        for place in places:
            self.strict[<int> place] = True

    def convert(self, i, value):
        """Convert argument `i`, which is not an array that fits, to one.

        Subclasses ask the type of the input.
        """
        slot = self.program.slots[self.inputs[<int> i]]
        if slot.dtype == "object":
            return value
        array = np.require(value, requirements=("A", "E"))
        return array.astype(slot.dtype, casting="safe", copy=self.inputs[<int> i] in self.plan.destroyed)

    cdef int bind(self, Workspace ws, tuple args) except -1:
        """Bind the input slots to the arguments."""
        cdef int i
        for i in range(self.nin):
            if not take_argument(&ws.slots[self.inputs[i]], <object> PyTuple_GET_ITEM(args, i), self.strict[i]):
                return self.bind_converted(ws, list(args))
        return 0

    cdef int bind_converted(self, Workspace ws, list args) except -1:
        """Bind the input slots to the arguments after converting some.

        Conversion runs code of the caller's, which may resize another argument: slots are bound after the last one.
        """
        cdef Slot* slot
        cdef int i
        for i in range(self.nin):
            if not take_argument(&ws.slots[self.inputs[i]], args[i], self.strict[i]):
                args[i] = self.convert(i, args[i])
        ws.call_kept.append(args)
        for i in range(self.nin):
            slot = &ws.slots[self.inputs[i]]
            if slot.kind == c"O":
                slot.array = PyList_GET_ITEM(args, i)
            elif not take_argument(slot, args[i], self.strict[i]):
                described = self.program.slots[self.inputs[i]]
                raise TypeError(
                    f"argument {i} should be an array of dtype {described.dtype} and {described.ndim} axes with "
                    f"broadcast flags {described.broadcastable}, not {args[i]!r}"
                )
        return 0

    cdef int bind_shared(self, Workspace ws, dict given) except -1:
        """Bind the shared slots to a consistent snapshot of their variables; `given` values replace some."""
        cdef PyObject* value
        cdef int i
        until_whole(self.turn, self.nshared)
        check_storages(self.storages)
        # no Python code runs in this loop: the values are those of one moment
        for i in range(self.nshared):
            value = PyList_GET_ITEM(<list> PyList_GET_ITEM(self.storages, i), 0)
            Py_INCREF(<object> value)
            ws.slots[self.shared[i]].array = value
        for i in range(self.nshared):
            if given is not None and i in given:
                replace(&ws.slots[self.shared[i]], given[i])
            self.bind_held(ws, i)
        return 0

    cdef int bind_held(self, Workspace ws, int i) except -1:
        """Bind a shared slot to the value that it refers to."""
        cdef Slot* slot = &ws.slots[self.shared[i]]
        cdef PyObject* held = slot.array
        if slot.kind == c"O":
            return 0
        if not take_array(slot, <object> held):
            slot.array = held       # until another one takes its place
            described = self.program.slots[self.shared[i]]
            array = np.require(<object> held, requirements=("A", "W", "E"))
            array = array.astype(described.dtype, copy=False) if array.dtype == described.dtype else array
            if not take_array(slot, array):
                slot.array = held
                raise TypeError(
                    f"a shared variable should hold an array of dtype {described.dtype} and {described.ndim} axes "
                    f"with broadcast flags {described.broadcastable}, not {<object> held!r}"
                )
            slot.array = held
            replace(slot, array)
        return 0

    cdef int hold(self, Workspace ws) except -1:
        """Let NumPy refuse to resize the arrays that the steps read until they have run: others may have them."""
        cdef int i
        for i in range(self.nin):
            hold_array(ws, ws.slots[self.inputs[i]].array)
        for i in range(self.nshared):
            hold_array(ws, ws.slots[self.shared[i]].array)
        return 0

    cdef int separate(self, Workspace ws) except -1:
        """Copy arguments that alias memory which a step overwrites, and overwritten ones that others need."""
        cdef Slot* slot
        cdef int i
        for i in range(self.nin):
            slot = &ws.slots[self.inputs[i]]
            if slot.array == NULL or slot.kind == c"O":
                continue
            if self.is_entangled(ws, slot):
                copy = take(tg_copy(slot.array, cnp.NPY_KEEPORDER))
                ws.call_kept.append(copy)
                take_array(slot, copy)
        return 0

    cdef int spare(self, Workspace ws) except -1:
        """Copy the arguments that steps overwrite, as the steps may have to run again."""
        cdef Slot* slot
        cdef int i
        for i in range(self.nin):
            slot = &ws.slots[self.inputs[i]]
            if slot.destroyed and slot.kind != c"O" and slot.array != NULL:
                copy = take(tg_copy(slot.array, cnp.NPY_KEEPORDER))
                ws.call_kept.append(copy)
                take_array(slot, copy)
        return 0

    cdef bint is_entangled(self, Workspace ws, Slot* slot) noexcept:
        """Return True if an argument aliases another slot and a step overwrites one of the two."""
        cdef Slot* other
        cdef bint destroyed = False
        cdef int k
        for k in range(self.ndestroyed):
            other = &ws.slots[self.destroyed[k]]
            if other == slot:
                destroyed = True
            elif other.kind != c"O" and other.array != NULL and overlap(slot, other):
                return True
        if destroyed:
            for k in range(self.nshared):
                other = &ws.slots[self.shared[k]]
                if other.kind != c"O" and overlap(slot, other):
                    return True
        return False
