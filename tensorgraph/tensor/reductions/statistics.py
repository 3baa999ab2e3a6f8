"""Means, deviations, norms and covariances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import called
from ...scalar.dtypes import is_complex, is_discrete
from ..elementwise.math import FUNCTIONS, abs_, cast, maximum, neq, true_div
from ..products.dot import dot
from ..shape.axes import squeeze
from ..shape.join import concatenate
from ..shape.shape import shape
from ..types.constant import as_tensor_variable, constant
from .extremes import max
from .reduce import check_and_normalize_axes, sum

if TYPE_CHECKING:
    from ...typing import Axis, DType, TensorLike
    from ..types.variable import TensorVariable

__all__ = ["cov", "mean", "norm", "std", "var"]


def mean(
    input: TensorLike, axis: Axis = None, dtype: DType | None = None, op: bool = False, keepdims: bool = False,
    acc_dtype: DType | None = None
) -> TensorVariable:
    """Return the mean over axes.

    Parameters
    ----------
    input : tensor_like
    axis : int or sequence of int, optional
        All by default.
    dtype : str, optional
        Of the sum, before it is divided.
    op : bool
        Accepted for Theano's sake.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    acc_dtype : str, optional
        In which it is summed: by default float64 for int64 and uint64, otherwise that of :func:`sum`.

    Returns
    -------
    TensorVariable
        Of the dtype of `input`; float64 for integers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.mean([[1, 2], [3, 4]], axis=0).eval()
    array([2., 3.])
    """
    input = as_tensor_variable(input)
    if dtype is None and acc_dtype is None and input.type.dtype in ("int64", "uint64"):
        # they may not hold their sum
        dtype = acc_dtype = "float64"
    narrow = input.type.dtype == "float16"
    s = sum(input, axis, "float32" if narrow and dtype is None else dtype, keepdims, acc_dtype)
    lengths = cast(shape(input), "float32" if s.type.dtype in ("float16", "float32", "complex64") else "float64")
    for i in check_and_normalize_axes(input, axis):
        s = true_div(s, lengths[i])
    if is_discrete(s.type.dtype):
        # no axis at all
        s = cast(s, lengths.type.dtype)
    if dtype == "float16" or (narrow and dtype is None):
        s = cast(s, "float16")
    s.name = "mean"
    return s


def var(
    input: TensorLike, axis: Axis = None, ddof: int = 0, keepdims: bool = False, corrected: bool = False
) -> TensorVariable:
    """Return the variance over axes: the mean of the squared deviations from the mean.

    Parameters
    ----------
    input : tensor_like
    axis : int or sequence of int, optional
        All by default.
    ddof : int
        Subtracted from the number of elements.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    corrected : bool
        Take what rounding leaves of the mean of the differences into account.

    Returns
    -------
    TensorVariable
        Of the dtype of `input`; float64 for integers, and real for complex numbers.

    Raises
    ------
    ValueError
        If `ddof` is a bool, which is meant for `keepdims`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.var([1.0, 2.0, 3.0, 4.0]).eval()
    array(1.25)
    """
    if isinstance(ddof, bool):
        raise ValueError("Parameter keepdims is now at index 3: (input, axis=None, ddof=0, keepdims=False)")
    input = as_tensor_variable(input)
    axes = check_and_normalize_axes(input, axis)
    centered = input - mean(input, axes, keepdims=True)
    squared = _squared(centered)
    if ddof == 0:
        v = mean(squared, axes, keepdims=keepdims)
        error = _squared(mean(centered, axes, keepdims=keepdims)) if corrected else None
    else:
        n = _count(input, axes)
        v = true_div(sum(squared, axis=axes, keepdims=keepdims), cast(n - ddof, squared.type.dtype))
        error = None
        if corrected:
            rest = _squared(sum(centered, axis=axes, keepdims=keepdims))
            error = true_div(rest, cast((n - ddof) * n, squared.type.dtype))
    if error is not None:
        v = v - error
    v.name = "var"
    return v


def _squared(x):
    """Return the squares of the absolute values, which are real also for complex numbers."""
    if is_complex(x.type.dtype):
        return FUNCTIONS["sqr"](abs_(x))
    return x ** constant(2, dtype=x.type.dtype)


def _count(x, axes):
    lengths = shape(x)
    n = 1
    for i in axes:
        n = lengths[i] * n
    return as_tensor_variable(n)


def std(
    input: TensorLike, axis: Axis = None, ddof: int = 0, keepdims: bool = False, corrected: bool = False
) -> TensorVariable:
    """Return the standard deviation over axes, the root of :func:`var`.

    Parameters
    ----------
    input, axis, ddof, keepdims, corrected
        As of :func:`var`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.std([1.0, 1.0, 3.0, 3.0]).eval()
    array(1.)
    """
    s = FUNCTIONS["sqrt"](var(input, axis, ddof, keepdims, corrected))
    s.name = "std"
    return s


def norm(x: TensorLike, L: float | str | None, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the `L`-norm over axes: the root of order L of the sum of powers.

    Parameters
    ----------
    x : tensor_like
    L : number or str
        0 counts what is not 0, 2 is Euclid's, ``"inf"`` the largest absolute value.
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        For another text than ``"inf"``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.norm([3.0, 4.0], 2).eval()
    array(5.)
    """
    x = as_tensor_variable(x)
    if isinstance(L, str) or L == np.inf:
        if str(L) != "inf":
            raise ValueError(f"norm of order {L!r}: the order must be a number or 'inf'")
        return max(abs_(x), axis=axis, keepdims=keepdims)
    if L == 0:
        return sum(neq(x, 0), axis=axis, keepdims=keepdims)
    if L == 1:
        total = sum(abs_(x), axis=axis, keepdims=keepdims)
        return cast(total, "float64") if is_discrete(x.type.dtype) else total
    if L == 2:
        parts = abs_(x) if is_complex(x.type.dtype) else x
        return FUNCTIONS["sqrt"](sum(FUNCTIONS["sqr"](parts), axis=axis, keepdims=keepdims))
    return sum(abs_(x) ** L, axis=axis, keepdims=keepdims) ** (1.0 / L)


