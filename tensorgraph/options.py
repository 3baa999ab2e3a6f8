"""Options that are true or false: an error for a text such as ``keepdims="no"``, which Python takes as true."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

from .description import help_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

SHOWN = 40  # characters of a value in an error


def options_of(function: Callable[..., Any]) -> list[tuple[str, int]]:
    """Return the names and positions of the arguments that a function declares as ``bool``, and those for None too.

    The position of one that is only given by name is beyond all others.
    """
    code, declared = function.__code__, function.__annotations__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return [
        (name, i if i < code.co_argcount else 1 << 30)
        for i, name in enumerate(names)
        if declared.get(name) in ("bool", "bool | None", bool)
    ]


def check_options(
    options: Sequence[tuple[str, int]], args: tuple[Any, ...], kwargs: dict[str, Any], called: str,
    function: Callable[..., Any] | None = None
) -> None:
    """Raise a TypeError if an option of a call is not true or false, 1 or 0, or None.

    The error of one that is given by position has an example of the `function`: often a value was meant.
    """
    for name, i in options:
        value = kwargs.get(name) if i >= len(args) else None if name in kwargs else args[i]
        if value is None or value is True or value is False:
            continue
        if isinstance(value, Integral) or type(value).__name__ in ("bool", "bool_"):
            continue
        text = repr(value)
        text = text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
        hint = ""
        if function is not None and i < len(args):
            hint = f"\nhint: pass options by name; {help_on(function, called)}"
        raise TypeError(f"{name} of {called}() must be True or False, not {text}, of type {type(value).__name__}{hint}")
