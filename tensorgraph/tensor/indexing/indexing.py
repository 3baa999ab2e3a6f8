"""Indexing ``x[...]``, ``set_subtensor``, ``inc_subtensor``, and ``take``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import called, made_where, with_type
from ...graph.messages.dropped import kept
from ...graph.variable import Variable
from ..creation.alloc import alloc
from ..elementwise.math import clip
from ..shape.dimshuffle import DimShuffle
from ..shape.join import concatenate
from ..shape.rebroadcast import Rebroadcast, addbroadcast, patternbroadcast
from ..shape.reshape import Reshape
from ..shape.shape import Shape
from ..types.axis import checked_axis
from ..types.constant import as_tensor_variable
from .advanced_subtensor import (
    AdvancedBooleanIncSubtensor,
    AdvancedBooleanSubtensor,
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
    advanced_boolean_subtensor,
    advanced_subtensor,
    advanced_subtensor1,
)
from .subtensor import AdvancedIndexingError, IncSubtensor, Subtensor, index_variables, indices_of, make_constant
from .type_other import NoneTypeT, SliceType

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

_FULL = slice(None)
_PARTS = Subtensor, AdvancedSubtensor1, AdvancedSubtensor, DimShuffle, Rebroadcast, Reshape


def _is_mask(a):
    if isinstance(a, Variable):
        return getattr(a.type, "dtype", None) == "bool"
    if isinstance(a, np.ndarray):
        return a.dtype == bool
    if isinstance(a, (list, tuple)):
        return len(a) > 0 and all(_is_mask(item) for item in a)
    return isinstance(a, (bool, np.bool_))


def _axes_of(a):
    """Return the number of axes that an entry consumes."""
    if _is_new_axis(a):
        return 0
    if _is_mask(a):
        return a.ndim if hasattr(a, "ndim") else np.ndim(a)
    return 1


def _is_new_axis(a):
    return a is None or (isinstance(a, Variable) and isinstance(a.type, NoneTypeT))


def _is_full(a):
    return isinstance(a, slice) and a.start is None and a.stop is None and a.step is None


def _check_length(x, i):
    """Check that the index of a shape is that of an axis."""
    n = getattr(x.type, "ndim", None)
    if n is not None and isinstance(i, (int, np.integer)) and not -n <= i < n:
        raise IndexError(
            f"index {i} of the shape of {with_type(x)}, is out of bounds: it has {n} length{'s' * (n != 1)}."
            f"{made_where(x)}\nhint: axes are counted from 0; use x.ndim for their number"
        )


def getitem(x, args):
    """Return ``x[args]``.

    Raises
    ------
    IndexError
        If there are more indices than axes.
    TypeError
        If an index is neither an integer nor a mask.
    """
    if isinstance(args, list) and any(isinstance(a, slice) or a is None or a is Ellipsis for a in args):
        args = tuple(args)
    elif not isinstance(args, tuple):
        args = (args,)
    if x.owner is not None and isinstance(x.owner.op, Shape):
        _check_length(x.owner.inputs[0], args[0] if args else _FULL)
    apart = _is_apart(x, args)
    args = _expand_ellipsis(x, args)
    if sum(map(_axes_of, args)) > x.type.ndim:
        raise IndexError(
            f"too many indices for array: {called(x)} has {x.type.ndim} dimension(s), but {sum(map(_axes_of, args))} "
            f"are indexed.{made_where(x)}\nhint: dimshuffle or x[..., None] add axes; use x.flatten() for one index of "
            "all elements"
        )
    if apart:
        return _arrays_first(x, args)
    if any(map(_is_mask, args)):
        return advanced_boolean_subtensor(x, *args)
    try:
        template = [a if _is_new_axis(a) else Subtensor.convert(a) for a in args]
    except AdvancedIndexingError:
        template = None
    if template is None:
        return _advanced(x, args)
    if any(map(_is_new_axis, args)):
        return _with_new_axes(x, args)
    return Subtensor(template)(x, *index_variables(make_constant(args)))


def _expand_ellipsis(x, args):
    places = [i for i, a in enumerate(args) if a is Ellipsis]
    if len(places) > 1:
        raise IndexError("an index can only have a single Ellipsis (`...`): use : for each further axis")
    if places:
        (i,) = places
        missing = x.type.ndim - sum(_axes_of(a) for a in args if a is not Ellipsis)
        args = (*args[:i], *([_FULL] * missing), *args[i + 1:])
    return args


def _is_apart(x, args):
    """Return True if an ellipsis for no axes stands between index arrays that are next to each other without it."""
    places = [i for i, a in enumerate(args) if a is Ellipsis]
    if len(places) != 1 or sum(map(_axes_of, (a for a in args if a is not Ellipsis))) != x.type.ndim:
        return False
    arrays = [i for i, a in enumerate(args) if a is not Ellipsis and not _is_kept(a)]
    if not arrays or not arrays[0] < places[0] < arrays[-1] or arrays[-1] - arrays[0] != len(arrays):
        return False
    return any(isinstance(args[i], (list, tuple)) or getattr(args[i], "ndim", 0) for i in arrays)


def _is_kept(a):
    """Return True if an entry of an index leaves an axis in place, or adds one."""
    return _is_new_axis(a) or isinstance(a, slice) or isinstance(getattr(a, "type", None), SliceType)


def _arrays_first(x, args):
    """Return ``x[args]`` with the axes of the index arrays in front, where NumPy has them if they stand apart."""
    z = getitem(x, args)
    front = next(i for i, a in enumerate(args) if not _is_kept(a))
    n = z.type.ndim - sum(map(_is_kept, args))
    return z.dimshuffle([*range(front, front + n), *range(front), *range(front + n, z.type.ndim)])


def _with_new_axes(x, args):
    """Return the index `args` with new axes as a DimShuffle of what is indexed, which an update so finds.

    Axes after the last entry are kept, as in NumPy; but if all of them are broadcastable they are dropped, as in Theano
    (which has no answer otherwise): ``col[:, None]`` is a column. ``col[:, None, ...]`` keeps them.
    """
    entries = [a for a in args if not _is_new_axis(a)]
    part = x if all(map(_is_full, entries)) else getitem(x, tuple(entries))
    pattern, axis = [], 0
    for a in args:
        if _is_new_axis(a):
            pattern.append("x")
        elif _is_kept(a):
            pattern.append(axis)
            axis += 1
    if not all(x.type.broadcastable[len(entries) :]):
        pattern.extend(range(axis, part.type.ndim))
    return part.dimshuffle(pattern)


def _advanced(x, args):
    arrays = [i for i, a in enumerate(args) if not _is_full(a)]
    if len(arrays) == 1 and not _is_new_axis(args[arrays[0]]) and not isinstance(args[arrays[0]], slice):
        (axis,) = arrays
        index = args[axis]
        if isinstance(getattr(index, "type", None), SliceType):
            return advanced_subtensor(x, *args)
        if isinstance(index, (list, tuple)) and len(index) == 0:
            index = np.zeros(0, dtype="int64")
        index = as_tensor_variable(index)
        if index.type.ndim > 0:
            return take(x, index, axis)
    return advanced_subtensor(x, *args)


def take(a: TensorLike, indices: TensorLike, axis: int | None = None, mode: str = "raise") -> TensorVariable:
    """Return the elements of `a` at `indices` along `axis`.

    Parameters
    ----------
    a : TensorVariable
        Where to take from.
    indices : integer tensor
        Of any shape; it takes the place of `axis` in the shape of the result.
    axis : int, optional
        None takes from the flattened array.
    mode : {'raise', 'clip', 'wrap'}
        What to do about an index out of bounds.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If the mode is unknown.
    TypeError
        If the indices are no integers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.take([10, 20, 30], [2, 0]).eval()
    array([30, 10])
    """
    a, indices = as_tensor_variable(a), indices_of(indices)
    if axis is not None:
        axis = checked_axis(axis, a)
    if mode in ("clip", "wrap"):
        n = a.size if axis is None else a.shape[axis]
        indices = clip(indices, 0, n - 1) if mode == "clip" else indices % n
    elif mode != "raise":
        raise ValueError(f"mode must be raise, clip or wrap, not {mode!r}")
    if indices.type.dtype not in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"):
        raise TypeError(
            f"index must be integers or a boolean mask: {with_type(indices)}.\nhint: use T.cast(index, 'int64')"
        )
    if indices.type.ndim == 0:
        return getitem(a.flatten(), indices) if axis is None else getitem(a, (_FULL,) * axis + (indices,))
    if indices.type.ndim == 1:
        if axis is None:
            return advanced_subtensor1(a.flatten(), indices)
        if axis == 0:
            return advanced_subtensor1(a, indices)
        order = list(range(a.type.ndim))
        order[0], order[axis] = axis, 0
        return advanced_subtensor1(a.dimshuffle(order), indices).dimshuffle(order)
    shape, ndim = indices.shape, indices.type.ndim
    if axis is not None and a.type.ndim > 1:

        before = [a.shape[:axis]] if axis > 0 else []
        behind = [a.shape[axis + 1 :]] if axis < a.type.ndim - 1 else []
        shape, ndim = concatenate([*before, shape, *behind]), ndim + a.type.ndim - 1
    z = take(a, indices.flatten(), axis).reshape(shape, ndim)
    flags = indices.type.broadcastable
    if axis is not None:
        flags = a.type.broadcastable[:axis] + flags + a.type.broadcastable[axis + 1 :]
    return patternbroadcast(z, flags)


def set_subtensor(
    x: Variable, y: TensorLike, inplace: bool = False, tolerate_inplace_aliasing: bool = False
) -> TensorVariable:
    """Return the indexed tensor with its part `x` set to `y`.

    Parameters
    ----------
    x : TensorVariable
        An indexing expression ``a[index]``, possibly reshaped or dimshuffled.
    y : tensor
        The new values, of the shape of `x` or broadcastable to it.
    inplace : bool
        Overwrite the indexed tensor; the optimizer sees to that by itself where it may.
    tolerate_inplace_aliasing : bool
        Allow `y` to share memory with the indexed tensor.

    Returns
    -------
    TensorVariable
        Of the shape of the indexed tensor.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> v = T.dvector()
    >>> theano.function([v], T.set_subtensor(v[:2], 9.0))([1.0, 2.0, 3.0])
    array([9., 9., 3.])
    """
    x = as_tensor_variable(x)
    return kept(_updated(x, y, inplace, True, tolerate_inplace_aliasing), _indexed(x))


def inc_subtensor(
    x: Variable, y: TensorLike, inplace: bool = False, set_instead_of_inc: bool = False,
    tolerate_inplace_aliasing: bool = False, ignore_duplicates: bool = False
) -> TensorVariable:
    """Return the indexed tensor with its part `x` incremented by `y`; duplicate indices add up.

    Parameters
    ----------
    x : TensorVariable
        An indexing expression ``a[index]``, possibly reshaped or dimshuffled.
    y : tensor
        The increment, of the shape of `x` or broadcastable to it.
    inplace : bool
        Overwrite the indexed tensor.
    set_instead_of_inc : bool
        Replace instead of adding.
    tolerate_inplace_aliasing : bool
        Allow `y` to share memory with the indexed tensor.
    ignore_duplicates : bool
        Accepted for Theano's sake; duplicates always add up.

    Returns
    -------
    TensorVariable
        `x`'s tensor itself is not changed.

    Raises
    ------
    TypeError
        If `x` is no indexing expression, or `y` has more axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.arange(4)
    >>> T.inc_subtensor(x[[1, 1]], 10).eval()
    array([ 0, 21,  2,  3])
    """
    x = as_tensor_variable(x)
    return kept(_updated(x, y, inplace, set_instead_of_inc, tolerate_inplace_aliasing), _indexed(x))


def _indexed(x):
    """Return the tensor of which `x` is a part."""
    return None if x.owner is None else x.owner.inputs[0]


def _updated(x, y, inplace=False, set_instead_of_inc=False, tolerate_inplace_aliasing=False):
    y = as_tensor_variable(y)
    if y.type.ndim > x.type.ndim:
        raise TypeError(
            f"Trying to increment a {x.type.ndim}-dimensional subtensor with a {y.type.ndim}-dimensional value: "
            f"{called(x)} is set to or incremented by {called(y)}.\nhint: index, sum or reshape the value"
        )
    offset = x.type.ndim - y.type.ndim
    fixed = [i for i, flag in enumerate(y.type.broadcastable) if x.type.broadcastable[i + offset] and not flag]
    if fixed:
        y = addbroadcast(y, *fixed)
    if x.owner is None:
        raise _no_subtensor(x)
    op, inputs = x.owner.op, x.owner.inputs
    how = dict(inplace=inplace, set_instead_of_inc=set_instead_of_inc)
    if isinstance(op, Subtensor):
        aliased = [[0, 1]] if tolerate_inplace_aliasing else []
        return IncSubtensor(op.idx_list, destroyhandler_tolerate_aliased=aliased, **how)(inputs[0], y, *inputs[1:])
    for read, update in (
        (AdvancedSubtensor1, AdvancedIncSubtensor1),
        (AdvancedBooleanSubtensor, AdvancedBooleanIncSubtensor),
        (AdvancedSubtensor, AdvancedIncSubtensor),
    ):
        if isinstance(op, read):
            return update(**how)(inputs[0], y, *inputs[1:])
    again = dict(how, tolerate_inplace_aliasing=tolerate_inplace_aliasing)
    if isinstance(op, DimShuffle):
        return _inc_dimshuffled(x, y, again)
    if isinstance(op, Rebroadcast):
        return _updated(inputs[0], y, **again)
    if isinstance(op, Reshape):
        if y.type.ndim > 0:
            y = alloc(y, *[x.shape[i] for i in range(x.type.ndim)]).reshape(inputs[0].shape, inputs[0].type.ndim)
        return _updated(inputs[0], y, **again)
    raise _no_subtensor(x)


def _no_subtensor(x):
    return TypeError(
        f"x must be the result of a subtensor operation, but {with_type(x)}, is none.{made_where(x)}\nhint: pass the "
        f"indexed expression itself, as T.set_subtensor({x.name or 'x'}[0], value); {x.name or 'x'}[:] means all of it"
    )


def _inc_dimshuffled(x, y, how):
    """Update through a dimshuffle by shuffling `y` back.

    ``a[:, i]`` itself consists of two swaps around ``[i]``; then the result is swapped back.
    """
    op, inner = x.owner.op, x.owner.inputs[0]
    order = list(op.new_order)
    axes = [i for i in order if i != "x"]
    if len(axes) < len(order) and axes == sorted(axes) and not isinstance(getattr(inner.owner, "op", None), _PARTS):
        inner = getitem(inner, ...)  # x[None] is a part that is everything
    y = y.dimshuffle(["x"] * (x.type.ndim - y.type.ndim) + list(range(y.type.ndim)))
    back = [order.index(axis) if axis in order else "x" for axis in range(inner.type.ndim)]
    result = _updated(inner, y.dimshuffle(back), **how)
    if isinstance(inner.owner.op, AdvancedSubtensor1) and inner.owner.inputs[0].owner is not None:
        swap = inner.owner.inputs[0].owner.op
        if isinstance(swap, DimShuffle) and list(swap.new_order) == order and order != sorted(map(str, order)):
            return result.dimshuffle(order)
    return result
