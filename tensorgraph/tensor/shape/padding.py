"""Tensors made longer at the ends of their axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import with_type
from ...graph.variable import Variable
from ...scalar.dtypes import integer_dtypes
from ..creation.alloc import alloc
from ..creation.filled import arange
from ..elementwise.math import cast, floor, maximum
from ..indexing.indexing import set_subtensor, take
from ..types.constant import as_tensor_variable
from .broadcasting import signed
from .join import concatenate
from .rebroadcast import addbroadcast

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable

_STATISTICS = ("maximum", "mean", "minimum")


def pad(
    array: TensorLike, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0, end_values: Any = 0,
    reflect_type: str = "even"
) -> TensorVariable:
    """Make a tensor longer at the ends of its axes.

    Parameters
    ----------
    array : tensor_like
    pad_width : int, pair of int, or a pair for each axis
        By how many elements, before and behind.
    mode : {"constant", "edge", "reflect", "symmetric", "wrap", "linear_ramp", "maximum", "mean", "minimum"}
        What the new elements are: a value, that at the end, the tensor mirrored without or with its end, repeated, a
        ramp, or a statistic of the axis.
    constant_values, end_values : number, pair, or a pair for each axis
        For ``"constant"``, and at the end of ``"linear_ramp"``.
    reflect_type : {"even", "odd"}
        Whether what is mirrored goes on at the same values, or at twice the end minus these.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If a width is negative, or the mode unknown.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.pad([1, 2, 3], (2, 1), "reflect").eval()
    array([3, 2, 1, 2, 3, 2])
    """
    x = as_tensor_variable(array)
    widths = [
        tuple([signed(n) if isinstance(n, Variable) else n for n in pair]) for pair in _pairs(pad_width, x.type.ndim)
    ]
    if negative := [n for pair in widths for n in pair if isinstance(n, (int, np.integer)) and n < 0]:
        raise ValueError(f"pad_width must be 0 or more, not {negative[0]}: use x[1:-1] to make {with_type(x)}, shorter")
    if mode == "constant":
        return _with_constants(x, widths, _pairs(constant_values, x.type.ndim))
    ends = _pairs(end_values, x.type.ndim)
    for axis, width in enumerate(widths):
        if not all(isinstance(n, (int, np.integer)) and n == 0 for n in width):
            x = _longer(x, axis, width, mode, ends[axis], reflect_type)
    return x


def _pairs(value, ndim):
    """Return a pair for each axis from a number, a pair or a sequence of pairs."""
    if isinstance(value, dict):
        return [_pairs(value[i], 1)[0] if i in value else (0, 0) for i in range(ndim)]
    if not isinstance(value, (tuple, list)) and not (isinstance(value, np.ndarray) and value.ndim):
        return [(value, value)] * ndim
    value = [tuple(v) if isinstance(v, (tuple, list, np.ndarray)) else v for v in value]
    if not isinstance(value[0], tuple):
        return [tuple(value) if len(value) == 2 else (value[0], value[0])] * ndim
    value = [v if len(v) == 2 else (v[0], v[0]) for v in value]
    value = value * ndim if len(value) == 1 else value
    if len(value) != ndim:
        raise ValueError(f"pad needs a pair for each of {ndim} axes, and {len(value)} are given")
    return value


def _with_constants(x, widths, values):
    shape = [x.shape[i] + a + b for i, (a, b) in enumerate(widths)]
    inside = tuple([slice(a, a + x.shape[i]) for i, (a, _) in enumerate(widths)])
    first = values[0][0] if values else 0
    if all(v is first or isinstance(v, (int, float)) and v == first for pair in values for v in pair):
        return set_subtensor(alloc(cast(first, x.type.dtype), *shape)[inside], x)
    for axis, (a, b) in enumerate(widths):
        lengths = [x.shape[i] for i in range(x.type.ndim)]
        parts = [
            alloc(cast(v, x.type.dtype), *lengths[:axis], n, *lengths[axis + 1 :]) for n, v in zip((a, b), values[axis])
        ]
        x = concatenate([parts[0], x, parts[1]], axis)
    return x


def _along(v, axis, ndim):
    return v.dimshuffle([0 if i == axis else "x" for i in range(ndim)])


def _longer(x, axis, width, mode, ends, reflect_type):
    before, behind = width
    n, ndim = x.shape[axis], x.type.ndim
    if mode == "wrap" or mode in ("symmetric", "reflect") and reflect_type == "even":
        ends = [take(x, _inside(place, n, mode), axis) for place in (arange(before) - before, arange(behind) + n)]
        return concatenate([ends[0], x, ends[1]], axis)
    low, high = x[(slice(None),) * axis + (slice(0, 1),)], x[(slice(None),) * axis + (slice(-1, None),)]
    if mode in ("symmetric", "reflect"):
        return _odd(x, axis, arange(n + before + behind) - before, n, low, high, mode)
    if mode == "edge":
        return concatenate([_repeated(low, axis, before), x, _repeated(high, axis, behind)], axis)
    if mode in _STATISTICS:
        value = {"maximum": x.max, "mean": x.mean, "minimum": x.min}[mode](axis=axis, keepdims=True)
        if mode == "mean" and x.type.dtype != value.type.dtype:
            value = value.round()
        value = cast(value, x.type.dtype)
        return concatenate([_repeated(value, axis, before), x, _repeated(value, axis, behind)], axis)
    if mode == "linear_ramp":
        ramps = _ramp(ends[0], low, axis, before, ndim), _ramp(ends[1], high, axis, behind, ndim, -1)
        return concatenate([ramps[0], x, ramps[1]], axis)
    raise ValueError(
        f"pad has no mode {mode!r}: use one of constant, edge, reflect, symmetric, wrap, linear_ramp, maximum, mean, "
        "minimum"
    )


def _inside(place, n, mode):
    """Return where in an axis of length n the elements are that a mode shows at places before and behind it."""
    if mode == "wrap":
        return place % n
    shift = int(mode == "symmetric")
    period = maximum(2 * (n - 1 + shift), 1)
    place = place % period
    return place + (place >= n) * (period - shift - 2 * place)


def _odd(x, axis, place, n, low, high, mode):
    """Return ``2 end - mirrored``, for one reflection at each end."""
    shift = int(mode == "symmetric")
    mirrored = place * (place >= 0) * (place < n)
    mirrored = mirrored + (place < 0) * (-place - shift) + (place >= n) * (2 * (n - 1) - place + shift)
    z, place = take(x, mirrored, axis), _along(place, axis, x.type.ndim)
    low, high = (_repeated(v, axis, place.shape[axis]) for v in (low, high))
    return cast((place < 0) * (2 * low - 2 * z) + (place >= n) * (2 * high - 2 * z) + z, x.type.dtype)


def _repeated(v, axis, n):
    lengths = [v.shape[i] for i in range(v.type.ndim)]
    return alloc(addbroadcast(v, axis), *lengths[:axis], n, *lengths[axis + 1 :])


def _ramp(end, edge, axis, n, ndim, step=1):
    """Return `n` values from `end` towards `edge`, which is left out; in the reverse order for a step of -1."""
    t = arange(n)[::step]
    values = end + (addbroadcast(edge, axis) - end) * _along(cast(t, "float64") / maximum(n, 1), axis, ndim)
    # as numpy.linspace, which rounds integers down
    return cast(floor(values) if edge.type.dtype in integer_dtypes else values, edge.type.dtype)
