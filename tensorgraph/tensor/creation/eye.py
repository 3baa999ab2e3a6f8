"""Matrices with ones on a diagonal or in a triangle, and triangles of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import with_type
from ...graph.op import Op
from ...graph.variable import Constant
from ...scalar.dtypes import integer_dtypes
from ..elementwise.math import cast, maximum, minimum, switch
from ..types.constant import as_tensor_variable
from ..types.type import output
from .alloc import float_or, lengths_of

if TYPE_CHECKING:
    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable


FAR = 2**62  # a diagonal outside of all matrices, which has others below and above


class _Pattern(Op):
    """A matrix of zeros and ones that three integers determine."""

    __props__ = ("dtype",)

    def __init__(self, dtype=None):
        self.dtype = float_or(dtype)

    def make_node(self, n, m, k):
        inputs = [as_tensor_variable(v) for v in (n, m, k)]
        for v in inputs:
            if v.type.ndim or v.type.dtype not in integer_dtypes:
                raise ArgumentError(f"{self} needs integers, not {v.type}")
        return Apply(self, inputs, (output(self.dtype, (False, False)),))

    def infer_shape(self, node, shapes):
        return [tuple([n.astype("int64") for n in node.inputs[:2]])]

    def connection_pattern(self, node):
        return [[False]] * 3

    def grad(self, inputs, output_grads):
        return [DisconnectedType()() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [None]


def within(n, m, k):
    """Return the arguments with the diagonal just beside the matrix for all further away, which NumPy may not count."""
    return n, m, max(min(k, m), -n)


class Eye(_Pattern):
    """Ones on the diagonal `k`, zeros elsewhere."""

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.eye(*within(*lengths_of(inputs)), dtype=self.dtype)


class Tri(_Pattern):
    """Ones on and below the diagonal `k`, zeros elsewhere."""

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.tri(*within(*lengths_of(inputs)), dtype=self.dtype)


def eye(n: TensorLike, m: TensorLike | None = None, k: TensorLike = 0, dtype: DType | None = None) -> TensorVariable:
    """Return a matrix with ones on a diagonal.

    Parameters
    ----------
    n, m : int or scalar
        Rows and columns; square by default.
    k : int or scalar
        Which diagonal; above 0 upper ones.
    dtype : str, optional
        ``config.floatX`` by default.

    Returns
    -------
    TensorVariable
        Shape ``(n, m)``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.eye(2, 3, 1).eval()
    array([[0., 1., 0.],
           [0., 0., 1.]])
    """
    return Eye(dtype)(n, n if m is None else m, k)


def identity_like(x: TensorLike) -> TensorVariable:
    """Return the identity matrix in the shape and dtype of `x`.

    Parameters
    ----------
    x : matrix

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.identity_like(T.zeros((2, 2))).eval()
    array([[1., 0.],
           [0., 1.]])
    """
    x = as_tensor_variable(x)
    return eye(x.shape[0], x.shape[1], k=0, dtype=x.type.dtype)


def tri(N: TensorLike, M: TensorLike | None = None, k: TensorLike = 0, dtype: DType | None = None) -> TensorVariable:
    """Return a matrix with ones on and below diagonal `k`; see :func:`eye`.

    Parameters
    ----------
    N, M : int or scalar
        Rows and columns; square by default.
    k, dtype
        As of :func:`eye`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.tri(3).eval()
    array([[1., 0., 0.],
           [1., 1., 0.],
           [1., 1., 1.]])
    """
    return Tri(dtype)(N, N if M is None else M, k)


def _as_matrices(m, function):
    m = as_tensor_variable(m)
    if m.type.ndim < 2:
        raise ValueError(f"{function} needs a matrix, or a stack of them: it was given {with_type(m)}")
    return m


def below(k: TensorLike) -> TensorVariable:
    """Return the number of the diagonal below `k`, which does not wrap."""
    k = as_tensor_variable(k)
    if k.type.dtype not in integer_dtypes:
        return k
    if isinstance(k, Constant) and not k.type.ndim:
        return as_tensor_variable(max(int(k.data), -FAR) - 1)
    if k.type.dtype[0] == "u":
        k = minimum(k, np.asarray(min(FAR, np.iinfo(k.type.dtype).max), k.type.dtype))
    return maximum(cast(k, "int64"), np.int64(-FAR)) - 1


def tril(m: TensorLike, k: TensorLike = 0) -> TensorVariable:
    """Return the lower triangle of `m`: zeros above diagonal `k`.

    Parameters
    ----------
    m : matrix
        Or a stack of matrices, along the first axes.
    k : int or scalar

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.tril(T.ones((2, 3))).eval()
    array([[1., 0., 0.],
           [1., 1., 0.]])
    """
    m = _as_matrices(m, "tril")
    # a choice, not a product: 0 times inf or nan is nan
    return switch(tri(m.shape[-2], m.shape[-1], k=k, dtype="bool"), m, np.zeros((), m.type.dtype))


def triu(m: TensorLike, k: TensorLike = 0) -> TensorVariable:
    """Return the upper triangle of `m`: zeros below diagonal `k`.

    Parameters
    ----------
    m : matrix
        Or a stack of matrices, along the first axes.
    k : int or scalar

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.triu(T.ones((2, 3))).eval()
    array([[1., 1., 1.],
           [0., 1., 1.]])
    """
    m = _as_matrices(m, "triu")
    return switch(tri(m.shape[-2], m.shape[-1], k=below(k), dtype="bool"), np.zeros((), m.type.dtype), m)
