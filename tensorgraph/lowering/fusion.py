"""Loops: in a copy of a graph, each group of elementwise nodes and reductions becomes one node.

The graph that a function shows stays as it is. The copy is what its program is written from.
"""

from ..graph.fgraph import FunctionGraph
from ..graph.trace import copy_stack_trace
from ..graph.traverse import clone_get_equiv
from ..rewriting.passes import inplace
from ..rewriting.passes.fusion import inputs_in_order, of_all, scalars_of
from ..rewriting.passes.grouping import groups_of
from ..scalar import Composite
from ..tensor.reductions.careduce import CAReduce, reduction
from .aliasing import handle_destroys
from .mapreduce import MapReduce


class LoopGraph:
    """A graph to be lowered, and what became of the nodes and variables of the graph that it was made from.

    Attributes
    ----------
    original, graph : FunctionGraph
        The same, as long as nothing was fused.
    image : dict
        From the variables of `original` to those of `graph`.
    members : dict
        From the nodes of `graph` to the nodes of `original` whose work they do.
    """

    def __init__(self, fgraph):
        self.original = self.graph = fgraph
        self.image, self.members = {}, {}

    def copy(self):
        """Let `graph` be a copy."""
        old = self.original
        made = clone_get_equiv(old.inputs, old.outputs, copy_inputs=False)
        new = self.graph = FunctionGraph(old.inputs, [made[v] for v in old.outputs], clone=False)
        new.name, new.update_mapping, new.mutable_inputs = old.name, old.update_mapping, old.mutable_inputs
        self.image = {v: made[v] for v in old.variables if v in made}
        self.members = {made[node]: [node] for node in old.apply_nodes}
        return made


def fuse_loops(loops, query):
    """Replace each group of at least two nodes by one; its results overwrite inputs that nothing else reads."""
    groups = [group.nodes for group in groups_of(loops.original) if len(group.nodes) > 1]
    if not groups:
        return
    made = loops.copy()
    overwrites = query.selects("inplace_loops", ("fast_run", "inplace", "inplace_elemwise_optimizer", "inplace_opt"))
    for group in groups:
        replace_group(loops, group, [made[node] for node in group], overwrites)
    handle_destroys(loops.graph)


def replace_group(loops, originals, nodes, overwrites):
    """Replace the nodes of a group by its loop."""
    graph, members = loops.graph, set(nodes)
    results = [
        node
        for node in nodes
        if isinstance(node.op, CAReduce)
        or any(client == "output" or client not in members for client, _ in graph.clients(node.outputs[0]))
    ]
    order = inputs_in_order(results, members)
    scalars = scalars_of(nodes, order)
    if scalars is None:
        return
    reduced = [isinstance(node.op, CAReduce) for node in results]
    outputs = [scalars[node.inputs[0] if is_reduced else node.outputs[0]] for node, is_reduced in zip(results, reduced)]
    outs = [reduction(node) if is_reduced else None for node, is_reduced in zip(results, reduced)]
    pattern = overwriting(results, order)
    if overwrites:
        spare = [i for i, v in enumerate(order) if i not in pattern.values() and is_spare(graph, v, members)]
        for o, (node, out) in enumerate(zip(results, outs)):
            fitting = [i for i in spare if out is None and o not in pattern and order[i].type == node.outputs[0].type]
            if fitting:
                pattern[o] = fitting[0]
                spare.remove(fitting[0])
    new = MapReduce(Composite([scalars[v] for v in order], outputs), outs, pattern).make_node(*order)
    old = [node.outputs[0] for node in results]
    if any(a.type != b.type for a, b in zip(old, new.outputs)):
        return
    copy_stack_trace(old, list(new.outputs))
    new.trace = of_all(new.trace, nodes)
    for a, b in zip(old, new.outputs):
        b.name = a.name
    graph.replace_all(list(zip(old, new.outputs)), "loops")
    loops.members[new] = originals
    became = dict(zip(old, new.outputs))
    for node in originals:
        v = node.outputs[0]
        loops.image[v] = became.get(loops.image[v], loops.image[v])


def overwriting(results, inputs):
    """Return the in-place pattern of a loop, as its members have it."""
    pattern = {}
    for o, node in enumerate(results):
        for sources in node.op.destroy_map.values():
            v = node.inputs[sources[0]]
            if v in inputs:
                pattern[o] = inputs.index(v)
    return pattern


def is_spare(graph, v, nodes):
    """Return True if `v` is a temporary with memory of its own that only `nodes` read."""
    return inplace.owns_memory(v) and all(client in nodes for client, _ in graph.clients(v))
