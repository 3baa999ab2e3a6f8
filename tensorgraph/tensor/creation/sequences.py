"""Numbers at equal distances, at equal ratios, and powers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import with_type
from ...graph.variable import Constant, Variable
from ...scalar.dtypes import is_discrete, upcast
from ..elementwise.math import FUNCTIONS, cast, eq, ge, maximum, pow, switch
from ..shape.assertion import Assert
from ..shape.axes import moveaxis
from ..types.constant import as_tensor_variable
from .filled import arange

if TYPE_CHECKING:
    from typing import Any

    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable


def _inexact(*values):
    """Return values as tensors of one float dtype, which numbers of Python do not widen."""
    tensors = [as_tensor_variable(v) for v in values]
    given = [t.type.dtype for t, v in zip(tensors, values) if type(v) not in (int, float)]
    dtype = upcast(*given) if given else "float64"
    dtype = "float64" if is_discrete(dtype) else dtype
    return [cast(t, dtype) for t in tensors]


def _count(num):
    """Return the variable for how many numbers are asked for."""
    count = as_tensor_variable(num)
    if count.type.ndim or not is_discrete(count.type.dtype) or isinstance(count, Constant) and count.data < 0:
        raise ValueError(f"num must be an integer of 0 or more: it is {with_type(num)}")
    return count


def _steps(start, stop, num, endpoint):
    """Return the numbers of the steps, how many there are, and flags for the last one, on a first axis of their own."""
    num = _count(num)
    if isinstance(num, Variable) and not isinstance(num, Constant):
        num = Assert("the number of elements must be 0 or more", on_lengths=True)(num, ge(num, 0))
    last = num - 1 if endpoint else num
    ndim = max(start.type.ndim, stop.type.ndim)
    i = arange(num).dimshuffle([0, *["x"] * ndim])
    return cast(i, start.type.dtype), cast(maximum(last, 1), start.type.dtype), eq(i, num - 1) & (num > 1)


def linspace(
    start: TensorLike, stop: TensorLike, num: TensorLike = 50, endpoint: bool = True, retstep: bool = False,
    dtype: DType | None = None, axis: int = 0
) -> Any:
    """Return numbers at equal distances.

    Parameters
    ----------
    start, stop : tensor_like
        The first and the last.
    num : int or scalar
        How many.
    endpoint : bool
        Whether `stop` is the last, or would come next.
    retstep : bool
        Return the distance too.
    dtype : str, optional
        Of the result; integers are rounded down.
    axis : int
        The axis of the numbers, where `start` or `stop` have axes.

    Returns
    -------
    TensorVariable, or tuple with the distance

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linspace(0, 1, 5).eval()
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    start, stop = _inexact(start, stop)
    i, count, is_last = _steps(start, stop, num, endpoint)
    distance = stop - start
    z = start + i * (distance / count)
    z = switch(is_last, stop, z) if endpoint else z
    if dtype is not None:
        z = cast(FUNCTIONS["floor"](z) if is_discrete(dtype) else z, dtype)
    z = moveaxis(z, 0, axis) if axis else z
    return (z, distance / count) if retstep else z


def logspace(
    start: TensorLike, stop: TensorLike, num: TensorLike = 50, endpoint: bool = True, base: TensorLike = 10.0,
    dtype: DType | None = None, axis: int = 0
) -> TensorVariable:
    """Return powers of a base whose exponents are at equal distances.

    Parameters
    ----------
    start, stop : tensor_like
        The first and the last exponent.
    num, endpoint, dtype, axis
        As of :func:`linspace`.
    base : number

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.logspace(0, 2, 3).eval()
    array([  1.,  10., 100.])
    """
    exponents = linspace(start, stop, num, endpoint, axis=axis)
    z = pow(cast(base, exponents.type.dtype), exponents)
    return z if dtype is None else cast(z, dtype)


def geomspace(
    start: TensorLike, stop: TensorLike, num: TensorLike = 50, endpoint: bool = True, dtype: DType | None = None,
    axis: int = 0
) -> TensorVariable:
    """Return numbers at equal ratios.

    Parameters
    ----------
    start, stop : tensor_like
        The first and the last, of one sign.
    num, endpoint, dtype, axis
        As of :func:`linspace`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.geomspace(1, 8, 4).eval()
    array([1., 2., 4., 8.])
    """
    start, stop = (cast(as_tensor_variable(v), "float64") for v in (start, stop))
    i, count, is_last = _steps(start, stop, num, endpoint)
    z = start * pow(stop / start, i / count)
    z = switch(is_last, stop, z) if endpoint else z
    z = moveaxis(z, 0, axis) if axis else z
    return z if dtype is None else cast(z, dtype)


def vander(x: TensorLike, N: TensorLike | None = None, increasing: bool = False) -> TensorVariable:
    """Return the matrix whose columns are powers of a vector.

    Parameters
    ----------
    x : vector
    N : int or scalar, optional
        The number of columns; square by default.
    increasing : bool
        Whether the powers increase from left to right.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.vander([1, 2, 3]).eval()
    array([[1, 1, 1],
           [4, 2, 1],
           [9, 3, 1]])
    """
    x = as_tensor_variable(x)
    exponents = arange(x.shape[0] if N is None else N)
    exponents = exponents if increasing else exponents[::-1]
    return pow(x.dimshuffle(0, "x"), exponents.dimshuffle("x", 0))
