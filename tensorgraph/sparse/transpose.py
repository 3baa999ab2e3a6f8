"""The transpose of a sparse matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.op import Op, linear_R_op
from .constructors import compressed
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any

_OTHER = {"csr": "csc", "csc": "csr"}


class Transpose(Op):
    """The transpose: the same parts, in the other of the formats csr and csc.

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> sparse.transpose(sparse.csr_matrix("x", "float64")).type
    Sparse[float64, csc]
    """

    __props__ = ()
    view_map = {0: [0]}

    def __str__(self):
        return "SparseTranspose"

    def make_node(self, x: Any) -> Apply:
        x = compressed(x)
        return Apply(self, [x], [SparseType(_OTHER[x.format], x.dtype)()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        output_storage[0][0] = inputs[0].transpose()

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return [transpose(output_grads[0])]

    R_op = linear_R_op

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [shapes[0][::-1]]


transpose = Transpose()
