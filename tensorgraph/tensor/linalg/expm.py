"""The exponential of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.apply import Apply
from ...graph.op import Op
from ..shape.join import concatenate
from .matrix import as_matrix, calculable, float_dtype, like, matrix_like, scipy_linalg, store

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike


class Expm(Op):
    """The matrix exponential, the sum of ``A**n / n!``.

    Notes
    -----
    Called with a square matrix; gives one.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.slinalg.expm(T.zeros((2, 2))).eval()
    array([[1., 0.],
           [0., 1.]])
    """

    __props__ = ()

    def make_node(self, A: TensorLike) -> Apply:
        A = as_matrix(A, self)
        return Apply(self, [A], [matrix_like(A)])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        store(node, output_storage, scipy_linalg().expm(calculable(inputs[0])))

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return shapes

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        (A,), (g,) = inputs, output_grads
        return [like(ExpmGrad()(A, g), A)]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        (A,), (dA,) = inputs, eval_points
        return [None if dA is None else ExpmGrad()(A.T, dA)]


class ExpmGrad(Op):
    """The gradient of the exponential of `A` from that of the result: the derivative at ``A.T`` along it."""

    __props__ = ()

    def make_node(self, A, gw):
        A, gw = as_matrix(A, self), as_matrix(gw, self)
        return Apply(self, [A, gw], [matrix_like(A, float_dtype(A.type.dtype, gw.type.dtype))])

    def perform(self, node, inputs, output_storage):
        A, gw = map(calculable, inputs)
        store(node, output_storage, scipy_linalg().expm_frechet(A.T, gw, compute_expm=False))

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient, from the upper right block of ``expm([[A.T, gw], [0, A.T]])``."""
        (A, gw), (g,) = inputs, output_grads
        n = A.shape[0]
        zero = g.zeros_like()
        block = concatenate([concatenate([A.T, gw], 1), concatenate([zero, A.T], 1)], 0)
        seed = concatenate([concatenate([zero, g], 1), concatenate([zero, zero], 1)], 0)
        pulled = self(block, seed)
        return [like((pulled[:n, :n] + pulled[n:, n:]).T, A), like(pulled[:n, n:], gw)]


expm = Expm()
