# Integers that a step takes from its parameters or, at run time, from a 0-d slot.
from ._workspace cimport Slot, Step, read_int

cdef struct Entry:
    Slot* slot                  # NULL: the constant `value`
    long long value
    bint given                  # False: None


cdef inline long long read_entry(const Entry* entry) noexcept nogil:
    return entry.value if entry.slot == NULL else read_int(entry.slot)


cdef inline int parse_entry(Step step, Entry* entry, value) except -1:
    """Read an int, ``("in", k)`` or None."""
    cdef int k
    entry.slot = NULL
    entry.value = 0
    entry.given = value is not None
    if isinstance(value, tuple):
        tag, k = value
        if tag != "in" or not 0 <= k < step.nin:
            raise ValueError(f"{value} is not an index entry of a step with {step.nin} inputs")
        entry.slot = step.inputs[k]
        if entry.slot.ndim or entry.slot.kind not in (c"i", c"u", c"b"):
            raise ValueError(f"index entry {value} is not a 0-d integer")
    elif value is not None:
        entry.value = value
    return 0
