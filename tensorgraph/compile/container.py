"""Containers: cells that hold the value of an input or a shared variable between calls."""

from __future__ import annotations

import copy
import weakref
from typing import TYPE_CHECKING

import numpy as np

from .._kernels.machine.call._reading import Reading
from .._kernels.machine.call._turns import Turn
from ..graph.messages.pickled import checked
from ..graph.type import Type
from ..graph.variable import Variable
from .unfit import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


# whether it is read only, strict, allows downcasts, is required and implicit
_PLAIN = False, False, None, False, False


def moment(containers):
    """Return a consistent snapshot of containers for pickling, with copies of arrays that calls may overwrite.

    A pickle requests the same value several times: while a copy of the value is alive, it is returned again.
    """
    with Reading([c.turn for c in containers], [c.storage for c in containers]) as reading:
        return [c.to_pickle(value) for c, value in zip(containers, reading.values)]


class Container:
    """A cell with a value of some type.

    Parameters
    ----------
    r : Variable or Type
        What it holds; a variable also gives its name.
    storage : list
        A list of one element, the value itself. Whoever shares the list shares the value.
    readonly : bool
        Whether assigning is refused.
    strict, allow_downcast : bool or None
        How ``Type.filter`` treats what is assigned.
    name : str, optional
        For messages; the name of `r` by default.

    Attributes
    ----------
    turn : Turn
        Who may change the value: functions that do take turns.
    """

    __slots__ = (
        "storage", "readonly", "strict", "allow_downcast", "name", "type", "required", "implicit", "turn", "_pickled",
    )

    def __init__(
        self, r: Variable, storage: list[Any], readonly: bool = False, strict: bool | None = False,
        allow_downcast: bool | None = None, name: str | None = None
    ) -> None:
        if not isinstance(storage, list) or len(storage) < 1:
            raise TypeError("storage must be a list of length at least one")
        self.type = r if isinstance(r, Type) else r.type
        self.name = r.name if name is None and isinstance(r, Variable) else name
        self.storage = storage
        self.readonly = readonly
        self.strict = strict
        self.allow_downcast = allow_downcast
        self.required = False
        self.implicit = False
        self.turn = Turn()
        self._pickled = None

    @property
    def value(self) -> Any:
        """The value; assigning filters it."""
        return self.turn.read(self.storage)

    @value.setter
    def value(self, value):
        if self.readonly:
            raise Exception(f"Cannot set readonly storage: {self.name}")
        if value is None:
            self.turn.write(self.storage, None)
            return
        try:
            # a user's type may not accept these arguments
            given = {"strict": True} if self.strict else {}
            if self.allow_downcast is not None:
                given["allow_downcast"] = self.allow_downcast
            value = self.type.filter(value, **given)
        except Exception as error:
            lines = [" ".join(map(str, error.args)), f'Container name "{self.name}"']
            what = f"the value of {self.name}" if self.name else "the value of a shared variable or an input"
            error.args = (refusal(what, self.type, value, lines),)
            raise
        self.turn.write(self.storage, value)

    data = value

    def to_pickle(self, value):
        """Return a copy of the value for a pickle, which no call overwrites meanwhile."""
        if not isinstance(value, np.ndarray):
            return value
        key = self.turn.number, id(value)
        found = self._pickled[1]() if self._pickled is not None and self._pickled[0] == key else None
        if found is None:
            found = value.copy("K")
            self._pickled = key, weakref.ref(found)
        return found

    def copied(self, copier: Callable[[Any], Any]) -> Any:
        """Return ``copier(value)`` while no function overwrites the value."""
        return self.turn.copy(self.storage, copier)

    def __str__(self) -> str:
        return f"<{self.value!r}>"

    __repr__ = __str__

    def copy(self) -> Container:
        """Return another container of the same value."""
        new = type(self)(
            self.type,
            [self.value],
            readonly=self.readonly,
            strict=self.strict,
            allow_downcast=self.allow_downcast,
            name=self.name,
        )
        new.required, new.implicit = self.required, self.implicit
        return new

    def __deepcopy__(self, memo):
        new = memo[id(self)] = self.copy()
        new.storage = [self.copied(lambda value: copy.deepcopy(value, memo))]
        return new

    def __reduce_ex__(self, protocol):
        return checked(self, super().__reduce_ex__(protocol))

    def __getstate__(self):
        state = [moment([self])[0]], *[getattr(self, name) for name in self.__slots__[1:8]]
        # most containers are of shared variables, and alike
        return (state[0], *state[4:6]) if state[1:4] + state[6:] == _PLAIN else state

    def __setstate__(self, state):
        self.required = self.implicit = False  # unless the pickle says so
        self.turn, self._pickled = Turn(), None
        if isinstance(state, tuple):
            if len(state) == 3:
                state = (state[0], *_PLAIN[:3], *state[1:], *_PLAIN[3:])
            (
                self.storage, self.readonly, self.strict, self.allow_downcast, self.name, self.type, self.required,
                self.implicit,
            ) = state  # fmt: skip
            return
        # of earlier versions and of Theano
        for name, value in state.items():
            if name in self.__slots__:
                setattr(self, name, value)
