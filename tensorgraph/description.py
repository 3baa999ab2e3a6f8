"""Descriptions of what a call was given, for its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FEW = 4  # elements of a list that are described one by one


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
        # what makes a small constant does not tell which one it is: there is one of each
        made = None if value.name or hasattr(value, "data") else value.where_made
        place = None if made is None else made.location()
        text, kind = getattr(place, "expression", None) or value.name or str(value), str(value.type)
    else:
        # str of a sparse matrix reads its elements, and what is wrong may be where they are
        plain = isinstance(value, (str, bytes)) or hasattr(value, "nnz")
        text, kind = text_by(repr if plain else str, value), type(value).__name__
    text = text.partition("\n")[0]
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{text if len(text) <= 60 else f'{text[:57]}...'}, {article} {kind}"
