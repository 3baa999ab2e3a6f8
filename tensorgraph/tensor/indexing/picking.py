"""Elements picked along an axis, by conditions, and by indices of each axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.messages.called import called, with_type
from ...scalar.dtypes import upcast, upcast_all
from ..creation.filled import arange
from ..elementwise.math import cast, ge, neq, switch
from ..reductions.extremes import max as max_
from ..reductions.extremes import min as min_
from ..shape.assertion import Assert
from ..shape.broadcasting import lengths
from ..shape.join import concatenate
from ..shape.repeat import compress
from ..shape.stack import stack
from ..sorting.sort import along
from ..types.axis import checked_axis
from ..types.constant import as_tensor_variable
from .indexing import take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def take_along_axis(arr: TensorLike, indices: TensorLike, axis: int | None = -1) -> TensorVariable:
    """Return, in each line along an axis, the elements at indices of its own, as those of :func:`argsort`.

    Parameters
    ----------
    arr : tensor_like
    indices : integer tensor
        With as many axes; those of length 1 stretch where the type knows them.
    axis : int, optional
        None for the flattened tensor.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If the ranks differ.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.constant([[3, 1, 2], [4, 6, 5]])
    >>> T.take_along_axis(x, T.argsort(x, axis=1), axis=1).eval()
    array([[1, 2, 3],
           [4, 5, 6]])
    """
    arr, indices = as_tensor_variable(arr), as_tensor_variable(indices)
    if axis is None:
        arr, axis = arr.flatten(), 0
    if arr.type.ndim != indices.type.ndim:
        raise ValueError(
            f"indices need {arr.type.ndim} axes, as {called(arr)} has, not {indices.type.ndim}: they are "
            f"{with_type(indices)}"
        )
    return along(arr, indices, checked_axis(axis, arr))


def argwhere(a: TensorLike) -> TensorVariable:
    """Return the indices of the elements that are not 0, one in each row.

    Parameters
    ----------
    a : tensor_like

    Returns
    -------
    TensorVariable
        An int64 matrix with a column for each axis.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argwhere([[0, 1], [1, 0]]).eval()
    array([[0, 1],
           [1, 0]])
    """
    return stack(list(as_tensor_variable(a).nonzero()), axis=1)


def select(
    condlist: Sequence[TensorLike], choicelist: Sequence[TensorLike], default: TensorLike = 0
) -> TensorVariable:
    """Return for each element the choice of the first condition that is true.

    Parameters
    ----------
    condlist : sequence of bool tensor_like
    choicelist : sequence of tensor_like
        As many.
    default : tensor_like
        Where no condition is true.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If there are not as many choices as conditions.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.constant([1, 5, 9])
    >>> T.select([x < 3, x < 7], [x, 10 * x], -1).eval()
    array([ 1, 50, -1])
    """
    if len(condlist) != len(choicelist) or not condlist:
        raise ValueError(f"select needs a choice for each condition, not {len(choicelist)} for {len(condlist)}")
    choices = [as_tensor_variable(c) for c in choicelist]
    dtype = upcast_all(*[c.type.dtype for c in choices])
    if type(default) not in (int, float, bool):
        dtype = upcast(dtype, as_tensor_variable(default).type.dtype)
    else:
        dtype = np.result_type(dtype, default).name
    z = cast(default, dtype)
    for condition, choice in zip(reversed(condlist), reversed(choices)):
        z = switch(condition, cast(choice, dtype), z)
    return z


def extract(condition: TensorLike, arr: TensorLike) -> TensorVariable:
    """Return the elements where a condition is true, as a vector.

    Parameters
    ----------
    condition, arr : tensor_like
        Of as many elements.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.constant([[1, 5], [9, 2]])
    >>> T.extract(x > 2, x).eval()
    array([5, 9])
    """
    return compress(neq(condition, 0).flatten(), as_tensor_variable(arr).flatten())


def ix_(*args: TensorLike) -> tuple[TensorVariable, ...]:
    """Return indices that pick the crossing of given rows, columns and so on.

    Parameters
    ----------
    *args : integer or bool vector
        One for each axis.

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.constant([[1, 2, 3], [4, 5, 6]])
    >>> x[T.ix_([0, 1], [0, 2])].eval()
    array([[1, 3],
           [4, 6]])
    """
    found = []
    for i, index in enumerate(args):
        index = as_tensor_variable(index)
        index = index.nonzero()[0] if index.type.dtype == "bool" else index
        found.append(index.dimshuffle([0 if j == i else "x" for j in range(len(args))]))
    return tuple(found)


def trim_zeros(filt: TensorLike, trim: str = "fb") -> TensorVariable:
    """Return a vector without the zeros at its ends.

    Parameters
    ----------
    filt : vector
    trim : str
        Of which ends: "f" for the front, "b" for the back.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If the tensor is no vector.
    ValueError
        If `trim` is another text.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.trim_zeros([0, 1, 2, 0]).eval()
    array([1, 2])
    """
    x = as_tensor_variable(filt)
    if x.type.ndim != 1:
        raise TypeError(f"trim_zeros needs a vector, and {x} has {x.type.ndim} axes")
    if not isinstance(trim, str) or trim.lower() not in ("f", "b", "fb", "bf"):
        raise ValueError(f"trim must be 'f' for the front, 'b' for the back or 'fb', not {trim!r}")
    n, present = x.shape[0], neq(x, 0)
    place = arange(n)
    ends = as_tensor_variable(np.int64(0)), n
    if "f" in trim.lower():
        ends = min_(_with(switch(present, place, n), n)), ends[1]
    if "b" in trim.lower():
        ends = ends[0], max_(_with(switch(present, place + 1, 0), 0))
    return x[ends[0] : ends[1]]


def _with(x, value):
    """Return a vector with one element more, so that it has an extremum."""
    return concatenate([x, as_tensor_variable(value).astype(x.type.dtype).dimshuffle("x")])


def resize(a: TensorLike, new_shape: Any) -> TensorVariable:
    """Return a tensor of another shape, which the elements fill as often as it needs.

    Parameters
    ----------
    a : tensor_like
        With one element or more.
    new_shape : int or scalar, or sequence of them

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        When it runs, if a length is negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.resize([1, 2, 3], (2, 2)).eval()
    array([[1, 2],
           [3, 1]])
    """
    flat, shape = as_tensor_variable(a).flatten(), lengths(new_shape)
    n = as_tensor_variable(np.int64(1))
    for length in shape:
        n = n * length
    # two negative lengths have a product, and -1 means another length
    possible = [ge(length, 0) for length in shape]
    flat = Assert("resize: lengths must be 0 or more", on_values=True)(flat, *possible) if possible else flat
    return take(flat, arange(n) % flat.shape[0]).reshape(shape, ndim=len(shape))
