"""Slices with symbolic bounds: their length, and their canonical form.

Bounds are ints, None, 0-d integer tensors or integer scalars; known ones are computed here and make no node.
"""

from ...graph.variable import Constant, Variable
from ...scalar.type import ScalarType
from ..elementwise.math import gt, lt, maximum, minimum, switch
from ..types.scalars import ScalarFromTensor, TensorFromScalar


def as_bound(v):
    """Return an index entry as an int, None, or a 0-d tensor."""
    if not isinstance(v, Variable):
        return v if v is None else int(v)
    if isinstance(v, Constant):
        return int(v.data)
    if not isinstance(v.type, ScalarType):
        return v
    if v.owner is not None and isinstance(v.owner.op, ScalarFromTensor):
        return v.owner.inputs[0]
    return TensorFromScalar()(v)


def _known(*values):
    return all(isinstance(v, int) for v in values)


def _min(a, b):
    return min(a, b) if _known(a, b) else minimum(a, b)


def _max(a, b):
    return max(a, b) if _known(a, b) else maximum(a, b)


def _from_end(a, n):
    """Return an index with negative values counted from the end."""
    if isinstance(a, int):
        return a if a >= 0 else a + n
    return switch(lt(a, 0), a + n, a)


def _clipped(a, n, low, high):
    """Clip a bound to ``low..high``, without comparisons that its sign decides."""
    if isinstance(a, int):
        return _min(a, high) if a >= 0 else _max(a + n, low)
    return _max(_min(_from_end(a, n), high), low)


def _ends(n, start, stop, forward):
    """Return the first element and the end of a slice with steps of one sign, both within the axis."""
    if forward:
        first = 0 if start is None or (isinstance(start, int) and start == 0) else _clipped(start, n, 0, n)
        end = n if stop is None else _clipped(stop, n, 0, n)
    else:
        first = n - 1 if start is None else _clipped(start, n, -1, n - 1)
        end = -1 if stop is None else _clipped(stop, n, -1, n - 1)
    return first, end


def _count(n, start, stop, step, forward):
    first, end = _ends(n, start, stop, forward)
    span = (end if isinstance(first, int) and first == 0 else end - first) if forward else first - end
    if start is not None and stop is not None:
        span = _max(span, 0)
    if isinstance(step, int) and abs(step) == 1:
        return span
    stride = step if forward else -step
    return (span + (stride - 1)) // stride


def slice_length(n, start, stop, step):
    """Return the number of elements of ``start:stop:step`` on an axis of length `n`.

    Parameters
    ----------
    n : int or TensorVariable
        The length of the axis.
    start, stop, step : int, None or integer variable
        The slice.
    """
    n, start, stop, step = as_bound(n), as_bound(start), as_bound(stop), as_bound(step)
    if step is None:
        step = 1
    if isinstance(step, int):
        if step == 0:
            raise ValueError("slice step cannot be zero")
        if start is None and stop is None and abs(step) == 1:
            return n
        return _count(n, start, stop, step, step > 0)
    return switch(
        gt(step, 0),
        _count(n, start, stop, maximum(step, 1), True),
        _count(n, start, stop, minimum(step, -1), False),
    )


def get_canonical_form_slice(theslice, length):
    """Return an index entry with all its bounds inside the axis.

    Parameters
    ----------
    theslice : int, integer variable or slice
        The entry.
    length : int or TensorVariable
        The length of the axis.

    Returns
    -------
    entry : int, variable or slice
        A slice has ``0 <= start <= stop <= length`` and a positive step.
    direction : int or variable
        1, or -1 when the elements of the canonical slice must be reversed.
    """
    if not isinstance(theslice, slice):
        return _from_end(as_bound(theslice), length), 1
    start, stop, step = as_bound(theslice.start), as_bound(theslice.stop), as_bound(theslice.step)
    if step is None:
        step = 1
    if isinstance(step, int):
        if step == 0:
            raise ValueError("slice step cannot be zero")
        return _forward_form(length, start, stop, step, step > 0), 1 if step > 0 else -1
    positive = gt(step, 0)
    up = _forward_form(length, start, stop, maximum(step, 1), True)
    down = _forward_form(length, start, stop, minimum(step, -1), False)
    parts = [switch(positive, a, b) for a, b in ((up.start, down.start), (up.stop, down.stop), (up.step, down.step))]
    return slice(*parts), switch(positive, 1, -1)


def _forward_form(n, start, stop, step, forward):
    first, end = _ends(n, start, stop, forward)
    if forward:
        return slice(first, _max(first, end) if start is not None and stop is not None else end, step)
    count = _count(n, start, stop, step, False)
    last = first + 1
    if isinstance(step, int) and step == -1:
        return slice(last - count, last, 1)
    return slice(_min(_max(last - ((count - 1) * -step + 1), 0), last), last, -step)
