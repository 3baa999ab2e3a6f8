"""Cheap results that the loop which reads them computes itself.

A loop that centres an array and sums squares of what it finds would store the differences for the loop that reads them
next. That one can subtract again: it reads another array instead, and nothing is stored.

A node that its own loop and one other read is repeated if it is one addition, subtraction or choice, which give the
same bits wherever they are computed, and if the other loop has to read no more arrays for it. Its operands are stored
in any case, and nothing overwrites their memory; its own loop keeps another result.
"""

from ..graph.variable import Constant
from ..rewriting.passes.grouping import MOST_INPUTS, MOST_NODES, loop_pattern
from ..tensor.elementwise.elemwise import Elemwise

CHEAP = frozenset(("add", "sub", "neg", "abs_", "maximum", "minimum"))


def is_cheap(op):
    """Return True if an op is computed as fast as its result is read."""
    return isinstance(op, Elemwise) and op.scalar_op.record_name in CHEAP


class Recomputed:
    """Find the nodes that a loop computes again instead of reading what another one stored.

    Parameters
    ----------
    fgraph : FunctionGraph
    groups : list of Group
        The nodes of the loops. What a group reads and its size are changed for the nodes that it repeats.

    Attributes
    ----------
    of : list of list of Apply
        For each group, the nodes that it repeats.
    unstored : set of Apply
        Those nodes.
    read : set of Variable
        What they read, which no loop may overwrite.
    """

    # Invariant: what a repeated node reads is stored, and stays as it is until both loops have run.
    # Example: d = x - mean(x), s = sum(d ** 2), d / sqrt(s): both loops subtract, and d is nowhere.

    def __init__(self, fgraph, groups):
        self.fgraph, self.groups = fgraph, groups
        self.of = [[] for _ in groups]
        self.unstored, self.read = set(), set()
        self._home = {node: k for k, group in enumerate(groups) for node in group.nodes}
        self._memory = getattr(fgraph, "destroy_handler", None)
        for k, group in enumerate(groups):
            stored = [node for node in group.nodes if self._readers(node) != {k}]
            left = len(stored)
            for node in stored:
                if left > 1 and self._gives_up(k, node):
                    left -= 1

    def _readers(self, node):
        """Return the groups that read a node, None among them for anything else."""
        v = node.outputs[0]
        found = {None if client == "output" else self._home.get(client) for client, _ in self.fgraph.clients(v)}
        return found | {None} if v in self.read else found

    def _gives_up(self, k, node):
        """Let the reader of a node of group k repeat it if that is possible and pays; return True if it does."""
        if not is_cheap(node.op):
            return False
        readers = self._readers(node)
        if len(readers) != 2 or None in readers or k not in readers:
            return False
        (reader,) = readers - {k}
        operands = [v for v in node.inputs if not isinstance(v, Constant)]
        if not self._can_repeat(k, self.groups[reader], node, operands):
            return False
        if not all(self._lasts(v, k, node) for v in operands):
            return False
        self.unstored.add(node)
        self.read.update(operands)
        self.of[reader].append(node)
        self.groups[reader].size += 1
        self.groups[reader].inputs.update(operands)
        return True

    def _can_repeat(self, k, group, node, operands):
        """Return True if a group can compute a node of group k without reading more arrays."""
        pattern = loop_pattern(node)
        if group.pattern != pattern or group.guard != self.groups[k].guard or group.size >= MOST_NODES:
            return False
        more = [v for v in operands if v not in group.inputs]
        full = [v for v in more if v.type.broadcastable == pattern]
        return len(full) <= 1 and len(group.inputs) + len(more) <= MOST_INPUTS

    def _lasts(self, v, k, node):
        """Return True if `v` is stored, in memory that nothing overwrites but perhaps the node itself."""
        if v.owner in self.unstored or (self._home.get(v.owner) == k and self._readers(v.owner) == {k}):
            return False
        return self._memory is None or all(d is node for d in self._memory.destroyers(v))
