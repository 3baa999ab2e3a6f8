"""``theano.misc.frozendict``: an immutable, hashable mapping."""

from collections import OrderedDict
from collections.abc import Mapping

__all__ = ["FrozenOrderedDict", "frozendict"]


class frozendict(Mapping):
    """An immutable dict.

    Parameters
    ----------
    *args, **kwargs
        As of ``dict``.

    Examples
    --------
    >>> from tensorgraph.misc.frozendict import frozendict
    >>> d = frozendict(a=1)
    >>> d.copy(b=2), hash(d) == hash(frozendict({"a": 1}))
    (<frozendict {'a': 1, 'b': 2}>, True)
    """

    dict_cls = dict

    def __init__(self, *args, **kwargs):
        self._dict = self.dict_cls(*args, **kwargs)

    def __getitem__(self, key):
        return self._dict[key]

    def __iter__(self):
        return iter(self._dict)

    def __len__(self):
        return len(self._dict)

    def copy(self, **add_or_replace):
        """Return a copy with other values of some keys."""
        return type(self)(self, **add_or_replace)

    def __hash__(self):
        return hash(frozenset(self._dict.items()))

    def __repr__(self):
        return f"<{type(self).__name__} {self._dict!r}>"


class FrozenOrderedDict(frozendict):
    """An immutable ordered dict."""

    dict_cls = OrderedDict
