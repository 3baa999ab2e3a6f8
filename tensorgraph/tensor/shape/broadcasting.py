"""Tensors stretched to a common shape, and axes of length 1 added by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import with_type
from ..creation.alloc import alloc
from ..elementwise.math import cast, maximum
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from .dimshuffle import dim_shuffle
from .rebroadcast import patternbroadcast
from .shape import get_vector_length

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def expand_dims(a: TensorLike, axis: int | Sequence[int]) -> TensorVariable:
    """Add broadcastable axes.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int
        Their places in the result.

    Returns
    -------
    TensorVariable
        A view.

    Raises
    ------
    ValueError
        If the axes are none of the result, or one appears twice.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.expand_dims(T.dvector("v"), 0).broadcastable
    (True, False)
    """
    a = as_tensor_variable(a)
    axes = list(axis) if isinstance(axis, (tuple, list)) else [axis]
    ndim = a.type.ndim + len(axes)
    axes = [as_integer(i) for i in axes]
    if any(not -ndim <= i < ndim for i in axes) or len({i % ndim for i in axes}) < len(axes):
        raise ValueError(
            f"expand_dims: axes {axes} are no different axes of a tensor of {ndim} dimensions, which the result is: "
            f"{with_type(a)}, has {a.type.ndim}.\nhint: use different places from 0 to {ndim - 1}"
        )
    added, rest = {i % ndim for i in axes}, iter(range(a.type.ndim))
    return a.dimshuffle(["x" if i in added else next(rest) for i in range(ndim)])


def broadcast_to(array: TensorLike, shape: Any) -> TensorVariable:
    """Stretch a tensor to a shape.

    Parameters
    ----------
    array : tensor_like
        Its axes of length 1 stretch where the type knows them (see :func:`addbroadcast`).
    shape : int or scalar, or sequence of them

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.broadcast_to([1, 2], (2, 2)).eval()
    array([[1, 2],
           [1, 2]])
    """
    return alloc(as_tensor_variable(array), *lengths(shape))


def signed(n):
    """Return an integer variable that may be computed with lengths: of uint64, these would be floats."""
    n = as_tensor_variable(n)
    return cast(n, "int64") if n.type.dtype == "uint64" else n


def lengths(shape):
    """Return the lengths of a shape, given as a number, a sequence or a vector, as a list."""
    if isinstance(shape, (tuple, list)):
        return list(shape)
    shape = as_tensor_variable(shape)
    return [shape] if shape.type.ndim == 0 else [shape[i] for i in range(get_vector_length(shape))]


def broadcast_arrays(*args: TensorLike) -> tuple[TensorVariable, ...]:
    """Stretch tensors to their common shape.

    Parameters
    ----------
    *args : tensor_like

    Returns
    -------
    tuple of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> [z.eval().tolist() for z in T.broadcast_arrays([1, 2], 3)]
    [[1, 2], [3, 3]]
    """
    args = [as_tensor_variable(a) for a in args]
    ndim = max([a.type.ndim for a in args], default=0)
    padded = [dim_shuffle(a.type.broadcastable, (*["x"] * (ndim - a.type.ndim), *range(a.type.ndim)))(a) for a in args]
    shape = [next((a.shape[i] for a in padded if not a.type.broadcastable[i]), 1) for i in range(ndim)]
    return tuple([a if a.type.ndim == ndim and not any(a.type.broadcastable) else alloc(a, *shape) for a in padded])


def broadcast_shapes(*args: Any) -> tuple[Any, ...]:
    """Return the common shape of shapes.

    Parameters
    ----------
    *args : int or sequence of int and scalars
        Shapes. A symbolic length stretches to no other: of two, the larger counts.

    Returns
    -------
    tuple of int and scalars

    Raises
    ------
    ValueError
        If known lengths on one axis differ.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.broadcast_shapes((3, 1), (2,))
    (3, 2)
    """
    shapes = [lengths(s) for s in args]
    ndim = max(map(len, shapes), default=0)
    result = []
    for axis in range(-ndim, 0):
        found = [s[axis] for s in shapes if len(s) >= -axis]
        known = {int(n) for n in found if isinstance(n, (int, np.integer))} - {1}
        symbolic = [n for n in found if not isinstance(n, (int, np.integer))]
        if len(known) > 1:
            raise ValueError(f"shapes do not fit: lengths {sorted(known)} on one axis")
        n = known.pop() if known else symbolic.pop(0) if symbolic else 1
        for other in symbolic:
            n = maximum(n, other)
        result.append(n)
    return tuple(result)


def _at_least(arys, ndim, pad):
    found = []
    for a in arys:
        a = as_tensor_variable(a)
        found.append(a if a.type.ndim >= ndim else a.dimshuffle(pad[a.type.ndim]))
    return found[0] if len(found) == 1 else tuple(found)


def atleast_1d(*arys: TensorLike) -> Any:
    """Return tensors with one axis or more.

    Parameters
    ----------
    *arys : tensor_like

    Returns
    -------
    TensorVariable, or tuple of them for several

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.atleast_1d(3).eval()
    array([3], dtype=int8)
    """
    return _at_least(arys, 1, [["x"]])


def atleast_2d(*arys: TensorLike) -> Any:
    """Return tensors with two axes or more; a vector becomes a row.

    Parameters
    ----------
    *arys : tensor_like

    Returns
    -------
    TensorVariable, or tuple of them for several

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.atleast_2d([1, 2]).eval()
    array([[1, 2]])
    """
    return _at_least(arys, 2, [["x", "x"], ["x", 0]])


def atleast_3d(*arys: TensorLike) -> Any:
    """Return tensors with three axes or more; a vector gets one on either side, a matrix a last one.

    Parameters
    ----------
    *arys : tensor_like

    Returns
    -------
    TensorVariable, or tuple of them for several

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.atleast_3d([1, 2]).shape.eval()
    array([1, 2, 1])
    """
    return _at_least(arys, 3, [["x", "x", "x"], ["x", 0, "x"], [0, 1, "x"]])


def meshgrid(
    *xi: TensorLike, copy: bool = True, sparse: bool = False, indexing: str = "xy"
) -> tuple[TensorVariable, ...]:
    """Return the coordinates of the points of a grid.

    Parameters
    ----------
    *xi : vector
        The coordinates along each axis.
    copy : bool
        For compatibility; no effect.
    sparse : bool
        Give broadcastable axes instead of repeated values.
    indexing : {"xy", "ij"}
        Whether the first two axes are exchanged.

    Returns
    -------
    tuple of TensorVariable

    Raises
    ------
    ValueError
        If `indexing` is neither 'xy' nor 'ij'.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x, y = T.meshgrid([1, 2], [3, 4, 5])
    >>> y.eval()
    array([[3, 3],
           [4, 4],
           [5, 5]])
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f"indexing must be 'xy' or 'ij', not {indexing!r}")
    n = len(xi)
    place = list(range(n))
    if indexing == "xy" and n > 1:
        place[:2] = [1, 0]
    xi = [as_tensor_variable(x).flatten() for x in xi]
    thin = [x.dimshuffle([0 if i == place[k] else "x" for i in range(n)]) for k, x in enumerate(xi)]
    # a known length 1 stays one that stretches
    thin = [patternbroadcast(x, [i != place[k] for i in range(n)]) for k, x in enumerate(thin)]
    if sparse:
        return tuple(thin)
    shape = [xi[place.index(i)].shape[0] for i in range(n)]
    return tuple([alloc(x, *shape) for x in thin])
