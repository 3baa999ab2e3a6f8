"""A column prepended to a matrix."""

from __future__ import annotations

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ...scalar.dtypes import is_discrete
from ..indexing.increments import zero_grad_of
from ..types.constant import as_tensor_variable
from ..types.type import TensorType


class Prepend_scalar_constant_to_each_row(Op):
    """A matrix with a column of a constant prepended.

    Parameters
    ----------
    val : number
        The constant.
    """

    __props__ = ("val",)

    def __init__(self, val: float = 0) -> None:
        self.val = float(val)

    def __str__(self):
        return f"{type(self).__name__}{{{self.val}}}"

    def make_node(self, mat):
        x = as_tensor_variable(mat)
        if x.type.ndim != 2:
            raise TypeError("Expected a matrix as input")
        return Apply(self, [x], [TensorType(x.type.dtype, (x.type.broadcastable[0], False))()])

    def perform(self, node, inputs, output_storage):
        (x,) = inputs
        output_storage[0][0] = np.concatenate([np.full((len(x), 1), self.val, x.dtype), x], axis=1)

    def infer_shape(self, node, shapes):
        return [(shapes[0][0], shapes[0][1] + 1)]

    def grad(self, inputs, grads):
        (x,) = inputs
        if is_discrete(x.type.dtype):
            return [zero_grad_of(x)]
        return [grads[0][:, 1:]]

    def R_op(self, inputs, eval_points):
        # the column of the constant does not move
        if eval_points[0] is None:
            return [None]
        return prepend_0_to_each_row(eval_points[0], return_list=True)


class Prepend_scalar_to_each_row(Op):
    """A matrix with a column of a given scalar prepended."""

    __props__ = ()

    def make_node(self, val, mat):
        val, x = as_tensor_variable(val), as_tensor_variable(mat)
        if x.type.ndim != 2:
            raise TypeError("Expected a matrix as input")
        if val.type.ndim != 0:
            raise TypeError("Expected a scalar to prepend")
        val = val.astype(x.type.dtype)
        return Apply(self, [val, x], [TensorType(x.type.dtype, (x.type.broadcastable[0], False))()])

    def perform(self, node, inputs, output_storage):
        val, x = inputs
        output_storage[0][0] = np.concatenate([np.full((len(x), 1), val, x.dtype), x], axis=1)

    def infer_shape(self, node, shapes):
        return [(shapes[1][0], shapes[1][1] + 1)]

    def grad(self, inputs, grads):
        val, x = inputs
        if is_discrete(x.type.dtype):
            return [zero_grad_of(v) for v in inputs]
        return [grads[0][:, 0].sum(), grads[0][:, 1:]]

    def R_op(self, inputs, eval_points):
        if all(d is None for d in eval_points):
            return [None]
        return self(*[v.zeros_like() if d is None else d for v, d in zip(inputs, eval_points)], return_list=True)


prepend_scalar_to_each_row = Prepend_scalar_to_each_row()
prepend_0_to_each_row = Prepend_scalar_constant_to_each_row(0.0)
prepend_1_to_each_row = Prepend_scalar_constant_to_each_row(1.0)
