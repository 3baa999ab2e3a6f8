"""Sparse matrices from lists of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse

from ..graph.apply import Apply
from ..graph.op import Op
from ..scalar.dtypes import integer_dtypes
from ..tensor.indexing.advanced_subtensor import advanced_subtensor1
from ..tensor.types.constant import as_tensor_variable
from .derivative import dense, disconnected
from .type import SparseType

if TYPE_CHECKING:
    from typing import Any


class ConstructSparseFromList(Op):
    """A matrix (csc) of the shape of x with rows added at the positions in a list.

    Examples
    --------
    >>> from tensorgraph import sparse
    >>> shape_of = [[0.0, 0.0]] * 3
    >>> sparse.construct_sparse_from_list(shape_of, [[1.0, 2.0]], [2]).toarray().eval()
    array([[0., 0.],
           [0., 0.],
           [1., 2.]])
    """

    __props__ = ()

    def make_node(self, x: Any, values: Any, ilist: Any) -> Apply:
        x, values, ilist = as_tensor_variable(x), as_tensor_variable(values), as_tensor_variable(ilist)
        if ilist.type.dtype not in integer_dtypes or ilist.type.ndim != 1:
            raise TypeError(f"index must be a vector of integers, not {ilist} of {ilist.type}")
        for v in (x, values):
            if v.type.ndim != 2:
                raise TypeError(f"cannot create a sparse matrix with {v.type.ndim} dimensions: {v} of {v.type}")
        # only the shape of x: the node would keep x alive
        return Apply(self, [x.shape, values, ilist], [SparseType("csc", values.dtype)()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        shape, values, ilist = inputs
        if len(values) != len(ilist):
            raise ValueError(f"there are {len(values)} rows and {len(ilist)} places for them")
        wrong = ilist[(ilist < -shape[0]) | (ilist >= shape[0])]
        if len(wrong):
            raise IndexError(f"index {wrong[0]} is out of bounds for axis 0 with size {shape[0]}")
        ilist = np.where(ilist < 0, ilist + shape[0], ilist)
        # duplicate rows are added now: operations on stored elements alone would count them twice
        order = np.argsort(ilist, kind="stable")
        at = ilist[order]
        starts = np.flatnonzero(np.diff(at, prepend=at[:1] - 1))
        rows = np.add.reduceat(values[order], starts) if len(at) else values
        columns = values.shape[1]
        parts = (rows.T.ravel(), np.tile(at[starts], columns), np.arange(columns + 1) * len(starts))
        output_storage[0][0] = scipy.sparse.csc_matrix(parts, shape=tuple(map(int, shape)), dtype=values.dtype)

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        return [[False], [True], [False]]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        rows = advanced_subtensor1(dense(output_grads[0]), inputs[2])
        return [disconnected(), rows, disconnected()]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        if eval_points[1] is None:
            return [None]
        return Apply(self, [inputs[0], eval_points[1], inputs[2]], [SparseType("csc", eval_points[1].dtype)()]).outputs

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return [(node.inputs[0][0], node.inputs[0][1])]


construct_sparse_from_list = ConstructSparseFromList()
