"""Tensors cut into parts: evenly or at given places, and tensors with slices left out or put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import called
from ..creation.alloc import alloc
from ..creation.filled import arange, ones_like
from ..elementwise.math import cast, eq, le, minimum
from ..indexing.indexing import set_subtensor, take
from ..types.axis import checked_axis
from ..types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from .assertion import Assert
from .broadcasting import signed
from .join import concatenate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def _part(x, axis, part):
    return x[(slice(None),) * axis + (part,)]


def _number_of_sections(n):
    """Return the number of parts as an int, None for a sequence of places."""
    if isinstance(n, (list, tuple)) or np.ndim(n):
        return None
    try:
        return int(get_scalar_constant_value(n))
    except NotScalarConstantError:
        raise TypeError(
            f"the number of parts must be known when the graph is built, and {called(n)} is symbolic\n"
            "hint: use an int, or scan over slices of the tensor"
        ) from None


def array_split(
    ary: TensorLike, indices_or_sections: int | Sequence[TensorLike], axis: int = 0
) -> list[TensorVariable]:
    """Cut a tensor into parts of nearly equal length, or at given places.

    Parameters
    ----------
    ary : tensor_like
    indices_or_sections : int or sequence of int and scalars
        How many parts, or where each but the first begins.
    axis : int

    Returns
    -------
    list of TensorVariable
        The first parts are the longer ones.

    Raises
    ------
    ValueError
        If the number of sections is less than 1.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> [part.eval().tolist() for part in T.array_split(T.arange(5), 2)]
    [[0, 1, 2], [3, 4]]
    """
    x = as_tensor_variable(ary)
    axis = checked_axis(axis, x)
    count = _number_of_sections(indices_or_sections)
    if count is None:
        places = [None, *indices_or_sections, None]
    else:
        if count <= 0:
            raise ValueError(f"number sections must be larger than 0, not {count}")
        each, rest = x.shape[axis] // count, x.shape[axis] % count
        places = [None, *[each * i + minimum(rest, i) for i in range(1, count)], None]
    return [_part(x, axis, slice(i, j)) for i, j in zip(places, places[1:])]


def split_evenly(ary, indices_or_sections, axis=0):
    """Return the parts as ``numpy.split`` does: of equal length, which is checked when it runs."""
    x = as_tensor_variable(ary)
    count = _number_of_sections(indices_or_sections)
    if count is None:
        return array_split(x, indices_or_sections, axis)
    axis = checked_axis(axis, x)
    check = Assert(
        f"split: the length of axis {axis} is not a multiple of {count}, the number of parts", on_lengths=True
    )
    each = check(x.shape[axis] // count, eq(x.shape[axis] % count, 0))
    return [_part(x, axis, slice(each * i, each * (i + 1))) for i in range(count)]


def hsplit(ary: TensorLike, indices_or_sections: int | Sequence[TensorLike]) -> list[TensorVariable]:
    """Cut a tensor along its second axis, a vector along its only one.

    Parameters
    ----------
    ary : tensor_like
    indices_or_sections : int or sequence of int and scalars
        How many parts of equal length, or where each but the first begins.

    Returns
    -------
    list of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> [part.eval().tolist() for part in T.hsplit(T.constant([[1, 2], [3, 4]]), 2)]
    [[[1], [3]], [[2], [4]]]
    """
    x = as_tensor_variable(ary)
    return split_evenly(x, indices_or_sections, 1 if x.type.ndim > 1 else 0)


def vsplit(ary: TensorLike, indices_or_sections: int | Sequence[TensorLike]) -> list[TensorVariable]:
    """Cut a tensor along its first axis; see :func:`hsplit`.

    Parameters
    ----------
    ary : tensor_like
        With two axes or more.
    indices_or_sections
        As of :func:`hsplit`.

    Returns
    -------
    list of TensorVariable

    Raises
    ------
    ValueError
        If there are fewer than two axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> [part.eval().tolist() for part in T.vsplit(T.constant([[1, 2], [3, 4]]), 2)]
    [[[1, 2]], [[3, 4]]]
    """
    x = as_tensor_variable(ary)
    if x.type.ndim < 2:
        raise ValueError(f"vsplit needs two axes or more, and {x} has {x.type.ndim}")
    return split_evenly(x, indices_or_sections, 0)


def dsplit(ary: TensorLike, indices_or_sections: int | Sequence[TensorLike]) -> list[TensorVariable]:
    """Cut a tensor along its third axis; see :func:`hsplit`.

    Parameters
    ----------
    ary : tensor_like
        With three axes or more.
    indices_or_sections
        As of :func:`hsplit`.

    Returns
    -------
    list of TensorVariable

    Raises
    ------
    ValueError
        If there are fewer than three axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> [part.shape.eval().tolist() for part in T.dsplit(T.zeros((1, 2, 4)), 2)]
    [[1, 2, 2], [1, 2, 2]]
    """
    x = as_tensor_variable(ary)
    if x.type.ndim < 3:
        raise ValueError(f"dsplit needs three axes or more, and {x} has {x.type.ndim}")
    return split_evenly(x, indices_or_sections, 2)


def append(arr: TensorLike, values: TensorLike, axis: int | None = None) -> TensorVariable:
    """Put `values` behind `arr`.

    Parameters
    ----------
    arr, values : tensor_like
    axis : int, optional
        None joins both flattened.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.append([1, 2], [3]).eval()
    array([1, 2, 3])
    """
    arr, values = as_tensor_variable(arr), as_tensor_variable(values)
    if axis is None:
        arr, values, axis = arr.flatten(), values.flatten(), 0
    return concatenate([arr, values], axis)


def delete(arr: TensorLike, obj: TensorLike, axis: int | None = None) -> TensorVariable:
    """Leave out slices of a tensor.

    Parameters
    ----------
    arr : tensor_like
    obj : int, slice, or integer or bool vector
        Which; a negative place counts from the end.
    axis : int, optional
        None leaves out elements of the flattened tensor.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.delete([1, 2, 3, 4], [0, 2]).eval()
    array([2, 4])
    """
    x = as_tensor_variable(arr)
    if axis is None:
        x, axis = x.flatten(), 0
    axis = checked_axis(axis, x)
    places = arange(x.shape[axis])
    kept = ones_like(places, dtype="bool")
    if not isinstance(obj, slice):
        obj = as_tensor_variable(obj)
        obj = obj.dimshuffle("x") if obj.type.ndim == 0 else obj
        obj = obj.nonzero()[0] if obj.type.dtype == "bool" else obj
    return take(x, set_subtensor(kept[obj], False).nonzero()[0], axis)


def insert(arr: TensorLike, obj: TensorLike, values: TensorLike, axis: int | None = None) -> TensorVariable:
    """Put `values` in before a place.

    Parameters
    ----------
    arr : tensor_like
    obj : int or integer scalar
        Before which place; a negative one counts from the end.
    values : tensor_like
        One slice, or what stretches to it.
    axis : int, optional
        None puts elements into the flattened tensor.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If several places are given.
    ValueError
        When it runs, if there is no such place.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.insert([1, 2, 4], 2, 3).eval()
    array([1, 2, 3, 4])
    """
    x, values = as_tensor_variable(arr), cast(values, as_tensor_variable(arr).type.dtype)
    if axis is None:
        x, axis = x.flatten(), 0
    axis = checked_axis(axis, x)
    place, n = signed(obj), x.shape[axis]
    if place.type.ndim:
        raise TypeError("insert takes one place: join the parts with T.concatenate to put in several")
    filling = values
    if 0 < values.type.ndim < x.type.ndim:
        filling = values.dimshuffle([*["x"] * (x.type.ndim - 1 - values.type.ndim), *range(values.type.ndim)])
        filling = filling.dimshuffle([*range(axis), "x", *range(axis, x.type.ndim - 1)])
    if values.type.ndim < x.type.ndim:
        filling = alloc(filling, *[1 if i == axis else x.shape[i] for i in range(x.type.ndim)])
    filling = Assert("insert: obj must be a place, from 0 to the length of the axis", on_values=True)(
        filling, le(place, n) & le(-n, place)
    )
    return concatenate([_part(x, axis, slice(None, obj)), filling, _part(x, axis, slice(obj, None))], axis)
