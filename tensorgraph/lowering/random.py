"""Lowering of random samples that have a kernel."""

from ..tensor.random.mrg import mrg_uniform
from .lower import lowers
from .views import shape_entries


@lowers(mrg_uniform)
def lower_mrg(program, node):
    rstate, size = node.inputs
    if node.outputs[1].type.dtype not in ("float32", "float64"):
        return False
    inputs = [program.slot(rstate)]
    shape = shape_entries(program, inputs, size)
    if shape is None:
        inputs.append(program.slot(size))
        shape = ("vector", 1)
    return program.node_step("mrg", node, inputs, {0: 0} if node.op.inplace else {}, shape=shape)
