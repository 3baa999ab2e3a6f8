"""Factorisations of SciPy, and systems of equations whose matrix is factored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ..creation.eye import eye, tril, triu
from ..elementwise.math import minimum
from ..indexing.permutation import inverse_permutation
from ..products.dot import dot
from ..types.constant import as_tensor_variable
from ..types.type import tensor_type
from .cholesky import Cholesky
from .matrix import as_matrix, calculable, float_dtype, is_missing, like, matrix_like, scipy_linalg, store, undefined
from .overstacks import over_stacks
from .solve import solve_lower_triangular, solve_upper_triangular

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class LUFactor(Op):
    """The factors of a matrix x with ``x[order] == L U`` in one matrix, LAPACK's pivots, and the order of the rows."""

    __props__ = ()

    def make_node(self, x):
        x = as_matrix(x, self)
        pivots, order = tensor_type("int32", (False,))(), tensor_type("int64", (False,))()
        return Apply(self, [x], [matrix_like(x), pivots, order])

    def perform(self, node, inputs, output_storage):
        x = calculable(inputs[0])
        # lu_factor warns of singular matrices, which have factors too
        getrf = scipy_linalg().get_lapack_funcs("getrf", (x,))
        packed, pivots, _ = getrf(x) if x.size else (x, np.zeros(0, "int32"), 0)
        store(node, output_storage, packed, pivots, _order(pivots, len(packed)))

    def infer_shape(self, node, shapes):
        ((m, n),) = shapes
        return [(m, n), (minimum(m, n),), (m,)]

    def connection_pattern(self, node):
        return [[True, False, False]]

    def L_op(self, inputs, outputs, output_grads):
        """Pull back the factors of a square matrix."""
        (x,), (packed, _, order), g = inputs, outputs, output_grads[0]
        if is_missing(g):
            return [x.zeros_like(dtype=float_dtype(x.type.dtype))]
        low, up = tril(packed, -1) + eye(packed.shape[0], dtype=packed.type.dtype), triu(packed)
        inner = tril(dot(low.T, tril(g, -1)), -1) + triu(dot(triu(g), up.T))
        # L.T^-1 inner U.T^-1
        left = solve_upper_triangular(low.T, inner)
        pulled = solve_upper_triangular(up, left.T).T
        return [like(pulled[inverse_permutation(order)], x)]


