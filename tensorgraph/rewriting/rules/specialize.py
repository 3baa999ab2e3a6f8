"""Final specializations: constants in the dtype of the computation."""

from ...graph.variable import Constant
from ...tensor.elementwise.elemwise import Elemwise
from ..rule import canonicalize, exact, node_rule
from ..values import constant_value, make_constant, typed_as


@canonicalize
@exact
@node_rule(Elemwise)
def local_upcast_elemwise_constant_inputs(fgraph, node):
    """Cast constants to the dtype of the computation, so that equal ones merge and none is converted at run time."""
    wanted = node.op.scalar_op.loop_dtypes(*[v.type.dtype for v in node.inputs])
    inputs = list(node.inputs)
    for i, (v, dtype) in enumerate(zip(inputs, wanted)):
        if isinstance(v, Constant) and v.type.dtype != dtype and dtype != "bool" and all(v.type.broadcastable):
            inputs[i] = make_constant(constant_value(v), dtype, v.type.ndim)
    if all(a is b for a, b in zip(inputs, node.inputs)):
        return None
    return typed_as(node, node.op(*inputs))
