"""Numbers sorted into bins, and orders by several keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.messages.called import with_type
from ...scalar.dtypes import discrete_dtypes
from ..creation.filled import arange, zeros
from ..creation.sequences import linspace
from ..elementwise.math import FUNCTIONS, and_, cast, eq, ge, le, lt, switch
from ..reductions import extremes
from ..shape.assertion import Assert
from ..shape.join import concatenate
from ..types.axis import checked_axis
from ..types.constant import as_tensor_variable
from ..types.quantity import checked_count
from .counting import _count, searchsorted
from .ordered import ordered
from .sort import along, argsort, sort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


_EDGES = "the edges of bins", "use T.sort(bins)"


def digitize(x: TensorLike, bins: TensorLike, right: bool = False) -> TensorVariable:
    """Return the number of the bin of each element.

    Parameters
    ----------
    x : tensor_like
    bins : vector
        The edges, increasing or decreasing.
    right : bool
        Whether the right edge belongs to a bin, instead of the left one.

    Returns
    -------
    TensorVariable
        int64, in the shape of `x`: 0 before the first edge.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.digitize([0.2, 1.5, 3.0], [0.0, 1.0, 2.0]).eval()
    array([1, 2, 3])
    """
    x, bins = as_tensor_variable(x), ordered(bins, *_EDGES, falling=True)
    n = bins.shape[0]
    up = searchsorted(bins, x, "left" if right else "right")
    down = n - searchsorted(bins[::-1], x, "left" if right else "right")
    falls = (bins[:1] > bins[-1:]).sum() > 0
    return switch(falls, down, up)


def histogram_bin_edges(a: TensorLike, bins: TensorLike = 10, range: Any = None) -> TensorVariable:
    """Return the edges of bins of equal width.

    Parameters
    ----------
    a : tensor_like
    bins : int or scalar, or vector
        How many, or the edges themselves.
    range : pair of numbers, optional
        The first and the last edge; the extrema of `a` by default.

    Returns
    -------
    TensorVariable
        A vector.

    Raises
    ------
    TypeError
        If `bins` is the name of a rule.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.histogram_bin_edges([0.0, 1.0], 2).eval()
    array([0. , 0.5, 1. ])
    """
    if isinstance(bins, str):
        raise TypeError(f"bins={bins!r} has no counterpart\nhint: use a number of bins, or their edges")
    given, bins = bins, as_tensor_variable(bins)
    if bins.type.ndim:
        return ordered(bins, *_EDGES)
    bins = checked_count(given, "histogram", "bins", 1)
    a = _numbers(a)
    if range is None:
        low, high = extremes.min(a), extremes.max(a)
    else:
        low, high = ordered(range, "the range of a histogram", "use range=(low, high)")
    dtype = "float32" if a.type.dtype in ("float16", "float32") else "float64"
    low, high = cast(low, dtype), cast(high, dtype)
    same = eq(low, high)
    half = np.asarray(0.5, dtype)
    return linspace(switch(same, low - half, low), switch(same, high + half, high), bins + 1)


def histogram(
    a: TensorLike, bins: TensorLike = 10, range: Any = None, density: bool | None = None,
    weights: TensorLike | None = None
) -> tuple[TensorVariable, TensorVariable]:
    """Count the elements in bins; the last bin has both its edges.

    Parameters
    ----------
    a : tensor_like
    bins, range
        As of :func:`histogram_bin_edges`.
    density : bool, optional
        Divide by the total and by the widths.
    weights : tensor_like, optional
        Add these instead of ones.

    Returns
    -------
    counts, edges : TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> counts, edges = T.histogram([0.0, 0.5, 3.0], [0.0, 1.0, 2.0, 3.0])
    >>> counts.eval()
    array([2, 0, 1])
    """
    x = _numbers(a).flatten()
    edges = histogram_bin_edges(x, bins, range)
    n = edges.shape[0] - 1
    place = FUNCTIONS["minimum"](searchsorted(edges, x, "right") - 1, n - 1)
    inside = (ge(x, edges[0]) & le(x, edges[-1])).nonzero()
    place = place[inside]
    if weights is None:
        counts = _counted(place, None, n)
    else:
        w = as_tensor_variable(weights).flatten()
        text = "histogram needs as many weights as elements"
        w = Assert(text, on_lengths=True)(w, eq(w.shape[0], x.shape[0]))
        w = cast(w, "int64") if w.type.dtype == "bool" else w
        counts = _counted(place, w[inside], n)
    if density:
        widths = cast(edges[1:] - edges[:-1], "float64")
        counts = counts / widths / counts.sum()
    return counts, edges


def _numbers(a):
    a = as_tensor_variable(a)
    return cast(a, "uint8") if a.type.dtype == "bool" else a


def _counted(place, weights, n):
    """Return counts, or sums of weights, for the n bins."""
    # an element of each bin, with the weight 0, lets no elements at all be counted
    dtype = "int64" if weights is None else weights.type.dtype
    weights = cast(eq(place, place), dtype) if weights is None else weights
    place = concatenate([place, arange(n)])
    return _count(place, concatenate([weights, zeros([n], dtype)]), None)


def partition(a: TensorLike, kth: Any, axis: int | None = -1) -> TensorVariable:
    """Return the elements with those below, and those above, a place on its sides: here sorted.

    Parameters
    ----------
    a : tensor_like
    kth : int or sequence of int
        The places.
    axis : int, optional
        None for the flattened tensor.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.partition([3, 1, 2], 1)[1].eval()
    array(2)
    """
    return sort(_with_places(a, kth, axis), axis)


def _with_places(a, kth, axis):
    """Return a tensor that is checked, when the graph runs, to have all places `kth` along an axis."""
    a, kth = as_tensor_variable(a), as_tensor_variable(kth)
    if kth.type.dtype not in discrete_dtypes or kth.type.dtype == "bool":
        raise TypeError(f"kth must be integers, the places of elements: it is {with_type(kth)}.\nhint: use x // 2")
    a = a.flatten() if axis is None else a
    n = a.shape[-1 if axis is None else checked_axis(axis, a)]
    text = "partition: kth must be places along the axis, from 0 to its length minus 1"
    return Assert(text, on_values=True)(a, and_(ge(kth, -n), lt(kth, n)).all())


def argpartition(a: TensorLike, kth: Any, axis: int | None = -1) -> TensorVariable:
    """Return the indices that :func:`partition` takes.

    Parameters
    ----------
    a, kth, axis
        As of :func:`partition`.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argpartition([3, 1, 2], 1)[1].eval()
    array(2)
    """
    return argsort(_with_places(a, kth, axis), axis)


def lexsort(keys: Sequence[TensorLike] | TensorLike, axis: int = -1) -> TensorVariable:
    """Return the indices that sort by several keys, of which the last counts first.

    Parameters
    ----------
    keys : sequence of tensor_like
        Of one shape.
    axis : int

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.lexsort(([3, 1, 2], [1, 0, 1])).eval()
    array([1, 2, 0])
    """
    first, *others = [as_tensor_variable(key) for key in keys]
    order = argsort(first, axis, "stable")
    for key in others:
        order = along(order, argsort(along(key, order, axis), axis, "stable"), axis)
    return order
