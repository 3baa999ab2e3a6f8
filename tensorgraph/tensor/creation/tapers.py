"""Windows of signal processing: weights that fall off towards the ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..elementwise.math import FUNCTIONS, cast, maximum
from ..types.constant import as_tensor_variable
from .filled import arange

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def _from_center(M):
    """Return the positions of `M` points from -1 to 1."""
    M = as_tensor_variable(M)
    return cast(arange(1 - M, M, 2), "float64") / maximum(M - 1, 1)


def hanning(M: TensorLike) -> TensorVariable:
    """Return the Hann window: a raised cosine.

    Parameters
    ----------
    M : int or scalar
        The number of points.

    Returns
    -------
    TensorVariable
        float64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.hanning(5).eval()
    array([0. , 0.5, 1. , 0.5, 0. ])
    """
    return 0.5 + 0.5 * FUNCTIONS["cos"](np.pi * _from_center(M))


def hamming(M: TensorLike) -> TensorVariable:
    """Return the Hamming window: a raised cosine on a step.

    Parameters
    ----------
    M : int or scalar
        The number of points.

    Returns
    -------
    TensorVariable
        float64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.hamming(3).eval()
    array([0.08, 1.  , 0.08])
    """
    return 0.54 + 0.46 * FUNCTIONS["cos"](np.pi * _from_center(M))


def blackman(M: TensorLike) -> TensorVariable:
    """Return the Blackman window: a sum of two cosines.

    Parameters
    ----------
    M : int or scalar
        The number of points.

    Returns
    -------
    TensorVariable
        float64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.blackman(3).eval().round(10)
    array([-0.,  1., -0.])
    """
    angle = np.pi * _from_center(M)
    return 0.42 + 0.5 * FUNCTIONS["cos"](angle) + 0.08 * FUNCTIONS["cos"](2.0 * angle)


def kaiser(M: TensorLike, beta: TensorLike) -> TensorVariable:
    """Return the Kaiser window: a modified Bessel function.

    Parameters
    ----------
    M : int or scalar
        The number of points.
    beta : number
        Its steepness.

    Returns
    -------
    TensorVariable
        float64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.kaiser(3, 0.0).eval()
    array([1., 1., 1.])
    """
    beta = cast(as_tensor_variable(beta), "float64")
    inside = maximum(1 - FUNCTIONS["sqr"](_from_center(M)), 0)
    return FUNCTIONS["i0"](beta * FUNCTIONS["sqrt"](inside)) / FUNCTIONS["i0"](beta)
