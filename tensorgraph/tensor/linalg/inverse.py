"""Inverses of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ..products.dot import dot
from ..types.type import tensor_type
from .matrix import as_matrix, calculable, float_dtype, like, store

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def transposed(x):
    """Return a new variable with the float dtype and the transposed broadcast pattern of the matrix `x`."""
    return tensor_type(float_dtype(x.type.dtype), x.type.broadcastable[::-1])()


class MatrixInverse(Op):
    """The inverse of a square matrix.

    Raises
    ------
    numpy.linalg.LinAlgError
        When run, if the matrix is singular or not square.

    Notes
    -----
    ``matrix_inverse(A).dot(b)`` is slower and less accurate than ``solve(A, b)``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.matrix_inverse(T.constant([[2.0, 0.0], [0.0, 4.0]])).eval()
    array([[0.5 , 0.  ],
           [0.  , 0.25]])
    """

    __props__ = ()

    def make_node(self, x: TensorLike) -> Apply:
        x = as_matrix(x, self)
        return Apply(self, [x], [transposed(x)])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        store(node, output_storage, np.linalg.inv(calculable(inputs[0])))

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return shapes

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (x,), (z,), (gz,) = inputs, outputs, output_grads
        return [like(-dot(dot(z.T, gz), z.T), x)]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        if eval_points[0] is None:
            return [None]
        z = self(inputs[0])
        return [-dot(dot(z, eval_points[0]), z)]


class MatrixPinv(Op):
    """The Moore-Penrose pseudo-inverse of a matrix of any shape."""

    __props__ = ()

    def make_node(self, x):
        x = as_matrix(x, self)
        return Apply(self, [x], [transposed(x)])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, np.linalg.pinv(calculable(inputs[0])))

    def infer_shape(self, node, shapes):
        return [shapes[0][::-1]]

    def L_op(self, inputs, outputs, output_grads):
        (x,), (z,), (gz,) = inputs, outputs, output_grads
        return [like(pull_pinv(x, z, gz), x)]

    def R_op(self, inputs, eval_points):
        (x,), (dx,) = inputs, eval_points
        if dx is None:
            return [None]
        z = self(x)
        left = dot(dot(z, z.T), dx.T - dot(dot(dx.T, x), z))
        right = dot(dx.T - dot(z, dot(x, dx.T)), dot(z.T, z))
        return [left + right - dot(dot(z, dx), z)]


def pull_pinv(x, z, gz):
    """Pull back Golub and Pereyra's derivative of a pseudo-inverse z, for a locally constant rank.

    References
    ----------
    G. H. Golub and V. Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems
    whose variables separate, SIAM J. Numer. Anal. 10 (1973), 413-432.
    """
    g = gz.T
    left = dot(g - dot(x, dot(z, g)), dot(z, z.T))
    right = dot(dot(z.T, z), g - dot(dot(g, z), x))
    return left + right - dot(dot(z.T, gz), z.T)


matrix_inverse = MatrixInverse()


def pinv(a: TensorLike) -> TensorVariable:
    """Return the pseudo-inverse of the matrix `a`.

    Parameters
    ----------
    a : matrix

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dmatrix()
    >>> theano.function([x], T.nlinalg.pinv(x))([[2.0], [0.0]])
    array([[0.5, 0. ]])
    """
    return MatrixPinv()(a)
