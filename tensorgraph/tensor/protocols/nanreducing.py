"""NumPy's reductions of what is a number, with the parameters that those of ``tensor`` have not."""

import numpy as np

from ...scalar.dtypes import is_discrete
from ..elementwise.math import FUNCTIONS, cast, switch
from ..reductions import nanreductions, reduce
from ..types.constant import as_tensor_variable
from . import reducing
from .showing import mask_of

__all__ = ["nanmax", "nanmean", "nanmin", "nanprod", "nanstd", "nansum", "nanvar"]


def _numbers(a, where):
    """Return the mask of what is shown and a number; True for all."""
    if is_discrete(a.type.dtype):
        return where
    present = FUNCTIONS["eq"](a, a)
    return present if where is True else present & mask_of(where, a)


def nansum(a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.nansum``."""
    a = as_tensor_variable(a)
    return reducing.sum(a, axis, dtype, keepdims, initial, _numbers(a, where))


def nanprod(a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.nanprod``."""
    a = as_tensor_variable(a)
    return reducing.prod(a, axis, dtype, keepdims, initial, _numbers(a, where))


def nanmax(a, axis=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.nanmax``."""
    if initial is None and where is True:
        return nanreductions.nanmax(a, axis, keepdims)
    a = as_tensor_variable(a)
    return reducing.max(a, axis, keepdims, initial, where if initial is None else _numbers(a, where))


def nanmin(a, axis=None, keepdims=False, initial=None, where=True):
    """Return ``numpy.nanmin``."""
    if initial is None and where is True:
        return nanreductions.nanmin(a, axis, keepdims)
    a = as_tensor_variable(a)
    return reducing.min(a, axis, keepdims, initial, where if initial is None else _numbers(a, where))


def nanmean(a, axis=None, dtype=None, keepdims=False, where=True):
    """Return ``numpy.nanmean``."""
    a = as_tensor_variable(a)
    return reducing.mean(a, axis, dtype, keepdims, _numbers(a, where))


def nanvar(a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None, correction=None):
    """Return ``numpy.nanvar``; nan where there are no more numbers than `ddof`."""
    a = as_tensor_variable(a)
    if dtype is not None:
        reduce.check_inexact(dtype)
        return cast(nanvar(cast(a, dtype), axis, None, ddof, keepdims, where, mean, correction), dtype)
    present = _numbers(a, where)
    if present is True:
        return reducing.var(a, axis, None, ddof, keepdims, mean, correction)
    if correction is not None:
        if ddof != 0:
            raise ValueError(f"ddof={ddof} and correction={correction} are two names of one number: leave one out")
        ddof = correction
    total, n = reducing.squares(a, reduce.check_and_normalize_axes(a, axis), keepdims, mean, present)
    undefined = np.asarray(np.nan, total.type.dtype)
    return switch(n > ddof, total / cast(n - ddof, total.type.dtype), undefined)


def nanstd(a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None, correction=None):
    """Return ``numpy.nanstd``."""
    return FUNCTIONS["sqrt"](nanvar(a, axis, dtype, ddof, keepdims, where, mean, correction))
