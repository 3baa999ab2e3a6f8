"""Loops: groups of elementwise nodes and reductions that one step computes.

The graph of a function stays as it is. Lowering sees it through a :class:`LoopGraph`, in which a loop is a node.
"""

from ..graph.apply import Apply
from ..rewriting.passes import inplace
from ..rewriting.passes.fusion import inputs_in_order
from ..rewriting.passes.grouping import groups_of
from ..tensor.reductions.careduce import CAReduce, reduction
from .mapreduce import MapReduce
from .recomputed import Recomputed

INPLACE = ("fast_run", "inplace", "inplace_elemwise_optimizer", "inplace_opt")


class LoopGraph:
    """A graph as lowering sees it: some of its nodes are loops that do the work of several.

    A loop has the variables that it computes as outputs, though they are owned by the nodes of the graph.

    Parameters
    ----------
    fgraph : FunctionGraph

    Attributes
    ----------
    members : dict
        From each loop to the nodes of `fgraph` whose work it does.
    repeated : dict
        From loops to the nodes that another one computes as well.
    """

    def __init__(self, fgraph):
        self.fgraph = fgraph
        self.inputs, self.outputs, self.update_mapping = fgraph.inputs, fgraph.outputs, fgraph.update_mapping
        self.members, self.repeated = {}, {}
        self._loop_of = {}  # from nodes to the loop that does their work
        self._order = fgraph.toposort()
        self._orderings = fgraph.orderings()

    def toposort(self):
        """Return the nodes, sorted."""
        return self._order

    def orderings(self):
        """Return, for each node that overwrites memory, the readers that must precede it."""
        return self._orderings

    def owner_of(self, v):
        """Return the node that computes a variable, or None."""
        return self._loop_of.get(v.owner, v.owner)

    def clients(self, v):
        """Return the pairs of a node that reads a variable and the position of the input."""
        clients, loop_of = self.fgraph.clients(v), self._loop_of
        if not loop_of:
            return clients
        own = loop_of.get(v.owner)
        readers = [(loop_of.get(node, node), i) for node, i in clients]
        again = [loop for loop, nodes in self.repeated.items() if any(v in node.inputs for node in nodes)]
        readers += [(loop, loop.inputs.index(v)) for loop in again if v in loop.inputs]
        return dict.fromkeys(reader for reader in readers if own is None or reader[0] is not own)

    def add(self, loops):
        """Let each loop stand for the nodes whose work it does.

        Parameters
        ----------
        loops : list of tuple
            Loops, their nodes, and the nodes that they repeat.
        """
        for loop, nodes, repeated in loops:
            self.members[loop] = nodes
            self._loop_of.update(dict.fromkeys(nodes, loop))
            if repeated:
                self.repeated[loop] = repeated
        loop_of = self._loop_of
        before = {}
        for node, readers in self._orderings.items():
            item = loop_of.get(node, node)
            found = [loop_of.get(reader, reader) for reader in readers]
            before.setdefault(item, []).extend(reader for reader in found if reader is not item)
        self._orderings = before
        self._order = self._sorted(before)

    def _sorted(self, before):
        """Return the nodes and loops in order; each stands where the last of its nodes did, or behind what it needs."""
        owner_of, found, done = self.owner_of, [], set()
        for node in self._order:
            stack = [self._loop_of.get(node, node)]
            while stack:
                item = stack[-1]
                if item in done:
                    stack.pop()
                    continue
                needs = [owner_of(v) for v in item.inputs if v.owner is not None]
                needs = [need for need in (*needs, *before.get(item, ())) if need not in done]
                if needs:
                    stack += needs
                else:
                    done.add(stack.pop())
                    found.append(item)
        return found


def fuse_loops(graph, query):
    """Make a loop of each group of at least two nodes; its results overwrite inputs that nothing else reads."""
    fgraph, groups = graph.fgraph, groups_of(graph.fgraph)
    recomputed = Recomputed(fgraph, groups)
    overwrites = query.selects("inplace_loops", INPLACE)
    loops = [
        (loop_of(fgraph, [*repeated, *group.nodes], overwrites, recomputed), group.nodes, repeated)
        for group, repeated in zip(groups, recomputed.of)
        if len(group.nodes) + len(repeated) > 1
    ]
    if loops:
        graph.add(loops)


def loop_of(fgraph, nodes, overwrites, recomputed):
    """Return the loop of a group of nodes, which are sorted; it stores none of those that their readers repeat."""
    members = set(nodes)
    results = [
        node
        for node in nodes
        if isinstance(node.op, CAReduce)
        or node not in recomputed.unstored
        and any(client == "output" or client not in members for client, _ in fgraph.clients(node.outputs[0]))
    ]
    inputs = inputs_in_order(results, members)
    number = {v: i for i, v in enumerate(inputs)}
    body = []
    for node in nodes:
        if not isinstance(node.op, CAReduce):
            number[node.outputs[0]] = len(number)
            body.append((node.op.scalar_op, [number[v] for v in node.inputs], node.outputs[0].type.dtype))
    outs = [reduction(node) if isinstance(node.op, CAReduce) else None for node in results]
    values = [number[node.outputs[0] if out is None else node.inputs[0]] for node, out in zip(results, outs)]
    pattern = overwriting(results, inputs)
    if overwrites:
        free = [i for i, v in enumerate(inputs) if i not in pattern.values() and v not in recomputed.read]
        spare = [i for i in free if is_spare(fgraph, inputs[i], members)]
        for o, (node, out) in enumerate(zip(results, outs)):
            fitting = [i for i in spare if out is None and o not in pattern and inputs[i].type == node.outputs[0].type]
            if fitting:
                pattern[o] = fitting[0]
                spare.remove(fitting[0])
    loop = Apply.__new__(Apply)
    loop.op, loop.inputs = MapReduce(body, values, outs, pattern), inputs
    loop.outputs, loop.trace = [node.outputs[0] for node in results], nodes[-1].trace
    return loop


def overwriting(results, inputs):
    """Return the in-place pattern of a loop, as its members have it."""
    pattern = {}
    for o, node in enumerate(results):
        for sources in node.op.destroy_map.values():
            v = node.inputs[sources[0]]
            if v in inputs:
                pattern[o] = inputs.index(v)
    return pattern


def is_spare(fgraph, v, nodes):
    """Return True if `v` is a temporary with memory of its own that only `nodes` read."""
    return inplace.owns_memory(v) and all(client in nodes for client, _ in fgraph.clients(v))
