"""Products, powers, norms and diagonals of matrices, made of simpler operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.messages.called import called, with_type
from ..creation.diag import AllocDiag, ExtractDiag
from ..creation.eye import eye
from ..elementwise.math import neq
from ..products.dot import dot, outer
from ..types.axis import as_integer
from ..types.constant import as_tensor_variable
from .factors import svd
from .inverse import matrix_inverse
from .overstacks import over_stacks

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

extract_diag = ExtractDiag()
alloc_diag = AllocDiag()


def matrix_dot(*args: TensorLike) -> TensorVariable:
    """Return the product of all the matrices, from left to right.

    Parameters
    ----------
    *args : matrix

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dmatrix()
    >>> theano.function([x], T.nlinalg.matrix_dot(x, x, x))([[2.0]])
    array([[8.]])
    """
    result = args[0]
    for factor in args[1:]:
        result = dot(result, factor)
    return result


def diag(x: TensorLike) -> TensorVariable:
    """Return the diagonal of a matrix, or the square matrix with a vector on its diagonal.

    Parameters
    ----------
    x : matrix or vector

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If `x` is neither.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.diag(T.constant([1.0, 2.0])).eval()
    array([[1., 0.],
           [0., 2.]])
    """
    x = as_tensor_variable(x)
    if x.type.ndim == 1:
        return alloc_diag(x)
    if x.type.ndim == 2:
        return extract_diag(x)
    raise TypeError(
        f"diag requires vector or matrix argument: it is {with_type(x)}.\nhint: use T.diagonal for the diagonals of a "
        "stack"
    )


def trace(X: TensorLike) -> TensorVariable:
    """Return the sum of the diagonal of the matrix `X`.

    Parameters
    ----------
    X : matrix

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.trace(T.constant([[1.0, 2.0], [3.0, 4.0]])).eval()
    array(5.)
    """
    return extract_diag(X).sum()


@over_stacks(M=2)
def matrix_power(M: TensorLike, n: int) -> TensorVariable:
    """Return the square matrix `M` to the integer power `n`, by repeated squaring.

    A negative power is one of the inverse.

    Parameters
    ----------
    M : matrix, or stack of matrices
    n : int

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.matrix_power(T.constant([[1.0, 1.0], [0.0, 1.0]]), 5).eval()
    array([[1., 5.],
           [0., 1.]])
    """
    M, n = as_tensor_variable(M), as_integer(n, "n")
    if n < 0:
        M, n = matrix_inverse(M), -n
    result = None
    while n:
        if n & 1:
            result = M if result is None else dot(result, M)
        n >>= 1
        if n:
            M = dot(M, M)
    return eye(M.shape[0], dtype=M.dtype) if result is None else result


def norm(x: TensorLike, ord: float | str | None) -> TensorVariable:
    """Return the norm of a vector or matrix, as ``numpy.linalg.norm`` does.

    Parameters
    ----------
    x : vector or matrix
    ord : number, 'inf', '-inf', 'fro', 'nuc' or None
        For a vector, which p-norm; for a matrix 1, -1 (columns), inf, -inf (rows), 2, -2, 'nuc' (singular values) or
        'fro' (elements). None stands for 2 and 'fro'.

    Returns
    -------
    TensorVariable

    Raises
    ------
    NotImplementedError
        If `x` has more than two axes.
    ValueError
        For an `ord` that there is not.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.norm(T.constant([3.0, 4.0]), 2).eval()
    array(5.)
    """
    x = as_tensor_variable(x)
    ord = {"inf": np.inf, "-inf": -np.inf}.get(ord, ord)
    if x.type.ndim == 0:
        raise ValueError(f"'axis' entry is out of bounds: {with_type(x)}, has no axes; use abs(x)")
    if x.type.ndim > 2:
        raise NotImplementedError(
            f"norm of {called(x)}, which has {x.type.ndim} dimensions: it takes a vector or a matrix, and "
            "T.linalg.norm takes the axes along which they are"
        )
    return _vector_norm(x, ord) if x.type.ndim == 1 else _matrix_norm(x, ord)


def _vector_norm(x, ord):
    if ord is None or ord == 2:
        return (abs(x) ** 2).sum() ** 0.5
    if ord == np.inf:
        return abs(x).max()
    if ord == -np.inf:
        return abs(x).min()
    if isinstance(ord, str):
        raise ValueError(f"Invalid norm order for vectors: {ord!r}. It must be a number, 'inf', '-inf' or None")
    if ord == 0:
        return neq(x, 0).sum()
    return (abs(x) ** ord).sum() ** (1.0 / ord)


def _matrix_norm(x, ord):
    if ord is None or ord == "fro":
        return (abs(x) ** 2).sum() ** 0.5
    if ord in (1, -1, np.inf, -np.inf):
        sums = abs(x).sum(axis=0 if abs(ord) == 1 else 1)
        return sums.max() if ord > 0 else sums.min()
    if ord in (2, -2, "nuc"):
        s = svd(x, compute_uv=False)
        return s.sum() if ord == "nuc" else s.max() if ord > 0 else s.min()
    raise ValueError(
        f"Invalid norm order for matrices: {ord!r}. It must be 'fro', 'nuc', 1, -1, 2, -2, 'inf' or '-inf'"
    )


def kron(a: TensorLike, b: TensorLike) -> TensorVariable:
    """Return the Kronecker product: `a` with each element replaced by its product with `b`.

    Parameters
    ----------
    a, b : tensor
        Matrices, as a rule.

    Returns
    -------
    TensorVariable
        A matrix. As in Theano, that of a vector (taken as a row) and a matrix comes as a flat vector; of more axes,
        counted through `a` and `b`, the first is joined with the third and the second with the fourth.

    Raises
    ------
    TypeError
        If the numbers of axes add up to less than 3.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dmatrices("x", "y")
    >>> theano.function([x, y], T.slinalg.kron(x, y))([[1.0, 2.0]], [[1.0], [3.0]])
    array([[1., 2.],
           [3., 6.]])
    """
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    m, n = a.type.ndim, b.type.ndim
    if m + n <= 2:
        raise TypeError(f"kron: inputs dimensions must sum to 3 or more. You passed {m} and {n}; use the product a * b")
    lengths = [a.shape[i] for i in range(m)] + [b.shape[i] for i in range(n)]
    product = outer(a, b).reshape(lengths, m + n)
    if m + n == 3:
        return product.dimshuffle(1, 0, 2).flatten()
    product = product.dimshuffle(0, 2, 1, *range(3, m + n))
    return product.reshape([lengths[0] * lengths[2], lengths[1] * lengths[3], *lengths[4:]], m + n - 2)
