"""The names of variables in messages, or the expressions that made them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ...description import spelled, text_by
from ..variable import Constant, Variable

if TYPE_CHECKING:
    from typing import Any

LONGEST = 60  # characters of an expression or value
EVAL = "x.eval({input: value}) or a compiled function computes a value."


def cut(text: str, longest: int = LONGEST) -> str:
    """Return a text of at most `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return the first line of a text, cut to `longest` characters.

    Examples
    --------
    >>> shortened("a" * 100, 8)
    'aaaaa...'
    """
    line = text.strip().partition("\n")[0]
    return line if len(line) <= longest and line == text.strip() else f"{line[: longest - 3]}..."


def place_of(v: Any) -> Any:
    """Return the Location where a variable was made, or None."""
    trace = v.where_made if isinstance(v, Variable) else None
    return None if trace is None else trace.location()


def called(v: Any) -> str:
    """Return the name of a variable; of one without a name the expression that made it, with file and line.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> called(T.dscalar("x")), called(2.5)
    ('x', '2.5')
    """
    if not isinstance(v, Variable):
        return shortened(text_by(spelled, v))
    if v.name:
        return v.name
    place = None if isinstance(v, Constant) else place_of(v)
    if place is None or not place.expression:
        return shortened(str(v))
    return f"`{shortened(place.expression)}` ({os.path.basename(place.filename)}:{place.line})"


def with_type(v: Any) -> str:
    """Return a variable as messages call it, with its type; of another object its class.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> with_type(T.dvector("v")), with_type(None), with_type([1])
    ('v, a TensorType(float64, vector)', 'None', '[1], a list')
    """
    if v is None:
        return "None"
    if isinstance(v, Variable):
        return f"{called(v)}, a {v.type}"
    kind = type(v).__name__
    return f"{called(v)}, {'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def made_where(v: Any) -> str:
    """Return a line that says where a variable was made, or "" if that is not known."""
    place = place_of(v)
    return "" if place is None else f"\n{called(v)} was made at {place}"


def node_text(node: Any) -> str:
    """Return the op of a node, its inputs, and where the user applied it."""
    where = "" if node.trace is None else f", made at {node.trace.location()}"
    return f"{node.op}({', '.join(map(called, node.inputs))}){where}"


def listed(vs: Any, most: int = 4) -> str:
    """Return several variables with their types, for a message."""
    shown = [with_type(v) for v in vs[:most]]
    return "; ".join(shown) + ("; ..." if len(vs) > most else "")


def no_axis(v: Any, axis: Any) -> str:
    """Return a sentence on an axis that a variable does not have, and a hint."""
    n = v.type.ndim
    valid = f"axes are counted from 0 to {n - 1}, or from the end, -1 to {-n}" if n else "a scalar has no axes"
    return (
        f"axis {axis} is out of bounds for {with_type(v)}, of {n} dimension{'s' * (n != 1)}.{made_where(v)}\n"
        f"hint: {valid}"
    )
