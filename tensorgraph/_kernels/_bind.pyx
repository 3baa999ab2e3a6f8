# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Arguments and shared variables become slots.

Arguments that are exactly what a slot wants (an aligned ndarray of that dtype and rank, a Python float for a 0-d
float64, an int for a 0-d number) are taken as they are.  Everything else goes to `convert`, which subclasses override.
"""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
cimport numpy as cnp

from ._argument cimport overlap, take_array, take_number
from ._array cimport take, tg_copy
from ._workspace cimport Slot, Workspace
from .memory cimport zeros

import numpy as np

cnp.import_array()


cdef int* int_array(values) except NULL:
    """A sequence of integers in memory of its own."""
    cdef int i
    cdef int* result = <int*> zeros(len(values), sizeof(int))
    for i in range(len(values)):
        result[i] = values[i]
    return result


cdef class Binder:
    """What a machine knows of the slots that a call fills: those of its arguments and of shared variables."""

    def __dealloc__(self):
        PyMem_RawFree(self.inputs)
        PyMem_RawFree(self.shared)
        PyMem_RawFree(self.destroyed)

    cdef int set_slots(self, containers) except -1:
        """Find them in the program; `containers` are those of the shared slots."""
        slots = self.program.slots
        inputs = [i for i, slot in enumerate(slots) if slot.kind == "input"]
        shared = [i for i, slot in enumerate(slots) if slot.kind == "shared"]
        destroyed = [slot for slot in self.plan.destroyed if slots[slot].kind in ("shared", "input")]
        self.inputs, self.nin = int_array(inputs), len(inputs)
        self.shared, self.nshared = int_array(shared), len(shared)
        self.destroyed, self.ndestroyed = int_array(destroyed), len(destroyed)
        self.storages = [getattr(containers[i], "storage", containers[i]) for i in shared]
        for storage in self.storages:
            if type(storage) is not list or len(storage) != 1:
                raise TypeError("the storage of a shared variable is a list of one item")
        return 0

    def convert(self, i, value):
        """The array that stands for argument `i`, which is not an array that fits.

        Subclasses ask the type of the input.
        """
        slot = self.program.slots[self.inputs[<int> i]]
        if slot.dtype == "object":
            return value
        array = np.require(value, requirements=("A", "E"))
        return array.astype(slot.dtype, casting="safe", copy=self.inputs[<int> i] in self.plan.destroyed)

    cdef int bind(self, Workspace ws, int i, object value) except -1:
        """Let input `i` show an argument."""
        cdef Slot* slot = &ws.slots[self.inputs[i]]
        if slot.kind != c"O":
            if slot.ndim == 0 and take_number(slot, value):
                return 0
            if take_array(slot, value):
                return 0
        value = self.convert(i, value)
        ws.call_kept.append(value)
        if slot.kind == c"O":
            slot.array = <PyObject*> value
        elif not take_array(slot, value):
            described = self.program.slots[self.inputs[i]]
            raise TypeError(
                f"argument {i} should be an array of dtype {described.dtype} and {described.ndim} axes with broadcast "
                f"flags {described.broadcastable}, not {value!r}"
            )
        return 0

    cdef int bind_shared(self, Workspace ws) except -1:
        """Let the shared slots show what their variables hold now."""
        cdef Slot* slot
        cdef int i
        for i in range(self.nshared):
            slot = &ws.slots[self.shared[i]]
            storage = <list> self.storages[i]
            value = storage[0]
            if slot.kind != c"O" and not take_array(slot, value):
                described = self.program.slots[self.shared[i]]
                array = np.require(value, requirements=("A", "W", "E"))
                array = array.astype(described.dtype, copy=False) if array.dtype == described.dtype else array
                if not take_array(slot, array):
                    raise TypeError(
                        f"a shared variable should hold an array of dtype {described.dtype} and {described.ndim} axes "
                        f"with broadcast flags {described.broadcastable}, not {value!r}"
                    )
                value = array
            slot.array = <PyObject*> value
            Py_INCREF(value)
        return 0

    cdef int separate(self, Workspace ws) except -1:
        """Copy arguments that lie in memory which a step writes over, and those to be written over that others need."""
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

    cdef bint is_entangled(self, Workspace ws, Slot* slot) noexcept:
        """Whether an argument shares memory with another slot, and a step writes over one of the two."""
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
