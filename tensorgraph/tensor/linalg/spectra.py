"""Inverses, decompositions and powers of matrices under the names and with the results of ``numpy.linalg``."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

from ...errors import ArgumentError
from ..creation import diag as diagonals
from ..products.dot import dot
from ..reductions.averages import trace as traced
from ..types.constant import as_tensor_variable
from . import eigen, factors, inverse
from .det import slogdet as sign_and_logarithm
from .lstsq import pseudo_inverse
from .matrixproducts import matrix_power
from .overstacks import over_stacks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import DType, TensorLike
    from ..types.variable import TensorVariable

__all__ = [
    "diagonal", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_power", "multi_dot", "pinv", "qr", "slogdet",
    "svd", "svdvals", "trace",
]  # fmt: skip

SlogdetResult = namedtuple("SlogdetResult", "sign logabsdet")
EigResult = namedtuple("EigResult", "eigenvalues eigenvectors")
SVDResult = namedtuple("SVDResult", "U S Vh")
QRResult = namedtuple("QRResult", "Q R")


@over_stacks(a=2)
def inv(a: TensorLike) -> TensorVariable:
    """Return the inverse of a square matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices

    Returns
    -------
    TensorVariable

    Raises
    ------
    numpy.linalg.LinAlgError
        When run, if `a` is singular.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.inv([[2.0, 0.0], [0.0, 4.0]]).eval()
    array([[0.5 , 0.  ],
           [0.  , 0.25]])
    """
    return inverse.matrix_inverse(a)


@over_stacks(a=2)
def pinv(a: TensorLike, rcond: TensorLike | None = None, *, rtol: TensorLike | None = None) -> TensorVariable:
    """Return the pseudo-inverse of a matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices
    rcond, rtol : number, optional
        Singular values below this part of the largest count as 0.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.pinv([[2.0], [0.0]]).eval()
    array([[0.5, 0. ]])
    """
    part = rcond if rtol is None else rtol
    return inverse.pinv(a) if part is None else pseudo_inverse(as_tensor_variable(a), as_tensor_variable(part))


@over_stacks(a=2)
def slogdet(a: TensorLike) -> Any:
    """Return the sign and the logarithm of the absolute value of the determinant of a square matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices

    Returns
    -------
    sign, logabsdet : TensorVariable
        A named tuple.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.slogdet([[0.0, 1.0], [1.0, 0.0]]).sign.eval()
    array(-1.)
    """
    return SlogdetResult(*sign_and_logarithm(a))


@over_stacks(a=2)
def eigh(a: TensorLike, UPLO: str = "L") -> Any:
    """Return the eigenvalues, in ascending order, and eigenvectors of a symmetric matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices
    UPLO : {"L", "U"}
        Which triangle is read.

    Returns
    -------
    eigenvalues, eigenvectors : TensorVariable
        A named tuple.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.eigh([[2.0, 0.0], [0.0, 1.0]]).eigenvalues.eval()
    array([1., 2.])
    """
    return EigResult(*eigen.eigh(a, _letter(UPLO)))


def _letter(UPLO):
    if isinstance(UPLO, str) and UPLO.upper() in ("L", "U"):
        return UPLO.upper()
    raise ArgumentError(f"UPLO must be 'L' or 'U', not {UPLO!r}")


@over_stacks(a=2)
def eigvalsh(a: TensorLike, UPLO: str = "L") -> TensorVariable:
    """Return the eigenvalues, in ascending order, of a symmetric matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices
    UPLO : {"L", "U"}
        Which triangle is read.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.eigvalsh([[2.0, 0.0], [0.0, 1.0]]).eval()
    array([1., 2.])
    """
    return eigen.eigvalsh(a, None, _letter(UPLO) == "L")


@over_stacks(a=2)
def eig(a: TensorLike) -> Any:
    """Return the eigenvalues and right eigenvectors of a square matrix, in its dtype.

    Parameters
    ----------
    a : matrix, or stack of matrices
        Complex, or real with real eigenvalues.

    Returns
    -------
    eigenvalues, eigenvectors : TensorVariable
        A named tuple.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.eig([[2.0, 0.0], [0.0, 3.0]]).eigenvalues.eval()
    array([2., 3.])
    """
    return EigResult(*eigen.eig(a))


@over_stacks(a=2)
def eigvals(a: TensorLike) -> TensorVariable:
    """Return the eigenvalues of a square matrix; see :func:`eig`.

    Parameters
    ----------
    a : matrix, or stack of matrices

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.eigvals([[2.0, 0.0], [0.0, 3.0]]).eval()
    array([2., 3.])
    """
    return eigen.eig(a)[0]


@over_stacks(a=2)
def svd(a: TensorLike, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """Return the singular value decomposition of a matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices
    full_matrices : bool
        Whether U and Vh are square.
    compute_uv : bool
        Whether to return them.

    Returns
    -------
    U, S, Vh : TensorVariable
        A named tuple; S alone without `compute_uv`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.svd([[3.0, 0.0], [0.0, 4.0]]).S.eval()
    array([4., 3.])
    """
    found = factors.svd(a, full_matrices, compute_uv)
    return SVDResult(*found) if compute_uv else found


@over_stacks(x=2)
def svdvals(x: TensorLike, /) -> TensorVariable:
    """Return the singular values of a matrix, in descending order.

    Parameters
    ----------
    x : matrix, or stack of matrices

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.svdvals([[3.0, 0.0], [0.0, 4.0]]).eval()
    array([4., 3.])
    """
    return factors.svd(x, compute_uv=False)


@over_stacks(a=2)
def qr(a: TensorLike, mode: str = "reduced") -> Any:
    """Return the QR factorisation of a matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices
    mode : {"reduced", "complete", "r", "raw"}

    Returns
    -------
    Q, R : TensorVariable
        A named tuple; R alone for the mode "r".

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> abs(T.linalg.qr([[3.0, 0.0], [4.0, 5.0]]).R).eval()
    array([[5., 4.],
           [0., 3.]])
    """
    found = factors.qr(a, mode)
    return found if mode == "r" else QRResult(*found)


def multi_dot(arrays: Sequence[TensorLike]) -> TensorVariable:
    """Return the product of vectors and matrices, from left to right.

    Parameters
    ----------
    arrays : sequence of tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.multi_dot([T.ones((2, 3)), T.ones((3, 4)), T.ones((4, 1))]).shape.eval()
    array([2, 1])
    """
    z, *rest = arrays
    for factor in rest:
        z = dot(z, factor)
    return z



def diagonal(x: TensorLike, /, *, offset: int = 0) -> TensorVariable:
    """Return the diagonals of the matrices in the last two axes.

    Parameters
    ----------
    x : tensor_like
    offset : int
        Above the main diagonal if positive.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.diagonal([[1, 2], [3, 4]]).eval()
    array([1, 4])
    """
    return diagonals.diagonal(x, offset, -2, -1)


def trace(x: TensorLike, /, *, offset: int = 0, dtype: DType | None = None) -> TensorVariable:
    """Return the traces of the matrices in the last two axes.

    Parameters
    ----------
    x : tensor_like
    offset : int
        Which diagonal is summed.
    dtype : str, optional
        Of the result.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.trace([[1, 2], [3, 4]]).eval()
    array(5)
    """
    return traced(x, offset, -2, -1, dtype)
