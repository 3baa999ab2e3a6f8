"""``theano.misc.ordered_set``: a set in the order of insertion."""

from collections.abc import MutableSet

__all__ = ["OrderedSet"]


class OrderedSet(MutableSet):
    """A set that iterates in the order of insertion.

    Parameters
    ----------
    iterable : iterable, optional

    Examples
    --------
    >>> from tensorgraph.misc.ordered_set import OrderedSet
    >>> OrderedSet("abca") | {"d"}
    OrderedSet(['a', 'b', 'c', 'd'])
    """

    def __init__(self, iterable=()):
        self._keys = dict.fromkeys(iterable if iterable is not None else ())

    def __contains__(self, key):
        return key in self._keys

    def __iter__(self):
        return iter(self._keys)

    def __reversed__(self):
        return reversed(self._keys)

    def __len__(self):
        return len(self._keys)

    def add(self, key):
        self._keys[key] = None

    def discard(self, key):
        self._keys.pop(key, None)

    def update(self, iterable):
        """Add all of `iterable`."""
        for key in iterable:
            self.add(key)

    union_update = update

    def difference_update(self, iterable):
        """Remove all of `iterable`."""
        for key in iterable:
            self.discard(key)

    def copy(self):
        """Return a copy of the set."""
        return type(self)(self)

    def pop(self, last=True):
        """Remove and return the last element, or the first."""
        if not self._keys:
            raise KeyError("set is empty")
        key = next(reversed(self._keys) if last else iter(self._keys))
        del self._keys[key]
        return key

    def __eq__(self, other):
        if isinstance(other, OrderedSet):
            return list(self) == list(other)
        if isinstance(other, (set, frozenset)):
            raise TypeError("an OrderedSet cannot be compared with a set, which knows no order: set(x) == y can")
        return NotImplemented

    __hash__ = None

    def __repr__(self):
        return f"{type(self).__name__}({list(self._keys)})" if self._keys else f"{type(self).__name__}()"
