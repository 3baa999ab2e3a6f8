"""Lowering of graphs that are operations: their own steps, without a call in between."""

from .lower import lowers
from .opfromgraph import OpFromGraph


@lowers(OpFromGraph)
def lower_graph(program, node):
    """The steps of the compiled graph, on the slots of the node."""
    results = program.inline(node.op.fn.maker.fgraph, [program.slot(v) for v in node.inputs])
    program.slot_of.update(zip(node.outputs, results))
    return True
