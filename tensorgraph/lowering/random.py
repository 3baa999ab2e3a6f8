"""Lowering of random samples that have a kernel."""

from ..graph.perform import performing
from ..tensor.random.mrg import mrg_uniform
from ..tensor.random.multinomial import MultinomialFromUniform
from .lower import detached, lowers
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


@lowers(MultinomialFromUniform)
def lower_multinomial(program, node):
    # nodes in the oldest pickles have no number of draws
    known = len(node.inputs) == 3 and all([v.type.dtype in ("float32", "float64") for v in node.inputs[:2]])
    if not known or node.outputs[0].type.dtype not in ("float32", "float64", "int32", "int64"):
        return False
    return program.node_step("multinomial", node, op=performing(node.op), node=detached(node))
