"""NumPy's functions that round, choose, sort, and tell about elements, with NumPy's parameters."""

import numpy as np

from ...scalar.dtypes import is_complex, is_discrete
from ..creation import diag as diagonals
from ..creation.eye import below, tri
from ..elementwise import math
from ..elementwise.math import FUNCTIONS, cast
from ..indexing import indexing, selection
from ..products.dot import dot as product
from ..reductions import averages, statistics
from ..reductions.cumulative import diff as differences
from ..reductions.reduce import check_inexact
from ..shape.repeat import compress
from ..shape.sections import append as appended
from ..sorting import counting
from ..sorting import sort as sorting
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from .refusals import refused_argument
from .weak import as_array, as_tensors, dtype_of

__all__ = [
    "angle", "append", "argsort", "around", "can_cast", "choose", "clip", "corrcoef", "cov", "diag", "diff", "dot",
    "extract", "fix", "i0", "imag", "iscomplex", "iscomplexobj", "isreal", "isrealobj", "nonzero", "real",
    "result_type", "round", "searchsorted", "sort", "take", "tril", "triu", "where",
]  # fmt: skip


def round(a, decimals=0):
    """Return ``numpy.round``."""
    a, decimals = as_tensor_variable(a), as_integer(decimals, "decimals")
    if is_discrete(a.type.dtype) and decimals >= 0:
        # NumPy's float16 of a bool
        return cast(a, "float16") if a.type.dtype == "bool" else a
    return cast(math.round(a, decimals=decimals), a.type.dtype)


around = round


_UNSET = object()


def clip(a, a_min=_UNSET, a_max=_UNSET, min=_UNSET, max=_UNSET, dtype=None):
    """Return ``numpy.clip``; the upper bound wins."""
    if a_min is _UNSET and a_max is _UNSET:
        a_min, a_max = (None if v is _UNSET else v for v in (min, max))
    elif a_min is _UNSET or a_max is _UNSET:
        lacking = "a_min" if a_min is _UNSET else "a_max"
        raise TypeError(f"clip needs a_min and a_max, and {lacking} is missing\nhint: use {lacking}=None")
    elif min is not _UNSET or max is not _UNSET:
        raise ValueError("clip has been given a_min and a_max, so that min and max must be left out")
    known = [v for v in (a_min, a_max) if v is not None]
    (a, *bounds), _ = as_tensors(a, *known)
    if a_min is not None:
        a = math.maximum(a, bounds[0])
    a = a if a_max is None else math.minimum(a, bounds[-1])
    if dtype is None or np.dtype(dtype).name == a.type.dtype:
        return a
    raise refused_argument("numpy.clip", "dtype", dtype)


def where(condition, x=None, y=None):
    """Return ``numpy.where``."""
    if x is None and y is None:
        return nonzero(condition)
    (x, y), _ = as_tensors(x, y)
    return math.switch(condition, x, y)


def nonzero(a):
    """Return ``numpy.nonzero``."""
    return tuple(selection.nonzero(a))


def sort(a, axis=-1, kind=None, order=None, stable=None):
    """Return ``numpy.sort``."""
    return sorting.sort(a, axis, _kind("sort", kind, stable, order))


def argsort(a, axis=-1, kind=None, order=None, stable=None):
    """Return ``numpy.argsort``."""
    return sorting.argsort(a, axis, _kind("argsort", kind, stable, order))


def _kind(function, kind, stable, order):
    if order is not None:
        raise refused_argument(f"numpy.{function}", "order", order)
    return kind or ("stable" if stable else "quicksort")


def searchsorted(a, v, side="left", sorter=None):
    """Return ``numpy.searchsorted``."""
    return counting.searchsorted(a, v, side, sorter)


def take(a, indices, axis=None, mode="raise"):
    """Return ``numpy.take``."""
    return indexing.take(a, indices, axis, mode)


def choose(a, choices, mode="raise"):
    """Return ``numpy.choose``."""
    return selection.choose(a, choices, mode=mode)


def extract(condition, arr):
    """Return ``numpy.extract``."""
    return compress(as_tensor_variable(condition).flatten(), as_tensor_variable(arr).flatten())


