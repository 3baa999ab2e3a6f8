"""NumPy's reductions, with NumPy's parameters."""

import functools

import numpy as np

from ...scalar.dtypes import is_complex, is_discrete
from ..elementwise.math import FUNCTIONS, abs_, cast, maximum, minimum
from ..reductions import averages, cumulative, extremes, reduce, statistics
from ..sorting.counting import bincount as counts
from ..types.constant import as_tensor_variable

__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "average", "bincount", "cumprod", "cumsum", "max", "mean", "min",
    "prod", "ptp", "std", "sum", "var",
]  # fmt: skip


def sum(a, axis=None, dtype=None, keepdims=False, initial=None):
    """Return ``numpy.sum``."""
    z = reduce.sum(reduce.elements_as(a, dtype), axis, dtype, keepdims)
    return z if initial is None else cast(z + initial, z.type.dtype)


def prod(a, axis=None, dtype=None, keepdims=False, initial=None):
    """Return ``numpy.prod``."""
    z = reduce.prod(reduce.elements_as(a, dtype), axis, dtype, keepdims)
    return z if initial is None else cast(z * initial, z.type.dtype)


def all(a, axis=None, keepdims=False):
    """Return ``numpy.all``."""
    return reduce.all(a, axis, keepdims)


def any(a, axis=None, keepdims=False):
    """Return ``numpy.any``."""
    return reduce.any(a, axis, keepdims)


def max(a, axis=None, keepdims=False, initial=None):
    """Return ``numpy.max``."""
    z = extremes.max(a, axis, keepdims)
    return z if initial is None else cast(maximum(z, initial), z.type.dtype)


def min(a, axis=None, keepdims=False, initial=None):
    """Return ``numpy.min``."""
    z = extremes.min(a, axis, keepdims)
    return z if initial is None else cast(minimum(z, initial), z.type.dtype)


amax, amin = max, min


def argmax(a, axis=None, keepdims=False):
    """Return ``numpy.argmax``."""
    return extremes.argmax(a, axis, keepdims)


def argmin(a, axis=None, keepdims=False):
    """Return ``numpy.argmin``."""
    return extremes.argmin(a, axis, keepdims)


def ptp(a, axis=None, keepdims=False):
    """Return ``numpy.ptp``."""
    a = as_tensor_variable(a)
    return extremes.max(a, axis, keepdims) - extremes.min(a, axis, keepdims)


def mean(a, axis=None, dtype=None, keepdims=False):
    """Return ``numpy.mean``."""
    a = as_tensor_variable(a)
    if dtype is None:
        return statistics.mean(a, axis, keepdims=keepdims)
    return cast(statistics.mean(cast(a, dtype), axis, keepdims=keepdims), dtype)


def var(a, axis=None, dtype=None, ddof=0, keepdims=False, mean=None, correction=None):
    """Return ``numpy.var``."""
    a = as_tensor_variable(a)
    if dtype is not None:
        reduce.check_inexact(dtype)
        return cast(var(cast(a, dtype), axis, None, ddof, keepdims, mean, correction), dtype)
    ddof = ddof if correction is None else correction
    if mean is None and not is_complex(a.type.dtype):
        return statistics.var(a, axis, ddof, keepdims)
    axes = reduce.check_and_normalize_axes(a, axis)
    distance = abs_(a - (statistics.mean(a, axes, keepdims=True) if mean is None else mean))
    n = functools.reduce(lambda n, i: n * a.shape[i], axes, as_tensor_variable(1))
    total = reduce.sum(FUNCTIONS["sqr"](distance), axes, keepdims=keepdims)
    return total / cast(n - ddof, total.type.dtype)


def std(a, axis=None, dtype=None, ddof=0, keepdims=False, mean=None, correction=None):
    """Return ``numpy.std``."""
    return FUNCTIONS["sqrt"](var(a, axis, dtype, ddof, keepdims, mean, correction))


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


def bincount(x, weights=None, minlength=0):
    """Return ``numpy.bincount``."""
    x = as_tensor_variable(x)
    if weights is None:
        # that of floats is refused
        return cast(counts(cast(x, "int64") if is_discrete(x.type.dtype) else x, minlength=minlength), "int64")
    return counts(x, cast(as_tensor_variable(weights), "float64"), minlength=minlength)
