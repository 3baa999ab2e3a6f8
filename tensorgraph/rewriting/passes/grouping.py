"""Groups of connected elementwise nodes, and of the reductions that they feed, which one loop can compute.

Nodes are taken from the outputs to the inputs and put into groups. All members of a group are known to have the same
loop shape: they are joined by an edge, or by an input, that has the broadcast pattern of the loop. Nothing is computed
twice; ``lowering/recomputed.py`` decides later what is.

No cycle can arise: every group has a level, greater than the level of every other group that reads it, so along any
path between two groups the level falls. A node joins a group only if all clients of the node are in the group or have a
lower level; the group's own level may rise for that, up to its ceiling, which is below the levels of all groups that
feed it. Each edge is visited once, and the nodes that may come next are in a heap.

Nodes that only one branch of a conditional needs are not fused with nodes that are always needed.

A member may overwrite an input of the loop: a loop reads an element of its inputs before it writes that element. No
other member then reads the same memory by another variable, and whatever else reads it runs before, which counts as an
edge for levels, not for shapes.
"""

from heapq import heapify, heappop, heappush

from ...graph.demand import Demand, is_lazy
from ...graph.variable import Constant
from ...scalar import Composite
from ...scalar.dtypes import loop_dtypes, real_part
from ...scalar.formulas.complexparts import takes_complex
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.reductions.careduce import CAReduce, reduction
from ...tensor.shape.shape import Shape
from ...tensor.types.scalars import MakeVector

# limits of one loop: more members and inputs would exceed the caches that make it fast
MOST_NODES = 256
MOST_INPUTS = 64


class Group:
    """Nodes that are fused into one loop."""

    __slots__ = ("level", "ceiling", "pattern", "guard", "nodes", "size", "inputs", "part_of", "reads", "overwritten")

    def __init__(self, level, pattern, guard):
        self.part_of = None
        self.level = level
        self.ceiling = float("inf")
        self.pattern = pattern
        self.guard = guard
        self.nodes = []
        self.size = 0
        self.inputs = set()
        self.reads = {}  # by the owner of memory, the variables by which it is read, where memory is overwritten
        self.overwritten = {}  # by the owner of memory, the variable by which a member overwrites it


def is_small(node, small):
    """Return True if the results of a node are numbers, or a vector of numbers, as a shape is: `small` has others."""
    if all(all(getattr(v.type, "broadcastable", (False,))) for v in node.outputs):
        return not isinstance(node.op, CAReduce) or node.inputs[0] in small
    if isinstance(node.op, (MakeVector, Shape)):
        return True
    return isinstance(node.op, (Elemwise, CAReduce)) and all(v in small or isinstance(v, Constant) for v in node.inputs)


def loop_pattern(node):
    """Return the broadcast pattern of the loop that `node` could be part of, or None."""
    op = node.op
    if isinstance(op, Elemwise):
        scalar_op = op.scalar_op
        if len(node.outputs) != 1 or not (scalar_op.is_record or type(scalar_op) is Composite):
            return None
        pattern = node.outputs[0].type.broadcastable
    elif isinstance(op, CAReduce):
        if reduction(node) is None or not node.inputs[0].type.ndim:
            return None
        pattern = node.inputs[0].type.broadcastable
    else:
        return None
    dtypes = {v.type.dtype for v in (*node.inputs, *node.outputs)}
    if not loop_dtypes.issuperset(dtypes):
        if not isinstance(op, Elemwise) or not loop_dtypes.issuperset(map(real_part, dtypes)):
            return None
        if type(scalar_op) is not Composite and not takes_complex(scalar_op):
            return None
    return pattern


def groups_of(fgraph):
    """Return the groups, each with its nodes in the order of the graph."""
    # Idea: from outputs to inputs, a node joins the first group near it that may take it, or opens a new one.
    # Invariant: a group's level exceeds that of each other group that reads it, and never rises above its ceiling.
    # Example: exp(sum(2 * x)) + 2 * x: the addition has level 1 and ceiling 1, exp 2, the sum 3. 2 * x joins the sum,
    # whose loop gives out two results, not the addition, which would have to come both before and after the sum.
    grouping = Grouping(fgraph)
    for node in grouping.schedule():
        grouping.place(node)
    position = grouping.position
    for group in grouping.groups:
        group.nodes.sort(key=position.__getitem__)
    return [group for group in grouping.groups if group.part_of is None]


