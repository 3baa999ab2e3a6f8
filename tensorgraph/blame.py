"""The argument of a call that an error of its insides is about."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from .description import described, help_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def bound(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call by name; that of a method of a variable is one of them."""
    given = inspect.signature(function).bind(*args, **kwargs).arguments
    return {name: v for name, v in given.items() if name != "self" or hasattr(v, "where_made")}


def listed(given: dict[str, Any]) -> str:
    """Return a description of each of the arguments of a call."""
    return "; ".join(f"{name} = {described(value)}" for name, value in given.items())


def place_of(value: Any, holder: Any, name: str, depth: int = 2) -> str | None:
    """Return the expression for the place where an object is in another one that is called `name`, or None.

    Examples
    --------
    >>> key = object()
    >>> place_of(key, [1, (2, key)], "shape")
    'shape[1][1]'
    """
    if holder is value:
        return name
    if depth and isinstance(holder, (list, tuple, dict)):
        for key, item in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if place := place_of(value, item, f"{name}[{key!r}]", depth - 1):
                return place
    return None


def blamed(error: Exception, given: dict[str, Any]) -> str | None:
    """Return the name of the one argument that an error of Python's is about, or None.

    Python's text names classes, and the frame that failed holds the object.

    Parameters
    ----------
    error : Exception
        What Python raised inside of the call, with its traceback.
    given : dict
        The arguments of the call by name.
    """
    if len(given) == 1:
        return next(iter(given))
    kinds = set(re.findall(r"'([\w.]+)'", str(error)))
    if "truth value of an array" in str(error):
        kinds.add("ndarray")
    named = [name for name, v in given.items() if any(_classes(w) & kinds for w in (v, *_elements(v)))]
    if len(named) == 1:
        return named[0]
    place = error.__traceback__
    while place.tb_next is not None:
        place = place.tb_next
    there = {id(v) for v in place.tb_frame.f_locals.values()}
    held = [name for name in named or given if id(given[name]) in there]
    # Python's errors about a variable name its class
    return held[0] if len(held) == 1 and (named or not hasattr(given[held[0]], "where_made")) else None


def _elements(value):
    return (*value, *value.values()) if type(value) is dict else value if type(value) in (list, tuple) else ()


def _classes(value):
    """Return what Python calls the class of an object, without those that most arguments have."""
    if hasattr(value, "where_made"):
        return {type(value.type).__name__, str(value.type)}
    kind = type(value)
    return {kind.__name__, f"{kind.__module__}.{kind.__name__}"} - {"int"}


def value_needed(error: Any, function: Callable[..., Any], given: dict[str, Any], called: str) -> Exception | None:
    """Return the error of a call that was given a variable where it needs a value of Python, or None for another one.

    Parameters
    ----------
    error : Exception
        What the call raised: that a variable has no value, if it has the attribute ``variable``.
    function : callable
    given : dict
        The arguments of the call by name.
    called : str
        The name of the function for the user.
    """
    variable = getattr(error, "variable", None)
    if variable is None or not isinstance(error, TypeError):
        return None
    place = next(filter(None, (place_of(variable, v, name) for name, v in given.items())), None)
    if place is None:
        return None
    text = str(error)
    if re.search(r"iterat|len\(\)", text):
        what = "a list or a tuple of Python's"
    else:
        what = "an integer of Python's" if re.search(r"integer|\bint\b", text) else "a value of Python's"
    return type(error)(
        f"{called}() needs {what} as {place}, known while the graph is built, and it is "
        f"{described(variable)}.\nhint: {help_on(function, called)}", variable
    )
