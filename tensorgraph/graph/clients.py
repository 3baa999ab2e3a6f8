"""Collections of the clients and variables of a graph."""


class Clients(dict):
    """Clients of a variable, in order: a set of ``(node, input index)`` that can be indexed like a list.

    A variable may have a hundred thousand clients; removing one must not look at the others.
    """

    __slots__ = ()

    def __getitem__(self, i):
        return next(iter(self)) if i == 0 and self else list(self)[i]

    def __eq__(self, other):
        return list(self) == list(other)

    __hash__ = None

    def __repr__(self):
        return repr(list(self))


class Known:
    """Variables of a graph as the set of inputs at which a walk ends, without copying them."""

    def __init__(self, clients):
        self._clients = clients

    def __iter__(self):
        return iter(())

    def __contains__(self, v):
        return v in self._clients
