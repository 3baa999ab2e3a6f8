"""Lowering of graphs that are operations: their own steps, without a call in between."""

from .lower import lowering_for, lowers
from .opfromgraph import OpFromGraph


@lowers(OpFromGraph)
def lower_graph(program, node):
    """The steps of the compiled graph, on the slots of the node."""
    inner = node.op.fn.maker.fgraph
    given = [program.slot(v) for v in node.inputs]
    outer = program.fgraph, program._storage, program.slot_of
    # the same graph may come again, on other slots
    program.fgraph, program._storage, program.slot_of = inner, None, dict(zip(inner.inputs, given))
    try:
        for step in inner.toposort():
            function = lowering_for(type(step.op))
            if function is None or function(program, step) is not True:
                program.python(step)
        results = [program.slot(v) for v in inner.outputs]
    finally:
        program.fgraph, program._storage, program.slot_of = outer
    program.slot_of.update(zip(node.outputs, results))
    return True
