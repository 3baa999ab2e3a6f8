"""Lists of variables that functions of this package return, which say so where they are taken for one variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...nearest import UnknownName
from .called import called
from .operand import NoOperand

if TYPE_CHECKING:
    from typing import Any


class VariableList(NoOperand, list):
    """A list, but for the operators that repeat lists or fail on them: ``2 * gradients``."""

    __slots__ = ()

    def _no_operand(self):
        first = called(self[0]) if self else "..."
        return (
            f"operators take one variable, and this is a list of {len(self)}: {first}{', ...' * (len(self) > 1)}\n"
            "hint: use [0.1 * g for g in gradients], and zip(parameters, gradients) for both"
        )

    # for type checkers, it is a list
    if not TYPE_CHECKING:

        def __add__(self, other):
            if isinstance(other, list):
                return list.__add__(self, other)
            raise TypeError(self._no_operand())

        def __radd__(self, other):
            if isinstance(other, list):
                return [*other, *self]
            raise TypeError(self._no_operand())

        def __getattr__(self, name: str) -> Any:
            if name[:2] == "__":
                # of a protocol, which Python and NumPy ask for
                raise AttributeError(name)
            raise UnknownName(f"a list of {len(self)} variables", name, lambda: (
                f" A variable has it, or a function: use [g.{name} for g in gradients], or gradients[0].{name}."
            ))
