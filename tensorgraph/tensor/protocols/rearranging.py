"""NumPy's functions that change shapes, join and cut, with NumPy's parameters."""

import numpy as np

from ..creation.filled import ones_like as ones_in
from ..creation.filled import zeros_like as zeros_in
from ..elementwise.math import cast
from ..shape import axes as axes_
from ..shape import flips, join
from ..shape import repeat as repetition
from ..shape import reshape as reshaping
from ..shape import stack as stacks
from ..shape.rebroadcast import addbroadcast
from ..shape.sections import split_evenly
from ..types.axis import checked_axes, checked_axis
from ..types.constant import as_tensor_variable
from .refusals import refused_argument

__all__ = [
    "concatenate", "copy", "ndim", "ones_like", "permute_dims", "ravel", "repeat", "reshape", "roll", "rollaxis",
    "shape", "size", "split", "squeeze", "stack", "tile", "transpose", "zeros_like",
]  # fmt: skip


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
    return as_tensor_variable(a).copy()


def reshape(a, shape=None, order="C", newshape=None, copy=None):
    """Return ``numpy.reshape``."""
    a, shape = as_tensor_variable(a), newshape if shape is None else shape
    if order in ("C", "A", "K"):
        return reshaping.reshape(a, shape)
    if order != "F":
        raise refused_argument("numpy.reshape", "order", order)
    shape = shape if isinstance(shape, (tuple, list)) else [shape]
    return reshaping.reshape(a.T, list(shape)[::-1]).T


def ravel(a, order="C"):
    """Return ``numpy.ravel``."""
    a = as_tensor_variable(a)
    return (a.T if order == "F" else a).flatten()


def transpose(a, axes=None):
    """Return ``numpy.transpose``."""
    a = as_tensor_variable(a)
    return axes_.transpose(a, axes if axes is None else checked_axes(tuple(axes), a, "axes"))


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


def concatenate(arrays, axis=0, dtype=None):
    """Return ``numpy.concatenate``."""
    arrays = [as_tensor_variable(a) for a in arrays]
    if axis is None:
        arrays, axis = [a.flatten() for a in arrays], 0
    return join.concatenate(arrays if dtype is None else [cast(a, dtype) for a in arrays], axis)


def stack(arrays, axis=0, dtype=None):
    """Return ``numpy.stack``."""
    arrays = [as_tensor_variable(a) for a in arrays]
    return stacks.stack(arrays if dtype is None else [cast(a, dtype) for a in arrays], axis=axis)


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


def zeros_like(a, dtype=None, shape=None):
    """Return ``numpy.zeros_like``."""
    return _filled(zeros_in, a, dtype, shape)


def ones_like(a, dtype=None, shape=None):
    """Return ``numpy.ones_like``."""
    return _filled(ones_in, a, dtype, shape)


def _filled(like, a, dtype, shape):
    if shape is not None:
        raise refused_argument(f"numpy.{like.__name__}", "shape", shape)
    return like(a, dtype)
