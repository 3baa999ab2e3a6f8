"""Determinants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ..types.constant import constant
from ..types.type import tensor_type
from .inverse import matrix_inverse
from .matrix import as_matrix, calculable, float_dtype, is_missing, like, real_dtype, store

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class Det(Op):
    """The determinant of a square matrix.

    Notes
    -----
    Called with a square matrix; gives a scalar.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nlinalg.det(T.constant([[2.0, 0.0], [0.0, 3.0]])).eval()
    array(6.)
    """

    __props__ = ()

    def make_node(self, x: TensorLike) -> Apply:
        x = as_matrix(x, self)
        return Apply(self, [x], [tensor_type(float_dtype(x.type.dtype), ())()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        store(node, output_storage, np.linalg.det(calculable(inputs[0])))

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [()]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (x,), (z,), (gz,) = inputs, outputs, output_grads
        return [like(gz * z * matrix_inverse(x).T, x)]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        (x,), (dx,) = inputs, eval_points
        if dx is None:
            return [None]
        return [self(x) * (matrix_inverse(x).T * dx).sum()]


class SLogDet(Op):
    """The sign of the determinant and the logarithm of its absolute value.

    A large matrix whose determinant over- or underflows has both.
    """

    __props__ = ()

    def make_node(self, x):
        x = as_matrix(x, self)
        dtype = float_dtype(x.type.dtype)
        return Apply(self, [x], [tensor_type(dtype, ())(), tensor_type(real_dtype(dtype), ())()])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, *np.linalg.slogdet(calculable(inputs[0])))

    def infer_shape(self, node, shapes):
        return [(), ()]

    def L_op(self, inputs, outputs, output_grads):
        (x,), (_, g) = inputs, output_grads
        if is_missing(g):
            # the sign jumps only where the determinant is 0
            return [x.zeros_like(dtype=float_dtype(x.type.dtype))]
        return [like(g * matrix_inverse(x).T, x)]

    def R_op(self, inputs, eval_points):
        (x,), (dx,) = inputs, eval_points
        if dx is None:
            return [None, None]
        moved = (matrix_inverse(x).T * dx).sum()
        return [constant(0, dtype=float_dtype(x.type.dtype)), moved]


det = Det()


def slogdet(a: TensorLike) -> list[TensorVariable]:
    """Return the sign and the logarithm of the absolute value of the determinant of `a`.

    Parameters
    ----------
    a : matrix

    Returns
    -------
    sign, logdet : scalar
        ``det(a) == sign * exp(logdet)``; 0 and ``-inf`` for a singular matrix.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dmatrix()
    >>> theano.function([x], T.nlinalg.slogdet(x))([[0.0, 1.0], [1.0, 0.0]])
    [array(-1.), array(0.)]
    """
    return SLogDet()(a)