class PivotOrder(Op):
    """The order of rows that LAPACK's exchanges give."""

    __props__ = ()

    def make_node(self, pivots):
        pivots = as_tensor_variable(pivots)
        return Apply(self, [pivots], [tensor_type("int64", (False,))()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = _order(inputs[0], len(inputs[0]))

    def infer_shape(self, node, shapes):
        return shapes

    def connection_pattern(self, node):
        return [[False]]

    def grad(self, inputs, grads):
        return [DisconnectedType()()]


def _order(pivots, n):
    order = np.arange(n)
    for i, j in enumerate(pivots):
        order[i], order[j] = order[j], order[i]
    return order


class Schur(Op):
    """The Schur form T of a square matrix and the orthogonal Z with ``x == Z T Z.T``.

    Parameters
    ----------
    output : {"real", "complex"}
        Whether pairs of complex eigenvalues stand in blocks on the diagonal.
    """

    __props__ = ("output",)

    def __init__(self, output="real"):
        self.output = output

    def make_node(self, x):
        x = as_matrix(x, self)
        dtype = float_dtype(x.type.dtype, "complex64") if self.output == "complex" else None
        return Apply(self, [x], [matrix_like(x, dtype), matrix_like(x, dtype)])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, *scipy_linalg().schur(calculable(inputs[0]), self.output))

    def infer_shape(self, node, shapes):
        return [shapes[0], shapes[0]]

    def L_op(self, inputs, outputs, output_grads):
        return [undefined("The gradient of schur is not implemented; for symmetric matrices there is eigh.")]


@over_stacks(a=2)
def lu_factor(a: TensorLike) -> tuple[TensorVariable, TensorVariable]:
    """Return the LU factorisation of a matrix, packed, and LAPACK's pivots.

    Parameters
    ----------
    a : matrix, or stack of matrices

    Returns
    -------
    lu, piv : TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> lu, piv = T.linalg.lu_factor([[0.0, 1.0], [2.0, 3.0]])
    >>> lu.eval(), piv.eval()
    (array([[2., 3.],
           [0., 1.]]), array([1, 1], dtype=int32))
    """
    packed, pivots, _ = LUFactor()(a)
    return packed, pivots


@over_stacks(a=2)
def lu(a: TensorLike, permute_l: bool = False, *, p_indices: bool = False) -> tuple[TensorVariable, ...]:
    """Return the LU factorisation of a matrix, ``a == P @ L @ U``.

    Parameters
    ----------
    a : matrix, or stack of matrices
    permute_l : bool
        Return ``P @ L`` and U.
    p_indices : bool
        Return the rows of L in the place of P: ``a == L[p] @ U``.

    Returns
    -------
    P, L, U : TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> P, L, U = T.linalg.lu([[0.0, 1.0], [2.0, 3.0]])
    >>> U.eval()
    array([[2., 3.],
           [0., 1.]])
    """
    packed, _, order = LUFactor()(a)
    m, k = packed.shape[0], minimum(packed.shape[0], packed.shape[1])
    low = tril(packed[:, :k], -1) + eye(m, k, dtype=packed.type.dtype)
    up, place = triu(packed[:k]), inverse_permutation(order)
    if permute_l:
        return low[place], up
    return place if p_indices else eye(m, dtype=packed.type.dtype)[place], low, up


def lu_solve(lu_and_piv: Any, b: TensorLike, trans: int = 0) -> TensorVariable:
    """Return the x with ``a @ x == b`` from :func:`lu_factor` of `a`.

    Parameters
    ----------
    lu_and_piv : pair
        What ``lu_factor(a)`` gives.
    b : vector or matrix
    trans : {0, 1, 2}
        Solve with the transpose of `a`, or its conjugate.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.lu_solve(T.linalg.lu_factor([[0.0, 1.0], [2.0, 0.0]]), [3.0, 4.0]).eval()
    array([2., 3.])
    """
    packed, pivots = lu_and_piv
    return _solved_by_factors(packed, pivots, b, trans)


@over_stacks(packed=2, pivots=1, b=2)
def _solved_by_factors(packed, pivots, b, trans):
    packed, b, order = as_tensor_variable(packed), as_tensor_variable(b), PivotOrder()(pivots)
    if trans == 0:
        y = solve_triangular(packed, b[order], lower=True, unit_diagonal=True)
        return solve_triangular(packed, y)
    y = solve_triangular(packed, b, trans)
    return solve_triangular(packed, y, trans, lower=True, unit_diagonal=True)[inverse_permutation(order)]


def cho_factor(a: TensorLike, lower: bool = False) -> tuple[TensorVariable, bool]:
    """Return the Cholesky factor of a positive definite matrix, for :func:`cho_solve`.

    Parameters
    ----------
    a : matrix, or stack of matrices
        Of which one triangle is read.
    lower : bool
        Which one.

    Returns
    -------
    c, lower : TensorVariable and bool
        The other triangle of `c` is 0.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> c, lower = T.linalg.cho_factor([[4.0, 2.0], [2.0, 5.0]])
    >>> c.eval()
    array([[2., 1.],
           [0., 2.]])
    """
    return _factor(a, lower), lower


@over_stacks(a=2)
def _factor(a, lower):
    return Cholesky(lower=lower)(a)


def cho_solve(c_and_lower: Any, b: TensorLike) -> TensorVariable:
    """Return the x with ``a @ x == b`` from :func:`cho_factor` of `a`.

    Parameters
    ----------
    c_and_lower : pair
        What ``cho_factor(a)`` gives.
    b : vector or matrix

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.cho_solve(T.linalg.cho_factor([[4.0, 0.0], [0.0, 2.0]]), [4.0, 4.0]).eval()
    array([1., 2.])
    """
    c, lower = c_and_lower
    return _solved_by_factor(c, b, lower)


@over_stacks(c=2, b=2)
def _solved_by_factor(c, b, lower):
    first, second = (0, 2) if lower else (2, 0)
    return solve_triangular(c, solve_triangular(c, b, first, lower=lower), second, lower=lower)


@over_stacks(a=2, b=2)
def solve_triangular(
    a: TensorLike, b: TensorLike, trans: int = 0, lower: bool = False, unit_diagonal: bool = False
) -> TensorVariable:
    """Return the x with ``a @ x == b`` for a triangular matrix.

    Parameters
    ----------
    a : matrix, or stack of matrices
        Of which one triangle is read.
    b : vector or matrix
    trans : {0, 1, 2}
        Solve with the transpose of `a`, or its conjugate.
    lower : bool
        Which triangle.
    unit_diagonal : bool
        Take the diagonal for ones.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.linalg.solve_triangular([[2.0, 1.0], [0.0, 4.0]], [4.0, 8.0]).eval()
    array([1., 2.])
    """
    a = as_tensor_variable(a)
    if unit_diagonal:
        a = (tril(a, -1) if lower else triu(a, 1)) + eye(a.shape[0], dtype=float_dtype(a.type.dtype))
    if trans in (1, "T"):
        a, lower = a.T, not lower
    elif trans in (2, "C"):
        a, lower = a.T.conj(), not lower
    return (solve_lower_triangular if lower else solve_upper_triangular)(a, b)


@over_stacks(a=2)
def schur(a: TensorLike, output: str = "real") -> tuple[TensorVariable, TensorVariable]:
    """Return the Schur form of a square matrix, ``a == Z @ T @ Z.T``; it has no gradient.

    Parameters
    ----------
    a : matrix, or stack of matrices
    output : {"real", "complex"}
        Whether pairs of complex eigenvalues stand in blocks on the diagonal.

    Returns
    -------
    T, Z : TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> form, Z = T.linalg.schur([[1.0, 2.0], [0.0, 3.0]])
    >>> form.eval()
    array([[1., 2.],
           [0., 3.]])
    """
    return tuple(Schur(output)(a))
