"""Indices that pick one element of each row by a label."""

import numpy as np

from ..graph.variable import Constant
from ..tensor.creation.filled import ARange
from .lengths import as_read
from .values import constant_value

INTEGERS = frozenset("int8 int16 int32 int64 uint8 uint16".split())


def one_hot_index(fgraph, index):
    """Return the labels y if an index is ``[arange(len(y)), y]``, else None."""
    if len(index) != 2:
        return None
    rows, y = index
    if getattr(y.type, "ndim", None) != 1 or getattr(y.type, "dtype", None) not in INTEGERS:
        return None  # slices have a place in an index too
    stop = end_of_arange(rows)
    shapes = fgraph.shapes
    if stop is None or shapes is None:
        return None
    return y if shapes.is_length(as_read(shapes, stop) if hasattr(stop, "type") else stop, y, 0) else None


def end_of_arange(v):
    """Return n, an int or a scalar variable, if `v` is ``arange(n)``, else None."""
    if isinstance(v, Constant):
        values = np.asarray(v.data)
        return len(values) if values.ndim and (values == np.arange(len(values))).all() else None
    if v.owner is None or not isinstance(v.owner.op, ARange):
        return None
    start, stop, step = v.owner.inputs
    return stop if constant_value(start) == 0 and constant_value(step) == 1 else None
