"""Matrices of zeros and ones: a diagonal, a triangle."""

import numpy as np

from ..graph.apply import Apply
from ..graph.disconnected import DisconnectedType
from ..graph.op import Op
from ..scalar.dtypes import integer_dtypes
from .alloc import float_or, lengths_of
from .constant import as_tensor_variable
from .type import output


class _Pattern(Op):
    """A matrix of zeros and ones that three integers say all of."""

    __props__ = ("dtype",)

    def __init__(self, dtype=None):
        self.dtype = float_or(dtype)

    def make_node(self, n, m, k):
        inputs = [as_tensor_variable(v) for v in (n, m, k)]
        for v in inputs:
            if v.type.ndim or v.type.dtype not in integer_dtypes:
                raise TypeError(f"{self} needs integers, not {v.type}")
        return Apply(self, inputs, (output(self.dtype, (False, False)),))

    def infer_shape(self, node, shapes):
        return [tuple([n.astype("int64") for n in node.inputs[:2]])]

    def connection_pattern(self, node):
        return [[False]] * 3

    def grad(self, inputs, output_grads):
        return [DisconnectedType()() for _ in inputs]

    def R_op(self, inputs, eval_points):
        return [None]


class Eye(_Pattern):
    """Ones on the diagonal `k`, zeros elsewhere."""

    def perform(self, node, inputs, output_storage):
        n, m, k = lengths_of(inputs)
        output_storage[0][0] = np.eye(n, m, k, dtype=self.dtype)


class Tri(_Pattern):
    """Ones on and below the diagonal `k`, zeros elsewhere."""

    def perform(self, node, inputs, output_storage):
        n, m, k = lengths_of(inputs)
        output_storage[0][0] = np.tri(n, m, k, dtype=self.dtype)
