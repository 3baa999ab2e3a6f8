"""Pickling and deep copying graphs of any depth.

``pickle`` and ``copy.deepcopy`` go from a variable to its owner, from there to the inputs, and so on: one level of
recursion, or more, for each node. So the state of a variable with a large graph below it begins with the nodes of that
graph in order: what needs a node then finds it saved already, and nothing goes deeper than a node.

Nothing tells where a pickle begins and ends. A *batch* is the list of nodes handed out for the current pickle; its
nodes, when asked in turn, give no list of their own. A batch is over when nothing else references its list. A mistake
here would cost depth or time, but never correctness.
"""

import sys
import threading

SHALLOW = 40  # below this many nodes, nested pickles are fine


class Batch:
    """Nodes that are being saved, or were saved by somebody who still holds them.

    Attributes
    ----------
    root : int
        The identity of what asked for it.
    nodes : list of Apply
        In the order in which they are saved.
    places : dict
        From the identity of a node, and of each of its outputs, to its place in that order.
    at : int
        How many of them are saved.
    """

    __slots__ = ("root", "nodes", "places", "at", "added")

    def __init__(self, root, nodes):
        self.root = id(root)
        self.nodes = nodes
        self.at = 0
        self.added = []
        self.places = {}
        for i, node in enumerate(nodes):
            self.note(node, i)

    def note(self, node, place):
        """Remember the place of a node and its outputs."""
        self.places[id(node)] = place
        for v in node.outputs:
            self.places[id(v)] = place

    def add(self, nodes):
        """Add nodes that are saved along with the batch."""
        self.added.extend(nodes)
        for node in nodes:
            self.note(node, -1)

    def is_held(self):
        """Return True if anybody but this batch holds the list of nodes."""
        return sys.getrefcount(self.nodes) > 2


class Saved:
    """The nodes that some batches have saved."""

    def __init__(self, batches):
        self.batches = batches

    def __contains__(self, item):
        return any(batch.places.get(id(item), batch.at) < batch.at for batch in self.batches)


class _Running(threading.local):
    def __init__(self):
        self.batches = []


_running = _Running()


def nodes_first(item, outputs):
    """Return the nodes to save before the rest of `item`, a variable or node, or None if there is no need.

    Parameters
    ----------
    item : Variable or Apply
    outputs : list of Variable
        Those of the node, or the variable itself.
    """
    from .traverse import io_toposort  # which needs the variables that need this

    batches = _running.batches
    for batch in reversed(batches):
        place = batch.places.get(id(item))
        # in its place already, or part of the previous one; the root comes again only in another pickle
        if place is not None and place >= batch.at - 1 and id(item) != batch.root and batch.is_held():
            batch.at = max(batch.at, place + 1)
            return None
    if batches:
        batches[:] = [batch for batch in batches if batch.is_held() and batch.root != id(item)]
    nodes = io_toposort(Saved(batches) if batches else (), outputs)
    if len(nodes) >= SHALLOW:
        batches.append(Batch(item, nodes))
        return nodes
    if batches:
        batches[-1].add(nodes)
    return None
