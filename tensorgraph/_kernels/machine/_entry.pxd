# Integers that a step takes from its parameters or, at run time, from a 0-d slot.
from ._workspace cimport MAX_NDIM, Slot, Step, read_int

cdef struct Entry:
    Slot* slot                  # NULL: the constant `value`
    long long value
    bint given                  # False: None

cdef struct Lengths:            # a shape: entries, or an integer vector
    int n
    Slot* vector                # NULL for entries
    Entry[MAX_NDIM] entries
    bint vary                   # may be others whenever the step runs


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


cdef inline int parse_lengths(Step step, Lengths* lengths, shape, int n) except -1:
    """Read n entries, or ``("vector", k)``."""
    cdef int k
    lengths.n = n
    lengths.vector = NULL
    lengths.vary = False
    if len(shape) == 2 and shape[0] == "vector":
        lengths.vector = step.inputs[<int> shape[1]]
        lengths.vary = True
        if lengths.vector.ndim != 1 or lengths.vector.kind not in (c"i", c"u"):
            raise ValueError("a shape is an integer vector")
        return 0
    if len(shape) != n:
        raise ValueError(f"shape {shape} does not give {n} axes")
    for k in range(n):
        if shape[k] is None:
            raise ValueError("a length cannot be None")
        parse_entry(step, &lengths.entries[k], shape[k])
        lengths.vary = lengths.vary or lengths.entries[k].slot != NULL
    return 0


cdef inline Py_ssize_t count_lengths(const Lengths* lengths) noexcept nogil:
    """Return the number of lengths."""
    return lengths.n if lengths.vector == NULL else lengths.vector.dims[0]


cdef inline long long read_length(const Lengths* lengths, int k) noexcept nogil:
    cdef Slot here
    if lengths.vector == NULL:
        return read_entry(&lengths.entries[k])
    here = lengths.vector[0]
    here.data += k * here.strides[0]
    return read_int(&here)


cdef inline bint are_lengths(const Lengths* lengths, const Py_ssize_t* known) noexcept nogil:
    """Return True if the lengths are still those."""
    cdef int k
    for k in range(lengths.n):
        if read_length(lengths, k) != known[k]:
            return False
    return True
