"""Convolutions and correlations of vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_complex, is_discrete
from ..creation.alloc import alloc
from ..creation.filled import arange
from ..elementwise.math import FUNCTIONS, cast, lt
from ..nnet.conv.convolve import conv2d
from ..products.dot import dot
from ..shape.join import concatenate
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

WITH_KERNELS = ("float32", "float64")
"""Dtypes of which images are convolved by a kernel."""


def convolve(a: TensorLike, v: TensorLike, mode: str = "full") -> TensorVariable:
    """Return the convolution of two vectors.

    Parameters
    ----------
    a, v : vector
    mode : {"full", "same", "valid"}
        All places where they overlap, as many as the longer has, or where they overlap fully.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.convolve([1, 2, 3], [1, 1]).eval()
    array([1, 3, 5, 3])
    """
    return _convolved(a, v, mode, lambda n, m: (FUNCTIONS["minimum"](n, m) - 1) // 2)


def _convolved(a, v, mode, start):
    """Return the part of a full convolution that a mode asks for; `start` gives the first place of the middle one."""
    a, v = as_tensor_variable(a), as_tensor_variable(v)
    if a.type.ndim != 1 or v.type.ndim != 1:
        raise ValueError(f"convolve needs vectors, and {a} and {v} have {a.type.ndim} and {v.type.ndim} axes")
    n, m = a.shape[0], v.shape[0]
    z = _full(a, v, n, m)
    if mode == "full":
        return z
    long = FUNCTIONS["maximum"](n, m)
    if mode == "valid":
        return z[FUNCTIONS["minimum"](n, m) - 1 : long]
    if mode != "same":
        raise ValueError(f"mode must be 'full', 'same' or 'valid', not {mode!r}")
    first = start(n, m)
    return z[first : first + long]


def _full(a, v, n, m):
    """Return the full convolution: of images of one row, or windows of `a` between zeros times `v` reversed."""
    dtype = np.result_type(a.type.dtype, v.type.dtype).name
    if dtype in WITH_KERNELS:
        a, v = (cast(x, dtype).dimshuffle("x", "x", "x", 0) for x in (a, v))
        return conv2d(a, v, border_mode="full")[0, 0, 0]
    zeros = alloc(np.zeros((), dtype), m - 1)
    padded = concatenate([zeros, cast(a, dtype), zeros])
    windows = padded[arange(n + m - 1).dimshuffle(0, "x") + arange(m).dimshuffle("x", 0)]
    z = dot(windows, cast(v, dtype)[::-1])
    return cast(z, dtype) if is_discrete(dtype) else z


def correlate(a: TensorLike, v: TensorLike, mode: str = "valid") -> TensorVariable:
    """Return the correlation of two vectors: the convolution with the second reversed and conjugated.

    Parameters
    ----------
    a, v : vector
    mode : {"valid", "same", "full"}
        As of :func:`convolve`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.correlate([1, 2, 3], [0, 1]).eval()
    array([2, 3])
    """
    v = as_tensor_variable(v)
    v = (FUNCTIONS["conj"](v) if is_complex(v.type.dtype) else v)[::-1]
    # of even lengths NumPy takes the other middle where the second is longer
    return _convolved(a, v, mode, lambda n, m: FUNCTIONS["switch"](lt(n, m), n // 2, (m - 1) // 2))
