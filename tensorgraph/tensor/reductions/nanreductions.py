"""Reductions that leave out what is not a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_discrete
from ..elementwise.math import FUNCTIONS, cast, switch
from ..types.constant import as_tensor_variable
from . import extremes, reduce
from .cumulative import cumprod, cumsum

if TYPE_CHECKING:
    from ...typing import Axis, DType, TensorLike
    from ..types.variable import TensorVariable


def _replaced(a, value):
    """Return a tensor with `value` in the place of nan, and where that is, None if it cannot be."""
    a = as_tensor_variable(a)
    if is_discrete(a.type.dtype):
        return a, None
    missing = FUNCTIONS["isnan"](a)
    return switch(missing, np.asarray(value, a.type.dtype), a), missing


def nansum(a: TensorLike, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False) -> TensorVariable:
    """Return the sum over axes of what is a number.

    Parameters
    ----------
    a, axis, dtype, keepdims
        As of :func:`sum`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nansum([1.0, np.nan, 2.0]).eval()
    array(3.)
    """
    return reduce.sum(reduce.elements_as(_replaced(a, 0)[0], dtype), axis, dtype, keepdims)


def nanprod(a: TensorLike, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False) -> TensorVariable:
    """Return the product over axes of what is a number.

    Parameters
    ----------
    a, axis, dtype, keepdims
        As of :func:`prod`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanprod([3.0, np.nan, 2.0]).eval()
    array(6.)
    """
    return reduce.prod(reduce.elements_as(_replaced(a, 1)[0], dtype), axis, dtype, keepdims)


def _extremum(find, worst, a, axis, keepdims):
    x, missing = _replaced(a, worst)
    z = find(x, axis, keepdims)
    if missing is None:
        return z
    return switch(reduce.all(missing, axis, keepdims), np.asarray(np.nan, z.type.dtype), z)


def nanmax(a: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the maximum over axes of what is a number; nan where there is none.

    Parameters
    ----------
    a, axis, keepdims
        As of :func:`max`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanmax([1.0, np.nan, 2.0]).eval()
    array(2.)
    """
    return _extremum(extremes.max, -np.inf, a, axis, keepdims)


def nanmin(a: TensorLike, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the minimum over axes of what is a number; nan where there is none.

    Parameters
    ----------
    a, axis, keepdims
        As of :func:`min`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanmin([1.0, np.nan, 2.0]).eval()
    array(1.)
    """
    return _extremum(extremes.min, np.inf, a, axis, keepdims)


def nanargmax(a: TensorLike, axis: int | None = None, *, keepdims: bool = False) -> TensorVariable:
    """Return the position of the maximum of what is a number.

    Parameters
    ----------
    a, axis, keepdims
        As of :func:`argmax`.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanargmax([1.0, np.nan, 2.0]).eval()
    array(2)
    """
    return extremes.argmax(_replaced(a, -np.inf)[0], axis, keepdims)


def nanargmin(a: TensorLike, axis: int | None = None, *, keepdims: bool = False) -> TensorVariable:
    """Return the position of the minimum of what is a number.

    Parameters
    ----------
    a, axis, keepdims
        As of :func:`argmin`.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanargmin([1.0, np.nan, 2.0]).eval()
    array(0)
    """
    return extremes.argmin(_replaced(a, np.inf)[0], axis, keepdims)


def _count(a, axis, dtype):
    """Return the number of elements over axes, restored, that are numbers."""
    x = as_tensor_variable(a)
    present = FUNCTIONS["eq"](x, x)
    return cast(reduce.sum(present, axis, keepdims=True), dtype)


def over(total, n):
    """Return the quotient by a number of elements, nan where there is none.

    It is chosen outside of the quotient: along an axis of length 1, `total` is an element or 0, and a 0 that was chosen
    stays 0 when it is divided by what is 0 or nan (``local_div_switch_sink``).
    """
    return switch(n > 0, total / n, np.asarray(np.nan, total.type.dtype))


def _dropped(z, axis, keepdims):
    if keepdims:
        return z
    axes = reduce.check_and_normalize_axes(z, axis)
    return z.dimshuffle([i for i in range(z.type.ndim) if i not in axes])


def nanmean(a: TensorLike, axis: Axis = None, dtype: DType | None = None, keepdims: bool = False) -> TensorVariable:
    """Return the mean over axes of what is a number; nan where there is none.

    Parameters
    ----------
    a, axis, keepdims
        As of :func:`mean`.
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanmean([1.0, np.nan, 2.0]).eval()
    array(1.5)
    """
    a = as_tensor_variable(a)
    if dtype is not None:
        a = cast(a, dtype)
    elif is_discrete(a.type.dtype):
        a = cast(a, "float64")
    total = nansum(a, axis, keepdims=True)
    z = _dropped(over(total, _count(a, axis, total.type.dtype)), axis, keepdims)
    return z if dtype is None else cast(z, dtype)


def nanvar(
    a: TensorLike, axis: Axis = None, dtype: DType | None = None, ddof: int = 0, keepdims: bool = False
) -> TensorVariable:
    """Return the variance over axes of what is a number.

    Parameters
    ----------
    a, axis, ddof, keepdims
        As of :func:`var`.
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanvar([1.0, np.nan, 3.0]).eval()
    array(1.)
    """
    a = as_tensor_variable(a)
    if dtype is not None:
        reduce.check_inexact(dtype)
        return cast(nanvar(cast(a, dtype), axis, None, ddof, keepdims), dtype)
    center = nanmean(a, axis, keepdims=True)
    total = nansum(FUNCTIONS["sqr"](abs(a - center)), axis, keepdims=True)
    # as few elements as are subtracted have no variance
    z = over(total, _count(a, axis, total.type.dtype) - ddof)
    return _dropped(z, axis, keepdims)


def nanstd(
    a: TensorLike, axis: Axis = None, dtype: DType | None = None, ddof: int = 0, keepdims: bool = False
) -> TensorVariable:
    """Return the standard deviation over axes of what is a number.

    Parameters
    ----------
    a, axis, dtype, ddof, keepdims
        As of :func:`nanvar`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nanstd([1.0, np.nan, 3.0]).eval()
    array(1.)
    """
    return FUNCTIONS["sqrt"](nanvar(a, axis, dtype, ddof, keepdims))


def _summed(x):
    """Return a tensor in the dtype in which NumPy sums it."""
    if is_discrete(x.type.dtype):
        return cast(x, np.add.reduce(np.zeros(1, x.type.dtype)).dtype.name)
    return x


def nancumsum(a: TensorLike, axis: int | None = None, dtype: DType | None = None) -> TensorVariable:
    """Return the cumulative sums, to which nan adds nothing.

    Parameters
    ----------
    a : tensor_like
    axis : int, optional
        That of the flattened tensor by default.
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nancumsum([1.0, np.nan, 2.0]).eval()
    array([1., 1., 3.])
    """
    x = _replaced(a, 0)[0]
    return cumsum(_summed(x) if dtype is None else cast(x, dtype), axis)


def nancumprod(a: TensorLike, axis: int | None = None, dtype: DType | None = None) -> TensorVariable:
    """Return the cumulative products, which nan leaves as they are.

    Parameters
    ----------
    a, axis, dtype
        As of :func:`nancumsum`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nancumprod([3.0, np.nan, 2.0]).eval()
    array([3., 3., 6.])
    """
    x = _replaced(a, 1)[0]
    return cumprod(_summed(x) if dtype is None else cast(x, dtype), axis)
