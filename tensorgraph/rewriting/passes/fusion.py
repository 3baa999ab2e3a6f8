"""Fusion: connected elementwise work, and the reductions that it feeds, become one loop each.

Nodes are taken from the outputs to the inputs and put into groups. All members of a group are known to have the same
loop shape: they are joined by an edge, or by an input, that has the broadcast pattern of the loop. Nothing is computed
twice.

No cycle can arise: every group has a level, greater than the level of every other group that reads it, so along any
path between two groups the level falls. A node joins a group only if all clients of the node are in the group or have a
lower level; the group's own level may rise for that, up to its ceiling, which is below the levels of all groups that
feed it. Each edge is visited once: linear time.

Nodes that only one branch of a conditional needs are not fused with nodes that are always needed.

A group with one result that is stored becomes ``Elemwise{Composite{...}}``, as in Theano; one with
several results or with reductions becomes a MapReduce.
"""

from ...graph.demand import Demand, is_lazy
from ...graph.trace import Places, copy_stack_trace
from ...graph.variable import Constant
from ...scalar import Composite, get_scalar_type
from ...scalar.dtypes import loop_dtypes
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.elementwise.mapreduce import MapReduce, reduction
from ...tensor.reductions.careduce import CAReduce

# limits of one loop: more members and inputs would exceed the caches that make it fast
MOST_NODES = 256
MOST_INPUTS = 64


class Group:
    """Nodes that are fused into one loop."""

    __slots__ = ("level", "ceiling", "pattern", "guard", "nodes", "size", "inputs", "part_of")

    def __init__(self, level, pattern, guard):
        self.part_of = None
        self.level = level
        self.ceiling = float("inf")
        self.pattern = pattern
        self.guard = guard
        self.nodes = []
        self.size = 0
        self.inputs = set()


def loop_pattern(node):
    """Return the broadcast pattern of the loop that `node` could be part of, or None."""
    op = node.op
    if isinstance(op, Elemwise):
        scalar_op = op.scalar_op
        if op.inplace_pattern or len(node.outputs) != 1 or not (scalar_op.is_record or type(scalar_op) is Composite):
            return None
        pattern = node.outputs[0].type.broadcastable
    elif isinstance(op, CAReduce):
        if reduction(node) is None or not node.inputs[0].type.ndim:
            return None
        pattern = node.inputs[0].type.broadcastable
    else:
        return None
    if node.outputs[0].type.dtype not in loop_dtypes or any(v.type.dtype not in loop_dtypes for v in node.inputs):
        return None
    return pattern


def groups_of(fgraph):
    """Return the groups, each with its nodes in the order of the graph."""
    # Idea: from outputs to inputs, a node joins the first group near it that may take it, or opens a new one.
    # Invariant: a group's level exceeds that of each other group that reads it, and never rises above its ceiling.
    # Example: exp(sum(2 * x)) + 2 * x: the addition has level 1 and ceiling 1, exp 2, the sum 3. 2 * x joins the sum,
    # whose loop gives out two results, not the addition, which would have to come both before and after the sum.
    grouping = Grouping(fgraph)
    for node in reversed(grouping.order):
        grouping.place(node)
    position = {node: i for i, node in enumerate(grouping.order)}
    for group in grouping.groups:
        group.nodes.sort(key=position.__getitem__)
    return [group for group in grouping.groups if group.part_of is None]


class Grouping:
    """Groups of the nodes that were seen; all clients of a node were seen before it."""

    def __init__(self, fgraph):
        self.fgraph = fgraph
        self.order = fgraph.toposort()
        self.guards = Demand(fgraph, self.order).guard if any(map(is_lazy, self.order)) else {}
        self.groups = []
        self.group_of = {}
        self.reader_group = {}  # from each variable to the last group that reads it at full size

    def place(self, node):
        """Find or open the group of a node, and keep the levels."""
        pattern, guard = loop_pattern(node), self.guards.get(node)
        readers = self._readers(node, pattern, guard)
        chosen = None
        if pattern is not None:
            candidates = merged([g for g, joinable in readers if joinable] + self._near(node, pattern, guard))
            readers = [(whole(g), joinable) for g, joinable in readers]
            chosen = joined(node, candidates, readers)
        if chosen is None:
            chosen = Group(max((g.level for g, _ in readers), default=0) + 1, pattern, guard)
            if pattern is not None:
                self.groups.append(chosen)
        for g, _ in readers:
            if g is not chosen:
                g.ceiling = min(g.ceiling, chosen.level - 1)
        self.group_of[node] = chosen
        if pattern is None:
            return
        chosen.nodes.append(node)
        chosen.size += max(1, len(node.inputs) - 1)
        chosen.inputs.update(node.inputs)
        chosen.inputs.difference_update(node.outputs)
        for v in node.inputs:
            if not isinstance(v, Constant) and v.type.broadcastable == pattern:
                self.reader_group[v] = chosen

    def _readers(self, node, pattern, guard):
        """Return the groups that read a node, and whether each could take it."""
        may_join = pattern is not None and not isinstance(node.op, CAReduce)
        readers = []
        for client, _ in all_clients(self.fgraph, node):
            if client != "output":
                group = whole(self.group_of[client])
                readers.append((group, may_join and pattern == group.pattern and guard == group.guard))
        return readers

    def _near(self, node, pattern, guard):
        """Return the groups that read the same inputs."""
        near = [
            whole(self.reader_group[v])
            for v in node.inputs
            if v in self.reader_group and v.type.broadcastable == pattern
        ]
        return [g for g in near if g.pattern == pattern and g.guard == guard]


