"""Matrix products of stacks of matrices, and the products of vectors along their last axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import listed
from ...scalar.dtypes import is_complex
from ..creation.alloc import alloc
from ..elementwise.math import FUNCTIONS, cast, eq, mul
from ..reductions.reduce import sum as sum_
from ..shape.assertion import Assert
from ..shape.axes import moveaxis
from ..shape.stack import stack
from ..types.constant import as_tensor_variable
from .dot import agreeing, batched_dot, dot, tensordot

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def matmul(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the matrix product of the last two axes; the axes before them stretch, as in ``a @ b``.

    Parameters
    ----------
    a, b : tensor_like
        With one axis or more. A vector is a row on the left, a column on the right.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If one is 0-d.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.matmul(T.ones((5, 2, 3)), T.ones((3, 4))).shape.eval()
    array([5, 2, 4])
    """
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    if a.type.ndim == 0 or b.type.ndim == 0:
        raise ValueError(f"matmul takes no scalars: {listed([a, b])}.\nhint: use the product a * b")
    if a.type.ndim <= 2 and b.type.ndim <= 2 or b.type.ndim == 1:
        return dot(a, b)
    if b.type.ndim == 2:
        return tensordot(a, b, 1)
    if a.type.ndim == 1:
        return matmul(a.dimshuffle("x", 0), b)[(*[slice(None)] * (b.type.ndim - 2), 0)]
    return _batched(a, b)


def _batched(a, b):
    ndim = max(a.type.ndim, b.type.ndim)
    a, b = (v.dimshuffle([*["x"] * (ndim - v.type.ndim), *range(v.type.ndim)]) for v in (a, b))
    if ndim == 3 and a.type.broadcastable[0] == b.type.broadcastable[0]:
        return batched_dot(a, b)
    lead = [_length(a, b, i) for i in range(ndim - 2)]
    if a.type.broadcastable[:-2] == b.type.broadcastable[:-2]:
        b = agreeing(b, range(ndim - 2), a, range(ndim - 2))
    else:
        a, b = (alloc(v, *lead, v.shape[-2], v.shape[-1]) for v in (a, b))
    # not -1, which no matrix of no elements tells
    n = mul(*lead) if len(lead) > 1 else lead[0]
    flat = [v.reshape([n, v.shape[-2], v.shape[-1]], ndim=3) for v in (a, b)]
    return batched_dot(*flat).reshape([*lead, a.shape[-2], b.shape[-1]], ndim=ndim)


def _length(a, b, i):
    return a.shape[i] if not a.type.broadcastable[i] else 1 if b.type.broadcastable[i] else b.shape[i]


def inner(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the sums of products over the last axes.

    Parameters
    ----------
    a, b : tensor_like

    Returns
    -------
    TensorVariable
        With the other axes of `a`, then those of `b`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.inner([1, 2], [3, 4]).eval()
    array(11)
    """
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    if a.type.ndim == 0 or b.type.ndim == 0:
        return a * b
    return tensordot(a, b, [[a.type.ndim - 1], [b.type.ndim - 1]])


def vdot(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the dot product of both flattened, the first conjugated.

    Parameters
    ----------
    a, b : tensor_like

    Returns
    -------
    TensorVariable
        A scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.vdot([1, 2], [3, 4]).eval()
    array(11)
    """
    a, b = as_tensor_variable(a).flatten(), as_tensor_variable(b).flatten()
    return dot(FUNCTIONS["conj"](a) if is_complex(a.type.dtype) else a, b)


def vecdot(x1: TensorLike, x2: TensorLike, axis: int = -1) -> TensorVariable:
    """Return the dot products of the vectors along an axis, the first ones conjugated.

    Parameters
    ----------
    x1, x2 : tensor_like
    axis : int

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.vecdot([[1, 2], [3, 4]], [1, 1]).eval()
    array([3, 7])
    """
    a, b = moveaxis(as_tensor_variable(x1), axis, -1), moveaxis(as_tensor_variable(x2), axis, -1)
    z = (FUNCTIONS["conj"](a) if is_complex(a.type.dtype) else a) * b
    return cast(sum_(z, axis=-1), z.type.dtype)


def matvec(x1: TensorLike, x2: TensorLike) -> TensorVariable:
    """Return the products of matrices and vectors along the last axes.

    Parameters
    ----------
    x1 : tensor_like
        Matrices in the last two axes.
    x2 : tensor_like
        Vectors in the last axis.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.matvec([[1, 2], [3, 4]], [1, 1]).eval()
    array([3, 7])
    """
    b = as_tensor_variable(x2)
    z = matmul(x1, b.dimshuffle([*range(b.type.ndim), "x"]))
    return z[(Ellipsis, 0)]


def vecmat(x1: TensorLike, x2: TensorLike) -> TensorVariable:
    """Return the products of vectors, conjugated, and matrices along the last axes.

    Parameters
    ----------
    x1 : tensor_like
        Vectors in the last axis.
    x2 : tensor_like
        Matrices in the last two axes.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.vecmat([1, 1], [[1, 2], [3, 4]]).eval()
    array([4, 6])
    """
    a = as_tensor_variable(x1)
    a = FUNCTIONS["conj"](a) if is_complex(a.type.dtype) else a
    z = matmul(a.dimshuffle([*range(a.type.ndim - 1), "x", a.type.ndim - 1]), x2)
    return z[(Ellipsis, 0, slice(None))]


def kron(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the Kronecker product: `a` with each element replaced by its product with `b`.

    Parameters
    ----------
    a, b : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.kron([1, 10], [1, 2]).eval()
    array([ 1,  2, 10, 20])
    """
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    ndim = max(a.type.ndim, b.type.ndim)
    a, b = (v.dimshuffle([*["x"] * (ndim - v.type.ndim), *range(v.type.ndim)]) for v in (a, b))
    spread = [j for i in range(ndim) for j in (i, "x")]
    product = a.dimshuffle(spread) * b.dimshuffle([j for i in range(ndim) for j in ("x", i)])
    return product.reshape([a.shape[i] * b.shape[i] for i in range(ndim)], ndim=ndim) if ndim else product


def cross(
    a: TensorLike, b: TensorLike, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> TensorVariable:
    """Return the cross products of vectors of three elements.

    Parameters
    ----------
    a, b : tensor_like
    axisa, axisb, axisc : int
        The axis of the vectors in `a`, in `b` and in the result.
    axis : int, optional
        All three.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cross([1, 0, 0], [0, 1, 0]).eval()
    array([0, 0, 1])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = moveaxis(as_tensor_variable(a), axisa, -1), moveaxis(as_tensor_variable(b), axisb, -1)
    a, b = (Assert("cross needs vectors of three elements", on_lengths=True)(v, eq(v.shape[-1], 3)) for v in (a, b))
    (a0, a1, a2), (b0, b1, b2) = ([v[(Ellipsis, i)] for i in range(3)] for v in (a, b))
    return stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], axis=axisc)
