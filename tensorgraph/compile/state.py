"""The state that a function keeps between calls, by position, variable or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..nearest import did_you_mean

if TYPE_CHECKING:
    from typing import Any

    from .container import Container
    from .shared import SharedVariable

_MISSING = object()
AMBIGUOUS = (
    "please check the names of the inputs of your function for duplicates.\nHint: pass the arguments by position, or "
    "give the variables different names."
)


class State:
    """The part of a function that gives access to its defaults and shared variables.

    As in Theano, ``f[name] = value`` gives an argument that has a default another one for the next call, and changes
    for good what is kept between calls. An argument without a default must be passed all the same.
    """

    @property
    def finder(self) -> dict[Any, Any]:
        """Containers by position, variable and name."""
        if self._finder is None:
            self._finder = finder = {}
            for i, (spec, container) in enumerate(zip(self.maker.inputs, self.input_storage)):
                finder[i] = container
                finder[spec.variable] = container
                if spec.name is not None:
                    finder[spec.name] = container if spec.name not in finder else None
        return self._finder

    @property
    def inv_finder(self) -> dict[Any, Any]:
        """Input specifications by container."""
        return dict(zip(self.input_storage, self.maker.inputs))

    @property
    def defaults(self) -> list[tuple[bool, bool, Any]]:
        """``(required, refed, value)`` for each input; shared variables and what is required have no value."""
        maker = self.maker
        return [
            (required, refed, None if required or spec.shared else container.value)
            for spec, container, required, refed in zip(maker.inputs, self.input_storage, maker.required, maker.refeed)
        ]

    @property
    def indices(self) -> list[tuple[Any, list[int], list[Any]]]:
        """The input specifications, each in a tuple as in Theano."""
        return [(spec, [i], []) for i, spec in enumerate(self.maker.inputs)]

    @property
    def container(self) -> Any:
        """Containers by position, variable or name."""
        return _Access(self, lambda container: container)

    @property
    def value(self) -> Any:
        """Values by position, variable or name; a value assigned to an argument is its default in the next call."""
        return _Access(self, lambda container: container.value)

    def find(self, item: Any) -> Container:
        """Return the container of an input, by position, variable or name."""
        container = self.finder.get(item, _MISSING)
        if container is _MISSING:
            names = [spec.name for spec in self.maker.inputs if spec.name]
            raise TypeError(
                f"Unknown input or state: {item}.{did_you_mean(item, names)}\n"
                f"Hint: use a position, a variable or one of the names {', '.join(names)}."
            )
        if container is None:
            raise TypeError(f"Ambiguous name: {item} - {AMBIGUOUS}")
        return container

    def __getitem__(self, item: Any) -> Any:
        return self.find(item).value

    def __iter__(self):
        # values are found by position and by name, but these are no elements
        raise TypeError(
            f"{self._label()} is compiled, and has no elements: it is called, and returns its results.\nhint: use "
            "results = f(...), or the variables that it was compiled from"
        )

    def __setitem__(self, item: Any, value: Any) -> None:
        container = self.find(item)
        before = container.storage[0]
        container.value = value
        for argument in self._arguments:
            if argument.container is container and not argument.stateful:
                # for the next call, which thus must come by `call`
                self._lent.setdefault(container, before)
                self.unusual = True

    @property
    def _keeps_arguments(self):
        # a plain call must not bind an argument to an input after one whose value persists between calls
        return any(argument.stateful for argument in self._arguments)

    def take_back(self) -> None:
        """Give the arguments that were assigned for one call the values that they had."""
        if self._lent:
            for container, before in self._lent.items():
                container.storage[0] = before
            self._lent.clear()
            self.unusual = self._keeps_arguments

    def __contains__(self, item: object) -> bool:
        return self.finder.get(item) is not None

    def get_shared(self) -> list[SharedVariable]:
        """Return the shared variables that the function reads or updates."""
        return [spec.variable for spec in self.maker.inputs if spec.shared]


class _Access:
    """``f.value[...]`` and ``f.container[...]``."""

    def __init__(self, function, get):
        self._function, self._get = function, get

    def __getitem__(self, item):
        return self._get(self._function.find(item))

    def __contains__(self, item):
        return item in self._function

    def __setitem__(self, item, value):
        self._function[item] = value

    def __len__(self):
        return len(self._function.input_storage)