def joined(node, candidates, readers):
    """Return the first candidate that a node may join, raised to its new level, or None."""
    for candidate in candidates:
        if fits(candidate, node) and all(joinable for g, joinable in readers if g is candidate):
            level = max((g.level for g, _ in readers if g is not candidate), default=0) + 1
            if level <= candidate.ceiling:
                candidate.level = max(candidate.level, level)
                return candidate
    return None


def whole(group):
    """Return the group that `group` was merged into."""
    while group.part_of is not None:
        group = group.part_of
    return group


def merged(groups):
    """Merge those among `groups` that may be one with the first; return the rest, highest level first."""
    found = []
    for group in sorted(dict.fromkeys(groups), key=_level, reverse=True):
        for other in found:
            if (
                group.size + other.size <= MOST_NODES
                and max(group.level, other.level) <= min(group.ceiling, other.ceiling)
                and len(group.inputs | other.inputs) <= MOST_INPUTS
            ):
                other.level = max(group.level, other.level)
                other.ceiling = min(group.ceiling, other.ceiling)
                other.nodes += group.nodes
                other.size += group.size
                other.inputs |= group.inputs
                group.part_of = other
                break
        else:
            found.append(group)
    return found


def all_clients(fgraph, node):
    """Return the clients of all outputs of a node."""
    return [client for v in node.outputs for client in fgraph.clients(v)]


def _level(group):
    return group.level


def fits(group, node):
    """Return True if a group has room for a node."""
    added = len(node.inputs)
    if group.size + added > MOST_NODES:
        return False
    return len(group.inputs) + added <= MOST_INPUTS or len(group.inputs.union(node.inputs)) <= MOST_INPUTS


def fuse(fgraph):
    """Replace each group of at least two nodes by one node."""
    for group in groups_of(fgraph):
        if len(group.nodes) > 1:
            replace_group(fgraph, group)


def replace_group(fgraph, group):
    """Replace the nodes of a group by its loop."""
    nodes = group.nodes
    members = set(nodes)
    results = [
        node
        for node in nodes
        if isinstance(node.op, CAReduce)
        or any(client == "output" or client not in members for client, _ in fgraph.clients(node.outputs[0]))
    ]
    order = inputs_in_order(results, members)
    scalars = scalars_of(nodes, order)
    if scalars is None:
        return
    reductions = [node.op if isinstance(node.op, CAReduce) else None for node in results]
    outputs = [scalars[node.outputs[0] if op is None else node.inputs[0]] for node, op in zip(results, reductions)]
    outs = [None if op is None else reduction(node) for node, op in zip(results, reductions)]
    scalar_op = Composite([scalars[v] for v in order], outputs)
    op = Elemwise(scalar_op) if outs == [None] else MapReduce(scalar_op, outs, None, reductions)
    new = op.make_node(*order)
    old = [node.outputs[0] for node in results]
    if any(a.type != b.type for a, b in zip(old, new.outputs)):
        return
    copy_stack_trace(old, list(new.outputs))
    if new.trace is not None:
        new.trace = Places(new.trace, [node.trace for node in nodes if node.trace is not None])
    for a, b in zip(old, new.outputs):
        b.name = a.name
    fgraph.replace_all(list(zip(old, new.outputs)), "elemwise_fusion")


def scalars_of(nodes, inputs):
    """Return scalars for `inputs` and for the results of the nodes; None if a dtype would differ."""
    scalars = {v: get_scalar_type(v.type.dtype)() for v in inputs}
    for node in nodes:
        if not isinstance(node.op, CAReduce):
            z = node.op.scalar_op.make_node(*[scalars[v] for v in node.inputs]).outputs[0]
            if z.type.dtype != node.outputs[0].type.dtype:
                return None
            scalars[node.outputs[0]] = z
    return scalars


def inputs_in_order(results, members):
    """Return the outer variables that a group reads, in the order in which its text names them."""
    found = {}
    seen = set()
    stack = [("node", node) for node in reversed(results)]
    while stack:
        kind, item = stack.pop()
        if kind == "node":
            if item in seen:
                continue
            seen.add(item)
            stack.extend(("variable", v) for v in reversed(item.inputs))
        elif item.owner is not None and item.owner in members and not isinstance(item.owner.op, CAReduce):
            stack.append(("node", item.owner))
        else:
            found.setdefault(item)
    return list(found)
