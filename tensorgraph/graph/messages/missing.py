"""Variables that a graph needs and nothing gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import MissingInputError
from .called import called, cut, made_where, with_type

if TYPE_CHECKING:
    from ..apply import Apply
    from ..variable import Variable

_HINT = (
    "hint: pass it as an input, give it a value by givens={x: value}, or make it a shared variable; two variables of "
    "one name are different variables"
)


def hint_inside(v: Variable) -> str:
    """Return a hint for an argument of a function of the user that a graph outside needs, or ""."""
    inside = getattr(v.tag, "inside", None)
    if inside is None:
        return ""
    return (
        f"hint: {called(v)} is an argument of {inside}, and has no value outside: let the function return what is "
        "needed "
        "of it, as one more output"
    )


def missing_input(v: Variable, node: Apply | None = None, i: int = 0) -> MissingInputError:
    """Return the error for a variable without a value that is input `i` of a node, or an output of the graph."""
    if node is None:
        text, used = f"Undeclared input: {with_type(v)}, is an output.", ""
    else:
        text = (
            f"Input {i} of the graph (indices start from 0), used to compute {cut(str(node), 120)}, was not provided "
            f"and not given a value: {with_type(v)}."
        )
        used = "" if node.trace is None else f"\nIt is used at {node.trace.location()}"
    error = MissingInputError(f"{text}{used}{made_where(v)}\n{hint_inside(v) or _HINT}")
    error.variable = v
    return error
