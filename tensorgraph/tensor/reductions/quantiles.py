"""Medians and quantiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...graph.variable import Constant
from ...scalar.dtypes import is_discrete, upcast
from ..elementwise.math import FUNCTIONS, cast, clip, eq, isinf, isnan, maximum, neq, switch
from ..indexing.indexing import take
from ..shape.assertion import Assert
from ..shape.broadcasting import expand_dims
from ..sorting.sort import along, sort
from ..types.constant import as_tensor_variable
from .reduce import all as all_
from .reduce import check_and_normalize_axes
from .reduce import sum as sum_

if TYPE_CHECKING:
    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable

# alpha and beta of Hyndman and Fan: the sample with number i has the probability (i - alpha) / (n + 1 - alpha - beta)
_PLOTTING = {
    "linear": (1, 1), "hazen": (0.5, 0.5), "weibull": (0, 0), "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8), "interpolated_inverted_cdf": (0, 1),
}  # fmt: skip
_ROUNDED = ("lower", "higher", "midpoint", "nearest")


def _rows(a, axis):
    """Return a tensor whose last axis has the elements that are reduced, its sorted axes, and the others."""
    a = as_tensor_variable(a)
    axes = check_and_normalize_axes(a, axis)
    others = [i for i in range(a.type.ndim) if i not in axes]
    moved = a.dimshuffle(others + axes)
    if len(axes) != 1:
        n = math.prod([a.shape[i] for i in axes]) if others else -1
        moved = moved.reshape([*[a.shape[i] for i in others], n], ndim=len(others) + 1)
    return moved, axes


def _place(q, n, method):
    """Return the place of a quantile among n sorted elements, from 0, as a float64."""
    if method in _ROUNDED:
        place = q * (n - 1)
        below, above = FUNCTIONS["floor"](place), FUNCTIONS["ceil"](place)
        if method == "nearest":
            return FUNCTIONS["round_half_to_even"](place)
        return {"lower": below, "higher": above, "midpoint": (below + above) / 2}[method]
    if method not in _PLOTTING:
        known = ", ".join([*_PLOTTING, *_ROUNDED])
        raise ValueError(f"quantile has no method {method!r}: use one of {known}")
    alpha, beta = _PLOTTING[method]
    return q * n + (alpha + q * (1 - alpha - beta)) - 1


def _picked(place, n, dtype, pick, whole):
    """Return what lies at fractional places of sorted rows; `pick` takes elements at whole ones."""
    place = clip(place, 0, n - 1)
    below = FUNCTIONS["floor"](place)
    low, high = cast(below, "int64"), cast(FUNCTIONS["ceil"](place), "int64")
    first = pick(low)
    if whole:
        return first
    # the places are along the last axis
    part, second = cast(place - below, dtype), pick(high)
    # from infinity there is no way to anywhere, but to the other infinity it is not defined
    stays = eq(part, 0) | isinf(first) & neq(second, -first)
    return first + part * switch(stays, np.asarray(0, second.type.dtype), second - first)


def _quantile(a, q, axis, method, keepdims, skips_nan):
    rows, axes = _rows(a, axis)
    whole = method in ("lower", "higher", "nearest")
    if is_discrete(rows.type.dtype) and not whole:
        rows = cast(rows, "float64")
    # a number of Python takes the dtype of the elements
    dtype = rows.type.dtype if isinstance(q, (int, float)) else upcast(rows.type.dtype, "float64")
    q = as_tensor_variable(q)
    if isinstance(q, Constant) and np.any((q.data < 0) | (q.data > 1)):
        raise ValueError(f"quantiles must be from 0 to 1, and percentiles from 0 to 100: one is {q.data} of all")
    if not isinstance(q, Constant):
        inside = all_((q >= 0) & (q <= 1))
        q = Assert("quantiles must be from 0 to 1, and percentiles from 0 to 100", on_values=True)(q, inside)
    q = cast(q, "float64")
    # of what is not sorted, so that no more than its places are needed of what is
    missing = isnan(rows) if not is_discrete(rows.type.dtype) else None
    rows = sort(rows, axis=-1)
    last = rows.type.ndim - 1
    spread = [*["x"] * last, 0]
    flat = q.flatten() if q.type.ndim != 1 else q
    if skips_nan and missing is not None:
        # nan is sorted to the end
        n = rows.shape[last] - sum_(missing, axis=last, keepdims=True)
        place = _place(flat.dimshuffle(spread), cast(n, "float64"), method)
        z = _picked(place, maximum(n, 1), dtype, lambda i: along(rows, i, last), whole)
        undefined = eq(n, 0)
    else:
        n = rows.shape[last]
        place = _place(flat, cast(n, "float64"), method)
        z = _picked(place, n, dtype, lambda i: take(rows, i, last), whole)
        undefined = None if missing is None else sum_(missing, axis=last, keepdims=True) > 0
    if undefined is not None:
        # a sum: its gradient is that of what reads it, and a constant hides that
        z = switch(undefined, z + np.asarray(np.nan, z.type.dtype), z)
    # the axis of the quantiles comes first, then the others
    z = z.dimshuffle([last, *range(last)])
    z = z[0] if q.type.ndim == 0 else z if q.type.ndim == 1 else z.reshape([*q.shape, *z.shape[1:]])
    return expand_dims(z, [i + q.type.ndim for i in axes]) if keepdims else z


def quantile(
    a: TensorLike, q: TensorLike, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> TensorVariable:
    """Return quantiles over axes: what a part `q` of the elements does not exceed.

    Parameters
    ----------
    a : tensor_like
    q : tensor_like
        From 0 to 1.
    axis : int or sequence of int, optional
        All by default.
    method : str
        How to interpolate: "linear", "lower", "higher", "midpoint", "nearest", "hazen", "weibull", "median_unbiased",
        "normal_unbiased" or "interpolated_inverted_cdf".
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        The axes of `q`, then those that are left; nan where there is a nan.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.quantile([1.0, 2.0, 4.0], [0.5, 0.75]).eval()
    array([2., 3.])
    """
    return _quantile(a, q, axis, method, keepdims, False)


def _parts(q):
    """Return percents as parts of one."""
    return q / 100.0 if isinstance(q, (int, float)) else cast(as_tensor_variable(q), "float64") / 100.0


def percentile(
    a: TensorLike, q: TensorLike, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> TensorVariable:
    """Return percentiles over axes: :func:`quantile` with `q` from 0 to 100.

    Parameters
    ----------
    a, axis, method, keepdims
        As of :func:`quantile`.
    q : tensor_like
        From 0 to 100.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.percentile([1.0, 2.0, 4.0], 75).eval()
    array(3.)
    """
    return quantile(a, _parts(q), axis, method, keepdims)


def median(a: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the median over axes: the middle element, or the mean of both.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.median([1.0, 2.0, 4.0, 8.0]).eval()
    array(3.)
    """
    return quantile(a, 0.5, axis, keepdims=keepdims)


def nanquantile(
    a: TensorLike, q: TensorLike, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> TensorVariable:
    """Return quantiles over axes of what is a number; see :func:`quantile`.

    Parameters
    ----------
    a, q, axis, method, keepdims
        As of :func:`quantile`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanquantile([1.0, np.nan, 2.0, 4.0], 0.5).eval()
    array(2.)
    """
    return _quantile(a, q, axis, method, keepdims, True)


def nanpercentile(
    a: TensorLike, q: TensorLike, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> TensorVariable:
    """Return percentiles over axes of what is a number; see :func:`percentile`.

    Parameters
    ----------
    a, q, axis, method, keepdims
        As of :func:`percentile`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanpercentile([1.0, np.nan, 2.0, 4.0], 50).eval()
    array(2.)
    """
    return nanquantile(a, _parts(q), axis, method, keepdims)


def nanmedian(a: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the median over axes of what is a number.

    Parameters
    ----------
    a, axis, keepdims
        As of :func:`median`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanmedian([1.0, np.nan, 3.0]).eval()
    array(2.)
    """
    return nanquantile(a, 0.5, axis, keepdims=keepdims)
