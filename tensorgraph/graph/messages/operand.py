"""Operators of what people compute with, and which is no variable: types and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
