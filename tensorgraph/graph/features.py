"""Features: objects that follow the changes of a FunctionGraph."""

from functools import partial

from ..errors import AlreadyThere, InconsistencyError


class Feature:
    """Base class of features; a subclass defines the callbacks that it needs, and ``validate(fgraph)`` if it refuses.

    Those of this class do nothing, and no graph calls them: they are there for ``super().on_attach(fgraph)``.
    """

    def on_attach(self, fgraph):
        """Note that the feature follows `fgraph` from now on."""

    def on_detach(self, fgraph):
        """Note that the feature no longer follows `fgraph`."""

    def on_import(self, fgraph, node, reason=None):
        """Note that `node` has become a part of `fgraph`."""

    def on_prune(self, fgraph, node, reason=None):
        """Note that `node` is no longer a part of `fgraph`."""

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        """Note that `node` (or ``"output"``) reads `new` instead of `old`."""

    def orderings(self, fgraph):
        """Return for nodes those that must precede them."""
        return {}


def callback(feature, name):
    """Return a callback that a feature defines itself, or None."""
    found = getattr(feature, name, None)
    return None if getattr(found, "__func__", found) is vars(Feature).get(name) else found


class Changes(Feature):
    """A feature that records changes of inputs, so that they can be undone."""

    def __init__(self):
        self._changes = []

    def checkpoint(self):
        """Return a mark for :meth:`revert`."""
        return len(self._changes)

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        self._changes.append((node, i, old, reason))

    def revert(self, fgraph, checkpoint):
        """Undo every change since `checkpoint`, the last first."""
        while len(self._changes) > checkpoint:
            node, i, old, reason = self._changes.pop()
            fgraph.change_input(node, i, old, reason=("Revert", reason))
            self._changes.pop()


class History(Changes):
    """Recorded changes of a graph: ``fgraph.revert(mark)`` undoes those since ``mark = fgraph.checkpoint()``."""

    def on_attach(self, fgraph):
        if hasattr(fgraph, "checkpoint"):
            raise AlreadyThere("the graph has a History")
        fgraph.checkpoint, fgraph.revert = self.checkpoint, partial(self.revert, fgraph)

    def on_detach(self, fgraph):
        del fgraph.checkpoint, fgraph.revert


class Bookkeeper(Feature):
    """A feature that treats the nodes present when it is attached or detached as imported or pruned."""

    def on_attach(self, fgraph):
        for node in fgraph.toposort():
            self.on_import(fgraph, node, "Bookkeeper.on_attach")

    def on_detach(self, fgraph):
        for node in fgraph.toposort():
            self.on_prune(fgraph, node, "Bookkeeper.on_detach")


class NoOutputFromInplace(Feature):
    """A feature that refuses graphs whose outputs are computed in place."""

    def validate(self, fgraph):
        for v in fgraph.outputs:
            if v.owner is not None and v.owner.op.destroy_map.get(v.index):
                raise InconsistencyError(f"{v} is computed in place by {v.owner}, and no output of this graph may be")


class ReplaceValidate(Feature):
    """Validated replacement as an attached feature; FunctionGraph has it built in."""


class NodeFinder(Feature):
    """A feature that keeps the nodes of each op.

    ``fgraph.get_nodes(op)`` gives them.
    """

    def __init__(self):
        self._nodes = {}

    def on_attach(self, fgraph):
        if hasattr(fgraph, "get_nodes"):
            raise AlreadyThere("the graph has a NodeFinder")
        fgraph.get_nodes = self.nodes
        for node in fgraph.toposort():
            self.on_import(fgraph, node, "attach")

    def on_detach(self, fgraph):
        del fgraph.get_nodes

    def nodes(self, op):
        """Return the nodes that apply `op`."""
        return list(self._nodes.get(op, ()))

    def on_import(self, fgraph, node, reason=None):
        self._nodes.setdefault(node.op, {})[node] = None

    def on_prune(self, fgraph, node, reason=None):
        self._nodes[node.op].pop(node)
        if not self._nodes[node.op]:
            del self._nodes[node.op]


class PrintListener(Feature):
    """A feature that prints each change."""

    def __init__(self, active=True):
        self.active = active

    def on_attach(self, fgraph):
        if self.active:
            print("-- attaching to: ", fgraph)

    def on_detach(self, fgraph):
        if self.active:
            print("-- detaching from: ", fgraph)

    def on_import(self, fgraph, node, reason=None):
        if self.active:
            print(f"-- importing: {node}, reason: {reason}")

    def on_prune(self, fgraph, node, reason=None):
        if self.active:
            print(f"-- pruning: {node}, reason: {reason}")

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        if self.active:
            print(f"-- changing ({node}.inputs[{i}]) from {old} to {new}")
