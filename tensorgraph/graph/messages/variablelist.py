"""Lists of variables that functions of this package return, which say so where they are taken for one variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...nearest import UnknownName
from .called import called

if TYPE_CHECKING:
    from typing import Any

# all but the sum: with one of its own, ``found += gradients`` would make another list
_BINARY = "sub mul truediv floordiv mod pow matmul and or xor"


class VariableList(list):
    """A list, but for the operators that repeat lists or fail on them: ``2 * gradients``."""

    __slots__ = ()

    # for type checkers, it is a list
    if not TYPE_CHECKING:

        def _refused(self, *others):
            first = called(self[0]) if self else "..."
            raise TypeError(
                f"operators take one variable, and this is a list of {len(self)}: {first}{', ...' * (len(self) > 1)}\n"
                "hint: use [0.1 * g for g in gradients], and zip(parameters, gradients) for both"
            )

        for _word in _BINARY.split():
            locals().update({f"__{_word}__": _refused, f"__r{_word}__": _refused})
        __neg__ = __pos__ = __abs__ = __invert__ = __gt__ = __ge__ = __lt__ = __le__ = _refused
        del _word, _refused

        def __getattr__(self, name: str) -> Any:
            if name[:2] == "__":
                # of a protocol, which Python and NumPy ask for
                raise AttributeError(name)
            raise UnknownName(f"a list of {len(self)} variables", name, lambda: (
                f" A variable has it, or a function: use [g.{name} for g in gradients], or gradients[0].{name}."
            ))
