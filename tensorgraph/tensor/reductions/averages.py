"""Weighted means, counts and correlations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...graph.messages.called import with_type
from ...scalar.dtypes import is_complex, is_discrete, upcast
from ..creation.diag import diagonal
from ..elementwise.math import FUNCTIONS, cast, eq, neq, second
from ..types.axis import checked_axes
from ..types.constant import as_tensor_variable, constant
from .reduce import all as all_
from .reduce import check_and_normalize_axes, elements_as
from .reduce import sum as sum_
from .statistics import cov, mean

if TYPE_CHECKING:
    from ...typing import Axis, DType, TensorLike
    from ..types.variable import TensorVariable


def average(
    a: TensorLike, axis: Axis = None, weights: TensorLike | None = None, returned: bool = False, *,
    keepdims: bool = False
) -> Any:
    """Return the weighted mean over axes.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.
    weights : tensor_like, optional
        Of the shape of `a`, or of those of its axes that are in `axis`; all 1 by default.
    returned : bool
        Return the sum of the weights too.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable, or tuple of two

    Raises
    ------
    TypeError
        If the weights have neither the axes of the tensor nor those that are given.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.average([1.0, 5.0], weights=[3.0, 1.0]).eval()
    array(2.)
    """
    a = as_tensor_variable(a)
    if weights is None:
        z = mean(a, axis, keepdims=keepdims)
        if not returned:
            return z
        n = as_tensor_variable(1)
        for i in check_and_normalize_axes(a, axis):
            n = n * a.shape[i]
        return z, cast(second(z, n), z.type.dtype)
    w = as_tensor_variable(weights)
    if w.type.ndim != a.type.ndim:
        axes = [] if axis is None else checked_axes(axis, a)
        if w.type.ndim != len(axes) or not axes:
            raise TypeError(
                "weights of another rank than the tensor must have the axes that are given: weights is "
                f"{with_type(w)}, axis is {axis}"
            )
        w = w.dimshuffle([axes.index(i) if i in axes else "x" for i in range(a.type.ndim)])
    if is_discrete(a.type.dtype):
        a = cast(a, "float64")
    total = sum_(second(a, w), axis, keepdims=keepdims)
    z = sum_(a * w, axis, keepdims=keepdims) / total
    return (z, cast(total, z.type.dtype)) if returned else z


def count_nonzero(a: TensorLike, axis: Axis = None, *, keepdims: bool = False) -> TensorVariable:
    """Count the elements over axes that are not 0.

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
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.count_nonzero([[1, 0], [2, 3]], axis=0).eval()
    array([2, 1])
    """
    return sum_(neq(a, 0), axis, keepdims=keepdims)


def corrcoef(x: TensorLike, y: TensorLike | None = None, rowvar: bool = True) -> TensorVariable:
    """Return the matrix of the correlations of variables whose observations are the columns of `x`.

    Parameters
    ----------
    x, y : tensor_like
        At most two axes; `y` are more variables.
    rowvar : bool
        Whether each row is a variable.

    Returns
    -------
    TensorVariable
        A square matrix with a row per variable; a number for one variable.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.corrcoef([[1.0, 2.0, 3.0], [6.0, 4.0, 2.0]]).eval()
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    # float64, as in NumPy
    x, y = _precise(x), None if y is None else _precise(y)
    covariance = cov(x, y, rowvar)
    if covariance.type.ndim == 0:
        return covariance / covariance
    deviation = FUNCTIONS["sqrt"](FUNCTIONS["real"](diagonal(covariance)))
    z = covariance / deviation.dimshuffle(0, "x") / deviation.dimshuffle("x", 0)
    # as NumPy does against rounding
    return z if is_complex(z.type.dtype) else FUNCTIONS["clip"](z, -1.0, 1.0)


def _precise(x):
    x = as_tensor_variable(x)
    return cast(x, upcast(x.type.dtype, "float64"))


def array_equal(a1: TensorLike, a2: TensorLike, equal_nan: bool = False) -> TensorVariable:
    """Return True if two tensors have the same shape and elements.

    Parameters
    ----------
    a1, a2 : tensor_like
    equal_nan : bool
        Whether nan equals nan.

    Returns
    -------
    TensorVariable
        A bool scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.array_equal([1, 2], [1, 2]).eval(), T.array_equal([1, 2], [1, 2, 3]).eval()
    (array(True), array(False))
    """
    a, b = as_tensor_variable(a1), as_tensor_variable(a2)
    if a.type.ndim != b.type.ndim:
        return constant(False, dtype="bool")
    n = FUNCTIONS["minimum"](a.size, b.size)
    shapes, x, y = all_(eq(a.shape, b.shape)), a.flatten()[:n], b.flatten()[:n]
    same = eq(x, y)
    if equal_nan and not (is_discrete(x.type.dtype) or is_discrete(y.type.dtype)):
        same = same | (FUNCTIONS["isnan"](x) & FUNCTIONS["isnan"](y))
    return shapes & all_(same)


def array_equiv(a1: TensorLike, a2: TensorLike) -> TensorVariable:
    """Return True if two tensors of shapes that stretch to each other have the same elements.

    Parameters
    ----------
    a1, a2 : tensor_like

    Returns
    -------
    TensorVariable
        A bool scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.array_equiv([1, 1], 1).eval()
    array(True)
    """
    return all_(eq(a1, a2))


def trace(
    a: TensorLike, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: DType | None = None
) -> TensorVariable:
    """Return the sum of a diagonal of two axes.

    Parameters
    ----------
    a : tensor_like
    offset, axis1, axis2
        As of :func:`diagonal`.
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.trace([[1, 2], [3, 4]]).eval()
    array(5)
    """
    return sum_(elements_as(diagonal(a, offset, axis1, axis2), dtype), axis=-1, dtype=dtype)