def diag(v, k=0):
    """Return ``numpy.diag``."""
    return diagonals.diag(v, k)


def tril(m, k=0):
    """Return ``numpy.tril``, of the last two axes."""
    return _triangle(m, k, True)


def triu(m, k=0):
    """Return ``numpy.triu``, of the last two axes."""
    return _triangle(m, below(k), False)


def _triangle(m, k, lower):
    m = as_tensor_variable(m)
    m = m if m.type.ndim > 1 else math.fill(tri(m.shape[0]), m)
    shown = tri(m.shape[m.type.ndim - 2], m.shape[m.type.ndim - 1], k, dtype="bool")
    zero = as_tensor_variable(np.zeros((), m.type.dtype))
    return math.switch(shown, m, zero) if lower else math.switch(shown, zero, m)


def fix(x):
    """Return ``numpy.fix``."""
    x = as_tensor_variable(x)
    return x if is_discrete(x.type.dtype) else FUNCTIONS["trunc"](x)


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, dtype=None):
    """Return ``numpy.cov``."""
    m, y = as_tensor_variable(m), None if y is None else as_tensor_variable(y)
    if dtype is not None:
        check_inexact(dtype, "covariance")
    else:
        dtype = np.result_type(m.type.dtype, "float64" if y is None else y.type.dtype, "float64").name
    y = y if y is None else cast(y, dtype)
    return cast(statistics.cov(cast(m, dtype), y, rowvar, bias, ddof, fweights, aweights), dtype)


def corrcoef(x, y=None, rowvar=True, dtype=None):
    """Return ``numpy.corrcoef``."""
    if dtype is not None:
        check_inexact(dtype, "correlation")
        x, y = (v if v is None else cast(as_tensor_variable(v), dtype) for v in (x, y))
    z = averages.corrcoef(x, y, rowvar)
    return z if dtype is None else cast(z, dtype)


def diff(a, n=1, axis=-1, prepend=None, append=None):
    """Return ``numpy.diff``."""
    ends = [v if v is None else as_array(v) for v in (prepend, append)]
    return differences(a, n, axis, *ends)


def dot(a, b):
    """Return ``numpy.dot``."""
    return product(as_array(a), as_array(b))


def append(arr, values, axis=None):
    """Return ``numpy.append``."""
    return appended(as_array(arr), as_array(values), axis)


def real(val):
    """Return ``numpy.real``."""
    return FUNCTIONS["real"](val)


def imag(val):
    """Return ``numpy.imag``."""
    return FUNCTIONS["imag"](val)


def angle(z, deg=False):
    """Return ``numpy.angle``."""
    z = as_tensor_variable(z)
    dtype = np.angle(np.ones(1, z.type.dtype)).dtype.name
    found = cast(FUNCTIONS["angle"](z), dtype)
    return FUNCTIONS["rad2deg"](found) if deg else found


def iscomplex(x):
    """Return ``numpy.iscomplex``."""
    return math.neq(imag(as_tensor_variable(x)), 0)


def isreal(x):
    """Return ``numpy.isreal``."""
    return math.eq(imag(as_tensor_variable(x)), 0)


def i0(x):
    """Return ``numpy.i0``."""
    x = as_tensor_variable(x)
    return FUNCTIONS["i0"](cast(x, "float64") if is_discrete(x.type.dtype) else x)


def iscomplexobj(x):
    """Return ``numpy.iscomplexobj``, a bool of Python."""
    return is_complex(as_tensor_variable(x).type.dtype)


def isrealobj(x):
    """Return ``numpy.isrealobj``, a bool of Python."""
    return not iscomplexobj(x)


def result_type(*arrays_and_dtypes):
    """Return ``numpy.result_type``, a dtype."""
    return np.result_type(*[dtype_of(x) if hasattr(x, "type") else x for x in arrays_and_dtypes])


def can_cast(from_, to, casting="safe"):
    """Return ``numpy.can_cast``, a bool of Python."""
    return np.can_cast(dtype_of(from_), to, casting)
