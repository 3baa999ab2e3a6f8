"""Eigenvalues and eigenvectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ..creation.diag import diag
from ..creation.eye import tril, triu
from ..indexing.type_other import NoneConst
from ..products.dot import dot
from ..types.constant import as_tensor_variable
from .cholesky import Cholesky
from .factors import inverse_gaps
from .matrix import (
    as_matrix,
    calculable,
    float_dtype,
    is_missing,
    like,
    matrix_like,
    or_zeros,
    real_dtype,
    scipy_linalg,
    store,
    undefined,
    vector_like,
)
from .solve import solve_lower_triangular, solve_upper_triangular

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class Eig(Op):
    """The eigenvalues and right eigenvectors of a square matrix, of its dtype.

    Raises
    ------
    numpy.linalg.LinAlgError
        When run on a real matrix with complex eigenvalues; cast it to ``complex128`` first.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> w, v = T.nlinalg.Eig()(T.constant([[2.0, 0.0], [0.0, 3.0]]))
    >>> w.eval()
    array([2., 3.])
    """

    __props__ = ()

    def make_node(self, x: TensorLike) -> Apply:
        x = as_matrix(x, self)
        return Apply(self, [x], [vector_like(x), matrix_like(x)])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        w, v = np.linalg.eig(calculable(inputs[0]))
        if w.dtype.kind == "c" and node.outputs[0].type.dtype in ("float32", "float64"):
            # newer NumPy gives complex arrays for real eigenvalues too
            if w.imag.any():
                raise np.linalg.LinAlgError(
                    "the eigenvalues of this real matrix are complex: use eig(x.astype('complex128'))"
                )
            w, v = w.real, v.real
        store(node, output_storage, w, v)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        ((n, _),) = shapes
        return [(n,), (n, n)]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return [undefined("The gradient of eig is not implemented; for symmetric matrices there is eigh.")]


class Eigh(Eig):
    """The eigenvalues, in ascending order, and eigenvectors of a symmetric matrix.

    Parameters
    ----------
    UPLO : {'L', 'U'}
        Which triangle is read.
    """

    __props__ = ("UPLO",)

    def __init__(self, UPLO="L"):
        if UPLO not in ("L", "U"):
            raise ArgumentError(f"UPLO must be 'L' or 'U', not {UPLO!r}")
        self.UPLO = UPLO

    def make_node(self, x):
        x = as_matrix(x, self)
        return Apply(self, [x], [vector_like(x, real_dtype(float_dtype(x.type.dtype))), matrix_like(x)])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, *np.linalg.eigh(calculable(inputs[0]), self.UPLO))

    def infer_shape(self, node, shapes):
        ((n, _),) = shapes
        return [(n,), (n, n)]

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient, in the triangle that is read.

        The gradient of the eigenvectors is nan if two eigenvalues are equal; that of the eigenvalues is always defined.
        """
        (x,), (w, v), (gw, gv) = inputs, outputs, output_grads
        if is_missing(gv):
            g = dot(v * gw, v.T)
        else:
            core = diag(or_zeros(gw, w)) + inverse_gaps(w) * dot(v.T, gv)
            g = dot(dot(v, core), v.T)
        return [like(fold_onto(g, self.UPLO == "L"), x)]


def fold_onto(g, lower):
    """Return the gradient with respect to one triangle from `g`, with respect to all elements of a symmetric matrix."""
    return tril(g) + triu(g, 1).T if lower else triu(g) + tril(g, -1).T


class Eigvalsh(Op):
    """The eigenvalues of a symmetric matrix, or of a pair: the w with ``a v == w b v``.

    Parameters
    ----------
    lower : bool
        Which triangles are read.
    """

    __props__ = ("lower",)

    def __init__(self, lower=True):
        self.lower = lower

    def make_node(self, a, b):
        a = as_matrix(a, self)
        if b is None or b is NoneConst or getattr(b, "type", None) == NoneConst.type:
            return Apply(self, [a, NoneConst], [vector_like(a)])
        b = as_matrix(b, self)
        return Apply(self, [a, b], [vector_like(a, float_dtype(a.type.dtype, b.type.dtype))])

    def perform(self, node, inputs, output_storage):
        a, b = (*inputs, None)[:2]
        b = None if b is None else calculable(b)
        store(node, output_storage, scipy_linalg().eigh(calculable(a), b, lower=self.lower, eigvals_only=True))

    def infer_shape(self, node, shapes):
        return [(shapes[0][0],)]

    def connection_pattern(self, node):
        return [[True], [node.inputs[1].type != NoneConst.type]]

    def L_op(self, inputs, outputs, output_grads):
        (a, b), (w,), (gw,) = inputs, outputs, output_grads
        if b.type == NoneConst.type:
            _, v = Eigh("L" if self.lower else "U")(a)
            return [like(fold_onto(dot(v * gw, v.T), self.lower), a), DisconnectedType()()]
        v = self._vectors(a, b)
        ga, gb = dot(v * gw, v.T), -dot(v * (gw * w), v.T)
        return [like(fold_onto(ga, self.lower), a), like(fold_onto(gb, self.lower), b)]

    def _vectors(self, a, b):
        """Return the vectors v with ``v.T b v == 1``: those of a single matrix with the same eigenvalues."""
        half = Cholesky(lower=self.lower)(b)
        half = half if self.lower else half.T
        a = tril(a) + tril(a, -1).T if self.lower else triu(a) + triu(a, 1).T
        _, u = Eigh()(solve_lower_triangular(half, solve_lower_triangular(half, a).T))
        return solve_upper_triangular(half.T, u)


def eig(a: TensorLike) -> list[TensorVariable]:
    """Return the eigenvalues and right eigenvectors (columns) of the square matrix `a`.

    Parameters
    ----------
    a : matrix

    Returns
    -------
    list of TensorVariable
        A vector and a matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> w, v = T.nlinalg.eig(T.constant([[2.0, 0.0], [0.0, 3.0]]))
    >>> w.eval()
    array([2., 3.])
    """
    return Eig()(as_tensor_variable(a))


def eigh(a: TensorLike, UPLO: str = "L") -> list[TensorVariable]:
    """Return the eigenvalues and eigenvectors of the symmetric matrix `a`.

    Parameters
    ----------
    a : matrix
    UPLO : {'L', 'U'}
        Which triangle is read.

    Returns
    -------
    w : vector
        The eigenvalues, in ascending order.
    v : matrix
        Its column i belongs to ``w[i]``.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dmatrix()
    >>> theano.function([x], T.nlinalg.eigh(x)[0])([[2.0, 1.0], [1.0, 2.0]])
    array([1., 3.])
    """
    return Eigh(UPLO)(a)


def eigvalsh(a: TensorLike, b: TensorLike | None, lower: bool = True) -> TensorVariable:
    """Return the eigenvalues of the symmetric matrix `a`, or of the pair `a`, `b`: the w with ``a v == w b v``.

    Parameters
    ----------
    a : matrix
    b : matrix or None
        Positive definite.
    lower : bool
        Which triangles are read.

    Returns
    -------
    TensorVariable
        A vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.slinalg.eigvalsh(T.constant([[2.0, 0.0], [0.0, 3.0]]), None).eval()
    array([2., 3.])
    """
    return Eigvalsh(lower)(a, b)
