"""Sums of exponentials, and what is divided by them, along axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_discrete
from ..elementwise.math import FUNCTIONS, cast, isinf, switch
from ..nnet.softmax import LogSumExp, along_axes, logsoftmax_op, softmax_op
from ..types.constant import as_tensor_variable
from . import extremes
from .reduce import check_and_normalize_axes, kept
from .reduce import sum as sum_

if TYPE_CHECKING:
    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable


def _floats(a):
    a = as_tensor_variable(a)
    return cast(a, "float64") if is_discrete(a.type.dtype) else a


def logsumexp(
    a: TensorLike, axis: Axis = None, b: TensorLike | None = None, keepdims: bool = False
) -> TensorVariable:
    """Return the logarithm of the sum of exponentials over axes, without overflow.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.
    b : tensor_like, optional
        Factors of the exponentials.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.logsumexp([1000.0, 1000.0, -1000.0]).eval() > 1000.0
    np.True_
    """
    a = _floats(a)
    if b is not None:
        b = as_tensor_variable(b)
        a, b = FUNCTIONS["second"](b, a), FUNCTIONS["second"](a, b)
        # what is multiplied by 0 does not count
        top = extremes.max(switch(FUNCTIONS["eq"](b, 0), np.asarray(-np.inf, a.type.dtype), a), axis, keepdims=True)
        top = switch(isinf(top), cast(0, a.type.dtype), top)
        total = FUNCTIONS["log"](sum_(b * FUNCTIONS["exp"](a - top), axis, keepdims=True)) + top
        axes = check_and_normalize_axes(a, axis)
        return total if keepdims else total.dimshuffle([i for i in range(a.type.ndim) if i not in axes])
    axes = check_and_normalize_axes(a, axis)
    return kept(a, LogSumExp(axes)(a), axes, keepdims) if axes else a


def softmax(x: TensorLike, axis: Axis = None) -> TensorVariable:
    """Return exponentials over their sum along axes, without overflow.

    Parameters
    ----------
    x : tensor_like
        Of any rank.
    axis : int or sequence of int, optional
        Along which they add up to 1; all by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.softmax([[0.0, 0.0], [1000.0, 1000.0]], axis=1).eval()
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    x = _floats(x)
    return along_axes(softmax_op, x, check_and_normalize_axes(x, axis))


def log_softmax(x: TensorLike, axis: Axis = None) -> TensorVariable:
    """Return the logarithm of :func:`softmax`, without loss of digits.

    Parameters
    ----------
    x, axis
        As of :func:`softmax`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.log_softmax([0.0, 1000.0]).eval()
    array([-1000.,     0.])
    """
    x = _floats(x)
    return along_axes(logsoftmax_op, x, check_and_normalize_axes(x, axis))