def cov(
    m: TensorLike, y: TensorLike | None = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None,
    fweights: TensorLike | None = None, aweights: TensorLike | None = None
) -> TensorVariable:
    """Return the covariance matrix of variables whose observations are the columns of `m`.

    Parameters
    ----------
    m, y : tensor_like
        At most two axes; `y` are more variables.
    rowvar : bool
        Whether each row is a variable.
    bias : bool
        Divide by N instead of N - 1.
    ddof : int, optional
        Divide by N - ddof.
    fweights : tensor_like, optional
        How often each observation counts, integers.
    aweights : tensor_like, optional
        How much each observation weighs.

    Returns
    -------
    TensorVariable
        A square matrix, with a row per variable.

    Raises
    ------
    ValueError
        If `ddof` is no integer, or there are more than two axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cov([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]).eval()
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    if ddof is not None and ddof != int(ddof):
        raise ValueError("ddof must be integer")
    m = as_tensor_variable(m)
    if m.type.ndim > 2:
        raise ValueError("m has more than 2 dimensions: use a matrix")
    x = _variables(m, rowvar)
    if y is not None:
        y = as_tensor_variable(y)
        if y.type.ndim > 2:
            raise ValueError("y has more than 2 dimensions: use a matrix")
        x = concatenate([x, _variables(y, rowvar)], axis=0)
    if ddof is None:
        ddof = 0 if bias else 1
    if fweights is None and aweights is None:
        x = x - x.mean(axis=1, keepdims=True)
        return squeeze(dot(x, x.T.conj()) / maximum(x.shape[1] - ddof, 0))
    weights, total, degrees = _weights(fweights, aweights, ddof)
    x = x - (dot(x, weights) / total).dimshuffle(0, "x")
    return squeeze(dot(x * weights, x.T.conj()) / maximum(degrees, 0))


def _weights(fweights, aweights, ddof):
    """Return the weights of the observations, their sum, and what sums of squares are divided by."""
    given = []
    for name, weights in ("fweights", fweights), ("aweights", aweights):
        if weights is not None:
            weights = as_tensor_variable(weights)
            if weights.type.ndim != 1:
                raise ValueError(f"{name} is {called(weights)}, of {weights.type.ndim} axes: a vector is needed")
            if name == "fweights" and not is_discrete(weights.type.dtype):
                raise TypeError(f"fweights are {weights.type.dtype}: they count observations, so integers are needed")
            given.append(weights)
    product = given[0] if len(given) == 1 else given[0] * given[1]
    total = product.sum()
    return product, total, total - ddof if aweights is None else total - ddof * (product * given[-1]).sum() / total


def _variables(m, rowvar):
    if m.type.ndim < 2:
        return as_tensor_variable(m, ndim=2)
    return m if rowvar else m.T
