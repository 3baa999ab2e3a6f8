"""Functions whose modules have their names, which the package must bind when it is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..elementwise.math import cast, maximum
from ..types.constant import as_tensor_variable
from . import cholesky as factor
from . import det as determinant
from . import expm as exponential
from . import lstsq as least_squares
from . import solve as systems
from .matrix import float_dtype
from .overstacks import over_stacks

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

_STRUCTURES = {
    "gen": "general", "sym": "symmetric", "her": "hermitian", "pos": "symmetric", "diagonal": "diagonal",
    "upper triangular": "upper_triangular", "lower triangular": "lower_triangular",
}  # fmt: skip


@over_stacks(a=2)
def cholesky(a: TensorLike, *, upper: bool = False, lower: bool | None = None) -> TensorVariable:
    """Return the triangular factor L of a positive definite matrix, ``L @ L.T``, or U, ``U.T @ U``.

    Parameters
    ----------
    a : matrix, or stack of matrices
        Of which that triangle is read.
    upper : bool
        Return U.
    lower : bool, optional
        SciPy's name of the opposite.

    Returns
    -------
    TensorVariable

    Raises
    ------
    numpy.linalg.LinAlgError
        When run, if `a` is not positive definite.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.cholesky([[4.0, 0.0], [0.0, 9.0]]).eval()
    array([[2., 0.],
           [0., 3.]])
    """
    return factor.Cholesky(lower=not upper if lower is None else lower)(a)


@over_stacks(a=2)
def det(a: TensorLike) -> TensorVariable:
    """Return the determinant of a square matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices

    Returns
    -------
    TensorVariable
        A scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.det([[2.0, 0.0], [0.0, 3.0]]).eval()
    array(6.)
    """
    return determinant.det(a)


@over_stacks(A=2)
def expm(A: TensorLike) -> TensorVariable:
    """Return the exponential of a square matrix.

    Parameters
    ----------
    A : matrix, or stack of matrices

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.expm([[0.0, 1.0], [0.0, 0.0]]).eval()
    array([[1., 1.],
           [0., 1.]])
    """
    return exponential.expm(A)


@over_stacks(a=2, b=2)
def solve(a: TensorLike, b: TensorLike, *, lower: bool = False, assume_a: str = "gen") -> TensorVariable:
    """Return the x with ``a @ x == b``.

    Parameters
    ----------
    a : matrix, or stack of matrices
        Square.
    b : vector, matrix, or stack of matrices
        The axes before those of a matrix are broadcast against those of `a`.
    lower : bool
        For compatibility; all of `a` is read.
    assume_a : str
        SciPy's name of a structure, such as "lower triangular".

    Returns
    -------
    TensorVariable
        In the shape of `b`.

    Raises
    ------
    ValueError
        If `assume_a` is unknown.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0]).eval()
    array([1. , 0.5])
    """
    known = list(_STRUCTURES)  # compared, as what is given may have no hash
    if assume_a not in known:
        raise ValueError(f"solve: assume_a={assume_a!r} must be one of {', '.join(known)}")
    return systems.Solve(_STRUCTURES[assume_a])(a, b)


def lstsq(a: TensorLike, b: TensorLike, rcond: TensorLike | None = None) -> tuple[TensorVariable, ...]:
    """Return the least squares solution of ``a @ x == b``.

    Parameters
    ----------
    a : matrix
    b : vector or matrix
    rcond : number, optional
        Singular values below this part of the largest count as 0; by default the machine's precision times the larger
        length of `a`.

    Returns
    -------
    solution, residuals, rank, singular values : TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.lstsq([[1.0], [1.0]], [1.0, 3.0])[0].eval()
    array([2.])
    """
    a, b = as_tensor_variable(a), as_tensor_variable(b)
    if rcond is None:
        precision = np.finfo(float_dtype(a.type.dtype, b.type.dtype)).eps
        rcond = cast(maximum(a.shape[0], a.shape[1]), "float64") * float(precision)
    return tuple(least_squares.lstsq()(a, b, rcond))
