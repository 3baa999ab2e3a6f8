"""Axes of advanced indexing: their origins and their lengths.

The entries of an index are variables: integer tensors, masks, slices (:mod:`.type_other`), None.
"""

from __future__ import annotations

import numpy as np

from ...graph.variable import Constant
from ..elementwise.math import eq, switch
from ..types.constant import as_tensor_variable
from .type_other import NoneTypeT, SliceType, slice_parts


def _is_array(v):
    return not isinstance(v.type, (SliceType, NoneTypeT))


def _consumed(v):
    """Return the number of axes that an index variable consumes."""
    if isinstance(v.type, NoneTypeT):
        return 0
    return v.type.ndim if _is_array(v) and v.type.dtype == "bool" else 1


def index_layout(ndim, index):
    """Return the origin of each axis of ``x[index]``.

    Parameters
    ----------
    ndim : int
        Of `x`.
    index : list of Variable
        The entries.

    Returns
    -------
    list of tuple
        For each axis of the result ``("new",)``, ``("axis", i)``, ``("slice", i, entry)`` with `i` an axis of `x`,
        or ``("array", k)``, axis `k` of the index arrays broadcast together.

    Raises
    ------
    IndexError
        If the index takes more axes than there are.
    """
    if sum(map(_consumed, index)) > ndim:
        raise IndexError("too many indices for array")
    arrays = [v for v in index if _is_array(v)]
    width = max((1 if v.type.dtype == "bool" else v.type.ndim for v in arrays), default=0)
    joint = [("array", k) for k in range(width)]
    positions = [i for i, v in enumerate(index) if _is_array(v)]
    together = not positions or positions[-1] - positions[0] == len(positions) - 1
    layout, axis, placed = ([] if together else list(joint)), 0, not together
    for v in index:
        if isinstance(v.type, NoneTypeT):
            layout.append(("new",))
        elif _is_array(v):
            if not placed:
                layout.extend(joint)
                placed = True
        else:
            layout.append(("slice", axis, v))
        axis += _consumed(v)
    return layout + [("axis", i) for i in range(axis, ndim)]


def _array_dims(index, k):
    """Return the places in the index of the arrays that joint axis `k` of all of them may have its length from.

    Beside each its axis, None for a mask. If there is no array, the length is 1.
    """
    arrays = [(i, v) for i, v in enumerate(index) if _is_array(v)]
    width = max(1 if v.type.dtype == "bool" else v.type.ndim for _, v in arrays)
    found = []
    for i, v in arrays:
        if v.type.dtype == "bool":
            if k == width - 1:
                found.append((i, None))
        else:
            axis = k - (width - v.type.ndim)
            if axis >= 0 and not v.type.broadcastable[axis]:
                found.append((i, axis))
    return found


def joint_length(index, k, shapes):
    """Return the length of joint axis `k` of the index arrays: that of the first which has not length 1 when it runs.

    Raises
    ------
    NotImplementedError
        If a mask may say it.
    """
    lengths = []
    for i, axis in _array_dims(index, k):
        if axis is None:
            raise NotImplementedError("the shape of an index by a mask depends on its value")
        n = shapes[i][axis]
        if isinstance(n, Constant) and n.data != 1:
            return n
        if n not in lengths:
            lengths.append(n)
    if not lengths:
        return as_tensor_variable(np.int64(1))
    *before, length = lengths
    for n in reversed(before):
        length = switch(eq(n, 1), length, n)
    return length


def adv_index_broadcastable_pattern(x, index):
    """Return the broadcastable flags of ``x[index]``."""
    flags = []
    for kind, *where in index_layout(x.type.ndim, index):
        if kind == "new":
            flags.append(True)
        elif kind == "axis":
            flags.append(x.type.broadcastable[where[0]])
        elif kind == "slice":
            parts = slice_parts(where[1])
            known = parts is not None and all(p is None or isinstance(p, int) for p in parts)
            flags.append(x.type.broadcastable[where[0]] and known and len(range(1)[slice(*parts)]) == 1)
        else:
            flags.append(not _array_dims(index, where[0]))
    return tuple(flags)
