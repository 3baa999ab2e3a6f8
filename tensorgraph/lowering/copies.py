"""Operations that the compiler inserts: copies and views."""

import copy

import numpy as np

from ..graph.apply import Apply
from ..graph.op import Op


class DeepCopyOp(Op):
    """A copy of the value, so that a function's result aliases nothing."""

    __props__ = ()

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        x = inputs[0]
        # the elements of a list are copied too
        output_storage[0][0] = x.copy() if isinstance(x, np.ndarray) else copy.deepcopy(x)

    def infer_shape(self, node, input_shapes):
        return list(input_shapes)

    def L_op(self, inputs, outputs, output_grads):
        return list(output_grads)

    def __str__(self):
        return "DeepCopyOp"


class ViewOp(Op):
    """The value itself, as a view."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0]

    def infer_shape(self, node, input_shapes):
        return list(input_shapes)

    def L_op(self, inputs, outputs, output_grads):
        return list(output_grads)

    def R_op(self, inputs, eval_points):
        return list(eval_points)

    def __str__(self):
        return "ViewOp"


deep_copy_op = DeepCopyOp()
view_op = ViewOp()


def register_view_op_c_code(type, code, version=()):
    """Do nothing: no C code is generated."""


register_deep_copy_op_c_code = register_view_op_c_code
