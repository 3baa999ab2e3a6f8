"""Descriptions of what a call was given, for its error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FEW = 4  # elements of a list that are described one by one
MOST = 16  # elements of a list whose variables have their expressions


def text_by(write: Callable[[Any], str], value: Any) -> str:
    """Return a value as text, by `write`, which a method of the user's class may refuse to make.

    Examples
    --------
    >>> text_by(repr, "abc")
    "'abc'"
    """
    try:
        return write(value)
    except Exception:
        return object.__repr__(value)


def spelled(value: Any, depth: int = 3) -> str:
    """Return a value as `repr` does, but with the expressions of variables inside of lists, tuples and dicts.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> double = x * 2
    >>> spelled({"initial": double, "taps": [-1]})
    "{'initial': x * 2, 'taps': [-1]}"
    """
    if hasattr(value, "where_made"):
        return _expression(value)
    if depth and (type(value) in (tuple, dict) or isinstance(value, list)) and 0 < len(value) <= MOST:
        if isinstance(value, dict):
            return f"{{{', '.join(f'{spelled(k, 0)}: {spelled(v, depth - 1)}' for k, v in value.items())}}}"
        text = ", ".join([spelled(v, depth - 1) for v in value])
        return f"[{text}]" if isinstance(value, list) else f"({text}{',' * (len(value) == 1)})"
    return text_by(repr, value)


def _expression(v):
    """Return what made a variable, or its name."""
    # what makes a small constant does not tell which one it is: there is one of each
    made = None if v.name or hasattr(v, "data") else v.where_made
    place = None if made is None else made.location()
    return getattr(place, "expression", None) or str(v.name or v)  # a name may be any object


def described(value: Any) -> str:
    """Return a value and its type in a few words.

    Examples
    --------
    >>> described("abc"), described(2)
    ("'abc', a str", '2, an int')
    """
    if value is None:
        return "None"
    if isinstance(value, (list, tuple)) and 0 < len(value) <= FEW and any(hasattr(v, "where_made") for v in value):
        return f"a {type(value).__name__} of {'; '.join(map(described, value))}"
    if hasattr(value, "where_made"):
        text, kind = _expression(value), str(value.type)
    else:
        # str of a sparse matrix reads its elements, and what is wrong may be where they are
        plain = isinstance(value, (str, bytes, list, tuple, dict)) or hasattr(value, "nnz")
        text, kind = text_by(spelled if plain else str, value), type(value).__name__
        if kind == "ndarray" and value.ndim:
            kind = f"ndarray of shape {value.shape}"
    text, more, _ = text.partition("\n")
    text += "..." * bool(more)
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{text if len(text) <= 60 else f'{text[:57]}...'}, {article} {kind}"


def help_on(function: Callable[..., Any], called: str) -> str:
    """Return where the user finds what a function takes: a call from its documentation, and its help.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> help_on(T.set_subtensor, "set_subtensor")
    'as in T.set_subtensor(v[:2], 9.0); help(set_subtensor) lists what it takes'
    """
    example = example_of(function, called)
    return f"{f'as in {example}; ' if example else ''}help({called}) lists what it takes"


def example_of(function: Callable[..., Any], called: str) -> str:
    """Return a call of a function from the examples of its documentation, or "".

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> example_of(T.set_subtensor, "set_subtensor")
    'T.set_subtensor(v[:2], 9.0)'
    """
    # a call that goes on in the next line is left out, and one that makes an object of the class of a method
    lines = re.findall(r"(?m)^ *(?:>>>|\.\.\.) (.*)$", function.__doc__ or "")
    for line in lines:
        for found in re.finditer(rf"(?<!\w)(?:\w+\.)*{re.escape(called)}\(", line):
            depth = 1
            for i in range(found.end(), len(line)):
                depth += (line[i] in "([{") - (line[i] in ")]}")
                if not depth:
                    return line[found.start() : i + 1] if i > found.end() else ""
    return ""
