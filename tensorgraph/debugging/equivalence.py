"""The changes that rewrites made to a graph, and the variables that they declare equal."""

from ..graph.features import Feature
from ..printing.debugprint import debugprint

_DEPTH = 6  # levels of a graph that an error shows


class Event:
    """One change of a graph.

    Events of two runs over equal graphs are equal if the same op was changed, at the same position, for the same
    reason.

    Attributes
    ----------
    kind : {"import", "prune", "change"}
    op : Op or "output"
    idx : int or None
        Which input changed.
    reason : str
    text : str
        The node, for people.
    """

    __slots__ = ("kind", "op", "idx", "reason", "text")

    def __init__(self, kind, node, idx=None, reason=None):
        self.kind = kind
        self.op = node if node == "output" else node.op
        self.idx = idx
        self.reason = str(reason)
        self.text = str(node)

    def __str__(self):
        where = "" if self.idx is None else f" {self.idx}"
        return f"{self.kind}{where} {self.text} {self.reason}"

    def __eq__(self, other):
        if not isinstance(other, Event):
            return NotImplemented
        return (self.kind, self.op, self.idx, self.reason) == (other.kind, other.op, other.idx, other.reason)

    __hash__ = None


class Replacement:
    """The replacement of a variable by another one."""

    __slots__ = ("old", "new", "reason", "old_graph", "new_graph")

    def __init__(self, old, new, reason):
        self.old, self.new, self.reason = old, new, reason
        self.old_graph = debugprint(old, depth=_DEPTH, file="str")
        self.new_graph = debugprint(new, depth=_DEPTH, file="str")


class EquivalenceTracker(Feature):
    """A feature that records every change of a graph and every node that was ever in it.

    Attributes
    ----------
    events : list of Event
    replacements : list of Replacement
        Each pair of variables once.
    outputs : dict of Variable
        The outputs of all nodes, ever.
    """

    def __init__(self):
        self.events = []
        self.replacements = []
        self.outputs = {}
        self._pairs = set()

    def on_attach(self, fgraph):
        for node in fgraph.toposort():
            self.on_import(fgraph, node, "on_attach")

    def on_import(self, fgraph, node, reason=None):
        self.events.append(Event("import", node, reason=reason))
        self.outputs.update(dict.fromkeys(node.outputs))

    def on_prune(self, fgraph, node, reason=None):
        self.events.append(Event("prune", node, reason=reason))

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        self.events.append(Event("change", node, i, reason))
        if isinstance(reason, tuple) and reason[0] == "Revert":
            # the replacement was undone
            self._pairs -= {(old, new), (new, old)}
            self.replacements = [r for r in self.replacements if r.new is not old or r.old is not new]
        elif (old, new) not in self._pairs:
            self._pairs.update([(old, new), (new, old)])
            self.replacements.append(Replacement(old, new, reason))

    def reasons_of(self, node):
        """Return the rewrites that led to a node, oldest first."""
        found = []
        for replacement in reversed(self.replacements):
            if replacement.new.owner is node and replacement.old.owner is not node:
                found.append(str(replacement.reason))
                node = replacement.old.owner
        return found[::-1]

    def difference(self, other, number):
        """Describe how the events of another run differ; return an empty text if they do not."""
        if self.events == other.events:
            return ""
        lines = [
            "WARNING: Optimization process is unstable...",
            "  (HINT: Ops that the nodes point to must compare equal)",
            "(event index)  (one event trace)  (other event trace)",
        ]
        for j in range(max(len(self.events), len(other.events))):
            pair = [t.events[j] if j < len(t.events) else None for t in (self, other)]
            if pair[0] != pair[1]:
                lines += [f"non-equal events of optimizations 0 and {number}: {j}", *(f"    {event}" for event in pair)]
        return "\n".join(lines)
