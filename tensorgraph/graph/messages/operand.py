"""Operators of what people compute with, and which is no variable: types, functions and lists of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ...nearest import UnknownName
from ..variable import Variable
from .called import listed

_Item = TypeVar("_Item")
_BINARY = "add sub mul truediv floordiv mod pow matmul and or xor"


class NoOperand:
    """The mixin of classes whose operators raise a TypeError; ``_no_operand`` returns its text."""

    def _no_operand(self) -> str:
        raise NotImplementedError

    # for type checkers, these are mistakes
    if not TYPE_CHECKING:

        def _refused(self, *others):
            raise TypeError(self._no_operand())

        for _word in _BINARY.split():
            locals().update({f"__{_word}__": _refused, f"__r{_word}__": _refused})
        __neg__ = __pos__ = __abs__ = __invert__ = __gt__ = __ge__ = __lt__ = __le__ = _refused
        del _word, _refused


class Several(list[_Item]):
    """The results of an operation, or gradients: a list that says so where it is taken for one variable.

    Lists are joined by ``+``, as all lists, and become tensors beside variables, as in Theano.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def _alone(self, *others):
            if others and isinstance(others[0], Variable):
                return NotImplemented
            raise TypeError(_text(self))

        for _word in _BINARY.split()[1:]:
            locals().update({f"__{_word}__": _alone, f"__r{_word}__": _alone})
        __array_ufunc__ = None  # NumPy's numbers ask for the operator
        __imul__ = __neg__ = __pos__ = __abs__ = __invert__ = _alone
        del _word, _alone

        def __getattr__(self, name):
            if name[:2] == "__" or not hasattr(Variable, name) and not any(hasattr(type(v), name) for v in self):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            raise UnknownName("a list", name, lambda: f" {_text(self)}")


def _text(several):
    n = len(several)
    return (
        f"A list of {n} variable{'s' * (n != 1)} is no variable itself: it holds {listed(several) or 'none'}.\nhint: "
        "use "
        "its elements, as a, b = f(x), or [2 * g for g in grads]; T.grad(cost, w) without brackets is one variable"
    )
