"""Graphs as flat tuples, which pickle without recursion however deep the graph is."""

from ...graph.apply import Apply
from ...graph.fgraph import FunctionGraph
from ...graph.places.location import as_location
from ...graph.variable import Constant


def flatten(fgraph):
    """Return a graph as a tuple of leaves, nodes and outputs, where nodes refer to variables by number."""
    number, leaves, nodes = {}, [], []
    for v in fgraph.inputs:
        number[v] = len(number)
        leaves.append(v)
    order = fgraph.toposort()
    for v in (w for node in order for w in node.inputs):
        if v not in number and v.owner is None:
            number[v] = len(number)
            leaves.append(v)
    for v in fgraph.outputs:
        if v not in number and isinstance(v, Constant):
            number[v] = len(number)
            leaves.append(v)
    for node in order:
        inputs = tuple(number[v] for v in node.inputs)
        for v in node.outputs:
            number[v] = len(number)
        nodes.append((node.op, inputs, tuple((v.type, v.name) for v in node.outputs), as_location(node.trace)))
    return len(fgraph.inputs), tuple(leaves), tuple(nodes), tuple(number[v] for v in fgraph.outputs)


def unflatten(flat):
    """Return the graph of a tuple that :func:`flatten` made."""
    n, leaves, nodes, outputs = flat
    variables = list(leaves)
    order = []
    for op, inputs, results, where in nodes:
        node = Apply(op, [variables[i] for i in inputs], [t.make_variable(name) for t, name in results])
        node.trace = where
        order.append(node)
        variables.extend(node.outputs)
    fgraph = FunctionGraph(leaves[:n], [variables[i] for i in outputs], clone=False)
    fgraph._order = order  # nodes that overwrite memory stay after those that read it
    return fgraph
