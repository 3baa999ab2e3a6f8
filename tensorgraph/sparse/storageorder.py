"""Storage order of a matrix: sorted indices, no explicit zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.op import Op, linear_R_op
from .constructors import compressed

if TYPE_CHECKING:
    from typing import Any

    from .variable import SparseVariable


class EnsureSortedIndices(Op):
    """The same matrix with sorted indices within each row (csr) or column (csc).

    Parameters
    ----------
    inplace : bool
        Whether the matrix itself is sorted.
    """

    __props__ = ("inplace",)

    def __init__(self, inplace: bool) -> None:
        self.inplace = inplace
        if inplace:
            self.view_map = {0: [0]}

    def __str__(self):
        return f"{type(self).__name__}{{{'inplace' if self.inplace else 'no_inplace'}}}"

    def make_node(self, x):
        x = compressed(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        if self.inplace:
            x.sort_indices()
            output_storage[0][0] = x
        else:
            output_storage[0][0] = x.sorted_indices()

    def L_op(self, inputs, outputs, output_grads):
        return list(output_grads)

    R_op = linear_R_op

    def infer_shape(self, node, shapes):
        return shapes


ensure_sorted_indices = EnsureSortedIndices(inplace=False)


class Remove0(Op):
    """The same matrix without explicit zeros.

    Parameters
    ----------
    inplace : bool
        Whether the matrix itself is changed.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = scipy.sparse.csr_matrix(([0.0, 2.0], [0, 1], [0, 2]))
    >>> x.nnz, sparse.remove0(x).eval().nnz
    (2, 1)
    """

    __props__ = ("inplace",)

    def __init__(self, inplace: bool = False) -> None:
        self.inplace = inplace
        if inplace:
            self.destroy_map = {0: [0]}

    def __str__(self):
        return f"{type(self).__name__}{{{'inplace' if self.inplace else ''}}}"

    def in_place(self) -> Remove0:
        """Return the in-place variant of the operation."""
        return Remove0(inplace=True)

    def make_node(self, x: Any) -> Apply:
        x = compressed(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        x = inputs[0] if self.inplace else inputs[0].copy()
        x.eliminate_zeros()
        output_storage[0][0] = x

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        return list(output_grads)

    R_op = linear_R_op

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return shapes


remove0 = Remove0()


def clean(x: Any) -> SparseVariable:
    """Return the same matrix with sorted indices and without explicit zeros.

    Parameters
    ----------
    x : sparse matrix

    Returns
    -------
    SparseVariable

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> sparse.clean(scipy.sparse.csr_matrix(([0.0, 5.0], ([0, 1], [0, 1])))).eval().nnz
    1
    """
    return ensure_sorted_indices(remove0(x))
