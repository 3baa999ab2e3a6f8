"""``theano.tests.breakpoint``: stop in Python's debugger while a function runs."""

import pdb

from ....gradient import DisconnectedType
from ....graph.apply import Apply
from ....graph.op import Op
from ....graph.variable import Variable
from ....tensor.types.constant import as_tensor_variable

__all__ = ["PdbBreakpoint"]


class PdbBreakpoint(Op):
    """An identity that starts pdb if a condition is not 0.

    Parameters
    ----------
    name : str
        Said when the debugger starts.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.tests.breakpoint import PdbBreakpoint
    >>> x = T.dscalar()
    >>> y = PdbBreakpoint("large x")(x > 10, x)
    >>> theano.function([x], y * 2)(3.0)
    array(6.)
    """

    __props__ = ("name",)
    calls_user_code = True

    def __init__(self, name):
        self.name = name

    def make_node(self, condition, *monitored_vars):
        condition = as_tensor_variable(condition)
        if condition.type.ndim:
            raise TypeError(f"the condition of a breakpoint is a scalar, not {condition.type}")
        monitored = [v if isinstance(v, Variable) else as_tensor_variable(v) for v in monitored_vars]
        node = Apply(self, [condition, *monitored], [v.type() for v in monitored])
        for old, new in zip(monitored, node.outputs):
            new.name = old.name
        return node

    def perform(self, node, inputs, output_storage):
        condition, *monitored = inputs
        for cell, value in zip(output_storage, monitored):
            cell[0] = value.copy() if hasattr(value, "copy") else value
        if condition:
            print(f"'PdbBreakpoint' with name '{self.name}' has been activated; the values are in `monitored`")
            pdb.set_trace()  # noqa: T100

    def L_op(self, inputs, outputs, output_grads):
        return [DisconnectedType()(), *output_grads]

    def infer_shape(self, node, shapes):
        return shapes[1:]

    def connection_pattern(self, node):
        n = len(node.outputs)
        return [[False] * n, *[[i == j for j in range(n)] for i in range(n)]]
