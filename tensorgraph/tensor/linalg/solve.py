"""Systems of linear equations."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.messages.called import called, with_type
from ...graph.op import Op
from ..creation.eye import tril, triu
from ..products.dot import dot, outer
from ..types.constant import as_tensor_variable
from ..types.type import tensor_type
from . import small
from .matrix import as_matrix, calculable, float_dtype, like, scipy_linalg, store

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike

MATRIX_STRUCTURES = (
    "general",
    "symmetric",
    "lower_triangular",
    "upper_triangular",
    "hermitian",
    "banded",
    "diagonal",
    "toeplitz",
)
_TRANSPOSED = {"lower_triangular": "upper_triangular", "upper_triangular": "lower_triangular"}


def solve_triangle(A, b, lower):
    """Return the x with ``A x == b``, for arrays, of which A is taken as triangular."""
    if small.is_small(A, b):
        return small.solve_triangular(A, b, lower)
    return scipy_linalg().solve_triangular(A, b, lower=lower)


class Solve(Op):
    """The x with ``A x == b``.

    Parameters
    ----------
    A_structure : str
        One of ``MATRIX_STRUCTURES``. Of a triangular matrix only that triangle is read; the others are solved as
        general ones.
    lower, overwrite_A, overwrite_b : bool
        For compatibility; no effect.

    Notes
    -----
    Called with a square matrix and a vector or matrix; gives one of the shape of the second.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> A, b = T.constant([[2.0, 0.0], [0.0, 4.0]]), T.constant([2.0, 2.0])
    >>> T.slinalg.solve(A, b).eval()
    array([1. , 0.5])
    """

    __props__ = ("A_structure", "lower", "overwrite_A", "overwrite_b")

    def __init__(self, A_structure="general", lower=False, overwrite_A=False, overwrite_b=False):
        if A_structure not in MATRIX_STRUCTURES:
            raise ValueError(
                f"Invalid matrix structure argument: {A_structure!r}; it must be one of {', '.join(MATRIX_STRUCTURES)}"
            )
        self.A_structure = A_structure
        self.lower = lower
        self.overwrite_A = overwrite_A
        self.overwrite_b = overwrite_b

    def __repr__(self):
        return f"Solve{{{self._props()}}}"

    def make_node(self, A: TensorLike, b: TensorLike) -> Apply:
        A, b = as_matrix(A, self), as_tensor_variable(b)
        if b.type.ndim not in (1, 2):
            raise ArgumentError(
                f"{self} needs a vector or matrix b, but {called(b)} has {b.type.ndim} dimensions: it is {with_type(b)}"
            )
        dtype = float_dtype(A.type.dtype, b.type.dtype)
        flags = (A.type.broadcastable[1], *b.type.broadcastable[1:])
        return Apply(self, [A, b], [tensor_type(dtype, flags)()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        A, b = map(calculable, inputs)
        if len(A) == 1 != len(b):
            # SciPy divides by the number
            raise ValueError(f"a system of shape {A.shape} has no right side of shape {b.shape}")
        if self.A_structure in _TRANSPOSED:
            x = solve_triangle(A, b, self.A_structure == "lower_triangular")
        elif small.is_small(A, b):
            x = small.solve(A, b)
        else:
            x = scipy_linalg().solve(A, b, assume_a="gen")
        store(node, output_storage, x)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        A, b = shapes
        return [(A[1], *b[1:])]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (A, b), (x,), (gx,) = inputs, outputs, output_grads
        gb = type(self)(_TRANSPOSED.get(self.A_structure, self.A_structure), self.lower)(A.T, gx)
        gA = -outer(gb, x) if x.type.ndim == 1 else -dot(gb, x.T)
        return [like(self._read(gA), A), like(gb, b)]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        (A, b), (dA, db) = inputs, eval_points
        if dA is None:
            return [None if db is None else self(A, db)]
        moved = -dot(self._read(dA), self(A, b))
        return [self(A, moved if db is None else db + moved)]

    def _read(self, A):
        """Return the part of a matrix that is read."""
        if self.A_structure == "lower_triangular":
            return tril(A)
        return triu(A) if self.A_structure == "upper_triangular" else A


class SolveOrNan(Solve):
    """The x with ``A x == b``, nan where there is none.

    A singular matrix, or one with nan or infinity, gives nan instead of an error, an ill-conditioned one no warning.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> SolveOrNan()(T.constant([[1.0, 1.0], [1.0, 1.0]]), T.constant([1.0, 2.0])).eval()
    array([nan, nan])
    """

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                if all(np.isfinite(x).all() for x in inputs):
                    return super().perform(node, inputs, output_storage)
                if self.A_structure in _TRANSPOSED:
                    lower = self.A_structure == "lower_triangular"
                    x = scipy_linalg().solve_triangular(*inputs, lower=lower, check_finite=False)
                    return store(node, output_storage, x)
            except np.linalg.LinAlgError:
                pass
        A, b = inputs
        if len(A) != len(b):
            raise ValueError(f"a system of shape {A.shape} has no right side of shape {b.shape}")
        x = np.full(b.shape, np.nan, node.outputs[0].type.dtype)
        solvable = np.isfinite(b).all(axis=0)
        if b.ndim == 2 and solvable.any() and not solvable.all():
            # other columns than those with nan have a solution
            self.perform(node, [A, b[:, solvable]], output_storage)
            x[:, solvable] = output_storage[0][0]
        output_storage[0][0] = x


solve = Solve()
solve_lower_triangular = Solve(A_structure="lower_triangular", lower=True)
solve_upper_triangular = Solve(A_structure="upper_triangular", lower=False)
solve_symmetric = Solve(A_structure="symmetric")