class Grouping:
    """Groups of the nodes that were seen; all clients of a node were seen before it."""

    def __init__(self, fgraph):
        self.fgraph = fgraph
        self.order = fgraph.toposort()
        self.position = {node: i for i, node in enumerate(self.order)}
        self.pattern_of = {node: loop_pattern(node) for node in self.order}
        handler = getattr(fgraph, "destroy_handler", None)
        self.memory = handler if handler is not None and any(n.op.destroy_map for n in self.order) else None
        self.guards = Demand(fgraph, self.order).guard if any(map(is_lazy, self.order)) else {}
        self.groups = []
        self.group_of = {}
        self.reader_group = {}  # from each variable to the last group that reads it at full size

    def schedule(self):
        """Yield the nodes, each after its clients and what overwrites its inputs; work on arrays as early as it can.

        What is no loop, or a loop on numbers, comes when no work on arrays is left, and first what the longest row of
        loops leads to: placed early, the length that a mean divides by would keep the sum apart from its gradient.
        """
        orderings = self.fgraph.orderings()
        sources, waiting, rank, small = {}, dict.fromkeys(self.order, 0), {}, set()
        for node in self.order:
            before = {v.owner for v in node.inputs if v.owner in waiting}
            before.update(orderings.get(node, ()))
            sources[node] = before
            if is_small(node, small):
                small.update(node.outputs)
            height, is_loop = 0, self.pattern_of[node] is not None and node.outputs[0] not in small
            for source in before:
                waiting[source] += 1
                levels, is_array = rank[source]
                height = max(height, levels + (is_array and not is_loop))
            rank[node] = height, is_loop
        position = self.position
        key = {node: (not is_loop, -height, -position[node]) for node, (height, is_loop) in rank.items()}
        ready = [(key[node], node) for node in self.order if not waiting[node]]
        heapify(ready)
        while ready:
            node = heappop(ready)[1]
            yield node
            for source in sources[node]:
                waiting[source] -= 1
                if not waiting[source]:
                    heappush(ready, (key[source], source))

    def place(self, node):
        """Find or open the group of a node, and keep the levels."""
        pattern, guard = self.pattern_of[node], self.guards.get(node)
        readers = self._readers(node, pattern, guard)
        candidates = merged([g for g, joinable in readers if joinable] + self._near(node, pattern, guard))
        readers = [(whole(g), joinable) for g, joinable in readers + self._destroyers(node, pattern, guard)]
        if candidates and self.memory is not None:
            alone = self._touch(Group(0, pattern, guard), node)
            candidates = [g for g in candidates if not (clash(g, alone) or clash(alone, g))]
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
        if self.memory is not None:
            self._touch(chosen, node)
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

    def _destroyers(self, node, pattern, guard):
        """Return the groups that overwrite what a node reads, and whether each could take it.

        They come after the node as well, but may have another loop shape: it may read a part of what they overwrite.
        """
        if self.memory is None:
            return []
        destroyers = dict.fromkeys(d for v in node.inputs for d in self.memory.destroyers(v) if d is not node)
        groups = [whole(self.group_of[destroyer]) for destroyer in destroyers]
        return [(g, pattern is not None and pattern == g.pattern and guard == g.guard) for g in groups]

    def _touch(self, group, node):
        """Note the memory that a node reads and overwrites in a group; return the group."""
        root = self.memory.root
        for v in node.inputs:
            group.reads.setdefault(root(v), set()).add(v)
        for sources in node.op.destroy_map.values():
            group.overwritten.update((root(node.inputs[i]), node.inputs[i]) for i in sources)
        return group

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


def clash(group, other):
    """Return True if `other` reads memory that `group` overwrites, by another variable than the one overwritten."""
    return any(w is not v for root, v in group.overwritten.items() for w in other.reads.get(root, ()))


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
                and not (clash(group, other) or clash(other, group))
            ):
                other.level = max(group.level, other.level)
                other.ceiling = min(group.ceiling, other.ceiling)
                other.nodes += group.nodes
                other.size += group.size
                other.inputs |= group.inputs
                for root, variables in group.reads.items():
                    other.reads.setdefault(root, set()).update(variables)
                other.overwritten.update(group.overwritten)
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
