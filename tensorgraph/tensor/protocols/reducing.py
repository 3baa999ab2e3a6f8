"""NumPy's reductions, with NumPy's parameters."""

import functools

import numpy as np

from ...graph.messages.called import with_type
from ...scalar.dtypes import is_discrete
from ..creation.alloc import alloc
from ..elementwise.math import FUNCTIONS, abs_, cast, fill, maximum, minimum
from ..reductions import averages, cumulative, extremes, reduce, statistics
from ..reductions.nanreductions import over
from ..shape.join import concatenate
from ..sorting.counting import bincount as counts
from ..types.axis import checked_axis
from ..types.constant import as_tensor_variable
from .showing import mask_of, shown

__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "average", "bincount", "cumprod", "cumsum", "cumulative_prod",
    "cumulative_sum", "max", "mean", "min", "prod", "ptp", "std", "sum", "var",
]  # fmt: skip


def sum(a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.sum``."""
    z = reduce.sum(reduce.elements_as(shown(a, where, 0), dtype), axis, dtype, keepdims)
    return z if _first(initial) is None else cast(z + initial, z.type.dtype)


def prod(a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.prod``."""
    z = reduce.prod(reduce.elements_as(shown(a, where, 1), dtype), axis, dtype, keepdims)
    return z if _first(initial) is None else cast(z * initial, z.type.dtype)


def all(a, axis=None, keepdims=False, where=True):
    """Return ``numpy.all``."""
    return reduce.all(shown(a, where, 1), axis, keepdims)


def any(a, axis=None, keepdims=False, where=True):
    """Return ``numpy.any``."""
    return reduce.any(shown(a, where, 0), axis, keepdims)


def max(a, axis=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.max``."""
    return _extremum(extremes.max, maximum, a, axis, keepdims, initial, where)


def min(a, axis=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.min``."""
    return _extremum(extremes.min, minimum, a, axis, keepdims, initial, where)


def _first(initial):
    if initial is None or as_tensor_variable(initial).type.ndim == 0:
        return initial
    raise ValueError(f"initial must be a number, not {with_type(initial)}")


def _extremum(find, larger, a, axis, keepdims, initial, where):
    if _first(initial) is None:
        if where is not True:
            raise ValueError("the extremum of what where= shows needs initial=, which it is if there is nothing")
        return find(a, axis, keepdims)
    a = as_tensor_variable(a)
    first, axes = cast(initial, a.type.dtype), reduce.check_and_normalize_axes(a, axis)
    z = shown(a, where, first)
    if not axes:
        return larger(z, first)
    for i in axes:
        # an element more, for axes that are empty
        end = alloc(first, *[1 if j == i else z.shape[j] for j in range(z.type.ndim)])
        z = find(concatenate([z, end], i), i, True)
    return z if keepdims else z.dimshuffle([i for i in range(z.type.ndim) if i not in axes])


amax, amin = max, min


def argmax(a, axis=None, keepdims=False):
    """Return ``numpy.argmax``."""
    return extremes.argmax(a, axis, keepdims)


def argmin(a, axis=None, keepdims=False):
    """Return ``numpy.argmin``."""
    return extremes.argmin(a, axis, keepdims)


def ptp(a, axis=None, keepdims=False):
    """Return ``numpy.ptp``."""
    return extremes.ptp(a, axis, keepdims)


def _number(a, axes, keepdims, where):
    """Return how many elements over axes there are, or are shown."""
    if where is True:
        return functools.reduce(lambda n, i: n * a.shape[i], axes, as_tensor_variable(1))
    return reduce.sum(fill(a, cast(mask_of(where, a), "int64")), axes, keepdims=keepdims)


def mean(a, axis=None, dtype=None, keepdims=False, where=True):
    """Return ``numpy.mean``."""
    a = as_tensor_variable(a)
    if dtype is not None:
        return cast(mean(cast(a, dtype), axis, None, keepdims, where), dtype)
    if where is True:
        return statistics.mean(a, axis, keepdims=keepdims)
    axes = reduce.check_and_normalize_axes(a, axis)
    wide = cast(a, "float64") if is_discrete(a.type.dtype) else cast(a, "float32") if a.type.dtype == "float16" else a
    z = over(sum(wide, axes, None, keepdims, None, where), _number(a, axes, keepdims, where))
    return z if is_discrete(a.type.dtype) else cast(z, a.type.dtype)


def var(a, axis=None, dtype=None, ddof=0, keepdims=False, mean=None, correction=None, where=True):
    """Return ``numpy.var``."""
    if correction is not None:
        if ddof != 0:
            raise ValueError(f"ddof={ddof} and correction={correction} are two names of one number: leave one out")
        ddof = correction
    a = as_tensor_variable(a)
    if dtype is not None:
        reduce.check_inexact(dtype)
        return cast(var(cast(a, dtype), axis, None, ddof, keepdims, mean, None, where), dtype)
    if mean is None and where is True and type(ddof) is int and ddof == 0:
        return statistics.var(a, axis, 0, keepdims)
    axes = reduce.check_and_normalize_axes(a, axis)
    total, n = squares(a, axes, keepdims, mean, where)
    # no negative variance where there are fewer elements
    return total / cast(maximum(n - ddof, 0), total.type.dtype)


def squares(a, axes, keepdims, mean, where):
    """Return the sum of the squared distances from the mean over axes, and the number of elements."""
    center = _mean(a, axes, None, True, where) if mean is None else mean
    total = sum(FUNCTIONS["sqr"](abs_(a - center)), axes, None, keepdims, None, where)
    return total, _number(a, axes, keepdims, where)


# a parameter has its name
_mean = mean


def std(a, axis=None, dtype=None, ddof=0, keepdims=False, mean=None, correction=None, where=True):
    """Return ``numpy.std``."""
    return FUNCTIONS["sqrt"](var(a, axis, dtype, ddof, keepdims, mean, correction, where))


def average(a, axis=None, weights=None, returned=False, keepdims=False):
    """Return ``numpy.average``."""
    return averages.average(a, axis, weights, returned, keepdims=keepdims)


def _summed_dtype(a, dtype):
    if dtype is None and is_discrete(a.type.dtype):
        dtype = np.add.reduce(np.zeros(1, a.type.dtype)).dtype.name
    return a.type.dtype if dtype is None else dtype


def cumsum(a, axis=None, dtype=None):
    """Return ``numpy.cumsum``."""
    a = as_tensor_variable(a)
    return cumulative.cumsum(cast(a, _summed_dtype(a, dtype)), axis)


def cumprod(a, axis=None, dtype=None):
    """Return ``numpy.cumprod``."""
    a = as_tensor_variable(a)
    return cumulative.cumprod(cast(a, _summed_dtype(a, dtype)), axis)


def cumulative_sum(x, axis=None, dtype=None, include_initial=False):
    """Return ``numpy.cumulative_sum``."""
    return _from_first(cumsum, 0, x, axis, dtype, include_initial)


def cumulative_prod(x, axis=None, dtype=None, include_initial=False):
    """Return ``numpy.cumulative_prod``."""
    return _from_first(cumprod, 1, x, axis, dtype, include_initial)


def _from_first(cumulate, neutral, x, axis, dtype, include_initial):
    x = as_tensor_variable(x)
    if axis is None and x.type.ndim != 1:
        raise ValueError(f"axis must be given, for {with_type(x)}, has {x.type.ndim} axes")
    axis = checked_axis(0 if axis is None else axis, x)
    z = cumulate(x, axis, dtype)
    if not include_initial:
        return z
    lengths = [1 if i == axis else x.shape[i] for i in range(x.type.ndim)]
    return concatenate([alloc(cast(neutral, z.type.dtype), *lengths), z], axis)


def bincount(x, weights=None, minlength=0):
    """Return ``numpy.bincount``."""
    x = as_tensor_variable(x)
    if weights is None:
        # that of floats is refused
        return cast(counts(cast(x, "int64") if is_discrete(x.type.dtype) else x, minlength=minlength), "int64")
    return counts(x, cast(as_tensor_variable(weights), "float64"), minlength=minlength)
