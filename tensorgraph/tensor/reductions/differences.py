"""Differences, derivatives and integrals of samples, and functions given by samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_discrete
from ..elementwise.math import FUNCTIONS, cast, clip, eq, switch
from ..shape.assertion import Assert
from ..shape.join import concatenate
from ..sorting.counting import searchsorted
from ..sorting.ordered import ordered
from ..types.axis import checked_axes, checked_axis
from ..types.constant import as_tensor_variable
from .cumulative import cumsum, diff
from .reduce import sum as sum_

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def _part(x, axis, part):
    return x[(slice(None),) * axis + (part,)]


def _floats(x):
    x = as_tensor_variable(x)
    return cast(x, "float64") if is_discrete(x.type.dtype) else x


def ediff1d(ary: TensorLike, to_end: TensorLike | None = None, to_begin: TensorLike | None = None) -> TensorVariable:
    """Return the differences of neighbouring elements of the flattened tensor.

    Parameters
    ----------
    ary : tensor_like
    to_end, to_begin : tensor_like, optional
        Put behind, and before, the differences.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.ediff1d([1, 2, 4], to_begin=0).eval()
    array([0, 1, 2])
    """
    x = as_tensor_variable(ary).flatten()
    parts = [x[1:] - x[:-1]]
    if to_begin is not None:
        parts.insert(0, cast(to_begin, x.type.dtype).flatten())
    if to_end is not None:
        parts.append(cast(to_end, x.type.dtype).flatten())
    return concatenate(parts) if len(parts) > 1 else parts[0]


def gradient(f: TensorLike, *varargs: TensorLike, axis: Any = None, edge_order: int = 1) -> Any:
    """Return central differences inside and one-sided ones at the ends, along each axis.

    For the derivative of an expression there is :func:`~tensorgraph.gradient.grad`.

    Parameters
    ----------
    f : tensor_like
        Samples, at least `edge_order` + 1 along each axis.
    *varargs : number or vector
        The distance of the samples, or their positions: one for all axes, or one for each.
    axis : int or tuple of int, optional
        All by default.
    edge_order : {1, 2}
        The order of the differences at the ends.

    Returns
    -------
    TensorVariable, or tuple of one for each axis

    Raises
    ------
    TypeError
        If there are distances for other axes than are differentiated.
    ValueError
        If `edge_order` is neither 1 nor 2.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.gradient(T.constant([1.0, 2.0, 4.0, 7.0])).eval()
    array([1. , 1.5, 2.5, 3. ])
    """
    f = _floats(f)
    axes = checked_axes(range(f.type.ndim) if axis is None else axis, f)
    spacings = [1.0] * len(axes) if not varargs else list(varargs) * (len(axes) if len(varargs) == 1 else 1)
    if len(spacings) != len(axes):
        raise TypeError(f"gradient needs one distance, or one for each of {len(axes)} axes, not {len(spacings)}")
    if edge_order not in (1, 2):
        raise ValueError(f"edge_order must be 1 or 2, not {edge_order}")
    found = tuple([_along(f, i, as_tensor_variable(h), edge_order) for i, h in zip(axes, spacings)])
    return found[0] if len(found) == 1 else found


def _along(f, axis, h, edge_order):
    def at(i, j=None):
        return _part(f, axis, slice(i, j))

    if h.type.ndim == 0:
        # NumPy's quotient of a float32 by a number of Python stays float32
        h = cast(h, f.type.dtype)
        inner = (at(2) - at(None, -2)) / (2 * h)
        a = b = h
        first, last = h, h
    else:
        d = cast(h[1:] - h[:-1], f.type.dtype).dimshuffle([0 if i == axis else "x" for i in range(f.type.ndim)])
        a, b = _part(d, axis, slice(None, -1)), _part(d, axis, slice(1, None))
        weights = -b / (a * (a + b)), (b - a) / (a * b), a / (b * (a + b))
        inner = weights[0] * at(None, -2) + weights[1] * at(1, -1) + weights[2] * at(2)
        first, last = _part(d, axis, slice(0, 1)), _part(d, axis, slice(-1, None))
    if edge_order == 1:
        ends = (at(1, 2) - at(0, 1)) / first, (at(-1) - at(-2, -1)) / last
    else:
        second = first if h.type.ndim == 0 else _part(d, axis, slice(1, 2))
        before = last if h.type.ndim == 0 else _part(d, axis, slice(-2, -1))
        ends = _edge(at(0, 1), at(1, 2), at(2, 3), first, second), -_edge(at(-1), at(-2, -1), at(-3, -2), last, before)
    return concatenate([ends[0], inner, ends[1]], axis)


def _edge(f0, f1, f2, a, b):
    """Return the derivative at the first of three samples at distances a and b, of second order."""
    return -(2 * a + b) / (a * (a + b)) * f0 + (a + b) / (a * b) * f1 - a / (b * (a + b)) * f2


def trapezoid(y: TensorLike, x: TensorLike | None = None, dx: TensorLike = 1.0, axis: int = -1) -> TensorVariable:
    """Return the integral of samples along an axis by the trapezoidal rule.

    Parameters
    ----------
    y : tensor_like
    x : tensor_like, optional
        The positions of the samples: a vector, or of the shape of `y`.
    dx : number
        The distance of the samples without `x`.
    axis : int

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.trapezoid([1.0, 2.0, 3.0]).eval()
    array(4.)
    """
    y = as_tensor_variable(y)
    axis = checked_axis(axis, y)
    if x is None:
        d = as_tensor_variable(dx)
        if d.type.ndim == 0:
            d = cast(d, "float64" if is_discrete(y.type.dtype) else y.type.dtype)
    else:
        x = as_tensor_variable(x)
        if x.type.ndim == 1:
            d = diff(x).dimshuffle([0 if i == axis else "x" for i in range(y.type.ndim)])
        else:
            d = diff(x, axis=axis)
    pairs = d * (_part(y, axis, slice(1, None)) + _part(y, axis, slice(None, -1)))
    return sum_(_floats(pairs) / 2.0, axis)


def interp(
    x: TensorLike, xp: TensorLike, fp: TensorLike, left: TensorLike | None = None, right: TensorLike | None = None,
    period: TensorLike | None = None
) -> TensorVariable:
    """Return the piecewise linear function through given points, at `x`.

    Parameters
    ----------
    x : tensor_like
        Where to evaluate it.
    xp, fp : vector
        The points: `xp` increasing, unless there is a `period`.
    left, right : number, optional
        The values outside; those at the ends by default.
    period : number, optional
        Of `x` and `xp`.

    Returns
    -------
    TensorVariable
        float64, in the shape of `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.interp([0.5, 2.5], [0.0, 1.0, 2.0], [0.0, 10.0, 30.0]).eval()
    array([ 5., 30.])
    """
    if period is None:
        xp = ordered(xp, "the places xp of interp", "use order = xp.argsort(), xp[order] and fp[order]")
    x, xp, fp = (cast(as_tensor_variable(v), "float64") for v in (x, xp, fp))
    fp = Assert("interp needs as many values fp as places xp", on_lengths=True)(fp, eq(xp.shape[0], fp.shape[0]))
    if period is not None:
        x, xp = x % abs(period), xp % abs(period)
        order = xp.argsort()
        xp, fp = xp[order], fp[order]
        xp = concatenate([xp[-1:] - abs(period), xp, xp[:1] + abs(period)])
        fp = concatenate([fp[-1:], fp, fp[:1]])
        left = right = None
    i = clip(searchsorted(xp, x, "right") - 1, 0, FUNCTIONS["maximum"](xp.shape[0] - 2, 0))
    j = FUNCTIONS["minimum"](i + 1, xp.shape[0] - 1)
    width = xp[j] - xp[i]
    t = switch(eq(width, 0), 0.0, (x - xp[i]) / switch(eq(width, 0), 1.0, width))
    z = fp[i] + t * (fp[j] - fp[i])
    z = switch(x < xp[0], fp[0] if left is None else left, z)
    z = switch(x >= xp[-1], fp[-1], z)
    return z if right is None else switch(x > xp[-1], right, z)


def unwrap(
    p: TensorLike, discont: TensorLike | None = None, axis: int = -1, *, period: float = 2 * np.pi
) -> TensorVariable:
    """Add multiples of the period where neighbours differ by more than half of it.

    Parameters
    ----------
    p : tensor_like
        Angles.
    discont : number, optional
        The least difference that is mended; at least half the period.
    axis : int
    period : float

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.unwrap([0.0, 3.0, 7.0], period=4.0).eval()
    array([ 0., -1., -1.])
    """
    p = _floats(p)
    axis = checked_axis(axis, p)
    d = diff(p, axis=axis)
    least = period / 2 if discont is None else FUNCTIONS["maximum"](discont, period / 2)
    wrapped = (d + period / 2) % period - period / 2
    wrapped = switch(eq(wrapped, -period / 2) & (d > 0), period / 2, wrapped)
    mended = cumsum(switch(abs(d) < least, 0, wrapped - d), axis)
    parts = [_part(p, axis, slice(None, 1)), _part(p, axis, slice(1, None)) + mended]
    return cast(concatenate(parts, axis), p.type.dtype)
