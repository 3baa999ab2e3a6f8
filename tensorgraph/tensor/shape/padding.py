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
from ..reductions.extremes import max as maximum_of
from ..reductions.extremes import min as minimum_of
from ..reductions.quantiles import median
from ..reductions.statistics import mean
from ..types.constant import as_tensor_variable
from .broadcasting import signed
from .join import concatenate
from .rebroadcast import addbroadcast

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable

def pad(
    array: TensorLike, pad_width: Any, mode: str = "constant", *, constant_values: Any = None, end_values: Any = None,
    reflect_type: str | None = None, stat_length: Any = None
) -> TensorVariable:
    """Make a tensor longer at the ends of its axes.

    Parameters
    ----------
    array : tensor_like
    pad_width : int, pair of int, or a pair for each axis
        By how many elements, before and behind.
    mode : str
        What the new elements are: ``"constant"`` values, that at the ``"edge"``, the tensor mirrored without its end
        (``"reflect"``) or with it (``"symmetric"``), repeated (``"wrap"``), a ``"linear_ramp"``, a statistic of the
        axis (``"maximum"``, ``"mean"``, ``"median"``, ``"minimum"``), or any (``"empty"``).
    constant_values, end_values : number, pair, or a pair for each axis
        For ``"constant"``, and at the end of ``"linear_ramp"``; 0 by default.
    reflect_type : {"even", "odd"}
        Whether what is mirrored goes on at the same values, or at twice the end minus these.
    stat_length : int, pair of int, or a pair for each axis
        Of how many elements at the ends the statistics are; all by default.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If a width is negative, the mode unknown, or an argument is for another mode.

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
    given = {"constant_values": constant_values, "end_values": end_values, "reflect_type": reflect_type}
    given = _checked_mode(mode, given | {"stat_length": stat_length})
    if mode in ("constant", "empty"):
        return _with_constants(x, widths, _pairs(given.get("constant_values", 0), x.type.ndim))
    settings = _pairs(given.get("stat_length" if mode in _STATISTICS else "end_values"), x.type.ndim)
    for axis, width in enumerate(widths):
        if not all(isinstance(n, (int, np.integer)) and n == 0 for n in width):
            x = _longer(x, axis, width, mode, settings[axis], given.get("reflect_type"))
    return x


_STATISTICS = {"maximum": maximum_of, "mean": mean, "median": median, "minimum": minimum_of}
# what the modes take besides, and what it is by default
_SETTINGS = {
    "constant": {"constant_values": 0}, "edge": {}, "reflect": {"reflect_type": "even"},
    "symmetric": {"reflect_type": "even"}, "wrap": {}, "linear_ramp": {"end_values": 0},
    **{name: {"stat_length": None} for name in _STATISTICS}, "empty": {},
}  # fmt: skip


def _checked_mode(mode, given):
    """Return the arguments of a mode."""
    if mode not in _SETTINGS:
        raise ValueError(f"pad has no mode {mode!r}: use one of {', '.join(_SETTINGS)}")
    settings = dict(_SETTINGS[mode])
    for name, value in given.items():
        if value is None:
            continue
        if name not in settings:
            raise ValueError(f"pad with mode={mode!r} takes no {name}: it takes {', '.join(settings) or 'no more'}")
        settings[name] = value
    if settings.get("reflect_type", "even") not in ("even", "odd"):
        raise ValueError(f"reflect_type must be 'even' or 'odd', not {settings['reflect_type']!r}")
    return settings


def _pairs(value, ndim):
    """Return a pair for each axis from a number, a pair or a sequence of pairs."""
    if isinstance(value, dict):
        value = {i % ndim if isinstance(i, int) and -ndim <= i < ndim else i: pair for i, pair in value.items()}
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
        parts = [_statistic(x, axis, mode, length, i) for i, length in enumerate(ends)]
        return concatenate([_repeated(parts[0], axis, before), x, _repeated(parts[1], axis, behind)], axis)
    ramps = _ramp(ends[0], low, axis, before, ndim), _ramp(ends[1], high, axis, behind, ndim, -1)
    return concatenate([ramps[0], x, ramps[1]], axis)


def _statistic(x, axis, mode, length, behind):
    """Return a statistic of so many elements at an end of an axis."""
    part = x
    if length is not None:
        if isinstance(length, (int, np.integer)) and length < 1:
            raise ValueError(f"stat_length must be 1 or more, not {length}: {mode} of nothing is not defined")
        n = x.shape[axis]
        part = x[(slice(None),) * axis + (slice(maximum(n - length, 0), None) if behind else slice(None, length),)]
    value = _STATISTICS[mode](part, axis=axis, keepdims=True)
    if mode in ("mean", "median") and x.type.dtype != value.type.dtype:
        value = value.round()
    return cast(value, x.type.dtype)


def _inside(place, n, mode):
    """Return where in an axis of length n the elements are that a mode shows at places before and behind it."""
    if mode == "wrap":
        return place % n
    shift = int(mode == "symmetric")
    period = maximum(2 * (n - 1 + shift), 1)
    place = place % period
    return place + (place >= n) * (period - shift - 2 * place)


def _odd(x, axis, place, n, low, high, mode):
    """Return ``2 end - mirrored``, again and again.

    Two reflections, at the high end and at the low one, are a shift by a period, which adds ``2 (high - low)``. So
    there are the elements of one period, the second half of which is reflected once, plus so many times that.
    """
    shift = int(mode == "symmetric")
    period = maximum(2 * (n - 1 + shift), 1)
    times, place = place // period, place % period
    turned = place >= n
    z = take(x, place + turned * (period - shift - 2 * place), axis)
    times, turned = (_along(v, axis, x.type.ndim) for v in (times, turned))
    low, high = (addbroadcast(v, axis) for v in (low, high))
    return cast(z + turned * (2 * high - 2 * z) + times * (2 * high - 2 * low), x.type.dtype)


def _repeated(v, axis, n):
    lengths = [v.shape[i] for i in range(v.type.ndim)]
    return alloc(addbroadcast(v, axis), *lengths[:axis], n, *lengths[axis + 1 :])


def _ramp(end, edge, axis, n, ndim, step=1):
    """Return `n` values from `end` towards `edge`, which is left out; in the reverse order for a step of -1."""
    t = arange(n)[::step]
    values = end + (addbroadcast(edge, axis) - end) * _along(cast(t, "float64") / maximum(n, 1), axis, ndim)
    # as numpy.linspace, which rounds integers down
    return cast(floor(values) if edge.type.dtype in integer_dtypes else values, edge.type.dtype)
