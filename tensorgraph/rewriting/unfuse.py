"""The graph shown to users, with fused loops of several results or with reductions split again.

A loop that computes and reduces at once is one node of the graph that runs. Theano's graph has an Elemwise and a Sum
there, and programs look for these. :func:`unfused` makes that graph on demand, so that compiling does not pay for it.
"""

import numpy as np

from ..errors import InconsistencyError
from ..graph.destroy import DestroyHandler
from ..graph.fgraph import FunctionGraph
from ..graph.traverse import clone_get_equiv
from ..graph.variable import Constant
from ..scalar import Composite
from ..tensor.elementwise.elemwise import Elemwise, named
from ..tensor.elementwise.mapreduce import MapReduce
from ..tensor.types.constant import as_tensor_variable


def unfused(fgraph):
    """Return the graph without MapReduce nodes.

    Parameters
    ----------
    fgraph : FunctionGraph

    Returns
    -------
    graph : FunctionGraph
        `fgraph` itself if it has none.
    shown : dict
        From the nodes of `fgraph` to the node of the other graph that gives their last result, and from its variables.
    """
    if not any(isinstance(node.op, MapReduce) and node.op.reductions for node in fgraph.apply_nodes):
        return fgraph, {item: item for item in (*fgraph.apply_nodes, *fgraph.variables)}
    shown = clone_get_equiv(fgraph.inputs, fgraph.outputs, copy_inputs=False)
    graph = FunctionGraph(fgraph.inputs, [shown[v] for v in fgraph.outputs], clone=False)
    for name in ("name", "update_mapping", "mutable_inputs"):
        if hasattr(fgraph, name):
            setattr(graph, name, getattr(fgraph, name))
    overwriting = []
    for old in fgraph.toposort():
        if not isinstance(old.op, MapReduce) or not old.op.reductions:
            continue
        node = shown[old]
        results = taken_apart(node)
        if results is None:
            continue
        for k, j in node.op.inplace_pattern.items():
            overwriting.append((results[k], node.inputs[j]))
        graph.replace_all(list(zip(node.outputs, results)), "unfuse")
        shown.update(zip(old.outputs, results))
        shown[old] = results[-1].owner
    if any(node.op.destroy_map for node in fgraph.apply_nodes):
        graph.attach_feature(DestroyHandler())
    for result, source in overwriting:
        _overwrite(graph, result, source, shown)
    return graph, shown


def taken_apart(node):
    """Return the results of a MapReduce as Elemwise nodes and reductions, or None where types would differ."""
    composite = node.op.scalar_op
    roots = roots_of(composite)
    values = dict(zip(composite.inputs, node.inputs))
    trees = {}
    for part in composite.nodes:
        trees.setdefault(roots[part], []).append(part)
    for part in composite.nodes:
        if roots[part] is part:
            values[part.outputs[0]] = _tree(part, trees[part], values, node)
    results = []
    for v, reduction, old in zip(composite.outputs, node.op.reductions, node.outputs):
        new = values[v] if reduction is None else reduction(values[v])
        if new.type != old.type:
            return None
        if reduction is not None:
            new.owner.trace = node.trace
        new.name = old.name
        results.append(new)
    return results


def roots_of(composite):
    """Return for each scalar node the root of the Elemwise it belongs to, the only one that needs it."""
    users = {}
    for part in composite.nodes:
        for v in part.inputs:
            users.setdefault(v, []).append(part)
    outputs = set(composite.outputs)
    roots = {}
    for part in reversed(composite.nodes):
        v = part.outputs[0]
        readers = {roots[user] for user in users.get(v, ())}
        roots[part] = part if v in outputs or len(readers) != 1 else readers.pop()
    return roots


def _tree(root, parts, values, node):
    """Return the tensor that `root` gives, computed by one Elemwise of `parts`."""
    if len(parts) == 1:
        arguments = [values[v] if v in values else _spread(v, node) for v in root.inputs]
        new = named(root.op)(*arguments)
    else:
        outer = [v for v in _in_order(root, parts) if v in values]
        new = Elemwise(Composite(outer, [root.outputs[0]]))(*[values[v] for v in outer])
    new.owner.trace = node.trace
    return new


def _in_order(root, parts):
    """Return the variables that `parts` read from elsewhere, in the order in which the text of `root` names them."""
    inside = {v: part for part in parts for v in part.outputs}
    found, entered = {}, set()
    pending = list(reversed(root.inputs))
    while pending:
        v = pending.pop()
        if v not in inside:
            found.setdefault(v)
        elif v not in entered:
            entered.add(v)
            pending.extend(reversed(inside[v].inputs))
    return list(found)


def _spread(v, node):
    """Return a constant of a scalar graph with the rank of the loop."""
    if not isinstance(v, Constant):
        raise TypeError(f"{v} is neither computed nor constant in {node}")
    return as_tensor_variable(np.asarray(v.data, v.type.dtype).reshape((1,) * node.inputs[0].type.ndim))


def _overwrite(graph, result, source, shown):
    """Let the Elemwise that computes `result` overwrite `source`, if nobody reads that later."""
    node = result.owner
    if node not in graph.apply_nodes or source not in node.inputs:
        return
    op = Elemwise(node.op.scalar_op, inplace_pattern={0: node.inputs.index(source)})
    new = op(*node.inputs)
    new.name, new.owner.trace = result.name, node.trace
    try:
        graph.replace_all_validate([(result, new)], "unfuse")
    except InconsistencyError:
        return
    for item, other in list(shown.items()):
        if other is result or other is node:
            shown[item] = new if other is result else new.owner
