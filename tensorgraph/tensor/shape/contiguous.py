"""Copies in C order."""

from ...graph.apply import Apply
from ...graph.op import Op
from ..types.constant import as_tensor_variable


class CpuContiguous(Op):
    """The value in C order."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        x = as_tensor_variable(x)
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        x = inputs[0]
        output_storage[0][0] = x if x.flags.c_contiguous else x.copy()

    def infer_shape(self, node, shapes):
        return shapes

    def grad(self, inputs, grads):
        return [cpu_contiguous(grads[0])]

    def R_op(self, inputs, eval_points):
        return [eval_points[0]]


cpu_contiguous = CpuContiguous()
