"""Ordered updates of shared variables."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from ..graph.messages.called import with_type
from ..misuse import guess_in_constructor
from ..nearest import UnknownName, did_you_mean
from ..userline import user_level
from .shared import SharedVariable


@guess_in_constructor
class OrderedUpdates(OrderedDict[SharedVariable, Any]):
    """A dict from shared variables to their new values.

    Parameters
    ----------
    *args, **kwargs
        As for a dict.

    Raises
    ------
    TypeError
        If a key is no shared variable.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> s = theano.shared(1.0, "s")
    >>> f = theano.function([], updates=theano.OrderedUpdates([(s, s * 2)]))
    >>> f()
    []
    >>> s.get_value()
    array(2.)
    """

    def __init__(self, *key: Any, **kwargs: Any) -> None:
        if len(key) >= 1 and type(key[0]) is dict and len(key[0]) > 1:
            warnings.warn("Initializing an `OrderedUpdates` from a plain dict: its order is that of insertion.",
            stacklevel=user_level())
        super().__init__(*key, **kwargs)
        for variable in self:
            _check(variable)

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise UnknownName("OrderedUpdates", name, lambda: did_you_mean(name, dir(type(self))) or (
                " Use theano.function(inputs, cost, updates=updates): its calls make the updates."
            ))

    def __setitem__(self, key: SharedVariable, value: Any) -> None:
        super().__setitem__(_check(key), value)

    def update(self, other: Any = None) -> None:
        """Add all updates of `other`."""
        for key, value in OrderedUpdates(other if other is not None else ()).items():
            if key in self:
                if self[key] == value:
                    continue
                raise KeyError(f"Collision: there are two updates of {key}; use one")
            self[key] = value

    def __add__(self, other: Any) -> OrderedUpdates:
        new = OrderedUpdates()
        new.update(self)
        new.update(other)
        return new

    def __radd__(self, other: Any) -> OrderedUpdates:
        new = OrderedUpdates()
        new.update(other)
        new.update(self)
        return new


def _check(variable):
    if not isinstance(variable, SharedVariable):
        raise TypeError(
            f"OrderedUpdates keys must inherit from SharedVariable: {with_type(variable)}, is none; use "
            "theano.shared(value)"
        )
    return variable
