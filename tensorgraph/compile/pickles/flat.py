"""Graphs as flat tuples, which pickle without recursion however deep the graph is."""

from ...graph.apply import Apply
from ...graph.derivation import Derivation, derivations_of
from ...graph.fgraph import FunctionGraph
from ...graph.places.location import as_location
from ...graph.variable import Constant


def flatten(fgraph, derivations=False):
    """Return a graph as a tuple of leaves, nodes and outputs, where nodes refer to variables by number.

    With `derivations`, those of gradients in a graph that is still to be rewritten come with it.
    """
    number, leaves, nodes = {}, [], []
    order = fgraph.toposort()
    notes, more = derivations_of(order, fgraph.inputs) if derivations else ([], [])
    read = [w for node in (*order, *more) for w in node.inputs if w.owner is None]
    read += [v for v in fgraph.outputs if isinstance(v, Constant)]
    read += [v for derivation, _ in notes for v in derivation.variables if v.owner is None]
    for v in (*fgraph.inputs, *read):
        if v not in number:
            number[v] = len(number)
            leaves.append(v)
    for node in (*order, *more):
        inputs = tuple(number[v] for v in node.inputs)
        for v in node.outputs:
            number[v] = len(number)
        nodes.append((node.op, inputs, tuple((v.type, v.name) for v in node.outputs), as_location(node.trace)))
    flat = len(fgraph.inputs), tuple(leaves), tuple(nodes), tuple([number[v] for v in fgraph.outputs])
    if not notes:
        return flat
    written = [
        (derivation.take, *[[number[v] for v in part] for part in derivation.parts], [(number[v], k) for v, k in made])
        for derivation, made in notes
    ]
    return (*flat, len(order), tuple(written))


def unflatten(flat):
    """Return the graph of a tuple that :func:`flatten` made."""
    n, leaves, nodes, outputs, n_order, notes = flat if len(flat) > 4 else (*flat, len(flat[2]), ())
    variables = list(leaves)
    order = []
    for op, inputs, results, where in nodes:
        node = Apply(op, [variables[i] for i in inputs], [t.make_variable(name) for t, name in results])
        node.trace = where
        order.append(node)
        variables.extend(node.outputs)
    for take, *parts, results in notes:
        derivation = Derivation(take, *[[variables[i] for i in part] for part in parts])
        for i, k in results:
            variables[i].derivation = derivation, k
    fgraph = FunctionGraph(leaves[:n], [variables[i] for i in outputs], clone=False)
    fgraph._order = order[:n_order]  # nodes that overwrite memory stay after those that read it
    return fgraph
