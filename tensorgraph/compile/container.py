"""Containers: where the value of an input or a shared variable lives between calls."""

import copy

from ..graph.type import Type
from ..graph.variable import Variable


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
    """

    __slots__ = ("storage", "readonly", "strict", "allow_downcast", "name", "type", "required", "implicit")

    def __init__(self, r, storage, readonly=False, strict=False, allow_downcast=None, name=None):
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

    @property
    def value(self):
        """The value; assigning filters it."""
        return self.storage[0]

    @value.setter
    def value(self, value):
        if self.readonly:
            raise Exception(f"Cannot set readonly storage: {self.name}")
        if value is None:
            self.storage[0] = None
            return
        try:
            # a type of the user's may know nothing of either
            given = {"strict": True} if self.strict else {}
            if self.allow_downcast is not None:
                given["allow_downcast"] = self.allow_downcast
            self.storage[0] = self.type.filter(value, **given)
        except Exception as error:
            error.args = (*error.args, f'Container name "{self.name}"')
            raise

    data = value

    def __str__(self):
        return f"<{self.storage[0]!r}>"

    def __repr__(self):
        return f"<{self.storage[0]!r}>"

    def copy(self):
        """Another container of the same value."""
        new = type(self)(
            self.type,
            list(self.storage),
            readonly=self.readonly,
            strict=self.strict,
            allow_downcast=self.allow_downcast,
            name=self.name,
        )
        new.required, new.implicit = self.required, self.implicit
        return new

    def __deepcopy__(self, memo):
        new = memo[id(self)] = self.copy()
        new.storage = copy.deepcopy(self.storage, memo)
        return new

    def __getstate__(self):
        return {name: getattr(self, name) for name in self.__slots__}

    def __setstate__(self, state):
        self.required = self.implicit = False  # unless the pickle says so
        for name, value in state.items():
            if name in self.__slots__:
                setattr(self, name, value)
