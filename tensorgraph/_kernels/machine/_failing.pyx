# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The inputs of a step that failed, and those of its program."""

from ._workspace cimport INPUT, SHARED, Slot, Step, Workspace, inputs_of, read_int


class StepInputs(list):
    """The inputs of a step that failed, as arrays that do not change.

    Attributes
    ----------
    shapes : dict
        From the number of a slot to its shape, for arguments and shared variables of the program of the step.
    numbers : dict
        From the number of a slot to its value, for those of them that are 0-d integers.
    around : StepInputs or None
        Those of the step of the function around it, where the program is inside of a step.
    """

    __slots__ = ("around", "numbers", "shapes")


cdef object given_to(Workspace ws, Step step):
    """Return the :class:`StepInputs` of a step."""
    cdef Slot* slot
    cdef int i, k
    found = StepInputs(inputs_of(ws, step))
    found.shapes, found.numbers, found.around = {}, {}, None
    for i in range(ws.nslots):
        slot = &ws.slots[i]
        if (slot.storage == INPUT or slot.storage == SHARED) and slot.kind != c"O" and slot.data != NULL:
            found.shapes[i] = tuple([slot.dims[k] for k in range(slot.ndim)])
            if slot.ndim == 0 and slot.kind in b"iub":
                found.numbers[i] = read_int(slot)
    return found


cdef tuple placed_in(tuple within, object around):
    """Return the origin of an error inside of a step that was given `around`."""
    for level in within:
        level[3].around = around
    return within
