"""An incremental topological order of nodes (Pearce and Kelly).

Each node has a label; an edge must lead from a smaller to a larger one. An edge that does so already costs nothing. Any
other edge reorders only the affected nodes between its ends, or shows that there is a cycle.

References
----------
D. J. Pearce, P. H. J. Kelly: A dynamic topological sort algorithm for directed acyclic graphs.
ACM Journal of Experimental Algorithmics 11, 2007.
"""

# halving leaves room for this many insertions at one place before labels are spread out again
_GAP = 1 << 128


class Order:
    """Labels that keep nodes in topological order.

    Parameters
    ----------
    successors, predecessors : callable
        Give the nodes that must come after, and before, a node.
    """

    def __init__(self, successors, predecessors):
        self._successors = successors
        self._predecessors = predecessors
        self._label = {}
        self._next = {None: None}
        self._previous = {None: None}

    def __contains__(self, node):
        return node in self._label

    def __getitem__(self, node):
        return self._label[node]

    def insert(self, node, before):
        """Put `node` right after the last of the nodes `before`."""
        last = max(before, key=self._label.__getitem__, default=None)
        following = self._next[last]
        if following is None:
            label = 0 if last is None else self._label[last] + _GAP
        elif last is None:
            label = self._label[following] - _GAP
        else:
            label = (self._label[last] + self._label[following]) // 2
        self._place(node, last, following, label)
        if last is not None and label == self._label[last]:
            self._spread()

    def append(self, node):
        """Put `node` last."""
        last = self._previous[None]
        self._place(node, last, None, 0 if last is None else self._label[last] + _GAP)

    def _place(self, node, last, following, label):
        self._next[last] = self._previous[following] = node
        self._previous[node], self._next[node] = last, following
        self._label[node] = label

    def remove(self, node):
        """Remove `node` from the order."""
        last, following = self._previous.pop(node), self._next.pop(node)
        self._next[last] = following
        self._previous[following] = last
        del self._label[node]

    def _spread(self):
        label, node = 0, self._next[None]
        while node is not None:
            label += _GAP
            self._label[node] = label
            node = self._next[node]

    def add_edge(self, first, second):
        """Require that `first` precedes `second`.

        Returns
        -------
        bool
            False if that makes a cycle.
        """
        label = self._label
        low, high = label[second], label[first]
        if high < low:
            return True
        if first is second:
            return False
        after = self._reach(second, self._successors, low, high)
        if first in after:
            return False
        before = self._reach(first, self._predecessors, low, high)
        moved = sorted(before, key=label.__getitem__) + sorted(after, key=label.__getitem__)
        self._permute(moved)
        return True

    def _reach(self, start, neighbours, low, high):
        label, found, pending = self._label, {start}, [start]
        while pending:
            for node in neighbours(pending.pop()):
                if node not in found and low <= label[node] <= high:
                    found.add(node)
                    pending.append(node)
        return found

    def _permute(self, nodes):
        """Assign the places of `nodes` to them in the order of the list."""
        label = self._label
        places = sorted(nodes, key=label.__getitem__)
        labels = [label[node] for node in places]
        # the places are threaded through a linked list: relink runs of them from the left
        followed = [self._next[node] for node in places]
        preceded = [self._previous[node] for node in places]
        taken = dict(zip(places, nodes))
        for node, previous, following, value in zip(nodes, preceded, followed, labels):
            self._previous[node] = taken.get(previous, previous)
            self._next[node] = taken.get(following, following)
            if previous not in taken:
                self._next[previous] = node
            if following not in taken:
                self._previous[following] = node
            label[node] = value
