"""Stacks of tensors along a new axis, and of matrices side by side or one below the other."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...flags import theano_is_this
from ...graph.messages.called import called, with_type
from ...graph.variable import Variable
from ...nearest import did_you_mean
from ...scalar.dtypes import upcast_all
from ...userline import user_level
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from ..types.scalars import MakeVector
from .join import concatenate, join

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def _is_scalar(t):
    if isinstance(t, Variable):
        return getattr(t.type, "ndim", None) == 0
    return isinstance(t, (int, float, complex, np.number, np.bool_)) or (isinstance(t, np.ndarray) and t.ndim == 0)


def _unexpected(kwargs):
    """Return the message for keywords that ``stack`` does not have."""
    guess = did_you_mean(sorted(kwargs)[0], ("tensors", "axis"))
    return f"stack() got unexpected keyword arguments {sorted(kwargs)}.{guess} Its arguments are tensors and axis"


def _other_ranks(tensors):
    """Return the message for tensors of different ranks."""
    shown = ", ".join([f"{called(t)} has {t.type.ndim}" for t in tensors[:8]])
    made = {t.owner for t in tensors}
    if len(made) == 1 and None not in made:
        n = len(tensors)
        return (
            f"stack() needs tensors with the same number of dimensions: {shown}. They are the {n} results of "
            f"{tensors[0].owner.op}.\nhint: use {', '.join('abcdefgh'[:n])} = f(...), and go on with one of them"
        )
    return (
        f"stack() needs tensors with the same number of dimensions: {shown}.\nhint: Join() can only join tensors with "
        "the same number of dimensions. x.dimshuffle('x', ...) adds an axis; T.concatenate joins along one that is "
        "there"
    )


def _checked_place(axis, x):
    """Return the place of a new axis, counted from the first."""
    ndim, axis = x.type.ndim, as_integer(axis)
    if not -ndim - 1 <= axis <= ndim:
        raise IndexError(
            f"axis {axis} is out of bounds [-{ndim + 1}, {ndim + 1}) for a stack of {with_type(x)}: it must be the "
            "place of the new axis"
        )
    return axis % (ndim + 1)


def stack(*tensors: TensorLike | Sequence[TensorLike], **kwargs: Any) -> TensorVariable:
    """Stack tensors of one shape along a new axis.

    Parameters
    ----------
    tensors : list or tuple of tensor
        Of one rank and shape. (The old form ``stack(a, b)`` works and warns.)
    axis : int
        The place of the new axis in the result; of scalars, which can stand in one way only, any.

    Returns
    -------
    TensorVariable
        With one axis more.

    Raises
    ------
    ValueError
        If there are no tensors.
    TypeError
        If they differ in rank.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> v = T.dvector()
    >>> theano.function([v], T.stack([v, v * 2], axis=1))([1.0, 2.0])
    array([[1., 2.],
           [2., 4.]])
    """
    axis = kwargs.pop("axis", 0)
    tensors = kwargs.pop("tensors", None) or tensors
    if kwargs:
        raise TypeError(_unexpected(kwargs))
    if len(tensors) == 0:
        raise ValueError("No tensor arguments provided: use T.stack([a, b], axis=0)")
    if isinstance(tensors[0], (list, tuple)):
        if len(tensors) == 2 and isinstance(tensors[1], (int, np.integer)):
            tensors, axis = tensors
        elif len(tensors) == 1:
            (tensors,) = tensors
    elif len(tensors) > 1 and isinstance(tensors, tuple):
        warnings.warn(
            "stack(*tensors) interface is deprecated, use stack(tensors, axis=0) instead.",
            DeprecationWarning,
            stacklevel=user_level(),
        )
    if len(tensors) == 0:
        raise ValueError("tensors is empty. You should at least provide one tensor to theano.tensor.stack.")
    if all(map(_is_scalar, tensors)):
        tensors = [as_tensor_variable(t) for t in tensors]
        if not theano_is_this():  # which took any axis of numbers
            _checked_place(axis, tensors[0])
        return MakeVector(upcast_all(*[t.type.dtype for t in tensors]))(*tensors)
    tensors = [as_tensor_variable(t) for t in tensors]
    ndim = tensors[0].type.ndim
    axis = _checked_place(axis, tensors[0])
    if any(t.type.ndim != ndim for t in tensors):
        raise TypeError(_other_ranks(tensors))
    padded = [t.dimshuffle([*range(axis), "x", *range(axis, t.type.ndim)]) for t in tensors]
    return join(axis, *padded)


def horizontal_stack(*args: TensorLike) -> TensorVariable:
    """Stack matrices side by side.

    Parameters
    ----------
    *args : matrix
        With equally many rows.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If there are fewer than two, or one is no matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.horizontal_stack(T.constant([[1], [2]]), T.constant([[3], [4]])).eval()
    array([[1, 3],
           [2, 4]])
    """
    if len(args) < 2 or any(a.type.ndim != 2 for a in args):
        raise ArgumentError("horizontal_stack needs two or more matrices")
    return concatenate(args, axis=1)


def vertical_stack(*args: TensorLike) -> TensorVariable:
    """Stack matrices one below the other.

    Parameters
    ----------
    *args : matrix
        With equally many columns.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If there are fewer than two, or one is no matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.vertical_stack(T.constant([[1, 2]]), T.constant([[3, 4]])).eval()
    array([[1, 2],
           [3, 4]])
    """
    if len(args) < 2 or any(a.type.ndim != 2 for a in args):
        raise ArgumentError("vertical_stack needs two or more matrices")
    return concatenate(args, axis=0)


def stacklists(arg: Any) -> TensorVariable:
    """Stack a nested list of tensors to one tensor with as many more axes.

    Parameters
    ----------
    arg : tensor, or list of such, to any depth
        All lists of one level must have the same length.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.stacklists([[1, 2], [3, 4]]).eval()
    array([[1, 2],
           [3, 4]], dtype=int8)
    """
    if isinstance(arg, (tuple, list)):
        return stack([stacklists(a) for a in arg])
    return arg
