"""NumPy's functions that change shapes, join and cut, with NumPy's parameters."""

import numpy as np

from ...errors import NoCounterpartError
from ...graph.messages.called import with_type
from ..creation import full as filled
from ..elementwise.math import cast
from ..shape import axes as axes_
from ..shape import flips, join, stacking
from ..shape import repeat as repetition
from ..shape import reshape as reshaping
from ..shape import stack as stacks
from ..shape.rebroadcast import addbroadcast
from ..shape.sections import split_evenly
from ..types.axis import checked_axes, checked_axis
from ..types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value

__all__ = [
    "astype", "concatenate", "copy", "empty_like", "full_like", "hstack", "ndim", "ones_like", "permute_dims", "ravel",
    "repeat", "reshape", "roll", "rollaxis", "shape", "size", "split", "squeeze", "stack", "tile", "transpose",
    "unstack", "vstack", "zeros_like",
]  # fmt: skip

_CASTINGS = ("no", "equiv", "safe", "same_kind", "unsafe")


def _check_order(order, known):
    if order not in tuple(known):
        raise ValueError(f"order must be one of {', '.join(known)}, not {order!r}")


def shape(a):
    """Return ``numpy.shape``, as a vector."""
    return as_tensor_variable(a).shape


def ndim(a):
    """Return ``numpy.ndim``."""
    return as_tensor_variable(a).type.ndim


def size(a, axis=None):
    """Return ``numpy.size``."""
    a = as_tensor_variable(a)
    axes = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if axis is None:
        return a.size
    n = as_tensor_variable(np.int64(1))
    for i in axes:
        n = n * a.shape[i]
    return n


def copy(a, order="K"):
    """Return ``numpy.copy``."""
    _check_order(order, "CFAK")
    return as_tensor_variable(a).copy()


def reshape(a, shape=None, order="C", newshape=None, copy=None):
    """Return ``numpy.reshape``."""
    a, shape = as_tensor_variable(a), newshape if shape is None else shape
    _check_order(order, "CFA")
    if order != "F":
        return reshaping.reshape(a, shape)
    shape = shape if isinstance(shape, (tuple, list)) else [shape]
    return reshaping.reshape(a.T, list(shape)[::-1]).T


def ravel(a, order="C"):
    """Return ``numpy.ravel``."""
    _check_order(order, "CFAK")
    a = as_tensor_variable(a)
    return (a.T if order == "F" else a).flatten()


def transpose(a, axes=None):
    """Return ``numpy.transpose``."""
    a = as_tensor_variable(a)
    return axes_.transpose(a, axes if axes is None else checked_axes(axes, a, "axes"))


permute_dims = transpose


def squeeze(a, axis=None):
    """Return ``numpy.squeeze``; without axes, of those whose length is 1 by their type."""
    a = as_tensor_variable(a)
    if axis is None:
        return axes_.squeeze(a)
    dropped = set(checked_axes(axis, a))
    index = tuple([0 if i in dropped and not a.type.broadcastable[i] else slice(None) for i in range(a.type.ndim)])
    if any(i == 0 for i in index if not isinstance(i, slice)):
        a = addbroadcast(a, *dropped)
    return a.dimshuffle([i for i in range(a.type.ndim) if i not in dropped])


def rollaxis(a, axis, start=0):
    """Return ``numpy.rollaxis``."""
    a = as_tensor_variable(a)
    axis, start = checked_axis(axis, a), start + a.type.ndim if start < 0 else start
    return axes_.moveaxis(a, axis, start - 1 if axis < start else start)


def roll(a, shift, axis=None):
    """Return ``numpy.roll``."""
    return flips.roll(as_tensor_variable(a), shift, axis)


def _parts(arrays, dtype, casting):
    """Return arrays of the same dtype, to which NumPy casts by that rule."""
    if casting not in _CASTINGS:
        raise ValueError(f"casting must be one of {', '.join(_CASTINGS)}, not {casting!r}")
    arrays = [as_tensor_variable(a) for a in arrays]
    if dtype is None and casting == "same_kind":
        return arrays
    dtype = np.result_type(*[a.type.dtype for a in arrays]).name if dtype is None else dtype
    for a in arrays:
        if not np.can_cast(a.type.dtype, dtype, casting):
            raise TypeError(
                f"casting={casting!r} does not take {with_type(a)}, to dtype={dtype}\nhint: use casting='unsafe'"
            )
    return [cast(a, dtype) for a in arrays]


def concatenate(arrays, axis=0, dtype=None, casting="same_kind"):
    """Return ``numpy.concatenate``."""
    return join.concatenate(_parts(arrays, dtype, casting), axis)


def stack(arrays, axis=0, dtype=None, casting="same_kind"):
    """Return ``numpy.stack``."""
    return stacks.stack(_parts(arrays, dtype, casting), axis=axis)


def hstack(tup, dtype=None, casting="same_kind"):
    """Return ``numpy.hstack``."""
    return stacking.hstack(_parts(tup, dtype, casting))


def vstack(tup, dtype=None, casting="same_kind"):
    """Return ``numpy.vstack``."""
    return stacking.vstack(_parts(tup, dtype, casting))


def unstack(x, axis=0):
    """Return ``numpy.unstack``, if the length of the axis is known."""
    x = as_tensor_variable(x)
    axis = checked_axis(axis, x)
    try:
        n = int(get_scalar_constant_value(x.shape[axis]))
    except NotScalarConstantError:
        raise NoCounterpartError(
            "numpy.unstack", f"numpy.unstack(axis={axis}) needs to know the length of that axis of {with_type(x)}\n"
            "hint: use x[0], x[1] and so on"
        ) from None
    return tuple([x[(slice(None),) * axis + (i,)] for i in range(n)])


def split(ary, indices_or_sections, axis=0):
    """Return ``numpy.split``."""
    return split_evenly(ary, indices_or_sections, axis)


def tile(A, reps):
    """Return ``numpy.tile``."""
    A = as_tensor_variable(A)
    reps = [reps] if np.ndim(reps) == 0 else list(reps)
    return repetition.tile(A, [1] * (A.type.ndim - len(reps)) + reps)


def repeat(a, repeats, axis=None):
    """Return ``numpy.repeat``."""
    return repetition.repeat(as_tensor_variable(a), repeats, axis)


def astype(x, dtype, copy=True):
    """Return ``numpy.astype``."""
    return cast(as_tensor_variable(x), np.dtype(dtype).name)


def zeros_like(a, dtype=None, shape=None):
    """Return ``numpy.zeros_like``."""
    return full_like(a, 0, dtype, shape)


def ones_like(a, dtype=None, shape=None):
    """Return ``numpy.ones_like``."""
    return full_like(a, 1, dtype, shape)


def full_like(a, fill_value, dtype=None, shape=None):
    """Return ``numpy.full_like``."""
    a = as_tensor_variable(a)
    dtype = a.type.dtype if dtype is None else dtype
    return filled.full_like(a, fill_value, dtype) if shape is None else filled.full(shape, fill_value, dtype)


def empty_like(prototype, dtype=None, shape=None):
    """Return ``numpy.empty_like``."""
    if shape is None:
        return filled.empty_like(prototype, dtype)
    return filled.empty(shape, as_tensor_variable(prototype).type.dtype if dtype is None else dtype)
