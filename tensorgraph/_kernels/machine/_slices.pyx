# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The selection ``x[1, 2:, ::-1]``, with numbers that may be known only at run time."""

from ._entry cimport parse_entry, read_entry


cdef int parse_slices(Step step, Slices* slices, int ndim, index) except -1:
    """Parse an index: for each leading axis an entry, or ``("slice", start, stop, step)``."""
    cdef int k
    slices.n = len(index)
    slices.kept = ndim
    if slices.n > ndim:
        raise ValueError(f"too many indices: {slices.n} for {ndim} axes")
    for k in range(slices.n):
        value = index[k]
        slices.index[k].is_slice = isinstance(value, tuple) and value[0] == "slice"
        if slices.index[k].is_slice:
            parse_entry(step, &slices.index[k].start, value[1])
            parse_entry(step, &slices.index[k].stop, value[2])
            parse_entry(step, &slices.index[k].step, value[3])
        else:
            if value is None:
                raise ValueError("an index is an integer or a slice")
            parse_entry(step, &slices.index[k].start, value)
            slices.kept -= 1
    return 0


cdef bint slice_bounds(
    const Index* index, Py_ssize_t n, Py_ssize_t* start, Py_ssize_t* length, Py_ssize_t* step
) noexcept nogil:
    """Compute what a Python slice selects of n elements; return False for a step of 0."""
    cdef long long first, last, by = read_entry(&index.step) if index.step.given else 1
    cdef long long lowest = 0 if by > 0 else -1
    cdef long long highest = n if by > 0 else n - 1
    if by == 0:
        return False
    by = max(by, -(1LL << 62))
    first = lowest if by > 0 else highest
    last = highest if by > 0 else lowest
    if index.start.given:
        first = read_entry(&index.start)
        if first < 0:
            first += n
        first = min(max(first, lowest), highest)
    if index.stop.given:
        last = read_entry(&index.stop)
        if last < 0:
            last += n
        last = min(max(last, lowest), highest)
    start[0] = first
    if by > 0:
        length[0] = (last - first - 1) // by + 1 if first < last else 0
    else:
        length[0] = (first - last - 1) // (-by) + 1 if last < first else 0
    step[0] = by if length[0] > 1 else 1
    return True


cdef int apply_slices(
    const Slices* slices, Slot* x, char** data, Py_ssize_t* dims, Py_ssize_t* strides
) noexcept nogil:
    """Move `data`, a pointer into x, to the selection and compute its layout; return the bad axis, or -1."""
    cdef int k, n = 0
    cdef Py_ssize_t i, start, length, step
    for k in range(x.ndim):
        if k >= slices.n:
            dims[n], strides[n] = x.dims[k], x.strides[k]
            n += 1
        elif slices.index[k].is_slice:
            if not slice_bounds(&slices.index[k], x.dims[k], &start, &length, &step):
                return k
            if length:
                data[0] += start * x.strides[k]
            dims[n], strides[n] = length, x.strides[k] * step
            n += 1
        else:
            i = read_entry(&slices.index[k].start)
            if i < 0:
                i += x.dims[k]
            if not 0 <= i < x.dims[k]:
                return k
            data[0] += i * x.strides[k]
    return -1


cdef int raise_slices(const Slices* slices, int axis, Slot* x) except -1:
    """Raise the error for the index of an axis."""
    if slices.index[axis].is_slice:
        raise ValueError("slice step cannot be zero")
    raise IndexError(
        f"index {read_entry(&slices.index[axis].start)} is out of bounds for axis {axis} with size {x.dims[axis]}"
    )


cdef int raise_too_few(loop, number, long long n, Slot* sequence) except -1:
    """Raise the error of a loop that needs more rows of a sequence than there are."""
    cdef int k
    if n < 0:
        raise IndexError(f"the loop {loop} was asked to run for a negative number of steps: {n}")
    shape = tuple([sequence.dims[k] for k in range(sequence.ndim)])
    raise ValueError(
        f"the loop {loop} was asked for {n} steps, but its sequence {number} is shorter than the required number of "
        f"steps: it has shape {shape}"
    )
