"""Norms of vectors and matrices along axes, condition numbers and ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_complex, is_discrete
from ..creation.eye import eye
from ..elementwise.math import FUNCTIONS, abs_, cast, neq, pow, switch
from ..reductions import extremes, reduce
from ..reductions.reduce import check_and_normalize_axes
from ..reductions.reduce import sum as sum_
from ..types.constant import as_tensor_variable
from .factors import svd
from .overstacks import over_stacks
from .solve import SolveOrNan

if TYPE_CHECKING:
    from ...typing import Axis, TensorLike
    from ..types.variable import TensorVariable

_sqr, _sqrt = FUNCTIONS["sqr"], FUNCTIONS["sqrt"]


def _floats(x):
    x = as_tensor_variable(x)
    return cast(x, "float64") if is_discrete(x.type.dtype) else x


def norm(x: TensorLike, ord: float | str | None = None, axis: Axis = None, keepdims: bool = False) -> TensorVariable:
    """Return the norm of vectors or matrices.

    Parameters
    ----------
    x : tensor_like
    ord : number, "fro" or "nuc", optional
        Of vectors, the order of the power; of matrices 1 or -1 (columns), inf or -inf (rows), 2 or -2 (singular
        values), "nuc" (their sum) or "fro". By default the root of the sum of squares, of any rank.
    axis : int or pair of int, optional
        Along which axes the vectors, or matrices, are. All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If there are more than two axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.norm([[3.0, 4.0], [6.0, 8.0]], axis=1).eval()
    array([ 5., 10.])
    """
    x = _floats(x)
    if axis is None and (ord is None or ord in ("f", "fro") and x.type.ndim == 2 or ord == 2 and x.type.ndim == 1):
        return _euclidean(x, None, keepdims)
    axes = tuple(range(x.type.ndim)) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    check_and_normalize_axes(x, list(axes))
    if len(axes) == 1:
        return _of_vectors(x, ord, axes[0], keepdims)
    if len(axes) != 2:
        raise ValueError(f"norm takes vectors (one axis) or matrices (two), not {len(axes)} axes: pass axis=")
    return _of_matrices(x, ord, [i % x.type.ndim for i in axes], keepdims)


def _euclidean(x, axes, keepdims):
    return _sqrt(sum_(_sqr(abs_(x) if is_complex(x.type.dtype) else x), axes, keepdims=keepdims))


def _of_vectors(x, ord, axis, keepdims):
    if ord is None or ord == 2:
        return _euclidean(x, axis, keepdims)
    if ord == np.inf:
        return extremes.max(abs_(x), axis, keepdims)
    if ord == -np.inf:
        return extremes.min(abs_(x), axis, keepdims)
    if isinstance(ord, str):
        raise ValueError(f"norm: order {ord!r} is none of vectors; use a number")
    if ord == 0:
        return cast(sum_(neq(x, 0), axis, keepdims=keepdims), abs_(x).type.dtype)
    size = abs_(x)
    if ord == 1:
        return sum_(size, axis, keepdims=keepdims)
    power = np.asarray(ord, size.type.dtype)
    return pow(sum_(pow(size, power), axis, keepdims=keepdims), 1 / power)


def _of_matrices(x, ord, axes, keepdims):
    rows, columns = axes
    if rows == columns:
        raise ValueError("norm: the axes of matrices must differ")
    if ord is None or ord in ("fro", "f"):
        return _euclidean(x, axes, keepdims)
    if ord in (1, -1, np.inf, -np.inf):
        summed, other = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = sum_(abs_(x), summed, keepdims=True)
        z = (extremes.max if ord > 0 else extremes.min)(sums, other, keepdims=True)
    elif ord in (2, -2, "nuc"):
        if x.type.ndim != 2:
            raise TypeError(f"norm: order {ord!r} takes a matrix, and {x} has {x.type.ndim} axes\nhint: use scan")
        s = svd(x, compute_uv=False)
        z = (sum_(s) if ord == "nuc" else s.max() if ord > 0 else s.min()).dimshuffle("x", "x")
    else:
        raise ValueError(f"norm: order {ord!r} is none of matrices; use 'fro', 'nuc', 1, -1, 2, -2, inf or -inf")
    return z if keepdims else z.dimshuffle([i for i in range(x.type.ndim) if i not in axes])


def vector_norm(
    x: TensorLike, /, *, axis: Axis = None, keepdims: bool = False, ord: float = 2
) -> TensorVariable:
    """Return the norm of vectors; those of all axes flattened by default.

    Parameters
    ----------
    x : tensor_like
    axis : int or sequence of int, optional
        Along which axes the vectors are.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    ord : number
        The order of the power.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.vector_norm([[3.0], [4.0]]).eval()
    array(5.)
    """
    x = _floats(x)
    axes = check_and_normalize_axes(x, list(axis) if isinstance(axis, tuple) else axis)
    return _of_vectors(x, ord, axes, keepdims)


def matrix_norm(x: TensorLike, /, *, keepdims: bool = False, ord: float | str = "fro") -> TensorVariable:
    """Return the norm of the matrices in the last two axes; see :func:`norm`.

    Parameters
    ----------
    x : tensor_like
    keepdims : bool
        Keep the reduced axes, broadcastable.
    ord : number, "fro" or "nuc"

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.matrix_norm([[3.0, 4.0]]).eval()
    array(5.)
    """
    return norm(x, ord, (-2, -1), keepdims)


@over_stacks(x=2)
def cond(x: TensorLike, p: float | str | None = None) -> TensorVariable:
    """Return the condition number of a matrix.

    Parameters
    ----------
    x : matrix, or stack of matrices
    p : number, "fro" or "nuc", optional
        The order of :func:`norm`; 2 by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.cond([[2.0, 0.0], [0.0, 8.0]]).eval()
    array(4.)
    """
    x = _floats(x)
    if p is None or p in (2, -2):
        s = svd(x, compute_uv=False)
        z = s[-1] / s[0] if p == -2 else s[0] / s[-1]
    else:
        z = norm(x, p) * norm(SolveOrNan()(x, eye(x.shape[0], dtype=x.type.dtype)), p)
    # 0 / 0, unless it was nan before
    undefined = FUNCTIONS["isnan"](z) & ~reduce.any(FUNCTIONS["isnan"](x))
    return switch(undefined, np.asarray(np.inf, z.type.dtype), z)


@over_stacks(A=2)
def matrix_rank(A: TensorLike, tol: TensorLike | None = None, *, rtol: TensorLike | None = None) -> TensorVariable:
    """Return the number of singular values of a matrix that are not 0 but for rounding.

    Parameters
    ----------
    A : matrix, or stack of matrices
    tol : number, optional
        What is not larger counts as 0.
    rtol : number, optional
        The same, as a part of the largest; by default the machine's precision times the larger length.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]]).eval()
    array(1)
    """
    A = _floats(A)
    s = svd(A, compute_uv=False)
    if tol is None:
        precision = float(np.finfo(s.type.dtype).eps)
        part = cast(FUNCTIONS["maximum"](A.shape[0], A.shape[1]), s.type.dtype) * np.asarray(precision, s.type.dtype)
        tol = extremes.max(s) * (part if rtol is None else rtol)
    return sum_(s > tol)
